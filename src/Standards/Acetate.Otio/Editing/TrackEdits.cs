using System.Collections.Immutable;
using Acetate.Otio.Schemas;

namespace Acetate.Otio.Editing;

/// <summary>Tracks cut to a range, and tracks made of several: with the results of the reference implementation.</summary>
public static class TrackEdits
{
    /// <summary>The part of a track within a range of its own time; items at the edges are shortened, what lies outside is left out.</summary>
    /// <exception cref="OtioException">The range ends within a transition, or a child has no known range.</exception>
    public static Track TrimTo(this Track track, TimeRange range)
    {
        ArgumentNullException.ThrowIfNull(track);
        return track with { Children = new TrackRanges(track.Children).Trimmed(range) };
    }

    /// <summary>A timeline of the part of each track within a range.</summary>
    /// <exception cref="OtioException">The range ends within a transition, a child has no known range, or something else than a track is among the tracks.</exception>
    public static Timeline TrimTo(this Timeline timeline, TimeRange range)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        return timeline with { Tracks = timeline.Tracks with { Children = [.. timeline.Tracks.Children.Select(child => TrackOf(child).TrimTo(range))] } };
    }

    /// <summary>One track that shows what the tracks of a stack show together: gaps and items that are off show the track below. Tracks that are off are left out.</summary>
    /// <exception cref="OtioException">Something else than a track is among the children, a transition would be cut, or a child has no known range.</exception>
    public static Track Flatten(this Composition stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        return Flatten(stack.Children.Select(TrackOf).Where(track => track.Enabled));
    }

    /// <summary>One track that shows what these tracks show together.</summary>
    /// <param name="tracks">The tracks, lowest first.</param>
    /// <exception cref="OtioException">A transition would be cut, or a child has no known range.</exception>
    public static Track Flatten(params IEnumerable<Track> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        (Track Track, RationalTime Duration)[] known = [.. tracks.Select(track => (track, DurationOf(track)))];
        var longest = known.Aggregate(RationalTime.Zero, (longest, track) => RationalTime.Later(longest, track.Duration));
        TrackRanges[] even = [.. known.Select(track => new TrackRanges(track.Duration < longest ? track.Track.Children.Add(Gap.Of(longest - track.Duration)) : track.Track.Children))];
        var children = ImmutableArray.CreateBuilder<OtioObject>();
        if (even.Length > 0) Show(even, even.Length - 1, null, children);
        return new Track { Name = "Flattened", Children = children.ToImmutable() };
    }

    /// <summary>Adds what a track, and those below it, show in a range (in all, when there is none).</summary>
    private static void Show(TrackRanges[] tracks, int index, TimeRange? range, ImmutableArray<OtioObject>.Builder children)
    {
        var track = range is { } wanted ? new TrackRanges(tracks[index].Trimmed(wanted)) : tracks[index];
        for (var i = 0; i < track.Children.Length; i++)
        {
            var child = track.Children[i];
            if (index == 0 || child is not Item item || (item is not Gap && item.Enabled))
            {
                children.Add(child);
                continue;
            }

            var hole = track.RangeOf(i);
            if (range is { } within) hole = hole with { StartTime = hole.StartTime + within.StartTime };
            Show(tracks, index - 1, hole, children);
        }
    }

    private static Track TrackOf(OtioObject child) => child as Track
        ?? throw new OtioException(OtioRule.WrongObject, $"Only tracks can be put into one; among them is {SchemaWords.Kind(child)}. Put it onto a track of its own first.");

    private static RationalTime DurationOf(Track track) => TimelineLayout.Of(track) is var layout && layout.Top.Duration is { } duration
        ? duration
        : throw new OtioException(layout.Problems is [var first, ..] ? first : new(OtioRule.NoRange, "", 0, $"How long the track '{SchemaWords.Shown(track.Name)}' is, is not known."));
}
