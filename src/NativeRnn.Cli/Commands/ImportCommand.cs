using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>import</c>: a language model or translator of weights that PyTorch wrote.</summary>
internal sealed class ImportCommand : Command
{
    private readonly CliContext _context;
    private readonly Argument<string> _file = TextOption.Input(
        "FILE", "A safetensors file under PyTorch's names; its shapes tell sizes, layers, biases and, mostly, the cell.");
    private readonly ImportedCellOptionGroup _cell = new();
    private readonly ImportedTextOptionGroup _text = new();
    private readonly Option<string> _out = TextOption.File("--out", "Where the model is saved.", required: true);

    internal ImportCommand(CliContext context)
        : base("import", "Makes a language model or a translator of PyTorch's weights.")
    {
        _context = context;
        Add(_file);
        _cell.AddTo(this);
        _text.AddTo(this);
        Add(_out);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var (source, path) = (parsed.GetValue(_file)!, parsed.GetValue(_out)!);
        var cell = _cell.Read(parsed);
        if (CheckpointInfo.Recognizes(source))
        {
            throw new InvalidDataException(
                $"{source} is a model file of NativeRnn, which needs no import; name a safetensors file.");
        }

        var isTranslator = SafetensorsInfo.Read(source).IsTranslator;
        _text.Check(parsed, isTranslator);
        OutputFile.RequireOther(path, source);
        OutputFile.RequireRoom(path);
        using var engine = Engine.Cpu(1); // nothing is computed
        if (isTranslator)
        {
            var (from, to) = _text.ReadCodecs(parsed);
            using var model = PyTorchWeights.LoadSeq2Seq(source, from, to, cell, engine);
            _cell.RequireFamily(parsed, model.Options.Cell);
            model.Save(path);
        }
        else
        {
            using var model = PyTorchWeights.Load(source, _text.ReadCodec(parsed), cell, engine);
            _cell.RequireFamily(parsed, model.Options.Cell);
            model.Save(path);
        }

        _context.Output.WriteLine($"saved {path}");
        return ExitCode.Done;
    }
}
