using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Encode.BurnIns;
using Acetate.Media.Formats.FFprobe;
using Acetate.Timing;

namespace Acetate.Media.Encode;

/// <summary>The command lines of FFmpeg: one small function for each job, and nothing else builds any.</summary>
public static class FFmpegArguments
{
    /// <summary>An H.264 proxy that every browser plays, with sound mixed to two channels and a timecode track.</summary>
    public static ImmutableArray<string> Picture(PictureJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return
        [
            .. Start,
            .. job.Look == PictureLook.Developed ? [.. Developed(job), .. job.Sound.IsEmpty ? [] : Input(job.Inputs[0], job)] : job.Inputs.SelectMany(input => Input(input, job)),
            .. job.Look == PictureLook.Developed && job.Sound.IsEmpty ? (string[])[] : ["-filter_complex", job.Look == PictureLook.Developed ? SoundBeside(job) : PictureGraph(job)],
            "-map", job.Look == PictureLook.Developed ? "0:v:0" : "[picture]",
            .. job.Sound.IsEmpty ? (string[])["-an"] : ["-map", "[sound]", .. Aac],
            "-sn", "-dn",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-profile:v", "high", "-pix_fmt", "yuv420p",
            "-g", Text(job.KeyInterval), "-bf", "2", "-threads", "2",
            "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
            // Every source frame once: none dropped, none doubled, so that frame numbers of the proxy are those of the clip.
            "-fps_mode", "passthrough",
            .. job.Timecode is { } label ? (string[])["-timecode", label, "-write_tmcd", "1"] : ["-write_tmcd", "0"],
            .. Finish,
            $"file:{job.Output}",
        ];
    }

    /// <summary>A proxy of sound alone.</summary>
    public static ImmutableArray<string> Sound(SoundJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return
        [
            .. Start,
            .. job.Inputs.SelectMany(input => Input(input, null)),
            "-filter_complex", SoundGraph([.. job.Inputs.Select((_, i) => $"[{i}:a:0]")], job.Channels),
            "-map", "[sound]", .. Aac, "-vn", "-sn", "-dn",
            .. Finish,
            $"file:{job.Output}",
        ];
    }

    /// <summary>One picture of a proxy, at most 640 pixels wide, its scrub strip, and how loud it is, from one reading of the whole proxy.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="frames">How many frames it has.</param>
    /// <param name="posterFrame">Which one is the poster.</param>
    /// <param name="poster">Where the poster goes.</param>
    /// <param name="grid">How the strip is laid out.</param>
    /// <param name="strip">Where the strip goes.</param>
    /// <param name="samplesPerPeak">For a proxy with sound: how many samples are measured together; the levels are printed. Null: it has none.</param>
    public static ImmutableArray<string> Stills(string proxy, long frames, long posterFrame, string poster, StripGrid grid, string strip, int? samplesPerPeak)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return
        [
            .. Start, "-i", $"file:{proxy}",
            "-filter_complex", "[0:v:0]split=2[one][all];"
                + $"[one]select='eq(n\\,{Text(posterFrame)})',scale='min(640\\,iw)':-2:{ForJpeg}[poster];"
                // n · count mod frames < count holds for exactly 'count' of the 'frames' frames, evenly spread.
                + $"[all]select='lt(mod(n*{Text(grid.Count)}\\,{Text(frames)})\\,{Text(grid.Count)})',"
                + $"scale={Text(grid.TileWidth)}:{Text(grid.TileHeight)}:{ForJpeg},"
                + $"tile={Text(grid.Columns)}x{Text(grid.Rows)}[strip]"
                + (samplesPerPeak is { } samples ? $";[0:a:0]{Peaks(samples)}" : ""),
            "-map", "[poster]", "-frames:v", "1", .. Jpeg, $"file:{poster}",
            "-map", "[strip]", "-frames:v", "1", .. Jpeg, $"file:{strip}",
            .. samplesPerPeak is null ? (ImmutableArray<string>)[] : Printed,
        ];
    }

    /// <summary>Some frames of a proxy as a proxy of their own, decoded from its beginning on, so that they are exactly those.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="first">The first frame, counted from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="rate">The proxy's rate, which says when its sound is that of the frames.</param>
    /// <param name="hasSound">Whether it has sound.</param>
    /// <param name="timecode">Label of the first frame; null writes no timecode track.</param>
    /// <param name="output">Where it is written.</param>
    public static ImmutableArray<string> Stretch(string proxy, long first, long count, FrameRate rate, bool hasSound, string? timecode, string output)
    {
        var (from, to) = (Seconds(first), Seconds(first + count));
        return
        [
            .. Start, "-i", $"file:{proxy}",
            "-filter_complex", $"[0:v:0]trim=start_frame={Text(first)}:end_frame={Text(first + count)},setpts=PTS-STARTPTS[picture]"
                + (hasSound ? $";[0:a:0]atrim=start={from}:end={to},asetpts=PTS-{from}/TB[sound]" : ""),
            "-map", "[picture]", .. hasSound ? (string[])["-map", "[sound]", .. Aac] : ["-an"], "-sn", "-dn",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-profile:v", "high", "-pix_fmt", "yuv420p",
            "-g", Text(Math.Clamp(rate.LabelsPerSecond, 1, 120)), "-bf", "2", "-threads", "2",
            "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-fps_mode", "passthrough",
            .. timecode is { } label ? (string[])["-timecode", label, "-write_tmcd", "1"] : ["-write_tmcd", "0"],
            .. Finish,
            $"file:{output}",
        ];

        string Seconds(long frame) => ((decimal)frame * rate.Denominator / rate.Numerator).ToString("0.########", CultureInfo.InvariantCulture);
    }

    /// <summary>A copy of a proxy with a pattern laid over every picture; it moves by one period across in a minute, and by one down in a minute and a half.</summary>
    internal static ImmutableArray<string> Marked(string proxy, string mask, WatermarkPattern pattern, bool hasSound, string? timecode, string output) =>
    [
        .. Start, "-i", $"file:{proxy}",
        "-f", "rawvideo", "-pixel_format", "rgba", "-video_size", $"{Text(pattern.Width)}x{Text(pattern.Height)}", "-framerate", "1", "-protocol_whitelist", "file", "-i", $"file:{mask}",
        "-filter_complex", $"[0:v:0][1:v:0]overlay=x='-mod(t*{Text(pattern.Across)}/60\\,{Text(pattern.Across)})':y='-mod(t*{Text(pattern.Down)}/90\\,{Text(pattern.Down)})':eof_action=repeat:eval=frame:format=yuv420[picture]",
        "-map", "[picture]", .. hasSound ? (string[])["-map", "0:a:0", "-c:a", "copy"] : ["-an"], "-sn", "-dn",
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-profile:v", "high", "-pix_fmt", "yuv420p", "-g", "48", "-bf", "2", "-threads", "2",
        "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-fps_mode", "passthrough",
        .. timecode is { } label ? (string[])["-timecode", label, "-write_tmcd", "1"] : ["-write_tmcd", "0"],
        .. Finish,
        $"file:{output}",
    ];

    /// <summary>One picture of a proxy, at most 640 pixels wide.</summary>
    public static ImmutableArray<string> Still(string proxy, long frame, string output) =>
    [
        .. Start, "-i", $"file:{proxy}",
        "-filter_complex", $"[0:v:0]select='eq(n\\,{Text(frame)})',scale='min(640\\,iw)':-2:{ForJpeg}[poster]",
        "-map", "[poster]", "-frames:v", "1", .. Jpeg, $"file:{output}",
    ];

    /// <summary>The sound of a proxy drawn over its length, as the poster of a sound clip.</summary>
    public static ImmutableArray<string> Waveform(string proxy, string output, int samplesPerPeak) =>
    [
        .. Start, "-i", $"file:{proxy}",
        "-filter_complex", "[0:a:0]asplit=2[drawn][heard];[drawn]showwavespic=s=640x160:split_channels=1:colors=0x7fb2e5|0x9fd6a8:scale=sqrt[wave];"
            + "color=c=0x15181c:s=640x160:d=1[ground];[ground][wave]overlay=format=auto[picture];[heard]" + Peaks(samplesPerPeak),
        "-map", "[picture]", "-frames:v", "1", .. Jpeg, $"file:{output}", .. Printed,
    ];

    // The greatest sample of each stretch is printed as metadata, a line at a time, between the lines of progress.
    private static string Peaks(int samples) =>
        $"asetnsamples=n={Text(samples)}:p=0,astats=metadata=1:reset=1:measure_perchannel=Peak_level:measure_overall=none,ametadata=mode=print:file=-:direct=1[peaks]";

    private static readonly ImmutableArray<string> Printed = ["-map", "[peaks]", "-f", "null", "-"];

    private static readonly ImmutableArray<string> Start =
        ["-hide_banner", "-nostdin", "-loglevel", "error", "-nostats", "-progress", "pipe:1", "-y", "-protocol_whitelist", "file"];

    /// <summary>The same input gives the same bytes: no dates, no versions, nothing of the source's own tags.</summary>
    private static readonly ImmutableArray<string> Finish =
        ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-movflags", "+faststart", "-f", "mp4"];

    private static readonly ImmutableArray<string> Aac = ["-c:a", "aac", "-b:a", "160k", "-ar", "48000"];

    // Every reader of JPEG takes its colours to be by BT.601 and of the full range (JFIF); a proxy's are by BT.709.
    private const string ForJpeg = "flags=bicubic+accurate_rnd+bitexact:in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc";

    private static readonly ImmutableArray<string> Jpeg = ["-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-q:v", "4", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "image2", "-update", "1"];

    private static IEnumerable<string> Input(string path, PictureJob? job)
    {
        if (job is { SequenceRate: { } rate, Look: not PictureLook.Developed })
        {
            yield return "-f";
            yield return "image2";
            yield return "-framerate";
            yield return rate;
            yield return "-start_number";
            yield return "0";
        }
        else
        {
            yield return "-format_whitelist";
            yield return FFprobeArguments.Demuxers;
        }

        yield return "-i";
        yield return $"file:{path}";
    }

    private static string PictureGraph(PictureJob job)
    {
        var many = job.Inputs.Length > 1;
        var hasSound = !job.Sound.IsEmpty;
        var joined = !many ? ""
            : string.Concat(job.Inputs.Select((_, i) => $"[{i}:v:0]" + (hasSound ? string.Concat(job.Sound.Select((_, s) => $"[{i}:a:{s}]")) : "")))
                + $"concat=n={Text(job.Inputs.Length)}:v=1:a={Text(job.Sound.Length)}[joined]"
                + string.Concat(job.Sound.Select((_, s) => $"[sound{s}]")) + ";";
        var graph = joined + (many ? "[joined]" : "[0:v:0]") + string.Join(',', PictureFilters(job)) + "[picture]";
        if (!hasSound) return graph;
        return graph + ";" + SoundGraph([.. job.Sound.Select((_, s) => many ? $"[sound{s}]" : $"[0:a:{s}]")], job.Sound);
    }

    // Finished pictures come through the standard input, one after the other.
    private static ImmutableArray<string> Developed(PictureJob job) =>
    [
        "-protocol_whitelist", "file,pipe", "-f", "rawvideo", "-pixel_format", "yuv420p", "-video_size", $"{Text(job.Width)}x{Text(job.Height)}",
        "-framerate", job.SequenceRate ?? "25", "-color_range", "tv", "-i", "pipe:0",
    ];

    private static string SoundBeside(PictureJob job) => SoundGraph([.. job.Sound.Select((_, s) => $"[1:a:{s}]")], job.Sound);

    private static IEnumerable<string> PictureFilters(PictureJob job)
    {
        if (job.IsInterlaced) yield return "bwdif=mode=send_frame";
        var size = $"{Text(job.Width)}:{Text(job.Height)}:flags=bicubic+accurate_rnd+bitexact";
        switch (job.Look)
        {
            case PictureLook.HighDynamicRange when job.HighRange is { } source:
                yield return $"zscale=transferin={source.Transfer}:primariesin={source.Primaries}:matrixin=bt2020nc:rangein={(job.IsFullRange ? "pc" : "tv")}"
                    + ":transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,tonemap=tonemap=hable:desat=0,"
                    + "zscale=transfer=bt709:matrix=bt709:range=tv,format=yuv444p10le";
                yield return $"scale={size}";
                break;
            case var _ when job.SourceMatrix.Length == 0:
                yield return $"scale={size}:out_color_matrix=bt709:out_range=tv";
                break;
            default:
                yield return $"scale={size}:in_color_matrix={job.SourceMatrix}:in_range={(job.IsFullRange ? "pc" : "tv")}:out_color_matrix=bt709:out_range=tv";
                break;
        }

        yield return "setsar=1";
        yield return "format=yuv420p";
    }

    /// <summary>At most two channels come out. More are mixed: odd ones to the left, even ones to the right, each side at the mean.</summary>
    private static string SoundGraph(ImmutableArray<string> inputs, ImmutableArray<int> channels)
    {
        var total = channels.Sum();
        var merged = inputs.Length == 1 ? inputs[0] : string.Concat(inputs) + $"amerge=inputs={Text(inputs.Length)},";
        if (total <= 1) return $"{merged}aformat=channel_layouts=mono[sound]";
        if (total == 2) return $"{merged}pan=stereo|c0=c0|c1=c1[sound]";
        var left = Enumerable.Range(0, total).Where(channel => channel % 2 == 0).ToList();
        var right = Enumerable.Range(0, total).Where(channel => channel % 2 == 1).ToList();
        return $"{merged}pan=stereo|c0={Mean(left)}|c1={Mean(right)}[sound]";

        static string Mean(List<int> some) => string.Join('+', some.Select(channel => $"{Text(1.0 / some.Count)}*c{channel}"));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double number) => Math.Round(number, 6).ToString("0.######", CultureInfo.InvariantCulture);
}
