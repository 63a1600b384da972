using System.Text;
using NativeRnn.Cli;

if (OperatingSystem.IsWindows())
{
    Console.OutputEncoding = Encoding.UTF8; // elsewhere it is the default
}

return CliProgram.Run(
    args,
    Console.Out,
    Console.Error,
    isTerminal: !Console.IsOutputRedirected,
    isOutputClosed: StandardOutput.IsClosed);
