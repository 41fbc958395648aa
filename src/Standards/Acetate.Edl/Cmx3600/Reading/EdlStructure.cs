using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>What the lines say, before a rate is known.</summary>
internal sealed class EdlStructure
{
    public string? Title { get; set; }

    public ImmutableArray<EdlComment> HeaderComments { get; set; } = [];

    public ImmutableArray<EdlReelName> ReelNames { get; set; } = [];

    public EdlDialect Dialect { get; set; } = new(EdlDialectKind.Cmx3600, []);

    public List<EventStatement> Events { get; } = [];

    public List<TableMarker> TableMarkers { get; } = [];

    public ImmutableArray<EdlProblem> Problems { get; set; } = [];

    /// <summary>The first line that says DROP FRAME; null when none does.</summary>
    public int? DropLine { get; set; }
}

/// <summary>An event line and what belongs to it.</summary>
internal sealed class EventStatement
{
    public required int Line { get; init; }

    public required string Number { get; init; }

    public required string Reel { get; init; }

    /// <summary>Characters of the reel's column: 8, 16, 32, 128, 129, or the reel's own length.</summary>
    public required int ReelColumn { get; init; }

    public required string ChannelText { get; init; }

    public required ImmutableArray<EdlChannel> Channels { get; set; }

    public required EdlTransition Transition { get; init; }

    public required TimeText SourceIn { get; init; }

    public required TimeText SourceOut { get; init; }

    public required TimeText RecordIn { get; init; }

    public required TimeText RecordOut { get; init; }

    /// <summary>Drop-frame by the FCM line above, for the source.</summary>
    public bool SourceIsDrop { get; set; }

    /// <summary>Drop-frame by the list's first FCM line, for the record.</summary>
    public bool RecordIsDrop { get; set; }

    public int LastLine { get; set; }

    public EdlSide Side { get; set; }

    public int? Partner { get; set; }

    /// <summary>Whether another list (a second TITLE) begins between the event before and this one.</summary>
    public int Section { get; set; }

    public string? EffectName { get; set; }

    public Rare<EdlComment> Comments;

    public Rare<SpeedLine> Speeds;

    public Rare<(int Line, bool IsAudio, TimeText Delay)> Splits;

    public Rare<MarkerLine> Markers;

    public Rare<EdlReelName> Reels;

    public Rare<(int Line, string Key, string Value)> Flame;
}

/// <summary>What few events have: nothing is made before something is added. A list has thousands of events.</summary>
internal struct Rare<T>
{
    private List<T>? items;

    public readonly int Count => items?.Count ?? 0;

    public readonly ReadOnlySpan<T> All => CollectionsMarshal.AsSpan(items);

    public readonly T this[int index] => All[index];

    public void Add(T item) => (items ??= []).Add(item);
}

/// <summary>An M2 line.</summary>
internal sealed record SpeedLine(int Line, string Reel, decimal FramesPerSecond, TimeText? Time);

/// <summary>A marker before the rate is known; without a time it lies at the event's record in.</summary>
internal sealed record MarkerLine(int Line, TimeText? Time, string Colour, string Text, long? Frames);

/// <summary>A row of the marker table at the end of Avid's lists.</summary>
internal sealed record TableMarker(int Line, TimeText Time, bool IsDrop, string Colour, string Author, string Track, string Text);

/// <summary>Problems, up to a number that a person could still read.</summary>
internal sealed class EdlProblems
{
    private const int Most = 10_000;
    private readonly List<EdlProblem> all = [];
    private int left;
    private EdlSeverity worst;

    public void Add(EdlRule rule, EdlSeverity severity, int line, string message, string fix = "") => Add(new(rule, severity, line, message, fix));

    public void Add(EdlProblem problem)
    {
        if (all.Count < Most) all.Add(problem);
        else (left, worst) = (left + 1, problem.Severity > worst ? problem.Severity : worst);
    }

    public ImmutableArray<EdlProblem> ByLine()
    {
        var sorted = all.OrderBy(problem => problem.Line).ToList();
        if (left > 0) sorted.Add(new(EdlRule.More, worst, 0, $"There are {left:N0} more problems; they are not listed.", "Mend those above and read the list again."));
        return [.. sorted];
    }
}
