using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Tools.Ingest.Targets;

/// <summary>A promise of the show for every roll, such as card to library within 60 minutes, and how one roll keeps it.</summary>
public sealed record StageTarget
{
    /// <summary>The promise: <c>card to library</c>, <c>card to proxy</c>, <c>card to archive</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When it is due.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>When it will be kept at the present pace; null when nothing can be said yet, or it is already.</summary>
    public DateTimeOffset? Forecast { get; init; }

    /// <summary>When it was kept; null while it is not.</summary>
    public DateTimeOffset? Actual { get; init; }

    /// <summary>How it stands.</summary>
    public required TargetState State { get; init; }

    /// <summary>Why it is or will be late: one sentence; empty when it is not.</summary>
    public string Why { get; init; } = "";
}

/// <summary>How a target stands.</summary>
[JsonConverter(typeof(Library.KebabCaseEnumConverter<TargetState>))]
public enum TargetState
{
    /// <summary>Under way and in time, as far as one can see.</summary>
    OnTime,

    /// <summary>Not due yet, but at the present pace it will be late.</summary>
    AtRisk,

    /// <summary>Due and not done.</summary>
    Late,

    /// <summary>Done in time.</summary>
    Met,

    /// <summary>Done, but after it was due.</summary>
    Missed,
}

/// <summary>How long one stage of a roll took or takes.</summary>
public sealed record StageTiming
{
    /// <summary>The stage in people's words: <c>uploading</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>When it could have started: the end of what it waits for.</summary>
    public required DateTimeOffset ReadyAt { get; init; }

    /// <summary>When it started; null while it waits.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How much of it is done, 0 to 1.</summary>
    public double Fraction { get; init; }

    /// <summary>How long it should take; null when nobody can say.</summary>
    public TimeSpan? Usual { get; init; }

    /// <summary>What limits it, as measured: <c>card</c>, <c>disk</c>, <c>network</c>, <c>hash</c>; empty when not measured.</summary>
    public string LimitedBy { get; init; } = "";

    /// <summary>How often an attempt failed and was tried again.</summary>
    public int Retries { get; init; }
}

/// <summary>A time in which the roll was held.</summary>
public sealed record HeldTime(DateTimeOffset From, DateTimeOffset? Until, string Reason);

/// <summary>Judges targets from the timings of a roll's stages. Pure: the same timings at the same moment give the same answer.</summary>
public static class TargetClock
{
    /// <summary>How one target stands.</summary>
    /// <param name="name">The promise.</param>
    /// <param name="found">When the roll was found: the clock starts here.</param>
    /// <param name="within">The promised time.</param>
    /// <param name="stages">The stages that must be done for it, in order.</param>
    /// <param name="held">When the roll was held.</param>
    /// <param name="now">The moment of asking.</param>
    public static StageTarget Judge(
        string name, DateTimeOffset found, TimeSpan within, ImmutableArray<StageTiming> stages, ImmutableArray<HeldTime> held, DateTimeOffset now)
    {
        var due = found + within;
        DateTimeOffset? actual = !stages.IsEmpty && stages.All(s => s.EndedAt is not null) ? stages.Max(s => s.EndedAt) : null;
        var forecast = actual is null ? Forecast(stages, held, now) : null;
        var state = actual is { } done ? done <= due ? TargetState.Met : TargetState.Missed
            : now > due ? TargetState.Late
            : forecast > due ? TargetState.AtRisk
            : TargetState.OnTime;
        var end = actual ?? now;
        return new StageTarget
        {
            Name = name,
            Due = due,
            Actual = actual,
            Forecast = forecast,
            State = state,
            Why = state is TargetState.OnTime or TargetState.Met ? "" : Why(found, stages, held, end),
        };
    }

    /// <summary>When all stages will be done at the present pace; null while the roll is held or nothing can be said.</summary>
    public static DateTimeOffset? Forecast(ImmutableArray<StageTiming> stages, ImmutableArray<HeldTime> held, DateTimeOffset now)
    {
        if (held.Any(h => h.Until is null)) return null;
        var remaining = TimeSpan.Zero;
        var isKnown = false;
        foreach (var stage in stages.Where(s => s.EndedAt is null))
        {
            if (stage.StartedAt is { } started && stage.Fraction > 0.01)
            {
                var soFar = now - started;
                remaining += soFar * ((1 - stage.Fraction) / stage.Fraction);
                isKnown = true;
            }
            else if (stage.Usual is { } usual)
            {
                remaining += usual * (1 - stage.Fraction);
                isKnown = true;
            }
            else
            {
                return null;
            }
        }

        return isKnown ? now + remaining : null;
    }

    /// <summary>Names what cost the most time, and by how much.</summary>
    private static string Why(DateTimeOffset found, ImmutableArray<StageTiming> stages, ImmutableArray<HeldTime> held, DateTimeOffset end)
    {
        var costs = new List<(TimeSpan Lost, string Text)>();
        foreach (var hold in held)
        {
            var lost = (hold.Until ?? end) - hold.From;
            if (lost < TimeSpan.FromSeconds(1)) continue;
            costs.Add((lost, $"it {(hold.Until is null ? "has been" : "was")} held for {Spoken(lost)} ({hold.Reason.TrimEnd('.')})"));
        }

        foreach (var stage in stages)
        {
            var waited = (stage.StartedAt ?? end) - stage.ReadyAt - HeldWithin(held, stage.ReadyAt, stage.StartedAt ?? end, end);
            if (stage.ReadyAt >= found && stage.ReadyAt <= end && waited > TimeSpan.FromSeconds(30))
                costs.Add((waited, $"{stage.Stage} waited {Spoken(waited)} for a free worker"));
            if (stage.StartedAt is not { } started) continue;
            var took = (stage.EndedAt ?? end) - started - HeldWithin(held, started, stage.EndedAt ?? end, end);
            var lost = stage.Usual is { } usual ? took - usual : took;
            if (lost <= TimeSpan.Zero) continue;
            var text = $"{stage.Stage} {(stage.EndedAt is null ? "has taken" : "took")} {Spoken(took)}";
            if (stage.Usual is { } expected) text += $" instead of {Spoken(expected)}";
            if (stage.LimitedBy.Length > 0) text += $", limited by the {stage.LimitedBy}";
            if (stage.Retries > 0) text += $", with {stage.Retries} {(stage.Retries == 1 ? "retry" : "retries")}";
            costs.Add((lost, text));
        }

        var worst = costs.Where(c => c.Lost > TimeSpan.Zero).OrderByDescending(c => c.Lost).Take(2).Select(c => c.Text).ToList();
        if (worst.Count == 0) return "No stage has started yet.";
        var sentence = string.Join("; ", worst);
        return char.ToUpperInvariant(sentence[0]) + sentence[1..] + ".";
    }

    private static TimeSpan HeldWithin(ImmutableArray<HeldTime> held, DateTimeOffset from, DateTimeOffset until, DateTimeOffset end)
    {
        var total = TimeSpan.Zero;
        foreach (var hold in held)
        {
            var start = hold.From > from ? hold.From : from;
            var stop = (hold.Until ?? end) < until ? hold.Until ?? end : until;
            if (stop > start) total += stop - start;
        }

        return total;
    }

    /// <summary>A length of time as people say it: <c>1 h 05 min</c>, <c>3 min</c>, <c>20 s</c>.</summary>
    public static string Spoken(TimeSpan time) =>
        time >= TimeSpan.FromHours(1) ? $"{(int)time.TotalHours} h {time.Minutes:00} min"
        : time >= TimeSpan.FromMinutes(1) ? $"{(int)time.TotalMinutes} min"
        : $"{Math.Max(0, (int)time.TotalSeconds)} s";
}
