using System.Collections.Immutable;
using Acetate.Tools.Ingest.Targets;

namespace Acetate.Tools.Tests.Ingest.Advice;

public sealed class TargetClockTests
{
    private static readonly DateTimeOffset Found = new(2026, 5, 11, 18, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_roll_that_is_done_in_time_met_its_target()
    {
        var target = Judge(90, [Ended("uploading", 0, 60)], [], 100);

        Assert.Equal((TargetState.Met, Found.AddMinutes(60), ""), (target.State, target.Actual, target.Why));
    }

    [Fact]
    public void A_roll_under_way_is_forecast_from_its_pace()
    {
        var target = Judge(90, [Running("uploading", 0, 0.5)], [], 30);

        Assert.Equal((TargetState.OnTime, Found.AddMinutes(60)), (target.State, target.Forecast));
    }

    [Fact]
    public void A_forecast_after_the_due_time_is_a_risk_before_it_is_late()
    {
        var target = Judge(50, [Running("uploading", 0, 0.5) with { LimitedBy = "card", Usual = TimeSpan.FromMinutes(20) }], [], 30);

        Assert.Equal(TargetState.AtRisk, target.State);
        Assert.Equal("Uploading has taken 30 min instead of 20 min, limited by the card.", target.Why);
    }

    [Fact]
    public void Time_on_hold_is_named_and_not_blamed_on_the_stage()
    {
        var target = Judge(60, [Ended("manifest check", 0, 1), Ended("uploading", 1, 121) with { StartedAt = Found.AddMinutes(111) }],
            [new HeldTime(Found.AddMinutes(1), Found.AddMinutes(101), "2 files missing.")], 200);

        Assert.Equal(TargetState.Missed, target.State);
        Assert.Equal("It was held for 1 h 40 min (2 files missing); uploading waited 10 min for a free worker.", target.Why);
    }

    [Fact]
    public void A_held_roll_has_no_forecast() =>
        Assert.Null(Judge(60, [Running("uploading", 0, 0.5)], [new HeldTime(Found, null, "x")], 30).Forecast);

    [Fact]
    public void The_rate_is_recent_and_the_estimate_stands_still()
    {
        var meter = new ThroughputMeter(100_000);
        for (var second = 0; second <= 50; second++) meter.Add(Found.AddSeconds(second), second * 1_000 + second % 2 * 40, second % 3 == 0 ? "disk" : "card");

        var now = meter.Now;
        Assert.InRange(now.BytesPerSecond, 900, 1_100);
        Assert.InRange(now.Remaining!.Value.TotalSeconds, 45, 55);
        Assert.Equal("card", now.LimitedBy);
        var end = Found.AddSeconds(50) + now.Remaining.Value;
        meter.Add(Found.AddSeconds(51), 50_900);
        Assert.Equal(end, Found.AddSeconds(51) + meter.Now.Remaining!.Value);
    }

    [Fact]
    public void A_clock_that_jumps_back_gives_no_negative_rate()
    {
        var meter = new ThroughputMeter(1_000);
        meter.Add(Found, 100);
        meter.Add(Found.AddSeconds(1), 200);
        meter.Add(Found.AddHours(-1), 300);
        meter.Add(Found.AddHours(-1).AddSeconds(1), 400);

        Assert.Equal(100, meter.Now.BytesPerSecond);
    }

    private static StageTarget Judge(int within, ImmutableArray<StageTiming> stages, ImmutableArray<HeldTime> held, int now) =>
        TargetClock.Judge("card to library", Found, TimeSpan.FromMinutes(within), stages, held, Found.AddMinutes(now));

    private static StageTiming Ended(string stage, int from, int to) =>
        new() { Stage = stage, ReadyAt = Found.AddMinutes(from), StartedAt = Found.AddMinutes(from), EndedAt = Found.AddMinutes(to), Fraction = 1 };

    private static StageTiming Running(string stage, int from, double fraction) =>
        new() { Stage = stage, ReadyAt = Found.AddMinutes(from), StartedAt = Found.AddMinutes(from), Fraction = fraction };
}
