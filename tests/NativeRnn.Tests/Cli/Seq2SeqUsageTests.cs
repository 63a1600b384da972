using System.CommandLine;
using NativeRnn.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class Seq2SeqUsageTests
{
    [TestCase("--hidden must be a whole number, at least 1, not '0'.", "--hidden", "0")]
    [TestCase("--embed must be a whole number, at least 1, not '0'.", "--embed", "0")]
    [TestCase("--max-pairs must be a whole number, at least 1, not '0'.", "--max-pairs", "0")]
    [TestCase("--min-freq must be a whole number, at least 1, not '0'.", "--min-freq", "0")]
    [TestCase("--max-vocabulary must be a whole number, at least 5, not '4'.", "--max-vocabulary", "4")]
    [TestCase("--batch must be a whole number, at least 1, not '0'.", "--batch", "0")]
    [TestCase("--steps must be a whole number, at least 1, not '0'.", "--steps", "0")]
    [TestCase("--merge belongs to --bidirectional; leave it out or add --bidirectional.", "--merge", "sum")]
    [TestCase(
        "--residual goes round the layers above the first; add --layers 2 or more, or leave it out.", "--residual", "--layers", "1")]
    [TestCase("--label-smoothing must be a number, at least 0 and below 1, not '1'.", "--label-smoothing", "1")]
    [TestCase("--embed-dropout must be a number, at least 0 and below 1, not '1'.", "--embed-dropout", "1")]
    [TestCase("--patience must be a whole number, at least 1, not '0'.", "--patience", "0")]
    [TestCase("--samples must be a whole number, at least 0, not '-1'.", "--samples", "-1")]
    [TestCase("--attention must be one of none, dot, general, additive, not 'multi-head'.", "--attention", "multi-head")]
    [TestCase("--best-by must be one of loss, bleu, not 'chrf'.", "--best-by", "chrf")]
    [TestCase("--batches must be one of bucketed, shuffled, not 'sorted'.", "--batches", "sorted")]
    [TestCase("--tokens must be one of char, word, bpe, not 'syllable'.", "--tokens", "syllable")]
    [TestCase("--merges is for --tokens bpe; add that or leave --merges out.", "--merges", "5")]
    [TestCase("--merges must be a whole number, at least 0, not '-1'.", "--tokens", "bpe", "--merges", "-1")]
    [TestCase("--bpe-joint is for --tokens bpe; add that or leave --bpe-joint out.", "--bpe-joint")]
    [TestCase(
        "--min-freq and --max-vocabulary are for characters and words; of byte pairs --merges says how many there are.",
        "--tokens", "bpe", "--min-freq", "3")]
    [TestCase("--best-by needs --valid, which tells what is best.", "--best-by", "bleu")]
    [TestCase("--patience needs --valid, which tells what is better.", "--patience", "3")]
    [TestCase("--keep-best needs --valid, which tells what is best.", "--keep-best", "--out", "x")]
    [TestCase("--keep-last needs --out, which says where to save.", "--keep-last", "3")]
    [TestCase("--tie-output needs --hidden and --embed equal; make them so or leave it out.", "--tie-output", "--hidden", "8")]
    [TestCase("--batch-tokens belongs to --batches bucketed; leave one of them out.", "--batch-tokens", "500", "--batches", "shuffled")]
    [TestCase("--batch-tokens replaces --batch; leave one of them out.", "--batch-tokens", "500", "--batch", "64")]
    [TestCase(
        "--batch-tokens must hold one pair of the longest sentences, 100 tokens; raise it or lower --steps.", "--batch-tokens", "99")]
    [TestCase(
        "--batch-tokens must hold one pair of the longest sentences, 4000000000 tokens; raise it or lower --steps.",
        "--batch-tokens", "99", "--steps", "2000000000")]
    [TestCase("--samples does not go with --json or --log-steps; leave one of them out.", "--samples", "1", "--json")]
    [TestCase("--samples does not go with --json or --log-steps; leave one of them out.", "--samples", "1", "--log-steps")]
    [TestCase("There is no option '--sampling' here; 'nativernn train seq2seq --help' lists what there is.", "--sampling", "random")]
    public void A_wrong_option_of_train_seq2seq_is_named(string sentence, params string[] options)
    {
        var run = CliRun.Of(["train", "seq2seq", "--data", "no-such-file", .. options]);
        Assert.That(run, Is.EqualTo(new CliRun(2, "", $"nativernn: {sentence}\n")));
    }

    [Test]
    public void Dot_attention_over_both_directions_is_explained()
    {
        var run = CliRun.Of("train", "seq2seq", "--data", "no-such-file", "--attention", "dot", "--bidirectional");
        Assert.That((run.Code, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Error, Does.StartWith("nativernn: --attention dot compares vectors of equal length").And.EndWith("add --merge sum, or choose general or additive.\n"));
    }

    [TestCase("--beam must be a whole number, at least 1, not '0'.", "--beam", "0")]
    [TestCase("--alpha must be a number, at least 0, not '-1'.", "--alpha", "-1")]
    [TestCase("--n-best must be a whole number, at least 1, not '0'.", "--n-best", "0")]
    [TestCase("--max-length must be a whole number, at least 1, not '0'.", "--max-length", "0")]
    [TestCase("--batch must be a whole number, at least 1, not '0'.", "--batch", "0")]
    [TestCase("--top-p must be a number, above 0 and at most 1, not '1.5'.", "--top-p", "1.5")]
    [TestCase("--n-best must not exceed --beam; raise the beam.", "--beam", "3", "--n-best", "4")]
    [TestCase(
        "--min-length leaves no room for the end token: it must be below --max-length; lower it or raise that.",
        "--min-length", "5", "--max-length", "5")]
    [TestCase("--exhaustive and --sample exclude each other; leave one of them out.", "--exhaustive", "--sample")]
    [TestCase("--beam does not go with --exhaustive or --sample; leave one of them out.", "--sample", "--beam", "3")]
    [TestCase("--early-stopping does not go with --exhaustive or --sample; leave one of them out.", "--exhaustive", "--early-stopping", "never")]
    [TestCase("--temperature belongs to --sample; leave it out or add that.", "--temperature", "2")]
    [TestCase("--top-k belongs to --sample; leave it out or add that.", "--top-k", "2", "--beam", "2")]
    [TestCase("--precision must be one of f32, bf16, int8, not 'f16'.", "--precision", "f16")]
    [TestCase("Name a MODEL; 'nativernn translate --help' says what it is.")]
    public void A_wrong_option_of_translate_is_named(string sentence, params string[] options)
    {
        string[] model = options.Length == 0 ? [] : ["no-such-model"];
        Assert.That(CliRun.Of(["translate", .. model, .. options]), Is.EqualTo(new CliRun(2, "", $"nativernn: {sentence}\n")));
    }

    [TestCase("train lm")]
    [TestCase("train seq2seq")]
    [TestCase("translate")]
    [TestCase("evaluate")]
    public void Every_option_is_described_in_sentences_with_its_default(string command)
    {
        var help = CliRun.Of([.. command.Split(' '), "--help"]);
        Assert.That((help.Code, help.Error), Is.EqualTo((0, "")));
        Assert.That(help.Output, Does.Contain($"nativernn {command}"));
        foreach (var option in CommandOf(command).Options.Where(option => option.Description is not null))
        {
            Assert.That(help.Output, Does.Contain(option.Name + " "));
            Assert.That(help.Output, Does.Contain(option.Description));
            Assert.That(option.Description, Does.Match(@"^[A-Z<].*[.?!]$"), option.Name);
        }
        Assert.That(CommandOf(command).Options.Where(option => option.Description is null).Select(option => option.Name), Is.Empty);
    }

    [Test]
    public void The_help_begins_with_what_one_needs_first()
    {
        var help = CliRun.Of("train", "seq2seq", "--help").Output;
        string[] first = ["--data", "--valid", "--cell", "--attention", "--hidden", "--batch", "--epochs", "--out", "--resume", "--json"];
        Assert.That(first.Select(name => help.IndexOf($"  {name} ", StringComparison.Ordinal)), Is.Ordered.Ascending.And.All.Positive);
        Assert.That(help, Does.Contain("--attention <none|dot|general|additive>").And.Contain("[default: separated]"));
        Assert.That(CliRun.Of("translate", "--help").Output, Does.Contain("A model file that 'train seq2seq' wrote."));
    }

    private static Command CommandOf(string path) => path.Split(' ').Aggregate(
        CommandTree.Create(new CliContext(TextWriter.Null, TextWriter.Null, IsTerminal: false, default)),
        (command, name) => command.Subcommands.Single(one => one.Name == name));
}
