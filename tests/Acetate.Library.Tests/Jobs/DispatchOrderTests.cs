using Acetate.Library.Jobs;

namespace Acetate.Library.Tests.Jobs;

public sealed class DispatchOrderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Within_a_show_the_earliest_deadline_goes_first_and_none_goes_last() =>
        Assert.Equal("soon,late,never", Order(cores: 9, Step("never"), Step("late", hour: 5), Step("soon", hour: 1)));

    [Fact]
    public void A_bumped_job_goes_before_every_deadline_of_its_show() =>
        Assert.Equal("bumped,soon", Order(cores: 9, Step("soon", hour: 1), Step("bumped") with { Priority = 1 }));

    [Fact]
    public void Steps_of_equal_jobs_keep_the_order_of_the_plan() =>
        Assert.Equal("a,b,c", Order(cores: 9, Step("c") with { Number = 3 }, Step("a") with { Number = 1 }, Step("b") with { Number = 2 }));

    [Fact]
    public void Shows_take_turns_although_one_has_the_earlier_deadlines() =>
        Assert.Equal("a1,b1,a2,b2", Order(cores: 4,
            Step("a1", "a", 1), Step("a2", "a", 2), Step("a3", "a", 3), Step("b1", "b", 7), Step("b2", "b", 8), Step("b3", "b", 9)));

    [Fact]
    public void A_show_with_twice_the_share_gets_two_turns_in_three()
    {
        var uses = new Dictionary<string, ShowUse> { ["a"] = ShowUse.None with { Share = 2 } };

        var order = Names(DispatchOrder.Choose(Many("a").Concat(Many("b")), uses, Room(9)));

        Assert.Equal((6, 3), (order.Count(n => n[0] == 'a'), order.Count(n => n[0] == 'b')));
    }

    [Fact]
    public void A_show_that_used_much_lately_waits_until_others_had_as_much()
    {
        var uses = new Dictionary<string, ShowUse> { ["a"] = ShowUse.None with { RecentCoreSeconds = 60 } };

        Assert.Equal("b0,b1", string.Join(',', Names(DispatchOrder.Choose(Many("a").Concat(Many("b")), uses, Room(2)))));
    }

    [Fact]
    public void A_cap_holds_while_there_is_room_and_a_step_above_it_runs_alone()
    {
        var uses = new Dictionary<string, ShowUse> { ["a"] = ShowUse.None with { MostCores = 2 } };

        Assert.Equal(2, DispatchOrder.Choose(Many("a"), uses, Room(9)).Length);
        Assert.Single(DispatchOrder.Choose(Many("a").Select(s => s with { Cores = 5 }), uses, Room(50)));
        Assert.Empty(DispatchOrder.Choose(Many("a"), new Dictionary<string, ShowUse> { ["a"] = ShowUse.None with { MostCores = 0 } }, Room(9)));
    }

    [Fact]
    public void A_step_without_room_does_not_stop_those_behind_it() =>
        Assert.Equal("small", Order(cores: 1, Step("large", hour: 1) with { Cores = 2 }, Step("small", hour: 2)));

    [Fact]
    public void No_more_steps_of_a_key_begin_than_it_has_room_for_over_all_shows() =>
        Assert.Equal("a1,b1,a3", Order(cores: 9, Keyed("a1", "a", 1), Keyed("a2", "a", 2), Step("a3", "a", 3), Keyed("b1", "b", 7), Keyed("b2", "b", 8)));

    [Fact]
    public void A_step_that_finds_no_room_leaves_its_key_to_the_next()
    {
        var order = Order(cores: 1, Keyed("large", hour: 1) with { Cores = 2, KeyRoom = 1 }, Keyed("small", hour: 2) with { KeyRoom = 1 });

        Assert.Equal("small", order);
    }

    private static ReadyStep Keyed(string name, string show = "film", int? hour = null) => Step(name, show, hour) with { ExclusiveKey = "licence", KeyRoom = 2 };

    private static readonly Dictionary<Guid, string> NamesById = [];

    private static IEnumerable<ReadyStep> Many(string show) => Enumerable.Range(0, 9).Select(i => Step($"{show}{i}", show) with { Number = i });

    private static ReadyStep Step(string name, string show = "film", int? hour = null)
    {
        var id = Guid.NewGuid();
        lock (NamesById) NamesById[id] = name;
        return new() { Id = id, JobId = Guid.Empty, Show = show, Function = "f", Cores = 1, SubmittedAt = Noon, Deadline = hour is { } h ? Noon.AddHours(h) : null };
    }

    private static Func<ReadyStep, bool> Room(double cores) => step =>
    {
        if (cores < step.Cores) return false;
        cores -= step.Cores;
        return true;
    };

    private static string Order(double cores, params ReadyStep[] steps) =>
        string.Join(',', Names(DispatchOrder.Choose(steps, new Dictionary<string, ShowUse>(), Room(cores))));

    private static string[] Names(IEnumerable<ReadyStep> steps)
    {
        lock (NamesById) return [.. steps.Select(s => NamesById[s.Id])];
    }
}
