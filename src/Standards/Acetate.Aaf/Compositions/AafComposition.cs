using System.Collections.Immutable;
using Acetate.Aaf.Mobs;
using Acetate.Timing;

namespace Acetate.Aaf.Compositions;

/// <summary>A sequence, or any mob, as an editor sees it: tracks of items from cut to cut, each with the chain of its sources.</summary>
public sealed record AafComposition
{
    /// <summary>The mob.</summary>
    public required AafMob Mob { get; init; }

    /// <summary>Its name.</summary>
    public string Name => Mob.Name;

    /// <summary>The rate of its first picture track, else of its first track; null when it has no track.</summary>
    public required FrameRate? Rate { get; init; }

    /// <summary>The timecode of its first frame; null when it has none.</summary>
    public required Timecode? Start { get; init; }

    /// <summary>The tracks of picture and sound in the order of the file.</summary>
    public required ImmutableArray<AafTrack> Tracks { get; init; }

    /// <summary>The markers, by place.</summary>
    public required ImmutableArray<AafMarker> Markers { get; init; }

    /// <summary>What is odd in it, with track and item.</summary>
    public required ImmutableArray<AafProblem> Problems { get; init; }

    /// <summary>Looks at a mob of a file.</summary>
    /// <param name="file">The file, in which sources are searched.</param>
    /// <param name="mob">The mob: one of <see cref="AafFile.TopLevel"/>, or the mob of a nest.</param>
    public static AafComposition Of(AafFile file, AafMob mob)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(mob);
        return new CompositionReader(file, mob).Read();
    }

    /// <summary>The markers of a mob, by place.</summary>
    public static ImmutableArray<AafMarker> MarkersOf(AafMob mob)
    {
        ArgumentNullException.ThrowIfNull(mob);
        return Compositions.Markers.Of(mob);
    }

    /// <summary>The markers that stand on an item, those of the composition first, then those of the clip in the bin.</summary>
    /// <param name="track">The track of the item.</param>
    /// <param name="item">The item.</param>
    /// <returns>Each marker with its frame counted from the beginning of the item.</returns>
    public IEnumerable<(AafMarker Marker, long Frame)> MarkersOn(AafTrack track, AafItem item)
    {
        ArgumentNullException.ThrowIfNull(track);
        ArgumentNullException.ThrowIfNull(item);
        foreach (var marker in Compositions.Markers.Between(Markers, item.Range.Start, item.Range.End))
        {
            if (marker.Rate == track.Rate && marker.Slots.Contains(track.Slot.Id) && (track.Slot.Segment is not AafComponent.NestedScope || marker.PhysicalTrack == track.Layer))
                yield return (marker, marker.Frame - item.Range.Start);
        }

        if (item.Source?.MasterClip is not { Slot: { } slot, Rate: { } rate } clip || rate != track.Rate)
            yield break;
        foreach (var marker in Compositions.Markers.Between(MarkersOf(clip.Mob), clip.Position, clip.Position + item.Range.Length))
        {
            if (marker.Rate == rate && marker.Slots.Contains(slot.Id))
                yield return (marker, marker.Frame - clip.Position);
        }
    }
}
