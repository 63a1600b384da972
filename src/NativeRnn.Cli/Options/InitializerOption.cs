using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The option that says how parameters are drawn.</summary>
internal sealed class InitializerOption
{
    private readonly ChoiceOption<Rule> _rule = new(
        "--initializer",
        "How parameters are drawn: Xavier uniform, PyTorch's uniform, or normal with deviation 0.01.",
        [("xavier", Rule.Xavier), ("pytorch", Rule.PyTorch), ("normal", Rule.Normal)],
        "xavier");

    private enum Rule
    {
        Xavier,
        PyTorch,
        Normal,
    }

    internal void AddTo(Command command) => command.Add(_rule);

    /// <summary>A resumed run has its parameters already.</summary>
    internal void Refuse(ResumeConflicts conflicts) => conflicts.Refuse(_rule);

    internal Initializer Read(ParseResult parsed) => _rule.Read(parsed) switch
    {
        Rule.PyTorch => Initializer.PyTorchUniform,
        Rule.Normal => Initializer.Normal(),
        _ => Initializer.XavierUniform,
    };
}
