namespace NativeRnn;

/// <summary>How a file's checksum is computed.</summary>
public enum ChecksumKind
{
    /// <summary>SHA-256 (FIPS 180-4).</summary>
    Sha256,

    /// <summary>SHA-1 (FIPS 180-4), where publishers give no other: it finds damage, not a skilled forger.</summary>
    Sha1,
}
