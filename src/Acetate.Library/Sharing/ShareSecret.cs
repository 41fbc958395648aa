using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Acetate.Library.Sharing;

/// <summary>The secret text in a share's link, of a browser that opened one, or of one that asked to be let in: a prefix and 256 random bits.</summary>
/// <remarks>It is no token: nothing but shares knows it. The text form of this record is a placeholder, so that it does not slip into a log.</remarks>
public sealed record ShareSecret
{
    /// <summary>What the secret of a link begins with.</summary>
    public const string OfLink = "acl_";

    /// <summary>What the secret of a browser that opened a link begins with.</summary>
    public const string OfSession = "acs_";

    /// <summary>What the secret of a browser that asked to be let in begins with.</summary>
    public const string OfRequest = "acr_";

    private const int Length = 4 + 43;

    private ShareSecret(string text) => Text = text;

    /// <summary>The secret itself.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of the text in hex. With 256 random bits there is nothing to guess, so no slow hash is needed.</summary>
    internal string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Text)));

    /// <summary>A new secret from the system's random numbers.</summary>
    public static ShareSecret New(string prefix) => new(prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Reads a secret; null when the text does not even look like one of this prefix.</summary>
    public static ShareSecret? Read(string? text, string prefix) =>
        text is { Length: Length } && text.StartsWith(prefix, StringComparison.Ordinal) && text.AsSpan(prefix.Length).IndexOfAnyExcept(Letters) < 0
            ? new ShareSecret(text) : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Text[..4]}…";

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
