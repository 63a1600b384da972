using System.Text.Json;
using NativeRnn.Bindings;
using NativeRnn.Tests.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Interop;

/// <summary>What the command says of a native library that does not work, in a process of its own for each.</summary>
public class BrokenLibraryTests
{
    private const string PathVariable = "NATIVERNN_LIBRARY_PATH";

    private static readonly string _fileName = NativeLibraries.NativeRnn.Wanted.FileName;

    private static readonly Dictionary<string, (Action<string> Write, string Problem)> _kinds = new()
    {
        ["missing"] = (_ => { }, "no such file"),
        ["for another processor"] = (
            LibraryFiles.WriteForOtherProcessor,
            $"for the processor {LibraryFiles.OtherProcessor}; this process needs {NativeLibraryPlaces.Processor}"),
        ["truncated"] = (LibraryFiles.WriteHalf, "cut off: "),
        ["truncated in its header"] = (
            path => File.WriteAllBytes(path, [0x7F, (byte)'E', (byte)'L', (byte)'F', 2]), "cut off in its header"),
        ["empty"] = (path => File.WriteAllText(path, ""), "an empty file"),
        ["a text"] = (path => File.WriteAllText(path, "not found\n"), "not a native library"),
        ["of Windows"] = (path => File.WriteAllBytes(path, OfWindows()), "for Windows; this is Linux"),
        ["of macOS"] = (path => File.WriteAllBytes(path, [0xCF, 0xFA, 0xED, 0xFE, 0x0C, 0, 0, 1]), "for macOS; this is Linux"),
        ["older"] = (path => LibraryFiles.WriteWithAbi(path, 0), "an older release: its ABI version is 0, 1 is needed"),
        ["newer"] = (path => LibraryFiles.WriteWithAbi(path, 2), "a newer release: its ABI version is 2, 1 is needed"),
        ["another one"] = (LibraryFiles.WriteForeign, "another library: it has no function nrnn_abi_version"),
        ["without a dependency"] = (
            LibraryFiles.WriteWithoutDependency, "libgone.so: cannot open shared object file: No such file or directory"),
        ["unreadable"] = (WriteUnreadable, "Access to the path "),
    };

    private static IEnumerable<string> Kinds => _kinds.Keys;

    [SetUp]
    public void RequireLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("NOT CHECKED: the broken files are made for Linux.");
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_library_that_was_asked_for_and_does_not_work_is_refused_with_its_reason(string kind)
    {
        using var folder = new TemporaryFolder();
        var library = folder.File(_fileName);
        _kinds[kind].Write(library);
        using var process = CliProcess.StartWith(new() { [PathVariable] = folder.Path }, "doctor");
        var error = CliProcess.Finish(process);
        Assert.That(error, Does.StartWith(
            $"nativernn: The native library that {PathVariable} names cannot be loaded.\n  {library}: {_kinds[kind].Problem}"));
        Assert.That(error.TrimEnd().Split('\n'), Has.Length.EqualTo(3), "one place and what to do, no other place");
        Assert.That(error.TrimEnd(), Does.EndWith($"Set {PathVariable} to one that works, or to nothing to search the usual places."));
        Assert.That(process.ExitCode, Is.EqualTo(1));
    }

    [TestCase("for another processor")]
    [TestCase("truncated")]
    [TestCase("older")]
    [TestCase("missing")]
    public void A_broken_library_in_its_package_is_named_among_every_place_that_was_tried(string kind)
    {
        using var program = new TemporaryFolder();
        var packaged = PackagedLibrary(program);
        _kinds[kind].Write(packaged);
        using var process = StartCopy(program, "train", "lm", "--data", SmallText.In(program));
        var error = CliProcess.Finish(process);
        var lines = error.TrimEnd().Split('\n');
        Assert.That(lines[0], Is.EqualTo($"nativernn: The native library {_fileName} cannot be loaded."));
        Assert.That(lines[1], Does.StartWith($"  {packaged}: {_kinds[kind].Problem}"));
        Assert.That(lines, Has.Some.EqualTo($"  {program.File(_fileName)}: no such file"));
        Assert.That(lines[^1], Does.StartWith(
            $"Install the package NativeRnn.Native.{NativeLibraryPlaces.RuntimeIdentifier} ").And.Contain("run ./build.sh"));
        Assert.That(process.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void Without_the_library_a_program_sees_the_message_itself()
    {
        using var program = new TemporaryFolder();
        CliProcess.CopyTo(program.Path);
        using var process = StartCopy(
            program, new Dictionary<string, string> { ["NATIVERNN_TRACE"] = "1" }, "doctor");
        var error = CliProcess.Finish(process);
        Assert.That(error, Does.StartWith($"System.DllNotFoundException: The native library {_fileName} cannot be loaded."));
        Assert.That(error, Does.Not.Contain(nameof(TypeInitializationException)));
        Assert.That(error, Does.Contain("\n  .NET's own search: no such file\n"));
    }

    [Test]
    public void The_doctor_shows_the_places_that_were_passed_over()
    {
        using var program = new TemporaryFolder();
        var (packaged, beside) = (PackagedLibrary(program), program.File(_fileName));
        LibraryFiles.WriteWithAbi(packaged, 0);
        File.CreateSymbolicLink(beside, NativeLibraryInfo.LoadedFrom);
        using var process = StartCopy(program, "doctor", "--json");
        var output = process.StandardOutput.ReadToEnd();
        Assert.That((CliProcess.Finish(process), process.ExitCode), Is.EqualTo(("", 0)));
        using var answer = JsonDocument.Parse(output);
        var places = PlacesOf(answer);
        Assert.That(answer.RootElement.GetProperty("library").GetString(), Is.EqualTo(beside));
        Assert.That(answer.RootElement.GetProperty("abi_version").GetInt32(), Is.EqualTo(1));
        Assert.That(places[0].Path, Is.EqualTo(packaged));
        Assert.That(places[0].Problem, Does.StartWith("an older release: "));
        Assert.That(places[^1], Is.EqualTo((beside, (string?)null)));

        using var rows = StartCopy(program, "doctor");
        Assert.That(rows.StandardOutput.ReadToEnd(), Does.Contain($"looked at        {packaged}: an older release: "));
    }

    [Test]
    public void The_doctor_tells_a_program_where_it_looked_in_vain()
    {
        using var program = new TemporaryFolder();
        var packaged = PackagedLibrary(program);
        LibraryFiles.WriteHalf(packaged);
        using var process = StartCopy(program, "doctor", "--json");
        using var answer = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        Assert.That(answer.RootElement.GetProperty("error").GetString(), Does.StartWith("The native library "));
        Assert.That(PlacesOf(answer).Select(place => place.Path), Is.SupersetOf([packaged, program.File(_fileName)]));
        Assert.That(PlacesOf(answer).Select(place => place.Problem), Is.All.Not.Null);
        CliProcess.Finish(process);
        Assert.That(process.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void A_library_that_comes_later_is_found_then_and_loaded_once()
    {
        const string OwnVariable = "NATIVERNN_TESTS_LIBRARY_PATH";
        using var folder = new TemporaryFolder();
        var locator = new NativeLibraryLocator(new("late", OwnVariable, "nrnn_abi_version", 7, "Wait."));
        Environment.SetEnvironmentVariable(OwnVariable, folder.Path);
        nint Load() => locator.Load(typeof(NativeLibraries).Assembly, null);
        Assert.That(Load, Throws.TypeOf<DllNotFoundException>().With.Message.Contain("no such file"));
        Assert.That(Load, Throws.TypeOf<DllNotFoundException>().With.Message.Contain("no such file"));
        LibraryFiles.WriteWithAbi(folder.File(locator.Wanted.FileName), 7);
        var handle = Load();
        Environment.SetEnvironmentVariable(OwnVariable, null);
        Assert.That(handle, Is.Not.Zero.And.EqualTo(Load()));
        Assert.That(locator.Attempts, Is.EqualTo(
            new[] { new NativeLibraryAttempt(folder.File(locator.Wanted.FileName), null) }));
    }

    [Test]
    public void What_is_nowhere_is_looked_for_in_every_usual_place_then_by_DotNet()
    {
        var locator = new NativeLibraryLocator(new("nowhere", "NATIVERNN_TESTS_NOTHING", "f", 1, "Build it."));
        var assembly = typeof(NativeLibraries).Assembly;
        Assert.That(
            () => locator.Load(assembly, null),
            Throws.TypeOf<DllNotFoundException>().With.Message.EndsWith("\nBuild it."));
        Assert.That(locator.Attempts.Select(attempt => attempt.Place), Is.EqualTo(
            NativeLibraryPlaces.Of(assembly, locator.Wanted.FileName).Append(".NET's own search")));
        Assert.That(locator.Attempts.Select(attempt => attempt.Problem), Is.All.EqualTo("no such file"));
    }

    [Test]
    public void The_usual_places_begin_with_the_package_folder_and_name_none_twice()
    {
        var places = NativeLibraryPlaces.Of(typeof(NativeLibraries).Assembly, _fileName).ToArray();
        Assert.That(places[0], Is.EqualTo(Path.Combine(
            AppContext.BaseDirectory, "runtimes", NativeLibraryPlaces.RuntimeIdentifier, "native", _fileName)));
        Assert.That(places, Does.Contain(Path.Combine(AppContext.BaseDirectory, _fileName)).And.Unique);
    }

    private static (string Path, string? Problem)[] PlacesOf(JsonDocument answer) =>
    [
        .. answer.RootElement.GetProperty("searched").EnumerateArray()
            .Select(place => (place.GetProperty("path").GetString()!, place.GetProperty("problem").GetString())),
    ];

    // A copy of the program, and where its package would have put the library.
    private static string PackagedLibrary(TemporaryFolder program)
    {
        CliProcess.CopyTo(program.Path);
        var folder = program.File(Path.Combine("runtimes", NativeLibraryPlaces.RuntimeIdentifier, "native"));
        return Path.Combine(Directory.CreateDirectory(folder).FullName, _fileName);
    }

    private static System.Diagnostics.Process StartCopy(TemporaryFolder program, params string[] arguments) =>
        StartCopy(program, [], arguments);

    private static System.Diagnostics.Process StartCopy(
        TemporaryFolder program, Dictionary<string, string> variables, params string[] arguments) =>
        CliProcess.StartIn(
            program.Path, new Dictionary<string, string>(variables) { [PathVariable] = "" }, arguments);

    private static void WriteUnreadable(string path)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("NOT CHECKED: root may read every file.");
        }

        LibraryFiles.WriteHalf(path);
        CommandLine.Output("chmod", "000", path);
    }

    private static byte[] OfWindows()
    {
        var file = new byte[256];
        (file[0], file[1], file[0x3C]) = ((byte)'M', (byte)'Z', 0x80);
        (file[0x84], file[0x85]) = (0x64, 0x86); // IMAGE_FILE_MACHINE_AMD64
        return file;
    }
}
