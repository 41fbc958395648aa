using System.Buffers;
using System.Globalization;
using System.Threading.Channels;
using Acetate.Media.Decode;
using Acetate.Media.Decode.Samples;
using Acetate.Media.Native;

namespace Acetate.Media.Formats.FFmpeg;

/// <summary>What FFmpeg says about a frame before it gives it.</summary>
internal sealed record FFmpegFrameLine(long? Time, string Layout, int Width, int Height, bool IsDamaged)
{
    /// <summary>Reads a line of the filter <c>showinfo</c>; null for any other line.</summary>
    public static FFmpegFrameLine? Parse(string line, bool isDamaged)
    {
        if (!line.Contains("showinfo", StringComparison.Ordinal) || Value(line, " n:") is null || Value(line, " fmt:") is not { } layout) return null;
        var size = Value(line, " s:")?.Split('x') ?? [];
        if (size.Length != 2 || !int.TryParse(size[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || !int.TryParse(size[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height)) return null;
        return new(long.TryParse(Value(line, " pts:"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time) ? time : null, layout, width, height, isDamaged);
    }

    /// <summary>The word after a key; spaces may stand between.</summary>
    public static string? Value(string line, string key)
    {
        var at = line.IndexOf(key, StringComparison.Ordinal);
        if (at < 0) return null;
        var rest = line.AsSpan(at + key.Length).TrimStart();
        var end = rest.IndexOf(' ');
        return (end < 0 ? rest : rest[..end]).ToString();
    }
}

/// <summary>A frame that FFmpeg gave.</summary>
/// <param name="Line">What it said about it.</param>
/// <param name="Layout">How its samples lie.</param>
/// <param name="Bytes">Its samples, from the shared pool.</param>
internal sealed record FFmpegPicture(FFmpegFrameLine Line, PixelLayout Layout, byte[] Bytes);

/// <summary>FFmpeg as it decodes: frames one after the other, each with what FFmpeg says about it.</summary>
internal sealed class FFmpegRun : IAsyncDisposable
{
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(2);

    private readonly Channel<FFmpegFrameLine> lines = Channel.CreateUnbounded<FFmpegFrameLine>(new() { SingleReader = true, SingleWriter = true });
    private readonly Lock gate = new();
    private readonly Queue<string> complaints = new();
    private RunningChild? child;
    private bool isDamaged;

    /// <summary>Units of the frames' times, in seconds; known with the first frame.</summary>
    public (long Numerator, long Denominator) TimeBase { get; private set; } = (0, 1);

    /// <summary>What FFmpeg last said about colours, by its own words.</summary>
    public string? ColourLine { get; private set; }

    /// <summary>The last thing it complained about.</summary>
    public string? Complaint
    {
        get
        {
            lock (gate) return ChildResult.TellingLine(complaints);
        }
    }

    /// <summary>Starts FFmpeg.</summary>
    /// <exception cref="ToolMissingException">It is not installed.</exception>
    public static async Task<FFmpegRun> StartAsync(FFmpegDecodeJob job)
    {
        var run = new FFmpegRun();
        var process = new ChildProcess { Program = "ffmpeg", Arguments = job.Arguments(), Reads = job.Reads, Writes = [], StallLimit = Stall };
        run.child = await process.StartAsync(run.Take, TimeProvider.System).ConfigureAwait(false);
        return run;
    }

    /// <summary>The next frame, or null after the last.</summary>
    /// <exception cref="DecodeException">FFmpeg gives what is not understood, or nothing any more.</exception>
    public async Task<FFmpegPicture?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            var line = await LineAsync(cancellationToken).ConfigureAwait(false);
            if (line is null) return null;
            var layout = PixelLayout.Named(line.Layout)
                ?? throw new DecodeException($"FFmpeg decodes the picture into the layout '{line.Layout}', which is not understood here.");
            if (line.Width is 0 or > 65536 || line.Height is 0 or > 65536 || layout.BytesOf(line.Width, line.Height) > Array.MaxLength)
                throw new DecodeException($"FFmpeg says a picture of {line.Width}×{line.Height}, which no camera records.");
            var length = (int)layout.BytesOf(line.Width, line.Height);
            var bytes = ArrayPool<byte>.Shared.Rent(length);
            var read = await child!.ReadAsync(bytes.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            if (read == length) return new(line, layout, bytes);
            ArrayPool<byte>.Shared.Return(bytes);
            return null;
        }
        catch (TimeoutException stalled)
        {
            throw new DecodeException($"FFmpeg gave nothing for {Stall.TotalMinutes:0} minutes and was ended. Try again; if it happens again, the file is damaged there.", stalled) { IsPassing = true };
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => child?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<FFmpegFrameLine?> LineAsync(CancellationToken cancellationToken)
    {
        if (lines.Reader.TryRead(out var ready)) return ready;
        var wait = lines.Reader.WaitToReadAsync(cancellationToken).AsTask();
        var limit = Task.Delay(Stall, cancellationToken);
        if (await Task.WhenAny(wait, limit).ConfigureAwait(false) == limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException();
        }

        return await wait.ConfigureAwait(false) && lines.Reader.TryRead(out ready) ? ready : null;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            lines.Writer.TryComplete();
            return;
        }

        if (line.Contains("showinfo", StringComparison.Ordinal))
        {
            if (FFmpegFrameLine.Value(line, "config in time_base:")?.TrimEnd(',').Split('/') is [var numerator, var denominator]
                && long.TryParse(numerator, CultureInfo.InvariantCulture, out var n) && long.TryParse(denominator, CultureInfo.InvariantCulture, out var d) && d > 0) TimeBase = (n, d);
            else if (line.Contains("color_range:", StringComparison.Ordinal)) ColourLine ??= line;
            else if (FFmpegFrameLine.Parse(line, isDamaged) is { } frame)
            {
                isDamaged = false;
                lines.Writer.TryWrite(frame);
            }

            return;
        }

        // Of OpenEXR that it cannot decode it gives black, and says no more than this.
        if (line.Contains("corrupt decoded frame", StringComparison.Ordinal) || line.Contains("decode_block() failed", StringComparison.Ordinal)) isDamaged = true;
        if (!line.Contains("[error]", StringComparison.Ordinal) && !line.Contains("[fatal]", StringComparison.Ordinal)) return;
        lock (gate)
        {
            if (complaints.Count == 8) complaints.Dequeue();
            complaints.Enqueue(ChildResult.WithoutAddress(line).Replace("[error] ", "", StringComparison.Ordinal).Replace("[fatal] ", "", StringComparison.Ordinal));
        }
    }

}
