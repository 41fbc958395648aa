using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.FFprobe;

/// <summary>What the tags of containers mean. Every tag is kept under its own name; those listed here also give a normalised value.</summary>
internal static class FFprobeTags
{
    /// <summary>Tags whose text is the value.</summary>
    private static readonly ImmutableArray<(string Tag, string Field)> Plain =
    [
        ("com.apple.quicktime.make", "camera.make"),
        ("com.apple.quicktime.model", "camera.model"),
        ("com.apple.quicktime.software", "camera.firmware"),
        ("com.apple.quicktime.camera.identifier", "camera.id"),
        ("com.apple.quicktime.camera.lens_model", "lens.model"),
        ("com.apple.quicktime.reelname", "clip.reel"),
        ("com.apple.proapps.manufacturer", "camera.make"),
        ("com.apple.proapps.modelname", "camera.model"),
        ("com.apple.proapps.serialno", "camera.serial"),
        ("com.apple.proapps.cameraname", "camera.id"),
        ("com.apple.proapps.reel", "clip.reel"),
        ("com.apple.proapps.scene", "slate.scene"),
        ("com.apple.proapps.shot", "slate.take"),
        ("com.arri.camera.cameramodel", "camera.model"),
        ("com.arri.camera.cameraserialnumber", "camera.serial"),
        ("com.arri.camera.cameraindex", "camera.id"),
        ("com.arri.camera.supversion", "camera.firmware"),
        ("com.arri.camera.lenstype", "lens.model"),
        ("com.arri.camera.lensserialnumber", "lens.serial"),
        ("com.arri.camera.reelname", "clip.reel"),
        ("com.arri.camera.scenename", "slate.scene"),
        ("com.arri.camera.takename", "slate.take"),
        ("com.arri.camera.exposureindexasa", "exposure.iso"),
        ("com.arri.camera.whitebalancekelvin", "exposure.whiteBalance"),
        ("com.arri.camera.whitebalancetintcc", "exposure.tint"),
        ("com.arri.camera.ndfilterdensity", "exposure.nd"),
        ("com.arri.camera.colorgammasxs", "image.colour.space"),
        ("manufacturer", "camera.make"),
        ("camera_type", "camera.model"),
        ("camera_id", "camera.serial"),
        ("camera_number", "camera.id"),
        ("firmware_version", "camera.firmware"),
        ("firmware", "camera.firmware"),
        ("viewing_gamma", "image.colour.transfer"),
        ("viewing_gamut", "image.colour.primaries"),
        ("clip_number", "clip.number"),
        ("good_take", "slate.circled"),
        ("production_name", "slate.production"),
        ("director", "slate.director"),
        ("camera_operator", "slate.operator"),
        ("post_3dlut_embedded_name", "look.name"),
        ("com.arri.camera.look.name", "look.name"),
        ("com.arri.camera.lookname", "look.name"),
        ("com.arri.camera.cameraclipname", "clip.originalName"),
        ("com.arri.camera.storagemediaserialnumber", "camera.mediaSerial"),
        ("com.arri.camera.director", "slate.director"),
        ("com.arri.camera.cinematographer", "slate.cinematographer"),
        ("com.arri.camera.production", "slate.production"),
        ("com.apple.quicktime.location.iso6709", "clip.position"),
        ("com.apple.quicktime.camera.focal_length.35mm_equivalent", "lens.focalLength35"),
        ("location", "clip.position"),
        ("lens_type", "lens.model"),
        ("make", "camera.make"),
        ("model", "camera.model"),
        ("reel_name", "clip.reel"),
        ("scene", "slate.scene"),
        ("take", "slate.take"),
    ];

    public static void Add(FFprobeReport report, InspectionDraft draft)
    {
        Add(report.Format?.Tags ?? ImmutableDictionary<string, string>.Empty, "ffprobe format tag", draft);
        foreach (var stream in report.Streams)
        {
            var origin = $"ffprobe stream {stream.Index} tag";
            var tags = Lower(stream.Tags);
            if (tags.TryGetValue("timecode", out var label)) draft.Fact("timecode.start", label, origin);
            if (tags.TryGetValue("reel_name", out var reel)) draft.Fact("clip.reel", reel, origin);
            if (tags.TryGetValue("com.apple.quicktime.camera.lens_model", out var lens)) draft.Fact("lens.model", lens, origin);
            foreach (var (name, text) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
                draft.Fact($"stream.{stream.Index}.{name}", text, origin);
        }
    }

    /// <summary>Adds the tags of a container: each under its own name, and those that mean something to us under ours.</summary>
    public static void Add(ImmutableDictionary<string, string> given, string origin, InspectionDraft draft)
    {
        var tags = Lower(given);
        foreach (var (tag, field) in Plain)
            if (tags.TryGetValue(tag, out var text))
                draft.Fact(field, text, $"{origin} {tag}");
        // A key with ARRI's prefix says who made it even where no key gives the make.
        if (tags.Keys.Any(tag => tag.StartsWith("com.arri.camera.", StringComparison.Ordinal)) && !draft.Has("camera.make"))
            draft.Fact("camera.make", "ARRI", $"{origin} com.arri.camera.*");
        if (Thousandths(tags, "com.arri.camera.sensorfps", out var speed, out var raw)) draft.Fact("exposure.sensorRate", speed, $"{origin} com.arri.camera.sensorfps", raw);
        if (Thousandths(tags, "com.arri.camera.projectfps", out speed, out raw)) draft.Fact("timecode.rate", speed, $"{origin} com.arri.camera.projectfps", raw);
        Angle(tags, draft, origin);
        if (tags.TryGetValue("timecode", out var label)) draft.Fact("timecode.start", label, origin);
        foreach (var tag in (ReadOnlySpan<string>)["com.apple.quicktime.creationdate", "date_recorded", "date", "creation_time", "modification_date"])
            if (tags.TryGetValue(tag, out var date))
                draft.Fact("clip.recordedAt", Date(date), $"{origin} {tag}", date);
        foreach (var (name, text) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)) draft.Fact($"tag.{name}", text, origin);
    }

    /// <summary>ARRI writes frames per second times 1000; newer software writes them plainly.</summary>
    private static bool Thousandths(ImmutableDictionary<string, string> tags, string tag, out string? rate, out string? raw)
    {
        rate = null;
        if (!tags.TryGetValue(tag, out raw) || !decimal.TryParse(raw, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) || number <= 0)
            return false;
        rate = ClipTime.RateMeant((number >= 1000 ? number / 1000 : number).ToString("0.###", CultureInfo.InvariantCulture));
        return rate is not null;
    }

    /// <summary>ARRI writes the angle as a whole number of tenths, hundredths or thousandths of a degree, by the age of its software.</summary>
    private static void Angle(ImmutableDictionary<string, string> tags, InspectionDraft draft, string origin)
    {
        const string tag = "com.arri.camera.shutterangle";
        if (!tags.TryGetValue(tag, out var text) || !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var angle) || angle <= 0) return;
        while (angle > 360) angle /= 10;
        draft.Fact("exposure.shutterAngle", angle.ToString("0.###", CultureInfo.InvariantCulture), $"{origin} {tag}", text);
    }

    private static string Date(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return text;
        return text.EndsWith('Z') ? date.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
            : date.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    private static ImmutableDictionary<string, string> Lower(ImmutableDictionary<string, string> tags)
    {
        var lower = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in tags) lower.TryAdd(name.ToLowerInvariant(), text);
        return lower.ToImmutable();
    }
}
