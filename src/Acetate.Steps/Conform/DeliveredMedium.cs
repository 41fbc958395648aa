using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Cuts;
using Acetate.Media.Trim;
using Acetate.Timing;

namespace Acetate.Steps.Conform;

/// <summary>A medium with what became of it.</summary>
/// <param name="Asked">What was asked for.</param>
/// <param name="Clip">The clip it is taken from.</param>
/// <param name="Result">What the trim gave.</param>
/// <param name="Files">Its files below the package's folder.</param>
/// <param name="First">The file that lists name; empty where nothing was made.</param>
internal sealed record DeliveredMedium(ConformMedium Asked, ConformClip Clip, TrimClipResult Result, ImmutableArray<StoredTrimFile> Files, string First)
{
    /// <summary>Whether there is anything.</summary>
    public bool IsThere => !Files.IsEmpty;

    /// <summary>Whether the clip was copied whole.</summary>
    public bool IsWhole => Result.Method == TrimMethod.Whole;

    /// <summary>The clip's frames, or samples, that the files hold; null when nobody can tell.</summary>
    public TrimSpan? Range => Result.Range is { } range ? new(range.Start, range.End) : Asked.Range ?? (Clip.Frames is { } frames && !Asked.IsSound ? new(0, frames) : null);

    /// <summary>Frames of picture in it; null of sound.</summary>
    public long? Frames => Asked.IsSound || Range is not { } range ? null : range.End - range.Start - Result.Missing.Length;

    /// <summary>Samples of sound that the files hold; null of pictures, and of a whole recording whose length nobody counted.</summary>
    public TrimSpan? Samples => !Asked.IsSound ? null : Result.Range is { Unit: "samples", End: > 0 } range ? new(range.Start, range.End) : Asked.Range;

    /// <summary>Of sound, the frames of its timecode in which its samples lie, counted from the recording's first: the first and the last may be in them in part. Null of pictures, and where nobody can tell.</summary>
    public TrimSpan? SoundFrames
    {
        get
        {
            if (Samples is not { } samples || Asked.SampleRate is not (> 0 and var perSecond) || !FrameRate.TryParse(Clip.Rate, out var rate)) return null;
            var each = (Int128)rate.Denominator * perSecond;
            return new((long)(samples.Start * (Int128)rate.Numerator / each), (long)(((samples.End * (Int128)rate.Numerator) + each - 1) / each));
        }
    }

    /// <summary>Bytes of its files.</summary>
    public long Bytes => Files.Sum(file => file.Size);

    /// <summary>Why it is whole; empty when it is not.</summary>
    public string WhyWhole => !IsWhole ? "" : Asked.WhyWhole.Length > 0 ? Asked.WhyWhole : Result.Proof is { Length: > 0 } proof ? proof : "Its format cannot be cut without loss.";

    /// <summary>Label of its first frame, of sound the one in which its first sample lies; empty where the clip has none.</summary>
    public string TimecodeIn => Result.Range?.In ?? ((Asked.IsSound ? SoundFrames : Range) is { } range ? ClipLabels.Of(Clip, range.Start) : "");

    /// <summary>Label of the frame after its last one.</summary>
    public string TimecodeOut => Result.Range?.Out ?? ((Asked.IsSound ? SoundFrames : Range) is { } range ? ClipLabels.Of(Clip, range.End) : "");

    /// <summary>The media in the order of the request.</summary>
    public static ImmutableArray<DeliveredMedium> Of(WriteConformListsRequest request, StepContext context)
    {
        var clips = request.Clips.ToDictionary(clip => clip.Id);
        var made = request.Trims.SelectMany(trims => trims.Pieces.Zip(context.Output<TrimClipsResult>(trims.Step).Trims)).ToDictionary(one => one.First, one => one.Second, StringComparer.Ordinal);
        return [.. request.Media.Select(medium => Of(medium, clips[medium.Clip], made.GetValueOrDefault(medium.Step) ?? throw new StepFailedException(RetryClass.Data, $"No step says what became of '{medium.Step}'.", "Plan the pull again with this version."), request.Prefix))];
    }

    private static DeliveredMedium Of(ConformMedium medium, ConformClip clip, TrimClipResult result, string prefix)
    {
        var files = result.Files.Select(file => file with { Path = prefix.Length > 0 && file.Path.StartsWith(prefix.TrimEnd('/') + "/", StringComparison.Ordinal) ? file.Path[(prefix.TrimEnd('/').Length + 1)..] : file.Path }).ToImmutableArray();
        var first = files.FirstOrDefault(file => file.Source == medium.FirstFile) ?? files.FirstOrDefault();
        return new(medium, clip, result, files, first?.Path ?? "");
    }
}

/// <summary>Labels of a clip's frames.</summary>
internal static class ClipLabels
{
    /// <summary>The label of a frame; empty where the clip has none, or the frame shares one with those before it.</summary>
    public static string Of(ConformClip clip, long frame) =>
        frame >= 0 && frame % clip.FramesPerLabel == 0 && Start(clip) is { } start ? start.AddWrapping(frame / clip.FramesPerLabel).ToString() : "";

    /// <summary>The label of its first frame, at its rate.</summary>
    public static Timecode? Start(ConformClip clip) =>
        FrameRate.TryParse(clip.Rate, out var rate) && Timecode.TryParse(clip.Start, rate, out var start) ? start : null;

    /// <summary>Frames as a range of the clip's timecode; of a clip without one, counted from <paramref name="origin"/>. Null when its rate is not known.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="first">The first frame; may lie before the clip's.</param>
    /// <param name="end">The frame after the last one.</param>
    /// <param name="origin">The first frame of the file, which counts from 0 where there is no timecode.</param>
    public static CutRange? Range(ConformClip clip, long first, long end, long origin)
    {
        if (!FrameRate.TryParse(clip.Rate, out var rate) || end < first) return null;
        var each = Math.Max(1, clip.FramesPerLabel);
        var (start, length) = (new Ratio(first, each), new Ratio(end - first, each));
        return Start(clip) is { } label ? new(start + label.Frame, length, rate, label.IsDrop) : new CutRange(start - new Ratio(origin, each), length, rate);
    }

    /// <summary>The name of a sequence by two of its files: the number is what stands last in the name; null where there is none.</summary>
    public static ImageSequence? Sequence(string first, string last)
    {
        var slash = first.LastIndexOf('/') + 1;
        var dot = first.LastIndexOf('.') is var at && at > slash ? at : first.Length;
        var from = dot;
        while (from > slash && char.IsAsciiDigit(first[from - 1]) && dot - from < 12) from--;
        var (prefix, suffix) = (first[..from], first[dot..]);
        if (from == dot || !last.StartsWith(prefix, StringComparison.Ordinal) || !last.EndsWith(suffix, StringComparison.Ordinal) || last.Length < prefix.Length + suffix.Length) return null;
        var end = last[prefix.Length..^suffix.Length];
        return end.Length is > 0 and <= 12 && end.All(char.IsAsciiDigit)
            ? new(prefix, suffix, dot - from, long.Parse(first.AsSpan(from, dot - from), CultureInfo.InvariantCulture), long.Parse(end, CultureInfo.InvariantCulture))
            : null;
    }
}
