using System.Collections.Immutable;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;
using Acetate.Media.Formats.Dng.Opcodes;

namespace Acetate.Media.Formats.Dng;

/// <summary>What a DNG or CinemaDNG frame says of its raw picture (Digital Negative Specification 1.7): where samples lie, and what they mean.</summary>
public sealed record DngPicture
{
    // Larger than any sensor; keeps products within 64 bits, rows and pictures within memory.
    private const int MostPixels = 65536, MostSamples = 400_000_000;

    // A sample that is not compressed has a bit at least. Deflate makes of a byte 516 of 16 bits at most; a sensor's noise never lets it come near.
    private const int MostSamplesOfByte = 8, MostSamplesOfPressedByte = 600;

    /// <summary>Samples stored across.</summary>
    public required int Width { get; init; }

    /// <summary>Samples stored down.</summary>
    public required int Height { get; init; }

    /// <summary>Bits of a stored sample.</summary>
    public required int Bits { get; init; }

    /// <summary>1 for none, 7 for lossless JPEG, 8 for deflate, 34892 for JPEG with loss, 52546 for JPEG XL.</summary>
    public required int Compression { get; init; }

    /// <summary>Samples of a pixel: 1 behind a colour filter, 3 where it is demosaiced already.</summary>
    public int Planes { get; init; } = 1;

    /// <summary>Whether samples are floating numbers, of 16, 24 or 32 bits.</summary>
    public bool IsFloating { get; init; }

    /// <summary>How deflated samples were predicted (TIFF's tag Predictor): 1 not at all.</summary>
    public int Predictor { get; init; } = 1;

    /// <summary>How many fields of rows and columns lie one after the other instead of within one another.</summary>
    public (int Rows, int Columns) Interleave { get; init; } = (1, 1);

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

    /// <summary>The part of the active one that is demosaiced: all of it, unless a correction trims it before.</summary>
    public required (int Left, int Top, int Width, int Height) Developed { get; init; }

    /// <summary>The part of what was developed and corrected that is the picture.</summary>
    public required (int Left, int Top, int Width, int Height) Crop { get; init; }

    /// <summary>Which colours the pixels of the active part see; of no meaning where the picture is demosaiced already.</summary>
    public required BayerPattern Pattern { get; init; }

    /// <summary>Which colours the pixels of <see cref="Developed"/> see.</summary>
    public BayerPattern DevelopedPattern => Pattern.CroppedAt(Developed.Left, Developed.Top);

    /// <summary>What a stored sample stands for; empty: itself.</summary>
    public ImmutableArray<ushort> Linearization { get; init; } = [];

    /// <summary>Rows and columns of <see cref="Black"/>, which repeats over the active part.</summary>
    public required (int Rows, int Columns) BlackRepeat { get; init; }

    /// <summary>The number of no light, for each place of the pattern and within it for each plane.</summary>
    public required ImmutableArray<double> Black { get; init; }

    /// <summary>What is added to black in each column of the active part; empty: nothing.</summary>
    public ImmutableArray<double> BlackAcross { get; init; } = [];

    /// <summary>What is added to black in each row of the active part; empty: nothing.</summary>
    public ImmutableArray<double> BlackDown { get; init; } = [];

    /// <summary>The number of the most light in each plane.</summary>
    public required ImmutableArray<double> White { get; init; }

    /// <summary>Corrections of stored codes, of light before demosaicing, and after it.</summary>
    internal ImmutableArray<OpcodeList> Corrections { get; init; } = [OpcodeList.None, OpcodeList.None, OpcodeList.None];

    /// <summary>Whether samples can only be had all at once: they are compressed, in fields, or corrected.</summary>
    internal bool IsHeld => Compression != 1 || IsFloating || Interleave != (1, 1) || !Corrections[0].Opcodes.IsEmpty || !Corrections[1].Opcodes.IsEmpty;

    /// <summary>How much brighter than it is the picture is meant, in stops.</summary>
    public required double BaselineExposure { get; init; }

    /// <summary>The camera's colours.</summary>
    public required DngColour Colour { get; init; }

    /// <summary>Whose the camera's colours are, for the recipe.</summary>
    public string MatrixOrigin { get; init; } = "the file's matrices";

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
        var (compression, bits, isFloating) = ((int)(tags.Number(259) ?? 1) is var method && method == 32946 ? 8 : method, (int)(tags.Number(258) ?? 0), tags.Number(339) == 3);
        var planes = tags.Number(262) == 34892 ? (int)Math.Min(99, tags.Number(277) ?? 1) : 1;
        DngLayout.Check(tags, compression, bits, planes, isFloating);
        var active = ActiveOf(tags, width, height);
        var (pieceWidth, pieceHeight, pieces) = PiecesOf(tags, width, height, planes, compression, file.Length);
        var repeat = tags.Numbers(50713).ToArray() is [> 0 and <= 64 and var rows, > 0 and <= 64 and var columns, ..] ? (Rows: (int)rows, Columns: (int)columns) : (Rows: 1, Columns: 1);
        var corrections = ImmutableArray.Create(OpcodeList.Read(51008, tags.Own(51008), planes == 1, isFloating), OpcodeList.Read(51009, tags.Own(51009), planes == 1, isFloating), OpcodeList.Read(51022, tags.Own(51022), false, isFloating));
        if (tags.Reals(50718).ToArray() is [var across, var down] && across != down && corrections[1].Opcodes.AddRange(corrections[2].Opcodes).Any(opcode => opcode is Warp or FixVignetteRadial))
            throw new InvalidDataException("The DNG corrects its lens in a picture whose pixels are not square, which is not done here. Convert it with the maker's software or Adobe's DNG Converter to linear DNG.");
        var developed = corrections[1].Trimmed(active.Width, active.Height);
        var corrected = corrections[2].Trimmed(developed.Width, developed.Height);
        var (black, white) = DngLayout.Levels(tags, repeat, planes, isFloating ? 1 : Math.Pow(2, bits) - 1);
        var picture = new DngPicture
        {
            Width = width,
            Height = height,
            Bits = bits,
            Compression = compression,
            Planes = planes,
            IsFloating = isFloating,
            Predictor = compression == 8 ? (int)(tags.Number(317) ?? 1) : 1,
            Interleave = DngLayout.InterleaveOf(tags, width, height),
            IsBig = tags.IsBig,
            PieceWidth = pieceWidth,
            PieceHeight = pieceHeight,
            Pieces = pieces,
            Active = active,
            Developed = developed,
            Crop = CropOf(tags, corrected.Width, corrected.Height),
            Pattern = planes == 1 ? DngLayout.PatternOf(tags) : BayerPattern.Rggb,
            Linearization = isFloating ? [] : [.. tags.Numbers(50712).Select(value => (ushort)value)],
            BlackRepeat = repeat,
            Black = black,
            BlackAcross = Deltas(tags, 50715, active.Width),
            BlackDown = Deltas(tags, 50716, active.Height),
            White = white,
            Corrections = corrections,
            BaselineExposure = tags.Reals(50730).FirstOrDefault() is >= -20 and <= 20 and var stops ? stops : 0,
            Colour = tags.Colour(),
            Neutral = default,
            Iso = tags.Anywhere(34855)?.Numbers().FirstOrDefault() is > 0 and var iso ? iso : null,
            Timecode = tags.Anywhere(51043) is { Bytes.Length: >= 8 } codes ? TimecodeBytes.Label(codes.Bytes) : null,
            Warnings = [.. WarningsOf(corrections, tags)],
        };
        var most = picture.MostBlack();
        for (var plane = 0; plane < planes; plane++)
            if (!(picture.White[plane] > most[plane]) || !double.IsFinite(picture.White[plane])) throw new InvalidDataException($"The white level is {picture.White[plane]}, not above the black level of {most[plane]}.");
        return picture with { Neutral = tags.Neutral(picture.Colour) };
    }

    private static IEnumerable<string> WarningsOf(ImmutableArray<OpcodeList> corrections, DngTags tags)
    {
        if (corrections.SelectMany(list => list.Skipped).Distinct().ToArray() is { Length: > 0 } skipped)
            yield return $"The DNG has optional corrections that are not known here and are left out: {string.Join(", ", skipped)}.";
        var colour = tags.Colour();
        if (colour.ColorMatrix2 is not null && ((colour.Illuminant1, colour.Lights.First) is (255, null) || (colour.Illuminant2, colour.Lights.Second) is (255, null)))
            yield return "The DNG's calibrations are for lights that it says as spectra, which are not evaluated here: the first one is used for every white.";
    }

    /// <summary>The highest black in each plane, differences of rows and columns in it: it is what the white level is counted from.</summary>
    internal double[] MostBlack() =>
        [.. Enumerable.Range(0, Planes).Select(plane => Black.Where((_, i) => i % Planes == plane).Max() + BlackAcross.DefaultIfEmpty(0).Max() + BlackDown.DefaultIfEmpty(0).Max())];

    private static (int Left, int Top, int Width, int Height) ActiveOf(DngTags tags, int width, int height)
    {
        if (tags.Numbers(50829).ToArray() is not [var top, var left, var bottom, var right]) return (0, 0, width, height);
        if (top < 0 || left < 0 || bottom > height || right > width || bottom - top < 16 || right - left < 16)
            throw new InvalidDataException($"The active area {left},{top} to {right},{bottom} does not lie in the picture of {width}×{height}.");
        return ((int)left, (int)top, (int)(right - left), (int)(bottom - top));
    }

    private static (int, int, int, int) CropOf(DngTags tags, int widest, int highest)
    {
        var origin = tags.Reals(50719).ToArray();
        if (tags.Reals(50720).ToArray() is not [var across, var down]) return (0, 0, widest, highest);
        var (left, top) = origin is [var x, var y] ? (Math.Round(x), Math.Round(y)) : (0, 0);
        var (width, height) = (Math.Round(across), Math.Round(down));
        if (!(left >= 0 && top >= 0 && width >= 1 && height >= 1 && left + width <= widest && top + height <= highest))
            throw new InvalidDataException($"The default crop of {width}×{height} at {left},{top} does not lie in the active area of {widest}×{highest}.");
        return ((int)left, (int)top, (int)width, (int)height);
    }

    private static (int, int, ImmutableArray<(long, long)>) PiecesOf(DngTags tags, int width, int height, int planes, int compression, long length)
    {
        var isTiled = tags.Number(322) is not null;
        var (across, down) = isTiled ? (tags.Size(322), tags.Size(323)) : (width, (int)Math.Min(height, tags.Number(278) is > 0 and var rows ? rows : height));
        if (across is <= 0 or > MostPixels || down is <= 0 or > MostPixels) throw new InvalidDataException($"The raw picture is said to lie in tiles of {across}×{down}.");
        var count = (long)((width + across - 1) / across) * ((height + down - 1) / down);
        var pieces = tags.Numbers(isTiled ? 324 : 273).Zip(tags.Numbers(isTiled ? 325 : 279)).Take((int)Math.Min(count, 1 << 20)).ToImmutableArray();
        if (pieces.Length < count) throw new InvalidDataException($"The raw picture lies in {count:N0} pieces, of which the file says where {pieces.Length:N0} are.");
        foreach (var (at, bytes) in pieces)
            if (at < 0 || bytes < 0 || at + bytes > length) throw new InvalidDataException($"The raw picture is cut: it ends at byte {at + bytes:N0}, the file at {length:N0}.");
        // What says more than the file can hold is not made room for.
        var samples = Math.Max((long)width * height, (long)across * down) * planes;
        if (samples > MostSamples || samples > length * (compression is 1 or 7 ? MostSamplesOfByte : MostSamplesOfPressedByte))
            throw new InvalidDataException($"The raw picture is said to have {width}×{height} pixels, which {length:N0} bytes cannot hold.");
        return (across, down, pieces);
    }

    private static ImmutableArray<double> Deltas(DngTags tags, int tag, int count)
    {
        var values = tags.Reals(tag).ToImmutableArray();
        if (values.IsEmpty) return [];
        return values.Length == count ? values : throw new InvalidDataException($"Black has {values.Length:N0} differences where {count:N0} are needed.");
    }
}
