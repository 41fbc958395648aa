using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Encode.BurnIns;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Native;

namespace Acetate.Media.Encode;

/// <summary>Makes a copy of a proxy with a text burnt into every picture of it: who sees it, from where, when. The proxy is only read.</summary>
/// <remarks>The text is drawn by our own code, and laid over by FFmpeg while it encodes anew. The copy counts when it has as many pictures as the proxy.</remarks>
/// <param name="clock">For time limits.</param>
public sealed class ProxyMark(TimeProvider clock)
{
    /// <summary>The most lines of a text.</summary>
    public const int MostLines = 4;

    /// <summary>Without a sign of progress for this long, FFmpeg is given up.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(3);

    /// <summary>Marks into a folder that must exist: <c>proxy.mp4</c> and <c>poster.jpg</c>.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="lines">The text: 1 to <see cref="MostLines"/> lines.</param>
    /// <param name="folder">Where the files are written; what lies there under the same names is replaced.</param>
    /// <param name="cancellationToken">Ends FFmpeg.</param>
    /// <returns>What was made, or why it cannot be.</returns>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    public async Task<ProxyMarkOutcome> RunAsync(string proxy, IReadOnlyList<string> lines, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentOutOfRangeException.ThrowIfZero(lines.Count, nameof(lines));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lines.Count, MostLines, nameof(lines));
        var (picture, hasSound, timecode) = await DescribeAsync(proxy, cancellationToken).ConfigureAwait(false);
        if (picture is not { Width: > 0 and <= 8192, Height: > 0 and <= 8192, NbFrames: { } counted } || !long.TryParse(counted, NumberStyles.None, CultureInfo.InvariantCulture, out var frames) || frames < 1)
            return new ProxyMarkOutcome.Failed("It has no picture whose frames can be counted, and nothing else can be marked.");

        WatermarkPattern pattern;
        try
        {
            pattern = WatermarkPattern.Draw(lines, picture.Width.Value, picture.Height.Value);
        }
        catch (IOException problem)
        {
            return new ProxyMarkOutcome.Failed(problem.Message);
        }

        var (mask, target, poster) = (Path.Join(folder, "mark.rgba"), Path.Join(folder, "proxy.mp4"), Path.Join(folder, "poster.jpg"));
        await File.WriteAllBytesAsync(mask, pattern.Pixels, cancellationToken).ConfigureAwait(false);
        var made = await FFmpegAsync(FFmpegArguments.Marked(proxy, mask, pattern, hasSound, timecode, target), [proxy, mask], target, cancellationToken).ConfigureAwait(false);
        File.Delete(mask);
        if (!made.IsSuccess) return new ProxyMarkOutcome.Failed($"FFmpeg could not mark the proxy: {made.Complaint}");

        var (after, _, _) = await DescribeAsync(target, cancellationToken).ConfigureAwait(false);
        if (after?.NbFrames != counted) return new ProxyMarkOutcome.Failed($"The marked copy reads back with {after?.NbFrames ?? "no"} frames, not {counted}.");
        var drawn = await FFmpegAsync(FFmpegArguments.Still(target, frames / 3, poster), [target], poster, cancellationToken).ConfigureAwait(false);
        return drawn.IsSuccess ? new ProxyMarkOutcome.Made(frames) : new ProxyMarkOutcome.Failed($"FFmpeg could not draw a picture of the marked copy: {drawn.Complaint}");
    }

    private Task<ChildResult> FFmpegAsync(ImmutableArray<string> arguments, ImmutableArray<string> reads, string output, CancellationToken cancellationToken) => new ChildProcess
    {
        Program = "ffmpeg",
        Arguments = arguments,
        Reads = reads,
        Writes = [output],
        TimeLimit = TimeSpan.FromHours(6),
        StallLimit = Stall,
        OnLine = static _ => { },
    }.RunAsync(clock, cancellationToken);

    private async Task<(FFprobeStream? Picture, bool HasSound, string? Timecode)> DescribeAsync(string path, CancellationToken cancellationToken)
    {
        var result = await new ChildProcess { Program = "ffprobe", Arguments = FFprobeArguments.Describe(path), Reads = [path], Writes = [] }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
        if (FFprobeReport.Parse(result.Output) is not { } report) return (null, false, null);
        return (report.Streams.FirstOrDefault(stream => stream.IsPicture), report.Streams.Any(stream => stream.CodecType == "audio"),
            report.Streams.Select(stream => stream.Tags.GetValueOrDefault("timecode")).FirstOrDefault(label => label is not null));
    }
}

/// <summary>How marking a proxy ended.</summary>
public abstract record ProxyMarkOutcome
{
    private ProxyMarkOutcome()
    {
    }

    /// <summary>It was made, and its frames were counted.</summary>
    /// <param name="Frames">How many it has.</param>
    public sealed record Made(long Frames) : ProxyMarkOutcome;

    /// <summary>It cannot be made.</summary>
    /// <param name="Reason">Why, as a sentence.</param>
    public sealed record Failed(string Reason) : ProxyMarkOutcome;
}
