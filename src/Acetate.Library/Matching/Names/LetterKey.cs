using System.Collections.Frozen;

namespace Acetate.Library.Matching.Names;

/// <summary>Names brought to their letters and digits: what survives systems that lose punctuation, case and accents.</summary>
internal static class LetterKey
{
    // Each text: the plain letter, then its accented forms. Invariant globalisation has no decomposition (decision 0073).
    private static readonly FrozenDictionary<char, char> Plain = new[]
        {
            "AÀÁÂÃÄÅĀĂĄ", "CÇĆĈĊČ", "DĎĐ", "EÈÉÊËĒĔĖĘĚ", "GĜĞĠĢ", "HĤĦ", "IÌÍÎÏĨĪĬĮİ", "JĴ", "KĶ", "LĹĻĽĿŁ", "NÑŃŅŇ", "OÒÓÔÕÖØŌŎŐ",
            "RŔŖŘ", "SŚŜŞŠ", "TŢŤŦ", "UÙÚÛÜŨŪŬŮŰŲ", "WŴ", "YÝŶŸ", "ZŹŻŽ",
        }
        .SelectMany(row => row.Skip(1).Select(c => (Accented: c, Letter: row[0]))).ToFrozenDictionary(p => p.Accented, p => p.Letter);

    /// <summary>Letters and digits only, in capitals and without accents. Marks of their own, spaces and punctuation go.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        Span<char> key = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (c is >= '0' and <= '9' or >= 'A' and <= 'Z') key[length++] = c;
            else if (c is >= 'a' and <= 'z') key[length++] = (char)(c - 32);
            else if (c >= 0x80 && char.IsLetterOrDigit(c))
            {
                var capital = char.ToUpperInvariant(c);
                key[length++] = Plain.GetValueOrDefault(capital, capital);
            }
        }

        return new string(key[..length]);
    }

    /// <summary>The key with letters and digits that look alike made the same. For finding only: what differs is judged afterwards.</summary>
    /// <remarks>A change of this table makes kept keys useless: raise <see cref="FoldVersion"/> with it.</remarks>
    public static string Folded(ReadOnlySpan<char> key)
    {
        Span<char> folded = key.Length <= 256 ? stackalloc char[key.Length] : new char[key.Length];
        for (var i = 0; i < key.Length; i++) folded[i] = Fold(key[i]);
        return new string(folded);
    }

    /// <summary>The version of the folding that keys in the database were made with.</summary>
    public const int FoldVersion = 1;

    private static char Fold(char c) => c switch
    {
        'O' or 'Q' => '0',
        'I' or 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'G' => '6',
        'B' => '8',
        _ => c,
    };
}
