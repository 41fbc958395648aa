using System.Text;

namespace Acetate.Media.Formats.Exr.Writing;

/// <summary>Texts of OpenEXR headers that FFmpeg finds its way through.</summary>
/// <remarks>
/// FFmpeg (5.1; later ones allow more) reads 255 bytes of an attribute that it does not know and does not skip the rest. What follows a
/// longer one is misread: the file does not open, or opens black. So no text of ours is longer, but for the one that cannot be cut.
/// </remarks>
internal static class ShortTexts
{
    /// <summary>Bytes of a text that everyone reads.</summary>
    public const int Most = 255;

    // In the middle of a text FFmpeg takes two names of up to 255 bytes with the zeros after them, four bytes for a length, and 255 bytes of a value.
    private const int Stride = 2 * (255 + 1) + 4 + Most;

    /// <summary>The start of a text, as much as fits, whole characters.</summary>
    public static string Start(string text) => Encoding.UTF8.GetByteCount(text) <= Most ? text : text[..Fitting(text, Most - 3)].TrimEnd() + "…";

    /// <summary>A text in pieces: a line each, and a line that is too long goes on in pieces that begin with a blank.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var rest = line;
            while (Encoding.UTF8.GetByteCount(rest) > Most)
            {
                var fitting = Fitting(rest, Most);
                var blank = rest.LastIndexOf(' ', fitting - 1, fitting - 1);
                var end = blank > 0 ? blank : fitting;
                yield return rest[..end];
                rest = blank > 0 ? rest[end..] : " " + rest[end..];
            }

            yield return rest;
        }
    }

    /// <summary>JSON with so many blanks behind it that FFmpeg ends where it ends, when it is the header's last attribute.</summary>
    public static string Padded(string json)
    {
        var bytes = Encoding.UTF8.GetByteCount(json);
        if (bytes <= Most) return json;
        var over = (bytes - Most) % Stride;
        return over == 0 ? json : json + new string(' ', Stride - over);
    }

    /// <summary>Whether FFmpeg ends where a long text of so many bytes ends.</summary>
    public static bool IsHarmlessAtEnd(int bytes) => bytes > Most && (bytes - Most) % Stride == 0;

    private static int Fitting(string text, int bytes)
    {
        var (used, end) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((used += rune.Utf8SequenceLength) > bytes) break;
            end += rune.Utf16SequenceLength;
        }

        return end;
    }
}
