using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;
using Acetate.Steps.Transfer;

namespace Acetate.Steps;

/// <summary>Hashes of the blocks of a file of a clip.</summary>
/// <param name="Prefix">The folder in its store that clips are relative to.</param>
/// <param name="Path">Its name in the clip.</param>
/// <param name="Text">The text of <see cref="BlockHashes"/>.</param>
public sealed record SourceBlocks(string Prefix, string Path, string Text);

/// <summary>Holds what is used of originals against what it was when they came in: of a large file the blocks that are used, of any other the whole file.</summary>
/// <remarks>Headers are used in any case. They stand at the beginning or at the end, so that the first block and the last two are always among those that are read.</remarks>
/// <param name="expected">What the clip's files were, by their names in the clip.</param>
/// <param name="blocks">The hashes of their blocks, by the same names.</param>
internal sealed class SourceProof(IEnumerable<CopyFile> expected, IReadOnlyDictionary<string, string> blocks)
{
    private const int ReadAtOnce = 2;

    private readonly Dictionary<string, CopyFile> known = expected.DistinctBy(file => file.Path).ToDictionary(file => file.Path, StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<int>> proven = new(StringComparer.Ordinal);

    /// <summary>The hashes of blocks that belong to the clips of a folder.</summary>
    public static Dictionary<string, string> Of(ImmutableArray<SourceBlocks> all, string prefix) =>
        all.IsDefaultOrEmpty ? [] : all.Where(one => one.Prefix == prefix).DistinctBy(one => one.Path).ToDictionary(one => one.Path, one => one.Text, StringComparer.Ordinal);

    /// <summary>Proves what is used of a file; null when it is right or nothing is known of it, else what is wrong with it: <c>has other bytes …</c>.</summary>
    /// <param name="file">The file, on this machine, or elsewhere when its blocks are known.</param>
    /// <param name="used">What is used of it; default: all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<string?> WrongAsync(ClipFile file, ImmutableArray<ByteRange> used, CancellationToken cancellationToken)
    {
        if (!file.CanOpen || !known.TryGetValue(file.Name, out var was)) return null;
        if (was.Length is { } length && length != file.Length) return $"has {file.Length} bytes, and had {length}";
        if (!BlockHashes.TryParse(blocks.GetValueOrDefault(file.Name), file.Length, out var hashes) || used.IsDefault)
            return file.LocalPath is { } path ? await WholeAsync(path, was, cancellationToken).ConfigureAwait(false) : null;
        if (!proven.TryGetValue(file.Name, out var done)) proven[file.Name] = done = [];
        if (file.LocalPath is null) return await BlocksAsync(FromElsewhere, file.Length, hashes!, BlocksOf(used, hashes!.Count), done, cancellationToken).ConfigureAwait(false);
        using var source = File.OpenHandle(file.LocalPath, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await BlocksAsync((at, target, stop) => RandomAccess.ReadAsync(source, target, at, stop), file.Length, hashes!, BlocksOf(used, hashes!.Count), done, cancellationToken).ConfigureAwait(false);

        ValueTask<int> FromElsewhere(long at, Memory<byte> target, CancellationToken stop)
        {
            stop.ThrowIfCancellationRequested();
            return ValueTask.FromResult(file.Ranges!(at, target.Span));
        }
    }

    /// <summary>Whether nothing less than the whole of a file can be held against what it was.</summary>
    public bool NeedsWhole(ClipFile file) =>
        known.TryGetValue(file.Name, out var was) && was.Expected.FirstOrDefault() is not null && !BlockHashes.TryParse(blocks.GetValueOrDefault(file.Name), file.Length, out _);

    private static async Task<string?> BlocksAsync(Func<long, Memory<byte>, CancellationToken, ValueTask<int>> read, long length, BlockHashes hashes, SortedSet<int> wanted, HashSet<int> done, CancellationToken cancellationToken)
    {
        int[] open = [.. wanted.Except(done)];
        var damaged = int.MaxValue;
        await AtOnce.EachAsync(open, ReadAtOnce, async (block, stop) =>
        {
            var memory = BlockPump.Rent();
            try
            {
                var (at, filled) = ((long)block * BlockHashes.BlockLength, 0);
                var size = (int)Math.Min(BlockHashes.BlockLength, length - at);
                while (filled < size && await read(at + filled, memory[filled..size], stop).ConfigureAwait(false) is > 0 and var count) filled += count;
                var isRight = filled == size && BlockHashes.Of(memory.Span[..size]) == hashes[block];
                lock (done)
                {
                    if (isRight) done.Add(block);
                    else damaged = Math.Min(damaged, block);
                }
            }
            finally
            {
                BlockPump.Return(memory);
            }
        }, cancellationToken).ConfigureAwait(false);
        return damaged == int.MaxValue ? null
            : $"has other bytes between byte {(long)damaged * BlockHashes.BlockLength} and byte {Math.Min(length, (damaged + 1L) * BlockHashes.BlockLength)} than it had";
    }

    private static SortedSet<int> BlocksOf(ImmutableArray<ByteRange> used, int count)
    {
        SortedSet<int> blocks = [];
        foreach (var range in used)
            for (var block = range.Offset / BlockHashes.BlockLength; block < count && block * BlockHashes.BlockLength < range.Offset + range.Length; block++) blocks.Add((int)block);
        foreach (var block in (int[])[0, count - 2, count - 1])
            if (block >= 0 && block < count) blocks.Add(block);
        return blocks;
    }

    private async Task<string?> WholeAsync(string path, CopyFile was, CancellationToken cancellationToken)
    {
        // What a whole file gave once holds as long as the run.
        if (was.Expected.FirstOrDefault() is not { } digest || proven.ContainsKey(was.Path)) return null;
        var wanted = digest.ToDigest();
        using var hash = new MultiHash(wanted.Format);
        var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (content.ConfigureAwait(false)) await hash.AppendAsync(content, cancellationToken).ConfigureAwait(false);
        if (hash.Finish()[0] != wanted) return $"does not have the {digest.Format} hash that it had";
        proven[was.Path] = [];
        return null;
    }
}
