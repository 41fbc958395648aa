using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Acetate.Library.Access;

/// <summary>Codes that an app on a telephone shows and that change every half minute: TOTP (RFC 6238) with HMAC-SHA-1.</summary>
/// <remarks>
/// App and library share a secret. The code of a moment is the HMAC of the number of half minutes since 1970, cut to some decimal digits
/// (RFC 4226, 5.3): the last four bits of the HMAC say which four of its bytes are taken. Because a clock may be off and typing takes a
/// while, the codes of the half minutes before and after are good as well.
/// </remarks>
public static class OneTimeCode
{
    /// <summary>Decimal digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Bytes of a secret: as many as the HMAC has.</summary>
    public const int SecretBytes = 20;

    /// <summary>How many steps a clock may be off, before and after.</summary>
    public const int Skew = 1;

    /// <summary>Seconds for which one code stands.</summary>
    public const int StepSeconds = 30;

    /// <summary>A fresh secret from the system's random numbers.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The number of the half minute in which a moment lies.</summary>
    public static long StepAt(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    /// <param name="secret">What app and library share.</param>
    /// <param name="step">The number of the half minute.</param>
    /// <param name="digits">How many digits: 6 to 8.</param>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6238 as every app speaks it; what is known against SHA-1 does not concern HMACs.")]
    public static string At(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, 6);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 8);
        Span<byte> counter = stackalloc byte[8];
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        HMACSHA1.HashData(secret, counter, mac);
        var cut = BinaryPrimitives.ReadUInt32BigEndian(mac[(mac[^1] & 0xF)..]) & 0x7FFF_FFFF;
        var modulus = digits switch { 6 => 1_000_000u, 7 => 10_000_000u, _ => 100_000_000u };
        return (cut % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step whose code this is, among those that are good now; null for a wrong code. Spaces between the digits do not count.</summary>
    /// <param name="secret">What app and library share.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="now">The moment.</param>
    public static long? StepOf(ReadOnlySpan<byte> secret, string text, DateTimeOffset now)
    {
        if (Read(text) is not { } code) return null;
        var (typed, here, found) = (Encoding.ASCII.GetBytes(code), StepAt(now), (long?)null);
        // All are computed and compared whole, so that the time it takes tells nothing.
        for (var step = here - Skew; step <= here + Skew; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(At(secret, step)), typed)) found = step;
        return found;
    }

    /// <summary>The six digits of a text, or null when it does not hold exactly these. Digits of other scripts are none.</summary>
    public static string? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > 2 * Digits) return null;
        var digits = text.Replace(" ", "", StringComparison.Ordinal);
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>A secret in base 32 (RFC 4648) without padding, as it is typed into an app.</summary>
    public static string Text(ReadOnlySpan<byte> secret)
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = new StringBuilder((secret.Length * 8 + 4) / 5);
        var (bits, held) = (0, 0);
        foreach (var value in secret)
        {
            (bits, held) = ((bits << 8) | value, held + 8);
            for (; held >= 5; held -= 5) text.Append(Letters[(bits >> (held - 5)) & 31]);
            bits &= 0xFF;
        }

        if (held > 0) text.Append(Letters[(bits << (5 - held)) & 31]);
        return text.ToString();
    }
}
