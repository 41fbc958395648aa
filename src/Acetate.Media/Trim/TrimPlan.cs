using System.Collections.Immutable;

namespace Acetate.Media.Trim;

/// <summary>A trim that is decided and not begun: which bytes make up which file.</summary>
internal sealed record TrimPlan
{
    public required TrimMethod Method { get; init; }

    public required TrimmedRange Range { get; init; }

    public required ImmutableArray<PlannedFile> Files { get; init; }

    public ImmutableArray<string> Notes { get; init; } = [];

    public ImmutableArray<long> Missing { get; init; } = [];

    /// <summary>What must be compared once the files are written.</summary>
    public required TrimCheck Check { get; init; }

    /// <summary>The ranges of the source that tell where its samples lie, the samples' own bytes not among them; empty where these cannot be told apart.</summary>
    public ImmutableArray<TrimPiece> HeaderRanges { get; init; } = [];
}

/// <summary>A file to be written.</summary>
/// <param name="Name">Path relative to the target folder.</param>
/// <param name="Source">Name of the clip's file.</param>
/// <param name="SourcePath">Where that can be opened.</param>
/// <param name="Pieces">Its bytes, in order.</param>
internal sealed record PlannedFile(string Name, string Source, string SourcePath, ImmutableArray<TrimPiece> Pieces)
{
    public long Length => Pieces.Sum(piece => piece.Length);
}

/// <summary>Some bytes of a file to be written: new ones, or a range of the source.</summary>
internal sealed record TrimPiece
{
    private TrimPiece(ReadOnlyMemory<byte> bytes, long offset, long length) => (Bytes, Offset, Length) = (bytes, offset, length);

    /// <summary>New bytes; empty for a range.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>First byte of the range in the source.</summary>
    public long Offset { get; }

    public long Length { get; }

    public bool IsNew => !Bytes.IsEmpty;

    public static TrimPiece New(ReadOnlyMemory<byte> bytes) => new(bytes, 0, bytes.Length);

    public static TrimPiece Range(long offset, long length) => new(default, offset, length);
}
