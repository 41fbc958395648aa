using System.Collections.Immutable;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;

namespace Acetate.Media.Formats.Dng;

/// <summary>What a DNG or CinemaDNG frame says of its raw picture (Digital Negative Specification 1.7): where samples lie, and what they mean.</summary>
public sealed record DngPicture
{
    // Larger than any sensor; keeps products within 64 bits and rows within memory.
    private const int MostPixels = 65536;

    /// <summary>Samples stored across.</summary>
    public required int Width { get; init; }

    /// <summary>Samples stored down.</summary>
    public required int Height { get; init; }

    /// <summary>Bits of a stored sample.</summary>
    public required int Bits { get; init; }

    /// <summary>1 for none, 7 for lossless JPEG.</summary>
    public required int Compression { get; init; }

    /// <summary>Whether 16 bits have their high byte first.</summary>
    public required bool IsBig { get; init; }

    /// <summary>Samples across of a strip or tile.</summary>
    public required int PieceWidth { get; init; }

    /// <summary>Samples down of a strip or tile.</summary>
    public required int PieceHeight { get; init; }

    /// <summary>Where each strip or tile begins in the file and how many bytes it has, row after row.</summary>
    public required ImmutableArray<(long At, long Length)> Pieces { get; init; }

    /// <summary>The part of the sensor that sees light.</summary>
    public required (int Left, int Top, int Width, int Height) Active { get; init; }

    /// <summary>The part of the active one that is the picture.</summary>
    public required (int Left, int Top, int Width, int Height) Crop { get; init; }

    /// <summary>Which colours the pixels of the active part see.</summary>
    public required BayerPattern Pattern { get; init; }

    /// <summary>What a stored sample stands for; empty: itself.</summary>
    public ImmutableArray<ushort> Linearization { get; init; } = [];

    /// <summary>Rows and columns of <see cref="Black"/>, which repeats over the active part.</summary>
    public required (int Rows, int Columns) BlackRepeat { get; init; }

    /// <summary>The number of no light.</summary>
    public required ImmutableArray<double> Black { get; init; }

    /// <summary>What is added to black in each column of the active part; empty: nothing.</summary>
    public ImmutableArray<double> BlackAcross { get; init; } = [];

    /// <summary>What is added to black in each row of the active part; empty: nothing.</summary>
    public ImmutableArray<double> BlackDown { get; init; } = [];

    /// <summary>The number of the most light.</summary>
    public required double White { get; init; }

    /// <summary>How much brighter than it is the picture is meant, in stops.</summary>
    public required double BaselineExposure { get; init; }

    /// <summary>The camera's colours.</summary>
    public required DngColour Colour { get; init; }

    /// <summary>What a neutral is in camera values.</summary>
    public required Rgb Neutral { get; init; }

    /// <summary>The exposure index of the recording; null when it is not said.</summary>
    public double? Iso { get; init; }

    /// <summary>The frame's own label.</summary>
    public string? Timecode { get; init; }

    /// <summary>What a person should know.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is no raw picture that can be developed here; the message says why.</exception>
    public static DngPicture Read(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var tags = new DngTags(TiffFile.Read(file));
        var (width, height) = (tags.Size(256), tags.Size(257));
        if (width is < 16 or > MostPixels || height is < 16 or > MostPixels) throw new InvalidDataException($"The raw picture is said to have {width}×{height} pixels.");
        var compression = (int)(tags.Number(259) ?? 1);
        var bits = (int)(tags.Number(258) ?? 0);
        Check(tags, compression, bits);
        var active = ActiveOf(tags, width, height);
        var (pieceWidth, pieceHeight, pieces) = PiecesOf(tags, width, height, file.Length);
        var repeat = tags.Numbers(50713).ToArray() is [> 0 and <= 64 and var rows, > 0 and <= 64 and var columns, ..] ? ((int)rows, (int)columns) : (1, 1);
        var black = tags.Reals(50714).Take(repeat.Item1 * repeat.Item2).ToImmutableArray();
        if (black.Length < repeat.Item1 * repeat.Item2) black = black.Length == 0 ? [.. Enumerable.Repeat(0.0, repeat.Item1 * repeat.Item2)] : throw new InvalidDataException("The black level has fewer values than it says.");
        var table = tags.Numbers(50712).Select(value => (ushort)value).ToImmutableArray();
        var white = tags.Reals(50717).FirstOrDefault(Math.Pow(2, bits) - 1);
        if (!(white > black.Max()) || !double.IsFinite(white)) throw new InvalidDataException($"The white level is {white}, not above the black level of {black.Max()}.");
        var picture = new DngPicture
        {
            Width = width,
            Height = height,
            Bits = bits,
            Compression = compression,
            IsBig = tags.IsBig,
            PieceWidth = pieceWidth,
            PieceHeight = pieceHeight,
            Pieces = pieces,
            Active = active,
            Crop = CropOf(tags, active),
            Pattern = PatternOf(tags),
            Linearization = table,
            BlackRepeat = repeat,
            Black = black,
            BlackAcross = Deltas(tags, 50715, active.Width),
            BlackDown = Deltas(tags, 50716, active.Height),
            White = white,
            BaselineExposure = tags.Reals(50730).FirstOrDefault() is >= -20 and <= 20 and var stops ? stops : 0,
            Colour = tags.Colour(),
            Neutral = default,
            Iso = tags.Anywhere(34855)?.Numbers().FirstOrDefault() is > 0 and var iso ? iso : null,
            Timecode = tags.Anywhere(51043) is { Bytes.Length: >= 8 } codes ? TimecodeBytes.Label(codes.Bytes) : null,
            Warnings = tags.Has(51008) || tags.Has(51009) || tags.Has(51022) ? ["The DNG has corrections of its lens or sensor (opcode lists), which are not applied."] : [],
        };
        return picture with { Neutral = tags.Neutral(picture.Colour) };
    }

    private static void Check(DngTags tags, int compression, int bits)
    {
        if (tags.Number(262) is var photometric && photometric != 32803)
            throw new InvalidDataException(photometric == 34892 ? "The DNG is demosaiced already (linear raw), which is not developed here." : "The file has no raw picture behind a colour filter.");
        if (compression is not (1 or 7)) throw new InvalidDataException($"The raw picture is compressed by {compression switch { 34892 => "JPEG with loss", 8 or 32946 => "deflate", 52546 => "JPEG XL", _ => $"method {compression}" }}, which is not decoded here. Convert it with the maker's software to DNG without loss.");
        if (compression == 1 ? bits is not (8 or 10 or 12 or 14 or 16) : bits is < 2 or > 16) throw new InvalidDataException($"The raw picture has {bits} bits a sample, which is not decoded here.");
        if ((tags.Number(277) ?? 1) != 1) throw new InvalidDataException($"The raw picture has {tags.Number(277)} samples a pixel, where a colour filter gives one.");
        if ((tags.Number(339) ?? 1) != 1 || (tags.Number(317) ?? 1) != 1 || (tags.Number(266) ?? 1) != 1) throw new InvalidDataException("The raw picture's samples are floating, predicted or in reverse order of bits, which is not decoded here.");
    }

    private static (int Left, int Top, int Width, int Height) ActiveOf(DngTags tags, int width, int height)
    {
        if (tags.Numbers(50829).ToArray() is not [var top, var left, var bottom, var right]) return (0, 0, width, height);
        if (top < 0 || left < 0 || bottom > height || right > width || bottom - top < 16 || right - left < 16)
            throw new InvalidDataException($"The active area {left},{top} to {right},{bottom} does not lie in the picture of {width}×{height}.");
        return ((int)left, (int)top, (int)(right - left), (int)(bottom - top));
    }

    private static (int, int, int, int) CropOf(DngTags tags, (int Left, int Top, int Width, int Height) active)
    {
        var origin = tags.Reals(50719).ToArray();
        if (tags.Reals(50720).ToArray() is not [var across, var down]) return (0, 0, active.Width, active.Height);
        var (left, top) = origin is [var x, var y] ? (Math.Round(x), Math.Round(y)) : (0, 0);
        var (width, height) = (Math.Round(across), Math.Round(down));
        if (!(left >= 0 && top >= 0 && width >= 1 && height >= 1 && left + width <= active.Width && top + height <= active.Height))
            throw new InvalidDataException($"The default crop of {width}×{height} at {left},{top} does not lie in the active area of {active.Width}×{active.Height}.");
        return ((int)left, (int)top, (int)width, (int)height);
    }

    private static (int, int, ImmutableArray<(long, long)>) PiecesOf(DngTags tags, int width, int height, long length)
    {
        var isTiled = tags.Number(322) is not null;
        var (across, down) = isTiled ? (tags.Size(322), tags.Size(323)) : (width, (int)Math.Min(height, tags.Number(278) is > 0 and var rows ? rows : height));
        if (across is <= 0 or > MostPixels || down is <= 0 or > MostPixels) throw new InvalidDataException($"The raw picture is said to lie in tiles of {across}×{down}.");
        var count = (long)((width + across - 1) / across) * ((height + down - 1) / down);
        var pieces = tags.Numbers(isTiled ? 324 : 273).Zip(tags.Numbers(isTiled ? 325 : 279)).Take((int)Math.Min(count, 1 << 20)).ToImmutableArray();
        if (pieces.Length < count) throw new InvalidDataException($"The raw picture lies in {count:N0} pieces, of which the file says where {pieces.Length:N0} are.");
        foreach (var (at, bytes) in pieces)
            if (at < 0 || bytes < 0 || at + bytes > length) throw new InvalidDataException($"The raw picture is cut: it ends at byte {at + bytes:N0}, the file at {length:N0}.");
        // A sample takes a bit at least; what says more of it than the file can hold is not made room for.
        if (Math.Max((long)width * height, (long)across * down) > 8 * length)
            throw new InvalidDataException($"The raw picture is said to have {width}×{height} pixels, which {length:N0} bytes cannot hold.");
        return (across, down, pieces);
    }

    private static BayerPattern PatternOf(DngTags tags)
    {
        if (tags.Numbers(33421).ToArray() is not [2, 2] || (tags.Number(50711) ?? 1) != 1) throw new InvalidDataException("The sensor's colour filter does not repeat every two pixels, which is not developed here.");
        var planes = tags.Numbers(50710).ToArray() is { Length: 3 } named ? named : [0, 1, 2];
        // The pattern holds the planes' colours themselves: 0 red, 1 green, 2 blue.
        if (!planes.Order().SequenceEqual([0L, 1, 2])) throw new InvalidDataException("The sensor sees other colours than red, green and blue, which is not developed here.");
        return tags.Numbers(33422).ToArray() switch
        {
            [0, 1, 1, 2] => BayerPattern.Rggb,
            [1, 0, 2, 1] => BayerPattern.Grbg,
            [1, 2, 0, 1] => BayerPattern.Gbrg,
            [2, 1, 1, 0] => BayerPattern.Bggr,
            _ => throw new InvalidDataException("The sensor's colour filter is none of Bayer's, which is not developed here."),
        };
    }

    private static ImmutableArray<double> Deltas(DngTags tags, int tag, int count)
    {
        var values = tags.Reals(tag).ToImmutableArray();
        if (values.IsEmpty) return [];
        return values.Length == count ? values : throw new InvalidDataException($"Black has {values.Length:N0} differences where {count:N0} are needed.");
    }
}
