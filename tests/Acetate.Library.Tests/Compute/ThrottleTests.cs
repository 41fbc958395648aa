using System.Diagnostics;
using Acetate.Compute.Hosting;

namespace Acetate.Library.Tests.Compute;

public sealed class ThrottleTests
{
    [Fact]
    public async Task Without_a_rate_nothing_waits()
    {
        var throttle = new Throttle();

        var watch = Stopwatch.StartNew();
        await throttle.WaitAsync(long.MaxValue / 2, TestContext.Current.CancellationToken);
        await throttle.WaitAsync(1, TestContext.Current.CancellationToken);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task Two_tasks_share_one_rate()
    {
        var throttle = new Throttle { BytesPerSecond = 1_000_000 };
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(SendAsync(throttle), SendAsync(throttle));

        // 1.2 MB at 1 MB/s, a quarter of a second of it as burst.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 10);
    }

    [Fact]
    public async Task Who_waits_at_a_slow_rate_goes_on_when_the_rate_is_taken_away()
    {
        var throttle = new Throttle { BytesPerSecond = 1 };
        var waiting = throttle.WaitAsync(1_000_000, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        throttle.BytesPerSecond = null;

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_rate_of_nothing_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Throttle { BytesPerSecond = 0 });

    private static async Task SendAsync(Throttle throttle)
    {
        for (var i = 0; i < 60; i++) await throttle.WaitAsync(10_000, TestContext.Current.CancellationToken);
    }
}
