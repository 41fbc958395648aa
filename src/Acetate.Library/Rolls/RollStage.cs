namespace Acetate.Library.Rolls;

/// <summary>The stages of a roll, in the order a person sees them fill. Stages after <see cref="Uploaded"/> may overlap.</summary>
public enum RollStage
{
    /// <summary>Seen on a card or drive.</summary>
    Found,

    /// <summary>Held against its manifest, or known to have none.</summary>
    ManifestChecked,

    /// <summary>Bytes are on their way.</summary>
    Uploading,

    /// <summary>All bytes are under their final names in the library store.</summary>
    Uploaded,

    /// <summary>Read back past the cache and hashed: copy 1 counts.</summary>
    Verified,

    /// <summary>Every clip was inspected.</summary>
    Inspected,

    /// <summary>Every clip has its proxy, or a reason why it has none.</summary>
    Proxied,

    /// <summary>In the archive store, read back and hashed: copy 2 counts.</summary>
    Archived,

    /// <summary>Everything the show's policy asks for is done.</summary>
    Complete,
}
