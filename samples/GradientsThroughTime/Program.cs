using NativeRnn.Samples;

var file = args.Length > 0 ? args[0] : "docs/gradients-through-time.svg";
var exploding = GradientNorms.Of(radius: 1.2);
GradientCurve[] curves =
[
    new("large weights, radius 1.2", exploding.Norms),
    new("the same, clipped to a norm of 1", [.. exploding.Norms.Select(norm => norm * exploding.ClippedScale)]),
    new("the same, cut at step 40", GradientNorms.Of(radius: 1.2, cutAt: 41).Norms),
    new("small weights, radius 0.8", GradientNorms.Of(radius: 0.8).Norms),
];
foreach (var curve in curves)
{
    var first = curve.Norms.Index().First(norm => norm.Item > 0);
    Console.WriteLine(FormattableString.Invariant(
        $"{curve.Name}: {first.Item:0.0e+0} at step {first.Index}, {curve.Norms[^1]:0.0e+0} at step {GradientNorms.Steps}"));
}

File.WriteAllText(file, Drawing.Of(curves));
Console.WriteLine($"drawn into {file}");
