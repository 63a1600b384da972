using System.CommandLine;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary><c>doctor</c>: whether this machine can run NativeRnn, and with what.</summary>
internal sealed class DoctorCommand : Command
{
    private const string OwnRuntime = "threadpool";

    private readonly CliContext _context;
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object.");

    internal DoctorCommand(CliContext context)
        : base("doctor", "Says which native library is in use and what this machine offers it.")
    {
        _context = context;
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var asJson = parsed.GetValue(_json);
        try
        {
            Report(Examination.Make(), asJson);
            return ExitCode.Done;
        }
        catch (Exception failure) when (asJson)
        {
            JsonLine.Write(_context.Output, json =>
            {
                json.WriteString("version", CommandTree.Version);
                json.WriteString("error", Failure.Sentence(failure));
                WritePlaces(json);
            });
            throw;
        }
    }

    private void Report(Examination found, bool asJson)
    {
        if (asJson)
        {
            JsonLine.Write(_context.Output, json =>
            {
                json.WriteString("version", CommandTree.Version);
                json.WriteString("native_version", found.NativeVersion);
                json.WriteString("onednn_version", found.OneDnnVersion);
                json.WriteStartObject("engines");
                json.WriteNumber("cpu", found.CpuEngines);
                json.WriteNumber("gpu", found.GpuEngines);
                json.WriteEndObject();
                json.WriteStartArray("gpus");
                foreach (var name in found.Gpus)
                {
                    json.WriteStringValue(name);
                }

                json.WriteEndArray();
                if (found.WhyNoGpu is { } reason)
                {
                    json.WriteString("gpu_reason", reason);
                }

                json.WriteString("onednn_runtime", found.OneDnnRuntime);
                json.WriteString("instruction_set", found.InstructionSet);
                json.WriteStartObject("precisions");
                foreach (var (word, support) in found.Precisions)
                {
                    json.WriteString(word, support);
                }

                json.WriteEndObject();
                json.WriteNumber("threads", found.Threads);
                json.WriteString("mpi", NativeLibraryInfo.Mpi);
                json.WriteString("library", found.Library);
                json.WriteNumber("abi_version", NativeLibraryInfo.AbiVersion);
                WritePlaces(json);
            });
            return;
        }

        WriteRow("version", $"{CommandTree.Version} (native library {found.NativeVersion})");
        WriteRow("oneDNN", $"{found.OneDnnVersion}, runtime {found.OneDnnRuntime}");
        WriteRow("engines", $"{found.CpuEngines} CPU, {found.GpuEngines} GPU");
        for (var i = 0; i < found.Gpus.Count; i++)
        {
            WriteRow($"gpu:{i}", found.Gpus[i]);
        }

        if (found.WhyNoGpu is { } reason)
        {
            WriteRow("gpu", reason);
        }

        WriteRow("instruction set", found.InstructionSet);
        WriteRow("precisions", string.Join(", ", found.Precisions.Select(one => $"{one.Word} {one.Support}")));
        WriteRow("threads", $"{found.Threads}");
        WriteRow("mpi", NativeLibraryInfo.Mpi ?? "none: this build works in one process");
        WriteRow("library", found.Library);
        WriteRow("abi", $"{NativeLibraryInfo.AbiVersion}");
        foreach (var place in NativeLibraryInfo.Search().SkipLast(1))
        {
            WriteRow("looked at", $"{place.Path}: {place.Problem}");
        }

        if (found.OneDnnRuntime != OwnRuntime)
        {
            _context.Warn(
                "this native library was built with the system's oneDNN, which stands still while other processes keep " +
                "the cores busy and can crash on a signal; build it with NATIVERNN_ONEDNN=source.");
        }
    }

    private static void WritePlaces(Utf8JsonWriter json)
    {
        json.WriteStartArray("searched");
        foreach (var place in NativeLibraryInfo.Search())
        {
            json.WriteStartObject();
            json.WriteString("path", place.Path);
            json.WriteString("problem", place.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteRow(string name, string value) => _context.Output.WriteLine($"{name,-17}{value}");

    private sealed record Examination(
        string NativeVersion, string OneDnnVersion, string InstructionSet, string Library)
    {
        internal int CpuEngines { get; } = Engine.Count(EngineKind.Cpu);

        internal int GpuEngines { get; } = Engine.Count(EngineKind.Gpu);

        internal IReadOnlyList<string> Gpus { get; } = NativeLibraryInfo.GpuDevices;

        internal string? WhyNoGpu { get; } = NativeLibraryInfo.WhyNoGpu;

        internal int Threads { get; private init; }

        internal (string Word, string Support)[] Precisions { get; private init; } = [];

        internal string OneDnnRuntime { get; } = NativeLibraryInfo.OneDnnRuntime;

        internal static Examination Make()
        {
            using var engine = Engine.Cpu();
            return new Examination(
                NativeLibraryInfo.Version,
                NativeLibraryInfo.OneDnnVersion,
                NativeLibraryInfo.InstructionSet,
                NativeLibraryInfo.LoadedFrom)
            {
                Threads = engine.Threads,
                Precisions = [.. Enum.GetValues<Precision>().Select(one => (WordOf(one), WordOf(engine.SupportOf(one))))],
            };
        }

        private static string WordOf<T>(T value)
            where T : struct, Enum => value.ToString().ToLowerInvariant();
    }
}
