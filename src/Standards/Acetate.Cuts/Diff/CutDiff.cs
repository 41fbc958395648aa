using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Cuts.Diff;

/// <summary>Compares two versions of a cut.</summary>
/// <remarks>
/// Events are paired by what they show, never by their numbers: a name of the source in common, and source ranges that overlap. Where several
/// fit, that with the most in common counts, then the nearest in the programme. An event that only follows what changed before it is the same.
/// </remarks>
public static class CutDiff
{
    /// <summary>What became of every event.</summary>
    public static CutDifferences Between(Cut old, Cut @new)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        var pairs = EventPairs.Of(old, @new);
        var order = new RecordOrder(old, @new, pairs);
        var changes = ImmutableArray.CreateBuilder<EventChange>(@new.Events.Length);
        for (var i = 0; i < @new.Events.Length; i++)
        {
            var item = @new.Events[i];
            changes.Add(pairs[i] is { } was
                ? Compared(old.Events[was], item, order.WhyMoved(i))
                : new() { Kinds = EventChanges.New, New = item, NewSource = item.Source.Used is { } used ? [used] : [] });
        }

        var kept = pairs.OfType<int>().ToHashSet();
        for (var i = 0; i < old.Events.Length; i++)
            if (!kept.Contains(i)) changes.Add(new() { Kinds = EventChanges.Omitted, Old = old.Events[i] });
        return new(changes.ToImmutable());
    }

    private static EventChange Compared(CutEvent old, CutEvent item, string? moved)
    {
        var (kinds, details) = (EventChanges.Same, new List<string>());
        var (head, tail) = (Ratio.Zero, Ratio.Zero);
        ImmutableArray<CutRange> more = [];
        if (old.Source.Used is { } was && item.Source.Used is { } now)
        {
            if (was.Rate != now.Rate)
            {
                details.Add($"source counts at {now.Rate} instead of {was.Rate}");
                was = was.ConvertTo(now.Rate, now.IsDrop);
            }

            more = Beyond(was, now);
            // What a transition shows beyond the cut is needed, but no edit of the event itself.
            var (edited, edit) = (old.Played!.Value.ConvertTo(now.Rate, now.IsDrop), item.Played!.Value);
            (head, tail) = (edited.Start - edit.Start, edit.End - edited.End);
        }
        else if (old.Source.Used is not null || item.Source.Used is not null)
        {
            kinds |= EventChanges.Altered;
            details.Add("the source range is known in one version only");
        }

        if (head.Sign != 0 && head == -tail) kinds |= EventChanges.Slipped;
        else
        {
            if (head.Sign > 0 || tail.Sign > 0) kinds |= EventChanges.Extended;
            if (head.Sign < 0 || tail.Sign < 0) kinds |= EventChanges.Shortened;
        }

        if (old.Speed.Factor != item.Speed.Factor || old.Speed.Kind != item.Speed.Kind || !old.Speed.Points.SequenceEqual(item.Speed.Points))
        {
            kinds |= EventChanges.Retimed;
            details.Add(string.Create(CultureInfo.InvariantCulture, $"speed {Speed(old.Speed)} became {Speed(item.Speed)}"));
        }

        // The same frames in another length of the programme, without a speed that says so: a list that contradicts itself.
        if (kinds == EventChanges.Same && old.Record?.Length is { } before && item.Record?.Length is { } after && before != after)
        {
            kinds |= before < after ? EventChanges.Extended : EventChanges.Shortened;
            details.Add(string.Create(CultureInfo.InvariantCulture, $"record length {before} became {after}"));
        }

        if (moved is not null)
        {
            kinds |= EventChanges.Moved;
            details.Add(moved);
        }

        var altered = Altered(old, item).ToList();
        if (altered.Count > 0) kinds |= EventChanges.Altered;
        return new()
        {
            Kinds = kinds,
            Old = old,
            New = item,
            HeadFrames = head,
            TailFrames = tail,
            NewSource = more,
            RecordShift = old.Record is { } from && item.Record is { } to ? to.Start - from.Start : 0,
            Details = [.. details, .. altered],
        };
    }

    private static ImmutableArray<CutRange> Beyond(CutRange was, CutRange now)
    {
        if (!was.Overlaps(now)) return now.IsEmpty ? [] : [now];
        var ranges = ImmutableArray.CreateBuilder<CutRange>();
        if (now.Start < was.Start) ranges.Add(CutRange.Between(now.Start, was.Start, now.Rate, now.IsDrop));
        if (now.End > was.End) ranges.Add(CutRange.Between(was.End, now.End, now.Rate, now.IsDrop));
        return ranges.ToImmutable();
    }

    private static IEnumerable<string> Altered(CutEvent old, CutEvent item)
    {
        if (old.IsEnabled != item.IsEnabled) yield return item.IsEnabled ? "switched on" : "switched off";
        if (old.Kind != item.Kind) yield return $"{old.Kind} became {item.Kind}";
        if (old.Grade is { } was ? item.Grade is not { } now || !was.IsNear(now, 1e-4) : item.Grade is not null) yield return "the grade changed";
        if (old.GradeId != item.GradeId) yield return "the grade's id changed";
        if (old.Reposition is { } placed ? item.Reposition is not { } other || !Same(placed, other) : item.Reposition is not null) yield return "the placement changed";
        if (!Same(old.TransitionIn, item.TransitionIn)) yield return $"the transition in {Shown(old.TransitionIn)} became {Shown(item.TransitionIn)}";
        if (old.TransitionOut?.To is null != item.TransitionOut?.To is null && !Same(old.TransitionOut, item.TransitionOut)) yield return "the transition out changed";
    }

    private static bool Same(CutReposition a, CutReposition b) => a.Values.SequenceEqual(b.Values)
        && (a with { Values = [] }) == (b with { Values = [] });

    private static bool Same(CutTransition? a, CutTransition? b) => a is null ? b is null : b is not null && a.Kind == b.Kind && a.InOffset == b.InOffset && a.OutOffset == b.OutOffset;

    private static string Shown(CutTransition? mix) => mix is null ? "cut" : string.Create(CultureInfo.InvariantCulture, $"{mix.Kind.ToString().ToLowerInvariant()} of {mix.Frames.Rounded} frames");

    private static string Speed(CutSpeed speed) => speed.Kind switch
    {
        SpeedKind.Freeze => "freeze",
        SpeedKind.Ramp => "ramp",
        _ => string.Create(CultureInfo.InvariantCulture, $"{speed.Factor.Approximate * 100:0.###} %"),
    };
}
