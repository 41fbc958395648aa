using System.Collections.Immutable;

namespace Acetate.Edl.Cmx3600;

/// <summary>Which program or format probably wrote a list. Nothing is read differently because of it: it is told, with its evidence.</summary>
/// <param name="Kind">The likeliest dialect.</param>
/// <param name="Evidence">What speaks for it, the first line that shows it each; empty for plain CMX 3600.</param>
public sealed record EdlDialect(EdlDialectKind Kind, ImmutableArray<EdlEvidence> Evidence)
{
    /// <summary>The name that people know it by, such as Avid File_32.</summary>
    public string Name => Kind switch
    {
        EdlDialectKind.Cmx3600 => "CMX 3600",
        EdlDialectKind.AvidCmx => "Avid CMX_3600",
        EdlDialectKind.AvidFile16 => "Avid File_16",
        EdlDialectKind.AvidFile32 => "Avid File_32",
        EdlDialectKind.AvidFile129 => "Avid File_129",
        EdlDialectKind.Premiere => "Adobe Premiere",
        EdlDialectKind.Resolve => "DaVinci Resolve",
        EdlDialectKind.FinalCut => "Final Cut Pro 7",
        EdlDialectKind.Flame => "Autodesk Flame or Smoke (DLEDL)",
        EdlDialectKind.Nucoda => "Nucoda",
        _ => "OpenTimelineIO",
    };

    /// <summary>Name and evidence.</summary>
    public override string ToString() => Evidence.IsEmpty ? Name : $"{Name}: {string.Join("; ", Evidence.Select(e => e.Line > 0 ? $"line {e.Line} {e.Text}" : e.Text))}";
}

/// <summary>Something that speaks for a dialect.</summary>
/// <param name="Line">The first line that shows it; 0 where it is the whole list.</param>
/// <param name="Text">What it shows.</param>
public sealed record EdlEvidence(int Line, string Text);

/// <summary>Dialects of the CMX 3600 list.</summary>
public enum EdlDialectKind
{
    /// <summary>Nothing but what the format has.</summary>
    Cmx3600,

    /// <summary>Avid, reels of 8 characters.</summary>
    AvidCmx,

    /// <summary>Avid, reels of 16 characters.</summary>
    AvidFile16,

    /// <summary>Avid, reels of 32 characters.</summary>
    AvidFile32,

    /// <summary>Avid, reels of 128 or 129 characters.</summary>
    AvidFile129,

    /// <summary>Premiere: reels AX, clips by name.</summary>
    Premiere,

    /// <summary>Resolve: reels of any length, a blank line after each event, its own markers.</summary>
    Resolve,

    /// <summary>Final Cut Pro 7: shortened reels are mapped in lines of their own.</summary>
    FinalCut,

    /// <summary>Flame and Smoke: DLEDL lines name the media.</summary>
    Flame,

    /// <summary>Nucoda: FROM FILE.</summary>
    Nucoda,

    /// <summary>OpenTimelineIO's own comments.</summary>
    OpenTimelineIO,
}
