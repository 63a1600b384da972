using System.Text;
using NativeRnn;
using NativeRnn.Cli;

if (OperatingSystem.IsWindows())
{
    Console.OutputEncoding = Encoding.UTF8; // elsewhere it is the default
}

var isLaunched = MpiLaunch.Size > 1;
if (isLaunched)
{
    // mpirun gives ranks a terminal of its own, whatever its output goes to: no escape sequences, no bars.
    Environment.SetEnvironmentVariable("TERM", "dumb");
}

return CliProgram.Run(
    args,
    Console.Out,
    Console.Error,
    isTerminal: !isLaunched && !Console.IsOutputRedirected,
    isOutputClosed: StandardOutput.IsClosed);
