using System.Net;
using System.Net.Sockets;

namespace Acetate.Server.Access;

/// <summary>Slows down whoever tries passwords, links and tokens that are not valid: after so many failures in a minute an address waits, and after so
/// many in a quarter of an hour so does everybody who tries that name. Whoever has the right thing to show is not kept waiting by others.</summary>
/// <remarks>
/// A try at a password is counted before it is looked at, and given back when it was right: however many come at once, no more are looked at. Valid tokens
/// and sessions are let in whatever their address; they cannot be guessed. A browser that its person signed in with before is counted for itself.
/// </remarks>
public sealed class FailureLimit(TimeProvider clock)
{
    /// <summary>Failures that one address has for free in a minute.</summary>
    public const int Allowed = 20;

    /// <summary>Failures that one name has for free in a quarter of an hour, from wherever.</summary>
    public const int NameAllowed = 30;

    /// <summary>Failures that a browser which is known to a person has for free in a quarter of an hour.</summary>
    public const int BrowserAllowed = 10;

    /// <summary>How often one address may open links, or ask to be let in, in a minute: each time is kept.</summary>
    public const int LinksAllowed = 120;

    private readonly FailureCount addresses = new(clock, Allowed, TimeSpan.FromMinutes(1));
    private readonly FailureCount links = new(clock, LinksAllowed, TimeSpan.FromMinutes(1));
    private readonly FailureCount names = new(clock, NameAllowed, TimeSpan.FromMinutes(15));
    private readonly FailureCount browsers = new(clock, BrowserAllowed, TimeSpan.FromMinutes(15));

    /// <summary>How long the address must wait, or null when it may try.</summary>
    public TimeSpan? MustWait(string address) => addresses.MustWait(NetworkOf(address));

    /// <summary>Counts a failure of an address.</summary>
    public void Failed(string address) => addresses.Failed(NetworkOf(address));

    /// <summary>How long the address must wait before it opens another link, or null when it may; what it may is counted.</summary>
    public TimeSpan? LinkMustWait(string address) => links.Take(NetworkOf(address));

    /// <summary>How long whoever tries a password must wait, or null when they may; a try that they may is counted as a failure until it is <see cref="WasRight"/>.</summary>
    public TimeSpan? TakeTry(PasswordTry one)
    {
        ArgumentNullException.ThrowIfNull(one);
        if (one.Browser is { } browser) return browsers.Take(browser);
        var network = NetworkOf(one.Address);
        if (addresses.Take(network) is { } wait) return wait;
        if (names.Take(one.Name) is not { } later) return null;
        addresses.GiveBack(network);
        return later;
    }

    /// <summary>Takes back that a try was counted: it was right.</summary>
    public void WasRight(PasswordTry one)
    {
        ArgumentNullException.ThrowIfNull(one);
        if (one.Browser is { } browser)
        {
            browsers.GiveBack(browser);
            return;
        }

        addresses.GiveBack(NetworkOf(one.Address));
        names.GiveBack(one.Name);
    }

    /// <summary>What one subscriber has: an IPv4 address, or the 64 bits of an IPv6 address that a network is given, in which anybody has as many addresses as they like.</summary>
    private static string NetworkOf(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed)) return address;
        if (parsed.IsIPv4MappedToIPv6) parsed = parsed.MapToIPv4();
        return parsed.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexStringLower(parsed.GetAddressBytes().AsSpan(0, 8)) : parsed.ToString();
    }
}

/// <summary>A try at a password.</summary>
/// <param name="Address">Where it comes from.</param>
/// <param name="Name">Whose password it is to be, in small letters.</param>
/// <param name="Browser">The browser, where that person has signed in with it before; null for all others.</param>
public sealed record PasswordTry(string Address, string Name, string? Browser = null);

/// <summary>Counts failures by whom they are laid to, in a window of time.</summary>
internal sealed class FailureCount(TimeProvider clock, int allowed, TimeSpan window)
{
    private const int MostCounted = 10_000;
    private readonly Lock one = new();
    private readonly Dictionary<string, Tries> counted = new(StringComparer.Ordinal);

    /// <summary>How long they must wait, or null when they may try.</summary>
    public TimeSpan? MustWait(string whose)
    {
        lock (one) return Left(whose);
    }

    /// <summary>How long they must wait, or null when they may try; then it is counted.</summary>
    public TimeSpan? Take(string whose)
    {
        lock (one)
        {
            if (Left(whose) is { } wait) return wait;
            Count(whose);
            return null;
        }
    }

    /// <summary>Counts a failure.</summary>
    public void Failed(string whose)
    {
        lock (one) Count(whose);
    }

    /// <summary>Takes one back that was counted before it was looked at.</summary>
    public void GiveBack(string whose)
    {
        lock (one)
        {
            if (!counted.TryGetValue(whose, out var tries)) return;
            if (tries.Count <= 1) counted.Remove(whose);
            else counted[whose] = tries with { Count = tries.Count - 1 };
        }
    }

    private TimeSpan? Left(string whose) =>
        counted.TryGetValue(whose, out var tries) && tries.Count >= allowed && tries.Since + window - clock.GetUtcNow() is var left
            && left > TimeSpan.Zero ? left : null;

    private void Count(string whose)
    {
        var now = clock.GetUtcNow();
        if (counted.Count >= MostCounted && !counted.ContainsKey(whose)) MakeRoom(now);
        counted[whose] = counted.TryGetValue(whose, out var tries) && now - tries.Since <= window ? tries with { Count = tries.Count + 1 } : new Tries(now, 1);
    }

    // Those with the fewest failures go: whoever makes up ten thousand names must not be forgotten for it at the one that they are after.
    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (old, _) in counted.Where(entry => now - entry.Value.Since > window).ToArray()) counted.Remove(old);
        if (counted.Count < MostCounted) return;
        foreach (var (few, _) in counted.OrderBy(entry => entry.Value.Count).ThenBy(entry => entry.Value.Since).Take(MostCounted / 4).ToArray()) counted.Remove(few);
    }

    private sealed record Tries(DateTimeOffset Since, int Count);
}
