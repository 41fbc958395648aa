using System.Text;

namespace Acetate.Tools.Unicode;

/// <summary>The two Unicode forms of accented letters in file names, for the scripts where they meet in practice.</summary>
/// <remarks>
/// <para>macOS's older file system wrote names decomposed (NFD: <c>e</c> and a combining accent), everything else composed (NFC: <c>é</c>);
/// the two look alike and are different names. The program runs without the system's Unicode library (invariant globalisation),
/// which is what <see cref="string.Normalize()"/> would need, so the few rules that matter here are our own.</para>
/// <para>Covered: Latin with accents (U+00C0 to U+017F), Japanese voiced kana, Korean syllables.</para>
/// </remarks>
internal static class UnicodeForm
{
    // Each text holds pairs: the letter, then the letter with the combining mark that the text stands for.
    private static readonly Dictionary<string, char> Accents = new()
    {
        ["AÀEÈIÌOÒUÙaàeèiìoòuù"] = '\u0300',
        ["AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzź"] = '\u0301',
        ["AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷ"] = '\u0302',
        ["AÃNÑOÕaãnñoõIĨiĩUŨuũ"] = '\u0303',
        ["AĀaāEĒeēIĪiīOŌoōUŪuū"] = '\u0304',
        ["AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭ"] = '\u0306',
        ["CĊcċEĖeėGĠgġIİZŻzż"] = '\u0307',
        ["AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸ"] = '\u0308',
        ["AÅaåUŮuů"] = '\u030a',
        ["OŐoőUŰuű"] = '\u030b',
        ["CČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzž"] = '\u030c',
        ["CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţ"] = '\u0327',
        ["AĄaąEĘeęIĮiįUŲuų"] = '\u0328',
    };

    private static readonly Dictionary<char, (char Letter, char Mark)> Composed = Accents
        .SelectMany(row => row.Key.Chunk(2).Select(pair => (pair, row.Value)))
        .ToDictionary(x => x.pair[1], x => (x.pair[0], x.Value));

    /// <summary>Whether the text holds a letter and its accent as two characters.</summary>
    public static bool IsDecomposed(string text)
    {
        for (var i = 1; i < text.Length; i++)
            if (text[i] is >= '\u0300' and <= '\u036f' or '\u3099' or '\u309a' or >= '\u1160' and <= '\u11ff')
                return true;
        return false;
    }

    /// <summary>The text with every letter apart from its accents: equal for both forms of a name.</summary>
    public static string Decompose(string text)
    {
        if (System.Text.Ascii.IsValid(text)) return text;
        var apart = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (Composed.TryGetValue(c, out var pair)) apart.Append(pair.Letter).Append(pair.Mark);
            else if (c is >= '\uac00' and <= '\ud7a3') AppendSyllable(apart, c - 0xac00);
            else if (VoicedKana(c) is { } kana) apart.Append(kana.Base).Append(kana.Mark);
            else apart.Append(c);
        }

        return apart.ToString();
    }

    private static void AppendSyllable(StringBuilder apart, int index)
    {
        apart.Append((char)(0x1100 + index / 588)).Append((char)(0x1161 + index % 588 / 28));
        if (index % 28 != 0) apart.Append((char)(0x11a7 + index % 28));
    }

    /// <summary>Hiragana and katakana stand in the same order in their blocks: ka, ga … then ha, ba, pa.</summary>
    private static (char Base, char Mark)? VoicedKana(char c)
    {
        var row = c is >= '\u3041' and <= '\u3094' ? c : c is >= '\u30a1' and <= '\u30f4' ? (char)(c - 0x60) : '\0';
        return row switch
        {
            >= '\u304c' and <= '\u3062' when row % 2 == 0 => ((char)(c - 1), '\u3099'),
            '\u3065' or '\u3067' or '\u3069' => ((char)(c - 1), '\u3099'),
            >= '\u3070' and <= '\u307d' when (row - 0x3070) % 3 == 0 => ((char)(c - 1), '\u3099'),
            >= '\u3070' and <= '\u307d' when (row - 0x3070) % 3 == 1 => ((char)(c - 2), '\u309a'),
            '\u3094' => ((char)(c - 0x4e), '\u3099'),
            _ => null,
        };
    }
}
