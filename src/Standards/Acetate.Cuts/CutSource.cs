using System.Collections.Immutable;

namespace Acetate.Cuts;

/// <summary>Everything a list says about where an event's picture or sound come from.</summary>
/// <remarks>Evidence, not an answer: two names that contradict each other both stand here. Which clip is meant decides who knows the clips.</remarks>
public sealed record CutSource
{
    /// <summary>A source that nothing is said about.</summary>
    public static CutSource Unknown { get; } = new();

    /// <summary>Every name, each with its kind and where it was read, in the order of the list.</summary>
    public ImmutableArray<SourceName> Names { get; init; } = [];

    /// <summary>Source in and out as written, at the source's rate as far as the list knows it; null when not said.</summary>
    public CutRange? Range { get; init; }

    /// <summary>The stretch of the source that is seen: after speed, and with what transitions show beyond the cut. Null when it cannot be told.</summary>
    /// <remarks>For reverse the earlier time comes first all the same; for a freeze it is one frame.</remarks>
    public CutRange? Used { get; init; }

    /// <summary>The whole medium, where the list knows it.</summary>
    public CutRange? Available { get; init; }

    /// <summary>The pattern of a sequence with a file per frame; null otherwise.</summary>
    public ImageSequence? Sequence { get; init; }

    /// <summary>The reel of the list (column, element, metadata); null when none.</summary>
    public string? Reel => this[SourceNameKind.Reel];

    /// <summary>The clip's name; null when none.</summary>
    public string? ClipName => this[SourceNameKind.ClipName];

    /// <summary>The first name of a kind; null when there is none.</summary>
    public string? this[SourceNameKind kind]
    {
        get
        {
            foreach (var name in Names)
                if (name.Kind == kind) return name.Value;
            return null;
        }
    }

    /// <summary>All names of a kind, in order.</summary>
    public IEnumerable<SourceName> Of(SourceNameKind kind) => Names.Where(name => name.Kind == kind);
}

/// <summary>A name of a source, and where it was read.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Value">As written, without blanks around it; never empty.</param>
/// <param name="Origin">Where it stands, in words of the format: <c>reel column</c>, <c>* FROM CLIP NAME</c>, <c>file/pathurl</c>, <c>column Tape</c>.</param>
/// <param name="Line">The line it was read from, from 1; 0 when not known.</param>
public sealed record SourceName(SourceNameKind Kind, string Value, string Origin, int Line = 0);

/// <summary>What a source's name names. No kind stands for another one: a reel is not a clip name, even where both read alike.</summary>
public enum SourceNameKind
{
    /// <summary>The reel as the list's reel field has it; may be shortened, changed or AX.</summary>
    Reel,

    /// <summary>A long reel that a map line gives for a short one: REPLACED BY, a source table, a truncation comment.</summary>
    LongReel,

    /// <summary>A tape.</summary>
    Tape,

    /// <summary>A camera roll.</summary>
    CameraRoll,

    /// <summary>A roll of the laboratory.</summary>
    LabRoll,

    /// <summary>A sound roll.</summary>
    SoundRoll,

    /// <summary>The name of the clip.</summary>
    ClipName,

    /// <summary>The clip on the other side of a transition, where the list names it at this event.</summary>
    OtherSideClipName,

    /// <summary>The name of the source file, without a folder.</summary>
    SourceFile,

    /// <summary>A path or URL of the medium.</summary>
    MediaPath,

    /// <summary>A SMPTE UMID.</summary>
    Umid,

    /// <summary>An id that the editing system gives to the medium: a mob id, a uuid, an asset id.</summary>
    MediaId,

    /// <summary>Scene.</summary>
    Scene,

    /// <summary>Take.</summary>
    Take,

    /// <summary>The angle of a multicam group.</summary>
    Angle,

    /// <summary>The sequence, group or compound clip that it is taken from.</summary>
    Group,

    /// <summary>The ACES metadata file by its id.</summary>
    AmfUuid,

    /// <summary>The ACES metadata file by its name.</summary>
    AmfName,

    /// <summary>The framing decision list by its id.</summary>
    FdlUuid,

    /// <summary>The framing decision by its id.</summary>
    FdlFramingDecision,

    /// <summary>The camera by its name or letter.</summary>
    Camera,

    /// <summary>The name of the shot, in shot lists.</summary>
    Shot,
}

/// <summary>A sequence with a file per frame.</summary>
/// <param name="Prefix">What stands before the number, with the folder.</param>
/// <param name="Suffix">What stands after the number.</param>
/// <param name="Digits">Digits of the number at least; 0 when the list does not say.</param>
/// <param name="First">Number of the first frame; null when the list does not say.</param>
/// <param name="Last">Number of the last frame; null when the list does not say.</param>
public sealed record ImageSequence(string Prefix, string Suffix, int Digits, long? First, long? Last);
