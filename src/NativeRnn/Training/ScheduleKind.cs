namespace NativeRnn;

/// <summary>How the learning rate changes over a run.</summary>
public enum ScheduleKind
{
    /// <summary>Not at all.</summary>
    Constant = 1,

    /// <summary>Multiplied by the factor after every period of epochs.</summary>
    Step = 2,

    /// <summary>Falls along half a cosine from the first rate to factor × it over the whole run.</summary>
    Cosine = 3,

    /// <summary>Multiplied by the factor when the loss has not fallen for a period of epochs.</summary>
    Plateau = 4,
}
