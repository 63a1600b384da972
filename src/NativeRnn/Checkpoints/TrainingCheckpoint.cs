using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Makes a trainer of a checkpoint file, at the step where the file was saved.</summary>
internal static class TrainingCheckpoint
{
    /// <summary>Checks, makes and fills model and trainer; nothing is made in sizes that the file does not hold.</summary>
    /// <param name="reader">Stays the caller's.</param>
    /// <param name="name">What the messages of errors call the file.</param>
    /// <param name="tokens">The text that the run began with.</param>
    /// <param name="changes">What is different from now on.</param>
    /// <param name="engine">Where it computes; where none is given, the CPU with as many threads as before.</param>
    internal static LanguageModelTrainer Resume(
        CheckpointReader reader, string name, ReadOnlyMemory<int> tokens, ResumeOptions changes, Engine? engine)
    {
        var state = reader.Header.Training ?? throw new CheckpointException(
            $"{name} holds a model without its training: resume from a file that 'train' or a trainer saved.");
        var training = CheckpointTraining.Of(state, name);
        RequireSameText(state.Data, LanguageModelTrainer.Cut(tokens, training.Options), name);
        var model = LanguageModelCheckpoint.Prepare(reader, name, engine ?? Engine.Cpu(training.Threads));
        LanguageModelTrainer? trainer = null;
        try
        {
            RequireTensors(reader, model, training);
            trainer = new LanguageModelTrainer(
                model, tokens, changes.ApplyTo(training.Options), new RandomSource(state.Random.Seed, state.Random.Position));
            Fill(trainer, reader, state, name);
            return trainer;
        }
        catch
        {
            trainer?.Dispose();
            model.Dispose();
            throw;
        }
    }

    private static void RequireSameText(DataFingerprint saved, ReadOnlyMemory<int> tokens, string name)
    {
        var given = TokenFingerprint.Of(tokens.Span);
        if (given.Tokens != saved.Tokens)
        {
            throw new InvalidDataException(
                $"The text has {given.Tokens} tokens, but the run of {name} began with {saved.Tokens}: resume with the "
                + "text that it began with.");
        }
        if (given.Crc != saved.Crc)
        {
            throw new InvalidDataException(
                $"The text is not the one that the run of {name} began with, although it has as many tokens: resume "
                + "with that one.");
        }
    }

    private static void RequireTensors(CheckpointReader reader, LanguageModel model, CheckpointTraining training)
    {
        var kind = training.Options.Optimizer.Kind;
        if (Optimizer.HasFirstMoment(kind))
        {
            LanguageModelCheckpoint.Require(reader, TensorRole.FirstMoment, model.Parameters);
        }
        if (Optimizer.HasSecondMoment(kind))
        {
            LanguageModelCheckpoint.Require(reader, TensorRole.SecondMoment, model.Parameters);
        }
        if (LanguageModelTrainer.CarriesState(training.Options, training.StepsInEpoch > 0))
        {
            LanguageModelCheckpoint.RequireState(reader, model.StateShape(training.Options.Windows.Batch));
        }
    }

    private static void Fill(LanguageModelTrainer trainer, CheckpointReader reader, TrainingState state, string name)
    {
        try
        {
            trainer.Restore(state);
        }
        catch (Exception invalid) when (invalid is ArgumentException or OverflowException)
        {
            throw CheckpointTraining.Senseless(name, invalid);
        }
        LanguageModelCheckpoint.Fill(reader, trainer.Model, trainer.Capture());
    }
}
