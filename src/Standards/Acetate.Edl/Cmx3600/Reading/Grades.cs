using System.Globalization;
using Acetate.Cdl;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>ASC_SOP and ASC_SAT of an event. Numbers that no CDL may have are kept and told: a list in the corpus has a power of 0.</summary>
internal static class Grades
{
    public static EdlGrade? Of(ReadOnlySpan<EdlComment> comments, EdlProblems problems)
    {
        (Rgb Slope, Rgb Offset, Rgb Power)? sop = null;
        double? saturation = null;
        var (first, line) = (0, 0);
        Span<double> one = stackalloc double[1];
        foreach (var comment in comments)
        {
            if (comment.Kind == EdlCommentKind.AscSop)
            {
                if (Sop(comment.Value, out var reason) is { } read) sop = read;
                else Tell(comment.Line, $"ASC_SOP: {reason}");
            }
            else if (comment.Kind == EdlCommentKind.AscSat)
            {
                if (Numbers(comment.Value.AsSpan().Trim("() \t"), one, out var reason)) saturation = one[0];
                else Tell(comment.Line, $"ASC_SAT: {reason}");
            }
            else
            {
                continue;
            }

            line = comment.Line;
            if (first == 0 && (sop is not null || saturation is not null)) first = line;
        }

        if (first == 0) return null;
        EdlGrade grade = new(first) { Slope = sop?.Slope, Offset = sop?.Offset, Power = sop?.Power, Saturation = saturation };
        if (grade.Values.WhyNot() is { } why) problems.Add(EdlRule.Grade, EdlSeverity.Warning, line, why, "The numbers are kept; ask where they come from before using them.");
        return grade;

        void Tell(int at, string message) =>
            problems.Add(EdlRule.Grade, EdlSeverity.Error, at, message, "It should be like ASC_SOP (1 1 1)(0 0 0)(1 1 1) and ASC_SAT 1; the grade is missing as it stands.");
    }

    private static (Rgb Slope, Rgb Offset, Rgb Power)? Sop(string text, out string? reason)
    {
        reason = null;
        Span<double> sop = stackalloc double[9];
        var rest = text.AsSpan().Trim();
        for (var i = 0; i < 3; i++)
        {
            var end = rest.IndexOf(')');
            if (!rest.StartsWith("(") || end < 0)
            {
                reason = $"'{Shown(text)}' has not three brackets: slope, offset and power.";
                return null;
            }

            if (!Numbers(rest[1..end], sop.Slice(3 * i, 3), out reason)) return null;
            rest = rest[(end + 1)..].TrimStart(" \t,");
        }

        if (rest.IsEmpty) return (new(sop[0], sop[1], sop[2]), new(sop[3], sop[4], sop[5]), new(sop[6], sop[7], sop[8]));
        reason = $"'{Shown(text)}' has more than three brackets.";
        return null;
    }

    private static bool Numbers(ReadOnlySpan<char> text, Span<double> numbers, out string? reason)
    {
        var (wanted, count) = (numbers.Length, 0);
        reason = null;
        foreach (var range in text.SplitAny(" \t,"))
        {
            var word = text[range];
            if (word.IsEmpty) continue;
            if (count++ >= wanted || reason is not null) continue;
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[count - 1]) || !double.IsFinite(numbers[count - 1]))
                reason = $"'{Shown(word)}' is not a number.";
        }

        if (count != wanted) reason = $"'{Shown(text)}' should be {(wanted == 1 ? "one number" : $"{wanted} numbers")} and has {count}.";
        return reason is null;
    }

    private static string Shown(ReadOnlySpan<char> text) => text.Length <= 60 ? text.ToString() : $"{text[..60]}…";
}
