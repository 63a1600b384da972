using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>What <c>bleu</c> prints: a score, and for BLEU what it is made of.</summary>
/// <param name="Name">Such as <c>BLEU</c>.</param>
/// <param name="Score">On the metric's own scale.</param>
/// <param name="Signature">The settings.</param>
internal sealed record MetricResult(string Name, double Score, string Signature)
{
    private MetricParts? Parts { get; init; }

    internal static MetricResult Of(BleuScore bleu) => new("BLEU", bleu.Score, bleu.Signature)
    {
        Parts = new MetricParts(bleu.Precisions, bleu.BrevityPenalty, bleu.HypothesisLength, bleu.ReferenceLength),
    };

    internal static MetricResult Of(TextbookBleuScore bleu, string signature) =>
        new("textbook BLEU", bleu.Score, signature)
        {
            Parts = new MetricParts(bleu.Precisions, bleu.BrevityPenalty, bleu.PredictionLength, bleu.LabelLength),
        };

    internal static MetricResult Of(ChrFScore chrF) => new(chrF.Name, chrF.Score, chrF.Signature);

    internal void WriteJson(TextWriter output) => JsonLine.Write(output, json =>
    {
        json.WriteReal("score", Score);
        if (Parts is not null)
        {
            json.WriteStartArray("precisions");
            foreach (var precision in Parts.Precisions)
            {
                json.WriteNumberValue(precision);
            }

            json.WriteEndArray();
            json.WriteReal("brevity_penalty", Parts.BrevityPenalty);
            json.WriteNumber("hyp_length", Parts.HypothesisLength);
            json.WriteNumber("ref_length", Parts.ReferenceLength);
        }

        json.WriteString("signature", Signature);
    });

    internal void WriteText(TextWriter output)
    {
        var parts = Parts is null ? "" : $" {Parts}";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name} {Score:F4}{parts} {Signature}"));
    }

    private sealed record MetricParts(
        IReadOnlyList<double> Precisions, double BrevityPenalty, long HypothesisLength, long ReferenceLength)
    {
        public override string ToString()
        {
            var precisions = string.Join(
                '/', Precisions.Select(one => one.ToString("F2", CultureInfo.InvariantCulture)));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{precisions} (brevity penalty {BrevityPenalty:F4}, lengths {HypothesisLength} and {ReferenceLength})");
        }
    }
}
