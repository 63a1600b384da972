using System.Text.Json.Serialization;

namespace NativeRnn.Samples.TextService;

/// <summary>The data of one server-sent event: a "token" has a text, "done" has the others.</summary>
/// <param name="Text">A piece of the text; may be empty.</param>
/// <param name="Reason">Why it ended: "length" when all is made, "shutdown" when the service stops.</param>
/// <param name="Tokens">How many were made.</param>
internal sealed record GenerateEvent(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Tokens = null);
