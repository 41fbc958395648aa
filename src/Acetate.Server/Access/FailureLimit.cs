using System.Collections.Concurrent;

namespace Acetate.Server.Access;

/// <summary>Slows down whoever tries tokens and passwords that are not valid: after so many failures in a minute an address waits, and after so many
/// in a quarter of an hour so does everybody who tries that name.</summary>
/// <remarks>Tokens that were valid a moment ago are not held back, so that one bad script behind a proxy does not stop a shoot.</remarks>
public sealed class FailureLimit(TimeProvider clock)
{
    /// <summary>Failures that one address has for free in a window.</summary>
    public const int Allowed = 20;

    /// <summary>How often one address may open links, or ask to be let in, in a minute: each time is kept.</summary>
    public const int LinksAllowed = 120;

    private readonly FailureCount addresses = new(clock, Allowed, TimeSpan.FromMinutes(1));
    private readonly FailureCount links = new(clock, LinksAllowed, TimeSpan.FromMinutes(1));
    private readonly FailureCount names = new(clock, 30, TimeSpan.FromMinutes(15));

    /// <summary>How long the address must wait, or null when it may try.</summary>
    public TimeSpan? MustWait(string address) => addresses.MustWait(address);

    /// <summary>Counts a failure of an address.</summary>
    public void Failed(string address) => addresses.Failed(address);

    /// <summary>How long the address must wait before it opens another link, or null when it may; what it may is counted.</summary>
    public TimeSpan? LinkMustWait(string address)
    {
        if (links.MustWait(address) is { } wait) return wait;
        links.Failed(address);
        return null;
    }

    /// <summary>How long whoever tries this name must wait, or null when they may try.</summary>
    public TimeSpan? NameMustWait(string name) => names.MustWait(name);

    /// <summary>Counts a password that was not this name's.</summary>
    public void NameFailed(string name) => names.Failed(name);
}

/// <summary>Counts failures by whom they are laid to, in a window of time.</summary>
internal sealed class FailureCount(TimeProvider clock, int allowed, TimeSpan window)
{
    private const int MostCounted = 10_000;
    private readonly ConcurrentDictionary<string, Tries> counted = new(StringComparer.Ordinal);

    /// <summary>How long they must wait, or null when they may try.</summary>
    public TimeSpan? MustWait(string whose) =>
        counted.TryGetValue(whose, out var tries) && tries.Count >= allowed && tries.Since + window - clock.GetUtcNow() is var left
            && left > TimeSpan.Zero ? left : null;

    /// <summary>Counts a failure.</summary>
    public void Failed(string whose)
    {
        var now = clock.GetUtcNow();
        if (counted.Count >= MostCounted)
        {
            foreach (var (old, tries) in counted)
                if (now - tries.Since > window) counted.TryRemove(old, out _);
            if (counted.Count >= MostCounted) counted.Clear();
        }

        counted.AddOrUpdate(whose, _ => new Tries(now, 1),
            (_, tries) => now - tries.Since > window ? new Tries(now, 1) : tries with { Count = tries.Count + 1 });
    }

    private sealed record Tries(DateTimeOffset Since, int Count);
}
