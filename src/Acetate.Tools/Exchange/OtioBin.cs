using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Otio;

namespace Acetate.Tools.Exchange;

/// <summary>Clips as a collection of OpenTimelineIO: each with its medium, its available range and what is known of it as metadata.</summary>
internal static partial class OtioBin
{
    public static byte[] Of(string name, MediaAddress media, ImmutableArray<ListedClip> clips) =>
        OtioWriter.ToBytes(new SerializableCollection { Name = name, Children = [.. clips.Select(one => (OtioObject)ClipOf(one, media))] });

    private static Clip ClipOf(ListedClip one, MediaAddress media)
    {
        TimeRange? range = one is { Rate.IsSet: true, Length: > 0 } ? new(one.Start?.Frame ?? 0, one.Length, one.Rate.Approximate) : null;
        return new Clip { Name = one.Clip.Name, SourceRange = range, Metadata = MetadataOf(one) }.WithMedia(MediumOf(one, media, range));
    }

    private static MediaReference MediumOf(ListedClip one, MediaAddress media, TimeRange? range)
    {
        if (one.Clip.Files is not [var file, ..]) return new MissingReference { Name = one.Clip.Name, AvailableRange = range };
        var name = file[(file.LastIndexOf('/') + 1)..];
        if (range is null || Frames().Match(name) is not { Success: true } frames || !long.TryParse(frames.Groups["first"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
            return new ExternalReference { Name = name, TargetUrl = media.Of(one, file), AvailableRange = range };
        return new ImageSequenceReference
        {
            Name = name,
            TargetUrlBase = media.Of(one, file[..^name.Length]),
            NamePrefix = name[..frames.Index],
            NameSuffix = name[(frames.Index + frames.Length)..],
            StartFrame = first,
            FrameZeroPadding = frames.Groups["first"].Length,
            Rate = one.Rate.Approximate,
            AvailableRange = range,
        };
    }

    private static OtioDictionary<OtioValue> MetadataOf(ListedClip one)
    {
        var known = Texts(("id", one.Clip.Id.ToString()), ("show", one.Roll.Show), ("shootDay", one.Roll.ShootDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("unit", one.Roll.Unit), ("episode", one.Roll.Episode),
            ("roll", one.Roll.Name), ("kind", one.Clip.Kind), ("codec", one.Clip.Codec), ("rate", one.Rate.ToRatio()), ("timecodeStart", one.Clip.TimecodeStart), ("timecodeEnd", one.Clip.TimecodeEnd));
        if (one.Clip is { Width: { } width, Height: { } height }) known = known.With("width", (long)width).With("height", (long)height);
        if (one.Clip.Frames is { } frames) known = known.With("frames", frames);
        OtioDictionary<OtioValue> ours = [new("clip", new OtioValue.Dictionary(known)), new("facts", new OtioValue.Dictionary(
            Texts([.. one.Clip.Facts.DistinctBy(fact => fact.Field).OrderBy(fact => fact.Field, StringComparer.Ordinal).Select(fact => (fact.Field, fact.Value))])))];
        if (one.Start is { IsDrop: true }) ours = ours.With("dropFrame", true);
        OtioDictionary<OtioValue> metadata = [new("Acetate", new OtioValue.Dictionary(ours)), new("cmx_3600", new OtioValue.Dictionary(Texts(("reel", one.Reel))))];
        if (one.Grade is not { } grade) return metadata;
        return metadata.With("cdl", new OtioValue.Dictionary(
        [
            new("asc_sop", new OtioValue.Dictionary([new("slope", Three(grade.Slope)), new("offset", Three(grade.Offset)), new("power", Three(grade.Power))])),
            new("asc_sat", grade.Saturation),
        ]));
    }

    private static OtioValue.List Three(Cdl.Rgb values) => OtioValue.List.Of([values.Red, values.Green, values.Blue]);

    private static OtioDictionary<OtioValue> Texts(params IReadOnlyCollection<(string Name, string Value)> pairs) => [.. pairs.Where(pair => pair.Value.Length > 0).Select(pair => KeyValuePair.Create(pair.Name, (OtioValue)pair.Value))];

    [GeneratedRegex(@"\[(?<first>\d{1,12})-\d{1,12}\]", RegexOptions.CultureInvariant)]
    private static partial Regex Frames();
}
