using System.Collections.Immutable;
using System.Text;

namespace Acetate.Library.Search;

/// <summary>The letters in which names and queries are compared: lower case, without accents; and the parts of three by which they are found.</summary>
internal static class SearchText
{
    /// <summary>Letters in one part. What is shorter has no part, and is found at the beginning of words only.</summary>
    public const int PartLength = 3;

    /// <summary>Folded so that the two databases and the query agree; another number makes the index anew.</summary>
    public const int FoldVersion = 1;

    private const int LongestKey = 300, LongestText = 1500;

    /// <summary>A name for comparing: its case and accents do not count, all else does.</summary>
    public static string Key(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return "";
        var key = new StringBuilder(name.Length);
        foreach (var letter in name)
            if (Folded(letter) is { } folded) key.Append(folded is '\0' || char.IsSurrogate(folded) ? '\uFFFD' : folded);
        var text = key.ToString().Trim();
        return text.Length <= LongestKey ? text : text[..LongestKey];
    }

    /// <summary>A text as words with one space between, without anything that is neither letter nor digit.</summary>
    public static string Words(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var words = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (Folded(letter) is not { } folded) continue;
            // Beyond the basic plane a letter is two characters to some, and one to others; it separates words.
            if (char.IsLetterOrDigit(folded)) words.Append(folded);
            else if (words.Length > 0 && words[^1] != ' ') words.Append(' ');
        }

        if (words.Length > 0 && words[^1] == ' ') words.Length--;
        return words.ToString();
    }

    /// <summary>All that a clip is found by: words with a space before and after each.</summary>
    public static string Of(IEnumerable<string> names)
    {
        var text = new StringBuilder(" ");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var words = Words(name);
            // Names are typed without their underscores, too.
            foreach (var form in words.Contains(' ', StringComparison.Ordinal) && words.Length <= 80 ? [words, words.Replace(" ", "", StringComparison.Ordinal)] : new[] { words })
                if (form.Length > 0 && seen.Add(form) && text.Length + form.Length + 1 <= LongestText) text.Append(form).Append(' ');
        }

        return text.ToString();
    }

    /// <summary>Free text as it must stand in a clip's text.</summary>
    public static string Sought(string words, TextFit fit) => fit switch
    {
        TextFit.Whole => $" {words} ",
        TextFit.Beginning => $" {words}",
        _ => words.Length < PartLength ? $" {words}" : words,
    };

    /// <summary>The parts of three letters, each once; none when the text is shorter.</summary>
    public static ImmutableArray<string> Parts(string text) =>
        [.. Enumerable.Range(0, Math.Max(0, text.Length - PartLength + 1)).Select(i => text.Substring(i, PartLength)).Distinct(StringComparer.Ordinal)];

    // The program runs without tables of Unicode's compositions, so the Latin letters with accents stand here by the letter without: a dot where there is none.
    private const string
        From00C0 = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllll..llnnnnnn...oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz.",
        From0180 = "................................oo.............uu............................aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................",
        From1E00 = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

    /// <summary>A letter in lower case without its accent; null for an accent that stands by itself.</summary>
    private static char? Folded(char letter)
    {
        if (letter is >= '\u0300' and <= '\u036F') return null;
        var plain = letter switch
        {
            < '\u00C0' => '.',
            < '\u0180' => From00C0[letter - 0x00C0],
            < '\u0250' => From0180[letter - 0x0180],
            >= '\u1E00' and < '\u1F00' => From1E00[letter - 0x1E00],
            _ => '.',
        };
        return plain == '.' ? char.ToLowerInvariant(letter) : plain;
    }
}
