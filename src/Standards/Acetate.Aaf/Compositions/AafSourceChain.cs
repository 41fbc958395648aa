using System.Collections.Immutable;
using Acetate.Aaf.Mobs;
using Acetate.Timing;

namespace Acetate.Aaf.Compositions;

/// <summary>Why a chain of sources goes no further.</summary>
public enum AafChainEnd
{
    /// <summary>The last mob says that nothing is further back: the chain is whole.</summary>
    Origin,

    /// <summary>The next mob is not in the file.</summary>
    MissingMob,

    /// <summary>The next mob is there, but not the track that is meant.</summary>
    MissingTrack,

    /// <summary>The next place is no clip: black, an effect without input, a title.</summary>
    NoClip,

    /// <summary>The mobs refer to each other in a circle.</summary>
    Circle,

    /// <summary>More than <see cref="AafSourceChain.MaxLinks"/> mobs follow each other, or a million do in the chains of one composition together.</summary>
    TooLong,
}

/// <summary>Where a clip comes from: from mob to mob, back to the tape, the film roll or the camera's file.</summary>
/// <remarks>
/// In a bin of Avid: the clip (master mob) names its media files (file source mobs), and those name what they were digitised or imported
/// from (tape, film or import source mobs). Each level counts its own time, and may have its own timecode.
/// </remarks>
public sealed record AafSourceChain
{
    /// <summary>The most mobs that are followed.</summary>
    public const int MaxLinks = 64;

    /// <summary>The mobs, the nearest first.</summary>
    public required ImmutableArray<AafSourceLink> Links { get; init; }

    /// <summary>Why it ends.</summary>
    public required AafChainEnd End { get; init; }

    /// <summary>The mob that is missing, or that closes the circle; null otherwise.</summary>
    public AafMobId? Broken { get; init; }

    /// <summary>The clip in the bin; null when there is none.</summary>
    public AafSourceLink? MasterClip => Links.FirstOrDefault(link => link.Mob.Kind == AafMobKind.Master);

    /// <summary>The media file that is nearest; null when there is none.</summary>
    public AafSourceLink? File => Links.FirstOrDefault(link => link.Mob.Descriptor?.Material == AafMaterial.File);

    /// <summary>The tape, film roll or camera file that everything comes from, as far as the file tells; null when it tells of none.</summary>
    public AafSourceLink? Origin => Links.LastOrDefault(link => link.Mob is { Kind: AafMobKind.Source, Descriptor.Material: not AafMaterial.File });

    /// <summary>The name of the tape, as Avid shows it in the column Tape; empty when there is none.</summary>
    public string Tape => Links.LastOrDefault(link => link.Mob.Descriptor?.Material is AafMaterial.Tape)?.Mob.Name ?? "";

    /// <summary>The camera file, as Avid shows it in the column Source File: the name of the import mob or its path; empty when there is none.</summary>
    public string SourceFile => Links.LastOrDefault(link => link.Mob.Descriptor?.Material is AafMaterial.Import) is { } import
        ? import.Mob.Name is { Length: > 0 } name ? name : import.Mob.Descriptor!.Locations.FirstOrDefault("") : "";

    /// <summary>The timecode at the first frame, of the furthest source that has one; null when none has.</summary>
    public Timecode? Start => Links.Where(link => link.Mob.Kind == AafMobKind.Source).LastOrDefault(link => link.Timecode is not null)?.Timecode
        ?? Links.LastOrDefault(link => link.Timecode is not null)?.Timecode;

    /// <summary>Paths and URLs of the media files and of what they were made of, the nearest first.</summary>
    public IEnumerable<string> Locations => Links.SelectMany(link => Of(link.Mob.Descriptor)).Distinct();

    /// <summary>What a column of the bin says: the nearest mob that has it counts. Case, spaces and underscores do not matter.</summary>
    /// <param name="column">Such as <c>Scene</c>, <c>Camroll</c>, <c>Sound Roll</c>.</param>
    /// <returns>The text; empty when no mob has it.</returns>
    public string Comment(string column)
    {
        ArgumentNullException.ThrowIfNull(column);
        var wanted = Plain(column);
        foreach (var tag in Links.SelectMany(link => link.Mob.Comments))
        {
            if (Plain(tag.Name) == wanted && tag.Text.Length > 0)
                return tag.Text;
        }

        return "";
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static IEnumerable<string> Of(AafDescriptor? descriptor) =>
        descriptor is null ? [] : descriptor.Locations.Concat(descriptor.Parts.SelectMany(Of));
}

/// <summary>One mob of a chain, and where in it the first frame lies.</summary>
public sealed record AafSourceLink
{
    /// <summary>The mob.</summary>
    public required AafMob Mob { get; init; }

    /// <summary>Its track; null when it does not have the one that is meant.</summary>
    public AafSlot? Slot { get; init; }

    /// <summary>The edit unit of the track in which the first frame begins.</summary>
    public long Position { get; init; }

    /// <summary>Whether the first frame begins exactly with that edit unit: otherwise the rates of the chain do not meet there.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>The rate at which <see cref="Position"/> counts; null when the track has none.</summary>
    public FrameRate? Rate { get; init; }

    /// <summary>The mob's timecode there: of the first timecode track; null when it has none.</summary>
    public Timecode? Timecode { get; init; }

    /// <summary>All timecodes there, by the name or number of their track: Avid's auxiliary timecodes among them. No more than 16.</summary>
    public ImmutableArray<KeyValuePair<string, Timecode>> Timecodes { get; init; } = [];
}
