namespace NativeRnn;

/// <summary>Over what a dropout mask is drawn.</summary>
public enum DropoutKind
{
    /// <summary>Each element of each step anew (Srivastava et al. 2014; Zaremba, Sutskever and Vinyals 2014).</summary>
    Element = 0,

    /// <summary>
    /// Once for a sequence: a feature that is dropped stays so at all steps ("variational" or "locked"; Gal and
    /// Ghahramani 2016, Merity, Keskar and Socher 2018).
    /// </summary>
    Locked = 1,
}
