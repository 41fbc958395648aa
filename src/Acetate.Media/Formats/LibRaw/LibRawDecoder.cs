using System.Buffers;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Inspect;
using Acetate.Media.Native;

namespace Acetate.Media.Formats.LibRaw;

/// <summary>Raw photographs of many makers, single and in sequences: LibRaw unpacks the samples, and they are developed as those of a DNG are.</summary>
public sealed class LibRawDecoder : IPictureFormat
{
    private static readonly HashSet<string> Extensions = ["3fr", "arw", "cr2", "cr3", "crw", "dcr", "erf", "fff", "iiq", "kdc", "mef", "mos", "mrw", "nef", "nrw", "orf", "pef", "raf", "rw2", "rwl", "sr2", "srf", "srw"];

    /// <inheritdoc/>
    public string Name => "LibRaw";

    /// <inheritdoc/>
    public bool Knows(ClipSource clip, ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(inspection);
        return IsPhotograph(clip);
    }

    /// <summary>Whether a clip is of a maker's own raw photographs, by its name.</summary>
    internal static bool IsPhotograph(ClipSource clip) => clip.Kind is ClipKind.Still or ClipKind.Sequence && !clip.Files.IsEmpty && Extensions.Contains(clip.Files[0].Extension);

    /// <inheritdoc/>
    public async Task<PictureSource> OpenAsync(ClipSource clip, ClipInspection inspection, DecodeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(settings);
        var frames = SequenceFrames.Of(clip);
        var (picture, development) = await Task.Run(() => frames.FirstOf(file => First(file, settings), cancellationToken), cancellationToken).ConfigureAwait(false);
        var shape = new DngShape(picture, settings.Debayer);
        var library = $"LibRaw {LibRawLibrary.Version}";
        return new FileSequence(frames, (number, _, bytes, length) => new RawFrame(number, bytes, length, picture, shape, settings))
        {
            Description = new()
            {
                Width = shape.Width,
                Height = shape.Height,
                Frames = frames.Count,
                Reduction = shape.Reduction,
                // LibRaw's own samples beside ours.
                FrameBytes = shape.Bytes * 2,
                Encoding = KnownEncodings.Aces,
                EncodingOrigin = $"developed from raw by the matrix that {library} has of the camera",
                Decoder = $"{AcetateDecoders.Version}, unpacked by {library}",
                Steps = [.. development.Steps($"raw photograph, {library} unpacking", shape.Mosaic!.Step, settings)],
                Warnings = picture.Warnings,
            },
        };
    }

    /// <summary>What LibRaw says, in the words of a DNG.</summary>
    /// <exception cref="InvalidDataException">It is no picture that is developed here.</exception>
    internal static DngPicture PictureOf(LibRawPicture raw)
    {
        BayerPattern? pattern = raw.Pattern switch { "RGGB" => BayerPattern.Rggb, "GRBG" => BayerPattern.Grbg, "GBRG" => BayerPattern.Gbrg, "BGGR" => BayerPattern.Bggr, _ => null };
        if (pattern is null) throw new InvalidDataException($"The sensor's colour filter of a {raw.Model} is none of Bayer's, which is not developed here. Use the maker's software or Adobe's DNG Converter to linear DNG.");
        if (raw.Width < 16 || raw.Height < 16 || raw.Left + raw.Width > raw.RawWidth || raw.Top + raw.Height > raw.RawHeight)
            throw new InvalidDataException($"The raw picture is said to have {raw.Width}×{raw.Height} pixels at {raw.Left},{raw.Top} of {raw.RawWidth}×{raw.RawHeight}.");
        if (!(raw.White > raw.Black.Values.Max())) throw new InvalidDataException($"The white level is {raw.White}, not above the black level of {raw.Black.Values.Max()}.");
        var colour = new DngColour { ColorMatrix1 = MatrixOf(raw) ?? throw new InvalidDataException($"LibRaw has no colours of a {raw.Model}. Use the maker's software or Adobe's DNG Converter."), Illuminant1 = 21 };
        var isBalanced = raw.Gains.All(gain => gain > 0 && double.IsFinite(gain));
        return new()
        {
            Width = raw.RawWidth,
            Height = raw.RawHeight,
            Bits = 16,
            Compression = 0,
            IsBig = false,
            PieceWidth = raw.RawWidth,
            PieceHeight = raw.RawHeight,
            Pieces = [],
            Active = (raw.Left, raw.Top, raw.Width, raw.Height),
            Developed = (0, 0, raw.Width, raw.Height),
            Crop = (0, 0, raw.Width, raw.Height),
            Pattern = pattern.Value,
            BlackRepeat = (raw.Black.Rows, raw.Black.Columns),
            Black = [.. raw.Black.Values],
            White = [raw.White],
            BaselineExposure = 0,
            Colour = colour,
            Neutral = isBalanced ? new(1 / raw.Gains[0], 1 / raw.Gains[1], 1 / raw.Gains[2]) : NeutralOf(colour, raw.Model),
            MatrixOrigin = "LibRaw's matrix of the camera for D65",
            Iso = raw.Speed is > 0 and < 1e7 ? raw.Speed : null,
            Warnings = [.. isBalanced ? (string[])[] : ["The file says no white balance that LibRaw knows, so it is that of daylight (6500 K)."], .. raw.Aspect is > 0.99 and < 1.01 ? (string[])[] : [FormattableString.Invariant($"The camera's pixels are {raw.Aspect:0.###} times as wide as high; the picture is not stretched.")]],
        };
    }

    /// <summary>From XYZ to the camera under D65; null where LibRaw does not know it.</summary>
    private static Matrix3? MatrixOf(LibRawPicture raw)
    {
        if (!raw.CameraFromXyz.Concat(raw.RgbFromCamera).Concat(raw.DaylightGains).All(double.IsFinite)) return null;
        if (raw.CameraFromXyz.Any(value => value != 0)) return Matrix3.FromRows(raw.CameraFromXyz);
        if (raw.RgbFromCamera is [1, 0, 0, 0, 1, 0, 0, 0, 1] || !raw.DaylightGains.All(gain => gain > 0)) return null;
        try
        {
            return Matrix3.Diagonal(1 / raw.DaylightGains[0], 1 / raw.DaylightGains[1], 1 / raw.DaylightGains[2]) * Matrix3.FromRows(raw.RgbFromCamera).Inverse() * KnownGamuts.Rec709.ToXyz().Inverse();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Rgb NeutralOf(DngColour colour, string model)
    {
        try
        {
            return colour.NeutralOf(Chromaticity.D65);
        }
        catch (ArgumentException misfit)
        {
            throw new InvalidDataException($"LibRaw's colours of a {model} cannot be.", misfit);
        }
    }

    private static (DngPicture, DngDevelopment) First(ClipFile file, DecodeSettings settings)
    {
        using var content = file.Open();
        if (content.Length > FileSequence.LargestFile) throw new InvalidDataException($"The file has {content.Length:N0} bytes; a frame has at most {FileSequence.LargestFile:N0}.");
        var bytes = ArrayPool<byte>.Shared.Rent((int)content.Length);
        try
        {
            using var library = LibRawLibrary.Open();
            var length = content.ReadAtLeast(bytes.AsSpan(0, (int)content.Length), (int)content.Length, throwOnEndOfStream: false);
            var picture = PictureOf(library.Read(bytes.AsSpan(0, length), room: null));
            return (picture, new(picture, settings));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private sealed class RawFrame(long number, byte[] rented, int length, DngPicture first, DngShape shape, DecodeSettings settings) : HeldFrame(number, rented)
    {
        protected override void Make(byte[] bytes, PictureRow row)
        {
            ushort[] codes = [];
            try
            {
                DngPicture picture;
                using (var library = LibRawLibrary.Open()) picture = PictureOf(library.Read(bytes.AsSpan(0, length), count => codes = ArrayPool<ushort>.Shared.Rent(count)));
                if ((picture.Active, picture.Pattern) != (first.Active, first.Pattern)) throw new InvalidDataException($"The frame's picture is {picture.Active.Width}×{picture.Active.Height} {picture.Pattern}, the first frame's {first.Active.Width}×{first.Active.Height} {first.Pattern}: a clip has one size and one kind.");
                using var light = new DngLight(picture, codes);
                codes = [];
                new DngDevelopment(picture, settings).Run(light, shape.Mosaic, row);
            }
            finally
            {
                if (codes.Length > 0) ArrayPool<ushort>.Shared.Return(codes);
            }
        }
    }
}
