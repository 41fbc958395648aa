namespace Acetate.Cuts.Reading;

/// <summary>Cuts an event down to a part of its record range and moves it elsewhere: what an outer sequence shows of an inner one.</summary>
internal static class EventTrim
{
    /// <summary>The event as it is seen through a window.</summary>
    /// <param name="item">An event with a record range.</param>
    /// <param name="window">The seen part of the inner sequence's time, at the inner rate.</param>
    /// <param name="outer">Where the window stands in the outer sequence; its length says how fast it is run through.</param>
    /// <param name="speed">The speed of the window: the outer event's.</param>
    /// <param name="idPrefix">Goes before the id.</param>
    /// <param name="budget">Counts what is made.</param>
    /// <returns>Null when nothing of it is seen.</returns>
    public static CutEvent? Through(CutEvent item, CutRange window, CutRange outer, CutSpeed speed, string idPrefix, EventBudget budget)
    {
        budget.Take(item.Line);
        if (item.Record is not { } record) return null;
        if (record.Rate != window.Rate) record = record.ConvertTo(window.Rate, record.IsDrop);
        var (from, to) = (Ratio.Max(record.Start, window.Start), Ratio.Min(record.End, window.End));
        if (from >= to) return null;

        var scale = window.Length.Sign == 0 ? Ratio.Zero : outer.Length / window.Length;
        var isReverse = speed.Factor.Sign < 0;
        var start = isReverse ? outer.Start + (window.End - to) * scale : outer.Start + (from - window.Start) * scale;
        var placed = new CutRange(start, (to - from) * scale, outer.Rate, outer.IsDrop);
        var whole = from == record.Start && to == record.End;
        return item with
        {
            Id = idPrefix + item.Id,
            Record = placed,
            Source = whole ? item.Source : Trimmed(item, record, from, to),
            Speed = speed.IsNormal ? item.Speed : Combined(item.Speed, speed),
            TransitionIn = from == record.Start ? Renamed(item.TransitionIn, idPrefix) : null,
            TransitionOut = to == record.End ? Renamed(item.TransitionOut, idPrefix) : null,
            Inner = [.. item.Inner.Select(inner => Through(inner, CutRange.Between(from, to, window.Rate), placed, speed, idPrefix, budget)).OfType<CutEvent>()],
        };
    }

    private static CutSource Trimmed(CutEvent item, CutRange record, Ratio from, Ratio to)
    {
        if (item.Source.Used is not { } used || item.Speed.Kind != SpeedKind.Constant) return item.Source;
        var step = SourceUse.Step(item.Speed.Factor, used.Rate, record.Rate);
        // What a transition showed beyond an edge that is cut off is no longer seen.
        var head = from == record.Start ? Ratio.Zero : from - record.Start + (item.TransitionIn?.InOffset ?? 0);
        var tail = to == record.End ? Ratio.Zero : record.End - to + (item.TransitionOut?.OutOffset ?? 0);
        var (early, late) = step.Sign >= 0 ? (step * head, step * tail) : (-(step * tail), -(step * head));
        var (start, end) = (used.Start + early, used.End - late);
        var seen = start <= end ? CutRange.Between(start, end, used.Rate, used.IsDrop) : used;
        return item.Source with { Range = seen, Used = seen };
    }

    private static CutSpeed Combined(CutSpeed inner, CutSpeed outer) =>
        inner.Kind == SpeedKind.Ramp || outer.Kind == SpeedKind.Ramp
            ? inner with { Kind = SpeedKind.Ramp, Factor = inner.Factor * outer.Factor, Points = [] }
            : CutSpeed.Of(inner.Factor * outer.Factor, inner.AsWritten);

    private static CutTransition? Renamed(CutTransition? transition, string prefix) => transition is null ? null : transition with
    {
        From = transition.From is { } from ? prefix + from : null,
        To = transition.To is { } to ? prefix + to : null,
    };
}
