using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Acetate.Cli.Downloader.Service;

/// <summary>How much may be fetched at some hours of some days, by the clock on the site's wall.</summary>
/// <remarks>An end before the beginning lies on the next day, and the days name the one on which the hours begin: <c>fri</c> from 22:00 to 06:00 ends on Saturday morning.
/// <c>00:00</c> to <c>00:00</c> is the whole day. Where clocks are put forward or back, what the wall shows counts.</remarks>
internal sealed record BandwidthHours
{
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>The first minute, <c>HH:MM</c>.</summary>
    public required string From { get; init; }

    /// <summary>The minute after the last, <c>HH:MM</c>.</summary>
    public required string To { get; init; }

    /// <summary>On which days they begin, <c>mon</c> to <c>sun</c>; empty for every day.</summary>
    public ImmutableArray<string> Days { get; init; } = [];

    /// <summary>Millions of bits in a second; 0 fetches nothing.</summary>
    public required double MegabitsPerSecond { get; init; }

    /// <summary>Bytes in a second.</summary>
    [JsonIgnore]
    public long BytesPerSecond => (long)(MegabitsPerSecond * 1e6 / 8);

    /// <summary>What is wrong, or null.</summary>
    public string? WhyNot()
    {
        if (Minute(From) is null || Minute(To) is null) return $"'from' and 'to' are times such as 08:00 and 19:30, not '{Table.Visible(From)}' and '{Table.Visible(To)}'.";
        if (Days.FirstOrDefault(day => !DayNames.Contains(day)) is { } odd) return $"'{Table.Visible(odd)}' is no day. Write mon, tue, wed, thu, fri, sat or sun.";
        return MegabitsPerSecond is 0 or (>= 0.1 and <= 1e6) ? null : "'megabitsPerSecond' is 0, which fetches nothing, or 0.1 to 1000000.";
    }

    /// <summary>Whether a moment on the wall lies in these hours.</summary>
    public bool Hold(DateTime wall)
    {
        var (from, to, now) = (Minute(From)!.Value, Minute(To)!.Value, wall.TimeOfDay);
        if (from < to) return On(wall.DayOfWeek) && now >= from && now < to;
        return (On(wall.DayOfWeek) && now >= from) || (On(wall.AddDays(-1).DayOfWeek) && now < to);
    }

    private bool On(DayOfWeek day) => Days.IsEmpty || Days.Contains(DayNames[(int)day]);

    private static TimeSpan? Minute(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToTimeSpan() : null;
}

/// <summary>Lets bytes through at the rate of the hour. All folders share it.</summary>
internal sealed class BandwidthGate(ImmutableArray<BandwidthHours> hours, TimeZoneInfo zone, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim turn = new(1);
    private double balance;
    private long seen;

    /// <summary>Bytes in a second that may be fetched at a moment; null for any number.</summary>
    public long? CapAt(DateTimeOffset moment)
    {
        var wall = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        return hours.FirstOrDefault(one => one.Hold(wall))?.BytesPerSecond;
    }

    /// <summary>Waits until so many bytes may be asked for. Who asks for more than a second's worth goes into debt, and the next one waits for it.</summary>
    public async ValueTask AdmitAsync(long bytes, CancellationToken cancellationToken)
    {
        if (hours.IsEmpty) return;
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var (cap, now) = (CapAt(clock.GetUtcNow()), clock.GetTimestamp());
                var passed = seen == 0 ? 0 : clock.GetElapsedTime(seen, now).TotalSeconds;
                seen = now;
                if (cap is not { } rate)
                {
                    balance = 0;
                    return;
                }

                // A quarter of a second is saved at most, so that a pause is no licence for a burst.
                balance = Math.Min(rate / 4.0, balance + (passed * rate));
                if (rate > 0 && balance >= 0)
                {
                    balance -= bytes;
                    return;
                }

                var wait = rate == 0 ? LongestLook : TimeSpan.FromSeconds(-balance / rate);
                await Task.Delay(wait > LongestLook ? LongestLook : wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
