using System.Globalization;
using System.Text;
using Acetate.Library.Matching;

namespace Acetate.Library.Tests.Matching.Dialects;

/// <summary>Logs and tables: a row for an event.</summary>
internal static class TableDialects
{
    public static ListDialect[] All { get; } = [new("ALE", "bin.ale", Ale), new("CSV", "shots.csv", Csv)];

    private static IEnumerable<byte[]> Ale(CarriedEvent e)
    {
        // A log has clips and no programme: no speed, and a clip's own range.
        if (e.Speed != 1 || !e.IsOnly(NameOrigin.Reel, NameOrigin.Tape, NameOrigin.ClipName, NameOrigin.SourceFile, NameOrigin.Umid, NameOrigin.Comment)) yield break;
        if (e.Mangled.Claim.Names.Any(name => name.Text.Contains('\t', StringComparison.Ordinal)) || !HasName(e)) yield break;
        var cells = new List<(string Column, string Cell)> { ("Name", e.ClipName ?? ""), ("Tracks", "V") };
        if (e.HasSource) cells.AddRange([("Start", $"{e.Start}"), ("End", $"{e.Start.AddWrapping(e.Frames)}")]);
        foreach (var (column, text) in new[] { ("Reel", e.Reel), ("Tape", e.Tape), ("Source File", e.SourceFile), ("UMID", e.Umid) })
            if (text is not null) cells.Add((column, text));
        cells.AddRange(e.Comments.Select((comment, i) => ($"Comments{i}", comment)));
        yield return Encoding.UTF8.GetBytes(
            $"Heading\nFIELD_DELIM\tTABS\nVIDEO_FORMAT\t1080\nFPS\t{e.Rate}\n\nColumn\n{string.Join('\t', cells.Select(cell => cell.Column))}\n\nData\n{string.Join('\t', cells.Select(cell => cell.Cell))}\n");
    }

    private static IEnumerable<byte[]> Csv(CarriedEvent e)
    {
        if (!e.IsOnly(NameOrigin.Reel, NameOrigin.ClipName, NameOrigin.SourceFile, NameOrigin.Comment) || e.Mangled.IsColumnsOnly || !HasName(e)) yield break;
        var cells = new List<(string Column, string Cell)> { ("Reel", e.Reel ?? ""), ("Clip Name", e.ClipName ?? ""), ("Source File", e.SourceFile ?? "") };
        if (e.HasSource)
            cells.AddRange([("Source In", $"{e.Start}"), ("Source Out", $"{e.Start.AddWrapping(e.Frames)}"), ("Record In", $"{e.RecordStart}"), ("Record Out", $"{e.RecordStart.AddWrapping(e.RecordFrames)}")]);
        if (e.Speed != 1) cells.Add(("Speed", string.Create(CultureInfo.InvariantCulture, $"{e.Speed * 100:0.###}%")));
        if (e.Comments.Length > 0) cells.Add(("Comment", string.Join(' ', e.Comments)));
        yield return Encoding.UTF8.GetBytes($"{string.Join(',', cells.Select(cell => cell.Column))}\r\n{string.Join(',', cells.Select(cell => $"\"{cell.Cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))}\r\n");
    }

    private static bool HasName(CarriedEvent e) => !e.Mangled.Claim.Names.IsEmpty;
}
