using System.Buffers.Binary;
using System.Text;

namespace Acetate.Media.Formats.Arri;

/// <summary>The header of an ARRIRAW frame (.ari): 4,096 bytes before the look and the picture.</summary>
/// <remarks>All numbers are little-endian, whatever the mark at byte 4 says. SMPTE RDD 30 describes the picture, RDD 31 its parameters.</remarks>
public sealed class AriHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Length = 4096;

    // Larger than any sensor that writes this format; keeps products within 64 bits and rows within memory.
    private const uint MostPixels = 16384;

    private readonly byte[] bytes;

    private AriHeader(byte[] bytes) => this.bytes = bytes;

    /// <summary>Pixels of the stored picture across.</summary>
    public int Width => (int)U32(0x14);

    /// <summary>Pixels of the stored picture down.</summary>
    public int Height => (int)U32(0x18);

    /// <summary>Where the picture begins.</summary>
    public long PictureOffset => U32(0x08);

    /// <summary>Bytes of the picture: two samples in three, no padding.</summary>
    public long PictureLength => (long)Width * Height / 2 * 3;

    /// <summary>The part of the picture that counts.</summary>
    public (long Left, long Top, long Width, long Height) Active => (U32(0x24), U32(0x28), U32(0x2C), U32(0x30));

    /// <summary>White balance in K.</summary>
    public uint Kelvin => U32(0x5C);

    /// <summary>White balance between green and magenta.</summary>
    public float Tint => F32(0x60);

    /// <summary>The factors on red, green and blue that make grey grey.</summary>
    public (float Red, float Green, float Blue) WhiteBalance => (F32(0x64), F32(0x68), F32(0x6C));

    /// <summary>Whether the camera has applied the white balance to the picture.</summary>
    public bool IsWhiteBalanced => U32(0x70) == 1;

    /// <summary>ASA.</summary>
    public uint ExposureIndex => U32(0x74);

    /// <summary><c>ALEXA</c>, <c>ALEXA65</c>, <c>ALEXALF</c>, <c>A-MINI</c>; what readers go by.</summary>
    public string Family => Text(0x29C, 8);

    /// <summary>The camera's name.</summary>
    public string Model => Text(0x2F8, 20);

    /// <summary>Whether this frame repeats the one before, as the camera says.</summary>
    public bool IsDuplicate => (U32(0x2C4) & 2) != 0;

    /// <summary>Reads a header.</summary>
    /// <param name="start">The first bytes of the file.</param>
    /// <exception cref="InvalidDataException">It is no header, or one that cannot be; the message says why.</exception>
    public static AriHeader Read(ReadOnlySpan<byte> start)
    {
        if (!Knows(start)) throw new InvalidDataException("This is no ARRIRAW frame: it does not begin with 'ARRI'.");
        if (start.Length < Length) throw new InvalidDataException($"The ARRIRAW header is cut: {start.Length} of {Length} bytes are there.");
        var header = new AriHeader(start[..Length].ToArray());
        var (width, height, offset) = (header.U32(0x14), header.U32(0x18), header.U32(0x08));
        if (width is 0 or > MostPixels || height is 0 or > MostPixels || width % 8 != 0)
            throw new InvalidDataException($"The ARRIRAW header says {width}×{height} pixels, which no camera records.");
        if (offset < Length) throw new InvalidDataException($"The ARRIRAW header says that the picture begins at byte {offset}, inside of the header.");
        return header;
    }

    /// <summary>Whether a file begins as ARRIRAW does.</summary>
    public static bool Knows(ReadOnlySpan<byte> start) => start.StartsWith("ARRI"u8) && start.Length >= 8
        && (start[4..8].SequenceEqual((ReadOnlySpan<byte>)[0x12, 0x34, 0x56, 0x78]) || start[4..8].SequenceEqual((ReadOnlySpan<byte>)[0x78, 0x56, 0x34, 0x12]));

    internal uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    internal ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    internal float F32(int at) => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at));

    internal ReadOnlySpan<byte> Bytes(int at, int length) => bytes.AsSpan(at, length);

    /// <summary>Text up to its first zero; what is not printable ASCII becomes a question mark.</summary>
    internal string Text(int at, int length)
    {
        var text = bytes.AsSpan(at, length);
        if (text.IndexOf((byte)0) is >= 0 and var end) text = text[..end];
        var plain = Encoding.ASCII.GetString(text).ToCharArray();
        for (var i = 0; i < plain.Length; i++)
            if (char.IsControl(plain[i])) plain[i] = '?';
        return new string(plain).Trim();
    }
}
