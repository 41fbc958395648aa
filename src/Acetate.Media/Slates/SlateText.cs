using System.Globalization;
using System.Text;

namespace Acetate.Media.Slates;

/// <summary>Text that was read from a picture: whoever holds something before a camera writes it, so it is short, of one line, and of letters that can be seen.</summary>
public static class SlateText
{
    /// <summary>The most letters of what was read that are kept.</summary>
    public const int Longest = 200;

    /// <summary>The text without what cannot be seen or turns the writing's direction, blanks made one, cut to a length.</summary>
    /// <param name="text">As it was read.</param>
    /// <param name="most">Letters that are kept.</param>
    public static string Clean(string text, int most = Longest)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var isBlank = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (isBlank && (clean.Length == 0 || clean[^1] == ' ')) continue;
            if (!isBlank && (rune.Value == 0xFFFD || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)) continue;
            if (clean.Length + rune.Utf16SequenceLength > most) break;
            clean.Append(isBlank ? " " : rune.ToString());
        }

        return clean.ToString().TrimEnd();
    }
}
