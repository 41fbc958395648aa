using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Formats.QuickTime;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Canon;

/// <summary>Canon's raw photographs and movies (CR3, CRM): boxes as in QuickTime, with Exif as small TIFF files inside a box of Canon's own.</summary>
internal static class CanonRaw
{
    private const string CanonBox = "85c0b687820f11e08111f4ce462b6a48";

    /// <summary>Adds what the file says of camera, lens and exposure.</summary>
    public static void Add(QuickTimeFile movie, ClipFile file, InspectionDraft draft)
    {
        var isMovie = movie.Tracks.Any(track => track.Handler == "vide" && track.Samples > 1);
        var name = isMovie ? "Canon Cinema RAW Light" : "A raw photograph of a Canon camera";
        draft.Fact("quicktime.closed", name, "ftyp crx");
        draft.Problem("no-decoder", ProblemSeverity.Note, $"{name} is read as far as its header.", file.Name);
        draft.Fact("image.codec", "canon-raw", "ftyp crx");
        // The tracks are a preview, a small and the full raw picture: the widest counts.
        var picture = movie.Tracks.Where(track => track.Handler == "vide" && track.Description.Length >= 36)
            .MaxBy(track => BinaryPrimitives.ReadUInt16BigEndian(track.Description.AsSpan()[32..]));
        if (picture is not null)
        {
            draft.Fact("image.width", BinaryPrimitives.ReadUInt16BigEndian(picture.Description.AsSpan()[32..]), "stsd");
            draft.Fact("image.height", BinaryPrimitives.ReadUInt16BigEndian(picture.Description.AsSpan()[34..]), "stsd");
            if (isMovie && picture.SteadyDelta is { } delta) draft.Fact("image.rate", ClipTime.RateOf(picture.TimeScale, delta), "stts", $"{picture.TimeScale}/{delta}");
        }

        draft.Fact("clip.frames", isMovie ? picture?.Samples : 1, "stsz");
        foreach (var (box, content) in movie.Private)
        {
            if (box != CanonBox) continue;
            foreach (var (type, part) in QuickTimeMetadata.Boxes(content.AsMemory()))
            {
                if (type == "CNCV") draft.Fact("canon.version", Encoding.Latin1.GetString(part.Span).TrimEnd('\0'), "canon CNCV");
                if (type is "CMT1" or "CMT2") Exif(part, $"canon {type}", draft);
            }
        }
    }

    /// <summary>Adds what the camera noted for a frame (<c>CTMD</c>): records of a length, a kind and a value, little-endian.</summary>
    public static void AddFrame(ReadOnlySpan<byte> sample, InspectionDraft draft)
    {
        for (var count = 0; sample.Length >= 12 && count < 200; count++)
        {
            var (length, kind) = (BinaryPrimitives.ReadUInt32LittleEndian(sample), BinaryPrimitives.ReadUInt16LittleEndian(sample[4..]));
            if (length < 12 || length > sample.Length) return;
            var value = sample[12..(int)length];
            var origin = $"canon ctmd {kind}";
            switch (kind)
            {
                case 4 when value.Length >= 8 && Ratio(value) is > 0 and < 10_000 and var focal: draft.Fact("lens.focalLength", Text(focal), origin); break;
                case 5 when value.Length >= 20:
                    if (Ratio(value) is > 0 and < 1000 and var stop) draft.Fact("lens.iris", $"f/{Text(stop)}", origin);
                    draft.Fact("exposure.shutterTime", ExactRatio.Of(BinaryPrimitives.ReadUInt32LittleEndian(value[8..]), BinaryPrimitives.ReadUInt32LittleEndian(value[12..])), origin);
                    if ((BinaryPrimitives.ReadUInt32LittleEndian(value[16..]) & 0x7fffffff) is > 0 and < 10_000_000 and var iso) draft.Fact("exposure.iso", iso, origin);
                    break;
            }

            sample = sample[(int)length..];
        }
    }

    private static void Exif(ReadOnlyMemory<byte> bytes, string origin, InspectionDraft draft)
    {
        TiffDirectory directory;
        try
        {
            using var content = new MemoryStream(bytes.ToArray());
            directory = TiffFile.Read(content).Directories[0];
        }
        catch (InvalidDataException)
        {
            return;
        }

        Words("camera.make", 271);
        Words("camera.model", 272);
        Words("camera.serial", 0xA431);
        Words("lens.model", 0xA434);
        Words("lens.serial", 0xA435);
        Words("slate.operator", 0xA430);
        if (directory.Number(34855) is > 0 and var iso) draft.Fact("exposure.iso", iso, $"{origin} 34855");
        if (directory.Ratios(33434).FirstOrDefault() is { Numerator: > 0, Denominator: > 0 } time) draft.Fact("exposure.shutterTime", ExactRatio.Of(time.Numerator, time.Denominator), $"{origin} 33434");
        if (directory.Ratios(33437).FirstOrDefault() is { Numerator: > 0, Denominator: > 0 } stop) draft.Fact("lens.iris", $"f/{Text((double)stop.Numerator / stop.Denominator)}", $"{origin} 33437");
        if (directory.Ratios(37386).FirstOrDefault() is { Numerator: > 0, Denominator: > 0 } focal) draft.Fact("lens.focalLength", Text((double)focal.Numerator / focal.Denominator), $"{origin} 37386");
        foreach (var tag in (ReadOnlySpan<int>)[36867, 306])
            if (directory.Text(tag) is { Length: 19 } date)
                draft.Fact("clip.recordedAt", $"{date[..4]}-{date[5..7]}-{date[8..10]}T{date[11..]}", $"{origin} {tag}", date);
        foreach (var (tag, value) in directory.Values.OrderBy(pair => pair.Key))
            if (value.ToText() is { Length: > 0 and <= 200 } text) draft.Fact($"canon.{tag}", text, origin);

        void Words(string field, int tag) => draft.Fact(field, directory.Text(tag), $"{origin} {tag}");
    }

    private static double Ratio(ReadOnlySpan<byte> value) =>
        BinaryPrimitives.ReadUInt32LittleEndian(value[4..]) is > 0 and var denominator ? BinaryPrimitives.ReadUInt32LittleEndian(value) / (double)denominator : 0;

    private static string Text(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);
}
