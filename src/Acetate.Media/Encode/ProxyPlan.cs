using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Decode;
using Acetate.Media.Formats;
using Acetate.Media.Formats.LibRaw;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Encode;

/// <summary>What kind of proxy a clip gets, decided from its inspection alone.</summary>
public abstract record ProxyPlan
{
    private ProxyPlan()
    {
    }

    /// <summary>Moving picture. The job's inputs and output are filled in when it runs.</summary>
    /// <param name="Job">How.</param>
    /// <param name="Frames">Frames expected in the proxy; null when the clip does not say.</param>
    /// <param name="Notes">What differs from the clip, in sentences.</param>
    public sealed record Picture(PictureJob Job, long? Frames, ImmutableArray<string> Notes) : ProxyPlan;

    /// <summary>Sound alone.</summary>
    /// <param name="Job">How.</param>
    /// <param name="Notes">What differs from the clip, in sentences.</param>
    public sealed record Sound(SoundJob Job, ImmutableArray<string> Notes) : ProxyPlan;

    /// <summary>There can be none.</summary>
    /// <param name="Reason">Why, in a sentence.</param>
    public sealed record Unavailable(string Reason) : ProxyPlan;

    /// <summary>Decides.</summary>
    public static ProxyPlan For(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        if (clip.Files.IsEmpty) return new Unavailable("The clip has no files.");
        if (ClosedFormats.NameOf(clip.Files[0], inspection.Image?.Codec) is { } closed && !PictureFormats.Know(clip, inspection))
            return new Unavailable($"{closed} cannot be decoded without its maker's software; no decoder for it is set up here.");
        if (clip.Files.All(file => file.Length == 0)) return new Unavailable("The clip's files are empty.");
        if (inspection.Image is { } image) return ForPicture(clip, inspection, image);
        if (inspection.Sound is { Channels: > 0 } sound) return ForSound(clip, sound);
        return new Unavailable(inspection.Problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } problem
            ? $"The clip cannot be read: {problem.Message}" : "The clip has neither picture nor sound that FFmpeg can decode.");
    }

    private static ProxyPlan ForPicture(ClipSource clip, ClipInspection inspection, InspectedImage image)
    {
        if (image is not { Codec: { } codec, Width: > 0 and var width, Height: > 0 and var height })
            return new Unavailable(inspection.Problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } error
                ? $"The picture cannot be decoded: {error.Message}" : "FFmpeg has no decoder for this picture.");
        var notes = ImmutableArray.CreateBuilder<string>();
        var isDeveloped = SourceEncoding.IsOfScene(inspection) || LibRawDecoder.IsPhotograph(clip);
        if (image.Colour?.Space == "Dolby Vision profile 5")
        {
            return new Unavailable("The picture is Dolby Vision profile 5, whose colours only its own decoder shows; without it they would be green and purple.");
        }

        if (codec == "cineon" && !isDeveloped)
        {
            return new Unavailable("FFmpeg does not read sequences of Cineon files.");
        }

        var isFrames = clip.Kind is ClipKind.Sequence or ClipKind.Still;
        var rate = RateOf(inspection, image, isFrames, notes);
        var isRgb = image.PixelFormat is { } format ? format.StartsWith("rgb", StringComparison.Ordinal) || format.StartsWith("gbr", StringComparison.Ordinal)
            || format.StartsWith("bgr", StringComparison.Ordinal) : isFrames;
        var look = isDeveloped ? PictureLook.Developed
            : image.Colour?.Transfer is "smpte2084" or "arib-std-b67" ? PictureLook.HighDynamicRange : PictureLook.Video;
        var (w, h) = Fit(width, height, image.Squeeze, PictureRotation.Of(inspection) is 90 or 270);
        if (look == PictureLook.HighDynamicRange) notes.Add("High dynamic range is mapped to a normal screen.");
        var sound = isFrames ? [] : SoundStreams(inspection);
        if (sound.Sum() > 2) notes.Add(Mixed(sound.Sum()));
        return new Picture(new()
        {
            Inputs = [],
            SequenceRate = isFrames || isDeveloped ? rate : null,
            Width = w,
            Height = h,
            IsInterlaced = image.FieldOrder is "tt" or "bb" or "tb" or "bt",
            Look = look,
            SourceMatrix = isRgb ? "" : Matrix(image, height),
            IsFullRange = image.Colour?.Range == "pc" || image.PixelFormat?.StartsWith("yuvj", StringComparison.Ordinal) == true,
            HighRange = look == PictureLook.HighDynamicRange ? new(image.Colour!.Transfer!, image.Colour.Primaries ?? "bt2020") : null,
            Sound = sound,
            Timecode = TimecodeFor(inspection, rate, notes),
            KeyInterval = FrameRate.TryParse(rate, out var keys) ? Math.Clamp(keys.LabelsPerSecond, 1, 120) : 25,
            Output = "",
        }, inspection.Frames, notes.ToImmutable());
    }

    private static Sound ForSound(ClipSource clip, InspectedSound sound)
    {
        var files = clip.Files.Where(file => file.Length > 0).ToList();
        // A take in several files has one file per track; a single file has all its channels.
        var channels = files.Count == 1 ? [sound.Channels ?? 1] : files.Select(_ => Math.Max(1, (sound.Channels ?? files.Count) / files.Count)).ToImmutableArray();
        return new(new() { Inputs = [], Channels = channels, Output = "" }, channels.Sum() > 2 ? [Mixed(channels.Sum())] : []);
    }

    private static string Mixed(int channels) => $"{channels} channels are mixed to two: odd ones left, even ones right, each side at the mean.";

    private static string? RateOf(ClipInspection inspection, InspectedImage image, bool isFrames, ImmutableArray<string>.Builder notes)
    {
        if ((image.Rate ?? inspection.Timecode?.Rate) is { } rate) return rate;
        if (!isFrames) return null;
        if (inspection.Kind == ClipKind.Sequence) notes.Add("The frames do not say their rate; 24 frames per second are assumed.");
        return "24";
    }

    /// <summary>A timecode track counts one label per frame, so it is written only where the clip's labels do that too.</summary>
    private static string? TimecodeFor(ClipInspection inspection, string? rate, ImmutableArray<string>.Builder notes)
    {
        if (inspection.Timecode is not { Start: { } start } time || rate is null) return null;
        if (!FrameRate.TryParse(rate, out var pictures) || !Timecode.TryParse(start, pictures, out _))
        {
            notes.Add($"The proxy has no timecode track: the label {start} does not fit {rate} frames per second.");
            return null;
        }

        if (time.Rate is null || !FrameRate.TryParse(time.Rate, out var labels) || labels == pictures) return start;
        notes.Add($"The proxy has no timecode track: the labels count at {time.Rate}, the pictures at {rate}.");
        return null;
    }

    /// <summary>The size of a proxy: at most 1920 by 1080, pixels square, both sides even.</summary>
    /// <param name="width">Stored pixels across.</param>
    /// <param name="height">Stored pixels down.</param>
    /// <param name="squeeze">How much wider a pixel is shown than high, as a ratio.</param>
    /// <param name="isTurned">Whether it is shown turned by a right angle.</param>
    internal static (int Width, int Height) Fit(int width, int height, string? squeeze, bool isTurned = false)
    {
        var wide = (double)width;
        if (squeeze?.Split('/') is { } parts && double.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ratio) && ratio > 0)
            wide *= ratio / (parts.Length > 1 && double.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var down) && down > 0 ? down : 1);
        var (across, high) = isTurned ? (height, wide) : (wide, (double)height);
        var scale = Math.Min(1, Math.Min(1920 / across, 1080.0 / high));
        return (Even(across * scale), Even(high * scale));

        static int Even(double size) => Math.Max(2, (int)Math.Round(size / 2) * 2);
    }

    private static string Matrix(InspectedImage image, int height) => image.Colour?.Matrix switch
    {
        "bt709" => "bt709",
        "smpte170m" or "bt470bg" => "bt601",
        "smpte240m" => "smpte240m",
        "bt2020nc" or "bt2020c" => "bt2020",
        "fcc" => "fcc",
        // Unmarked pictures of standard definition size are by convention BT.601, larger ones BT.709.
        _ => height < 720 ? "bt601" : "bt709",
    };

    private static ImmutableArray<int> SoundStreams(ClipInspection inspection)
    {
        var raw = inspection.Facts.FirstOrDefault(fact => fact.Field == "sound.channels")?.Raw;
        return raw is null ? [] : [.. raw.Split('+').Select(text => int.TryParse(text, out var channels) ? Math.Clamp(channels, 1, 64) : 1)];
    }
}
