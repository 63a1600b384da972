namespace NativeRnn;

/// <summary>A sequence-to-sequence model as decoders see it: the sources are read once, then rows go on step by step.</summary>
/// <remarks>
/// The encoder's results stay on a tape of their own while the steps come and go on another. What rows share of the
/// source is not copied: each row knows its sentence.
/// </remarks>
internal sealed class Seq2SeqScorer : SequenceScorer, IDisposable
{
    private readonly EncoderDecoder _network;
    private readonly Tape _sourceTape;
    private readonly Tape _tape;
    private DecoderMemory _memory;
    private NativeBuffer? _states; // of the rows behind the last step
    private Shape _stateShape;
    private int[] _tokens = [];
    private int[] _sentences = []; // of each row
    private int[] _earlier = []; // _sentences of the step before
    private int _rows;
    private int _sentenceCount;

    internal Seq2SeqScorer(EncoderDecoder network, Engine engine, InferenceOptions? inference = null)
    {
        _network = network;
        _sourceTape = new Tape(engine, inference ?? InferenceOptions.Default);
        _tape = new Tape(engine, inference ?? InferenceOptions.Default);
    }

    /// <inheritdoc/>
    public override int Classes => _network.Decoder.Classes;

    /// <inheritdoc/>
    public override int Sentences => _sentenceCount;

    /// <inheritdoc/>
    public override Tape Tape => _tape;

    /// <inheritdoc/>
    public override Tensor AttentionWeights => _weights;

    private Tensor _weights;

    /// <summary>Reads sources; the next step starts from them.</summary>
    internal void Read(SourceBatch source)
    {
        _sourceTape.Reset();
        _memory = _network.Encode(_sourceTape, source);
        _sentenceCount = source.Count;
        _rows = 0;
    }

    /// <inheritdoc/>
    public override Tensor Score(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents)
    {
        var isFirst = _rows == 0;
        var rows = tokens.Length;
        Reserve(rows);
        tokens.CopyTo(_tokens);
        for (var r = 0; r < rows; r++)
        {
            _sentences[r] = isFirst ? parents[r] : _earlier[parents[r]];
        }
        _tape.Reset();
        var state = GatherStates(isFirst ? _memory.State.Value : LastStates(), parents);
        var input = new DecoderInput(_tokens.AsMemory(0, rows), 1, _tape.Constant(state), _sentences.AsMemory(0, rows));
        var output = _network.Decoder.Forward(_tape, input, _memory);
        KeepStates(output.State.Value);
        _weights = output.AttentionWeights;
        _rows = rows;
        (_sentences, _earlier) = (_earlier, _sentences);
        return output.Logits.Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sourceTape.Dispose();
        _tape.Dispose();
        _states?.Dispose();
    }

    private Tensor LastStates() => new(_states!, 0, _stateShape);

    // [L, S, 1, R', H] to [L, S, 1, R, H].
    private Tensor GatherStates(Tensor source, ReadOnlySpan<int> parents)
    {
        var shape = source.Shape;
        if (IsIdentity(parents, shape[3]))
        {
            return source;
        }
        var target = _tape.Take(new Shape(shape[0], shape[1], shape[2], parents.Length, shape[4]));
        _tape.Session.GatherRows(source, target, shape[0] * shape[1] * shape[2], shape[3], parents);
        return target;
    }

    private static bool IsIdentity(ReadOnlySpan<int> parents, int rows)
    {
        if (parents.Length != rows)
        {
            return false;
        }
        for (var r = 0; r < rows; r++)
        {
            if (parents[r] != r)
            {
                return false;
            }
        }
        return true;
    }

    private void KeepStates(Tensor state)
    {
        if (_states is null || _states.Count < state.Shape.Count)
        {
            _states?.Dispose();
            _states = new NativeBuffer(_tape.Engine, state.Shape.Count);
        }
        _stateShape = state.Shape;
        _tape.Session.Copy(state, LastStates());
    }

    private void Reserve(int rows)
    {
        if (_tokens.Length < rows)
        {
            Array.Resize(ref _tokens, rows);
            Array.Resize(ref _sentences, rows);
            Array.Resize(ref _earlier, rows);
        }
    }
}
