using System.Collections.Immutable;

namespace Acetate.Media.Formats.QuickTime;

/// <summary>The box structure of a QuickTime or ISO media file: enough to say whether all of it is there.</summary>
/// <remarks>
/// Such a file is a tree of boxes, each a 32 bit length, four letters and content. <c>moov</c> describes the tracks, <c>mdat</c>
/// holds them. Cameras write <c>moov</c> last, so that a lost battery leaves a file without it. Nothing is read of <c>mdat</c>.
/// </remarks>
public sealed record QuickTimeFile
{
    /// <summary>The boxes of the file's first level.</summary>
    public required ImmutableArray<QuickTimeBox> Boxes { get; init; }

    public ImmutableArray<QuickTimeTrack> Tracks { get; init; } = [];

    /// <summary>Brand of <c>ftyp</c>, such as <c>qt  </c>.</summary>
    public string? Brand { get; init; }

    /// <summary>Metadata of the movie and of its tracks.</summary>
    public ImmutableArray<QuickTimeTag> Tags { get; init; } = [];

    /// <summary>The maker's own boxes of the movie (<c>uuid</c>): 16 bytes of name in hexadecimal, and the content.</summary>
    public ImmutableArray<(string Name, ImmutableArray<byte> Content)> Private { get; init; } = [];

    /// <summary>When the movie was made, in UTC by the rule, in local time by several makers; null when it does not say.</summary>
    public DateTime? Created { get; init; }

    /// <summary>Whether samples lie in fragments instead of one table.</summary>
    public bool IsFragmented { get; init; }

    /// <summary>What is wrong.</summary>
    public ImmutableArray<(string Code, string Message)> Findings { get; init; } = [];
}

/// <summary>A box.</summary>
/// <param name="Type">Four letters.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">Bytes it claims, its head included; up to the end of the file when it claims that.</param>
public sealed record QuickTimeBox(string Type, long Offset, long Length);
