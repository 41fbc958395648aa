using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Native;

namespace Acetate.Media.Formats.FFmpeg;

/// <summary>The installed FFmpeg.</summary>
internal static class FFmpegProgram
{
    private static readonly Lazy<Task<string>> Asked = new(AskAsync);

    /// <summary>Its name and version, asked once per process: <c>FFmpeg 5.1.9</c>.</summary>
    /// <exception cref="ToolMissingException">It is not installed.</exception>
    public static Task<string> VersionAsync() => Asked.Value;

    private static async Task<string> AskAsync()
    {
        var said = await new ChildProcess { Program = "ffmpeg", Arguments = ["-hide_banner", "-version"], Reads = [], Writes = [] }.RunAsync(TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        return said.Output.Split('\n')[0].Split(' ') is ["ffmpeg", "version", var version, ..] ? $"FFmpeg {version}" : "FFmpeg of unknown version";
    }
}

/// <summary>What FFmpeg is to decode.</summary>
internal sealed record FFmpegDecodeJob
{
    /// <summary>The file, or the pattern of a sequence's files.</summary>
    public required string Path { get; init; }

    /// <summary>What has to be seen for it: the file; of a sequence the folder of links, and what they lead to.</summary>
    public IReadOnlyList<string> Reads { get => field ?? [Path]; init; }

    /// <summary>Whether <see cref="Path"/> is a pattern with numbers from 0; frames then have their number as their time.</summary>
    public bool IsSequence { get; init; }

    /// <summary>Where to begin, in seconds after the file's own beginning; null: at it.</summary>
    public decimal? Start { get; init; }

    /// <summary>Frames to leave out at the beginning after they were decoded.</summary>
    public long Skip { get; init; }

    /// <summary>Frames of an earlier time, in the stream's own units, are left out after they were decoded.</summary>
    public long? Earliest { get; init; }

    /// <summary>How many frames.</summary>
    public required long Count { get; init; }

    /// <summary>The layout to give; null: as the codec gives it.</summary>
    public string? Layout { get; init; }

    /// <summary>Threads of the decoder.</summary>
    public int? Threads { get; init; }

    /// <summary>The command line: pictures as they are on standard output, and a line about each on standard error before it.</summary>
    public ImmutableArray<string> Arguments() =>
    [
        "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info", "-protocol_whitelist", "file",
        .. Threads is { } threads ? (string[])["-threads", Text(threads)] : [],
        // Times as the file has them, so that each frame's own tells which it is; stored pictures, not turned ones.
        "-copyts", "-noautorotate",
        .. IsSequence ? (string[])["-f", "image2", "-framerate", "1", "-start_number", "0"] : ["-format_whitelist", FFprobeArguments.Demuxers],
        .. Start is { } start ? (string[])["-ss", start.ToString("0.000000", CultureInfo.InvariantCulture)] : [],
        "-i", $"file:{Path}",
        "-map", "0:v:0", "-an", "-sn", "-dn", "-filter_threads", "1",
        "-vf", (Skip > 0 ? $"select=gte(n\\,{Text(Skip)})," : Earliest is { } time ? $"select=gte(pts\\,{Text(time)})," : "") + (Layout is null ? "" : $"format={Layout},") + "showinfo=checksum=0",
        "-fps_mode", "passthrough", "-frames:v", Text(Count),
        "-c:v", "rawvideo", "-f", "rawvideo", "pipe:1",
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
