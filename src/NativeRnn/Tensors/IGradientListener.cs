namespace NativeRnn;

/// <summary>Told while a tape runs backward which gradients nothing will be added to any more.</summary>
internal interface IGradientListener
{
    /// <summary>All gradients from a place in the store on are final.</summary>
    public void OnFinal(long first);
}
