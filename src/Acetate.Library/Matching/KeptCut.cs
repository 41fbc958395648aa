namespace Acetate.Library.Matching;

/// <summary>A cut that somebody handed in: the file as it came, for everybody of the show to look at, decide about and pull from.</summary>
public sealed record KeptCut
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The rate that was said for a list that does not say its own, as a ratio; empty for what its reader takes.</summary>
    public string Rate { get; init; } = "";

    /// <summary>Which cut of a file that holds several; empty for the first.</summary>
    public string Timeline { get; init; } = "";

    /// <summary>How many picture events it has.</summary>
    public int Events { get; init; }

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>SHA-256 of the file, in lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Who handed it in.</summary>
    public required string KeptBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset KeptAt { get; init; }

    /// <summary>Who took it off the list; null while it is on it.</summary>
    public string? RemovedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? RemovedAt { get; init; }
}
