using System.Collections.Frozen;

namespace Acetate.Compute;

/// <summary>How often and how soon a kind of failure is tried again, as data.</summary>
/// <param name="First">The wait after the first failure.</param>
/// <param name="Factor">Each further wait is longer by this factor; at least 1.</param>
/// <param name="Longest">No wait is longer than this.</param>
/// <param name="Tries">Tries in all before the step is put aside for a person; null for no limit.</param>
public sealed record RetryPolicy(TimeSpan First, double Factor, TimeSpan Longest, int? Tries)
{
    /// <summary>The policy of each class.</summary>
    /// <remarks>
    /// Transient: half an hour in all, which outlasts a restarted database or store. Capacity: two days, because somebody has to
    /// make room and may sleep first. Licence: for ever, because a licence comes back by itself; the whole function pauses meanwhile.
    /// Data: never, because the same bytes give the same answer.
    /// </remarks>
    public static FrozenDictionary<RetryClass, RetryPolicy> Standard { get; } = new Dictionary<RetryClass, RetryPolicy>
    {
        [RetryClass.Transient] = new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(1), Tries: 35),
        [RetryClass.Capacity] = new(TimeSpan.FromSeconds(30), 2, TimeSpan.FromMinutes(10), Tries: 290),
        [RetryClass.Licence] = new(TimeSpan.FromSeconds(15), 1.5, TimeSpan.FromMinutes(5), Tries: null),
        [RetryClass.Data] = new(TimeSpan.Zero, 1, TimeSpan.Zero, Tries: 1),
    }.ToFrozenDictionary();

    /// <summary>The wait after this many failures in a row, or null when there is to be no further try.</summary>
    /// <param name="failures">At least 1.</param>
    /// <param name="limit">A limit of the failure's own, lower than <see cref="Tries"/>.</param>
    public TimeSpan? DelayAfter(int failures, int? limit = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(failures);
        if (failures >= Tries || failures >= limit) return null;
        // Beyond a thousand doublings every wait is the longest one.
        var seconds = First.TotalSeconds * Math.Pow(Factor, Math.Min(failures - 1, 1000));
        return seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);
    }
}
