using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Acetate.Server.Access.Provider;

/// <summary>Sign-ins that began here and are at the provider now. Each comes back once, to the browser that began it, within ten minutes.</summary>
/// <remarks>They are kept in this process: a server that starts anew asks to begin again, and nothing that was begun can be played to it.</remarks>
internal sealed class SignInsUnderWay(TimeProvider clock)
{
    /// <summary>How long a sign-in may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How many are kept; beyond it the oldest are forgotten.</summary>
    public const int Most = 10_000;

    private readonly ConcurrentDictionary<string, UnderWay> kept = new(StringComparer.Ordinal);

    /// <summary>Begins one.</summary>
    /// <param name="page">The page to come back to.</param>
    /// <param name="redirect">Where the provider sends the browser.</param>
    public SignInBegun Begin(string page, string redirect)
    {
        var now = clock.GetUtcNow();
        foreach (var (old, one) in kept)
            if (one.Until <= now) kept.TryRemove(old, out _);
        if (kept.Count >= Most)
            foreach (var (old, _) in kept.OrderBy(one => one.Value.Until).Take(Most / 10)) kept.TryRemove(old, out _);
        var (state, nonce, verifier, browser) = (Secret(), Secret(), Secret(), Secret());
        kept[state] = new(nonce, verifier, page, redirect, Hash(browser), now + Lifetime);
        return new(state, nonce, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), browser);
    }

    /// <summary>Takes one up that came back; null when there is none, it is too late, or another browser began it.</summary>
    /// <param name="state">What the provider sent back.</param>
    /// <param name="browser">What the browser kept.</param>
    public UnderWay? Take(string state, string? browser) =>
        kept.TryRemove(state, out var one) && clock.GetUtcNow() < one.Until && browser is not null
            && CryptographicOperations.FixedTimeEquals(Hash(browser), one.Browser) ? one : null;

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>A sign-in that just began.</summary>
/// <param name="State">What the provider sends back with the answer.</param>
/// <param name="Nonce">What it puts into the id_token.</param>
/// <param name="Challenge">The S256 challenge of PKCE (RFC 7636).</param>
/// <param name="Browser">What the browser keeps in a cookie.</param>
internal sealed record SignInBegun(string State, string Nonce, string Challenge, string Browser);

/// <summary>A sign-in that is at the provider.</summary>
/// <param name="Nonce">What must stand in the id_token.</param>
/// <param name="Verifier">What PKCE asks for with the code.</param>
/// <param name="Page">The page to come back to.</param>
/// <param name="Redirect">Where the provider sends the browser.</param>
/// <param name="Browser">The hash of what the browser keeps.</param>
/// <param name="Until">When it is too late.</param>
internal sealed record UnderWay(string Nonce, string Verifier, string Page, string Redirect, byte[] Browser, DateTimeOffset Until);
