using Acetate.Library.Rolls;

namespace Acetate.Tools.Ingest.Plans;

/// <summary>The names of stages in plans, and the stage of a roll each belongs to.</summary>
public static class Stages
{
    /// <summary>The first of two readings of a card without manifest.</summary>
    public const string ManifestCheck = "manifest-check";

    /// <summary>Card to library store.</summary>
    public const string Uploading = "uploading";

    /// <summary>Reading the stored bytes back.</summary>
    public const string Verifying = "verifying";

    /// <summary>Writing the next generation beside them.</summary>
    public const string Sealing = "sealing";

    /// <summary>Reading what the clips say.</summary>
    public const string Inspecting = "inspecting";

    /// <summary>Making what can be looked at.</summary>
    public const string Proxying = "proxying";

    /// <summary>Library store to archive.</summary>
    public const string Archiving = "archiving";

    /// <summary>Reading the archived bytes back.</summary>
    public const string VerifyingArchive = "verifying-archive";

    /// <summary>Writing the next generation beside those.</summary>
    public const string SealingArchive = "sealing-archive";

    /// <summary>The stage of the roll that is reached when all steps of this name are done.</summary>
    public static RollStage? Reached(string stage) => stage switch
    {
        ManifestCheck => RollStage.ManifestChecked,
        Uploading => RollStage.Uploaded,
        Sealing => RollStage.Verified,
        Inspecting => RollStage.Inspected,
        Proxying => RollStage.Proxied,
        SealingArchive => RollStage.Archived,
        _ => null,
    };

    /// <summary>The stage whose bar a step of this name fills.</summary>
    public static RollStage? Bar(string stage) => stage switch
    {
        Uploading => RollStage.Uploading,
        Verifying => RollStage.Verified,
        Archiving or VerifyingArchive => RollStage.Archived,
        _ => Reached(stage),
    };
}
