using System.Globalization;

namespace NativeRnn;

/// <summary>Saves a run as it goes, and removes copies that are no longer wanted.</summary>
/// <remarks>
/// Tell it of each step and epoch, on the thread that trains, and on all ranks that train together; what it saves is
/// always the state between two steps.
/// Which files it writes when depends on the run alone (<see cref="CheckpointOptions.EveryTime"/> apart), so that a
/// resumed run saves what the uninterrupted one would have.
/// </remarks>
public sealed class CheckpointSaver
{
    private const string BestSuffix = ".best";
    private const string StepSuffix = ".step-";
    private readonly Trainer _trainer;
    private readonly TimeProvider _clock;
    private long _lastSave;

    /// <summary>A saver of a run.</summary>
    /// <param name="trainer">The run.</param>
    /// <param name="options">Where, how often, and what is kept.</param>
    /// <param name="clock">Tells the time for <see cref="CheckpointOptions.EveryTime"/>; the system's by default.</param>
    public CheckpointSaver(Trainer trainer, CheckpointOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(options);
        _trainer = trainer;
        Options = options;
        _clock = clock ?? TimeProvider.System;
        _lastSave = _clock.GetTimestamp();
    }

    /// <summary>Where, how often, and what is kept.</summary>
    public CheckpointOptions Options { get; }

    /// <summary>
    /// Told of a save between that failed for lack of space, rights or a folder; the run goes on and the earlier file
    /// stays. Where it is null, the failure is thrown.
    /// </summary>
    public Action<Exception>? SaveFailed { get; init; }

    /// <summary>Saves if it is time to.</summary>
    public void AfterStep()
    {
        if (_trainer.StepsDone % Options.EverySteps == 0 || (Options.EveryTime is { } time && IsTimeUp(time)))
        {
            SaveBetween(Save);
        }
    }

    /// <summary>Saves if it is time to, and the best run if this is it.</summary>
    /// <param name="epoch">What the epoch came to.</param>
    public void AfterEpoch(EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (Options.KeepBest && epoch.IsBest)
        {
            SaveBetween(() => _trainer.Save(Options.Path + BestSuffix));
        }
        if (_trainer.EpochsDone == epoch.Epoch && _trainer.EpochsDone % Options.EveryEpochs == 0)
        {
            SaveBetween(Save);
        }
    }

    /// <summary>Saves now, such as at the end.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Save()
    {
        _lastSave = _clock.GetTimestamp(); // a save that fails is not tried again at once
        if (Options.KeepLast is { } count)
        {
            _trainer.Save(CopyPath(_trainer.StepsDone));
            if (_trainer.IsRoot)
            {
                RemoveCopies(count);
            }
        }
        _trainer.Save(Options.Path);
    }

    // Ranks' clocks differ: that of rank 0 decides.
    private bool IsTimeUp(TimeSpan time) => _trainer.AsRoot(_clock.GetElapsedTime(_lastSave) >= time);

    private void SaveBetween(Action save)
    {
        try
        {
            save();
        }
        catch (Exception failed) when (SaveFailed is not null && failed is (IOException or UnauthorizedAccessException))
        {
            SaveFailed!(failed);
        }
    }

    private string CopyPath(long step) =>
        Options.Path + StepSuffix + step.ToString(CultureInfo.InvariantCulture);

    // Copies of later steps come from a run that went further; this run overwrites them when it gets there.
    private void RemoveCopies(int kept)
    {
        var path = Path.GetFullPath(Options.Path);
        var prefix = Path.GetFileName(path) + StepSuffix;
        var steps = new List<long>();
        foreach (var name in Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName))
        {
            if (name!.StartsWith(prefix, StringComparison.Ordinal)
                && long.TryParse(name[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step)
                && step <= _trainer.StepsDone)
            {
                steps.Add(step);
            }
        }
        foreach (var step in steps.OrderDescending().Skip(kept))
        {
            File.Delete(CopyPath(step));
        }
    }
}
