using System.Globalization;
using System.Text;

namespace Acetate.Library.Downloads;

/// <summary>Names that sites give themselves in receipts. They stand in pages, tables and mails of the production, so nothing in them is unseen.</summary>
public static class SiteName
{
    /// <summary>Characters, at most.</summary>
    public const int Longest = 100;

    /// <summary>Why this cannot be one, as a sentence; null when it can.</summary>
    public static string? WhyNot(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > Longest || name != name.Trim()) return $"A site's name has 1 to {Longest} characters, of which the first and the last are no spaces.";
        return name.EnumerateRunes().All(IsPlain) ? null : "A site's name holds a character that nobody sees, or that is none. Write letters, digits, spaces and signs.";
    }

    /// <summary>A sentence of a site as one line of at most so many characters: what nobody sees becomes a space.</summary>
    public static string Line(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length + rune.Utf16SequenceLength > most) break;
            line.Append(IsPlain(rune) ? rune.ToString() : " ");
        }

        return line.ToString().Trim();
    }

    private static bool IsPlain(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
