using System.Runtime.InteropServices;

namespace Acetate.Media.Encode.Movies;

/// <summary>How a picture of brightness (Y) and two colour differences (Cb, Cr) lies in memory: three planes.</summary>
/// <param name="Bits">Of a number: 8 in a byte, 10 in two.</param>
/// <param name="Across">Pixels across that share a colour: 1 or 2.</param>
/// <param name="Down">Pixels down that share a colour: 1 or 2.</param>
internal sealed record ComponentLayout(int Bits, int Across, int Down)
{
    /// <summary>FFmpeg's name of it.</summary>
    public string PixelFormat => $"yuv{(Across, Down) switch { (1, _) => "444", (_, 1) => "422", _ => "420" }}p{(Bits == 8 ? "" : $"{Bits}le")}";

    private int NumberBytes => Bits == 8 ? 1 : 2;

    /// <summary>Bytes of a row of brightness.</summary>
    public int LineBytes(int width) => width * NumberBytes;

    /// <summary>Bytes of a row of a colour difference.</summary>
    public int ColourLineBytes(int width) => width / Across * NumberBytes;

    /// <summary>Bytes of a picture.</summary>
    public int Bytes(int width, int height) => checked(LineBytes(width) * height + 2 * ColourLineBytes(width) * (height / Down));

    /// <summary>Makes a picture black.</summary>
    public void Blacken(Span<byte> picture, int width, int height)
    {
        var brightness = picture[..(LineBytes(width) * height)];
        var colours = picture[brightness.Length..];
        if (Bits == 8)
        {
            brightness.Fill(16);
            colours.Fill(128);
            return;
        }

        MemoryMarshal.Cast<byte, ushort>(brightness).Fill((ushort)(16 << (Bits - 8)));
        MemoryMarshal.Cast<byte, ushort>(colours).Fill((ushort)(128 << (Bits - 8)));
    }
}

/// <summary>What red and blue count for in brightness; green has the rest.</summary>
/// <param name="Red">K<sub>R</sub>.</param>
/// <param name="Blue">K<sub>B</sub>.</param>
internal sealed record ComponentMatrix(double Red, double Blue)
{
    /// <summary>ITU-R BT.709-6, table 3.</summary>
    public static ComponentMatrix Rec709 { get; } = new(0.2126, 0.0722);

    /// <summary>ITU-R BT.2020-2, table 4, with non-constant luminance.</summary>
    public static ComponentMatrix Rec2020 { get; } = new(0.2627, 0.0593);
}
