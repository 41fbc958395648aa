using System.Buffers;
using System.Runtime.CompilerServices;
using Acetate.Media.Decode;

namespace Acetate.Media.Formats.FFmpeg;

/// <summary>A clip with a file for each frame, decoded by FFmpeg.</summary>
/// <remarks>FFmpeg reads sequences by numbers without holes, so the files are linked under such numbers, so many at a time.</remarks>
internal sealed class FFmpegSequence(SequenceFrames frames, FFmpegReading reading, DecodeSettings settings) : PictureSource
{
    private const int MostAtOnce = 1000;

    /// <inheritdoc/>
    public override required PictureDescription Description { get; init; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceFrame> ReadAsync(long first, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfOutside(first, count);
        for (var at = first; at < first + count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (frames.FileOf(at, out var fault) is null)
            {
                yield return new FaultyFrame(at++, fault!);
                continue;
            }

            await foreach (var frame in RunAsync(at, Math.Min(first + count - at, MostAtOnce), cancellationToken).ConfigureAwait(false))
            {
                at = frame.Number + 1;
                yield return frame;
            }
        }
    }

    /// <summary>Frames from one that is there to the next that is not, or to the first that FFmpeg ends at; that is given, too.</summary>
    private async IAsyncEnumerable<SourceFrame> RunAsync(long from, long most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("acetate-frames-").FullName;
        try
        {
            var extension = frames.FileOf(from, out _)!.Extension;
            var (count, reads) = (0L, new List<string> { folder });
            for (; count < most && frames.FileOf(from + count, out _) is { LocalPath: { } path } file && file.Extension == extension; count++)
                reads.Add(File.CreateSymbolicLink(Path.Join(folder, $"{count}.{extension}"), Path.GetFullPath(path)).LinkTarget!);
            await using var run = await FFmpegRun.StartAsync(new()
            {
                Path = Path.Join(folder.Replace("%", "%%", StringComparison.Ordinal), $"%d.{extension}"),
                Reads = reads,
                IsSequence = true,
                Count = count,
                Layout = reading.Picture.Layout.Name,
                Threads = settings.Threads,
            }).ConfigureAwait(false);
            var expected = 0L;
            while (expected < count && await run.NextAsync(cancellationToken).ConfigureAwait(false) is { } picture)
            {
                var at = picture.Line.Time ?? expected;
                if (at < expected || at >= count)
                {
                    ArrayPool<byte>.Shared.Return(picture.Bytes);
                    continue;
                }

                for (; expected < at; expected++) yield return Damaged(from + expected, run.Complaint);
                yield return Frame(from + at, picture);
                expected = at + 1;
            }

            if (expected < count) yield return Damaged(from + expected, run.Complaint);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private SourceFrame Frame(long number, FFmpegPicture picture)
    {
        var (line, first) = (picture.Line, reading.Picture);
        if (!line.IsDamaged && line.Width == first.Width && line.Height == first.Height) return new FFmpegFrame(number, picture, first);
        ArrayPool<byte>.Shared.Return(picture.Bytes);
        var name = frames.FileOf(number, out _)?.Name;
        return new FaultyFrame(number, new(line.IsDamaged
            ? $"'{name}' is damaged: FFmpeg had to guess a part of it. Look for the frame on the card or in another copy."
            : $"'{name}' is {line.Width}×{line.Height}, the first frame is {first.Width}×{first.Height}: a clip has one size."));
    }

    private FaultyFrame Damaged(long number, string? complaint) => new(number,
        new($"'{frames.FileOf(number, out _)?.Name}' cannot be decoded{(complaint is null ? "" : $": {complaint}")}. Look for the frame on the card or in another copy."));
}
