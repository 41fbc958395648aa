using System.Collections.Immutable;
using System.Globalization;
using Acetate.Edl.Ale;
using Acetate.Library;
using Acetate.Library.Clips;

namespace Acetate.Tools.Exchange;

/// <summary>Clips as an Avid log. Avid merges it into a bin by name, start and end.</summary>
internal static class AleBin
{
    private static readonly ImmutableArray<(string Column, string Field)> Found =
    [
        ("Camera Make", "camera.make"), ("Camera Model", "camera.model"), ("Camera Serial Number", "camera.serial"), ("Sensor FPS", "exposure.sensorRate"), ("Shutter Time", "exposure.shutterTime"), ("Tint", "exposure.tint"),
        ("Focus Distance", "lens.focusDistance"), ("Squeeze", "image.squeeze"), ("Gamma", "image.colour.transfer"), ("Color Space", "image.colour.primaries"), ("Look", "look.name"), ("LUT", "look.lut"), ("UMID", "clip.umid"),
        ("Project", "slate.project"),
    ];

    public static byte[] Of(ImmutableArray<ListedClip> clips)
    {
        ClipList.Refuse(clips.Where(one => one.Start is null || one.Length <= 0), "cannot stand in an Avid log, which names every clip by its timecode",
            "Leave out what has none: add has:timecode to the search. Or export CSV or OTIO.");
        var rates = clips.CountBy(one => one.Rate).OrderByDescending(group => group.Value).ToList();
        if (rates.Count > 1)
            throw new LibraryException(LibraryProblem.Settings, $"An Avid log has one rate, and of these clips {string.Join(" and ", rates.Select(group => $"{group.Value} run at {group.Key}"))}. Export them apart: add rate:{rates[0].Key} to the search.");
        var heights = clips.Where(one => !one.IsSound).Select(one => one.Clip.Height ?? 0).Distinct().ToList();
        using var bytes = new MemoryStream();
        AleWriter.Write(AleDocument.Create(rates[0].Key, heights is [var only] ? AleDocument.VideoFormat(only) : heights.Count == 0 ? "1080" : "CUSTOM", clips.Select(RowOf)), bytes);
        return bytes.ToArray();
    }

    private static AleClip RowOf(ListedClip one) => new()
    {
        Name = one.Clip.Name,
        Tracks = (one.IsSound ? "" : "V") + string.Concat(Enumerable.Range(1, Math.Min(one.Channels, 24)).Select(channel => $"A{channel.ToString(CultureInfo.InvariantCulture)}")),
        Start = one.Start,
        Frames = one.Length,
        Reel = one.Reel,
        SourceFile = one.Clip.Files is [var file, ..] ? file[(file.LastIndexOf('/') + 1)..] : null,
        Grade = one.Grade,
        Others = [.. Others(one).Where(field => field.Value.Length > 0)],
    };

    private static IEnumerable<AleField> Others(ListedClip one)
    {
        foreach (var column in ClipColumn.All)
            yield return new(column.Name, one.Fact(column.Field) is not { } value ? "" : column.Editable.Kind == ClipFieldKind.Flag ? value == "true" ? "Yes" : "" : value);
        foreach (var (column, field) in Found) yield return new(column, one.Fact(field) ?? "");
        yield return new("Image Size", one.Clip is { Width: { } width, Height: { } height } ? string.Create(CultureInfo.InvariantCulture, $"{width} x {height}") : "");
        yield return new("Codec", one.Clip.Codec);
        yield return new("Camroll", one.Roll.Name);
        yield return new("Shoot Date", one.Roll.ShootDay.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        yield return new("Unit", one.Roll.Unit);
        yield return new("Episode", one.Roll.Episode);
        yield return new("Acetate Clip", one.Clip.Id.ToString());
    }
}
