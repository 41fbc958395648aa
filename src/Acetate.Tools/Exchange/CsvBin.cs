using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Steps.Documents;

namespace Acetate.Tools.Exchange;

/// <summary>Clips as a table with everything that is known of them (RFC 4180, UTF-8, CRLF).</summary>
internal static class CsvBin
{
    private static readonly ImmutableArray<string> Always =
    [
        "Show", "Shoot Day", "Unit", "Episode", "Roll", "Name", "Reel", "Kind", "Start", "End", "FPS", "Frames", "Width", "Height", "Codec", "Files", "State", "Proxy", "Problems", "Acetate Clip",
    ];

    public static string Of(ImmutableArray<ListedClip> clips)
    {
        var known = ClipColumn.All.Select(column => column.Field).Append("clip.reel").Append("timecode.start").ToHashSet(StringComparer.Ordinal);
        // What files say beyond that, under the names that the guide uses for facts.
        var facts = clips.SelectMany(one => one.Clip.Facts).Where(fact => fact.Value.Length > 0).Select(fact => fact.Field).Where(field => !known.Contains(field)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        CsvTable.Line(text, [.. Always, .. ClipColumn.All.Select(column => column.Name), .. facts]);
        foreach (var one in clips)
            CsvTable.Line(text,
            [
                one.Roll.Show, one.Roll.ShootDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), one.Roll.Unit, one.Roll.Episode, one.Roll.Name, one.Clip.Name, one.Reel, one.Clip.Kind, one.Clip.TimecodeStart, one.Clip.TimecodeEnd,
                one.Rate.ToString(), Text(one.Clip.Frames), Text(one.Clip.Width), Text(one.Clip.Height), one.Clip.Codec, string.Join("; ", one.Clip.Files), KebabCase.Of(one.Clip.State), KebabCase.Of(one.Clip.ProxyState),
                string.Join(" ", one.Clip.Problems), one.Clip.Id.ToString(), .. ClipColumn.All.Select(column => Said(one, column)), .. facts.Select(field => one.Fact(field) ?? ""),
            ]);
        return text.ToString();
    }

    private static string Said(ListedClip one, ClipColumn column) =>
        one.Fact(column.Field) is not { } value ? "" : column.Editable.Kind == ClipFieldKind.Flag ? value == "true" ? "yes" : "no" : value;

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
