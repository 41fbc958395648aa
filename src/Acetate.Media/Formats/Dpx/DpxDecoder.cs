using System.Globalization;
using Acetate.Media.Decode;
using Acetate.Media.Decode.Samples;
using Acetate.Media.Formats.FFmpeg;
using Acetate.Media.Inspect;
using Acetate.Media.Render;

namespace Acetate.Media.Formats.Dpx;

/// <summary>DPX stills and sequences: red, green and blue of 10, 12 and 16 bits, in every packing and byte order, are read here; other kinds are left to FFmpeg.</summary>
public sealed class DpxDecoder : IPictureFormat
{
    private const int HeaderBytes = 2048;

    /// <inheritdoc/>
    public string Name => "DPX";

    /// <inheritdoc/>
    public bool Knows(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        return !clip.Files.IsEmpty && clip.Kind is ClipKind.Still or ClipKind.Sequence && inspection.Image?.Codec == "dpx";
    }

    /// <inheritdoc/>
    public async Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(settings);
        var frames = SequenceFrames.Of(clip);
        var encoding = SourceEncoding.Of(inspection, settings.Encoding);
        if (frames.FirstOf(Read, cancellationToken) is not { } first) return await FFmpegDecoder.OpenAsync(clip, inspection, encoding, settings, cancellationToken).ConfigureAwait(false);
        var (levels, reason) = settings.Levels is { } wanted ? (wanted, "asked for by the caller")
            : first.Levels is PictureLevels.Legal && SourceEncoding.CountsVideoCodes(encoding.Encoding) ? (PictureLevels.LegalCodes, $"{encoding.Encoding!.Name} is defined on the codes of video")
            : (first.Levels ?? PictureLevels.Full, first.Levels is null ? "the file does not say its range; red, green and blue are full by default" : null);
        return new FileSequence(frames, (number, _, bytes, length) => Frame(number, bytes, length, first, levels))
        {
            Description = new()
            {
                Width = first.Width,
                Height = first.Height,
                Frames = frames.Count,
                Encoding = encoding.Encoding,
                EncodingOrigin = encoding.Origin,
                Decoder = AcetateDecoders.Version,
                Steps =
                [
                    new RecipeStep(RecipeStage.Decode, $"DPX, {first.Packing switch { 0 => "packed", 1 => "filled by method A", _ => "filled by method B" }}, {(first.IsBig ? "high" : "low")} byte first") { Tool = AcetateDecoders.Version }
                        .With("size", $"{first.Width}×{first.Height}").With("bits", first.Bits.ToString(CultureInfo.InvariantCulture)),
                    new RecipeStep(RecipeStage.Decode, levels switch
                    {
                        PictureLevels.Full => "codes of the full range to 0 to 1",
                        PictureLevels.LegalCodes => "codes of video as they are, the highest of the bits being 1",
                        _ => "codes of the legal range, black and white to 0 and 1, and what lies beyond kept",
                    }) { Reason = reason },
                ],
                Warnings = encoding.Warning is { } warning ? [warning] : [],
            },
        };
    }

    private static DpxPicture? Read(ClipFile file)
    {
        using var content = file.Open();
        var head = new byte[HeaderBytes];
        var picture = DpxPicture.Read(head.AsSpan(0, content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)), out _);
        picture?.ThrowIfCut(content.Length);
        return picture;
    }

    private static DpxFrame Frame(long number, byte[] bytes, int length, DpxPicture first, PictureLevels levels)
    {
        var picture = DpxPicture.Read(bytes.AsSpan(0, length), out var other) ?? throw new InvalidDataException($"The frame is {other}, the first one is not: a clip is of one kind.");
        if ((picture.Width, picture.Height, picture.Bits) != (first.Width, first.Height, first.Bits))
            throw new InvalidDataException($"The frame is {picture.Width}×{picture.Height} of {picture.Bits} bits, the first one {first.Width}×{first.Height} of {first.Bits}: a clip has one size.");
        picture.ThrowIfCut(length);
        return new(number, bytes, length, picture, levels) { Timecode = picture.Timecode };
    }

    private sealed class DpxFrame(long number, byte[] rented, int length, DpxPicture picture, PictureLevels levels) : HeldFrame(number, rented)
    {
        protected override void Make(byte[] bytes, PictureRow row)
        {
            var codes = new ushort[picture.Width * picture.Samples];
            float[][] rows = [new float[picture.Width], new float[picture.Width], new float[picture.Width]];
            int[] order = [picture.Order.Red, picture.Order.Green, picture.Order.Blue];
            var (most, unit) = ((1 << picture.Bits) - 1, Math.Pow(2, picture.Bits - 8));
            // As PictureDevelopment has them, so that FFmpeg's pictures of the same file are the same.
            var (factor, offset) = levels == PictureLevels.Legal ? ((float)(1 / (219 * unit)), -16f / 219) : ((float)(1.0 / most), 0);
            for (var y = 0; y < picture.Height; y++)
            {
                picture.Line(bytes.AsSpan(0, length), y, codes);
                for (var c = 0; c < 3; c++)
                {
                    for (var (x, at) = (0, order[c]); x < picture.Width; x++, at += picture.Samples) rows[c][x] = codes[at];
                    SampleRows.Scale(rows[c], factor, offset);
                }

                row(y, rows[0], rows[1], rows[2]);
            }
        }
    }
}
