using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Acetate.Server.Access.Provider;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace Acetate.Tools.Tests.Server;

/// <summary>Tokens that are almost right: each differs in one thing from one that is taken.</summary>
public sealed class IdTokenCheckTests
{
    private const string Issuer = "https://login.studio.example", Nonce = "of-this-sign-in";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly SecurityKey[] Keys = [new RsaSecurityKey(Rsa.ExportParameters(false)) { KeyId = "rsa" }, new ECDsaSecurityKey(ECDsa.Create(Ec.ExportParameters(false))) { KeyId = "ec" }];

    [Theory]
    [InlineData("RS256", "rsa")]
    [InlineData("ES256", "ec")]
    public async Task What_is_right_is_taken_with_either_signature(string algorithm, string key)
    {
        var verdict = await CheckAsync(Made(header => (header["alg"], header["kid"]) = (algorithm, key), _ => { }));

        Assert.Equal("anna", Assert.IsType<IdTokenVerdict.Right>(verdict).Token.Subject);
    }

    [Theory]
    [InlineData("alg", "none", "Its signature")]
    [InlineData("alg", "HS256", "Its signature")]
    [InlineData("alg", "RS512", "Its signature")]
    [InlineData("typ", "at+jwt", "not taken")]
    [InlineData("crit", "[\"b64\"]", "what is not understood")]
    [InlineData("kid", "", "which key")]
    [InlineData("kid", "ec", "Its signature")]
    public async Task A_header_that_says_something_else_is_refused(string name, string value, string reason)
    {
        var verdict = await CheckAsync(Made(header => header[name] = value.Length == 0 ? null : value[0] == '[' ? JsonNode.Parse(value) : value, _ => { }));

        Assert.Matches($"{reason}|not taken", Assert.IsType<IdTokenVerdict.Wrong>(verdict).Reason);
    }

    [Theory]
    [InlineData("iss", "\"https://other.example\"", "Another issuer")]
    [InlineData("iss", "\"https://login.studio.example/\"", "Another issuer")]
    [InlineData("aud", "\"another\"", "another program")]
    [InlineData("aud", "[\"acetate\",\"another\"]", "another program")]
    [InlineData("azp", "\"another\"", "another program")]
    [InlineData("nonce", "\"of-another\"", "another sign-in")]
    [InlineData("nonce", null, "another sign-in")]
    [InlineData("exp", "-61", "not good at this time")]
    [InlineData("exp", null, "not good at this time")]
    [InlineData("nbf", "61", "not good at this time")]
    [InlineData("iat", "61", "a time to come")]
    [InlineData("iat", null, "does not say when")]
    [InlineData("sub", "\"\"", "names nobody")]
    [InlineData("sub", null, "names nobody")]
    public async Task A_claim_that_says_something_else_is_refused(string name, string? value, string reason)
    {
        var verdict = await CheckAsync(Made(_ => { }, claims => claims[name] = value is null ? null : name is "exp" or "nbf" or "iat" ? Now.ToUnixTimeSeconds() + long.Parse(value) : JsonNode.Parse(value)));

        Assert.Contains(reason, Assert.IsType<IdTokenVerdict.Wrong>(verdict).Reason);
    }

    [Theory]
    [InlineData("exp", -59)]
    [InlineData("nbf", 59)]
    [InlineData("iat", 59)]
    public async Task Two_clocks_may_be_a_minute_apart(string name, int seconds) =>
        Assert.IsType<IdTokenVerdict.Right>(await CheckAsync(Made(_ => { }, claims => claims[name] = Now.ToUnixTimeSeconds() + seconds)));

    [Fact]
    public async Task Another_audience_is_taken_only_where_it_was_made_for_us() =>
        Assert.IsType<IdTokenVerdict.Right>(await CheckAsync(Made(_ => { }, claims => (claims["aud"], claims["azp"]) = (new JsonArray("acetate", "another"), "acetate"))));

    [Fact]
    public async Task A_key_that_is_not_known_is_told_apart_and_nothing_that_is_no_token_does_harm()
    {
        Assert.IsType<IdTokenVerdict.UnknownKey>(await CheckAsync(Made(header => header["kid"] = "new", _ => { })));
        foreach (var text in (string[])["", "a.b.c", "....", new string('x', 100_000), Made(_ => { }, _ => { })[..^4] + "AAAA"]) Assert.IsType<IdTokenVerdict.Wrong>(await CheckAsync(text));
    }

    [Fact]
    public async Task The_secret_that_we_share_with_the_provider_makes_no_token()
    {
        // Whoever knows the public key, or our secret, would sign with it if HS256 were taken.
        var shared = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(new string('s', 32))) { KeyId = "shared" };
        var body = Made(header => (header["alg"], header["kid"]) = ("HS256", "shared"), _ => { });
        var signed = body[..body.LastIndexOf('.')];

        var verdict = await CheckAsync($"{signed}.{WebEncoders.Base64UrlEncode(HMACSHA256.HashData(shared.Key, Encoding.ASCII.GetBytes(signed)))}", shared);

        Assert.IsNotType<IdTokenVerdict.Right>(verdict);
    }

    private static Task<IdTokenVerdict> CheckAsync(string token, params SecurityKey[] more) =>
        new IdTokenCheck(new ProviderSettings { Issuer = Issuer, ClientId = "acetate", ClientSecret = new string('s', 32) }, new StoppedClock(Now)).CheckAsync(token, Nonce, [.. Keys, .. more]);

    /// <summary>A right token of the RSA key, changed, and signed as its header says.</summary>
    private static string Made(Action<JsonObject> header, Action<JsonObject> claims)
    {
        var (top, body) = (new JsonObject { ["alg"] = "RS256", ["kid"] = "rsa", ["typ"] = "JWT" }, new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = "acetate",
            ["sub"] = "anna",
            ["nonce"] = Nonce,
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["exp"] = Now.ToUnixTimeSeconds() + 300,
        });
        header(top);
        claims(body);
        foreach (var part in (JsonObject[])[top, body])
            foreach (var name in part.Where(one => one.Value is null).Select(one => one.Key).ToArray()) part.Remove(name);
        var text = $"{WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(top.ToJsonString()))}.{WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(body.ToJsonString()))}";
        var bytes = Encoding.ASCII.GetBytes(text);
        return text + "." + (top["alg"]!.GetValue<string>() switch
        {
            "none" => "",
            "ES256" => WebEncoders.Base64UrlEncode(Ec.SignData(bytes, HashAlgorithmName.SHA256)),
            "HS256" => WebEncoders.Base64UrlEncode(HMACSHA256.HashData(Rsa.ExportSubjectPublicKeyInfo(), bytes)),
            "RS512" => WebEncoders.Base64UrlEncode(Rsa.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
            _ => WebEncoders.Base64UrlEncode(Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        });
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
