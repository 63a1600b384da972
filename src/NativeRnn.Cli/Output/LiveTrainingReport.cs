using System.Diagnostics;
using System.Globalization;
using System.Text;
using Spectre.Console;

namespace NativeRnn.Cli;

/// <summary>A bar with loss, perplexity, rate and time left, below the plain lines; for terminals.</summary>
internal sealed class LiveTrainingReport : TrainingReport
{
    private static readonly TimeSpan _refresh = TimeSpan.FromSeconds(0.2);
    private readonly IAnsiConsole _console;
    private readonly StringBuilder _text = new(); // lines that are not shown yet
    private readonly PlainTrainingReport _plain;
    private readonly Stopwatch _sinceRefresh = Stopwatch.StartNew();
    private Trainer? _trainer;
    private ProgressTask? _task;
    private long _tokens;

    internal LiveTrainingReport(TextWriter output, Func<string>? sample)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        _plain = new PlainTrainingReport(new StringWriter(_text, CultureInfo.InvariantCulture), logsSteps: false, sample);
    }

    internal override void Begin(Trainer trainer, string description)
    {
        _trainer = trainer;
        _plain.Begin(trainer, description);
        ShowLines();
    }

    internal override void Run(Action training) => _console.Progress()
        .AutoClear(true)
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new RemainingTimeColumn())
        .Start(context =>
        {
            _task = context.AddTask("starting", maxValue: _trainer!.TotalSteps);
            training();
        });

    internal override void OnStep(TrainingStep step)
    {
        _plain.OnStep(step);
        _tokens += step.Tokens;
        if (_sinceRefresh.Elapsed >= _refresh)
        {
            Refresh(step);
        }
    }

    internal override void OnEpoch(EpochResult epoch)
    {
        _plain.OnEpoch(epoch);
        ShowLines();
    }

    internal override void Saved(string path)
    {
        _plain.Saved(path);
        ShowLines();
    }

    private void Refresh(TrainingStep step)
    {
        var rate = _tokens / _sinceRefresh.Elapsed.TotalSeconds;
        _task!.Value = step.Step;
        _task.Description = TrainingLines.Describe(step, _trainer!.LossKind, rate);
        _tokens = 0;
        _sinceRefresh.Restart();
    }

    private void ShowLines()
    {
        if (_text.Length > 0)
        {
            _console.WriteLine(_text.ToString().TrimEnd()); // above the bar while there is one
            _text.Clear();
        }
    }
}
