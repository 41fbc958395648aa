using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml.Linq;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts.FcpXmlX;

/// <summary>Every name that a clip of FCPXML gives to its source.</summary>
internal static class StoryNames
{
    private static readonly FrozenSet<string> Understood = new[]
    {
        "note", "marker", "chapter-marker", "keyword", "rating", "metadata", "timeMap", "gap", "spine", "audition", "asset-clip", "clip", "ref-clip",
        "mc-clip", "sync-clip", "video", "audio", "title", "transition", "mc-source", "sync-source", "filter-video", "adjust-transform", "adjust-crop", "adjust-conform",
        "text", "text-style-def", "param", "adjust-volume", "adjust-panner", "audio-channel-source", "adjust-colorConform", "conform-rate", "caption",
        "adjust-loudness", "adjust-noiseReduction", "adjust-EQ", "adjust-matchEQ", "adjust-blend", "adjust-stabilization", "adjust-rollingShutter",
        "filter-audio", "audio-role-source", "analysis-marker", "data",
    }.ToFrozenSet();

    public static ImmutableArray<SourceName> Of(XElement element, XElement medium, XElement? asset, Resources resources)
    {
        var names = ImmutableArray.CreateBuilder<SourceName>();
        Add(SourceNameKind.ClipName, element, "name", $"{element.Tag()}/@name");
        if (medium != element) Add(SourceNameKind.ClipName, medium, "name", $"{medium.Tag()}/@name");
        var media = resources.Find(element.Attr("ref"), "media");
        Add(SourceNameKind.Group, media, "name", "media/@name");
        foreach (var source in element.Children("mc-source"))
        {
            if (media.Child("multicam").Children("mc-angle").FirstOrDefault(angle => angle.Attr("angleID") == source.Attr("angleID")) is { } angle)
                Add(SourceNameKind.Angle, angle, "name", $"mc-source for {source.Attr("srcEnable") ?? "all"}");
        }

        if (asset is not null)
        {
            Add(SourceNameKind.ClipName, asset, "name", "asset/@name");
            if (Path(asset) is { } path) names.Add(new(SourceNameKind.MediaPath, path, asset.Child("media-rep") is null ? "asset/@src" : "asset/media-rep/@src", (asset.Child("media-rep") ?? asset).Line()));
            Add(SourceNameKind.MediaId, asset, "uid", "asset/@uid");
        }

        foreach (var holder in new[] { element, medium, asset }.Distinct())
        {
            foreach (var entry in holder.Child("metadata").Children("md"))
            {
                if (entry.Attr("value") is not { } value) continue;
                SourceNameKind? kind = entry.Attr("key") switch
                {
                    "com.apple.proapps.studio.reel" => SourceNameKind.Reel,
                    "com.apple.proapps.studio.scene" => SourceNameKind.Scene,
                    "com.apple.proapps.studio.shot" => SourceNameKind.Take,
                    "com.apple.proapps.studio.angle" => SourceNameKind.Angle,
                    "com.apple.proapps.mio.cameraName" => SourceNameKind.Camera,
                    _ => null,
                };
                if (kind is { } known) names.Add(new(known, value, $"{holder!.Tag()}/metadata {entry.Attr("key")}", entry.Line()));
            }
        }

        return names.ToImmutable();

        void Add(SourceNameKind kind, XElement? holder, string attribute, string origin)
        {
            if (holder.Attr(attribute) is { } value) names.Add(new(kind, value, origin, holder!.Line()));
        }
    }

    /// <summary>Where the medium lies.</summary>
    public static string? Path(XElement? asset) =>
        (asset.Children("media-rep").FirstOrDefault(rep => rep.Attr("kind") is null or "original-media") ?? asset.Child("media-rep")).Attr("src") ?? asset.Attr("src");

    public static IEnumerable<CutRemnant> Unknown(XElement element) =>
        element.Elements().Where(child => !Understood.Contains(child.Tag())).Select(child => new CutRemnant(child.Line(), $"{element.Tag()}/{child.Tag()}", child.Excerpt()));
}
