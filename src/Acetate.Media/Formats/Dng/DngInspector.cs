using System.Globalization;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Dng;

/// <summary>DNG and CinemaDNG frames, and plain TIFF: the picture's own directory, the camera's tags, and timecode where CinemaDNG has it.</summary>
public sealed class DngInspector : IFrameInspector
{
    /// <inheritdoc/>
    public string Name => "DNG";

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) =>
        // Canon's CR2 is a TIFF with a mark of its own, and its picture is not where TIFF says.
        TiffFile.Knows(head) && !(head.Length >= 10 && head[8..10].SequenceEqual("CR"u8));

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft) => FrameReport.Add(this, file, content, draft);

    /// <inheritdoc/>
    public FrameHeader ReadHeader(Stream content)
    {
        var tiff = TiffFile.Read(content);
        var main = tiff.Directories[0];
        var isDng = main.Values.ContainsKey(50706);
        var image = ImageOf(tiff, isDng || tiff.Directories.Any(directory => directory.Number(262) == 32803));
        var facts = new FrameFacts();
        facts.Add("frame.format", isDng ? "DNG" : "TIFF", "tiff");
        Picture(image, isDng, facts);
        // A plain TIFF is left as it is: FFmpeg, which reads it, does not turn it either.
        if (isDng && main.Number(274) is (3 or 6 or 8) and var side) facts.Add(PictureRotation.Field, side switch { 3 => "180", 6 => "90", _ => "270" }, "tiff tag 274", $"{side}");
        Camera(tiff, facts);
        var timecode = Time(main, facts);
        Rest(tiff, isDng, facts);
        return new()
        {
            Facts = facts.ToImmutable(),
            Timecode = timecode,
            LeastLength = EndOfPicture(image),
            Problems = tiff.Problems,
        };
    }

    /// <summary>In a DNG, and in what other cameras make of TIFF, the first directory often holds a thumbnail; the raw picture is the one with subfile type 0, and the largest.</summary>
    internal static TiffDirectory ImageOf(TiffFile tiff, bool isRaw)
    {
        if (!isRaw) return tiff.Directories[0];
        return tiff.Directories.Where(directory => directory.Name != "Exif" && directory.Number(256) is not null)
            .OrderBy(directory => directory.Number(254) is null or 0 ? 0 : 1)
            .ThenByDescending(directory => directory.Number(256) * directory.Number(257))
            .FirstOrDefault() ?? tiff.Directories[0];
    }

    private static void Picture(TiffDirectory image, bool isDng, FrameFacts facts)
    {
        if (image.Number(256) is { } width) facts.Add("image.width", width, "tiff tag 256");
        if (image.Number(257) is { } height) facts.Add("image.height", height, "tiff tag 257");
        var white = image.Number(50717);
        // Raw of 12 or 14 bits is often stored in 16; the white level tells what counts.
        var stored = image.Number(258);
        if (stored is { } bits)
            facts.Add("image.bitDepth", isDng && bits == 16 && white is > 255 and < 65535 ? BitsOf(white.Value) : bits, "tiff tags 258 and 50717");
        var photometric = image.Number(262);
        var compression = image.Number(259) ?? 1;
        facts.Add("image.codec", photometric == 32803 ? compression switch { 1 => "cfa", 7 => "cfa-ljpeg", 34892 => "cfa-jpeg", 52546 => "cfa-jxl", _ => $"cfa-{compression}" }
            : photometric == 34892 ? $"linear-raw-{compression}"
            : compression switch { 1 => "tiff", 5 => "tiff-lzw", 7 => "tiff-jpeg", 8 or 32946 => "tiff-deflate", 32773 => "tiff-packbits", _ => $"tiff-{compression}" },
            "tiff tags 259 and 262", $"{compression} {photometric}");
        if (image.Ratios(50718).ToArray() is [{ Denominator: > 0 } across, { Denominator: > 0, Numerator: > 0 } down, ..])
            facts.Add("image.squeeze", ExactRatio.Of(across.Numerator * down.Denominator, across.Denominator * down.Numerator), "tiff tag 50718", image.Text(50718));
        // Levels of the sensor, which the picture is scaled between: one for each place of the pattern.
        if (Levels(image, 50714) is { } black) facts.Add("image.black", black, "tiff tag 50714", image.Text(50714));
        if (image.Text(50717) is { Length: > 0 } whites) facts.Add("image.white", string.Join(' ', whites.Split(' ').Distinct()), "tiff tag 50717", whites);
        if (photometric is not null) facts.Add("image.colour.space", photometric switch { 32803 => "camera raw", 34892 => "linear raw", 2 => "rgb", 6 => "ycbcr", 0 or 1 => "grey", _ => $"photometric {photometric}" }, "tiff tag 262");
    }

    private static string? Levels(TiffDirectory image, int tag)
    {
        var levels = image.Ratios(tag).Where(level => level.Denominator != 0).Select(level => Math.Round((double)level.Numerator / level.Denominator, 4).ToString(CultureInfo.InvariantCulture)).Take(64).ToList();
        return levels.Count == 0 ? null : string.Join(' ', levels.Distinct().Count() == 1 ? levels.Take(1) : levels);
    }

    private static void Camera(TiffFile tiff, FrameFacts facts)
    {
        Text("camera.make", 271);
        // The unique camera model (50708) is a name for programs; it stays under its number unless there is no other.
        Text("camera.model", Texts(272) is null ? 50708 : 272);
        Text("camera.serial", 50735);
        Text("camera.id", 51105);
        Text("camera.firmware", 305);
        Text("clip.reel", 51081);
        Text("lens.model", 42036);
        Text("lens.serial", 42037);
        Ratio("lens.focalLength", 37386);
        Ratio("lens.iris", 51058, "T");
        Ratio("lens.iris", 33437, "f/");
        var neutral = Ratios(50728).Where(part => part.Denominator != 0).Take(4).ToList();
        if (neutral.Count == 3)
            facts.Add("exposure.asShotNeutral", string.Join(' ', neutral.Select(part => Math.Round((double)part.Numerator / part.Denominator, 6).ToString(CultureInfo.InvariantCulture))),
                "tiff tag 50728", string.Join(' ', neutral.Select(part => $"{part.Numerator}/{part.Denominator}")));
        if (First(34855) is { } iso) facts.Add("exposure.iso", iso, "tiff tag 34855");
        foreach (var (numerator, denominator) in Ratios(33434).Take(1))
            if (numerator > 0 && denominator > 0) facts.Add("exposure.shutterTime", ExactRatio.Of(numerator, denominator), "tiff tag 33434");
        foreach (var tag in (ReadOnlySpan<int>)[36867, 306])
            if (Texts(tag) is { Length: 19 } date)
                facts.Add("clip.recordedAt", $"{date[..4]}-{date[5..7]}-{date[8..10]}T{date[11..]}", $"tiff tag {tag}", date);

        string? Texts(int tag) => tiff.Directories.Select(directory => directory.Text(tag)).FirstOrDefault(text => text?.Length > 0);
        long? First(int tag) => tiff.Directories.Select(directory => directory.Number(tag)).FirstOrDefault(number => number is not null);
        IEnumerable<(long Numerator, long Denominator)> Ratios(int tag) => tiff.Directories.SelectMany(directory => directory.Ratios(tag));
        void Text(string field, int tag) => facts.Add(field, Texts(tag), $"tiff tag {tag}");
        void Ratio(string field, int tag, string before = "")
        {
            foreach (var (numerator, denominator) in Ratios(tag).Take(1))
                if (numerator > 0 && denominator > 0)
                    facts.Add(field, before + Math.Round((double)numerator / denominator, 3).ToString(CultureInfo.InvariantCulture), $"tiff tag {tag}", $"{numerator}/{denominator}");
        }
    }

    private static string? Time(TiffDirectory main, FrameFacts facts)
    {
        if (main.Ratios(51044).FirstOrDefault() is { Numerator: > 0, Denominator: > 0 } rate)
            facts.Add("image.rate", ClipTime.RateOf(rate.Numerator, rate.Denominator), "tiff tag 51044", $"{rate.Numerator}/{rate.Denominator}");
        if (!main.Values.TryGetValue(51043, out var codes) || codes.Bytes.Length < 8) return null;
        var label = TimecodeBytes.Label(codes.Bytes);
        facts.Add("frame.timecode", label ?? "not valid", "tiff tag 51043", Convert.ToHexStringLower(codes.Bytes.AsSpan(0, 8)));
        return label;
    }

    private static readonly HashSet<int> Structure = [254, 256, 257, 258, 259, 262, 273, 277, 278, 279, 322, 323, 324, 325, 330, 34665];

    /// <summary>Every other tag under its number, so that nothing is lost; maker notes only as their size.</summary>
    private static void Rest(TiffFile tiff, bool isDng, FrameFacts facts)
    {
        foreach (var directory in tiff.Directories)
        {
            foreach (var (tag, value) in directory.Values.OrderBy(pair => pair.Key))
            {
                if (Structure.Contains(tag)) continue;
                var text = tag is 37500 or 50740 or 34675 ? $"{value.Count} values" : value.ToText();
                facts.Add($"{(isDng ? "dng" : "tiff")}.{tag}", text.Length > 200 ? text[..200] + "…" : text, directory.Name);
            }
        }
    }

    private static long EndOfPicture(TiffDirectory image)
    {
        var (offsets, lengths) = image.Values.ContainsKey(273) ? (273, 279) : (324, 325);
        return image.Numbers(offsets).Zip(image.Numbers(lengths), (offset, length) => offset + length).DefaultIfEmpty(0).Max();
    }

    private static int BitsOf(long white) => 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)white);
}
