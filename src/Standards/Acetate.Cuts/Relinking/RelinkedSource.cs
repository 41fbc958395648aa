using System.Collections.Immutable;

namespace Acetate.Cuts.Relinking;

/// <summary>The medium that an event is to be taken from: a delivered file instead of what the list names.</summary>
public sealed record RelinkedSource
{
    /// <summary>Where the medium lies, as the list is to name it: a path or a URL; of a sequence with a file per frame its pattern, such as <c>a.[0001-0048].dpx</c>.</summary>
    public required string MediaPath { get; init; }

    /// <summary>The name of the file, without a folder.</summary>
    public required string FileName { get; init; }

    /// <summary>What the clip is called now.</summary>
    public required string ClipName { get; init; }

    /// <summary>The reel that the file carries; null when it has none, and the clip's name stands for it.</summary>
    public string? Reel { get; init; }

    /// <summary>All of the file, by its own timecode and at its own rate.</summary>
    public required CutRange Available { get; init; }

    /// <summary>The stretch that is seen of it, by the file's own timecode and at its own rate: what the list calls <see cref="CutSource.Used"/>, transitions included.</summary>
    /// <remarks>It may begin or end beyond <see cref="Available"/>; that is told. Null where nobody can tell: then the list's times stay as they are.</remarks>
    public CutRange? Shown { get; init; }

    /// <summary>The files of a sequence with a file per frame; null otherwise.</summary>
    public ImageSequence? Sequence { get; init; }
}

/// <summary>A cut that points at other media.</summary>
/// <param name="Cut">The cut. What its formats say beyond this model is kept where it was.</param>
/// <param name="Notes">What a person should know, such as frames that the file has not.</param>
public sealed record RelinkedCut(Cut Cut, ImmutableArray<CutProblem> Notes);
