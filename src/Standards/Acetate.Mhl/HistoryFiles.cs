namespace Acetate.Mhl;

/// <summary>The few things a history needs from wherever its <c>ascmhl</c> folders are kept: a disk, a bucket, memory.</summary>
/// <remarks>All paths are relative to the folder being sealed or verified and separated by <c>/</c>.</remarks>
public sealed record HistoryFiles
{
    /// <summary>Lists the files of every <c>ascmhl</c> folder at or below the root, such as <c>A001/ascmhl/ascmhl_chain.xml</c>.
    /// Other paths may be listed too; they are passed over, and history and listing then share their names in memory; an <c>ascmhl</c> folder without files is listed as <c>A001/ascmhl/</c>.</summary>
    public required Func<CancellationToken, ValueTask<IReadOnlyCollection<string>>> ListAsync { get; init; }

    /// <summary>Opens one of them for reading. The stream is read synchronously, once, and disposed.</summary>
    public required Func<string, CancellationToken, ValueTask<Stream>> OpenReadAsync { get; init; }

    /// <summary>Writes one whole and durable, or not at all; null where histories are only read. A manifest is never replaced, a chain is.</summary>
    public Func<PreparedFile, CancellationToken, ValueTask>? WriteAsync { get; init; }
}

/// <summary>A file that is to be written.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Replaces">Whether an existing file of that name is to be replaced (a chain), or must not exist (a manifest).</param>
public sealed record PreparedFile(string Path, ReadOnlyMemory<byte> Bytes, bool Replaces);
