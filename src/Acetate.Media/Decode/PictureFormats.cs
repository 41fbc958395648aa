using System.Collections.Immutable;
using Acetate.Media.Decode.Adapters;
using Acetate.Media.Formats;
using Acetate.Media.Formats.Arri;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Formats.Dpx;
using Acetate.Media.Formats.Exr;
using Acetate.Media.Formats.FFmpeg;
using Acetate.Media.Formats.LibRaw;
using Acetate.Media.Inspect;

namespace Acetate.Media.Decode;

/// <summary>Every kind of clip that can be opened for its pictures.</summary>
public static class PictureFormats
{
    /// <summary>In the order in which they are asked: adapters of a site first, our own decoders next, FFmpeg's last.</summary>
    public static ImmutableArray<IPictureFormat> All { get; } = [new AdapterDecoder(), new AriDecoder(), new AriMxfDecoder(), new LibRawDecoder(), new DngDecoder(), new ExrDecoder(), new DpxDecoder(), new FFmpegDecoder()];

    /// <summary>Whether a decoder here knows the clip; it may still fail to open it.</summary>
    public static bool Know(ClipSource clip, ClipInspection inspection) => All.Any(format => format.Knows(clip, inspection));

    /// <summary>Opens a clip for its pictures.</summary>
    /// <param name="clip">The clip; every file must have a local path.</param>
    /// <param name="inspection">What is known of it.</param>
    /// <param name="settings">How its pictures are to be made.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="DecodeException">No decoder here opens it, or its decoder cannot: the message says why and what to do.</exception>
    public static Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var format in All)
            if (format.Knows(clip, inspection))
                return format.OpenAsync(clip, inspection, settings, cancellationToken);
        throw new DecodeException(ClosedFormats.NameOf(clip, inspection) is { } closed
            ? $"{closed} cannot be decoded without its maker's software, and no decoder for it is set up here. An engine adapter can plug it in: see docs/guide/adapters.md."
            : WhyNone(clip, inspection));
    }

    private static string WhyNone(ClipSource clip, ClipInspection inspection)
    {
        if (clip.Files.All(file => file.Length == 0)) return $"'{clip.Name}' has no bytes. Look for it on the card or in another copy.";
        if (inspection.Problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } problem) return $"'{clip.Name}' has no picture that can be decoded here. {problem.Message}";
        return inspection is { Image: null, Sound: not null } ? $"'{clip.Name}' is sound alone: it has no picture." : $"'{clip.Name}' has no picture that can be decoded here.";
    }
}
