namespace Acetate.Library.Access;

/// <summary>Asks whether somebody may fetch more originals of a show: a share of bytes an hour is free, and beyond it another person must have agreed.</summary>
/// <remarks>
/// Bytes are counted when an answer begins, before the first of them is sent, so that many answers at once cannot all be the last. The counts are this process's:
/// of several servers each gives a share of what is free, and one that starts anew begins a new hour.
/// </remarks>
public sealed class OriginalsGate(MediaLibrary library)
{
    private const int MostCounted = 10_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private readonly Lock counting = new();
    private readonly Dictionary<(Guid Principal, string Show), Count> counted = [];
    private (DateTimeOffset Until, long? Bytes) limit;

    /// <summary>How many servers the library has.</summary>
    public int Servers { get; set; } = 1;

    /// <summary>Whether somebody may fetch so many bytes of originals; they are counted when they may.</summary>
    /// <param name="principal">Who.</param>
    /// <param name="show">Of which show.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<OriginalsVerdict> AskAsync(Principal principal, string show, long bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var now = library.Clock.GetUtcNow();
        if (limit.Until <= now)
            limit = (now + Memory, (await library.ReadAsync(tx => tx.AccessPolicyAsync(cancellationToken), cancellationToken)).BulkBytes);
        if (limit.Bytes is not { } free) return new OriginalsVerdict.Free();
        if (TryCount((principal.Id, show), bytes, free / Math.Max(1, Servers), now)) return new OriginalsVerdict.Free();
        return await library.ReadAsync(tx => tx.BulkUntilAsync(principal.Id, show, cancellationToken), cancellationToken) is { } until
            ? new OriginalsVerdict.Agreed(until) : new OriginalsVerdict.NeedsAnother(free);
    }

    /// <summary>Forgets the policy, so that a change of it counts at once.</summary>
    public void Forget() => limit = default;

    private bool TryCount((Guid, string) whose, long bytes, long free, DateTimeOffset now)
    {
        lock (counting)
        {
            if (counted.Count >= MostCounted)
                foreach (var (old, count) in counted.ToArray())
                    if (now - count.Since >= Hour) counted.Remove(old);
            var so = counted.TryGetValue(whose, out var found) && now - found.Since < Hour ? found : new(now, 0);
            if (so.Bytes > free - bytes) return false;
            counted[whose] = so with { Bytes = so.Bytes + bytes };
            return true;
        }
    }

    private sealed record Count(DateTimeOffset Since, long Bytes);
}

/// <summary>What <see cref="OriginalsGate"/> decided.</summary>
public abstract record OriginalsVerdict
{
    private OriginalsVerdict()
    {
    }

    /// <summary>It is within what everybody may fetch in an hour.</summary>
    public sealed record Free : OriginalsVerdict;

    /// <summary>Another person agreed.</summary>
    /// <param name="Until">Until when.</param>
    public sealed record Agreed(DateTimeOffset Until) : OriginalsVerdict;

    /// <summary>Another person must agree first.</summary>
    /// <param name="FreeBytes">How many bytes an hour are free.</param>
    public sealed record NeedsAnother(long FreeBytes) : OriginalsVerdict;
}
