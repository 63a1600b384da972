using System.Runtime.InteropServices;

namespace NativeRnn;

/// <summary>Records a computation as it runs forward, and runs it backward.</summary>
/// <remarks>
/// One step is: <see cref="Reset"/>, operations, <see cref="Backward"/>. Intermediates live in the tape's arena
/// until the next reset. One thread at a time; threads that share a model have a tape each.
/// </remarks>
public sealed class Tape : IDisposable
{
    private readonly List<Entry> _variables = [];
    private readonly List<Operation> _operations = [];
    private readonly List<long> _ends = []; // what the operations before each one may still add to ends here
    private readonly OperationPool _pool = new();
    private readonly StepArena _arena;

    /// <summary>A tape on an engine.</summary>
    /// <param name="engine">Where its operations run.</param>
    /// <param name="isTraining">
    /// Whether gradients will be asked for. Without, nothing is recorded, layers take their faster inference
    /// path and dropout passes its input on.
    /// </param>
    /// <param name="precision">
    /// What its recurrent and linear layers compute in, forward and backward; everything else is float32.
    /// </param>
    /// <exception cref="ArgumentException">int8: it is for inference, and needs a calibration.</exception>
    public Tape(Engine engine, bool isTraining = true, Precision precision = Precision.F32)
        : this(engine, isTraining, new InferenceOptions { Precision = precision }, recorder: null)
    {
    }

    /// <summary>A tape for inference.</summary>
    /// <param name="engine">Where its operations run.</param>
    /// <param name="inference">How they compute.</param>
    /// <exception cref="ArgumentException">int8 without a quantization.</exception>
    public Tape(Engine engine, InferenceOptions inference)
        : this(engine, isTraining: false, inference, recorder: null)
    {
    }

    /// <summary>A tape in float32 that watches the layers' values.</summary>
    internal Tape(Engine engine, RangeRecorder recorder)
        : this(engine, isTraining: false, InferenceOptions.Default, recorder)
    {
    }

    private Tape(Engine engine, bool isTraining, InferenceOptions inference, RangeRecorder? recorder)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(inference);
        if (inference.Precision == Precision.Int8)
        {
            RequireQuantization(isTraining, inference);
        }
        _arena = new StepArena(engine);
        Session = new Session(engine, inference, recorder);
        IsTraining = isTraining;
    }

    /// <summary>Whether operations are recorded for a backward pass.</summary>
    public bool IsTraining { get; }

    /// <summary>What recurrent and linear layers compute in.</summary>
    public Precision Precision => Session.Precision;

    /// <summary>Where operations run.</summary>
    public Engine Engine => Session.Engine;

    internal Session Session { get; }

    /// <summary>
    /// Whether losses give the gradient of their sum instead of their mean, for steps that add several batches up, here
    /// or on other ranks.
    /// </summary>
    internal bool SumsLosses { get; set; }

    /// <summary>
    /// Whether the gradient of logits makes room for others once it is handed on: it is the largest of all, and no
    /// trainer reads it afterwards.
    /// </summary>
    internal bool ReusesLogits { get; init; }

    /// <summary>Forgets the last step: its variables become invalid, its memory is used again.</summary>
    public void Reset()
    {
        _variables.Clear();
        _operations.Clear();
        _pool.TakeBackAll();
        _arena.Reset();
    }

    /// <summary>A variable that receives no gradient: data, or a state whose history is cut.</summary>
    public Variable Constant(Tensor value) => Add(value, needsGradient: false);

    /// <summary>A variable that receives a gradient, to be read from <see cref="Variable.Gradient"/>.</summary>
    public Variable Input(Tensor value) => Add(value, IsTraining);

    /// <summary>A constant copied from host memory.</summary>
    public Variable Constant(ReadOnlySpan<float> values, Shape shape)
    {
        var tensor = Take(shape);
        tensor.CopyFrom(values);
        return Constant(tensor);
    }

    /// <summary>A variable for use here: itself if it is this tape's, else a constant of its value.</summary>
    /// <remarks>So a decoder reads what an encoder computed on another tape, as long as that is not reset.</remarks>
    public Variable Import(Variable variable) => variable.Owner == this ? variable : Constant(variable.Value);

    /// <summary>A tensor with undefined contents that lives until the next reset.</summary>
    public Tensor Take(Shape shape) => _arena.Take(shape);

    /// <summary>
    /// Adds a gradient for a variable before the backward pass, as a loss of one's own would; losses computed by
    /// operations of the tape bring theirs along.
    /// </summary>
    public void AddGradient(Variable variable, Tensor gradient)
    {
        if (gradient.Shape.Count != variable.Shape.Count)
        {
            throw new ArgumentException($"A gradient of shape {gradient.Shape} does not fit {variable.Shape}.", nameof(gradient));
        }
        var target = BeginGradient(variable);
        Session.Copy(gradient, target);
        EndGradient(variable, target);
    }

    /// <summary>Runs the recorded operations backward: parameters' gradients are added to, variables' are set.</summary>
    /// <exception cref="InvalidOperationException">The tape was made for inference.</exception>
    public void Backward()
    {
        if (!IsTraining)
        {
            throw new InvalidOperationException("This tape was made for inference: create it with isTraining: true.");
        }
        for (var i = _operations.Count - 1; i >= 0; i--)
        {
            _operations[i].Backward(this);
        }
    }

    /// <summary>The same, telling on the way which gradients are final.</summary>
    internal void RunBackward(IGradientListener listener)
    {
        _ends.Clear();
        long end = 0;
        foreach (var operation in _operations)
        {
            _ends.Add(end);
            end = Math.Max(end, operation.GradientsEnd);
        }
        for (var i = _operations.Count - 1; i >= 0; i--)
        {
            _operations[i].Backward(this);
            listener.OnFinal(_ends[i]);
        }
    }

    /// <summary>Gives the arena and the session back.</summary>
    public void Dispose()
    {
        Reset();
        _arena.Dispose();
        Session.Dispose();
    }

    internal TOperation TakeOperation<TOperation>()
        where TOperation : Operation, new() => _pool.Take<TOperation>();

    internal Variable Add(Tensor value, bool needsGradient)
    {
        _variables.Add(new Entry { Value = value, NeedsGradient = needsGradient });
        return new Variable(this, _variables.Count - 1);
    }

    /// <summary>An operation's result; the operation is to be recorded if the tape trains.</summary>
    internal Variable Result(Tensor value) => Add(value, IsTraining);

    internal void Record(Operation operation)
    {
        if (IsTraining)
        {
            _operations.Add(operation);
        }
    }

    internal bool NeedsGradient(Variable variable) => EntryOf(variable.Index).NeedsGradient;

    internal Tensor ValueOf(int index) => EntryOf(index).Value;

    internal Tensor GradientOf(int index) => EntryOf(index).Gradient;

    /// <summary>Where to write (not add) a contribution to a variable's gradient; <see cref="EndGradient"/> follows.</summary>
    internal Tensor BeginGradient(Variable variable)
    {
        ref var entry = ref EntryOf(variable.Index);
        var target = Take(entry.Value.Shape);
        if (entry.Gradient.IsEmpty)
        {
            entry.Gradient = target;
        }
        return target;
    }

    /// <summary>Adds a written contribution to those that came before it.</summary>
    internal void EndGradient(Variable variable, Tensor contribution)
    {
        var gradient = EntryOf(variable.Index).Gradient;
        if (gradient.Buffer != contribution.Buffer || gradient.Offset != contribution.Offset)
        {
            Session.Add(contribution, gradient);
        }
    }

    /// <summary>
    /// Told by the operation that has handed a variable's gradient on. Only what replaced the variable's own value is
    /// certain to be no other variable's gradient too.
    /// </summary>
    internal void EndUse(Variable variable)
    {
        var (value, gradient) = (variable.Value, variable.Gradient);
        if (ReusesLogits && gradient.Buffer == value.Buffer && gradient.Offset == value.Offset)
        {
            _arena.GiveBack(value);
        }
    }

    /// <summary>A variable's gradient to add to; zeros before its first contribution.</summary>
    /// <remarks>Ask for it before <see cref="BeginGradient"/>, whose memory is no sum until it has been written.</remarks>
    internal Tensor AccumulateGradient(Variable variable)
    {
        ref var entry = ref EntryOf(variable.Index);
        if (entry.Gradient.IsEmpty)
        {
            entry.Gradient = Take(entry.Value.Shape);
            Session.Fill(entry.Gradient, 0);
        }
        return entry.Gradient;
    }

    /// <summary>Makes a finished tensor the variable's contribution without copying it, where it is the first.</summary>
    internal void GiveGradient(Variable variable, Tensor gradient)
    {
        ref var entry = ref EntryOf(variable.Index);
        if (entry.Gradient.IsEmpty)
        {
            entry.Gradient = gradient;
        }
        else
        {
            Session.Add(gradient, entry.Gradient);
        }
    }

    private static void RequireQuantization(bool isTraining, InferenceOptions inference)
    {
        if (isTraining)
        {
            throw new ArgumentException("int8 is for inference: train in f32 or bf16.", nameof(inference));
        }
        if (inference.Quantization is null)
        {
            throw new ArgumentException(
                "int8 needs InferenceOptions.Quantization: calibrate the model on a text first.", nameof(inference));
        }
    }

    private ref Entry EntryOf(int index) => ref CollectionsMarshal.AsSpan(_variables)[index];

    private struct Entry
    {
        internal Tensor Value;
        internal Tensor Gradient;
        internal bool NeedsGradient;
    }
}
