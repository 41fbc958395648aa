using System.Globalization;
using Acetate.Cdl;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>ASC_SOP and ASC_SAT of an event. Numbers that no CDL may have are kept and told: a list in the corpus has a power of 0.</summary>
internal static class Grades
{
    public static EdlGrade? Of(IEnumerable<EdlComment> comments, EdlProblems problems)
    {
        EdlGrade? grade = null;
        var line = 0;
        foreach (var comment in comments)
        {
            if (comment.Kind == EdlCommentKind.AscSop)
            {
                if (Sop(comment.Value, out var reason) is [var slope, var offset, var power])
                    grade = (grade ?? new(comment.Line)) with { Slope = slope, Offset = offset, Power = power };
                else
                    Tell(comment.Line, $"ASC_SOP: {reason}");
            }
            else if (comment.Kind == EdlCommentKind.AscSat)
            {
                if (Numbers(comment.Value.Trim('(', ')', ' ', '\t'), 1, out var reason) is [var saturation]) grade = (grade ?? new(comment.Line)) with { Saturation = saturation };
                else Tell(comment.Line, $"ASC_SAT: {reason}");
            }
            else
            {
                continue;
            }

            line = comment.Line;
        }

        if (grade?.Values.WhyNot() is { } why) problems.Add(EdlRule.Grade, EdlSeverity.Warning, line, why, "The numbers are kept; ask where they come from before using them.");
        return grade;

        void Tell(int at, string message) =>
            problems.Add(EdlRule.Grade, EdlSeverity.Error, at, message, "It should be like ASC_SOP (1 1 1)(0 0 0)(1 1 1) and ASC_SAT 1; the grade is missing as it stands.");
    }

    private static Rgb[]? Sop(string text, out string? reason)
    {
        reason = null;
        var sop = new Rgb[3];
        var rest = text.AsSpan().Trim();
        for (var i = 0; i < 3; i++)
        {
            var end = rest.IndexOf(')');
            if (!rest.StartsWith("(") || end < 0)
            {
                reason = $"'{Shown(text)}' has not three brackets: slope, offset and power.";
                return null;
            }

            if (Numbers(rest[1..end], 3, out reason) is not { } three) return null;
            sop[i] = new(three[0], three[1], three[2]);
            rest = rest[(end + 1)..].TrimStart(" \t,");
        }

        if (rest.IsEmpty) return sop;
        reason = $"'{Shown(text)}' has more than three brackets.";
        return null;
    }

    private static double[]? Numbers(ReadOnlySpan<char> text, int wanted, out string? reason)
    {
        var (numbers, count) = (new double[wanted], 0);
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
        return reason is null ? numbers : null;
    }

    private static string Shown(ReadOnlySpan<char> text) => text.Length <= 60 ? text.ToString() : $"{text[..60]}…";
}
