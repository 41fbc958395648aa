using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Acetate.Library.Matching;
using Acetate.Timing;

namespace Acetate.Library.Tests.Matching.Dialects;

/// <summary>Timelines: OpenTimelineIO, Final Cut Pro 7 XML, FCPXML; each written by hand, not by our own writers.</summary>
internal static class TimelineDialects
{
    /// <summary>Frames of the medium before and after what is played, so that counts from its beginning are whole at every speed.</summary>
    private const int Around = 1200;

    public static ListDialect[] All { get; } = [new("OTIO", "reel1.otio", Otio), new("FCP 7 XML", "reel1.xml", FinalCut7), new("FCPXML", "reel1.fcpxml", FinalCutX)];

    private static IEnumerable<byte[]> Otio(CarriedEvent e)
    {
        if (e.IsDrop || e.Mangled.IsColumnsOnly || !e.IsOnly(NameOrigin.Reel, NameOrigin.Map, NameOrigin.Tape, NameOrigin.ClipName, NameOrigin.SourceFile, NameOrigin.Umid, NameOrigin.Comment)) yield break;
        JsonObject Time(double value) => new() { ["OTIO_SCHEMA"] = "RationalTime.1", ["rate"] = e.Rate.Approximate, ["value"] = value };
        JsonObject Range(double start, double length) => new() { ["OTIO_SCHEMA"] = "TimeRange.1", ["start_time"] = Time(start), ["duration"] = Time(length) };
        var (cmx, ale) = (new JsonObject(), new JsonObject());
        if (e.Reel is { } reel) cmx["reel"] = reel;
        if (e.Map is { } map) cmx["original_reel"] = map;
        if (e.Comments.Length > 0) cmx["comments"] = new JsonArray([.. e.Comments.Select(comment => (JsonNode)comment)]);
        if (e.Tape is { } tape) ale["Tape"] = tape;
        if (e.Umid is { } umid) ale["UMID"] = umid;
        var media = e.SourceFile is not { } file ? new JsonObject { ["OTIO_SCHEMA"] = "MissingReference.1", ["metadata"] = new JsonObject() }
            : file.Contains('/', StringComparison.Ordinal) ? new() { ["OTIO_SCHEMA"] = "ExternalReference.1", ["target_url"] = file, ["metadata"] = new JsonObject() }
            : new() { ["OTIO_SCHEMA"] = "MissingReference.1", ["name"] = file, ["metadata"] = new JsonObject() };
        var effects = e.Speed == 1 ? new JsonArray()
            : new JsonArray(e.Speed == 0
                ? new JsonObject { ["OTIO_SCHEMA"] = "FreezeFrame.1", ["effect_name"] = "FreezeFrame", ["time_scalar"] = 0.0 }
                : new JsonObject { ["OTIO_SCHEMA"] = "LinearTimeWarp.1", ["effect_name"] = "LinearTimeWarp", ["time_scalar"] = e.Speed });
        var clip = new JsonObject
        {
            ["OTIO_SCHEMA"] = "Clip.1",
            ["name"] = e.ClipName ?? "",
            ["source_range"] = e.HasSource ? Range(e.Start.Frame, e.RecordFrames) : null,
            ["media_reference"] = media,
            ["effects"] = effects,
            ["markers"] = new JsonArray(),
            ["metadata"] = new JsonObject { ["cmx_3600"] = cmx, ["ALE"] = ale },
        };
        var timeline = new JsonObject
        {
            ["OTIO_SCHEMA"] = "Timeline.1",
            ["name"] = "reel 1",
            ["global_start_time"] = Time(e.RecordStart.Frame),
            ["tracks"] = new JsonObject
            {
                ["OTIO_SCHEMA"] = "Stack.1",
                ["name"] = "tracks",
                ["children"] = new JsonArray(new JsonObject { ["OTIO_SCHEMA"] = "Track.1", ["kind"] = "Video", ["name"] = "V1", ["children"] = new JsonArray(clip) }),
            },
        };
        yield return Encoding.UTF8.GetBytes(timeline.ToJsonString());
    }

    private static IEnumerable<byte[]> FinalCut7(CarriedEvent e)
    {
        if (!e.HasSource || !e.IsForXml || e.Mangled.IsColumnsOnly || !AreOnly(e, NameOrigin.Reel, NameOrigin.Tape, NameOrigin.ClipName, NameOrigin.SourceFile, NameOrigin.Comment)) yield break;
        var absolute = e.Speed == 0 ? 1 : Math.Abs(e.Speed);
        // In and out count frames as they run after the speed; backwards from the medium's end.
        var first = Around / absolute;
        if (first != Math.Floor(first)) yield break;
        var mediaStart = e.Start.AddWrapping(-Around);
        var file = new XElement("file", new XAttribute("id", "file-1"),
            Named("name", e.SourceFile is { } plain && !plain.Contains('/', StringComparison.Ordinal) ? plain : null), Named("pathurl", e.SourceFile is { } path && path.Contains('/', StringComparison.Ordinal) ? path : null),
            Rate(e.Rate), new XElement("duration", 2 * Around + e.Played), Code(mediaStart, e.Reel), new XElement("media", new XElement("video")));
        var item = new XElement("clipitem", new XAttribute("id", "clipitem-1"), Named("name", e.ClipName), new XElement("enabled", "TRUE"), new XElement("duration", Math.Floor((2 * Around + e.Played) / absolute)), Rate(e.Rate),
            new XElement("start", 0), new XElement("end", e.RecordFrames), new XElement("in", first), new XElement("out", first + e.RecordFrames),
            e.IsMulticam
                ? new XElement("multiclip", new XAttribute("id", "multi-1"), new XElement("name", "Group 1"), new XElement("angle", new XElement("activevideoangle", "TRUE"), new XElement("clip", new XAttribute("id", "angle-1"), new XElement("name", "Angle 1"), file)))
                : file,
            e.Speed == 0 ? new XElement("stillframe", "TRUE") : e.Speed != 1 ? Remap(e.Speed) : null,
            e.Tape is { } roll ? new XElement("filmdata", new XElement("cameraroll", roll)) : null,
            e.Comments.Select(comment => new XElement("marker", new XElement("name", comment), new XElement("in", first), new XElement("out", -1))));
        var sequence = new XElement("sequence", new XAttribute("id", "sequence-1"), new XElement("name", "reel 1"), new XElement("duration", e.RecordFrames), Rate(e.Rate), Code(e.RecordStart, null),
            new XElement("media", new XElement("video", new XElement("track", item, new XElement("enabled", "TRUE")))));
        yield return Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE xmeml>\n{new XElement("xmeml", new XAttribute("version", "5"), sequence)}");

        static XElement? Named(string tag, string? text) => text is null ? null : new XElement(tag, text);
        static XElement Rate(FrameRate rate) => new("rate", new XElement("timebase", rate.LabelsPerSecond), new XElement("ntsc", rate.Denominator == 1001 ? "TRUE" : "FALSE"));
        static XElement Code(Timecode at, string? reel) => new("timecode", Rate(at.Rate), new XElement("string", at.ToString()), new XElement("frame", at.Frame), new XElement("displayformat", at.IsDrop ? "DF" : "NDF"),
            reel is null ? null : new XElement("reel", new XElement("name", reel)));
        static XElement Remap(double speed) => new("filter", new XElement("effect", new XElement("name", "Time Remap"), new XElement("effectid", "timeremap"),
            new[] { ("variablespeed", "0"), ("speed", (Math.Abs(speed) * 100).ToString("0.####", CultureInfo.InvariantCulture)), ("reverse", speed < 0 ? "TRUE" : "FALSE") }
                .Select(pair => new XElement("parameter", new XElement("parameterid", pair.Item1), new XElement("name", pair.Item1), new XElement("value", pair.Item2)))));
    }

    private static IEnumerable<byte[]> FinalCutX(CarriedEvent e)
    {
        if (!e.HasSource || !e.IsForXml || e.Mangled.IsColumnsOnly || !AreOnly(e, NameOrigin.Reel, NameOrigin.ClipName, NameOrigin.SourceFile, NameOrigin.Umid, NameOrigin.Comment)) yield break;
        string Seconds(long frames) => string.Create(CultureInfo.InvariantCulture, $"{frames * e.Rate.Denominator}/{e.Rate.Numerator}s");
        var (start, length, format) = (e.Start.Frame, e.RecordFrames, e.IsDrop ? "DF" : "NDF");
        var begin = Math.Max(0, start - Around);
        var asset = new XElement("asset", new XAttribute("id", "r2"), e.Umid is { } id ? new XAttribute("uid", id) : null, new XAttribute("start", Seconds(begin)), new XAttribute("duration", Seconds(start - begin + e.Played + Around)),
            new XAttribute("hasVideo", "1"), new XAttribute("format", "r1"),
            e.SourceFile is { } file ? new XElement("media-rep", new XAttribute("kind", "original-media"), new XAttribute("src", file.Contains('/', StringComparison.Ordinal) ? file : $"file:///Volumes/Raid/{Uri.EscapeDataString(file)}")) : null,
            e.Reel is { } reel ? new XElement("metadata", new XElement("md", new XAttribute("key", "com.apple.proapps.studio.reel"), new XAttribute("value", reel))) : null);
        var clip = new XElement("asset-clip", new XAttribute("ref", "r2"), new XAttribute("offset", Seconds(e.RecordStart.Frame)), e.ClipName is { } name ? new XAttribute("name", name) : null,
            new XAttribute("start", Seconds(start)), new XAttribute("duration", Seconds(length)), new XAttribute("format", "r1"), new XAttribute("tcFormat", format),
            // Local time runs from the clip's start; the map says which source time is seen then.
            e.Speed == 1 ? null : new XElement("timeMap", Point(start, e.Speed < 0 ? start + e.Played : start), Point(start + length, e.Speed > 0 ? start + e.Played : start)),
            e.Comments.Select(comment => new XElement("marker", new XAttribute("start", Seconds(start)), new XAttribute("duration", Seconds(1)), new XAttribute("value", comment))));
        XElement? multicam = null;
        var item = clip;
        if (e.IsMulticam)
        {
            multicam = new XElement("media", new XAttribute("id", "r3"), new XAttribute("name", "Group 1"), new XElement("multicam", new XAttribute("format", "r1"), new XAttribute("tcStart", "0s"), new XAttribute("tcFormat", format),
                new XElement("mc-angle", new XAttribute("name", "Angle 1"), new XAttribute("angleID", "a1"), clip)));
            clip.SetAttributeValue("offset", "0s");
            item = new XElement("mc-clip", new XAttribute("ref", "r3"), new XAttribute("offset", Seconds(e.RecordStart.Frame)), new XAttribute("name", "Group 1"), new XAttribute("duration", Seconds(length)),
                new XElement("mc-source", new XAttribute("angleID", "a1"), new XAttribute("srcEnable", "all")));
        }

        yield return Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE fcpxml>\n" + new XElement("fcpxml", new XAttribute("version", "1.10"),
            new XElement("resources", new XElement("format", new XAttribute("id", "r1"), new XAttribute("frameDuration", Seconds(1))), asset, multicam),
            new XElement("project", new XAttribute("name", "reel 1"), new XElement("sequence", new XAttribute("format", "r1"), new XAttribute("tcStart", Seconds(e.RecordStart.Frame)), new XAttribute("tcFormat", format), new XAttribute("duration", Seconds(length)),
                new XElement("spine", item)))));

        XElement Point(long time, long value) => new("timept", new XAttribute("time", Seconds(time)), new XAttribute("value", Seconds(value)), new XAttribute("interp", "linear"));
    }

    /// <summary>The same as <see cref="CarriedEvent.IsOnly"/>, for formats that know multicam groups.</summary>
    private static bool AreOnly(CarriedEvent e, params NameOrigin[] origins) => e.IsMulticam
        ? new CarriedEvent(e.Mangled with { Claim = e.Mangled.Claim with { IsMulticam = false } }).IsOnly(origins)
        : e.IsOnly(origins);
}
