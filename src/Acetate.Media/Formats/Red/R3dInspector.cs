using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Red;

/// <summary>REDCODE clips: camera, lens, exposure, timecode and slate from the header. No decoder of it is open.</summary>
public sealed class R3dInspector : IFormatInspector
{
    private static readonly ImmutableArray<(int Id, string Field)> Texts =
    [
        (0x1006, "camera.serial"), (0x1019, "camera.id"), (0x101A, "clip.reel"), (0x101B, "clip.number"), (0x1025, "camera.firmware"),
        (0x1032, "camera.mediaSerial"), (0x1056, "clip.originalName"), (0x1070, "lens.model"), (0x109D, "lens.serial"), (0x1071, "camera.model"), (0x10A0, "camera.model"),
        (0x1076, "slate.production"), (0x1077, "slate.director"), (0x1078, "slate.cinematographer"), (0x107B, "slate.location"),
        (0x107C, "slate.operator"), (0x107D, "slate.scene"), (0x107E, "slate.take"), (0x1086, "camera.sensorMode"), (0x1096, "red.filter"), (0x10BE, "image.profile"),
    ];

    /// <inheritdoc/>
    public string Name => "REDCODE";

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) => R3dHeader.Knows(head);

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(content);
        R3dHeader header;
        try
        {
            header = R3dHeader.Read(StreamBytes.At(content, 0, R3dHeader.MostBytes));
        }
        catch (InvalidDataException broken)
        {
            draft.Problem("unreadable", ProblemSeverity.Error, broken.Message, file.Name);
            return;
        }

        foreach (var problem in header.Problems) draft.Problem("damaged", ProblemSeverity.Warning, problem, file.Name);
        draft.Problem("no-decoder", ProblemSeverity.Note, "REDCODE is read as far as its header; only RED's own software decodes its pictures.", file.Name);
        draft.Fact("camera.make", "RED", "r3d header");
        draft.Fact("image.codec", "redcode", "r3d header", $"RED{header.Version}");
        if (header.Width > 0 && header.Height > 0)
        {
            draft.Fact("image.width", header.Width, "r3d header");
            draft.Fact("image.height", header.Height, "r3d header");
        }

        var rate = ClipTime.RateOf(header.RateNumerator, header.RateDenominator);
        draft.Fact("image.rate", rate, "r3d header", $"{header.RateNumerator}/{header.RateDenominator}");
        Time(header, draft);
        foreach (var (id, field) in Texts)
            if (header[id] is { } entry)
                draft.Fact(field, entry.ToText(), Origin(id));
        Exposure(header, draft);
        foreach (var entry in header.Entries) draft.Fact($"red.{entry.Id:x4}", entry.ToText(), "r3d directory");
    }

    private static string Origin(int id) => $"r3d entry 0x{id:x4}";

    private static void Time(R3dHeader header, InspectionDraft draft)
    {
        // Both are kept; the time of day is what every camera of a shoot shares.
        draft.Fact("timecode.start", header[0x1001]?.ToText(), Origin(0x1001));
        draft.Fact("timecode.edge", header[0x1000]?.ToText(), Origin(0x1000));
        draft.Fact("timecode.reel", header[0x1029]?.ToText(), Origin(0x1029));
        if (header[0x1023]?.ToText() is { Length: 8 } day && header[0x1024]?.ToText() is { Length: 6 } time)
            draft.Fact("clip.recordedAt", $"{day[..4]}-{day[4..6]}-{day[6..]}T{time[..2]}:{time[2..4]}:{time[4..]}", Origin(0x1023), $"{day} {time}");
    }

    private static void Exposure(R3dHeader header, InspectionDraft draft)
    {
        if (header[0x403B]?.Number is > 0 and var iso) draft.Fact("exposure.iso", Number(iso), Origin(0x403B));
        if (header[0x200D]?.Number is > 0 and < 100_000 and var kelvin) draft.Fact("exposure.whiteBalance", Number(kelvin), Origin(0x200D));
        if (header[0x200E]?.Number is { } tint && Math.Abs(tint) < 1000) draft.Fact("exposure.tint", Number(tint), Origin(0x200E));
        // "Whatever the lens told": 0 and -1 mean it told nothing.
        if (header[0x406A]?.Number is > 0 and < 65535 and var stop) draft.Fact("lens.iris", $"f/{Number(stop / 10)}", Origin(0x406A), Number(stop));
        if (header[0x406B]?.Number is > 0 and < 65535 and var focal) draft.Fact("lens.focalLength", Number(focal), Origin(0x406B));
        if (header[0x606C]?.Number is > 0 and var focus) draft.Fact("lens.focusDistance", Number(focus / 1000), Origin(0x606C), Number(focus));
        if (header[0x2066]?.Number is > 0 and < 100_000 and var speed)
            draft.Fact("exposure.sensorRate", ClipTime.RateMeant(Number(speed)), Origin(0x2066), header[0x2066]!.ToText());
        if (header[0x2008]?.Number is > 0 and < 1e9 and var micro)
        {
            draft.Fact("exposure.shutterTime", ExactRatio.Of((long)Math.Round(micro * 10), 10_000_000), Origin(0x2008), header[0x2008]!.ToText());
            var perSecond = header[0x2066]?.Number is > 0 and < 100_000 and var frames ? frames
                : header.RateDenominator > 0 ? (double)header.RateNumerator / header.RateDenominator : 0;
            if (micro * perSecond / 1e6 is > 0 and <= 1 and var part)
                draft.Fact("exposure.shutterAngle", Math.Round(part * 360, 1).ToString(CultureInfo.InvariantCulture), Origin(0x2008), header[0x2008]!.ToText());
        }
    }

    private static string Number(double value) => Math.Round(value, 4).ToString(CultureInfo.InvariantCulture);
}
