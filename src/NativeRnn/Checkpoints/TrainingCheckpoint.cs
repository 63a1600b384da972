using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>The run in an open checkpoint file, to be gone on with.</summary>
internal sealed class TrainingCheckpoint
{
    private readonly CheckpointReader _reader;
    private readonly TrainingState _state;
    private readonly string _name;

    private TrainingCheckpoint(CheckpointReader reader, TrainingState state, string name)
    {
        (_reader, _state, _name) = (reader, state, name);
        Training = CheckpointTraining.Of(state, reader.Header.ModelCase, name);
    }

    /// <summary>What the file says about its run.</summary>
    internal CheckpointTraining Training { get; }

    /// <summary>The generator where the run left it.</summary>
    internal RandomSource Random => new(_state.Random.Seed, _state.Random.Position);

    /// <param name="reader">Stays the caller's.</param>
    /// <param name="name">What the messages of errors call the file.</param>
    /// <exception cref="CheckpointException">The file holds no run.</exception>
    internal static TrainingCheckpoint Of(CheckpointReader reader, string name) => new(
        reader,
        reader.Header.Training ?? throw new CheckpointException(
            $"{name} holds a model without its training: resume from a file that 'train' or a trainer saved."),
        name);

    /// <summary>The run's options, of the kind that its model has.</summary>
    /// <exception cref="CheckpointException">The file holds a model of another kind.</exception>
    internal TOptions OptionsAs<TOptions>()
        where TOptions : TrainingOptions =>
        Training.Options as TOptions ?? throw new CheckpointException(
            $"{_name} holds the run of another kind of model: resume it with the command or trainer that began it.");

    /// <summary>Checks that the data given now is what the run began with.</summary>
    /// <param name="given">Of the data given now.</param>
    /// <param name="data">What the data is called, such as text.</param>
    /// <param name="units">What it is counted in, such as tokens.</param>
    /// <exception cref="InvalidDataException">It is not.</exception>
    internal void RequireSameData(DataFingerprint given, string data, string units)
    {
        if (given.Tokens != _state.Data.Tokens)
        {
            throw new InvalidDataException(
                $"The {data} has {given.Tokens} {units}, but the run of {_name} began with {_state.Data.Tokens}: resume "
                + $"with the {data} that it began with.");
        }
        if (given.Crc != _state.Data.Crc)
        {
            throw new InvalidDataException(
                $"The {data} is not the one that the run of {_name} began with, although it has as many {units}: resume "
                + "with that one.");
        }
    }

    /// <summary>Checks, makes and fills a trainer; nothing is made in sizes that the file does not hold.</summary>
    /// <param name="model">Prepared from the file; disposed where this fails.</param>
    /// <param name="parameters">The model's.</param>
    /// <param name="create">Makes the trainer, with a generator where the run left it.</param>
    internal TTrainer Restore<TTrainer>(IDisposable model, ParameterStore parameters, Func<TTrainer> create)
        where TTrainer : Trainer
    {
        TTrainer? trainer = null;
        try
        {
            RequireMoments(parameters);
            trainer = Sensible(create);
            Fill(trainer, parameters);
            return trainer;
        }
        catch
        {
            trainer?.Dispose();
            model.Dispose();
            throw;
        }
    }

    private void RequireMoments(ParameterStore parameters)
    {
        var kind = Training.Options.Optimizer.Kind;
        if (Optimizer.HasFirstMoment(kind))
        {
            ParameterTensors.Require(_reader, TensorRole.FirstMoment, parameters);
        }
        if (Optimizer.HasSecondMoment(kind))
        {
            ParameterTensors.Require(_reader, TensorRole.SecondMoment, parameters);
        }
    }

    private void Fill(Trainer trainer, ParameterStore parameters)
    {
        _ = Sensible(() =>
        {
            trainer.Restore(_state);
            return trainer;
        });
        ParameterTensors.Read(_reader, parameters, trainer.Capture());
    }

    // What only a trainer's own parts can tell of options and state.
    private TTrainer Sensible<TTrainer>(Func<TTrainer> make)
    {
        try
        {
            return make();
        }
        catch (Exception invalid) when (invalid is ArgumentException or OverflowException)
        {
            throw CheckpointTraining.Senseless(_name, invalid);
        }
    }
}
