namespace NativeRnn;

/// <summary>A text and the label of the whole of it.</summary>
/// <param name="Text">Any text.</param>
/// <param name="Label">Not empty.</param>
public sealed record LabelledText(string Text, string Label);
