using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Sidecars;

/// <summary>The XML that Sony cameras write for each clip (<c>C0001M01.XML</c>, root <c>NonRealTimeMeta</c>), in a file or inside an MP4.</summary>
public sealed class SonyClipXml : ISidecarReader
{
    /// <inheritdoc/>
    public string Origin => "sony xml";

    /// <inheritdoc/>
    public bool Knows(ClipFile file, ReadOnlySpan<byte> head) => head.IndexOf("<NonRealTimeMeta"u8) >= 0;

    /// <inheritdoc/>
    public void Read(ClipFile file, ReadOnlySpan<byte> bytes, InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(draft);
        if (XmlPart.Read(bytes, out var problem) is { } root) Add(root, Origin, draft);
        if (problem is not null) draft.Problem("sidecar-broken", ProblemSeverity.Warning, problem, file.Name);
    }

    /// <summary>Adds what the document says.</summary>
    internal static void Add(XmlPart root, string origin, InspectionDraft draft)
    {
        var device = root.At("Device");
        draft.Fact("camera.make", device?["manufacturer"], origin);
        draft.Fact("camera.model", device?["modelName"], origin);
        draft.Fact("camera.serial", device?["serialNo"], origin);
        draft.Fact("lens.model", root.At("Lens")?["modelName"], origin);
        draft.Fact("clip.umid", root.At("TargetMaterial")?["umidRef"]?.ToLowerInvariant(), origin, root.At("TargetMaterial")?["umidRef"]);
        draft.Fact("clip.recordedAt", root.At("CreationDate")?["value"], origin);
        var picture = root.At("VideoFormat");
        if (int.TryParse(picture?.At("VideoLayout")?["pixel"], NumberStyles.None, CultureInfo.InvariantCulture, out var width)) draft.Fact("image.width", width, origin);
        if (int.TryParse(picture?.At("VideoLayout")?["numOfVerticalLine"], NumberStyles.None, CultureInfo.InvariantCulture, out var height)) draft.Fact("image.height", height, origin);
        draft.Fact("image.rate", Rate(picture?.At("VideoFrame")?["formatFps"]), origin, picture?.At("VideoFrame")?["formatFps"]);
        draft.Fact("exposure.sensorRate", Rate(picture?.At("VideoFrame")?["captureFps"]), origin, picture?.At("VideoFrame")?["captureFps"]);
        draft.Fact("sony.videoCodec", picture?.At("VideoFrame")?["videoCodec"], origin);
        Time(root, origin, draft);
        foreach (var item in root.All("Item"))
        {
            var field = item["name"] switch
            {
                "CaptureGammaEquation" => "image.colour.transfer",
                "CaptureColorPrimaries" => "image.colour.primaries",
                "CodingEquations" => "image.colour.matrix",
                _ => null,
            };
            if (field is not null) draft.Fact(field, item["value"], $"{origin} {item["name"]}");
        }

        draft.Fact("look.name", root.All("RelatedTo").FirstOrDefault(related => related["rel"] == "LUT")?["file"], origin);
        foreach (var mark in root.All("KlvPacket"))
            if (Mark(mark["lengthValue"]) is { } name)
                draft.Fact($"mark.{name.TrimStart('_')}", mark["frameCount"], $"{origin} KlvPacket", mark["lengthValue"]);
        foreach (var (path, value) in root.Values()) draft.Fact($"sony.{path}", value, origin);
    }

    private static void Time(XmlPart root, string origin, InspectionDraft draft)
    {
        if (long.TryParse(root.At("Duration")?["value"], NumberStyles.None, CultureInfo.InvariantCulture, out var frames)) draft.Fact("clip.frames", frames, origin);
        if (root.At("LtcChangeTable") is not { } table) return;
        var isHalf = table["halfStep"] == "true";
        // tcFps is rounded: the picture's own rate says whether 30 means 30000/1001. With half steps one label covers two frames.
        if (int.TryParse(table["tcFps"], NumberStyles.None, CultureInfo.InvariantCulture, out var labels) && labels is > 0 and <= 120)
            draft.Fact("timecode.labels", labels, $"{origin} tcFps");
        if (isHalf) draft.Fact("timecode.halfStep", "true", $"{origin} halfStep");
        var changes = table.All("LtcChange").ToList();
        if (changes.FirstOrDefault(change => change["frameCount"] == "0")?["value"] is { } start && Label(start, labels, isHalf) is { } first)
        {
            draft.Fact("timecode.start", first.Label, $"{origin} LtcChange", start);
            if (labels is 24 or 25 or 50) draft.Fact("timecode.dropFrame", "false", $"{origin} LtcChange", start);
            if (Rate(draft, labels, isHalf) is { } rate) draft.Fact("timecode.rate", rate, $"{origin} tcFps", table["tcFps"]);
        }

        if (changes.FirstOrDefault(change => change["status"] == "end")?["value"] is { } last && Label(last, labels, isHalf) is { } end)
            draft.Fact("timecode.last", end.IsSecondHalf ? $"{end.Label} (second half)" : end.Label, $"{origin} LtcChange", last);
    }

    /// <summary>Eight digits in the order frames, seconds, minutes, hours. Bit 6 of the frames is drop frame where 30 labels make a second; bit 7 of the seconds the second frame of a pair.</summary>
    internal static (string Label, bool IsSecondHalf)? Label(string value, int labels, bool isHalf)
    {
        if (value.Length != 8 || !uint.TryParse(value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word)) return null;
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(four, word);
        var isSecond = isHalf && (four[1] & 0x80) != 0;
        if (labels is not (30 or 60)) four[0] &= 0x3f;
        four[1] &= 0x7f;
        return TimecodeBytes.Label(four) is { } label ? (label, isSecond) : null;
    }

    private static string? Rate(InspectionDraft draft, int labels, bool isHalf)
    {
        if (labels <= 0) return null;
        if (!Timing.FrameRate.TryParse(draft["image.rate"], out var picture)) return labels is 25 or 50 ? $"{labels}" : null;
        var whole = picture.LabelsPerSecond;
        if (whole == labels || isHalf && whole == 2 * labels || whole % labels == 0)
            return ClipTime.RateOf((long)picture.Numerator * labels, (long)picture.Denominator * whole);
        return null;
    }

    private static string? Rate(string? text) => text is null ? null : ClipTime.RateMeant(text.TrimEnd('p', 'i'));

    // A BER length and the mark's name: 09 5F5265635374617274 is "_RecStart".
    private static string? Mark(string? hex)
    {
        if (hex is not { Length: >= 4 and <= 200 } || hex.Length % 2 != 0 || !hex.All(char.IsAsciiHexDigit)) return null;
        var bytes = Convert.FromHexString(hex);
        return bytes[0] == bytes.Length - 1 && bytes.AsSpan(1).ContainsAnyExceptInRange((byte)' ', (byte)'~') is false ? Encoding.ASCII.GetString(bytes.AsSpan(1)) : null;
    }
}

/// <summary>The list of clips on a Sony card (<c>MEDIAPRO.XML</c>, root <c>MediaProfile</c>): card, camera and its software, and the clip's entry.</summary>
public sealed class SonyCardXml : ISidecarReader
{
    /// <inheritdoc/>
    public string Origin => "sony mediapro";

    /// <inheritdoc/>
    public bool Knows(ClipFile file, ReadOnlySpan<byte> head) => head.IndexOf("<MediaProfile"u8) >= 0;

    /// <inheritdoc/>
    public void Read(ClipFile file, ReadOnlySpan<byte> bytes, InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(draft);
        var root = XmlPart.Read(bytes, out var problem);
        if (problem is not null) draft.Problem("sidecar-broken", ProblemSeverity.Warning, problem, file.Name);
        var system = root?.At("Properties", "System");
        // "ILME-FX6V ver.5.020"
        var kind = system?["systemKind"];
        var version = kind?.IndexOf(" ver.", StringComparison.Ordinal) ?? -1;
        draft.Fact("camera.model", version > 0 ? kind![..version] : kind, Origin, kind);
        if (version > 0) draft.Fact("camera.firmware", kind![(version + 5)..], Origin, kind);
        var attached = root?.At("Properties", "Attached");
        draft.Fact("camera.mediaSerial", attached?["mediaId"], Origin);
        draft.Fact("clip.reel", attached?["mediaName"], Origin);
        var umid = draft["clip.umid"];
        var material = root?.All("Material").FirstOrDefault(one => Stem(one["uri"]) == draft.Clip.Name
            || umid is not null && string.Equals(one["umid"], umid, StringComparison.OrdinalIgnoreCase));
        if (material is null) return;
        draft.Fact("clip.umid", material["umid"]?.ToLowerInvariant(), Origin, material["umid"]);
        draft.Fact("image.rate", ClipTime.RateMeant(material["fps"]?.TrimEnd('p', 'i')), Origin, material["fps"]);
        if (long.TryParse(material["dur"], NumberStyles.None, CultureInfo.InvariantCulture, out var frames)) draft.Fact("clip.frames", frames, Origin);
    }

    private static string? Stem(string? uri) => uri is null ? null : Path.GetFileNameWithoutExtension(uri[(uri.LastIndexOf('/') + 1)..]);
}
