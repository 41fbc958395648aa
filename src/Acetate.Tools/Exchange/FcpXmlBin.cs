using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using Acetate.Cuts;
using Acetate.Timing;

namespace Acetate.Tools.Exchange;

/// <summary>Clips as an event of FCPXML 1.10: a format and an asset for each, and a clip in the browser. Times are exact seconds, as fractions.</summary>
internal sealed class FcpXmlBin
{
    private readonly Dictionary<(FrameRate Rate, int Width, int Height), string> formats = [];
    private readonly MediaAddress media;
    private readonly XmlWriter xml;

    private FcpXmlBin(MediaAddress media, XmlWriter xml) => (this.media, this.xml) = (media, xml);

    public static byte[] Of(string name, MediaAddress media, ImmutableArray<ListedClip> clips)
    {
        ClipList.Refuse(clips.Where(one => !one.Rate.IsSet || one.Length <= 0), "cannot stand in FCPXML, which counts every clip in seconds: the rate or the length is not known", "Leave them out of the search, or export CSV or OTIO.");
        ClipList.Refuse(clips.Where(one => one.Clip.Files.IsEmpty), "cannot stand in FCPXML, as no file is known", "Leave them out of the search, or export CSV or OTIO.");
        using var memory = new MemoryStream();
        using (var xml = XmlWriter.Create(memory, new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" })) new FcpXmlBin(media, xml).Document(name, clips);
        return memory.ToArray();
    }

    private void Document(string name, ImmutableArray<ListedClip> clips)
    {
        xml.WriteStartDocument();
        xml.WriteDocType("fcpxml", null, null, null);
        Start("fcpxml", ("version", "1.10"));
        Start("resources");
        foreach (var one in clips) Format(one);
        for (var i = 0; i < clips.Length; i++) Asset(clips[i], AssetId(i));
        xml.WriteEndElement();
        Start("library");
        Start("event", ("name", name));
        for (var i = 0; i < clips.Length; i++) Clip(clips[i], AssetId(i));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static string AssetId(int index) => string.Create(CultureInfo.InvariantCulture, $"a{index + 1}");

    private void Format(ListedClip one)
    {
        if (formats.ContainsKey(KeyOf(one))) return;
        var id = string.Create(CultureInfo.InvariantCulture, $"r{formats.Count + 1}");
        formats.Add(KeyOf(one), id);
        Start("format", ("id", id), ("frameDuration", Seconds(1, one.Rate)), ("width", one.Clip.Width is { } width ? Text(width) : null), ("height", one.Clip.Height is { } height ? Text(height) : null));
        xml.WriteEndElement();
    }

    private static (FrameRate, int, int) KeyOf(ListedClip one) => (one.Rate, one.Clip.Width ?? 0, one.Clip.Height ?? 0);

    private void Asset(ListedClip one, string id)
    {
        var uid = one.Clip.Id.ToString("N").ToUpperInvariant();
        var channels = one.Channels > 0 ? one.Channels : one.IsSound ? 1 : 0;
        Start("asset", ("id", id), ("name", one.Clip.Name), ("uid", uid), ("start", Seconds(one.Start?.Frame ?? 0, one.Rate)), ("duration", Seconds(one.Length, one.Rate)), ("hasVideo", one.IsSound ? null : "1"),
            ("format", formats[KeyOf(one)]), ("hasAudio", channels > 0 ? "1" : null), ("videoSources", one.IsSound ? null : "1"), ("audioSources", channels > 0 ? "1" : null), ("audioChannels", channels > 0 ? Text(channels) : null),
            ("audioRate", channels > 0 ? one.Fact("sound.sampleRate") is { } rate && rate.All(char.IsAsciiDigit) ? rate : "48000" : null));
        Start("media-rep", ("kind", "original-media"), ("sig", uid), ("src", media.Of(one, one.Clip.Files[0])));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Clip(ListedClip one, string asset)
    {
        Start("asset-clip", ("ref", asset), ("name", one.Clip.Name), ("start", Seconds(one.Start?.Frame ?? 0, one.Rate)), ("duration", Seconds(one.Length, one.Rate)), ("format", formats[KeyOf(one)]),
            ("tcFormat", one.Start is { IsDrop: true } ? "DF" : "NDF"));
        if (one.Fact("slate.note") is { } note)
        {
            xml.WriteStartElement("note");
            xml.WriteString(Clean(note));
            xml.WriteEndElement();
        }

        if (one.Fact("slate.circled") == "true")
        {
            Start("rating", ("name", "Circled"), ("value", "favorite"), ("start", Seconds(one.Start?.Frame ?? 0, one.Rate)), ("duration", Seconds(one.Length, one.Rate)));
            xml.WriteEndElement();
        }

        Start("metadata");
        foreach (var (key, value) in new[]
        {
            ("com.apple.proapps.studio.reel", one.Reel), ("com.apple.proapps.studio.scene", one.Fact("slate.scene")), ("com.apple.proapps.studio.shot", one.Fact("slate.take")), ("com.apple.proapps.studio.angle", one.Fact("camera.id")),
            ("com.apple.proapps.mio.cameraName", one.Fact("camera.model")),
        })
        {
            if (string.IsNullOrEmpty(value)) continue;
            Start("md", ("key", key), ("value", value));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Start(string element, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        xml.WriteStartElement(element);
        foreach (var (name, value) in attributes)
            if (value is not null) xml.WriteAttributeString(name, Clean(value));
    }

    private static string Seconds(long frames, FrameRate rate)
    {
        var seconds = new Ratio(frames) * new Ratio(rate.Denominator, rate.Numerator);
        return seconds.IsWhole ? $"{Text(seconds.Numerator)}s" : $"{Text(seconds.Numerator)}/{Text(seconds.Denominator)}s";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Names come from cards of strangers: what XML cannot hold becomes the sign for that.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(rune.Value < 0x10000 && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString());
        return clean.ToString();
    }
}
