using System.Globalization;
using System.Text;
using Acetate.Cuts.Writing;

namespace Acetate.Cuts.Lists;

/// <summary>Writes a cut as a shot list: commas, a row of names first, outs that do not belong to the range.</summary>
internal static class ShotListComposition
{
    private static readonly string[] Columns =
        ["Event", "Track", "Shot", "Clip Name", "Reel", "Source File", "Source In", "Source Out", "Record In", "Record Out", "Duration", "Speed", "FPS", "Comment"];

    public static CutConversion Of(Cut cut)
    {
        var losses = new LossList();
        var text = new StringBuilder();
        Row(text, Columns);
        foreach (var item in cut.Events)
        {
            if (item.TransitionIn is not null) losses.Add("transition", item, "A shot list has no column for its transition.", "Hand over a list or a timeline with it.");
            if (!item.Inner.IsEmpty) losses.Add("nested", item, "Only the nested event itself is written, not what is seen in it.", "Flatten it in the editing system.");
            if (item.Speed.Kind == SpeedKind.Ramp) losses.Add("ramp", item, "A shot list holds the average speed of a ramp only.", "Rebuild the ramp from a reference movie.");
            if (item.Source.Range is { IsWhole: false } || item.Record is { IsWhole: false }) losses.Add("between-frames", item, "It begins or ends between two frames; whole frames were written.", "Look at the edit.");
            Row(text,
            [
                item.Number.Length > 0 ? item.Number : item.Id, string.Join(' ', item.Tracks), item.Source[SourceNameKind.Shot] ?? "", item.Name.Length > 0 ? item.Name : item.Source.ClipName ?? "",
                item.Source[SourceNameKind.LongReel] ?? item.Source.Reel ?? item.Source[SourceNameKind.Tape] ?? "", item.Source[SourceNameKind.SourceFile] ?? item.Source[SourceNameKind.MediaPath] ?? "",
                item.Source.Range?.StartLabel ?? "", item.Source.Range?.EndLabel ?? "", item.Record?.StartLabel ?? "", item.Record?.EndLabel ?? "",
                (item.Record ?? item.Source.Range)?.Length.Ceiling.ToString(CultureInfo.InvariantCulture) ?? "",
                item.Speed.IsNormal ? "" : (item.Speed.Factor.Approximate * 100).ToString("0.######", CultureInfo.InvariantCulture), item.Source.Range?.Rate.ToRatio() ?? "", string.Join(" | ", item.Comments),
            ]);
        }

        return new([new("", Encoding.UTF8.GetBytes(text.ToString()))], losses.ToImmutable());
    }

    private static void Row(StringBuilder text, string[] cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    private static string Cell(string value) => value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
