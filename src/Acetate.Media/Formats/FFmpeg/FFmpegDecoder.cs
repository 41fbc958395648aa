using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Decode;
using Acetate.Media.Decode.Samples;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Timing;

namespace Acetate.Media.Formats.FFmpeg;

/// <summary>Everything that FFmpeg decodes, at the bits of its codec and without FFmpeg's conversion of colours.</summary>
public sealed class FFmpegDecoder : IPictureFormat
{
    private static readonly ImmutableHashSet<string> Frames =
        ["dpx", "cin", "exr", "tif", "tiff", "png", "jpg", "jpeg", "jp2", "j2k", "j2c", "tga", "bmp", "ppm", "pgm", "pam", "sgi", "webp", "jxl"];

    /// <inheritdoc/>
    public string Name => "FFmpeg";

    /// <inheritdoc/>
    public bool Knows(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        if (clip.Kind == ClipKind.Sound || clip.Files.IsEmpty) return false;
        var codec = inspection.Image?.Codec ?? "";
        if (codec.StartsWith("cfa", StringComparison.Ordinal) || codec.StartsWith("linear-raw", StringComparison.Ordinal) || codec.StartsWith("arriraw", StringComparison.Ordinal)) return false;
        return Frames.Contains(clip.Files[0].Extension) || codec.Length > 0 && ClosedFormats.NameOf(clip.Files[0]) is null && ClosedFormats.NameOf(clip.Files[0], codec) is null && clip.Kind != ClipKind.Sequence;
    }

    /// <inheritdoc/>
    public Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(settings);
        return OpenAsync(clip, inspection, SourceEncoding.Of(inspection, settings.Encoding), settings, cancellationToken);
    }

    /// <summary>Opens a clip of which is known better what its values mean.</summary>
    internal static async Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, SourceEncoding encoding, DecodeSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            var version = await FFmpegProgram.VersionAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return clip.Kind == ClipKind.Sequence
                ? await SequenceAsync(clip, inspection, encoding, settings, version, cancellationToken).ConfigureAwait(false)
                : await MovieAsync(clip, inspection, encoding, settings, version, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolMissingException missing)
        {
            throw new DecodeException(missing.Message, missing) { IsPassing = true };
        }
    }

    private static async Task<PictureSource> SequenceAsync(ClipSource clip, ClipInspection inspection, SourceEncoding encoding, DecodeSettings settings, string version, CancellationToken cancellationToken)
    {
        var frames = SequenceFrames.Of(clip);
        var part = await ProbeAsync(frames.First, 0, settings, inspection, cancellationToken).ConfigureAwait(false);
        var reading = FFmpegReading.Of(part.First, part.Stream, inspection, encoding, settings, version);
        return new FFmpegSequence(frames, reading, settings) { Description = Describe(reading, frames.Count, version) };
    }

    private static async Task<PictureSource> MovieAsync(ClipSource clip, ClipInspection inspection, SourceEncoding encoding, DecodeSettings settings, string version, CancellationToken cancellationToken)
    {
        var parts = ImmutableArray.CreateBuilder<FFmpegPart>();
        var at = 0L;
        foreach (var file in clip.Files)
        {
            if (file.Length == 0) throw new DecodeException($"'{file.Name}' has no bytes. Look for it on the card or in another copy.");
            var part = await ProbeAsync(file, at, settings, inspection, cancellationToken).ConfigureAwait(false);
            if (clip.Files.Length == 1 && inspection.Frames is { } known and > 0) part = part with { Frames = known };
            // No codec makes a frame of less than a byte: a header that says so lies.
            if (part.Frames <= 0 || part.Frames > file.Length)
                throw new DecodeException($"'{file.Name}' says it has {part.Frames.ToString(CultureInfo.InvariantCulture)} frames, which {file.Length:N0} bytes cannot hold.");
            parts.Add(part);
            at += part.Frames;
        }

        var first = parts[0];
        var reading = FFmpegReading.Of(first.First, first.Stream, inspection, encoding, settings, version);
        return new FFmpegMovie(parts.ToImmutable(), reading, settings) { Description = Describe(reading, at, version) };
    }

    private static PictureDescription Describe(FFmpegReading reading, long frames, string version) => new()
    {
        Width = reading.Picture.Width,
        Height = reading.Picture.Height,
        Frames = frames,
        Encoding = reading.Encoding.Encoding,
        EncodingOrigin = reading.Encoding.Origin,
        Decoder = version,
        Steps = reading.Steps,
        Warnings = reading.Warnings,
    };

    /// <summary>Decodes the first frame, which says more surely than any header what the others are.</summary>
    private static async Task<FFmpegPart> ProbeAsync(ClipFile file, long at, DecodeSettings settings, ClipInspection inspection, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file.LocalPath ?? throw new DecodeException($"'{file.Name}' is not on this machine, so its pictures cannot be made.") { IsPassing = true });
        var report = await AskAsync(FFprobeArguments.Describe(path), path, cancellationToken).ConfigureAwait(false);
        var stream = report?.Streams.FirstOrDefault(stream => stream.IsPicture)
            ?? throw new DecodeException($"FFmpeg finds no picture in '{file.Name}'{(report?.Error?.Text is { } words ? $": {words}" : "")}.");
        var job = new FFmpegDecodeJob { Path = path, Count = 1, Threads = 1, Layout = stream.PixFmt is { } layout && PixelLayout.Unpacked(layout) != layout ? PixelLayout.Unpacked(layout) : null };
        await using var run = await FFmpegRun.StartAsync(job).ConfigureAwait(false);
        var picture = await run.NextAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new DecodeException($"FFmpeg cannot decode '{file.Name}': {run.Complaint ?? inspection.Problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error)?.Message.TrimEnd('.') ?? "it finds no whole picture in it"}.");
        System.Buffers.ArrayPool<byte>.Shared.Return(picture.Bytes);
        var frames = long.TryParse(stream.NbFrames, NumberStyles.None, CultureInfo.InvariantCulture, out var counted) ? counted : 0;
        if (frames == 0 && inspection.Kind == ClipKind.Spanned) frames = await CountAsync(path, cancellationToken).ConfigureAwait(false);
        if (frames == 0 && inspection.Frames is null or 0) frames = IsStill(report!) ? 1 : await CountAsync(path, cancellationToken).ConfigureAwait(false);
        return new()
        {
            Path = path,
            At = at,
            Frames = frames,
            First = picture.Line,
            Stream = stream,
            Unpacked = job.Layout,
            TimeBase = run.TimeBase,
            FirstTime = report!.Format?.FormatName.StartsWith("mpeg", StringComparison.Ordinal) == true ? picture.Line.Time : stream.StartPts ?? picture.Line.Time,
            FileStart = decimal.TryParse(report.Format?.StartTime, CultureInfo.InvariantCulture, out var start) ? start : 0,
            Container = report.Format?.FormatName ?? "",
            Rate = FrameRate.TryParse(inspection.Image?.Rate, out var rate) || FrameRate.TryParse(stream.RFrameRate, out rate) ? rate : default,
        };
    }

    private static bool IsStill(FFprobeReport report) => report.Format?.FormatName is { } name && (name.EndsWith("_pipe", StringComparison.Ordinal) || name == "image2");

    private static async Task<long> CountAsync(string path, CancellationToken cancellationToken) =>
        (await AskAsync(FFprobeArguments.CountPackets(path), path, cancellationToken).ConfigureAwait(false))?.Streams is [{ NbReadPackets: { } text }, ..]
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var packets) ? packets : 0;

    private static async Task<FFprobeReport?> AskAsync(IReadOnlyList<string> arguments, string path, CancellationToken cancellationToken) => FFprobeReport.Parse(
        (await new ChildProcess { Program = "ffprobe", Arguments = arguments, Reads = [path], Writes = [], TimeLimit = TimeSpan.FromMinutes(10) }.RunAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false)).Output);
}

/// <summary>One file of a movie.</summary>
internal sealed record FFmpegPart
{
    /// <summary>Its absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>The clip's frame that is its first.</summary>
    public required long At { get; init; }

    /// <summary>Frames it says it has.</summary>
    public required long Frames { get; init; }

    /// <summary>Its first frame.</summary>
    public required FFmpegFrameLine First { get; init; }

    /// <summary>Its picture as FFprobe describes it.</summary>
    public required FFprobeStream Stream { get; init; }

    /// <summary>What FFmpeg is asked for when the codec's own layout is packed oddly.</summary>
    public string? Unpacked { get; init; }

    /// <summary>Units of times in seconds.</summary>
    public required (long Numerator, long Denominator) TimeBase { get; init; }

    /// <summary>The time of its first frame.</summary>
    public required long? FirstTime { get; init; }

    /// <summary>The earliest time of all its streams, in seconds.</summary>
    public required decimal FileStart { get; init; }

    /// <summary>Its frame rate; not set when it has none.</summary>
    public required FrameRate Rate { get; init; }

    /// <summary>The container as FFmpeg names it.</summary>
    public required string Container { get; init; }

    /// <summary>
    /// Whether frames have times on the grid of a rate, so that a frame can be told by its time: not when there are fewer or more of them than
    /// the length has room for, nor in MXF with H.264 or HEVC, whose times FFmpeg infers from an index that many writers get wrong.
    /// </summary>
    public bool IsTimed => FirstTime is not null && Rate.IsSet && TimeBase.Numerator > 0
        && (IsIntra || !Container.StartsWith("mxf", StringComparison.Ordinal) || Stream.CodecName == "mpeg2video")
        && (Stream.DurationTs is not { } length || length <= 0 || Container.StartsWith("mpeg", StringComparison.Ordinal)
            || Math.Abs((decimal)length * TimeBase.Numerator * Rate.Numerator / ((decimal)TimeBase.Denominator * Rate.Denominator) - Frames) < 0.6m);

    /// <summary>The frame of a time, counted from this file's first; and how far the time is from it, in frames.</summary>
    public (long Frame, decimal Off) FrameAt(long time)
    {
        var frames = (decimal)(time - FirstTime!.Value) * TimeBase.Numerator * Rate.Numerator / ((decimal)TimeBase.Denominator * Rate.Denominator);
        var frame = Math.Round(frames, MidpointRounding.AwayFromZero);
        return ((long)frame, frames - frame);
    }

    /// <summary>Where to begin for a frame, in seconds after the file's beginning: half a frame before it, so that no rounding loses it.</summary>
    public decimal StartOf(long frame) =>
        (decimal)FirstTime!.Value * TimeBase.Numerator / TimeBase.Denominator + (frame - 0.5m) * Rate.Denominator / Rate.Numerator - FileStart;

    /// <summary>The time that lies half a frame before a frame.</summary>
    public long TimeBefore(long frame) =>
        FirstTime!.Value + (long)Math.Floor((frame - 0.5m) * Rate.Denominator * TimeBase.Denominator / ((decimal)Rate.Numerator * TimeBase.Numerator));

    /// <summary>Whether every frame can be decoded alone, as far as that is certain.</summary>
    public bool IsIntra => Stream.CodecName is "prores" or "dnxhd" or "cfhd" or "dvvideo" or "v210" or "rawvideo" or "mjpeg" or "jpeg2000" || Stream.Profile?.Contains("Intra", StringComparison.Ordinal) == true;
}
