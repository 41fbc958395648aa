using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Acetate.Media.Trim;

/// <summary>Writes planned files into a folder of their own, makes them durable and reads them back.</summary>
internal static class TrimWriter
{
    private const int BlockLength = 1 << 20;

    /// <summary>Writes all files of a plan.</summary>
    /// <exception cref="InvalidDataException">A source ends earlier than it did, or what was written reads back differently.</exception>
    public static async Task<ImmutableArray<TrimmedFile>> WriteAsync(
        IReadOnlyList<PlannedFile> files, string folder, Action<long, long> progress, CancellationToken cancellationToken)
    {
        // Every byte is written and read back.
        var (done, total) = (0L, files.Sum(file => file.Length) * 2);
        var written = ImmutableArray.CreateBuilder<TrimmedFile>();
        foreach (var file in files)
        {
            var path = Path.Join(folder, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var hash = await CopyAsync(file, path, Count, cancellationToken).ConfigureAwait(false);
            var readBack = await HashAsync(path, Count, cancellationToken).ConfigureAwait(false);
            if (readBack != hash)
                throw new InvalidDataException($"'{file.Name}' reads back differently from what was written: the disk or its cable is failing. Nothing was kept; use another disk.");
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(file.SourcePath));
            written.Add(new(file.Name, file.Source, file.Length, readBack));
        }

        return written.ToImmutable();

        void Count(long bytes) => progress(done += bytes, total);
    }

    private static async Task<string> CopyAsync(PlannedFile file, string path, Action<long> count, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = new FileStream(file.SourcePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        var block = new byte[BlockLength];
        foreach (var piece in file.Pieces)
        {
            if (piece.IsNew)
            {
                hash.AppendData(piece.Bytes.Span);
                await target.WriteAsync(piece.Bytes, cancellationToken).ConfigureAwait(false);
                count(piece.Length);
                continue;
            }

            source.Position = piece.Offset;
            for (var left = piece.Length; left > 0;)
            {
                var read = await source.ReadAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)), cancellationToken).ConfigureAwait(false);
                if (read == 0) throw new InvalidDataException($"'{file.Source}' ends at byte {source.Position}, where {left} more were to be copied.");
                hash.AppendData(block, 0, read);
                await target.WriteAsync(block.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                left -= read;
                count(read);
            }
        }

        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
        target.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<string> HashAsync(string path, Action<long> count, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var block = new byte[BlockLength];
        while (await file.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            hash.AppendData(block, 0, read);
            count(read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
