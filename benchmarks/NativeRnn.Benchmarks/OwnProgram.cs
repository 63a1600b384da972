namespace NativeRnn.Benchmarks;

/// <summary>This program, started again in another part.</summary>
internal static class OwnProgram
{
    /// <summary>The argument for a process that keeps a core busy until its input ends, as it does when its parent does.</summary>
    internal const string Spin = "--spin";

    /// <summary>The argument for a process that writes a line and ends.</summary>
    internal const string Greet = "--greet";

    /// <summary>The argument for a process that trains the word model and says what memory that took.</summary>
    internal const string TrainWords = "--train-words";

    /// <summary>What to execute, and its arguments.</summary>
    internal static string[] CommandFor(string part)
    {
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return isHost ? [program, Environment.GetCommandLineArgs()[0], part] : [program, part];
    }

    /// <summary>Plays a part where the arguments name one.</summary>
    /// <returns>Whether they did, and the part is over.</returns>
    internal static bool Plays(string[] arguments)
    {
        switch (arguments)
        {
            case [Spin]:
                var end = Task.Run(Console.In.Read);
                while (!end.IsCompleted)
                {
                }
                return true;
            case [Greet]:
                Console.WriteLine("hello");
                return true;
            case [TrainWords]:
                MemoryBenchmarks.TrainWords(Console.Out);
                return true;
            default:
                return false;
        }
    }
}
