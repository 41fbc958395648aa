using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Mxf;

/// <summary>What Sony and Canon cameras note for every frame (SMPTE RDD 18): lens and camera sets in an MXF's ancillary data or an MP4's <c>rtmd</c> track.</summary>
/// <remarks>A set is a key of 16 bytes, a length, and items of a 16 bit tag, a 16 bit length and a value. Those of the first frame are taken.</remarks>
internal static class AcquisitionMetadata
{
    private static readonly byte[] SetKey = [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x53, 0x01, 0x01, 0x0c, 0x02, 0x01, 0x01];

    private const int MostSets = 16, MostItems = 400;

    /// <summary>Adds what the first frame's sets say; false when the bytes have none.</summary>
    public static bool Add(ReadOnlySpan<byte> bytes, string origin, InspectionDraft draft)
    {
        var found = false;
        for (var sets = 0; sets < MostSets; sets++)
        {
            var at = bytes.IndexOf(SetKey);
            if (at < 0 || at + 17 > bytes.Length) break;
            var berBytes = MxfKey.BerLength(bytes.Slice(at + 16, Math.Min(9, bytes.Length - at - 16)), out var length);
            var items = bytes[Math.Min(bytes.Length, at + 16 + berBytes)..];
            if (length < items.Length) items = items[..(int)length];
            found |= AddItems(items, origin, draft);
            bytes = bytes[Math.Min(bytes.Length, at + 16)..];
        }

        return found;
    }

    /// <summary>Adds items that stand without a set around them, as in an <c>rtmd</c> track.</summary>
    public static bool AddItems(ReadOnlySpan<byte> items, string origin, InspectionDraft draft)
    {
        var count = 0;
        while (items.Length >= 4 && count < MostItems)
        {
            var (tag, length) = (BinaryPrimitives.ReadUInt16BigEndian(items), BinaryPrimitives.ReadUInt16BigEndian(items[2..]));
            if (tag == 0 || length > items.Length - 4) break;
            Item(tag, items.Slice(4, length), origin, draft);
            items = items[(4 + length)..];
            count++;
        }

        return count > 0;
    }

    /// <summary>Adds what a sample of an <c>rtmd</c> track says: a head whose first 16 bits are its length, then items, some of them inside sets.</summary>
    public static void AddTrack(ReadOnlySpan<byte> sample, string origin, InspectionDraft draft)
    {
        // The head has the frame's timecode as five plain numbers: hours, minutes, seconds, whether it drops, frames.
        if (sample.Length >= 28 && sample[13] < 24 && sample[14] < 60 && sample[15] < 60 && sample[16] <= 1 && sample[17] < 120)
            draft.Fact("timecode.start", $"{sample[13]:00}:{sample[14]:00}:{sample[15]:00}{(sample[16] != 0 ? ';' : ':')}{sample[17]:00}", $"{origin} head", Convert.ToHexStringLower(sample[13..18]));
        var items = sample[Math.Min(sample.Length, BinaryPrimitives.ReadUInt16BigEndian(sample))..];
        for (var count = 0; items.Length >= 4 && count < MostItems; count++)
        {
            var (tag, length) = (BinaryPrimitives.ReadUInt16BigEndian(items), BinaryPrimitives.ReadUInt16BigEndian(items[2..]));
            // The key of a set: what it holds follows, item by item like the rest.
            if (tag == 0x060e && items.Length > 17)
            {
                var berBytes = MxfKey.BerLength(items[16..], out _);
                if (berBytes == 0) return;
                items = items[(16 + berBytes)..];
                continue;
            }

            if (tag == 0 || length > items.Length - 4) return;
            Item(tag, items.Slice(4, length), origin, draft);
            items = items[(4 + length)..];
        }
    }

    private static void Item(int tag, ReadOnlySpan<byte> value, string origin, InspectionDraft draft)
    {
        var raw = Convert.ToHexStringLower(value[..Math.Min(32, value.Length)]);
        var where = $"{origin} 0x{tag:x4}";
        switch (tag, value.Length)
        {
            case (0x8000, 2) when U16(value) > 0: Fact("lens.iris", $"f/{Text(Stop(U16(value)), 1)}"); break;
            case (0x8008, 2) when U16(value) > 0: Fact("lens.iris", $"T{Text(Stop(U16(value)), 1)}"); break;
            case (0x8001, 2) when Distance(U16(value)) is { } metres: Fact("lens.focusDistance", Text(metres, 4)); break;
            case (0x8002, 2) when Distance(U16(value)) is { } metres: Fact("lens.focusFromFront", Text(metres, 4)); break;
            case (0x8004, 2) when Distance(U16(value)) is { } metres: Fact("lens.focalLength35", Text(metres * 1000, 2)); break;
            case (0x8005, 2) when Distance(U16(value)) is { } metres: Fact("lens.focalLength", Text(metres * 1000, 2)); break;
            case (0x8007, > 0): Fact("lens.model", Words(value)); break;
            case (0x3210, 16): Fact("image.colour.transfer", MxfCodec.ColourOf(Convert.ToHexStringLower(value)) ?? Convert.ToHexStringLower(value)); break;
            case (0x3219, 16): Fact("image.colour.primaries", MxfCodec.ColourOf(Convert.ToHexStringLower(value)) ?? Convert.ToHexStringLower(value)); break;
            case (0x321a, 16): Fact("image.colour.matrix", MxfCodec.ColourOf(Convert.ToHexStringLower(value)) ?? Convert.ToHexStringLower(value)); break;
            case (0x8103, 2): Fact("exposure.nd", U16(value) < 2 ? "clear" : $"1/{U16(value)}"); break;
            case (0x8106, 8) when U32(value) > 0 && U32(value[4..]) > 0: Fact("exposure.sensorRate", ClipTime.RateOf(U32(value), U32(value[4..]))); break;
            case (0x8108, 4) when U32(value) is > 0 and <= 21_600: Fact("exposure.shutterAngle", Text(U32(value) / 60.0, 2)); break;
            case (0x8109, 8): Fact("exposure.shutterTime", ExactRatio.Of(U32(value), U32(value[4..]))); break;
            case (0x810a, 2): Fact("exposure.gain", Text((short)U16(value) / 100.0, 2)); break;
            case (0x810b, 2) when U16(value) is > 0 and < 65535: Fact("exposure.iso", $"{U16(value)}"); break;
            case (0x8115, 2) when U16(value) is > 0 and < 65535: Fact("exposure.index", $"{U16(value)}"); break;
            case (0x810e, 2) when U16(value) is > 0 and < 65535: Fact("exposure.whiteBalance", $"{U16(value)}"); break;
            case (0x8114, > 0):
                var words = Words(value);
                Fact("camera.attributes", words);
                // "ILME-FX6V 5072108": the model, and the serial number after the last blank.
                if (words.LastIndexOf(' ') is > 0 and var blank && words[(blank + 1)..].All(char.IsAsciiDigit))
                {
                    Fact("camera.model", words[..blank]);
                    Fact("camera.serial", words[(blank + 1)..]);
                }

                break;
            case (0xe109 or 0xe10b, > 0) when value.ContainsAnyExceptInRange((byte)' ', (byte)'~') is false: Fact("look.name", Words(value)); break;
        }

        draft.Fact($"rdd18.{tag:x4}", raw, origin);

        void Fact(string field, string? text) => draft.Fact(field, text, where, raw);
    }

    private static double Stop(int value) => Math.Pow(2, 8 * (1 - value / 65536.0));

    /// <summary>A length in metres: a signed decimal exponent of four bits, and twelve of mantissa. 0xDC1C is 3.100.</summary>
    internal static double? Distance(int value)
    {
        var (exponent, mantissa) = (value >> 12, value & 0xfff);
        if (exponent > 7) exponent -= 16;
        var metres = mantissa * Math.Pow(10, exponent);
        return mantissa is 0 or 0xfff || metres > 1e6 ? null : metres;
    }

    private static string Words(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.IndexOf((byte)0) is >= 0 and var end ? value[..end] : value).Trim();

    private static string Text(double value, int digits) => Math.Round(value, digits).ToString(CultureInfo.InvariantCulture);

    private static int U16(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt16BigEndian(value);

    private static uint U32(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt32BigEndian(value);
}
