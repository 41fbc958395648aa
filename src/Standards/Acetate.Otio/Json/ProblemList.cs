using System.Collections.Immutable;

namespace Acetate.Otio.Json;

/// <summary>Collects what is odd in a file, up to a number that a person still reads.</summary>
internal sealed class ProblemList
{
    private const int Most = 1000;
    private readonly List<(OtioRule Rule, string Path, int Offset, string Message)> found = [];
    private long further;

    /// <summary>Adds one.</summary>
    public void Add(OtioRule rule, string path, int offset, string message)
    {
        if (found.Count < Most) found.Add((rule, path, offset, message));
        else further++;
    }

    /// <summary>All, in the order of the file, with their lines.</summary>
    public ImmutableArray<OtioProblem> Placed(ReadOnlySpan<byte> text)
    {
        if (found.Count == 0) return [];
        var placed = ImmutableArray.CreateBuilder<OtioProblem>(found.Count + 1);
        var (line, at) = (1, 0);
        foreach (var (rule, path, offset, message) in found.OrderBy(problem => problem.Offset))
        {
            line += text[at..offset].Count((byte)'\n');
            at = offset;
            placed.Add(new(rule, path, line, message));
        }

        if (further > 0) placed.Add(new(OtioRule.TooLarge, "/", 0, $"{further:N0} further problems are not told."));
        return placed.ToImmutable();
    }

    /// <summary>The line of a place in the text.</summary>
    public static int LineOf(ReadOnlySpan<byte> text, int offset) => 1 + text[..Math.Min(offset, text.Length)].Count((byte)'\n');
}
