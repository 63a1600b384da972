using System.Diagnostics;
using System.Text;
using NativeRnn.Tests.Interop;
using NUnit.Framework;

namespace NativeRnn.Tests.Distributed;

/// <summary>The command line in several processes that mpirun starts.</summary>
internal static class MpiJob
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Skips the test, loudly, where it cannot run.</summary>
    internal static void Require()
    {
        if (!OperatingSystem.IsLinux() || Program() is null)
        {
            Assert.Ignore("mpirun is not installed: training on several processes was NOT tested. Install openmpi-bin.");
        }

        if (!HasModule())
        {
            Assert.Ignore(
                "The MPI module is not built: training on several processes was NOT tested. Build with NATIVERNN_MPI=ON ./build.sh.");
        }
    }

    /// <summary>Starts it on so many ranks of this machine.</summary>
    internal static Process Start(int ranks, params string[] arguments) => Process.Start(JobOf(ranks, arguments))!;

    /// <summary>Runs it to its end; one rank is a process without mpirun.</summary>
    internal static MpiResult Run(
        int ranks, string[] arguments, string input = "", Dictionary<string, string>? variables = null)
    {
        var start = ranks == 1 ? LineOf(Environment.ProcessPath!, [Cli, .. arguments]) : JobOf(ranks, arguments);
        foreach (var (name, value) in variables ?? [])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        return Finish(process, input);
    }

    /// <summary>Waits for the end.</summary>
    internal static MpiResult Finish(Process process, string input = "")
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The job did not end within {_patience}.");
        }

        return new MpiResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>The process that computes as a rank of a job.</summary>
    /// <param name="job">mpirun.</param>
    /// <param name="rank">From 0.</param>
    internal static Process RankOf(Process job, int rank)
    {
        foreach (var process in Process.GetProcesses())
        {
            if (IsRank(process.Id, job.Id, rank))
            {
                return process;
            }

            process.Dispose();
        }

        throw new InvalidOperationException($"The job has no rank {rank}.");
    }

    private static string Cli => Path.Combine(AppContext.BaseDirectory, "NativeRnn.Cli.dll");

    private static string? Program() => CommandLine.Find("mpirun");

    private static bool HasModule() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "libnativernn_mpi.so", SearchOption.AllDirectories).Any();

    private static ProcessStartInfo JobOf(int ranks, string[] arguments) => LineOf(
        Program()!,
        ["--oversubscribe", "--bind-to", "none", "-n", $"{ranks}", Environment.ProcessPath!, Cli, .. arguments]);

    private static ProcessStartInfo LineOf(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1"; // containers are root
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        return start;
    }

    private static bool IsRank(int process, int job, int rank)
    {
        try
        {
            var parent = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[1];
            return parent == $"{job}"
                && File.ReadAllText($"/proc/{process}/environ").Split('\0').Contains($"OMPI_COMM_WORLD_RANK={rank}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
