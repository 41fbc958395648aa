using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Acetate.Cdl;

/// <summary>A CDL as a line of text: the comments of an EDL and the columns of an ALE.</summary>
/// <remarks><c>(1.1 0.9 1)(0 0 0)(1.2 1 1)</c> is slope, offset and power; a fourth bracket, in ALE columns named CDL, is the
/// saturation. Numbers are separated by blanks or commas; their decimal sign is the point.</remarks>
public static class CdlText
{
    private const int MaxLength = 4096;

    /// <summary>Reads slope, offset and power, and the saturation when a fourth bracket holds it; or says why not.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CdlValues? values, [NotNullWhen(false)] out string? reason)
    {
        values = null;
        if (Brackets(text, out var why) is not { } brackets)
        {
            reason = why!;
            return false;
        }

        if (brackets.Count is not (3 or 4))
        {
            reason = $"'{Shown(text)}' has {brackets.Count} brackets; slope, offset and power are three, like (1 1 1)(0 0 0)(1 1 1).";
            return false;
        }

        var numbers = new double[10];
        numbers[9] = 1;
        for (var i = 0; i < brackets.Count; i++)
        {
            var wanted = i < 3 ? 3 : 1;
            if (Numbers(brackets[i], wanted, out why) is not { } some)
            {
                reason = why!;
                return false;
            }

            some.CopyTo(numbers, 3 * i);
        }

        CdlValues read = new()
        {
            Slope = new(numbers[0], numbers[1], numbers[2]),
            Offset = new(numbers[3], numbers[4], numbers[5]),
            Power = new(numbers[6], numbers[7], numbers[8]),
            Saturation = numbers[9],
        };
        reason = read.WhyNot();
        if (reason is not null) return false;
        values = read;
        return true;
    }

    /// <summary>Reads a saturation, or says why not.</summary>
    public static bool TryParseSaturation([NotNullWhen(true)] string? text, out double saturation, [NotNullWhen(false)] out string? reason)
    {
        saturation = 1;
        if (Numbers((text ?? "").Trim().TrimStart('(').TrimEnd(')'), 1, out var why) is not [var number])
        {
            reason = why!;
            return false;
        }

        reason = number < 0 ? "The saturation is less than 0." : null;
        if (reason is not null) return false;
        saturation = number;
        return true;
    }

    /// <summary>Takes what one comment of an EDL says about colour into the values: <c>* ASC_SOP (…)(…)(…)</c> or <c>* ASC_SAT 1.0</c>,
    /// with or without the blank after the star, a colon, or the star itself.</summary>
    /// <param name="line">The comment; anything else leaves the values alone.</param>
    /// <param name="values">What earlier comments of the same event said; neutral to begin with.</param>
    /// <param name="reason">Why a comment about colour cannot be read.</param>
    /// <returns>Whether the line was one of the two and could be read.</returns>
    public static bool TryReadComment(string line, ref CdlValues values, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(values);
        reason = null;
        var text = line.AsSpan().TrimStart().TrimStart('*').TrimStart();
        if (After(text, "ASC_SOP") is { } sop)
        {
            if (!TryParse(sop, out var read, out reason)) return false;
            values = read with { Saturation = values.Saturation };
            return true;
        }

        if (After(text, "ASC_SAT") is not { } saturation) return false;
        if (!TryParseSaturation(saturation, out var number, out reason)) return false;
        values = values with { Saturation = number };
        return true;
    }

    /// <summary>Slope, offset and power as EDL and ALE want them: four to six decimals, one blank, no blank beside brackets.</summary>
    public static string WriteSop(CdlValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return $"{Bracket(values.Slope)}{Bracket(values.Offset)}{Bracket(values.Power)}";
    }

    /// <summary>The saturation with four to six decimals.</summary>
    public static string WriteSaturation(CdlValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Decimal(values.Saturation);
    }

    /// <summary>The two comment lines of an EDL event.</summary>
    public static IReadOnlyList<string> WriteComments(CdlValues values) => [$"* ASC_SOP {WriteSop(values)}", $"* ASC_SAT {WriteSaturation(values)}"];

    /// <summary>The finite numbers of a text, separated by blanks, line ends or commas; null, with the reason, when there are not so many.</summary>
    internal static double[]? Numbers(string text, int wanted, out string? reason)
    {
        if (text.Length > MaxLength)
        {
            reason = $"'{Shown(text)}' is too long for {Count(wanted)}.";
            return null;
        }

        var parts = text.Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != wanted)
        {
            reason = $"'{Shown(text)}' should be {Count(wanted)} and {(parts.Length == 0 ? "is empty" : $"has {parts.Length} parts")}; the decimal sign is the point.";
            return null;
        }

        var numbers = new double[wanted];
        for (var i = 0; i < wanted; i++)
        {
            if (double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) && double.IsFinite(numbers[i])) continue;
            reason = $"'{Shown(parts[i])}' is not a number.";
            return null;
        }

        reason = null;
        return numbers;
    }

    internal static string Shown(string? text) => text is null ? "" : text.Length <= 60 ? text.ReplaceLineEndings(" ") : text[..60].ReplaceLineEndings(" ") + "…";

    private static List<string>? Brackets(string? text, out string? reason)
    {
        reason = null;
        if (text is not { Length: > 0 and <= MaxLength })
        {
            reason = text is { Length: > 0 } ? "The text is too long for a CDL." : "The text is empty; a CDL looks like (1 1 1)(0 0 0)(1 1 1).";
            return null;
        }

        var brackets = new List<string>();
        for (var rest = text.AsSpan().Trim(); !rest.IsEmpty; rest = rest.TrimStart(" \t,"))
        {
            var end = rest.IndexOf(')');
            if (rest[0] != '(' || end < 0 || rest[1..end].Contains('('))
            {
                reason = $"'{Shown(text)}' is not a CDL; it should look like (1 1 1)(0 0 0)(1 1 1).";
                return null;
            }

            brackets.Add(rest[1..end].ToString());
            rest = rest[(end + 1)..];
        }

        return brackets;
    }

    private static string? After(ReadOnlySpan<char> text, string word)
    {
        if (!text.StartsWith(word, StringComparison.OrdinalIgnoreCase)) return null;
        var rest = text[word.Length..];
        return !rest.IsEmpty && (char.IsLetterOrDigit(rest[0]) || rest[0] == '_') ? null : rest.TrimStart(" \t:").TrimEnd().ToString();
    }

    private static string Count(int numbers) => numbers == 1 ? "one number" : $"{numbers} numbers";

    private static string Bracket(Rgb values) => $"({Decimal(values.Red)} {Decimal(values.Green)} {Decimal(values.Blue)})";

    private static string Decimal(double value)
    {
        var text = value.ToString("0.0000##", CultureInfo.InvariantCulture);
        // A power just above 0 must not become the forbidden 0; and no minus before nothing.
        if (value != 0 && double.Parse(text, CultureInfo.InvariantCulture) == 0) return value.ToString("R", CultureInfo.InvariantCulture);
        return text == "-0.0000" ? "0.0000" : text;
    }
}
