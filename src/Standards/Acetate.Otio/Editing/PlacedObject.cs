using System.Collections.Immutable;

namespace Acetate.Otio.Editing;

/// <summary>An object at its place in a timeline, with its ranges. The same object may stand at several places.</summary>
/// <remarks>
/// A range is null where it cannot be known: a clip without source range whose media has none, what follows it on its track, and what contains it.
/// <see cref="TimelineLayout.Problems"/> says why.
/// </remarks>
public sealed class PlacedObject
{
    private readonly string topPath = "";

    internal PlacedObject(OtioObject value, string path) => (Value, topPath) = (value, path);

    internal PlacedObject(OtioObject value, PlacedObject parent, int index)
    {
        (Value, Parent, Index) = (value, parent, index);
        Depth = parent.Depth + 1;
    }

    /// <summary>What stands here.</summary>
    public OtioObject Value { get; }

    /// <summary>What it stands in; null for the outermost.</summary>
    public PlacedObject? Parent { get; }

    /// <summary>Which of its parent's children it is, from 0.</summary>
    public int Index { get; }

    /// <summary>How many compositions it lies in.</summary>
    public int Depth { get; }

    /// <summary>What stands in it, in order; empty for all but compositions.</summary>
    public ImmutableArray<PlacedObject> Children { get; internal set; } = [];

    /// <summary>The whole of it, in its own time: all media of a clip, all children of a composition. Null also for transitions.</summary>
    public TimeRange? AvailableRange { get; internal set; }

    /// <summary>What is used of it, in its own time: the source range, else all that is available. Null also for transitions.</summary>
    public TimeRange? TrimmedRange { get; internal set; }

    /// <summary>What is seen of it, in its own time: the trimmed range and the parts that transitions beside it show.</summary>
    public TimeRange? VisibleRange { get; internal set; }

    /// <summary>How long it is: a transition from its beginning to its end.</summary>
    public RationalTime? Duration { get; internal set; }

    /// <summary>Where it lies in the time of its parent, whether or not the parent uses this part. Null for the outermost.</summary>
    public TimeRange? RangeInParent { get; internal set; }

    /// <summary>The part of <see cref="RangeInParent"/> that the parent's source range leaves; null when it leaves nothing.</summary>
    public TimeRange? TrimmedRangeInParent { get; internal set; }

    /// <summary>Where its own time begins to be used: known also where its length is not.</summary>
    internal RationalTime? UsedStart { get; set; }

    /// <summary>Where it begins in the time of its parent: known also where its length is not.</summary>
    internal RationalTime? PlaceStart { get; set; }

    /// <summary>JSON pointer to it from the object that was laid out, such as <c>/tracks/children/0/children/3</c>; empty for that object.</summary>
    public string Path
    {
        get
        {
            var steps = new List<string>();
            var top = this;
            for (; top.Parent is not null; top = top.Parent) steps.Add($"/children/{top.Index}");
            steps.Add(top.topPath);
            steps.Reverse();
            return string.Concat(steps);
        }
    }

    /// <summary>Everything within it, each before what is in it: in the order of the file.</summary>
    public IEnumerable<PlacedObject> Descendants()
    {
        var open = new Stack<(PlacedObject Parent, int Next)>();
        open.Push((this, 0));
        while (open.TryPop(out var at))
        {
            if (at.Next >= at.Parent.Children.Length) continue;
            open.Push((at.Parent, at.Next + 1));
            var child = at.Parent.Children[at.Next];
            yield return child;
            if (child.Children.Length > 0) open.Push((child, 0));
        }
    }

    /// <summary>The clips within it, in the order of the file.</summary>
    public IEnumerable<PlacedObject> Clips() => Descendants().Where(placed => placed.Value is Clip);

    /// <summary>A time of this object as the time of another one in the same layout, above, beside or within it.</summary>
    /// <remarks>Speed effects are not applied, as in the reference implementation.</remarks>
    /// <returns>Null when a range on the way is not known.</returns>
    /// <exception cref="ArgumentException">The other object belongs to another layout.</exception>
    public RationalTime? Transform(RationalTime time, PlacedObject other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (from, to) = (this, other);
        var down = new Stack<PlacedObject>();
        while (to.Depth > from.Depth) down.Push(Up(ref to));
        RationalTime? result = time;
        while (from.Depth > to.Depth) result = Outwards(result, Up(ref from));
        while (from != to)
        {
            if (from.Parent is null || to.Parent is null) throw new ArgumentException("Both objects have to be of one layout.", nameof(other));
            result = Outwards(result, Up(ref from));
            down.Push(Up(ref to));
        }

        // The reference goes up from the target: the differences are taken from the innermost outwards.
        foreach (var step in down.Reverse()) result = Inwards(result, step);
        return result;
    }

    /// <summary>A range of this object as a range of another one: its start is transformed, its duration stays.</summary>
    /// <returns>Null when a range on the way is not known.</returns>
    /// <exception cref="ArgumentException">The other object belongs to another layout.</exception>
    public TimeRange? Transform(TimeRange range, PlacedObject other) => Transform(range.StartTime, other) is { } start ? range with { StartTime = start } : null;

    /// <summary>Where it lies in the time of the outermost object, cut at the source ranges of everything around it.</summary>
    /// <returns>Null when it is not used at all, or a range on the way is not known.</returns>
    public TimeRange? RangeInTop()
    {
        var range = TrimmedRangeInParent;
        for (var at = Parent; at is { Parent: { } around } && range is { } known; at = around)
        {
            if (at.UsedStart is not { } used || at.PlaceStart is not { } place) return null;
            range = known with { StartTime = known.StartTime - used + place };
            if (at.RangeInParent is not null && at.TrimmedRangeInParent is null) return null;
            // Of something without a known end only what is around it can cut.
            if ((at.TrimmedRangeInParent ?? (around.Value as Item)?.SourceRange) is { } left) range = TimelineLayout.Cut(range.Value, left);
        }

        return range;
    }

    /// <summary>The child at a time of this object, and the child in it, down to the innermost; null when there is none.</summary>
    /// <remarks>Transitions lie over items and are not found. The reference finds them now and then, as its search happens to meet them.</remarks>
    /// <param name="time">A time of this object: of a stack it finds the lowest child there, as the reference implementation does.</param>
    /// <param name="shallow">Whether to look no further than at the children.</param>
    public PlacedObject? ChildAt(RationalTime time, bool shallow = false)
    {
        var here = this;
        while (true)
        {
            var found = here.Value is Track ? here.OnTrackAt(time) : here.Children.FirstOrDefault(child => child.RangeInParent is { } range && range.Contains(time));
            if (found is null || shallow || found.Value is not Composition || here.Transform(time, found) is not { } within) return found;
            (here, time) = (found, within);
        }
    }

    /// <summary>The children that have time in common with a range of this object, in order.</summary>
    public IEnumerable<PlacedObject> ChildrenIn(TimeRange range) => Children.Where(child => child.RangeInParent is { } place && place.Intersects(range));

    /// <summary>The schema, the name and the place.</summary>
    public override string ToString() => $"{Value.SchemaName} '{(Value as NamedObject)?.Name}' {Path}";

    /// <summary>Items of a track follow each other, so that halving finds the one at a time; transitions lie over them.</summary>
    private PlacedObject? OnTrackAt(RationalTime time)
    {
        var (low, high) = (0, Children.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Children[middle].RangeInParent is { } range && range.EndTimeExclusive <= time) low = middle + 1;
            else high = middle;
        }

        // What takes no room has no end that orders it: look around.
        for (var at = Math.Max(0, low - 2); at < Math.Min(Children.Length, low + 3); at++)
            if (Children[at] is { Value: Item, RangeInParent: { } range } && range.Contains(time)) return Children[at];
        return null;
    }

    private static PlacedObject Up(ref PlacedObject at)
    {
        var left = at;
        at = at.Parent!;
        return left;
    }

    private static RationalTime? Outwards(RationalTime? time, PlacedObject left) =>
        time is { } known && left.UsedStart is { } used && left.PlaceStart is { } place ? known - used + place : null;

    private static RationalTime? Inwards(RationalTime? time, PlacedObject entered) =>
        time is { } known && entered.UsedStart is { } used && entered.PlaceStart is { } place ? known + used - place : null;
}
