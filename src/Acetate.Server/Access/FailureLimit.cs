using System.Collections.Concurrent;

namespace Acetate.Server.Access;

/// <summary>Slows down whoever tries tokens that are not valid: after so many failures in a minute an address waits.</summary>
/// <remarks>Tokens that were valid a moment ago are not held back, so that one bad script behind a proxy does not stop a shoot.</remarks>
public sealed class FailureLimit(TimeProvider clock)
{
    /// <summary>Failures that one address has for free in a window.</summary>
    public const int Allowed = 20;

    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Tries> addresses = new(StringComparer.Ordinal);

    /// <summary>How long the address must wait, or null when it may try.</summary>
    public TimeSpan? MustWait(string address) =>
        addresses.TryGetValue(address, out var tries) && tries.Count >= Allowed && tries.Since + Window - clock.GetUtcNow() is var left
            && left > TimeSpan.Zero ? left : null;

    /// <summary>Counts a failure.</summary>
    public void Failed(string address)
    {
        var now = clock.GetUtcNow();
        if (addresses.Count >= MostAddresses)
        {
            foreach (var (old, tries) in addresses)
                if (now - tries.Since > Window) addresses.TryRemove(old, out _);
            if (addresses.Count >= MostAddresses) addresses.Clear();
        }

        addresses.AddOrUpdate(address, _ => new Tries(now, 1),
            (_, tries) => now - tries.Since > Window ? new Tries(now, 1) : tries with { Count = tries.Count + 1 });
    }

    private sealed record Tries(DateTimeOffset Since, int Count);
}
