using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Media.Native;

namespace Acetate.Media.Formats.Dng;

/// <summary>DNG stills and CinemaDNG sequences, behind Bayer's filter or demosaiced already: uncompressed, lossless JPEG, deflate, JPEG with loss, JPEG XL.</summary>
public sealed class DngDecoder : IPictureFormat
{
    /// <inheritdoc/>
    public string Name => "DNG";

    /// <inheritdoc/>
    public bool Knows(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        var codec = inspection.Image?.Codec ?? "";
        return clip.Kind != ClipKind.Sound && clip.Kind != ClipKind.Spanned && !clip.Files.IsEmpty
            && (codec.StartsWith("cfa", StringComparison.Ordinal) || codec.StartsWith("linear-raw", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public async Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(settings);
        var frames = SequenceFrames.Of(clip);
        var (picture, development) = await Task.Run(() => frames.FirstOf(file => First(file, settings), cancellationToken), cancellationToken).ConfigureAwait(false);
        var (unpacking, library) = Unpacking(picture);
        var shape = new DngShape(picture, settings.Debayer);
        return new FileSequence(frames, (number, _, bytes, length) => Frame(number, bytes, length, picture, shape, settings))
        {
            Description = new()
            {
                Width = shape.Width,
                Height = shape.Height,
                Frames = frames.Count,
                Reduction = shape.Reduction,
                FrameBytes = shape.Bytes,
                Encoding = KnownEncodings.Aces,
                EncodingOrigin = "developed from raw by the file's own matrices",
                Decoder = library is null ? AcetateDecoders.Version : $"{AcetateDecoders.Version}, unpacked by {library}",
                Steps = [.. development.Steps(unpacking, shape.Mosaic?.Step, settings)],
                Warnings = picture.Warnings,
            },
        };
    }

    private static (DngPicture, DngDevelopment) First(ClipFile file, DecodeSettings settings)
    {
        using var content = file.Open();
        var picture = DngPicture.Read(content);
        // What a machine lacks is said before frames are read.
        if (picture.Compression == 34892) JpegReader.Open().Dispose();
        if (picture.Compression == 52546) JpegXlReader.Open().Dispose();
        return (picture, new(picture, settings));
    }

    private static (string Unpacking, string? Library) Unpacking(DngPicture picture)
    {
        var (how, library) = picture.Compression switch
        {
            1 => ("uncompressed", null),
            7 => ("lossless JPEG", null),
            8 => ("deflate", null),
            34892 => ("JPEG with loss", "libjpeg-turbo"),
            _ => ("JPEG XL", "libjxl"),
        };
        var kind = (picture.Planes == 1 ? "" : ", demosaiced already") + (picture.IsFloating ? ", floating" : "");
        return ($"DNG, {how}{(library is null ? "" : $" by {library}")}{kind}", library);
    }

    private static DngFrame Frame(long number, byte[] bytes, int length, DngPicture first, DngShape shape, DecodeSettings settings)
    {
        using var content = new MemoryStream(bytes, 0, length, writable: false);
        var picture = DngPicture.Read(content);
        if ((picture.Active, picture.Developed, picture.Crop, picture.Pattern, picture.Planes, picture.Corrections[2].Opcodes.IsEmpty) != (first.Active, first.Developed, first.Crop, first.Pattern, first.Planes, first.Corrections[2].Opcodes.IsEmpty))
            throw new InvalidDataException($"The frame's picture is {picture.Crop.Width}×{picture.Crop.Height} {picture.Pattern}, the first frame's {first.Crop.Width}×{first.Crop.Height} {first.Pattern}: a clip has one size and one kind.");
        return new(number, bytes, length, new(picture, settings), shape.Mosaic) { Timecode = picture.Timecode };
    }

    private sealed class DngFrame(long number, byte[] rented, int length, DngDevelopment development, MosaicDevelopment? mosaic) : HeldFrame(number, rented)
    {
        protected override void Make(byte[] bytes, PictureRow row) => development.Run(bytes.AsMemory(0, length), mosaic, row);
    }
}

/// <summary>What size the pictures of a clip become, and how its mosaics become pictures.</summary>
internal sealed class DngShape
{
    /// <param name="picture">What the first frame says.</param>
    /// <param name="quality">How good a debayer has to be.</param>
    public DngShape(DngPicture picture, DebayerQuality quality)
    {
        var isCorrected = !picture.Corrections[2].Opcodes.IsEmpty;
        var (_, _, width, height) = picture.Developed;
        // What is corrected after demosaicing is demosaiced whole: a lens moves pixels from outside into the crop.
        Mosaic = picture.Planes == 3 ? null : new(width, height, picture.DevelopedPattern, quality, isCorrected ? (0, 0, width, height) : picture.Crop);
        Reduction = Mosaic?.Reduction ?? 1;
        (Width, Height) = (picture.Crop.Width / Reduction, picture.Crop.Height / Reduction);
        var stored = picture.IsHeld ? (long)picture.Width * picture.Height * picture.Planes * (picture.IsFloating ? 4 : 2) * (picture.Interleave == (1, 1) ? 1 : 2) : 0;
        // A correction that moves pixels makes a plane anew beside the old one.
        var corrected = picture.Corrections.Count(list => !list.Opcodes.IsEmpty) * 4L * width * height * picture.Planes + (isCorrected ? 16L * (width / Reduction) * (height / Reduction) : 0);
        Bytes = stored + corrected;
    }

    /// <summary>How mosaics become pictures; null where the picture is demosaiced already.</summary>
    public MosaicDevelopment? Mosaic { get; }

    /// <summary>Pixels of the result across.</summary>
    public int Width { get; }

    /// <summary>Pixels of the result down.</summary>
    public int Height { get; }

    /// <summary>Source pixels across and down for one of the result.</summary>
    public int Reduction { get; }

    /// <summary>Bytes that a frame takes while it is made.</summary>
    public long Bytes { get; }
}
