using System.Collections.Immutable;

namespace Acetate.Fdl.Json;

/// <summary>Gathers problems while a list is read; a file made of nothing but problems does not fill the memory.</summary>
internal sealed class ProblemList
{
    private const int Most = 1000;

    /// <summary>Ten thousand clips with all that belongs to them make half of it.</summary>
    private const int MostObjects = 300_000;

    private readonly List<FdlProblem> problems = [];
    private int further, objects;

    /// <summary>Whether something was lost: the list as read would not say what the file says.</summary>
    public bool IsLossy { get; private set; }

    /// <summary>Whether something was said of a place or of what is in it.</summary>
    public bool HasAt(string path) => problems.Exists(problem => problem.Path.StartsWith(path, StringComparison.Ordinal));

    /// <summary>Whether there have been too many objects, so that reading on tells nothing.</summary>
    public bool IsSpent => objects > MostObjects;

    /// <summary>Counts an object that is about to be read; false when there have been too many.</summary>
    public bool CountObject(string path)
    {
        if (++objects <= MostObjects) return true;
        if (objects == MostObjects + 1) Loss(FdlRule.TooLarge, path, $"The file has more than {MostObjects:N0} objects. No framing decision list has.");
        IsLossy = true;
        return false;
    }

    /// <summary>An error that leaves the list as it is.</summary>
    public void Error(FdlRule rule, string path, string message) => Add(new(rule, FdlSeverity.Error, Place(path), 0, message));

    /// <summary>An error without whose value there is no list.</summary>
    public void Loss(FdlRule rule, string path, string message)
    {
        IsLossy = true;
        Error(rule, path, message);
    }

    public void Warning(FdlRule rule, string path, string message) => Add(new(rule, FdlSeverity.Warning, Place(path), 0, message));

    /// <summary>All problems in the order of the file, each with its line.</summary>
    public ImmutableArray<FdlProblem> Placed(ReadOnlySpan<byte> json)
    {
        if (problems.Count == 0) return [];
        var lines = JsonText.LinesOf(json, problems.Select(problem => problem.Path).ToHashSet(StringComparer.Ordinal));
        var placed = problems.Select(problem => problem with { Line = lines.GetValueOrDefault(problem.Path, 1) }).OrderBy(problem => problem.Line);
        return further == 0
            ? [.. placed]
            : [.. placed, new(FdlRule.TooLarge, FdlSeverity.Error, "/", 1, $"There are {further:N0} further problems. Correct these first.")];
    }

    /// <summary>Names that come from a file, cut so that a sentence stays one.</summary>
    public static string Shown(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..57] + "...";

    private void Add(FdlProblem problem)
    {
        if (problems.Count < Most) problems.Add(problem);
        else further++;
    }

    private static string Place(string path) => path.Length == 0 ? "/" : path;
}
