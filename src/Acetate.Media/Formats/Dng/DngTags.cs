using System.Buffers.Binary;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Sensor;

namespace Acetate.Media.Formats.Dng;

/// <summary>The tags of a DNG: of its raw picture, and of the camera, which stand in the first directory or with the picture.</summary>
internal sealed class DngTags(TiffFile tiff)
{
    private readonly TiffDirectory image = DngInspector.ImageOf(tiff, isRaw: true);

    public bool IsBig => tiff.Directories[0].Values.Values.Select(value => value.IsBigEndian).FirstOrDefault();

    public long? Number(int tag) => image.Number(tag);

    public int Size(int tag) => (int)Math.Min(int.MaxValue, image.Number(tag) ?? 0);

    public IEnumerable<long> Numbers(int tag) => image.Numbers(tag);

    /// <summary>The numbers of a tag of the picture, or of the camera when the picture has it not; ratios as numbers.</summary>
    public IEnumerable<double> Reals(int tag) => (image.Values.GetValueOrDefault(tag) ?? Anywhere(tag)) is { } value
        ? value.Ratios().Select(ratio => (double)ratio.Numerator / ratio.Denominator) : [];

    /// <summary>A tag of the picture alone.</summary>
    public TiffValue? Own(int tag) => image.Values.GetValueOrDefault(tag);

    public TiffValue? Anywhere(int tag) => tiff.Directories.Select(directory => directory.Values.GetValueOrDefault(tag)).FirstOrDefault(value => value is not null);

    /// <summary>The camera's colours.</summary>
    /// <exception cref="InvalidDataException">It says none.</exception>
    public DngColour Colour() => new()
    {
        ColorMatrix1 = Matrix(50721) ?? throw new InvalidDataException("The DNG has no colour matrix of its camera (tag 50721), so its colours are not known. Use the maker's software."),
        ColorMatrix2 = Matrix(50722),
        ForwardMatrix1 = Matrix(50964),
        ForwardMatrix2 = Matrix(50965),
        CameraCalibration1 = Calibration(50723),
        CameraCalibration2 = Calibration(50724),
        Illuminant1 = (int)(Anywhere(50778)?.Numbers().FirstOrDefault() ?? 0),
        Illuminant2 = (int)(Anywhere(50779)?.Numbers().FirstOrDefault() ?? 0),
        ColorMatrix3 = Matrix(52531),
        ForwardMatrix3 = Matrix(52532),
        CameraCalibration3 = Calibration(52530),
        Illuminant3 = (int)(Anywhere(52529)?.Numbers().FirstOrDefault() ?? 0),
        Lights = (Light(52533), Light(52534), Light(52535)),
        AnalogBalance = Three(50727) ?? Rgb.Grey(1),
    };

    /// <summary>A neutral in camera values.</summary>
    /// <exception cref="InvalidDataException">The file says none.</exception>
    public Rgb Neutral(DngColour colour)
    {
        if (Three(50728) is { } neutral) return neutral;
        if (Reals(50729).ToArray() is not [> 0 and < 1 and var x, > 0 and < 1 and var y]) throw new InvalidDataException("The DNG says no white (tag 50728 or 50729), so its colours are not known.");
        try
        {
            return colour.NeutralOf(new(x, y));
        }
        catch (ArgumentException misfit)
        {
            throw new InvalidDataException(misfit.Message.Split(" (Parameter")[0], misfit);
        }
    }

    // A calibration of the one camera counts only for the profile that it was made with: their signatures are the same, or there are none.
    private Matrix3 Calibration(int tag) => Signature(50931).SequenceEqual(Signature(50932)) ? Matrix(tag) ?? Matrix3.Identity : Matrix3.Identity;

    private ReadOnlySpan<byte> Signature(int tag) => (Anywhere(tag)?.Bytes ?? []).AsSpan().TrimEnd((byte)0);

    private Rgb? Three(int tag) => Reals(tag).ToArray() is [var red, var green, var blue] && double.IsFinite(red + green + blue) ? new(red, green, blue) : null;

    // IlluminantData: 0 and the two ratios of x and y; a spectrum (1) is not evaluated.
    private Chromaticity? Light(int tag)
    {
        if (Anywhere(tag) is not { Bytes.Length: >= 18 } data) return null;
        Span<uint> words = stackalloc uint[4];
        for (var i = 0; i < 4; i++)
            words[i] = data.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(data.Bytes.AsSpan(2 + 4 * i)) : BinaryPrimitives.ReadUInt32LittleEndian(data.Bytes.AsSpan(2 + 4 * i));
        var (x, y) = ((double)words[0] / words[1], (double)words[2] / words[3]);
        return data.Bytes[0] == 0 && data.Bytes[1] == 0 && x is > 0.001 and < 0.999 && y is > 0.001 and < 0.999 ? new(x, y) : null;
    }

    private Matrix3? Matrix(int tag)
    {
        var values = Reals(tag).ToArray();
        if (values.Length == 0) return null;
        if (values.Length != 9 || !values.All(double.IsFinite)) throw new InvalidDataException($"The colour matrix of tag {tag} is none for three colours.");
        return Matrix3.FromRows(values);
    }
}
