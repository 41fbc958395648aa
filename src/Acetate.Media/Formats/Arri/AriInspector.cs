using System.Globalization;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Arri;

/// <summary>ARRIRAW frames: camera, lens, exposure, slate, timecode and frame lines from the header.</summary>
public sealed class AriInspector : IFrameInspector
{
    private const uint Unknown = uint.MaxValue;

    /// <inheritdoc/>
    public string Name => "ARRIRAW";

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) => AriHeader.Knows(head);

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft) => FrameReport.Add(this, file, content, draft);

    /// <inheritdoc/>
    public FrameHeader ReadHeader(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var bytes = new byte[Math.Min(content.Length, AriHeader.Length)];
        content.Position = 0;
        content.ReadExactly(bytes);
        var header = AriHeader.Read(bytes);
        var facts = new FrameFacts();
        Picture(header, facts);
        Camera(header, facts);
        Lens(header, facts);
        Slate(header, facts);
        FrameLines(header, facts);
        var label = TimecodeBytes.Label(header.Bytes(0x1A8, 4));
        facts.Add("frame.timecode", label ?? "not valid", Origin(0x1A8), Convert.ToHexStringLower(header.Bytes(0x1A8, 4)));
        return new() { Facts = facts.ToImmutable(), Timecode = label, LeastLength = header.PictureOffset + header.PictureLength };
    }

    private static string Origin(int at) => $"ari header 0x{at:x4}";

    private static void Picture(AriHeader header, FrameFacts facts)
    {
        facts.Add("frame.format", "ARRIRAW", "ari header");
        facts.Add("image.width", header.Width, Origin(0x14));
        facts.Add("image.height", header.Height, Origin(0x18));
        facts.Add("image.codec", "arriraw", "ari header");
        facts.Add("image.bitDepth", 12, "SMPTE RDD 30");
        facts.Add("image.colour.space", "camera raw", "ari header");
        var (left, top, width, height) = header.Active;
        if (width > 0 && height > 0) facts.Add("arri.active", $"{left} {top} {width} {height}", Origin(0x24));
        if (header.F32(0xC4) is > 0.2f and < 10 and var squeeze) facts.Add("image.squeeze", Number(squeeze), Origin(0xC4));
        if (Thousandths(header.U32(0x1A4)) is { } project) facts.Add("image.rate", ClipTime.RateOf(Rate(project), 1000), Origin(0x1A4), Text(header.U32(0x1A4)));
        if (Thousandths(header.U32(0x1A0)) is { } sensor) facts.Add("exposure.sensorRate", Number(sensor / 1000), Origin(0x1A0), Text(header.U32(0x1A0)));
        if (header.IsDuplicate) facts.Add("arri.duplicate", "this frame repeats the one before", Origin(0x2C4));
    }

    private static void Camera(AriHeader header, FrameFacts facts)
    {
        facts.Add("camera.make", "ARRI", "ari header");
        facts.Add("camera.model", header.Model, Origin(0x2F8));
        facts.Add("arri.family", header.Family, Origin(0x29C));
        if (header.U32(0x170) is not 0 and not Unknown and var serial) facts.Add("camera.serial", serial, Origin(0x170));
        facts.Add("camera.id", header.Text(0x174, 4) is { Length: > 0 } id ? new string([.. id.Reverse()]) : null, Origin(0x174));
        if (header.ExposureIndex is not 0 and not Unknown) facts.Add("exposure.iso", header.ExposureIndex, Origin(0x74));
        if (header.Kelvin is > 500 and < 50_000) facts.Add("exposure.whiteBalance", header.Kelvin, Origin(0x5C));
        if (float.IsFinite(header.Tint) && Math.Abs(header.Tint) < 100) facts.Add("exposure.tint", Number(header.Tint), Origin(0x60));
        var (r, g, b) = header.WhiteBalance;
        facts.Add("arri.whiteBalanceFactors", $"{Number(r)} {Number(g)} {Number(b)}", Origin(0x64));
        if (Thousandths(header.U32(0x190)) is { } angle && angle <= 360_000) facts.Add("exposure.shutterAngle", Number(angle / 1000), Origin(0x190), Text(header.U32(0x190)));
        if (header.U32(0x18C) is not 0 and not Unknown and var time) facts.Add("exposure.shutterTime", ExactRatio.Of(time, 1_000_000), Origin(0x18C), Text(time));
        if (header.U16(0x388) is not 0 and not ushort.MaxValue && header.U16(0x38A) is not ushort.MaxValue and var density)
            facts.Add("exposure.nd", Number(density / 1000.0), Origin(0x38A), density.ToString(CultureInfo.InvariantCulture));
        if (header.U32(0x168) is not 0 and not Unknown and var revision) facts.Add("camera.firmware", revision, Origin(0x168));
        facts.Add("clip.recordedAt", RecordedAt(header), Origin(0x17C), Convert.ToHexStringLower(header.Bytes(0x17C, 8)));
        facts.Add("look.name", header.Text(0xCC, 32), Origin(0xCC));
        if (header.U32(0x268) is not 0 and not Unknown) facts.Add("camera.mediaSerial", Convert.ToHexStringLower(header.Bytes(0x268, 8)), Origin(0x268));
    }

    private static void Lens(AriHeader header, FrameFacts facts)
    {
        facts.Add("lens.model", header.Text(0x398, 32), Origin(0x398));
        if (header.U32(0x380) is not 0 and not Unknown and var serial) facts.Add("lens.serial", serial, Origin(0x380));
        if (Thousandths(header.U32(0x37C)) is { } focal) facts.Add("lens.focalLength", Number(focal / 1000), Origin(0x37C), Text(header.U32(0x37C)));
        var iris = (int)header.U32(0x384);
        if (iris > 0) facts.Add("lens.iris", $"T{Number(Math.Round(Math.Pow(2, (iris / 1000.0 - 1) / 2), 1))}", Origin(0x384), iris.ToString(CultureInfo.InvariantCulture));
        if (Thousandths(header.U32(0x378)) is { } distance)
            facts.Add("lens.focusDistance", Number(Math.Round(distance / 1000 * (header.U32(0x374) == 0 ? 0.0254 : 1), 4)), Origin(0x378), $"{Text(header.U32(0x378))} {(header.U32(0x374) == 0 ? "inch" : "metre")}/1000");
    }

    private static void Slate(AriHeader header, FrameFacts facts)
    {
        facts.Add("clip.name", header.Text(0x698, 20), Origin(0x698));
        facts.Add("clip.reel", header.Text(0x4F8, 8), Origin(0x4F8));
        facts.Add("slate.scene", header.Text(0x500, 16), Origin(0x500));
        facts.Add("slate.take", header.Text(0x510, 8), Origin(0x510));
        if (header.Bytes(0x4F4, 1)[0] == 1) facts.Add("slate.circled", "true", Origin(0x4F4));
        facts.Add("slate.director", header.Text(0x518, 24), Origin(0x518));
        facts.Add("slate.cinematographer", header.Text(0x538, 24), Origin(0x538));
        facts.Add("slate.production", header.Text(0x558, 24), Origin(0x558));
        facts.Add("slate.note", header.Text(0x598, 256), Origin(0x598));
        facts.Add("arri.uuid", Convert.ToHexStringLower(header.Bytes(0x2D0, 16)), Origin(0x2D0));
    }

    // What the operator framed for: the source of a framing decision.
    private static void FrameLines(AriHeader header, FrameFacts facts)
    {
        for (var n = 0; n < 6; n++)
        {
            var at = 0x890 + 48 * n;
            if (header.U32(at) is not (1 or 2)) continue;
            facts.Add($"arri.frameLine.{n / 3 + 1}{"ABC"[n % 3]}",
                $"{(header.U32(at) == 1 ? "master" : "auxiliary")} {header.Text(at + 4, 32)} {header.U16(at + 36)} {header.U16(at + 38)} {header.U16(at + 40)} {header.U16(at + 42)}", Origin(at));
        }
    }

    // Date and time are binary coded decimals in little-endian words: 0x20190625 and 0x00143015.
    private static string? RecordedAt(AriHeader header)
    {
        var (day, time) = (header.U32(0x17C).ToString("x8", CultureInfo.InvariantCulture), header.U32(0x180).ToString("x8", CultureInfo.InvariantCulture));
        if (!DateTime.TryParseExact($"{day} {time[^6..]}", "yyyyMMdd HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) || at.Year < 1990) return null;
        return at.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static double? Thousandths(uint value) => value is 0 or Unknown ? null : value;

    // 23.976 is 24000/1001 and so on: the nearest thousandth is all the header has.
    private static long Rate(double thousandths) => (long)thousandths;

    private static string Number(double value) => Math.Round(value, 4).ToString(CultureInfo.InvariantCulture);

    private static string Text(uint value) => value.ToString(CultureInfo.InvariantCulture);
}
