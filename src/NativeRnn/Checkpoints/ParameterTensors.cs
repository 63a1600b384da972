using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>A model's parameters, its optimizer's moments and its carried state, to and from a file's tensors.</summary>
internal static class ParameterTensors
{
    private const string StateName = "state";

    /// <summary>Writes a file of any kind of model, and what its training needs to go on where there is any.</summary>
    internal static void Write(string path, Header header, ParameterStore parameters, TrainingSnapshot? training)
    {
        var tensors = new List<CheckpointTensor>();
        Add(tensors, TensorRole.Parameter, parameters, parameters.Values);
        training?.AddTo(tensors, parameters);
        CheckpointWriter.Write(path, header, tensors, FolderFlush.Flush);
    }

    /// <summary>Reads the parameters of a model that was made for the file; where that fails, the model is disposed.</summary>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    internal static void Fill(IDisposable model, ParameterStore parameters, CheckpointReader reader)
    {
        try
        {
            Read(reader, parameters, training: null);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>One entry per parameter of a tensor that lies in their flat layout; none where it is empty.</summary>
    internal static void Add(List<CheckpointTensor> tensors, TensorRole role, ParameterStore store, Tensor flat)
    {
        if (flat.IsEmpty)
        {
            return;
        }
        foreach (var parameter in store.Parameters)
        {
            Add(tensors, role, parameter.Name, flat.Slice(parameter.Offset, parameter.Shape));
        }
    }

    /// <summary>An entry for the carried state; none where there is none.</summary>
    internal static void AddState(List<CheckpointTensor> tensors, Tensor state)
    {
        if (!state.IsEmpty)
        {
            Add(tensors, TensorRole.RecurrentState, StateName, state);
        }
    }

    /// <summary>Whether the parameters in a file are as many as a model needs at the least.</summary>
    /// <param name="header">Of the file.</param>
    /// <param name="numbers">That the model needs.</param>
    /// <param name="tensors">That the model needs.</param>
    /// <param name="held">How many numbers there are.</param>
    internal static bool Hold(Header header, Int128 numbers, int tensors, out Int128 held)
    {
        held = 0;
        var count = 0;
        foreach (var entry in header.Tensors)
        {
            if (entry.Role == TensorRole.Parameter)
            {
                held += entry.TryGetElements(out var elements) ? elements : 0;
                count++;
            }
        }
        return numbers <= held && tensors <= count;
    }

    /// <summary>Checks that a file holds a tensor of a role for each parameter, and no other of that role.</summary>
    internal static void Require(CheckpointReader reader, TensorRole role, ParameterStore parameters)
    {
        Span<long> shape = stackalloc long[5];
        foreach (var parameter in parameters.Parameters)
        {
            reader.Require(role, parameter.Name, Lengths(parameter.Shape, shape));
        }
        reader.RequireNoMore(role, parameters.Parameters.Count);
    }

    /// <summary>Checks that a file holds the carried state of a run.</summary>
    internal static void RequireState(CheckpointReader reader, Shape state)
    {
        Span<long> shape = stackalloc long[5];
        reader.Require(TensorRole.RecurrentState, StateName, Lengths(state, shape));
    }

    /// <summary>Reads all tensors into a model, and into its run where there is one.</summary>
    /// <exception cref="CheckpointException">The file is damaged; what has been filled by then is of no use.</exception>
    internal static void Read(CheckpointReader reader, ParameterStore parameters, TrainingSnapshot? training)
    {
        var byName = parameters.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        reader.ReadTensors(entry => entry.Role switch
        {
            TensorRole.Parameter => SliceSink(parameters.Values, entry),
            TensorRole.FirstMoment when training is not null => SliceSink(training.FirstMoment, entry),
            TensorRole.SecondMoment when training is not null => SliceSink(training.SecondMoment, entry),
            TensorRole.RecurrentState when training is { RecurrentState.IsEmpty: false } && entry.Name == StateName =>
                SinkOf(training.RecurrentState),
            _ => null,
        });
        parameters.MarkChanged();

        TensorSink? SliceSink(Tensor flat, TensorEntry entry) =>
            !flat.IsEmpty && byName.TryGetValue(entry.Name, out var parameter)
                ? SinkOf(flat.Slice(parameter.Offset, parameter.Shape))
                : null;
    }

    private static void Add(List<CheckpointTensor> tensors, TensorRole role, string name, Tensor tensor)
    {
        Span<long> lengths = stackalloc long[5];
        tensors.Add(CheckpointTensor.F32(role, name, Lengths(tensor.Shape, lengths), SourceOf(tensor)));
    }

    private static Span<long> Lengths(Shape shape, Span<long> lengths)
    {
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            lengths[axis] = shape[axis];
        }
        return lengths[..shape.Rank];
    }

    private static TensorSource SourceOf(Tensor tensor) => (first, destination) =>
        tensor.Slice(first, new Shape(destination.Length)).CopyTo(destination);

    private static TensorSink SinkOf(Tensor tensor) => (first, values) =>
        tensor.Slice(first, new Shape(values.Length)).CopyFrom(values);
}
