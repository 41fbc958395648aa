using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Acetate.Library.Workspaces;

namespace Acetate.Library.Access;

/// <summary>A service token as the library knows it: everything but the secret, of which only the SHA-256 is kept.</summary>
public sealed record Token
{
    /// <summary>The library's id; safe to show.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose token it is.</summary>
    public required Guid Principal { get; init; }

    /// <summary>What it is for, in words.</summary>
    public string Title { get; init; } = "";

    /// <summary>What it may be used for.</summary>
    public required ImmutableArray<TokenScope> Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used, to about a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The token it was exchanged for; null when it was made afresh.</summary>
    public Guid? Renews { get; init; }

    /// <summary>Whether it is the session of a browser, begun with a password.</summary>
    public bool IsSession { get; init; }

    /// <summary>What the session of a person may be used for; roles say where.</summary>
    public static ImmutableArray<TokenScope> SessionScopes { get; } = [TokenScope.Read, TokenScope.Ingest, TokenScope.Operate, TokenScope.Admin];

    /// <summary>What a session may be used for whose person must set up a second factor first.</summary>
    public static ImmutableArray<TokenScope> SetUpScopes { get; } = [TokenScope.SecondFactor];

    /// <summary>Whether it is good for choosing a password and nothing else.</summary>
    public bool IsInvitation => Scopes is [TokenScope.Enrol];

    /// <summary>Whether it is a session in which a second factor can be set up, and nothing else.</summary>
    public bool IsSetUp => Scopes is [TokenScope.SecondFactor];

    /// <summary>Whether it can be used at this moment.</summary>
    public bool IsValidAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } end || now < end);
}

/// <summary>The secret text of a token: <c>act_</c> and 256 random bits. It is shown once, to the one who asked for it.</summary>
/// <remarks>The text form of this record is a placeholder, so that it does not slip into a log.</remarks>
public sealed record TokenSecret
{
    /// <summary>What every token begins with, so that scanners for lost secrets find it.</summary>
    public const string Prefix = "act_";

    private const int Length = 4 + 43;

    private TokenSecret(string text) => Text = text;

    /// <summary>The secret itself.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of the text in hex. With 256 random bits there is nothing to guess, so no slow hash is needed.</summary>
    internal string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Text)));

    /// <summary>A new secret from the system's random numbers.</summary>
    public static TokenSecret New() => new(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Reads a secret; null when the text does not even look like one.</summary>
    public static TokenSecret? Read(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Letters) < 0
            ? new TokenSecret(text) : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}…";

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

/// <summary>Who stands behind a valid token, and what they may do where.</summary>
/// <param name="Principal">Who.</param>
/// <param name="Token">With which token.</param>
/// <param name="Roles">Their roles by show.</param>
public sealed record TokenBearer(Principal Principal, Token Token, ImmutableDictionary<string, ShowRole> Roles)
{
    /// <summary>What they were given in workspaces, whatever their roles.</summary>
    public ImmutableDictionary<Guid, WorkspaceGrant> Workspaces { get; init; } = ImmutableDictionary<Guid, WorkspaceGrant>.Empty;
}
