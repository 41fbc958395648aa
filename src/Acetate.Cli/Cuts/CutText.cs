using System.Globalization;
using Acetate.Cuts;

namespace Acetate.Cli.Cuts;

/// <summary>Cuts for people.</summary>
internal static class CutText
{
    public static void Write(TextWriter output, Cut cut)
    {
        var dialect = cut.Dialect.Length > 0 ? $", {cut.Dialect}" : "";
        output.WriteLine($"{Table.Visible(cut.Name.Length > 0 ? cut.Name : "(no title)")}: {CutInput.Word(cut.Format)}{Table.Visible(dialect)}, {cut.Rate} frames per second{(cut.IsDrop ? ", drop-frame" : "")}, {cut.Events.Length} events");
        output.WriteLine();
        var table = new Table("event", "track", "reel", "source", "", "record", "", "speed", "clip");
        foreach (var item in cut.Events) Row(table, item, "");
        if (!table.IsEmpty) table.Write(output);
        WriteProblems(output, cut.Problems);
    }

    /// <summary>A line for each problem, and its fix.</summary>
    public static void WriteProblems(TextWriter output, IEnumerable<CutProblem> problems)
    {
        foreach (var problem in problems)
        {
            var place = problem.Line > 0 ? $"line {problem.Line}: " : "";
            var who = problem.Element.Length > 0 ? $"{problem.Element}: " : "";
            output.WriteLine($"{problem.Severity.ToString().ToLowerInvariant()}: {place}{Table.Visible(who + problem.Message)} {Table.Visible(problem.Fix)}");
        }
    }

    public static string Name(CutEvent item) => item.Name.Length > 0 ? item.Name : item.Source.ClipName ?? item.Source[SourceNameKind.SourceFile] ?? item.Source[SourceNameKind.MediaPath] ?? "";

    public static string Speed(CutSpeed speed) => speed.Kind switch
    {
        SpeedKind.Freeze => "freeze",
        SpeedKind.Ramp => "ramp",
        _ => speed.IsNormal ? "" : (speed.Factor.Approximate * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%",
    };

    private static void Row(Table table, CutEvent item, string indent)
    {
        var mix = item.TransitionIn is { } transition ? string.Create(CultureInfo.InvariantCulture, $" ({transition.Kind.ToString().ToLowerInvariant()} {transition.Frames.Rounded})") : "";
        table.Add(indent + (item.Number.Length > 0 ? item.Number : item.Id), string.Join(' ', item.Tracks), item.Source.Reel ?? "", item.Source.Range?.StartLabel ?? "", item.Source.Range?.EndLabel ?? "",
            item.Record?.StartLabel ?? "", item.Record?.EndLabel ?? "", Speed(item.Speed), (item.Kind == CutEventKind.Clip ? "" : $"[{item.Kind.ToString().ToLowerInvariant()}] ") + Name(item) + mix + (item.IsEnabled ? "" : " (off)"));
        foreach (var inner in item.Inner) Row(table, inner, indent + "  ");
    }
}
