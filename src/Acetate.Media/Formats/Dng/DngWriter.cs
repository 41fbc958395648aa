using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Acetate.Timing;

namespace Acetate.Media.Formats.Dng;

/// <summary>Writes CinemaDNG frames: one directory, one strip of uncompressed 16 bit samples behind a red-green, green-blue filter.</summary>
public sealed record DngWriter
{
    private const ushort Byte = 1, Ascii = 2, Short = 3, Long = 4, Rational = 5, SignedRational = 10;

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required string Make { get; init; }

    public required string Model { get; init; }

    public required string Serial { get; init; }

    public required string Reel { get; init; }

    /// <summary>What the camera calls itself on the shoot: "A".</summary>
    public required string CameraLabel { get; init; }

    public required string LensModel { get; init; }

    /// <summary>The sensor's number for no light.</summary>
    public required int Black { get; init; }

    /// <summary>The sensor's number for the most light.</summary>
    public required int White { get; init; }

    /// <summary>From XYZ to the camera under <see cref="Illuminant"/>, row by row, in ten thousandths.</summary>
    public required ImmutableArray<int> ColorMatrix { get; init; }

    /// <summary>Neutral light as the camera sees it, in thousandths.</summary>
    public required ImmutableArray<int> AsShotNeutral { get; init; }

    /// <summary>EXIF's number of the light source; 21 is D65.</summary>
    public int Illuminant { get; init; } = 21;

    public required int Iso { get; init; }

    /// <summary>Denominator of the exposure time of one over so many seconds.</summary>
    public required int ShutterDenominator { get; init; }

    /// <summary>When the frame was taken, as <c>yyyy:MM:dd HH:mm:ss</c>.</summary>
    public required string Date { get; init; }

    /// <summary>Writes one frame.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="timecode">The frame's label and rate.</param>
    /// <param name="samples">Width × height 16 bit little endian samples.</param>
    public void Write(Stream target, Timecode timecode, ReadOnlySpan<byte> samples)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (samples.Length != Width * Height * 2) throw new ArgumentException("The samples do not fill the picture.", nameof(samples));
        var tags = Tags(timecode, samples.Length).OrderBy(tag => tag.Id).ToList();
        var values = 8 + 2 + tags.Count * 12 + 4;
        var outside = new MemoryStream();
        var directory = new byte[values];
        "II*\0"u8.CopyTo(directory);
        BinaryPrimitives.WriteUInt32LittleEndian(directory.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(directory.AsSpan(8), (ushort)tags.Count);
        var pixels = values + tags.Sum(tag => tag.Content.Length > 4 ? tag.Content.Length + tag.Content.Length % 2 : 0);
        // Pixels begin on a multiple of 4,096, as cameras do for their recorders.
        pixels = (pixels + 4095) / 4096 * 4096;
        for (var i = 0; i < tags.Count; i++)
        {
            var entry = directory.AsSpan(10 + i * 12, 12);
            var (id, type, count, content) = tags[i];
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)id);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], type);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], (uint)count);
            if (id == 273) BinaryPrimitives.WriteUInt32LittleEndian(content, (uint)pixels);
            if (content.Length <= 4)
            {
                content.CopyTo(entry[8..]);
                continue;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)(values + outside.Length));
            outside.Write(content);
            if (content.Length % 2 != 0) outside.WriteByte(0);
        }

        target.Write(directory);
        outside.WriteTo(target);
        target.Write(new byte[pixels - values - outside.Length]);
        target.Write(samples);
    }

    private IEnumerable<(int Id, ushort Type, int Count, byte[] Content)> Tags(Timecode timecode, int length)
    {
        yield return Number(254, Long, 0);
        yield return Number(256, Long, Width);
        yield return Number(257, Long, Height);
        yield return Number(258, Short, 16);
        yield return Number(259, Short, 1);
        yield return Number(262, Short, 32803);
        yield return Text(271, Make);
        yield return Text(272, Model);
        yield return Number(273, Long, 0);
        yield return Number(274, Short, 1);
        yield return Number(277, Short, 1);
        yield return Number(278, Long, Height);
        yield return Number(279, Long, length);
        yield return Number(284, Short, 1);
        yield return Text(306, Date);
        yield return (33421, Short, 2, [2, 0, 2, 0]);
        yield return (33422, Byte, 4, [0, 1, 1, 2]);
        yield return Ratios(33434, Rational, [(1, ShutterDenominator)]);
        yield return Number(34855, Short, Iso);
        yield return Text(42036, LensModel);
        yield return (50706, Byte, 4, [1, 4, 0, 0]);
        yield return (50707, Byte, 4, [1, 1, 0, 0]);
        yield return Text(50708, $"{Make} {Model}");
        yield return Number(50714, Short, Black);
        yield return Number(50717, Short, White);
        yield return Ratios(50718, Rational, [(1, 1), (1, 1)]);
        yield return Ratios(50721, SignedRational, [.. ColorMatrix.Select(value => (value, 10000))]);
        yield return Ratios(50728, Rational, [.. AsShotNeutral.Select(value => (value, 1000))]);
        yield return Text(50735, Serial);
        yield return Number(50778, Short, Illuminant);
        yield return (51043, Byte, 8, [Bcd(timecode.Frames, timecode.IsDrop ? 0x40 : 0), Bcd(timecode.Seconds), Bcd(timecode.Minutes), Bcd(timecode.Hours), 0, 0, 0, 0]);
        yield return Ratios(51044, SignedRational, [(timecode.Rate.Numerator, timecode.Rate.Denominator)]);
        yield return Text(51081, Reel);
        yield return Text(51105, CameraLabel);
    }

    private static byte Bcd(int value, int flags = 0) => (byte)(value / 10 << 4 | value % 10 | flags);

    private static (int, ushort, int, byte[]) Number(int id, ushort type, int value)
    {
        var content = new byte[type == Short ? 2 : 4];
        if (type == Short) BinaryPrimitives.WriteUInt16LittleEndian(content, (ushort)value);
        else BinaryPrimitives.WriteInt32LittleEndian(content, value);
        return (id, type, 1, content);
    }

    private static (int, ushort, int, byte[]) Text(int id, string text)
    {
        var content = Encoding.ASCII.GetBytes(text + '\0');
        return (id, Ascii, content.Length, content);
    }

    private static (int, ushort, int, byte[]) Ratios(int id, ushort type, ReadOnlySpan<(int Numerator, int Denominator)> ratios)
    {
        var content = new byte[ratios.Length * 8];
        for (var i = 0; i < ratios.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(i * 8), ratios[i].Numerator);
            BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(i * 8 + 4), ratios[i].Denominator);
        }

        return (id, type, ratios.Length, content);
    }
}
