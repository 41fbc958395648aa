using System.Buffers.Binary;
using System.Text;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>Small movies box by box, for what no real file at hand has.</summary>
internal static class MovieFixture
{
    public static byte[] Box(string type, params byte[][] content) =>
        [.. U32((uint)(8 + content.Sum(part => part.Length))), .. Encoding.Latin1.GetBytes(type), .. content.SelectMany(part => part)];

    public static byte[] U32(params uint[] values) => [.. values.SelectMany(value => (byte[])[(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value])];

    public static byte[] U16(params int[] values) => [.. values.SelectMany(value => (byte[])[(byte)(value >> 8), (byte)value])];

    public static byte[] F32(float value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteSingleBigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Keys and texts, as QuickTime keeps them.</summary>
    public static byte[] Keys(params (string Key, string Text)[] values) => Box("meta",
        Box("hdlr", U32(0, 0), Text("mdta"), new byte[14]),
        Box("keys", [U32(0, (uint)values.Length), .. values.Select(value => Box("mdta", Text(value.Key)))]),
        Box("ilst", [.. values.Select((value, i) => Box(Encoding.Latin1.GetString(U32((uint)i + 1)), Box("data", U32(1, 0), Text(value.Text))))]));

    /// <summary>A picture track of steady rate whose samples lie one chunk each, <paramref name="stride"/> bytes apart.</summary>
    public static byte[] Picture(string codec, int width, int height, uint scale, uint delta, int frames, long first, long stride, uint size, params byte[][] extensions)
    {
        var entry = Box(codec, [new byte[6], U16(1), new byte[16], U16(width, height), new byte[50], .. extensions]);
        var offsets = new byte[frames * 8];
        var sizes = new byte[frames * 4];
        for (var i = 0; i < frames; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(offsets.AsSpan(8 * i), first + stride * i);
            BinaryPrimitives.WriteUInt32BigEndian(sizes.AsSpan(4 * i), size);
        }

        return Track("vide", scale, (uint)(frames * delta), Box("stsd", U32(0, 1), entry), Box("stts", U32(0, 1, (uint)frames, delta)), Box("stsz", U32(0, 0, (uint)frames), sizes), Box("co64", U32(0, (uint)frames), offsets));
    }

    /// <summary>A track with one sample.</summary>
    public static byte[] OneSample(string handler, string codec, byte[] description, long at, uint size) => Track(handler, 1000, 1000,
        Box("stsd", U32(0, 1), Box(codec, new byte[6], U16(1), description)), Box("stts", U32(0, 1, 1, 1000)), Box("stsz", U32(0, size, 1)), Box("co64", U32(0, 1, (uint)(at >> 32), (uint)at)));

    /// <summary>A timecode track.</summary>
    public static byte[] Timecode(uint scale, uint delta, bool isDrop, int labels, string reel, long at) => OneSample("tmcd", "tmcd",
        [.. U32(0, isDrop ? 1u : 0, scale, delta), (byte)labels, 0, .. Box("name", U16(reel.Length, 0), Text(reel))], at, 4);

    /// <summary>The index of a movie.</summary>
    public static byte[] Movie(params byte[][] parts) => Box("moov", [Box("mvhd", new byte[100]), .. parts]);

    private static byte[] Track(string handler, uint scale, uint duration, params byte[][] tables) => Box("trak", Box("tkhd", new byte[84]),
        Box("mdia", Box("mdhd", U32(0, 0, 0, scale, duration, 0)), Box("hdlr", U32(0, 0), Text(handler), new byte[13]), Box("minf", Box("stbl", tables))));
}
