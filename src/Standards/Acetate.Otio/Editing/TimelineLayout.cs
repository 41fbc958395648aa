using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Acetate.Otio.Schemas;

namespace Acetate.Otio.Editing;

/// <summary>Where everything in a timeline lies: all ranges, worked out once, in time proportional to the number of objects.</summary>
/// <remarks>The rules are those of the reference implementation, whose own questions go through the track again for each answer.</remarks>
public sealed class TimelineLayout
{
    private const int MostTold = 1000;
    private readonly ImmutableArray<OtioProblem>.Builder problems = ImmutableArray.CreateBuilder<OtioProblem>();

    private TimelineLayout(OtioObject top, string path)
    {
        Top = new(top, path);
        Place(Top, 0);
        Settle(Top);
    }

    /// <summary>The outermost object: the stack of a timeline's tracks, or what was laid out.</summary>
    public PlacedObject Top { get; }

    /// <summary>Which ranges cannot be known, and why; the first thousand.</summary>
    public ImmutableArray<OtioProblem> Problems => problems.ToImmutable();

    /// <summary>Lays out a timeline. <see cref="Top"/> is the stack of its tracks, whose time begins at 0, not at <see cref="Timeline.GlobalStartTime"/>.</summary>
    /// <exception cref="OtioException">It is nested too deep.</exception>
    public static TimelineLayout Of(Timeline timeline)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        return new(timeline.Tracks, "/tracks");
    }

    /// <summary>Lays out a composition, or a single item.</summary>
    /// <exception cref="OtioException">It is nested too deep.</exception>
    public static TimelineLayout Of(Item item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new(item, "");
    }

    /// <summary>The part of a range that another one leaves; null when nothing is left. Of 4.5: both ends are cut, nothing is moved.</summary>
    internal static TimeRange? Cut(TimeRange range, TimeRange left)
    {
        if (left.StartTime >= range.EndTimeExclusive || left.EndTimeExclusive <= range.StartTime) return null;
        if (range.StartTime < left.StartTime) range = TimeRange.Between(left.StartTime, range.EndTimeExclusive);
        return range.EndTimeExclusive > left.EndTimeExclusive ? TimeRange.Between(range.StartTime, left.EndTimeExclusive) : range;
    }

    /// <summary>Makes the tree.</summary>
    private static void Place(PlacedObject placed, int depth)
    {
        if (placed.Value is not Composition { Children: { IsDefaultOrEmpty: false } children }) return;
        if (depth >= OtioReader.MostLevels) throw new OtioException(OtioRule.TooLarge, $"The timeline is nested deeper than {OtioReader.MostLevels} levels. Flatten the compositions within it.", placed.Path);
        var made = new PlacedObject[children.Length];
        for (var i = 0; i < made.Length; i++)
        {
            made[i] = new(children[i], placed, i);
            Place(made[i], depth + 1);
        }

        placed.Children = ImmutableCollectionsMarshal.AsImmutableArray(made);
    }

    /// <summary>Works out ranges, from the innermost outwards.</summary>
    private void Settle(PlacedObject placed)
    {
        foreach (var child in placed.Children) Settle(child);
        switch (placed.Value)
        {
            case Transition transition:
                placed.Duration = transition.Duration;
                return;
            case not Item:
                return;
            case Clip clip:
                placed.AvailableRange = clip.MediaReference?.AvailableRange;
                break;
            case Track:
                placed.AvailableRange = AlongTrack(placed);
                break;
            case Stack:
                placed.AvailableRange = InStack(placed);
                break;
        }

        var item = (Item)placed.Value;
        placed.TrimmedRange = placed.VisibleRange = item.SourceRange ?? placed.AvailableRange;
        placed.Duration = placed.TrimmedRange?.Duration;
        placed.UsedStart = placed.TrimmedRange?.StartTime ?? (item is Composition ? RationalTime.Zero : null);
        if (placed.TrimmedRange is null && item is Clip or Gap) Tell(placed, item);
        foreach (var child in placed.Children) child.TrimmedRangeInParent = Trimmed(child, item);
    }

    /// <summary>Places the children of a track one after the other, and answers how long it is.</summary>
    private static TimeRange? AlongTrack(PlacedObject track)
    {
        RationalTime? end = RationalTime.Zero;
        foreach (var child in track.Children)
        {
            if (child.Duration is not { } duration)
            {
                // What has no schema takes no room; what should have a duration and has none makes all after it unknown.
                child.PlaceStart = end;
                if (child.Value is Item) end = null;
                continue;
            }

            if (end is not { } start) continue;
            start = new RationalTime(0, duration.Rate) + start;
            if (child.Value is Transition transition)
            {
                child.PlaceStart = start - transition.InOffset;
                child.RangeInParent = new(start - transition.InOffset, duration);
                continue;
            }

            child.PlaceStart = start;
            child.RangeInParent = new(start, duration);
            end = start + duration;
        }

        ShowTransitions(track.Children);
        if (end is not { } length) return null;
        if (track.Children is [{ Value: Transition first }, ..]) length += first.InOffset;
        if (track.Children is [.., { Value: Transition last }]) length += last.OutOffset;
        return new(new(0, length.Rate), length);
    }

    /// <summary>An item beside a transition is seen for longer than it plays alone.</summary>
    private static void ShowTransitions(ImmutableArray<PlacedObject> children)
    {
        for (var i = 0; i < children.Length; i++)
        {
            if (children[i].TrimmedRange is not { } seen) continue;
            if (i > 0 && children[i - 1].Value is Transition before) seen = new(seen.StartTime - before.InOffset, seen.Duration + before.InOffset);
            if (i + 1 < children.Length && children[i + 1].Value is Transition after) seen = seen with { Duration = seen.Duration + after.OutOffset };
            children[i].VisibleRange = seen;
        }
    }

    /// <summary>All children of a stack begin together; the longest says how long it is.</summary>
    private static TimeRange? InStack(PlacedObject stack)
    {
        RationalTime? longest = null;
        var isKnown = true;
        foreach (var child in stack.Children)
        {
            child.PlaceStart = RationalTime.Zero;
            if (child.Duration is not { } duration)
            {
                isKnown &= child.Value is not Item;
                continue;
            }

            child.PlaceStart = new(0, duration.Rate);
            child.RangeInParent = new(new(0, duration.Rate), duration);
            longest = longest is { } known ? RationalTime.Later(known, duration) : duration;
        }

        if (!isKnown) return null;
        return longest is { } length ? new(new(0, length.Rate), length) : new(RationalTime.Zero, RationalTime.Zero);
    }

    private static TimeRange? Trimmed(PlacedObject child, Item parent)
    {
        if (child.RangeInParent is not { } range || parent.SourceRange is not { } left) return child.RangeInParent;
        return parent is Stack ? new(left.StartTime, RationalTime.Earlier(range.Duration, left.Duration)) : Cut(range, left);
    }

    private void Tell(PlacedObject placed, Item item)
    {
        if (problems.Count >= MostTold) return;
        problems.Add(new(OtioRule.NoRange, placed.Path, 0, $"The {item.SchemaName.ToLowerInvariant()} '{SchemaWords.Shown(item.Name)}' has no source range, and nothing says how long its media is: where what follows it lies is not known. Give it a source range."));
    }
}
