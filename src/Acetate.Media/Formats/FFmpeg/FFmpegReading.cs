using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Decode;
using Acetate.Media.Decode.Samples;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Inspect;
using Acetate.Media.Render;

namespace Acetate.Media.Formats.FFmpeg;

/// <summary>How the pictures of a clip that FFmpeg decodes are to be understood, and every step of it in words.</summary>
internal sealed record FFmpegReading
{
    /// <summary>How samples become red, green and blue.</summary>
    public required PictureReading Picture { get; init; }

    /// <summary>What the values mean.</summary>
    public required SourceEncoding Encoding { get; init; }

    /// <summary>What is done, in order.</summary>
    public required ImmutableArray<RecipeStep> Steps { get; init; }

    /// <summary>What a person should know.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>Decides it.</summary>
    /// <param name="first">The first frame as FFmpeg gives it.</param>
    /// <param name="stream">What FFprobe says of the stream.</param>
    /// <param name="inspection">What is known of the clip.</param>
    /// <param name="known">What its values mean.</param>
    /// <param name="settings">What the caller wants.</param>
    /// <param name="version">FFmpeg's.</param>
    /// <exception cref="DecodeException">Its colours cannot be made.</exception>
    public static FFmpegReading Of(FFmpegFrameLine first, FFprobeStream stream, ClipInspection inspection, SourceEncoding known, DecodeSettings settings, string version)
    {
        var layout = PixelLayout.Named(first.Layout)
            ?? throw new DecodeException($"FFmpeg decodes the picture into the layout '{first.Layout}', which is not understood here.");
        if (!stream.SideDataList.IsDefaultOrEmpty && stream.SideDataList.Any(data => data.DvProfile == 5))
            throw new DecodeException("The clip is Dolby Vision of profile 5, whose colours only Dolby's own decoder makes. Use a version of the clip with HDR10 or SDR.");
        var warnings = ImmutableArray.CreateBuilder<string>();
        var encoding = layout.IsXyz && settings.Encoding is null ? SourceEncoding.Cinema : known;
        if (encoding.Warning is { } assumed) warnings.Add(assumed);
        var (levels, levelsReason) = LevelsOf(layout, stream, encoding, settings);
        var (matrix, matrixReason) = MatrixOf(layout, stream, first, inspection);
        var isInterlaced = stream.FieldOrder is "tt" or "bb" or "tb" or "bt";
        var (across, down, siting) = Siting(layout, stream);
        var picture = new PictureReading
        {
            Width = first.Width,
            Height = first.Height,
            Layout = layout,
            Levels = levels,
            Matrix = matrix,
            IsCositedAcross = across,
            IsCositedDown = down,
            IsInterlaced = isInterlaced,
        };
        if (isInterlaced) warnings.Add("The picture is interlaced: odd and even rows are of different times, and stay so.");
        return new() { Picture = picture, Encoding = encoding, Steps = StepsOf(picture, stream, version, levelsReason, matrixReason, siting), Warnings = warnings.ToImmutable() };
    }

    private static (PictureLevels, string?) LevelsOf(PixelLayout layout, FFprobeStream stream, SourceEncoding encoding, DecodeSettings settings)
    {
        if (layout.IsFloat || layout.IsXyz) return (PictureLevels.Full, null);
        if (settings.Levels is { } wanted) return (wanted, "asked for by the caller");
        var isFull = stream.ColorRange switch { "pc" => true, "tv" => false, _ => !layout.IsLuma || layout.Name.Contains('j', StringComparison.Ordinal) };
        var reason = stream.ColorRange is "pc" or "tv" ? null : $"the file does not say its range; {(layout.IsLuma ? "luma and colour" : "red, green and blue")} are {(isFull ? "full" : "legal")} by default";
        if (isFull) return (PictureLevels.Full, reason);
        return SourceEncoding.CountsVideoCodes(encoding.Encoding)
            ? (PictureLevels.LegalCodes, $"{encoding.Encoding!.Name} is defined on the codes of video") : (PictureLevels.Legal, reason);
    }

    private static (VideoMatrix, string?) MatrixOf(PixelLayout layout, FFprobeStream stream, FFmpegFrameLine first, ClipInspection inspection)
    {
        if (!layout.IsLuma) return (VideoMatrix.Bt709, null);
        if (VideoMatrix.Named(stream.ColorSpace) is { } said) return (said, null);
        if (stream.ColorSpace is not (null or "unknown" or "reserved" or "gbr"))
            throw new DecodeException($"The picture is made with the matrix '{stream.ColorSpace}', which cannot be undone here.");
        var isWide = stream.ColorPrimaries == "bt2020" || inspection.Image?.Colour?.Primaries == "bt2020";
        var matrix = isWide ? VideoMatrix.Bt2020 : first.Height >= 720 || first.Width >= 1280 ? VideoMatrix.Bt709 : VideoMatrix.Bt601;
        return (matrix, $"the file does not say its matrix; a picture of {first.Width}×{first.Height}{(isWide ? " with the primaries of BT.2020" : "")} has that of {matrix.Name} by default");
    }

    private static (bool Across, bool Down, string Words) Siting(PixelLayout layout, FFprobeStream stream) => stream.ChromaLocation switch
    {
        "center" => (false, false, "in the middle"),
        "topleft" => (true, true, "on the top left"),
        "top" => (false, true, "at the top"),
        "left" => (true, false, "on the left"),
        // JPEG (JFIF 1.02) puts colour in the middle; all video since MPEG-2 on the left.
        _ when layout.Name.Contains('j', StringComparison.Ordinal) && stream.CodecName == "mjpeg" => (false, false, "in the middle (JPEG, by default)"),
        _ => (true, false, "on the left (by default)"),
    };

    private static ImmutableArray<RecipeStep> StepsOf(PictureReading picture, FFprobeStream stream, string version, string? levelsReason, string? matrixReason, string siting)
    {
        var layout = picture.Layout;
        var steps = ImmutableArray.CreateBuilder<RecipeStep>();
        steps.Add(new RecipeStep(RecipeStage.Decode, $"{stream.CodecName}{(stream.Profile is { Length: > 0 } and not "unknown" ? $" {stream.Profile}" : "")} decoded as the codec stores it") { Tool = version }
            .With("layout", layout.Name).With("size", $"{picture.Width}×{picture.Height}").With("bits", layout.Bits.ToString(CultureInfo.InvariantCulture)));
        if (layout.IsFloat) return steps.ToImmutable();
        steps.Add(new RecipeStep(RecipeStage.Decode, picture.Levels switch
        {
            PictureLevels.Full => "codes of the full range to 0 to 1",
            PictureLevels.LegalCodes => "codes of video as they are, the highest of the bits being 1",
            _ => "codes of the legal range, black and white to 0 and 1, and what lies beyond kept",
        })
        { Reason = levelsReason });
        if (!layout.IsLuma) return steps.ToImmutable();
        if (layout.Across > 1 || layout.Down > 1)
            steps.Add(new RecipeStep(RecipeStage.Decode, $"colour at luma's size, by Catmull and Rom's cubic{(picture.IsInterlaced && layout.Down == 2 ? " within each field" : "")}")
                .With("siting", siting).With("across", layout.Across.ToString(CultureInfo.InvariantCulture)).With("down", layout.Down.ToString(CultureInfo.InvariantCulture)));
        steps.Add(new RecipeStep(RecipeStage.Decode, $"luma and colour to red, green and blue, {picture.Matrix.Name}") { Reason = matrixReason });
        return steps.ToImmutable();
    }
}
