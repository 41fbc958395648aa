using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Acetate.Otio.Bundles;

/// <summary>Between the URLs of a timeline and paths of this machine.</summary>
public static class MediaUrl
{
    private static readonly SearchValues<char> SchemeLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>The path that a URL names: absolute for <c>file:///…</c> and plain absolute paths, relative for the others. Nothing is opened.</summary>
    /// <remarks>Percent signs with two digits are decoded, as the reference implementation does; <c>file://localhost/…</c> is this machine.</remarks>
    /// <returns>False for other schemes (<c>https:</c>), other hosts, empty URLs, and paths with a zero byte.</returns>
    public static bool TryGetPath(string url, [NotNullWhen(true)] out string? path)
    {
        ArgumentNullException.ThrowIfNull(url);
        path = null;
        var rest = url;
        if (rest.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[5..];
            if (rest.StartsWith("//", StringComparison.Ordinal))
            {
                rest = rest[2..];
                if (rest.StartsWith("localhost/", StringComparison.OrdinalIgnoreCase)) rest = rest[9..];
                if (!rest.StartsWith('/')) return false;
            }
        }
        else if (HasScheme(rest))
        {
            return false;
        }

        rest = Decode(rest);
        if (rest.Length == 0 || rest.Contains('\0', StringComparison.Ordinal)) return false;
        path = rest;
        return true;
    }

    /// <summary>The URL of an absolute path: <c>file:///raid/A001.mov</c>, with percent signs where a URL needs them.</summary>
    /// <exception cref="ArgumentException">The path is not absolute.</exception>
    public static string Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Path.IsPathFullyQualified(path)) throw new ArgumentException("The path has to be absolute.", nameof(path));
        var forward = Path.DirectorySeparatorChar == '\\' ? path.Replace('\\', '/') : path;
        return $"file://{(forward.StartsWith('/') ? "" : "/")}{string.Join('/', forward.Split('/').Select(part => Encode(part)))}";
    }

    /// <summary>A word and a colon at the beginning; one letter is the drive of another system's path.</summary>
    private static bool HasScheme(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && url.AsSpan(0, colon).IndexOfAnyExcept(SchemeLetters) < 0 && char.IsAsciiLetter(url[0]);
    }

    /// <summary>Text with its percent signs and digits turned into what they stand for.</summary>
    internal static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var isCode = bytes[i] == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
            bytes[length++] = isCode ? Convert.FromHexString([(char)bytes[i + 1], (char)bytes[i + 2]])[0] : bytes[i];
            if (isCode) i += 2;
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static string Encode(string part)
    {
        var made = new StringBuilder(part.Length);
        foreach (var letter in part)
        {
            if (letter is '%' or '#' or '?' or ' ' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}' or < ' ') made.Append('%').Append(((int)letter).ToString("X2", CultureInfo.InvariantCulture));
            else made.Append(letter);
        }

        return made.ToString();
    }
}
