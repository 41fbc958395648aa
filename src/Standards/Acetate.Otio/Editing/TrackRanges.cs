using System.Collections.Immutable;
using Acetate.Otio.Schemas;

namespace Acetate.Otio.Editing;

/// <summary>The ranges of the children of one track, made so that those within a range are found without looking at all.</summary>
internal sealed class TrackRanges
{
    private readonly TimeRange[] ranges;

    /// <summary>The latest end of each child and those before it, and the earliest start of each child and those after it, in seconds: both only grow.</summary>
    private readonly double[] latestEnd, earliestStart;

    /// <summary>Works out the ranges.</summary>
    /// <exception cref="OtioException">A child has no known duration.</exception>
    public TrackRanges(ImmutableArray<OtioObject> children)
    {
        Children = children;
        ranges = new TimeRange[children.Length];
        (latestEnd, earliestStart) = (new double[children.Length], new double[children.Length]);
        var end = new RationalTime(0, children is [var first, ..] ? first switch { Transition leading => leading.InOffset.Rate, Item leading => RangeOf(leading).Duration.Rate, _ => 1 } : 1);
        for (var i = 0; i < ranges.Length; i++)
        {
            switch (children[i])
            {
                case Transition transition:
                    ranges[i] = new(end - transition.InOffset, transition.OutOffset + transition.InOffset);
                    break;
                case Item item:
                    ranges[i] = new(end, RangeOf(item).Duration);
                    end = ranges[i].EndTimeExclusive;
                    break;
                default:
                    ranges[i] = new(end, new(0, end.Rate));
                    break;
            }

            latestEnd[i] = Math.Max(ranges[i].EndTimeExclusive.Seconds, i > 0 ? latestEnd[i - 1] : double.NegativeInfinity);
        }

        for (var i = ranges.Length - 1; i >= 0; i--)
            earliestStart[i] = Math.Min(ranges[i].StartTime.Seconds, i + 1 < ranges.Length ? earliestStart[i + 1] : double.PositiveInfinity);
    }

    /// <summary>The children.</summary>
    public ImmutableArray<OtioObject> Children { get; }

    /// <summary>Where a child lies.</summary>
    public TimeRange RangeOf(int index) => ranges[index];

    /// <summary>The children within a range, those at its edges shortened.</summary>
    /// <exception cref="OtioException">A transition would be cut.</exception>
    public ImmutableArray<OtioObject> Trimmed(TimeRange range)
    {
        var (start, end) = (range.StartTime.Seconds, range.EndTimeExclusive.Seconds);
        var first = FirstAbove(latestEnd, start);
        var kept = ImmutableArray.CreateBuilder<OtioObject>();
        for (var i = first; i < ranges.Length && !(earliestStart[i] > end); i++)
        {
            if (!range.Intersects(ranges[i])) continue;
            kept.Add(range.Contains(ranges[i]) ? Children[i] : Shortened(Children[i], ranges[i], range));
        }

        return kept.ToImmutable();
    }

    /// <summary>What an item uses of its own time.</summary>
    /// <exception cref="OtioException">That is not known.</exception>
    private static TimeRange RangeOf(Item item)
    {
        if (item.SourceRange is { } range) return range;
        var layout = TimelineLayout.Of(item);
        return layout.Top.TrimmedRange ?? throw new OtioException(OtioRule.NoRange,
            $"The {item.SchemaName.ToLowerInvariant()} '{SchemaWords.Shown(item.Name)}' has no source range, and nothing says how long its media is. Give it a source range.");
    }

    private static Item Shortened(OtioObject child, TimeRange place, TimeRange range)
    {
        if (child is not Item item) throw new OtioException(OtioRule.NoRange, $"A transition lies over the edge of {range}, and half a transition cannot be kept. Choose a range that ends beside it.");
        var used = RangeOf(item);
        if (range.StartTime > place.StartTime)
        {
            var cut = range.StartTime - place.StartTime;
            used = new(used.StartTime + cut, used.Duration - cut);
        }

        if (range.EndTimeExclusive < place.EndTimeExclusive) used = used with { Duration = used.Duration - (place.EndTimeExclusive - range.EndTimeExclusive) };
        return item with { SourceRange = used };
    }

    private static int FirstAbove(double[] growing, double value)
    {
        var (low, high) = (0, growing.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (growing[middle] > value) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
