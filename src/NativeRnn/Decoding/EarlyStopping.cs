namespace NativeRnn;

/// <summary>When a beam stops looking for better hypotheses of a sentence; an empty beam always stops.</summary>
public enum EarlyStopping
{
    /// <summary>
    /// When enough hypotheses are finished and no unfinished one can still pass the worst of them: an unfinished one of
    /// log-probability S scores at most S / MaxLength^α. Finds what <see cref="Never"/> finds, in fewer steps.
    /// </summary>
    WhenNoneCanImprove = 0,

    /// <summary>When as many hypotheses are finished as the beam is wide: faster, and may miss better longer ones.</summary>
    WhenBeamFull = 1,

    /// <summary>Not before the maximum length.</summary>
    Never = 2,
}
