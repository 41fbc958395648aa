using System.Collections.Immutable;

namespace Acetate.Cuts.Reading;

/// <summary>Collects what reading finds. A file of nothing but mistakes does not fill the memory with sentences.</summary>
internal sealed class ProblemLog
{
    private const int Most = 10_000;
    private readonly ImmutableArray<CutProblem>.Builder problems = ImmutableArray.CreateBuilder<CutProblem>();

    public void Error(string code, int line, string element, string message, string fix, string? item = null) =>
        Add(CutSeverity.Error, code, line, element, message, fix, item);

    public void Warning(string code, int line, string element, string message, string fix, string? item = null) =>
        Add(CutSeverity.Warning, code, line, element, message, fix, item);

    public void Note(string code, int line, string element, string message, string fix, string? item = null) =>
        Add(CutSeverity.Note, code, line, element, message, fix, item);

    public ImmutableArray<CutProblem> ToImmutable() => problems.ToImmutable();

    /// <summary>Text of a file in a sentence: one line, not long.</summary>
    public static string Shown(string text)
    {
        var plain = text.AsSpan().IndexOfAny('\r', '\n', '\t') < 0 ? text : text.ReplaceLineEndings(" ").Replace('\t', ' ');
        return plain.Length <= 80 ? plain : plain[..80] + "…";
    }

    private void Add(CutSeverity severity, string code, int line, string element, string message, string fix, string? item)
    {
        if (problems.Count < Most)
            problems.Add(new() { Code = code, Severity = severity, Line = line, Element = element, Message = message, Fix = fix, Event = item });
        else if (problems.Count == Most)
            problems.Add(new() { Code = "more", Severity = severity, Line = line, Message = "There are more such places; they are not listed.", Fix = "Mend those above and read the file again." });
    }
}
