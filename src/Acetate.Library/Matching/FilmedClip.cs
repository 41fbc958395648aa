using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Library.Matching;

/// <summary>What the matcher needs to know about a clip of the library.</summary>
public sealed record FilmedClip
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The clip's name.</summary>
    public required string Name { get; init; }

    /// <summary>The roll it lies on.</summary>
    public required FilmedRoll Roll { get; init; }

    /// <summary>The reel that the camera wrote into the file; empty when none.</summary>
    public string Reel { get; init; } = "";

    /// <summary>Names of its files without folder and extension, where they differ from the clip's: segments, chapters.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The file's UMID in hex; empty when there is none.</summary>
    public string Umid { get; init; } = "";

    /// <summary>The first frame's label, with rate and counting; not set when the clip has none.</summary>
    public Timecode Start { get; init; }

    /// <summary>Length in frames; null when not known.</summary>
    public long? Frames { get; init; }

    /// <summary>Picture width; null when not known.</summary>
    public int? Width { get; init; }

    /// <summary>Picture height; null when not known.</summary>
    public int? Height { get; init; }

    /// <summary>Orders clips by what they are, so that a library that is filled again with the same clips tells the same: its ids are others. They decide between twins alone.</summary>
    internal static int Compare(FilmedClip a, FilmedClip b)
    {
        var order = string.CompareOrdinal(a.Name, b.Name);
        if (order == 0) order = string.CompareOrdinal(a.Roll.Name, b.Roll.Name);
        if (order == 0) order = a.Roll.ShootDay.CompareTo(b.Roll.ShootDay);
        if (order == 0) order = string.CompareOrdinal(a.Roll.Unit, b.Roll.Unit);
        if (order == 0) order = a.Start.Frame.CompareTo(b.Start.Frame);
        if (order == 0) order = Nullable.Compare(a.Frames, b.Frames);
        return order == 0 ? a.Id.CompareTo(b.Id) : order;
    }
}

/// <summary>A roll of the library.</summary>
/// <param name="Id">The library's id.</param>
/// <param name="Name">Its name, such as <c>A131R3KN</c>.</param>
/// <param name="ShootDay">The shoot day.</param>
/// <param name="Unit">The unit; empty when not known.</param>
public sealed record FilmedRoll(Guid Id, string Name, DateOnly ShootDay, string Unit = "");
