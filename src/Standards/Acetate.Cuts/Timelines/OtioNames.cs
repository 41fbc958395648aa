using System.Collections.Immutable;
using Acetate.Cuts.Reading;
using Acetate.Otio;

namespace Acetate.Cuts.Timelines;

/// <summary>Every name that an item gives to its source, in its fields and in the metadata of known adapters.</summary>
internal static class OtioNames
{
    /// <summary>The name under which we keep what the model has and OpenTimelineIO has not.</summary>
    public const string Ours = "Acetate";

    private static readonly (string Holder, string Key, SourceNameKind Kind)[] Known =
    [
        ("cmx_3600", "reel", SourceNameKind.Reel), ("cmx_3600", "original_reel", SourceNameKind.LongReel),
        ("ALE", "Tape", SourceNameKind.Tape), ("ALE", "Reel", SourceNameKind.Reel), ("ALE", "Camroll", SourceNameKind.CameraRoll), ("ALE", "Labroll", SourceNameKind.LabRoll),
        ("ALE", "Source File", SourceNameKind.SourceFile), ("ALE", "Source Path", SourceNameKind.MediaPath), ("ALE", "UMID", SourceNameKind.Umid), ("ALE", "Scene", SourceNameKind.Scene), ("ALE", "Take", SourceNameKind.Take),
        ("AAF", "SourceID", SourceNameKind.MediaId), ("AAF", "MobID", SourceNameKind.MediaId), ("AAF", "TapeID", SourceNameKind.Tape),
    ];

    public static ImmutableArray<SourceName> Of(Item item)
    {
        var names = ImmutableArray.CreateBuilder<SourceName>();
        Add(SourceNameKind.ClipName, item.Name, item is Clip ? "clip name" : $"{item.SchemaName} name");
        if (item is Clip clip)
        {
            foreach (var (key, value) in clip.MediaReferences.OrderBy(entry => entry.Key == clip.ActiveMediaReferenceKey ? 0 : 1))
            {
                var origin = clip.MediaReferences.Count == 1 ? "media reference" : $"media reference {key}";
                if (value is not MediaReference media) continue;
                if (media is ExternalReference external) Add(SourceNameKind.MediaPath, external.TargetUrl, origin);
                if (media is ImageSequenceReference images) Add(SourceNameKind.MediaPath, Pattern(images), origin);
                Add(SourceNameKind.SourceFile, media.Name, $"{origin}, its name");
                foreach (var name in Metadata(media.Metadata, $"{origin}, ")) names.Add(name);
            }
        }

        foreach (var name in Metadata(item.Metadata, "")) names.Add(name);
        return names.ToImmutable();

        void Add(SourceNameKind kind, string value, string origin)
        {
            if (value.Trim() is { Length: > 0 } text) names.Add(new(kind, text, origin));
        }
    }

    public static ImageSequence? Sequence(MediaReference? media) => media switch
    {
        ImageSequenceReference { FrameZeroPadding: >= 0 and <= 12 } images => new(Folder(images.TargetUrlBase) + images.NamePrefix, images.NameSuffix, (int)images.FrameZeroPadding, images.StartFrame, images.ImageCount > 0 ? images.EndFrame : null),
        ExternalReference external => ImageSequenceName.Of(external.TargetUrl),
        _ => null,
    };

    /// <summary>The event's number, where a list's was kept.</summary>
    public static string Number(Item item) => item.Metadata["cmx_3600"]?["events"]?.AsText ?? item.Metadata[Ours]?["number"]?.AsText ?? "";

    /// <summary>Whether times are labelled drop-frame: OpenTimelineIO has no word for it, we keep one.</summary>
    public static bool IsDrop(NamedObject named) => named.Metadata[Ours]?["dropFrame"]?.AsBool == true;

    public static IEnumerable<string> Comments(Item item) =>
        (item.Metadata["cmx_3600"]?["comments"]?.Items ?? []).Concat(item.Metadata[Ours]?["comments"]?.Items ?? []).Select(comment => comment.AsText).OfType<string>();

    private static IEnumerable<SourceName> Metadata(OtioDictionary<OtioValue> metadata, string before)
    {
        foreach (var (holder, key, kind) in Known)
            if (metadata[holder]?[key]?.AsText?.Trim() is { Length: > 0 } value) yield return new(kind, value, $"{before}metadata {holder}/{key}");
        foreach (var name in metadata[Ours]?["names"]?.Items ?? [])
            if (Enum.TryParse<SourceNameKind>(name["kind"]?.AsText, out var kind) && Enum.IsDefined(kind) && name["value"]?.AsText?.Trim() is { Length: > 0 } value)
                yield return new(kind, value, name["origin"]?.AsText ?? $"{before}metadata {Ours}");
    }

    private static string Pattern(ImageSequenceReference images) =>
        images.FrameZeroPadding is >= 0 and <= 12 ? $"{Folder(images.TargetUrlBase)}{images.NamePrefix}{(images.FrameZeroPadding > 0 ? $"%0{images.FrameZeroPadding}d" : "%d")}{images.NameSuffix}" : "";

    private static string Folder(string path) => path.Length == 0 || path.EndsWith('/') || path.EndsWith('\\') ? path : path + "/";
}
