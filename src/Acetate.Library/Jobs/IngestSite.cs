namespace Acetate.Library.Jobs;

/// <summary>A place from which cards of a show come in: what was said of it, and what comes from it now.</summary>
public sealed record IngestSite
{
    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>Its name, as <c>--site</c> says it.</summary>
    public required string Name { get; init; }

    /// <summary>What all its uploads take together, in bytes per second; null for as much as the line gives.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Added to the priority of the jobs of its cards: higher goes first within the show; 0 by default.</summary>
    public int Priority { get; init; }

    /// <summary>Who said that; empty when nobody said anything.</summary>
    public string SetBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset? SetAt { get; init; }

    /// <summary>Its uploads that run now.</summary>
    public int Uploads { get; init; }

    /// <summary>What they bring now, together, in bytes per second, as they said last.</summary>
    public long Arriving { get; init; }

    /// <summary>Its jobs that are not over.</summary>
    public int OpenJobs { get; init; }
}
