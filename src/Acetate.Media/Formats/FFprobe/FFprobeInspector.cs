using System.Globalization;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Timing;

namespace Acetate.Media.Formats.FFprobe;

/// <summary>Everything FFmpeg can open: container, streams and tags, read by FFprobe in a process of its own.</summary>
public static class FFprobeInspector
{
    /// <summary>Runs FFprobe on a file and adds what it says to the draft.</summary>
    /// <exception cref="ToolMissingException">FFprobe is not installed.</exception>
    public static Task InspectAsync(ClipFile file, InspectionDraft draft, TimeProvider clock, CancellationToken cancellationToken) =>
        InspectAsync(file, draft, clock, isStandIn: false, cancellationToken);

    /// <summary>Runs FFprobe on a file that may be a stand-in: empty but for its ends. Then nothing is counted, and what FFprobe thinks of the emptiness is not told.</summary>
    internal static async Task InspectAsync(ClipFile file, InspectionDraft draft, TimeProvider clock, bool isStandIn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(draft);
        var result = await RunAsync(FFprobeArguments.Describe(file.LocalPath!), file.LocalPath!, clock, cancellationToken).ConfigureAwait(false);
        var report = FFprobeReport.Parse(result.Output);
        if (report is not { Error: null } || report.Streams.IsDefaultOrEmpty)
        {
            var complaint = report?.Error?.Text is { Length: > 0 } words ? words : result.Complaint;
            draft.Problem("unreadable", ProblemSeverity.Error, $"FFprobe cannot read the file: {complaint}", file.Name);
            return;
        }

        foreach (var line in isStandIn ? [] : result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(5))
            draft.Problem("ffprobe", ProblemSeverity.Note, $"FFprobe says: {WithoutAddress(line)}", file.Name);
        // What is a duration of the stand-in is none of the clip.
        if (isStandIn && draft["file.format"] != "QuickTime") report = report.WithoutDurations();
        Picture(report, draft, file);
        Sound(report, draft);
        FFprobeTags.Add(report, draft);
        if (isStandIn && draft.Has("image.codec") && !draft.Has("clip.frames"))
            draft.Problem("not-counted", ProblemSeverity.Note, "The frames of this kind of file can only be counted by reading all of it, which is not done from a store.", file.Name);
        else if (draft.Has("image.codec") && !draft.Has("clip.frames")) await CountAsync(report, file, draft, clock, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ChildResult> RunAsync(IReadOnlyList<string> arguments, string path, TimeProvider clock, CancellationToken cancellationToken) =>
        await new ChildProcess { Program = "ffprobe", Arguments = arguments, Reads = [path], Writes = [], TimeLimit = TimeSpan.FromMinutes(2) }
            .RunAsync(clock, cancellationToken).ConfigureAwait(false);

    private static void Picture(FFprobeReport report, InspectionDraft draft, ClipFile file)
    {
        if (report.Streams.FirstOrDefault(stream => stream.IsPicture) is not { } picture) return;
        const string origin = "ffprobe";
        draft.Fact("image.width", picture.Width, origin);
        draft.Fact("image.height", picture.Height, origin);
        draft.Fact("image.codec", picture.CodecName, origin, $"{picture.CodecName} ({picture.CodecTagString})");
        draft.Fact("image.profile", Known(picture.Profile), origin);
        draft.Fact("image.pixelFormat", picture.PixFmt, origin);
        draft.Fact("image.bitDepth", Depth(picture), origin);
        draft.Fact("image.squeeze", picture.SampleAspectRatio?.Split(':') is [var across, var down]
            && long.TryParse(across, out var x) && long.TryParse(down, out var y) ? ExactRatio.Of(x, y) : null, origin, picture.SampleAspectRatio);
        draft.Fact("image.fieldOrder", Known(picture.FieldOrder), origin);
        draft.Fact("image.colour.primaries", Known(picture.ColorPrimaries), origin);
        draft.Fact("image.colour.transfer", Known(picture.ColorTransfer), origin);
        draft.Fact("image.colour.matrix", Known(picture.ColorSpace), origin);
        draft.Fact("image.colour.range", Known(picture.ColorRange), origin);
        if (!picture.SideDataList.IsDefaultOrEmpty && picture.SideDataList.Select(data => data.DvProfile).FirstOrDefault(number => number is not null) is { } profile)
            draft.Fact("image.colour.space", $"Dolby Vision profile {profile}", origin, $"dv_profile {profile}");
        if (!picture.SideDataList.IsDefaultOrEmpty && picture.SideDataList.Select(data => data.Matrix).FirstOrDefault(matrix => matrix.Length == 9) is { IsDefault: false } shown)
        {
            var (turned, isMirrored) = PictureRotation.OfMatrix(shown[0], shown[1], shown[3], shown[4]);
            if (turned != 0) draft.Fact(PictureRotation.Field, turned, origin, string.Join(' ', shown));
            if (isMirrored) draft.Fact(PictureRotation.MirroredField, "yes", origin, string.Join(' ', shown));
        }

        var isMxf = report.Format?.FormatName.StartsWith("mxf", StringComparison.Ordinal) == true;
        // MXF states an edit rate; an average over the packets of a cut file would be nonsense.
        var rate = isMxf && FrameRate.TryParse(picture.RFrameRate, out var edit) ? edit : Rate(picture, draft, file);
        if (rate.IsSet) draft.Fact("image.rate", rate.ToKnown().ToRatio(), origin, $"{picture.RFrameRate} {picture.AvgFrameRate}");
        if (long.TryParse(picture.NbFrames, NumberStyles.None, CultureInfo.InvariantCulture, out var frames) && frames > 0)
            draft.Fact("clip.frames", frames, "ffprobe nb_frames");
        else if (rate.IsSet && isMxf && picture.DurationTs is > 0 and var ticks
            && picture.TimeBase == $"{rate.Denominator}/{rate.Numerator}")
            draft.Fact("clip.frames", ticks, "ffprobe duration_ts", $"{ticks} × {picture.TimeBase}");
    }

    private static FrameRate Rate(FFprobeStream picture, InspectionDraft draft, ClipFile file)
    {
        var isSteady = FrameRate.TryParse(picture.RFrameRate, out var rate);
        var hasAverage = FrameRate.TryParse(picture.AvgFrameRate, out var average);
        if (!isSteady || !hasAverage) return isSteady ? rate : average;
        if (Math.Abs(rate.Approximate - average.Approximate) <= rate.Approximate * 0.01) return rate;
        // Interlaced material may state its field rate; anything else has frames of different length.
        if (Math.Abs(rate.Approximate - 2 * average.Approximate) >= 0.01)
            draft.Problem("variable-rate", ProblemSeverity.Note,
                $"The frames have no constant rate: {picture.RFrameRate} at the finest, {picture.AvgFrameRate} on average.", file.Name);
        return average;
    }

    private static void Sound(FFprobeReport report, InspectionDraft draft)
    {
        var sound = report.Streams.Where(stream => stream.CodecType == "audio").ToList();
        if (sound.Count == 0) return;
        const string origin = "ffprobe";
        draft.Fact("sound.codec", sound[0].CodecName, origin);
        draft.Fact("sound.channels", sound.Sum(stream => (long)(stream.Channels ?? 0)), origin, string.Join('+', sound.Select(stream => stream.Channels)));
        draft.Fact("sound.sampleRate", sound[0].SampleRate, origin);
        if (sound[0].BitsPerSample is > 0 and var bits) draft.Fact("sound.bitDepth", bits, origin);
        if (sound[0].DurationTs is > 0 and var ticks && sound[0].TimeBase == $"1/{sound[0].SampleRate}") draft.Fact("sound.samples", ticks, origin);
        var place = 1;
        foreach (var stream in sound)
        {
            for (var channel = 0; channel < Math.Min(stream.Channels ?? 0, 64); channel++)
                draft.Track(new(place++, stream.Tags.GetValueOrDefault("title") ?? stream.Tags.GetValueOrDefault("track_name"), null, stream.ChannelLayout));
        }
    }

    /// <summary>A container without a frame count (a transport stream) is counted: that is quick, nothing is decoded.</summary>
    private static async Task CountAsync(FFprobeReport report, ClipFile file, InspectionDraft draft, TimeProvider clock, CancellationToken cancellationToken)
    {
        var result = await RunAsync(FFprobeArguments.CountPackets(file.LocalPath!), file.LocalPath!, clock, cancellationToken).ConfigureAwait(false);
        if (FFprobeReport.Parse(result.Output)?.Streams is not [{ NbReadPackets: { } text }, ..] || !long.TryParse(text, out var packets) || packets <= 0) return;
        // AVCHD may store the two fields of a frame as two packets: then there are twice as many as time has room for.
        var picture = report.Streams.First(stream => stream.IsPicture);
        var hasRoom = double.TryParse(picture.Duration, CultureInfo.InvariantCulture, out var seconds) & FrameRate.TryParse(draft["image.rate"], out var rate);
        var isFields = hasRoom && picture.FieldOrder is "tt" or "bb" or "tb" or "bt" && packets > seconds * rate.Approximate * 1.5;
        draft.Fact("clip.frames", isFields ? (packets + 1) / 2 : packets, isFields ? "ffprobe count_packets, two fields each" : "ffprobe count_packets", text);
    }

    private static int? Depth(FFprobeStream picture)
    {
        if (int.TryParse(picture.BitsPerRawSample, out var bits) && bits is > 0 and <= 64) return bits;
        if (picture.PixFmt is not { } format) return null;
        foreach (var depth in (ReadOnlySpan<int>)[9, 10, 12, 14, 16])
            if (format.EndsWith($"{depth}le", StringComparison.Ordinal) || format.EndsWith($"{depth}be", StringComparison.Ordinal))
                return depth;
        return format is "rgb48le" or "rgba64le" ? 16 : 8;
    }

    private static string? Known(string? word) => word is "unknown" or "reserved" ? null : word;

    /// <summary>FFmpeg prefixes its lines with the address of an object, which differs from run to run.</summary>
    private static string WithoutAddress(string line) =>
        line.StartsWith('[') && line.IndexOf(" @ 0x", StringComparison.Ordinal) is > 0 and var at && line.IndexOf(']', at) is > 0 and var end
            ? line[..at] + line[end..] : line;
}
