using System.Security.Cryptography;
using System.Text;

namespace Acetate.Library.Access;

/// <summary>What lets somebody in once who lost the app: sixteen letters and digits, 80 random bits, of which only a hash is kept.</summary>
public static class RecoveryCode
{
    /// <summary>How many are made at once.</summary>
    public const int Count = 10;

    // Crockford's: no I, L, O and U, so that nothing is misread.
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 16;

    /// <summary>A fresh one, in four groups.</summary>
    public static string New()
    {
        var letters = RandomNumberGenerator.GetString(Letters, Length);
        return string.Join('-', Enumerable.Range(0, 4).Select(group => letters.Substring(4 * group, 4)));
    }

    /// <summary>The letters of a typed code, or null when it cannot be one. Case, hyphens and spaces do not count.</summary>
    public static string? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > 2 * Length) return null;
        var letters = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return letters.Length == Length && letters.All(Letters.Contains) ? letters : null;
    }

    /// <summary>What is kept of it: with 80 random bits there is nothing to guess, so no slow hash is needed. The same code has another hash for another principal.</summary>
    internal static string Hash(Guid principal, string letters) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{principal:N}:{letters}")));
}
