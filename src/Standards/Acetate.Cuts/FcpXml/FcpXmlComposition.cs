using System.Globalization;
using System.Text;
using System.Xml;
using Acetate.Cdl;
using Acetate.Cuts.Writing;
using Acetate.Timing;

namespace Acetate.Cuts.FcpXml;

/// <summary>Writes a cut as Final Cut Pro 7 XML (xmeml 5), as Premiere, Resolve and Final Cut Pro read it.</summary>
internal sealed class FcpXmlComposition
{
    private readonly Cut cut;
    private readonly LossList losses = new();
    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal);
    private readonly XmlWriter xml;
    private readonly Ratio start;
    private int clips;

    private FcpXmlComposition(Cut cut, XmlWriter xml)
    {
        this.xml = xml;
        this.cut = Layout.Flat(cut, losses, "The XML");
        start = this.cut.RecordStart ?? this.cut.Extent?.Start ?? 0;
        if (this.cut.Extent is { } extent && extent.Start < start) start = extent.Start;
    }

    public static CutConversion Of(Cut cut)
    {
        using var memory = new MemoryStream();
        FcpXmlComposition composition;
        using (var xml = XmlWriter.Create(memory, new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            composition = new(cut, xml);
            composition.Document();
        }

        return new([new("", memory.ToArray())], composition.losses.ToImmutable());
    }

    private void Document()
    {
        if (cut.Events.Any(item => item.Record is null)) losses.Add("no-record", null, "Events without a record time are not in the sequence.", "A list of clips has no place in a programme; convert it to OpenTimelineIO.");
        xml.WriteStartDocument();
        xml.WriteDocType("xmeml", null, null, null);
        xml.WriteStartElement("xmeml");
        xml.WriteAttributeString("version", "5");
        xml.WriteStartElement("sequence");
        xml.WriteAttributeString("id", "sequence-1");
        Element("name", cut.Name);
        Element("duration", Whole((cut.Extent?.End ?? start) - start));
        Rate(cut.Rate);
        Timecode(start.Rounded, cut.Rate, cut.IsDrop, null);
        xml.WriteStartElement("media");
        var rows = Layout.Tracks(cut, losses).ToList();
        foreach (var (tag, kind) in new[] { ("video", TrackKind.Video), ("audio", TrackKind.Audio) })
        {
            xml.WriteStartElement(tag);
            foreach (var (track, events) in rows.Where(row => row.Track.Kind == kind)) Track(track, events, kind);
            xml.WriteEndElement();
        }

        foreach (var (track, _) in rows.Where(row => row.Track.Kind == TrackKind.Other))
            losses.Add("track", null, $"The track {track.Id} is neither picture nor sound and was left out.", "Hand over OpenTimelineIO if it is needed.");
        xml.WriteEndElement();
        foreach (var marker in cut.Markers) Marker(marker, marker.At is { } at ? at.ConvertTo(cut.Rate).Start - start : null, cut.Rate);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Track(CutTrack track, List<CutEvent> events, TrackKind kind)
    {
        xml.WriteStartElement("track");
        if (track.Name.Length > 0) Element("name", track.Name);
        foreach (var item in events)
        {
            if (item.TransitionIn is { } mix) Transition(mix, item.Record!.Value.Start, kind);
            Clip(item, kind);
            if (item.TransitionOut is { To: null } fade) Transition(fade, item.Record!.Value.End, kind);
        }

        Element("enabled", track.IsEnabled ? "TRUE" : "FALSE");
        xml.WriteEndElement();
    }

    private void Clip(CutEvent item, TrackKind kind)
    {
        var record = item.Record!.Value;
        var source = item.Source.Range ?? item.Source.Used ?? new CutRange(0, record.Length, cut.Rate, cut.IsDrop);
        var available = item.Source.Available is { } given && given.Rate == source.Rate ? given : new CutRange(source.Start, source.Length, source.Rate, source.IsDrop);
        if (!record.IsWhole || !source.IsWhole) losses.Add("between-frames", item, "It begins or ends between two frames; the nearest frames were written.", "Look at the edit.");
        if (item is { Kind: CutEventKind.Nested, Grouping: CutGrouping.Nested }) losses.Add("nested", item, "The nested sequence was written as one clip, as the list does not hold what is in it.", "Export the nested sequence on its own.");
        if (item.Speed.Kind == SpeedKind.Ramp) losses.Add("ramp", item, "Only the average speed of the ramp was written.", "Rebuild the ramp in the target system.");
        if (item.Reposition is { } placed && !FcpXmlPlacement.IsOurs(cut, placed)) losses.Add("reposition", item, "Scale, position and flips were not written: each system counts them in units of its own.", "Carry them by hand with a reference movie.");
        if (item.GradeId is not null) losses.Add("grade-id", item, "The id of its correction has no place in the XML.", "Hand over the collection with a list.");
        foreach (var effect in item.Effects.Take(1)) losses.Add("effect", item, $"Effects are not written; '{Reading.ProblemLog.Shown(effect)}' is lost.", "Rebuild it in the target system.");
        foreach (var unknown in item.Unknown.Take(1)) losses.Add("unknown", item, $"What was not understood is not written, such as '{Reading.ProblemLog.Shown(unknown.Text)}'.", "Look whether it is needed; the list it was read from has it.");
        foreach (var name in item.Source.Names.Where(name => name.Kind is SourceNameKind.Umid or SourceNameKind.MediaId or SourceNameKind.AmfUuid or SourceNameKind.AmfName or SourceNameKind.FdlUuid or SourceNameKind.FdlFramingDecision).Take(1))
            losses.Add("name", item, $"The {name.Kind} '{Reading.ProblemLog.Shown(name.Value)}' has no place in the XML.", "Convert to OpenTimelineIO, which keeps it in the metadata.");

        xml.WriteStartElement(item.Kind == CutEventKind.Black ? "generatoritem" : "clipitem");
        xml.WriteAttributeString("id", string.Create(CultureInfo.InvariantCulture, $"clipitem-{++clips}"));
        Element("name", item.Name.Length > 0 ? item.Name : item.Source.ClipName ?? item.Source.Reel ?? "");
        Element("enabled", item.IsEnabled ? "TRUE" : "FALSE");
        // In and out count as the clip runs, which is the record's length at the source's rate.
        var step = Reading.SourceUse.Step(Ratio.One, source.Rate, cut.Rate);
        var factor = item.Speed.Kind == SpeedKind.Freeze || item.Speed.Factor.Sign == 0 ? Ratio.One : item.Speed.Factor.Absolute;
        var first = item.Speed.IsReverse ? (available.End - (item.Source.Used?.End ?? source.End)) / factor : ((item.Speed.IsNormal ? source.Start : item.Source.Used?.Start ?? source.Start) - available.Start) / factor;
        if (source.IsWhole && !first.IsWhole) losses.Add("between-frames", item, "At its speed it begins between two frames of what the XML counts; the nearest was written, which is another frame of the source.", "Hand over OpenTimelineIO or a list, or begin it a frame earlier or later.");
        Element("duration", Whole(available.Length / factor));
        Rate(source.Rate);
        Element("start", Whole(record.Start - start));
        Element("end", Whole(record.End - start));
        Element("in", Whole(first));
        Element("out", Whole(first + record.Length * step));
        if (item.Kind == CutEventKind.Black)
        {
            xml.WriteStartElement("effect");
            Element("name", "Slug");
            Element("effectid", "Slug");
            Element("effecttype", "generator");
            Element("mediatype", "video");
            xml.WriteEndElement();
        }
        else File(item, source, available, kind);
        if (item.Speed.Kind == SpeedKind.Freeze)
        {
            Element("stillframe", "TRUE");
            Element("stillframeoffset", Whole(first));
        }
        else if (!item.Speed.IsNormal) Speed(item.Speed);
        if (item.Reposition is { } placement && FcpXmlPlacement.IsOurs(cut, placement)) FcpXmlPlacement.Write(xml, placement, item, losses);
        if (item.Grade is { } grade)
        {
            xml.WriteStartElement("colorinfo");
            Element("asc_sop", CdlText.WriteSop(grade));
            Element("asc_sat", CdlText.WriteSaturation(grade));
            xml.WriteEndElement();
        }

        xml.WriteStartElement("logginginfo");
        foreach (var (tag, name) in new[] { ("scene", SourceNameKind.Scene), ("shottake", SourceNameKind.Take) })
            if (item.Source[name] is { } value) Element(tag, value);
        if (item.Comments.Length > 0) Element("lognote", string.Join(" | ", item.Comments));
        xml.WriteEndElement();
        foreach (var marker in item.Markers)
            Marker(marker, marker.At is not { } at ? null : marker.Clock == CutClock.Source ? at.Start - available.Start : first + (at.ConvertTo(cut.Rate).Start - record.Start) * step, source.Rate);
        xml.WriteEndElement();
    }

    private void File(CutEvent item, CutRange source, CutRange available, TrackKind kind)
    {
        var path = item.Source[SourceNameKind.MediaPath];
        var reel = item.Source[SourceNameKind.LongReel] ?? item.Source.Reel ?? item.Source[SourceNameKind.Tape];
        var name = item.Source[SourceNameKind.SourceFile] ?? (item.Name.Length > 0 ? item.Name : item.Source.ClipName ?? reel ?? "");
        // What an editing system makes has no file; this is how Premiere names its maker.
        var maker = item.Kind switch { CutEventKind.Title => "GraphicAndType", CutEventKind.Bars => "Bars and Tone", CutEventKind.Generator => "Slug", CutEventKind.Adjustment => "Adjustment", _ => null };
        var key = $"{maker}\n{path}\n{reel}\n{name}\n{available.Start}\n{available.Length}\n{source.Rate}";
        xml.WriteStartElement("file");
        if (files.TryGetValue(key, out var known))
        {
            xml.WriteAttributeString("id", known);
            xml.WriteEndElement();
            return;
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"file-{files.Count + 1}");
        files[key] = id;
        xml.WriteAttributeString("id", id);
        Element("name", name);
        if (path is not null) Element("pathurl", path);
        if (maker is not null) Element("mediaSource", maker);
        Rate(source.Rate);
        Element("duration", Whole(available.Length));
        Timecode(available.Start.Rounded, source.Rate, source.IsDrop, reel);
        xml.WriteStartElement("media");
        xml.WriteStartElement(kind == TrackKind.Audio ? "audio" : "video");
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Speed(CutSpeed speed)
    {
        xml.WriteStartElement("filter");
        xml.WriteStartElement("effect");
        Element("name", "Time Remap");
        Element("effectid", "timeremap");
        Element("effectcategory", "motion");
        Element("effecttype", "motion");
        Element("mediatype", "video");
        foreach (var (id, value) in new[]
        {
            ("variablespeed", "0"), ("speed", (speed.Factor.Absolute.Approximate * 100).ToString("0.############", CultureInfo.InvariantCulture)), ("reverse", speed.Factor.Sign < 0 ? "TRUE" : "FALSE"),
        })
        {
            xml.WriteStartElement("parameter");
            Element("parameterid", id);
            Element("name", id);
            Element("value", value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Transition(CutTransition mix, Ratio at, TrackKind kind)
    {
        xml.WriteStartElement("transitionitem");
        Element("start", Whole(at - mix.InOffset - start));
        Element("end", Whole(at + mix.OutOffset - start));
        Element("alignment", mix.InOffset.Sign == 0 ? mix.From is null ? "start-black" : "start" : mix.OutOffset.Sign == 0 ? mix.To is null ? "end-black" : "end" : "center");
        Rate(cut.Rate);
        xml.WriteStartElement("effect");
        Element("name", mix.Name.Length > 0 ? mix.Name : kind == TrackKind.Audio ? "Cross Fade" : "Cross Dissolve");
        Element("effectid", mix.Kind == TransitionKind.Wipe ? "Edge Wipe" : kind == TrackKind.Audio ? "KGAudioTransCrossFade0dB" : "Cross Dissolve");
        Element("effectcategory", mix.Kind == TransitionKind.Wipe ? "Wipe" : "Dissolve");
        Element("effecttype", "transition");
        Element("mediatype", kind == TrackKind.Audio ? "audio" : "video");
        xml.WriteEndElement();
        xml.WriteEndElement();
        if (mix.Kind is TransitionKind.Key or TransitionKind.Other) losses.Add("transition", null, $"The transition '{Reading.ProblemLog.Shown(mix.Name)}' was written as a dissolve.", "Rebuild it in the target system.");
    }

    private void Marker(CutMarker marker, Ratio? at, FrameRate rate)
    {
        if (at is not { Sign: >= 0 } place) return;
        xml.WriteStartElement("marker");
        Element("name", marker.Name);
        Element("comment", marker.Comment);
        Element("in", Whole(place));
        Element("out", marker.At is { Length.Sign: > 0 } long1 ? Whole(place + long1.ConvertTo(rate).Length) : "-1");
        xml.WriteEndElement();
    }

    private void Timecode(long frame, FrameRate rate, bool isDrop, string? reel)
    {
        xml.WriteStartElement("timecode");
        Rate(rate);
        Element("string", CutRange.Label(frame, rate, isDrop));
        Element("frame", frame.ToString(CultureInfo.InvariantCulture));
        Element("displayformat", isDrop ? "DF" : "NDF");
        if (reel is not null)
        {
            xml.WriteStartElement("reel");
            Element("name", reel);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private void Rate(FrameRate rate)
    {
        xml.WriteStartElement("rate");
        Element("timebase", rate.LabelsPerSecond.ToString(CultureInfo.InvariantCulture));
        Element("ntsc", rate.Denominator == 1001 ? "TRUE" : "FALSE");
        xml.WriteEndElement();
    }

    private void Element(string name, string text) => xml.WriteElementString(name, Clean(text));

    /// <summary>XML has no control characters; a name with one is written without it.</summary>
    private static string Clean(string text) => text.All(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)) && !HasLoneSurrogate(text) ? text : new([.. text.Where(c => XmlConvert.IsXmlChar(c) && !char.IsSurrogate(c))]);

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return true;
        }

        return false;
    }

    private static string Whole(Ratio frames) => frames.Rounded.ToString(CultureInfo.InvariantCulture);
}
