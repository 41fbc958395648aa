using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Encode;

namespace Acetate.Media.Formats.Dpx.Writing;

/// <summary>The 2,048 bytes before a DPX picture (SMPTE ST 268-1): one element of red, green and blue, big-endian, the top row first.</summary>
/// <remarks>What is not known is undefined: all bits set in numbers, nothing in texts. The time of writing is left out, so that the same
/// picture gives the same file.</remarks>
internal static class DpxHeader
{
    public const int Length = 2048;

    public static byte[] Of(int bits, long pictureBytes, FrameDescription frame)
    {
        var bytes = new byte[Length];
        // File information.
        Text(bytes, 0, 4, "SDPX");
        U32(bytes, 4, Length);
        Text(bytes, 8, 8, "V2.0");
        U32(bytes, 16, Length + pictureBytes);
        U32(bytes, 20, 1); // headers change from frame to frame: the label does
        U32(bytes, 24, 1664);
        U32(bytes, 28, 384);
        U32(bytes, 32, 0);
        Text(bytes, 160, 100, frame.Software);
        Text(bytes, 260, 200, frame.Source?.Slate?.Project);
        Undefined(bytes, 660, 4);
        Picture(bytes, bits, frame);
        Orientation(bytes, frame);
        Film(bytes, frame);
        Television(bytes, frame);
        return bytes;
    }

    private static void Picture(byte[] bytes, int bits, FrameDescription frame)
    {
        U16(bytes, 768, 0);
        U16(bytes, 770, 1);
        U32(bytes, 772, frame.DataWindow.Width);
        U32(bytes, 776, frame.DataWindow.Height);
        U32(bytes, 780, 0);
        U32(bytes, 784, 0);
        Undefined(bytes, 788, 4);
        U32(bytes, 792, (1 << bits) - 1);
        Undefined(bytes, 796, 4);
        bytes[800] = 50; // R, G, B
        (bytes[801], bytes[802]) = (Transfer(frame.Colour), Colorimetric(frame.Colour));
        bytes[803] = (byte)bits;
        U16(bytes, 804, bits == 10 ? 1 : 0); // filled to 32 bits, from the left (method A)
        U16(bytes, 806, 0);
        U32(bytes, 808, Length);
        U32(bytes, 812, 0);
        U32(bytes, 816, 0);
        Text(bytes, 820, 32, frame.Colour?.Name);
        // The seven other elements.
        for (var at = 852; at < 1356; at += 72) Undefined(bytes, at, 40);
    }

    private static void Orientation(byte[] bytes, FrameDescription frame)
    {
        U32(bytes, 1408, 0);
        U32(bytes, 1412, 0);
        F32(bytes, 1416, frame.DataWindow.Width / 2f);
        F32(bytes, 1420, frame.DataWindow.Height / 2f);
        U32(bytes, 1424, frame.DataWindow.Width);
        U32(bytes, 1428, frame.DataWindow.Height);
        Text(bytes, 1432, 100, frame.ClipName);
        if (frame.Source?.RecordedAt is { Length: >= 19 } at && at[10] == 'T') Text(bytes, 1532, 24, $"{at[..4]}:{at[5..7]}:{at[8..10]}:{at[11..19]}");
        Text(bytes, 1556, 32, string.Join(' ', ((string?[])[frame.Source?.Camera?.Make, frame.Source?.Camera?.Model]).Where(text => text is not null)));
        Text(bytes, 1588, 32, frame.Source?.Camera?.Serial);
        Undefined(bytes, 1620, 8);
        var (across, down) = Ratio(frame.PixelAspect);
        U32(bytes, 1628, across);
        U32(bytes, 1632, down);
        Undefined(bytes, 1636, 8);
    }

    private static void Film(byte[] bytes, FrameDescription frame)
    {
        U32(bytes, 1712, frame.Number is >= 0 and < uint.MaxValue ? frame.Number : null);
        U32(bytes, 1716, frame.Frames is >= 0 and < uint.MaxValue ? frame.Frames : null);
        Undefined(bytes, 1720, 4);
        F32(bytes, 1724, frame.Rate.IsSet ? (float)frame.Rate.Approximate : null);
        F32(bytes, 1728, (float?)frame.Source?.Exposure?.ShutterAngle);
        Text(bytes, 1732, 32, frame.Number?.ToString(CultureInfo.InvariantCulture));
        Text(bytes, 1764, 100, string.Join(' ', ((string?[])
        [
            frame.ReelName is { } reel ? $"reel {reel}" : null, frame.Source?.Slate?.Scene is { } scene ? $"scene {scene}" : null, frame.Source?.Slate?.Take is { } take ? $"take {take}" : null,
        ]).Where(text => text is not null)));
    }

    private static void Television(byte[] bytes, FrameDescription frame)
    {
        Undefined(bytes, 1920, 52);
        if (frame.Timecode is { IsSet: true } label)
        {
            U32(bytes, 1920, ((uint)Bcd(label.Hours) << 24) | ((uint)Bcd(label.Minutes) << 16) | ((uint)Bcd(label.Seconds) << 8) | (uint)Bcd(label.Frames) | (label.IsDrop ? 0x40u : 0));
            U32(bytes, 1924, 0);
        }

        bytes[1928] = 0; // not interlaced
        bytes[1931] = 0;
        F32(bytes, 1940, frame.Rate.IsSet ? (float)frame.Rate.Approximate : null);
    }

    // ST 268-1 table 5A.
    private static byte Transfer(PictureColour? colour) => colour?.Transfer switch
    {
        PictureTransfer.Linear => 2,
        PictureTransfer.Log => 3,
        PictureTransfer.Bt1886 => colour.Gamut == KnownGamuts.Rec2020 ? (byte)14 : (byte)6,
        PictureTransfer.Pq => 17,
        PictureTransfer.Hlg => 19,
        PictureTransfer.Gamma26 => 21,
        PictureTransfer.Srgb => 22,
        _ => 0,
    };

    // ST 268-1 table 5B. Cameras' own gamuts have no number.
    private static byte Colorimetric(PictureColour? colour) => colour is null ? (byte)0
        : colour.Gamut == KnownGamuts.Rec709 ? (byte)6
        : colour.Gamut == KnownGamuts.Rec2020 ? (byte)14
        : colour.Gamut == KnownGamuts.P3Dci ? (byte)21 : (byte)0;

    private static (int Across, int Down) Ratio(double aspect)
    {
        // The smallest ratio that means it: 2 to 1, 13 to 10.
        for (var down = 1; down < 1000; down++)
            if (Math.Abs(aspect * down - Math.Round(aspect * down)) < 1e-6 * down) return ((int)Math.Round(aspect * down), down);
        return ((int)Math.Round(aspect * 1000), 1000);
    }

    private static int Bcd(int value) => ((value / 10) << 4) | (value % 10);

    private static void Undefined(byte[] bytes, int at, int count) => bytes.AsSpan(at, count).Fill(0xFF);

    private static void U16(byte[] bytes, int at, int value) => BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)value);

    private static void U32(byte[] bytes, int at, long? value) => BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), value is { } number ? (uint)number : uint.MaxValue);

    private static void F32(byte[] bytes, int at, float? value)
    {
        if (value is { } number) BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(at), number);
        else Undefined(bytes, at, 4);
    }

    // Headers of this age are ASCII; a letter beyond it becomes '?', and the last byte stays zero.
    private static void Text(byte[] bytes, int at, int count, string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        var ascii = Encoding.ASCII.GetBytes(text);
        ascii.AsSpan(0, Math.Min(ascii.Length, count <= 8 ? count : count - 1)).CopyTo(bytes.AsSpan(at));
    }
}
