using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Native;
using Acetate.Timing;

namespace Acetate.Media.Encode;

/// <summary>Makes a file of its own of some frames of a proxy, and counts them before it says so. Nothing of the other frames is in it.</summary>
/// <remarks>The frames are decoded and encoded anew: a copy of the stream would have to begin at a picture that can be jumped to, and would hold frames that were not asked for.</remarks>
/// <param name="clock">For time limits.</param>
public sealed class ProxyCut(TimeProvider clock)
{
    /// <summary>Without a sign of progress for this long, FFmpeg is given up.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(3);

    /// <summary>Cuts into a folder that must exist: <c>proxy.mp4</c> and <c>poster.jpg</c>.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="first">The first frame, counted from 0.</param>
    /// <param name="count">How many frames; at least 1.</param>
    /// <param name="folder">Where the files are written; what lies there under the same names is replaced.</param>
    /// <param name="cancellationToken">Ends FFmpeg.</param>
    /// <returns>What was made, or why it cannot be.</returns>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    public async Task<ProxyCutOutcome> RunAsync(string proxy, long first, long count, string folder, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var (before, sound, label) = await DescribeAsync(proxy, cancellationToken).ConfigureAwait(false);
        if (before is not { RFrameRate: { } rateText, NbFrames: { } framesText } || !FrameRate.TryParse(rateText, out var rate) || !long.TryParse(framesText, NumberStyles.None, CultureInfo.InvariantCulture, out var frames))
            return new ProxyCutOutcome.Failed("The proxy has no picture whose frames can be counted: sound is shared as a whole.");
        if (first + count > frames) return new ProxyCutOutcome.Failed($"The proxy has {frames} frames; frames {first} to {first + count - 1} were asked for.");
        var timecode = label is not null && Timecode.TryParse(label, rate, out var start) ? start.AddWrapping(first).ToString() : null;
        var (target, poster) = (Path.Join(folder, "proxy.mp4"), Path.Join(folder, "poster.jpg"));
        var made = await FFmpegAsync(FFmpegArguments.Stretch(proxy, first, count, rate, sound, timecode, target), proxy, target, cancellationToken).ConfigureAwait(false);
        if (!made.IsSuccess) return new ProxyCutOutcome.Failed($"FFmpeg could not cut the proxy: {made.Complaint}");

        var (after, _, readLabel) = await DescribeAsync(target, cancellationToken).ConfigureAwait(false);
        if (after?.NbFrames != count.ToString(CultureInfo.InvariantCulture)) return new ProxyCutOutcome.Failed($"The cut reads back with {after?.NbFrames ?? "no"} frames, not {count}.");
        if (timecode is not null && readLabel != timecode) return new ProxyCutOutcome.Failed($"The timecode of the cut reads back as '{readLabel}', not '{timecode}'.");
        var drawn = await FFmpegAsync(FFmpegArguments.Still(target, count / 3, poster), target, poster, cancellationToken).ConfigureAwait(false);
        return drawn.IsSuccess ? new ProxyCutOutcome.Made(count, timecode) : new ProxyCutOutcome.Failed($"FFmpeg could not draw a picture of the cut: {drawn.Complaint}");
    }

    private Task<ChildResult> FFmpegAsync(ImmutableArray<string> arguments, string input, string output, CancellationToken cancellationToken) => new ChildProcess
    {
        Program = "ffmpeg",
        Arguments = arguments,
        Reads = [input],
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

/// <summary>How cutting a proxy ended.</summary>
public abstract record ProxyCutOutcome
{
    private ProxyCutOutcome()
    {
    }

    /// <summary>It was made, and its frames were counted.</summary>
    /// <param name="Frames">How many it has.</param>
    /// <param name="Timecode">Label of the first; null when the proxy has none.</param>
    public sealed record Made(long Frames, string? Timecode) : ProxyCutOutcome;

    /// <summary>It cannot be made.</summary>
    /// <param name="Reason">Why, as a sentence.</param>
    public sealed record Failed(string Reason) : ProxyCutOutcome;
}
