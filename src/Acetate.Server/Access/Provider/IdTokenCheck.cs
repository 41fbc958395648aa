using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Acetate.Server.Access.Provider;

/// <summary>Looks whether an id_token is the provider's, for us, for this sign-in and for now (OpenID Connect Core 1.0, 3.1.3.7).</summary>
/// <param name="settings">The provider.</param>
/// <param name="clock">What time it is.</param>
internal sealed class IdTokenCheck(ProviderSettings settings, TimeProvider clock)
{
    /// <summary>How far two clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    // What the provider signs with its private key. HS256 would make everybody who knows our secret an issuer, and none needs no key at all.
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    private readonly JsonWebTokenHandler reader = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 64 << 10 };

    /// <summary>Looks at a token.</summary>
    /// <param name="text">The token as it came.</param>
    /// <param name="nonce">What this sign-in asked to stand in it.</param>
    /// <param name="keys">The keys that the provider publishes now.</param>
    public async Task<IdTokenVerdict> CheckAsync(string text, string nonce, IEnumerable<SecurityKey> keys)
    {
        // With a name, that key and no other; without, the only one there is.
        var known = keys.OfType<AsymmetricSecurityKey>().Cast<SecurityKey>().Concat(keys.OfType<JsonWebKey>().Where(key => key.Kty is "RSA" or "EC")).ToArray();
        var named = KeyNameOf(text);
        var fitting = named is { Length: > 0 } ? known.Where(key => key.KeyId == named).ToArray() : known;
        if (fitting.Length != 1) return named is { Length: > 0 } && fitting.Length == 0 ? new IdTokenVerdict.UnknownKey() : new IdTokenVerdict.Wrong("It does not say which key signed it.");

        var result = await reader.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.ClientId,
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = fitting,
            TryAllIssuerSigningKeys = named is not { Length: > 0 },
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => IsNow(from, until),
            // An access token or a logout token of the same provider says who somebody is too, and is no sign-in.
            TypeValidator = (type, _, _) => string.IsNullOrEmpty(type) || type.Equals("JWT", StringComparison.OrdinalIgnoreCase) ? type : throw new SecurityTokenInvalidTypeException("type"),
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token) return new IdTokenVerdict.Wrong(ReasonOf(result.Exception));
        if (token.TryGetHeaderValue<object>("crit", out _)) return new IdTokenVerdict.Wrong("It asks for what is not understood here.");
        if (token.Subject is not { Length: > 0 and <= Acetate.Library.Access.IdentityQueries.LongestSubject } subject || subject.Any(char.IsControl)) return new IdTokenVerdict.Wrong("It names nobody.");
        if (!token.TryGetPayloadValue<long>("iat", out var issued) || DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(issued, 0, 253_402_300_799)) > clock.GetUtcNow() + Skew) return new IdTokenVerdict.Wrong("It does not say when it was made, or says a time to come.");
        var party = token.TryGetPayloadValue<string>("azp", out var azp) ? azp : null;
        if (party is not null ? party != settings.ClientId : token.Audiences.Skip(1).Any()) return new IdTokenVerdict.Wrong("It was made for another program.");
        if (!token.TryGetPayloadValue<string>("nonce", out var said) || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(said ?? ""), Encoding.UTF8.GetBytes(nonce)))
            return new IdTokenVerdict.Wrong("It belongs to another sign-in.");
        return new IdTokenVerdict.Right(token);
    }

    private bool IsNow(DateTime? from, DateTime? until) =>
        until is { } end && clock.GetUtcNow() - Skew < new DateTimeOffset(end, TimeSpan.Zero) && (from is not { } begin || new DateTimeOffset(begin, TimeSpan.Zero) <= clock.GetUtcNow() + Skew);

    private string? KeyNameOf(string text)
    {
        try
        {
            return reader.ReadJsonWebToken(text).Kid;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    // The library's own sentences may repeat what stood in the token.
    private static string ReasonOf(Exception? why) => why switch
    {
        SecurityTokenInvalidIssuerException => "Another issuer made it.",
        SecurityTokenInvalidAudienceException => "It was made for another program.",
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException => "It is not good at this time; the clocks of both machines must be right to a minute.",
        SecurityTokenInvalidAlgorithmException or SecurityTokenInvalidTypeException => "It is signed in a way, or is of a kind, that is not taken.",
        _ => "Its signature is not the provider's.",
    };
}

/// <summary>What became of an id_token.</summary>
internal abstract record IdTokenVerdict
{
    private IdTokenVerdict()
    {
    }

    /// <summary>It says who signed in.</summary>
    /// <param name="Token">The token.</param>
    public sealed record Right(JsonWebToken Token) : IdTokenVerdict;

    /// <summary>It names a key that the provider did not publish when its keys were last fetched.</summary>
    public sealed record UnknownKey : IdTokenVerdict;

    /// <summary>It lets nobody in.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Wrong(string Reason) : IdTokenVerdict;
}
