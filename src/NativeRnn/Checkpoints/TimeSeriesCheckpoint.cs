using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Time-series models to and from checkpoint files.</summary>
internal static class TimeSeriesCheckpoint
{
    /// <summary>Writes the model, and what its training needs to go on where there is any.</summary>
    internal static void Save(string path, TimeSeriesModel model, TrainingSnapshot? training)
    {
        var header = new Header
        {
            LibraryVersion = NativeLibraryInfo.Version,
            TimeSeries = SpecOf(model),
            Training = training?.State,
        };
        ParameterTensors.Write(path, header, model.Parameters, training);
    }

    /// <summary>Reads the model; the file is checked as a whole before anything is returned.</summary>
    internal static TimeSeriesModel LoadModel(string path, Engine engine)
    {
        using var reader = CheckpointReader.Open(path);
        return LoadModel(reader, path, engine);
    }

    /// <summary>Reads the model from an open file.</summary>
    internal static TimeSeriesModel LoadModel(CheckpointReader reader, string name, Engine engine)
    {
        var model = Prepare(reader, name, engine);
        ParameterTensors.Fill(model, model.Parameters, reader);
        return model;
    }

    /// <summary>Makes a trainer of an open file, at the step where the file was saved.</summary>
    /// <param name="reader">Stays the caller's.</param>
    /// <param name="name">What the messages of errors call the file.</param>
    /// <param name="series">What the run began with.</param>
    /// <param name="changes">What is different from now on.</param>
    /// <param name="engine">Where it computes; where none is given, the default kind with as many threads as before.</param>
    internal static TimeSeriesTrainer Resume(
        CheckpointReader reader, string name, TimeSeries series, ResumeOptions changes, Engine? engine)
    {
        var saved = TrainingCheckpoint.Of(reader, name);
        var options = saved.OptionsAs<TimeSeriesTrainingOptions>();
        saved.RequireSameData(TimeSeriesTrainer.Cut(series, options).Fingerprint(), "series", "numbers");
        var model = Prepare(reader, name, engine ?? Engine.Open(EngineChoice.Default, saved.Training.Threads));
        return saved.Restore(
            model,
            model.Parameters,
            () => new TimeSeriesTrainer(model, series, changes.ApplyTo(options), saved.Random));
    }

    internal static TimeSeriesModelOptions OptionsOf(TimeSeriesSpec spec) => new()
    {
        Kind = (SeriesModelKind)spec.Kind,
        Window = spec.Window,
        Hidden = spec.Hidden,
        Layers = spec.Layers,
        Cell = (CellKind)spec.Cell,
    };

    internal static IReadOnlyList<SeriesChannel> ChannelsOf(TimeSeriesSpec spec) =>
        [.. spec.Channels.Select(channel => new SeriesChannel(channel.Name, channel.Mean, channel.Deviation))];

    private static TimeSeriesModel Prepare(CheckpointReader reader, string name, Engine engine)
    {
        var header = reader.Header;
        var spec = header.TimeSeries
            ?? throw new CheckpointException(
                $"{name} holds a {CheckpointInfo.KindOf(header)}, not a time-series model: train one with 'train series'.");
        RequirePlausibleSizes(spec, header, name);
        return TimeSeriesModel.ForLoading(
            OptionsOf(spec), ChannelsOf(spec), engine, parameters => ParameterTensors.Require(reader, TensorRole.Parameter, parameters));
    }

    // Nothing is made in the sizes that a header names before the file is known to hold as much.
    private static void RequirePlausibleSizes(TimeSeriesSpec spec, Header header, string name)
    {
        Int128 channels = spec.Channels.Count;
        var window = spec.Window * channels;
        var (numbers, layers) = spec.Kind switch
        {
            SeriesModel.Linear => (window * channels, 0),
            SeriesModel.Mlp => (((window + channels) * spec.Hidden) + ((Int128)spec.Hidden * spec.Hidden * (spec.Layers - 1)), spec.Layers),
            _ => (((Int128)spec.Hidden * spec.Hidden * spec.Layers) + (spec.Hidden * channels), spec.Layers),
        };
        if (!ParameterTensors.Hold(header, numbers, layers, out var held))
        {
            throw new CheckpointException(
                $"{name} names a model of {spec.Layers} layers of {spec.Hidden} units on windows of {spec.Window} rows, but holds "
                + $"only {held} parameters: the file is damaged or was not written by NativeRnn.");
        }
    }

    private static TimeSeriesSpec SpecOf(TimeSeriesModel model)
    {
        var spec = new TimeSeriesSpec
        {
            Kind = (SeriesModel)model.Options.Kind,
            Window = model.Options.Window,
            Hidden = model.Options.Hidden,
            Layers = model.Options.Layers,
            Cell = (Cell)model.Options.Cell,
        };
        spec.Channels.AddRange(model.Channels.Select(channel => new Checkpoints.Proto.SeriesChannel
        {
            Name = channel.Name,
            Mean = channel.Mean,
            Deviation = channel.Deviation,
        }));
        return spec;
    }
}
