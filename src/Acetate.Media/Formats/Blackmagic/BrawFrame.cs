using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Acetate.Media.Formats.QuickTime;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Blackmagic;

/// <summary>What a Blackmagic RAW frame notes of itself: a box <c>bmdf</c> before the picture, whose children hold exposure and lens.</summary>
/// <remarks>Known from published readers, not from a file of ours. The clip's own notes are keys of the movie.</remarks>
internal static class BrawFrame
{
    /// <summary>Bytes of a frame that are read.</summary>
    public const int Largest = 16 << 10;

    /// <summary>Adds what the first frame says; nothing when it has no such box.</summary>
    public static void Add(ReadOnlyMemory<byte> frame, InspectionDraft draft)
    {
        // The box is short and the picture follows it; only the box need be there whole.
        foreach (var (type, box) in QuickTimeMetadata.Boxes(frame))
            if (type == "bmdf")
                foreach (var (name, value) in QuickTimeMetadata.Boxes(box)) Item(name, value.Span, draft);
    }

    private static void Item(string name, ReadOnlySpan<byte> value, InspectionDraft draft)
    {
        var origin = $"bmdf {name}";
        switch (name, value.Length)
        {
            case ("isoe", >= 4): draft.Fact("exposure.iso", BinaryPrimitives.ReadUInt32BigEndian(value), origin); break;
            case ("wkel", >= 4): draft.Fact("exposure.whiteBalance", BinaryPrimitives.ReadUInt32BigEndian(value), origin); break;
            case ("wtin", >= 2): draft.Fact("exposure.tint", BinaryPrimitives.ReadInt16BigEndian(value), origin); break;
            case ("srte", >= 8): draft.Fact("exposure.sensorRate", ClipTime.RateOf(BinaryPrimitives.ReadUInt32BigEndian(value), BinaryPrimitives.ReadUInt32BigEndian(value[4..])), origin); break;
            case ("innd", >= 4) when BinaryPrimitives.ReadSingleBigEndian(value) is >= 0 and < 100 and var nd: draft.Fact("exposure.nd", nd.ToString(CultureInfo.InvariantCulture), origin); break;
            case ("aptr", > 0): draft.Fact("lens.iris", Stop(Words(value)), origin, Words(value)); break;
            case ("fcln", > 0): draft.Fact("lens.focalLength", Digits(Words(value)), origin, Words(value)); break;
            case ("dsnc", > 0): Distance(Words(value), origin, draft); break;
            case ("shtv", > 0): Shutter(Words(value), origin, draft); break;
            default: draft.Fact($"braw.{name}", Convert.ToHexStringLower(value[..Math.Min(32, value.Length)]), "bmdf"); break;
        }
    }

    private static void Shutter(string text, string origin, InspectionDraft draft)
    {
        if (text.Contains('°', StringComparison.Ordinal)) draft.Fact("exposure.shutterAngle", Digits(text), origin, text);
        else if (text.Split('/') is [var over, var under] && long.TryParse(over, out var numerator) && long.TryParse(Digits(under), out var denominator))
            draft.Fact("exposure.shutterTime", ExactRatio.Of(numerator, denominator), origin, text);
    }

    private static void Distance(string text, string origin, InspectionDraft draft)
    {
        if (!double.TryParse(Digits(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number <= 0) return;
        var metres = text.EndsWith("mm", StringComparison.Ordinal) ? number / 1000 : text.EndsWith("cm", StringComparison.Ordinal) ? number / 100 : text.EndsWith('m') ? number : 0;
        if (metres > 0) draft.Fact("lens.focusDistance", Math.Round(metres, 4).ToString(CultureInfo.InvariantCulture), origin, text);
    }

    private static string Stop(string text) => text.StartsWith('f') && !text.StartsWith("f/", StringComparison.Ordinal) ? $"f/{Digits(text[1..])}" : text;

    private static string Digits(string text) => string.Concat(text.Where(c => char.IsAsciiDigit(c) || c == '.')) is { Length: < 20 } digits ? digits : "";

    private static string Words(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.IndexOf((byte)0) is >= 0 and var end ? value[..end] : value).Trim();
}
