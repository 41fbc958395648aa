using System.Buffers.Binary;
using System.Text;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Sensor;

namespace Acetate.Imaging.Tests.Formats.Arri;

/// <summary>ARRIRAW frames for tests alone: no command writes such files.</summary>
internal static class AriFixture
{
    // A one-dimensional look lies before the picture.
    private const int LookBytes = 6144;

    /// <summary>A frame of an ALEXA whose every pixel sees the colour a function gives, as light of the sensor before white balance.</summary>
    public static byte[] Frame(int width, int height, Func<int, int, (double R, double G, double B)> light, TwelveBitPacking packing = TwelveBitPacking.SwappedWords, string family = "ALEXA", int lookBytes = LookBytes, Action<byte[]>? change = null)
    {
        var offset = 4096 + lookBytes;
        var file = new byte[offset + width * height / 2 * 3];
        var pattern = family == "ALEXA" ? BayerPattern.Grbg : BayerPattern.Bggr;
        Put(file, 0x00, "ARRI");
        ((ReadOnlySpan<byte>)[0x12, 0x34, 0x56, 0x78]).CopyTo(file.AsSpan(4));
        U32(file, 0x08, (uint)offset);
        U32(file, 0x0C, 3);
        U32(file, 0x14, (uint)width);
        U32(file, 0x18, (uint)height);
        U32(file, 0x2C, (uint)width);
        U32(file, 0x30, (uint)height);
        U32(file, 0x5C, 3200);
        F32(file, 0x60, -1.5f);
        F32(file, 0x64, 1.3667f);
        F32(file, 0x68, 1);
        F32(file, 0x6C, 1.645f);
        U32(file, 0x74, 800);
        F32(file, 0xC4, 2);
        U32(file, 0x170, 3071);
        Put(file, 0x174, "\0\0A_"); // reversed
        U32(file, 0x18C, 20833);
        U32(file, 0x190, 180_000);
        U32(file, 0x1A0, 24_000);
        U32(file, 0x1A4, 23_976);
        ((ReadOnlySpan<byte>)[0x12, 0x56, 0x34, 0x10]).CopyTo(file.AsSpan(0x1A8));
        Put(file, 0x29C, family);
        Put(file, 0x2F8, "ALEXA Plus 4:3 SXT");
        U32(file, 0x374, 1);
        U32(file, 0x378, 2500);
        U32(file, 0x37C, 32_000);
        U32(file, 0x384, 3000);
        Put(file, 0x398, "Cooke S4 32mm");
        Put(file, 0x4F8, "A003R2EC");
        Put(file, 0x500, "12A");
        Put(file, 0x510, "4");
        Put(file, 0x698, "A003C001_190625_R24Y");
        U32(file, 0x890, 1);
        Put(file, 0x894, "2.39:1");
        for (var (i, values) = (0, new ushort[] { 8, 16, 100, 42 }); i < 4; i++) BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x890 + 36 + 2 * i), values[i]);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (r, g, b) = light(x, y);
                var (column, row) = ((x & 1) == pattern.RedColumn(), (y & 1) == pattern.RedRow());
                Pack(file.AsSpan(offset), y * width + x, Code(column != row ? g : row ? r : b), packing);
            }
        }

        change?.Invoke(file);
        return file;
    }

    /// <summary>The code of 12 bits whose light is nearest.</summary>
    public static int Code(double light)
    {
        var (low, high) = (0, 4095);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ArriSensor.Light(middle) < light) low = middle + 1;
            else high = middle;
        }

        return low > 0 && Math.Abs(ArriSensor.Light(low - 1) - light) < Math.Abs(ArriSensor.Light(low) - light) ? low - 1 : low;
    }

    public static void U32(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    public static void F32(byte[] file, int at, float value) => BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(at), value);

    private static void Put(byte[] file, int at, string text) => Encoding.ASCII.GetBytes(text).CopyTo(file.AsSpan(at));

    // Bit by bit, unlike what reads it.
    private static void Pack(Span<byte> picture, int index, int code, TwelveBitPacking packing)
    {
        var field = packing == TwelveBitPacking.SwappedWords ? index ^ 1 : index;
        for (var bit = 0; bit < 12; bit++)
        {
            var isSet = packing == TwelveBitPacking.SwappedWords ? (code >> (11 - bit)) & 1 : (code >> bit) & 1;
            var place = (long)field * 12 + bit;
            if (isSet == 0) continue;
            if (packing == TwelveBitPacking.LittleEndian)
            {
                picture[(int)(place / 8)] |= (byte)(1 << (int)(place % 8));
            }
            else
            {
                var (word, inWord) = (place / 32, (int)(place % 32));
                picture[(int)(word * 4 + (3 - inWord / 8))] |= (byte)(0x80 >> (inWord % 8));
            }
        }
    }
}
