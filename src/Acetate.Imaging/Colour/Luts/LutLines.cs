using System.Globalization;
using System.Text;

namespace Acetate.Imaging.Colour.Luts;

/// <summary>The lines of a text file from anybody, cut into words; comments and empty lines are passed over.</summary>
internal sealed class LutLines(Stream source, string document) : IDisposable
{
    private const int MaxLine = 8192;

    private static readonly char[] Blanks = [' ', '\t', ','];

    private readonly StreamReader reader = new(source, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 64 * 1024, leaveOpen: true);
    private readonly StringBuilder line = new();

    /// <summary>Of the last line that was read, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The whole of it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The words of the next line that has any; null at the end.</summary>
    public string[]? Next()
    {
        while (ReadLine() is { } text)
        {
            Text = text;
            var comment = text.IndexOf('#', StringComparison.Ordinal);
            var words = (comment >= 0 ? text[..comment] : text).Split(Blanks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length > 0) return words;
        }

        return null;
    }

    /// <summary>A refusal at the last line.</summary>
    public LutException Refuse(string message) => new(message, document, Number);

    /// <summary>A number, of which nothing else may be in the word.</summary>
    public float Number32(string word) => TryNumber(word, out var value)
        ? value
        : throw Refuse($"'{Shown(word)}' is not a number. Numbers are written as 0.18 or 1.8e-1.");

    /// <summary>Three numbers of a line.</summary>
    public Rgb Colour(ReadOnlySpan<string> words) => words.Length == 3
        ? new(Number32(words[0]), Number32(words[1]), Number32(words[2]))
        : throw Refuse($"There are {words.Length} values where a colour has 3.");

    /// <summary>A whole number within bounds.</summary>
    public int Count(string word, int least, int most, string what) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least && count <= most
            ? count
            : throw Refuse($"'{Shown(word)}' is no {what}; it is a whole number from {least} to {most}.");

    /// <summary>Reads one number in any of the forms that tables have.</summary>
    public static bool TryNumber(ReadOnlySpan<char> word, out float value)
    {
        if (float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return true;
        var sign = word.Length > 0 && word[0] == '-' ? -1f : 1f;
        var name = word.TrimStart("+-");
        if (name.Equals("nan", StringComparison.OrdinalIgnoreCase)) value = float.NaN;
        else if (name.Equals("inf", StringComparison.OrdinalIgnoreCase) || name.Equals("infinity", StringComparison.OrdinalIgnoreCase)) value = sign * float.PositiveInfinity;
        else return false;
        return true;
    }

    /// <summary>A word as it may stand in a message.</summary>
    public static string Shown(string word) => word.Length <= 40 ? word : $"{word[..40]}…";

    public void Dispose() => reader.Dispose();

    private string? ReadLine()
    {
        line.Clear();
        for (var count = 0; ; count++)
        {
            var c = reader.Read();
            if (c < 0 && count == 0) return null;
            if (c is < 0 or '\n')
            {
                Number++;
                return line.ToString();
            }

            if (count > MaxLine)
            {
                Number++;
                throw Refuse($"The line has more than {MaxLine} characters; no table has such lines. Is this a table at all?");
            }

            if (c != '\r') line.Append((char)c);
        }
    }
}
