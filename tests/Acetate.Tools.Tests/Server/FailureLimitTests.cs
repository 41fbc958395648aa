using Acetate.Server.Access;

namespace Acetate.Tools.Tests.Server;

/// <summary>Who waits after too many failures, and who does not.</summary>
public sealed class FailureLimitTests
{
    private readonly SetClock clock = new() { Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero) };

    [Fact]
    public void A_name_waits_whoever_tries_it_until_its_window_is_over()
    {
        var limit = new FailureLimit(clock);

        for (var i = 0; i < FailureLimit.NameAllowed; i++) Assert.Null(limit.TakeTry(new($"10.0.{i}.1", "admin")));

        Assert.Equal(TimeSpan.FromMinutes(15), limit.TakeTry(new("10.1.1.1", "admin")));
        Assert.Null(limit.TakeTry(new("10.1.1.1", "anna")));
        clock.Now += TimeSpan.FromMinutes(15);
        Assert.Null(limit.TakeTry(new("10.1.1.1", "admin")));
    }

    [Fact]
    public void A_try_is_counted_before_it_is_looked_at_and_given_back_when_it_was_right()
    {
        var limit = new FailureLimit(clock);
        var one = new PasswordTry("10.0.0.1", "anna");

        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(limit.TakeTry(one));
            limit.WasRight(one);
        }

        for (var i = 0; i < FailureLimit.Allowed; i++) Assert.Null(limit.TakeTry(one));
        Assert.Equal(TimeSpan.FromMinutes(1), limit.TakeTry(one));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    public void A_network_that_has_many_addresses_has_no_more_tries(string first, string second, bool waits)
    {
        var limit = new FailureLimit(clock);

        for (var i = 0; i < FailureLimit.Allowed; i++) limit.Failed(first);

        Assert.Equal(waits, limit.MustWait(second) is not null);
    }

    [Fact]
    public void Ten_thousand_made_up_names_do_not_make_it_forget_the_one_that_somebody_is_after()
    {
        var limit = new FailureLimit(clock);
        for (var i = 0; i < FailureLimit.NameAllowed; i++) limit.TakeTry(new($"10.0.0.{i}", "admin"));

        for (var i = 0; i < 25_000; i++) limit.TakeTry(new($"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}", $"made-up-{i}"));

        Assert.NotNull(limit.TakeTry(new("192.0.2.1", "admin")));
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
