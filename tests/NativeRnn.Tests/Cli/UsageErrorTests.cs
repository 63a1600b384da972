using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class UsageErrorTests
{
    private const int UsageCode = 2;

    [TestCase("--hidden", "-5", "--hidden must be a whole number, at least 1, not '-5'.")]
    [TestCase("--hidden", "0", "--hidden must be a whole number, at least 1, not '0'.")]
    [TestCase("--hidden", "many", "--hidden must be a whole number, at least 1, not 'many'.")]
    [TestCase("--hidden", "99999999999", "--hidden must be a whole number, at least 1, not '99999999999'.")]
    [TestCase("--hidden", "9,x", "--hidden must name a whole number, at least 1, for each layer, with commas between, not '9,x'.")]
    [TestCase("--dropout-kind", "none", "--dropout-kind must be one of element, locked, not 'none'.")]
    [TestCase("--input-dropout", "1", "--input-dropout must be a number, at least 0 and below 1, not '1'.")]
    [TestCase("--recurrent-dropout", "-1", "--recurrent-dropout must be a number, at least 0 and below 1, not '-1'.")]
    [TestCase("--layers", "0", "--layers must be a whole number, at least 1, not '0'.")]
    [TestCase("--embed", "-1", "--embed must be a whole number, at least 0, not '-1'.")]
    [TestCase("--batch", "-1", "--batch must be a whole number, at least 1, not '-1'.")]
    [TestCase("--steps", "0", "--steps must be a whole number, at least 1, not '0'.")]
    [TestCase("--offset", "-1", "--offset must be a whole number, at least 0, not '-1'.")]
    [TestCase("--epochs", "0", "--epochs must be a whole number, at least 1, not '0'.")]
    [TestCase("--max-steps", "0", "--max-steps must be a whole number, at least 1, not '0'.")]
    [TestCase("--max-tokens", "0", "--max-tokens must be at least 1, or -1 for all of them.")]
    [TestCase("--seed", "-1", "--seed must be a whole number, at least 0, not '-1'.")]
    [TestCase("--threads", "2000", "--threads must be a whole number, at least 0 and at most 1024, not '2000'.")]
    [TestCase("--dropout", "1", "--dropout must be a number, at least 0 and below 1, not '1'.")]
    [TestCase("--dropout", "NaN", "--dropout must be a number, at least 0 and below 1, not 'NaN'.")]
    [TestCase("--lr", "0", "--lr must be a number, above 0, not '0'.")]
    [TestCase("--lr", "0,5", "--lr must be a number, above 0, not '0,5'.")]
    [TestCase("--clip", "-1", "--clip must be a number, at least 0, not '-1'.")]
    [TestCase("--cell", "transformer", "--cell must be one of rnn, gru, lstm, not 'transformer'.")]
    [TestCase("--sampling", "none", "--sampling must be one of random, sequential, not 'none'.")]
    [TestCase("--tokens", "syllable", "--tokens must be one of char, word, bpe, not 'syllable'.")]
    [TestCase("--merges", "100", "--merges is for --tokens bpe; add that or leave --merges out.")]
    [TestCase("--bpe-spaces", "gpt2", "--bpe-spaces is for --tokens bpe; add that or leave --bpe-spaces out.")]
    [TestCase("--bpe-spaces", "gpt3", "--bpe-spaces must be one of gpt2, sentencepiece, not 'gpt3'.")]
    [TestCase("--precision", "int8", "--precision must be one of f32, bf16, not 'int8'.")]
    [TestCase("--gru-variant", "reset-after", "--gru-variant belongs to --cell gru; leave it out or add --cell gru.")]
    [TestCase("--activation", "relu", "--activation belongs to --cell rnn; leave it out or add --cell rnn.")]
    [TestCase("--momentum", "0.5", "--momentum belongs to --optimizer momentum; leave it out or choose that one.")]
    [TestCase("--schedule-period", "3", "--schedule-period belongs to --schedule step or plateau.")]
    [TestCase("--schedule-factor", "0.5", "--schedule-factor belongs to --schedule step, cosine or plateau.")]
    [TestCase("--out", "", "--out must name a file.")]
    [TestCase("--speed", "9", "There is no option '--speed' here; 'nativernn train lm --help' lists what there is.")]
    public void A_wrong_value_of_train_is_named(string option, string value, string sentence)
    {
        var run = CliRun.Of("train", "lm", "--data", "no-such-file", option, value);
        Assert.That(run, Is.EqualTo(new CliRun(UsageCode, "", $"nativernn: {sentence}\n")));
    }

    [TestCase("--residual goes round the layers above the first; add --layers 2 or more, or leave it out.", "--residual")]
    [TestCase(
        "--residual needs layers of one size; give --hidden one number, not 8,4, or leave it out.", "--residual", "--hidden", "8,4")]
    [TestCase(
        "--hidden 8,4 names 2 layers and --layers 3; leave --layers out or give as many sizes.", "--hidden", "8,4", "--layers", "3")]
    public void Options_that_contradict_each_other_are_named(string sentence, params string[] options)
    {
        var run = CliRun.Of(["train", "lm", "--data", "no-such-file", .. options]);
        Assert.That(run, Is.EqualTo(new CliRun(UsageCode, "", $"nativernn: {sentence}\n")));
    }

    [TestCase("--length", "-1", "--length must be a whole number, at least 0, not '-1'.")]
    [TestCase("--temperature", "-0.5", "--temperature must be a number, at least 0, not '-0.5'.")]
    [TestCase("--top-k", "-1", "--top-k must be a whole number, at least 0, not '-1'.")]
    [TestCase("--top-p", "0", "--top-p must be a number, above 0 and at most 1, not '0'.")]
    public void A_wrong_value_of_generate_is_named(string option, string value, string sentence)
    {
        var run = CliRun.Of("generate", "no-such-model", "--prompt", "a", option, value);
        Assert.That(run, Is.EqualTo(new CliRun(UsageCode, "", $"nativernn: {sentence}\n")));
    }

    [TestCase("Name a command, such as 'train lm'; 'nativernn --help' lists them.")]
    [TestCase("Say what to train: 'train lm' for a language model, 'train seq2seq' for a translator, 'train ngram' for a model that counts or 'train series' for numbers; with --help they list their options.", "train")]
    [TestCase("'dance' is not expected here; 'nativernn --help' says what is.", "dance")]
    [TestCase("Option '--data' is required.", "train", "lm")]
    [TestCase("Option '--prompt' is required.", "generate", "model")]
    [TestCase("--precision must be one of f32, bf16, int8, not 'f16'.", "evaluate", "m", "--data", "d", "--precision", "f16")]
    public void A_line_that_makes_no_sense_is_answered_with_one_sentence(string sentence, params string[] args)
    {
        Assert.That(CliRun.Of(args), Is.EqualTo(new CliRun(UsageCode, "", $"nativernn: {sentence}\n")));
    }

    [Test]
    public void A_GRU_without_its_variant_is_explained()
    {
        var run = CliRun.Of("train", "lm", "--data", "no-such-file", "--cell", "gru");
        Assert.That(run.Code, Is.EqualTo(UsageCode));
        Assert.That(run.Error, Does.StartWith("nativernn: --cell gru needs --gru-variant: reset-before is the textbook's"));
        Assert.That(run.Error, Does.Contain("reset-after that of PyTorch, cuDNN and ONNX"));
    }

    [TestCase("--help", "train")]
    [TestCase("train lm --help", "--gru-variant <reset-before|reset-after>")]
    [TestCase("generate --help", "it is printed first")]
    public void Help_goes_to_the_output(string line, string part)
    {
        var run = CliRun.Of(line.Split(' '));
        Assert.That(run.Code, Is.Zero);
        Assert.That(run.Output, Does.Contain(part));
        Assert.That(run.Error, Is.Empty);
    }

    [Test]
    public void The_version_is_that_of_the_release()
    {
        var run = CliRun.Of("--version");
        Assert.That(run, Is.EqualTo(new CliRun(0, "0.1.0\n", "")));
    }
}
