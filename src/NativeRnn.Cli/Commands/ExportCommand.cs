using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>export</c>: a model's weights in another program's format.</summary>
internal sealed class ExportCommand : Command
{
    private readonly CliContext _context;
    private readonly Argument<string> _model = TextOption.Model("'train lm' or 'import'");
    private readonly ChoiceOption<Format> _format = new(
        "--format",
        "safetensors, as PyTorch names and lays weights out, or an ONNX graph. Default: by the ending of --out.",
        [("safetensors", Format.Safetensors), ("onnx", Format.Onnx)]);
    private readonly Option<string> _out = TextOption.File(
        "--out",
        "The file to write; a translator's graphs go to two: NAME.encoder.onnx and NAME.decoder.onnx for NAME.onnx.",
        required: true);

    internal ExportCommand(CliContext context)
        : base("export", "Writes a language model or a translator for PyTorch or ONNX Runtime.")
    {
        _context = context;
        Add(_model);
        Add(_format);
        Add(_out);
        SetAction(Run);
    }

    private enum Format
    {
        Safetensors,
        Onnx,
    }

    private int Run(ParseResult parsed)
    {
        var (source, path) = (parsed.GetValue(_model)!, parsed.GetValue(_out)!);
        var format = _format.Read(parsed) ?? FormatOf(path);
        OutputFile.RequireOther(path, source);
        OutputFile.RequireRoom(path);
        using var engine = Engine.Cpu(1); // nothing is computed
        if (CheckpointInfo.Read(source).Seq2Seq is null)
        {
            using var model = LanguageModel.Load(source, engine);
            Write(model, format, path);
        }
        else
        {
            using var model = Seq2SeqModel.Load(source, engine);
            Write(model, format, path);
        }

        return ExitCode.Done;
    }

    private void Write(LanguageModel model, Format format, string path)
    {
        if (format == Format.Onnx)
        {
            OnnxModel.Export(model, path);
        }
        else
        {
            PyTorchWeights.Export(model, path);
        }

        _context.Output.WriteLine($"saved {path}");
    }

    private void Write(Seq2SeqModel model, Format format, string path)
    {
        if (format == Format.Onnx)
        {
            var name = Path.GetExtension(path) == ".onnx" ? path[..^".onnx".Length] : path;
            var (encoder, decoder) = ($"{name}.encoder.onnx", $"{name}.decoder.onnx");
            OnnxModel.Export(model, encoder, decoder);
            _context.Output.WriteLine($"saved {encoder}");
            _context.Output.WriteLine($"saved {decoder}");
        }
        else
        {
            PyTorchWeights.Export(model, path);
            _context.Output.WriteLine($"saved {path}");
        }
    }

    private static Format FormatOf(string path) => Path.GetExtension(path) switch
    {
        ".safetensors" => Format.Safetensors,
        ".onnx" => Format.Onnx,
        _ => throw new UsageException("--out ends neither in .safetensors nor in .onnx: add --format safetensors or onnx."),
    };
}
