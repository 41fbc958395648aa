namespace Acetate.Cuts;

/// <summary>Which column of a shot list holds what. Null: found by its usual names, such as <c>Reel</c> or <c>Source In</c>.</summary>
public sealed record ShotListColumns
{
    /// <summary>The shot's name.</summary>
    public string? Shot { get; init; }

    /// <summary>The event's number.</summary>
    public string? Number { get; init; }

    /// <summary>The reel.</summary>
    public string? Reel { get; init; }

    /// <summary>The clip's name.</summary>
    public string? ClipName { get; init; }

    /// <summary>The source file.</summary>
    public string? SourceFile { get; init; }

    /// <summary>Source in.</summary>
    public string? SourceIn { get; init; }

    /// <summary>Source out: the frame after the last one.</summary>
    public string? SourceOut { get; init; }

    /// <summary>Record in.</summary>
    public string? RecordIn { get; init; }

    /// <summary>Record out: the frame after the last one.</summary>
    public string? RecordOut { get; init; }

    /// <summary>The length, as timecode or in frames.</summary>
    public string? Duration { get; init; }

    /// <summary>The speed, in percent.</summary>
    public string? Speed { get; init; }

    /// <summary>The track.</summary>
    public string? Track { get; init; }

    /// <summary>The comment.</summary>
    public string? Comment { get; init; }

    /// <summary>The frame rate of a row.</summary>
    public string? Rate { get; init; }

    /// <summary>What stands between cells: a comma, semicolon, tab or bar; null to be found out.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether the out of a range is its last frame and belongs to it; false for lists as editing systems count.</summary>
    public bool IsOutInclusive { get; init; }
}
