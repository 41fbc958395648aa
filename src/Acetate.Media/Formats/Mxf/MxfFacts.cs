using System.Globalization;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Formats.Mxf;

/// <summary>Turns the header metadata of an MXF file into facts.</summary>
internal static class MxfFacts
{
    private const int Material = 0x36, Source = 0x37, Identification = 0x30, Timecode = 0x14, Tape = 0x2E, Import = 0x4A, Deepest = 8;

    private static readonly int[] PictureDescriptors = [0x27, 0x28, 0x29, 0x51], SoundDescriptors = [0x42, 0x47, 0x48];

    private const string Origin = "mxf";

    public static void Add(MxfMetadata metadata, InspectionDraft draft)
    {
        foreach (var written in metadata.Of(Identification).Take(4))
        {
            draft.Fact("mxf.company", written.Text(0x3C01), $"{Origin} identification");
            draft.Fact("mxf.product", written.Text(0x3C02), $"{Origin} identification");
            draft.Fact("mxf.productVersion", written.Text(0x3C04), $"{Origin} identification");
            draft.Fact("mxf.modified", written.Date(0x3C06), $"{Origin} identification");
        }

        draft.Fact("slate.project", metadata.Project, $"{Origin} project");
        var material = metadata.Of(Material).FirstOrDefault();
        if (material is not null)
        {
            draft.Fact("clip.umid", material[0x4401] is { Length: 32 } umid ? Convert.ToHexStringLower(umid) : null, $"{Origin} material package");
            draft.Fact("clip.packageName", material.Text(0x4402), $"{Origin} material package");
            draft.Fact("clip.recordedAt", material.Date(0x4405), $"{Origin} material package");
            foreach (var track in metadata.Tracks(material)) draft.Fact("mxf.track", track.Track.Text(0x4802), $"{Origin} material package");
        }

        Picture(metadata, material, draft);
        Sound(metadata, material, draft);
        Time(metadata, material, draft);
        foreach (var set in metadata.Sets.Where(set => set.IsPrivate)) Rest(metadata, set, draft);
    }

    private static void Picture(MxfMetadata metadata, MxfSet? material, InspectionDraft draft)
    {
        var descriptor = metadata.Sets.FirstOrDefault(IsPicture);
        var package = FilePackage(metadata, IsPicture) ?? material;
        var track = package is null ? null : metadata.Tracks(package).FirstOrDefault(one => one.IsPicture);
        if (track?.Track.Ratio(0x4B01) is { } rate)
        {
            if (descriptor is not null) draft.Fact("image.rate", ClipTime.RateOf(rate.Numerator, rate.Denominator), $"{Origin} edit rate", $"{rate.Numerator}/{rate.Denominator}");
            if (descriptor is not null) draft.Fact("clip.frames", track.Duration is > 0 ? track.Duration : descriptor.I64(0x3002) is > 0 and var units ? units : null, $"{Origin} track duration");
        }

        if (descriptor is null) return;
        const string origin = "mxf picture descriptor";
        draft.Fact("mxf.picture", "yes", origin);
        var label = descriptor.Text16(0x3201);
        var codec = MxfCodec.OfPicture(label) ?? (descriptor.Text16(0x3004)?.StartsWith("060e2b34040101070d010301020b", StringComparison.Ordinal) == true ? null : MxfCodec.OfPicture(descriptor.Text16(0x3004)));
        draft.Fact("image.codec", codec?.Name, origin, label);
        draft.Fact("image.profile", codec?.Profile, origin, label);
        draft.Fact("mxf.pictureCoding", label, origin);
        draft.Fact("mxf.essenceContainer", descriptor.Text16(0x3004), origin);
        if (codec is { IsOpen: false })
            draft.Problem("no-decoder", ProblemSeverity.Note, $"{(codec.Name == "arriraw" ? "ARRIRAW of 13 bits" : "ARRIRAW HDE")} is read as far as its header; its pictures need ARRI's or Codex's own software.");
        else if (codec is null && label is not null)
            draft.Problem("unknown-codec", ProblemSeverity.Note, $"The picture coding {label} has no name here; if it is X-OCN or another maker's raw, only that maker's software decodes it.");

        // Fields that lie apart are half as high each. IMX (608 or 512 lines stored) is told as stored, with its blanking.
        var layout = descriptor.U8(0x320C) ?? 0;
        var fields = layout is 1 ? 2 : 1;
        var stored = descriptor.U32(0x3202) * fields;
        var isImx = codec?.Name == "mpeg2video" && stored is 608 or 512;
        var height = isImx ? stored : (descriptor.U32(0x3208) ?? descriptor.U32(0x3204)) * fields is > 0 and var shown && shown <= stored ? shown : stored;
        var width = isImx ? descriptor.U32(0x3203) : (descriptor.U32(0x3209) ?? descriptor.U32(0x3205)) is > 0 and var across && across <= descriptor.U32(0x3203) ? across : descriptor.U32(0x3203);
        if (width is > 0 and <= 65536 && height is > 0 and <= 65536)
        {
            draft.Fact("image.width", width, origin, $"{descriptor.U32(0x3203)} stored");
            draft.Fact("image.height", height, origin, $"{descriptor.U32(0x3202)} stored × {fields}");
            if (descriptor.Ratio(0x320E) is { } aspect && aspect.Numerator < 1 << 24 && aspect.Denominator < 1 << 24)
                draft.Fact("image.squeeze", ExactRatio.Of(aspect.Numerator * height.Value, aspect.Denominator * width.Value), $"{origin} aspect ratio", $"{aspect.Numerator}:{aspect.Denominator}");
        }

        var depth = codec?.Depth ?? (descriptor.U32(0x3301) is > 0 and <= 32 and var bits ? (int)bits : null);
        draft.Fact("image.bitDepth", depth, origin);
        draft.Fact("image.fieldOrder", layout switch { 0 or 4 => "progressive", 1 or 3 => descriptor.U8(0x3212) == 2 ? "bb" : "tt", _ => null }, origin, $"layout {layout}");
        var sampling = (descriptor.U32(0x3302), descriptor.U32(0x3308)) switch { (1, 1 or null) => "444", (2, 1 or null) => "422", (2, 2) => "420", _ => null };
        if (codec is { Name: not ("dnxhd" or "arriraw" or "arriraw-hde") } && descriptor.Kind is not 0x29 && sampling is not null && depth is { } samples)
            draft.Fact("image.pixelFormat", samples == 8 ? $"yuv{sampling}p" : $"yuv{sampling}p{samples}le", origin, $"{sampling} {samples} bit");
        draft.Fact("image.colour.transfer", MxfCodec.ColourOf(descriptor.Text16(0x3210)), origin, descriptor.Text16(0x3210));
        draft.Fact("image.colour.primaries", MxfCodec.ColourOf(descriptor.Text16(0x3219)), origin, descriptor.Text16(0x3219));
        draft.Fact("image.colour.matrix", MxfCodec.ColourOf(descriptor.Text16(0x321A)), origin, descriptor.Text16(0x321A));
        if (descriptor.U32(0x3304) is { } black && depth is { } full && descriptor.U32(0x3305) is > 0)
            draft.Fact("image.colour.range", black == 0 ? "pc" : "tv", $"{origin} black level", $"{black} of {full} bits");
    }

    private static void Sound(MxfMetadata metadata, MxfSet? material, InspectionDraft draft)
    {
        const string origin = "mxf sound descriptor";
        var descriptors = metadata.Sets.Where(IsSound).ToList();
        if (descriptors.Count > 0 || metadata.Sets.Any(set => SoundDescriptors.Contains(set.Kind)) || material is not null && metadata.Tracks(material).Any(track => track.IsSound))
            draft.Fact("mxf.sound", "yes", origin);
        if (descriptors.Count == 0) return;
        var first = descriptors[0];
        var channels = descriptors.Sum(set => (long)set.U32(0x3D07)!);
        draft.Fact("sound.channels", channels, origin, string.Join('+', descriptors.Take(64).Select(set => set.U32(0x3D07))));
        var bits = first.U32(0x3D01) is > 0 and <= 64 and var depth ? depth : (uint?)null;
        // Uncompressed, or not said at all: what every camera writes.
        var compression = first.Text16(0x3D06);
        if (bits is not null && (compression is null || compression.All(c => c == '0') || compression[16..].StartsWith("0402020", StringComparison.Ordinal) && compression[23] is '1' && compression[24..26] is not "03"))
            draft.Fact("sound.codec", $"pcm_s{bits}le", origin, compression);
        if (bits is not null) draft.Fact("sound.bitDepth", bits, origin);
        if (first.Ratio(0x3D03) is not { } rate || rate.Numerator / rate.Denominator is not (> 0 and < 10_000_000 and var hertz)) return;
        draft.Fact("sound.sampleRate", hertz, origin);
        var package = FilePackage(metadata, IsSound) ?? material;
        var track = package is null ? null : metadata.Tracks(package).FirstOrDefault(one => one.IsSound);
        if (track?.Track.Ratio(0x4B01) is { } edit && track.Duration is > 0 and < 1L << 40 and var units)
        {
            // 1.001 times the samples of a whole number of frames need not be whole; the last sample counts when it has begun.
            var samples = (System.Numerics.BigInteger)units * hertz * edit.Denominator / edit.Numerator;
            if (samples < long.MaxValue) draft.Fact("sound.samples", (long)samples, $"{Origin} track duration", $"{units} at {edit.Numerator}/{edit.Denominator}");
        }

        for (var place = 1; place <= Math.Min(channels, 256); place++) draft.Track(new(place, null, null, null));
    }

    /// <summary>The package of the essence in this file: the one that a descriptor of ours belongs to.</summary>
    private static MxfSet? FilePackage(MxfMetadata metadata, Func<MxfSet, bool> isOurs) => metadata.Of(Source).FirstOrDefault(package =>
        metadata.At(package.Text16(0x4701)) is { } descriptor && (isOurs(descriptor) || descriptor.References(0x3F01).Select(metadata.At).OfType<MxfSet>().Any(isOurs)));

    private static bool IsPicture(MxfSet set) => PictureDescriptors.Contains(set.Kind) && set.U32(0x3203) is > 0;

    private static bool IsSound(MxfSet set) => SoundDescriptors.Contains(set.Kind) && set.U32(0x3D07) is > 0 and <= 256;

    /// <summary>Timecode and reel: of the material package, else of the file's own, else of what that was made from, as far down as the tape.</summary>
    private static void Time(MxfMetadata metadata, MxfSet? material, InspectionDraft draft)
    {
        var file = FilePackage(metadata, IsPicture) ?? FilePackage(metadata, IsSound);
        var (package, seconds, seen) = (material ?? file, 0m, new HashSet<string>());
        for (var depth = 0; package is not null && depth < Deepest && seen.Add(package.Id); depth++)
        {
            var where = depth == 0 ? "mxf material package" : $"mxf source package {depth}";
            foreach (var track in metadata.Tracks(package).Where(track => track.Part.Kind == Timecode).Take(1)) Label(track, seconds, where, draft);
            if (depth > 0 && metadata.At(package.Text16(0x4701))?.Kind is Tape or Import) draft.Fact("clip.reel", package.Text(0x4402), $"{where} (tape)");
            var clips = metadata.Tracks(package).Where(track => track.Part[0x1101] is { Length: 32 } id && id.Any(value => value != 0)).ToList();
            var next = depth == 0 && file is not null ? clips.FirstOrDefault(track => track.Part[0x1101].AsSpan().SequenceEqual(file[0x4401])) : clips.FirstOrDefault();
            // Where it begins counts in units of its own track: samples, for sound.
            if (next?.Part.I64(0x1201) is { } start and > -(1L << 40) and < 1L << 40 && next.Track.Ratio(0x4B01) is { } unit) seconds += (decimal)start * unit.Denominator / unit.Numerator;
            package = next is null ? depth == 0 ? file : null : metadata.Of(Source).FirstOrDefault(one => one[0x4401] is { } id && id.AsSpan().SequenceEqual(next.Part[0x1101]));
        }
    }

    private static void Label(MxfTrack track, decimal seconds, string where, InspectionDraft draft)
    {
        if (track.Part.I64(0x1501) is not (>= 0 and < 1L << 40 and var start) || track.Part.U16(0x1502) is not (> 0 and <= 1000 and var labels)) return;
        var edit = track.Track.Ratio(0x4B01);
        var rate = edit is { } ratio && ClipTime.RateOf(ratio.Numerator, ratio.Denominator) is { } text && FrameRate.Parse(text) is var own && own.LabelsPerSecond == labels ? own : new FrameRate(labels);
        var isDrop = track.Part.U8(0x1503) == 1 && rate.CanDropFrames;
        var offset = Math.Abs(seconds) < 1_000_000_000 ? (long)Math.Floor(seconds * rate.Numerator / rate.Denominator + 0.0001m) : 0;
        draft.Fact("timecode.start", Timing.Timecode.Wrapping(start + Math.Max(offset, -start), rate, isDrop).ToString(), where, string.Create(CultureInfo.InvariantCulture, $"{start} at {labels}"));
        draft.Fact("timecode.rate", rate.ToRatio(), where, $"{labels}");
    }

    /// <summary>Sets of a maker's own: what is text is kept, the rest as its first bytes.</summary>
    private static void Rest(MxfMetadata metadata, MxfSet set, InspectionDraft draft)
    {
        foreach (var (tag, value) in set.Values.Where(pair => pair.Key != 0x3C0A && pair.Value.Length > 0).Take(64))
        {
            var name = metadata.LabelOf(tag) is { } label ? label[16..] : $"{tag:x4}";
            draft.Fact($"mxf.{name}", IsText(value) ? MxfSet.Utf16(value) : Convert.ToHexStringLower(value.AsSpan(0, Math.Min(32, value.Length))), $"{Origin} set {Convert.ToHexStringLower(set.Key)[20..]}");
        }
    }

    private static bool IsText(byte[] value)
    {
        if (value.Length < 4 || value.Length % 2 != 0) return false;
        for (var at = 0; at < value.Length - 2; at += 2)
            if (value[at] != 0 || value[at + 1] is < 32 or > 126) return false;
        return true;
    }
}
