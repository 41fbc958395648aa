using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Acetate.Media.Decode;

namespace Acetate.Media.Formats.FFmpeg;

/// <summary>A movie of one file or several, decoded by FFmpeg.</summary>
/// <remarks>
/// A frame is told by its own time wherever frames have times on the grid of the rate: so a jump to a frame is checked by the frame
/// itself, and a frame that cannot be decoded leaves a hole and moves no other. Where times do not lie on a grid, frames are counted from the first.
/// </remarks>
internal sealed class FFmpegMovie(ImmutableArray<FFmpegPart> parts, FFmpegReading reading, DecodeSettings settings) : PictureSource
{
    private readonly HashSet<string> counted = [];

    /// <inheritdoc/>
    public override required PictureDescription Description { get; init; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceFrame> ReadAsync(long first, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(first, count);
        foreach (var part in parts)
        {
            var from = Math.Max(first, part.At) - part.At;
            var length = Math.Min(first + count, part.At + part.Frames) - part.At - from;
            if (length <= 0) continue;
            await foreach (var frame in PartAsync(part, from, length, cancellationToken).ConfigureAwait(false)) yield return frame;
        }
    }

    private async IAsyncEnumerable<SourceFrame> PartAsync(FFmpegPart part, long from, long length, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (part.IsTimed && !counted.Contains(part.Path))
        {
            var next = from;
            await foreach (var frame in TimedAsync(part, from, length, cancellationToken).ConfigureAwait(false))
            {
                if (frame is null) break;
                next = frame.Number - part.At + 1;
                yield return frame;
            }

            if (!counted.Contains(part.Path)) yield break;
            (from, length) = (next, from + length - next);
        }

        await foreach (var frame in CountedAsync(part, from, length, cancellationToken).ConfigureAwait(false)) yield return frame;
    }

    /// <summary>Frames by their times. Ends with null when times turn out to lie on no grid: frames are counted from then on.</summary>
    private async IAsyncEnumerable<SourceFrame?> TimedAsync(FFmpegPart part, long from, long length, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (run, picture) = await JumpAsync(part, from, length, cancellationToken).ConfigureAwait(false);
        await using var started = run.ConfigureAwait(false);
        var expected = from;
        for (; picture is not null; picture = expected < from + length ? await run.NextAsync(cancellationToken).ConfigureAwait(false) : null)
        {
            var (frame, off) = picture.Line.Time is { } time ? part.FrameAt(time) : (-1, 0);
            // A frame left out without a complaint was never there: these times are no count of frames.
            if (frame < expected || Math.Abs(off) > 0.3m || frame > expected && run.Complaint is null)
            {
                ArrayPool<byte>.Shared.Return(picture.Bytes);
                counted.Add(part.Path);
                yield return null;
                yield break;
            }

            for (; expected < Math.Min(frame, from + length); expected++) yield return Missing(part, expected, run.Complaint);
            if (frame >= from + length)
            {
                ArrayPool<byte>.Shared.Return(picture.Bytes);
                yield break;
            }

            yield return Frame(part, frame, picture, run.Complaint);
            expected = frame + 1;
        }

        // A container that says more frames than it shows (an edit list) is only shorter; one that is cut makes FFmpeg complain.
        if (run.Complaint is { } complaint)
            for (; expected < from + length; expected++) yield return Missing(part, expected, complaint);
    }

    /// <summary>
    /// Starts at a frame. Containers lead to a picture that can be decoded alone, but some to one after the frame that is wanted, or to
    /// one that only looks so; then the start is moved back, at last to the beginning, until the frame comes whole.
    /// </summary>
    private async Task<(FFmpegRun Run, FFmpegPicture? Picture)> JumpAsync(FFmpegPart part, long from, long length, CancellationToken cancellationToken)
    {
        long[] backs = part.IsIntra ? [0] : [2 * part.Rate.LabelsPerSecond, 10 * part.Rate.LabelsPerSecond, long.MaxValue];
        foreach (var back in backs)
        {
            var start = back < from ? from - back : 0;
            var isLast = start == 0 || back == backs[^1];
            var run = await FFmpegRun.StartAsync(Job(part) with
            {
                Start = start > 0 ? part.StartOf(start) : null,
                Earliest = from > 0 ? part.TimeBefore(from) : null,
                Count = length,
            }).ConfigureAwait(false);
            try
            {
                var picture = await run.NextAsync(cancellationToken).ConfigureAwait(false);
                if (isLast || picture is { Line: { IsDamaged: false, Time: { } time } } && part.FrameAt(time).Frame == from) return (run, picture);
                if (picture is not null) ArrayPool<byte>.Shared.Return(picture.Bytes);
            }
            catch
            {
                await run.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            await run.DisposeAsync().ConfigureAwait(false);
        }

        throw new InvalidOperationException("The last start is always taken.");
    }

    private async IAsyncEnumerable<SourceFrame> CountedAsync(FFmpegPart part, long from, long length, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var run = await FFmpegRun.StartAsync(Job(part) with { Skip = from, Count = length }).ConfigureAwait(false);
        var at = from;
        for (; at < from + length; at++)
        {
            if (await run.NextAsync(cancellationToken).ConfigureAwait(false) is not { } picture) break;
            yield return Frame(part, at, picture, run.Complaint);
        }

        if (run.Complaint is { } complaint)
            for (; at < from + length; at++) yield return Missing(part, at, complaint);
    }

    private FFmpegDecodeJob Job(FFmpegPart part) => new() { Path = part.Path, Count = 0, Layout = part.Unpacked ?? part.First.Layout, Threads = settings.Threads };

    private SourceFrame Frame(FFmpegPart part, long frame, FFmpegPicture picture, string? complaint)
    {
        var number = part.At + frame;
        var (first, line) = (reading.Picture, picture.Line);
        if (!line.IsDamaged && line.Width == first.Width && line.Height == first.Height && picture.Layout == first.Layout) return new FFmpegFrame(number, picture, reading.Picture);
        ArrayPool<byte>.Shared.Return(picture.Bytes);
        return new FaultyFrame(number, new(line.IsDamaged
            ? $"Frame {number} is damaged: FFmpeg had to guess a part of it{(complaint is null ? "" : $" ({complaint})")}. Look for the clip on the card or in another copy."
            : $"Frame {number} is {line.Width}×{line.Height} {line.Layout}, the first is {first.Width}×{first.Height} {first.Layout.Name}: a clip has one size."));
    }

    private static FaultyFrame Missing(FFmpegPart part, long frame, string? complaint) => new(part.At + frame,
        new($"Frame {part.At + frame} cannot be decoded{(complaint is null ? "" : $": {complaint}")}. Look for the clip on the card or in another copy."));

    private void Check(long first, long count)
    {
        ThrowIfOutside(first, count);
    }
}
