using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml.Linq;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts.FcpXml;

/// <summary>Every name that an item gives to its source.</summary>
internal static class FcpXmlNames
{
    private static readonly FrozenSet<string> Understood = new[]
    {
        "name", "enabled", "duration", "rate", "start", "end", "in", "out", "file", "sequence", "multiclip", "filter", "marker", "comments",
        "logginginfo", "colorinfo", "filmdata", "stillframe", "stillframeoffset", "effect", "link", "labels", "masterclipid", "ismasterclip", "alphatype",
        "pixelaspectratio", "anamorphic", "fielddominance", "sourcetrack", "pproTicksIn", "pproTicksOut", "subclipinfo", "outputchannelindex",
        "premiereChannelType", "compositemode", "uuid", "syncoffset", "media", "timecode", "itemhistory", "alphareverse", "opacity",
    }.ToFrozenSet();

    public static ImmutableArray<SourceName> Of(XElement item, XElement? file, SequenceWalk sequences)
    {
        var names = ImmutableArray.CreateBuilder<SourceName>();
        Add(item, SourceNameKind.ClipName, item.Tag() + "/name", "name");
        var (group, clip, angleFile) = Angle(item, sequences);
        Add(group, SourceNameKind.Group, "multiclip/name", "name");
        if (clip is not null)
        {
            Add(clip, SourceNameKind.Angle, "multiclip/angle/clip/name", "name");
            file ??= angleFile;
            Logged(clip);
        }

        if (item.Child("sequence") is { } nested) Add(sequences.Whole(nested), SourceNameKind.Group, "sequence/name", "name");
        if (file is not null)
        {
            Add(file, SourceNameKind.SourceFile, "file/name", "name");
            if (file.Text("pathurl") is { } url) names.Add(new(SourceNameKind.MediaPath, url, "file/pathurl", file.Child("pathurl")!.Line()));
            Add(file, SourceNameKind.Reel, "file/timecode/reel/name", "timecode", "reel", "name");
        }

        Logged(item);
        return names.ToImmutable();

        void Logged(XElement holder)
        {
            Add(holder, SourceNameKind.SourceFile, "logginginfo/originalvideofilename", "logginginfo", "originalvideofilename");
            Add(holder, SourceNameKind.Scene, "logginginfo/scene", "logginginfo", "scene");
            Add(holder, SourceNameKind.Take, "logginginfo/shottake", "logginginfo", "shottake");
            Add(holder, SourceNameKind.CameraRoll, "filmdata/cameraroll", "filmdata", "cameraroll");
            Add(holder, SourceNameKind.LabRoll, "filmdata/labroll", "filmdata", "labroll");
            Add(holder, SourceNameKind.SoundRoll, "filmdata/audioroll", "filmdata", "audioroll");
        }

        void Add(XElement? holder, SourceNameKind kind, string origin, params ReadOnlySpan<string> path)
        {
            if (holder.Down(path) is { } found && found.Value.Trim() is { Length: > 0 } text) names.Add(new(kind, text, origin, found.Line()));
        }
    }

    /// <summary>The multicam group of an item, the clip of its active angle, and that clip's file.</summary>
    public static (XElement? Group, XElement? Clip, XElement? File) Angle(XElement item, SequenceWalk sequences)
    {
        if (sequences.Whole(item.Child("multiclip")) is not { } group) return default;
        var angles = group.Children("angle").ToList();
        var active = angles.Find(angle => XmlReading.IsTrue(angle.Text("activevideoangle"))) ?? (angles.Count == 1 ? angles[0] : null);
        var clip = sequences.Whole(active.Child("clip"));
        return (group, clip, sequences.Whole(clip.Child("file")) ?? sequences.Whole(clip.Down("media", "video", "track", "clipitem", "file")));
    }

    /// <summary>A path out of a URL, for looking at its form only.</summary>
    public static string Unescaped(string url) => url.Length <= 4096 ? Uri.UnescapeDataString(url) : url;

    public static IEnumerable<CutRemnant> Unknown(XElement item) =>
        item.Elements().Where(child => !Understood.Contains(child.Tag())).Select(child => new CutRemnant(child.Line(), $"{item.Tag()}/{child.Tag()}", child.Excerpt()));
}
