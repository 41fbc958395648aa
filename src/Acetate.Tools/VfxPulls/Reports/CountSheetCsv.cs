using System.Globalization;
using Acetate.Steps.Documents;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.VfxPulls.Reports;

/// <summary>The count sheet as one table: plates, then plates that stand as they were, then events that are not delivered, then those of no wanted shot; the first column says which.</summary>
public static class CountSheetCsv
{
    private static readonly string[] Header =
    [
        "State", "Shot", "Plate", "Version", "Change", "Events", "Frames", "First Frame", "Last Frame", "Cut First", "Cut Last", "Head", "Tail", "Head Short", "Tail Short",
        "Clip", "Roll", "Reel", "Source In", "Source Out", "Rate", "Clip First", "Clip End", "Width", "Height", "Encoding", "Still To Do", "Notes", "Why", "File",
    ];

    /// <summary>The table.</summary>
    public static string Of(CountSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        return CsvTable.Of(Header,
        [
            .. sheet.Plates.Select(plate => Row(sheet.IsProposed ? "planned" : "delivered", plate)),
            .. sheet.Standing.Select(Standing),
            .. sheet.Missing.Select(one => Missing("not delivered", one)),
            .. sheet.Others.Select(one => Missing("not wanted", one)),
        ]);
    }

    private static string[] Row(string state, PackagePlate plate)
    {
        var (range, source, used) = (plate.Range, plate.Source, CountSheet.UsedOf(plate));
        return
        [
            state, plate.Shot, plate.Element, Text(plate.Version), plate.Change, string.Join(' ', plate.Events), Text(CountSheet.FramesOf(plate)), Text(plate.FirstNumber), Text(plate.LastNumber), Text(used.First), Text(used.Last),
            Text(range.UsedStart - range.Start), Text(range.End - range.UsedEnd), Text(range.MissingHead), Text(range.MissingTail),
            source.Clip, source.Roll, source.Reel ?? "", source.TimecodeIn ?? "", source.TimecodeOut ?? "", source.Rate ?? "", Text(range.Start), Text(range.End),
            Text(plate.Width), Text(plate.Height), plate.Encoding, string.Join(' ', plate.Remaining), string.Join(' ', plate.Notes), string.Join(' ', plate.Why), plate.Pattern,
        ];
    }

    private static string[] Standing(StandingPlate plate)
    {
        var row = Padded("not delivered again", plate.Shot, plate.Element, Text(plate.Version), plate.Change);
        if (plate is { FirstShown: { } first, LastShown: { } last }) (row[Array.IndexOf(Header, "Cut First")], row[Array.IndexOf(Header, "Cut Last")]) = (Text(first), Text(last));
        row[Array.IndexOf(Header, "Still To Do")] = string.Join(' ', plate.Remaining);
        row[Array.IndexOf(Header, "Why")] = plate.Change == "omitted" ? "The cut no longer has it." : "The frames that were delivered hold all that the cut shows.";
        row[Array.IndexOf(Header, "File")] = plate is { Package: { } package, Pattern: { } pattern } ? $"{package}/{pattern}" : "";
        return row;
    }

    private static string[] Missing(string state, MissingEvent one)
    {
        var row = Padded(state, one.Shot ?? "", "", "", one.Fate, one.Event);
        row[Array.IndexOf(Header, "Reel")] = one.Source ?? "";
        row[Array.IndexOf(Header, "Why")] = one.Why;
        return row;
    }

    private static string[] Padded(params string[] cells) => [.. cells, .. Enumerable.Repeat("", Header.Length - cells.Length)];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
