using System.Globalization;
using Acetate.Cuts;
using Acetate.Cuts.Diff;
using Acetate.Library;
using Acetate.Steps;
using Acetate.Steps.Documents;

namespace Acetate.Tools.VfxPulls.Packages;

/// <summary>The cut of a turnover with what became of its events, and how it differs from the one before.</summary>
internal static class TurnoverLists
{
    private static readonly string[] Header =
        ["Shot", "Plate", "Version", "Package", "File", "Change", "Event", "Event Before", "Record In", "Head Frames", "Tail Frames", "First Frame Shown", "Last Frame Shown", "What Changed", "Still To Do"];

    /// <summary>The cut as OpenTimelineIO, with what became of each event among its comments; null when it came as that, or cannot be written so.</summary>
    public static WrittenDocument? Otio(PackagedTurnover turnover)
    {
        var (package, cut) = (turnover.Package, VfxPackageDocuments.CutPath(turnover.Package));
        if (cut.EndsWith(".otio", StringComparison.OrdinalIgnoreCase)) return null;
        var became = turnover.Plan.Events.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var plates = PlatesByEvent(turnover);
        var said = package.Cut with
        {
            Events = [.. package.Cut.Events.Select(one => became.TryGetValue(one.Id, out var fate)
                ? one with { Comments = [.. one.Comments, .. plates[one.Id].Select(plate => $"ACETATE PLATE: {FileOf(turnover, plate)}"), $"ACETATE: {KebabCase.Of(fate.Fate)}. {fate.Why}"] }
                : one)],
        };
        try
        {
            return new(Path.ChangeExtension(cut, ".otio"), CutWriter.Convert(said, CutFormat.Otio).Documents[0].Content.ToArray());
        }
        catch (CutException)
        {
            // Times that cannot be counted exactly: the cut itself lies there all the same.
            return null;
        }
    }

    /// <summary>What became of each event of a shot since the turnover before, as CSV, in the order of the cut, then those that it no longer has; null for a first turnover.</summary>
    public static string? Changes(PackagedTurnover turnover)
    {
        if (turnover.Before is not { } before) return null;
        var (now, then) = (ShotsOf(turnover.Plan.Events), ShotsOf(before.Events));
        var plates = PlatesByEvent(turnover);
        var left = turnover.Plan.Plates.Where(plate => plate.Change == Plates.PlateChange.Omitted).ToLookup(plate => plate.Shot, StringComparer.Ordinal);
        return CsvTable.Of(Header, CutDiff.Between(before.Cut, turnover.Package.Cut).Changes.SelectMany(change =>
        {
            if ((now.GetValueOrDefault(change.New?.Id ?? "") ?? then.GetValueOrDefault(change.Old?.Id ?? "")) is not { } shot) return [];
            PlannedPlate?[] shown = change.New is { } one ? [.. plates[one.Id]] : [.. left[shot]];
            return (shown.Length == 0 ? [null] : shown).Select(plate => Row(turnover, change, shot, plate));
        }));
    }

    private static IEnumerable<string> Row(PackagedTurnover turnover, EventChange change, string shot, PlannedPlate? plate)
    {
        var isShown = plate is { IsDelivered: true } or { IsStanding: true };
        return
        [
            shot, plate?.Element ?? "", plate is null ? "" : Text(plate.Version),
            plate is null ? "" : plate.IsDelivered ? turnover.Package.Name : turnover.WhereItStands(plate)?.Package ?? "",
            plate is null ? "" : PatternOf(turnover, plate),
            string.Join(' ', change.Words), Number(change.New), Number(change.Old), (change.New ?? change.Old)!.Record?.StartLabel ?? "", Longer(change.HeadFrames), Longer(change.TailFrames),
            isShown ? Text(plate!.Shown.First) : "", isShown ? Text(plate!.Shown.Last) : "",
            string.Join("; ", change.Details), plate is null ? "" : string.Join(' ', plate.Remaining),
        ];
    }

    private static ILookup<string, PlannedPlate> PlatesByEvent(PackagedTurnover turnover) =>
        turnover.Plan.Plates.SelectMany(plate => plate.Events.Select(id => (id, plate))).ToLookup(one => one.id, one => one.plate, StringComparer.Ordinal);

    private static Dictionary<string, string?> ShotsOf(IEnumerable<PulledEvent> events) => events.ToDictionary(one => one.Id, one => one.Shot, StringComparer.Ordinal);

    /// <summary>Where frames lie: below this package, or in the one that the vendor has, whose name goes before.</summary>
    private static string FileOf(PackagedTurnover turnover, PlannedPlate plate) =>
        plate.IsDelivered ? PatternOf(turnover, plate) : turnover.WhereItStands(plate) is { } there ? $"{there.Package}/{PatternOf(turnover, plate)}" : string.Create(CultureInfo.InvariantCulture, $"{plate.Shot} {plate.Element} v{plate.Version:000}, which you have");

    private static string PatternOf(PackagedTurnover turnover, PlannedPlate plate) =>
        (plate.IsDelivered ? plate.Pattern : turnover.WhereItStands(plate)?.Plate.Pattern) is { Length: > 0 } pattern ? $"{PlatePaths.Plates}/{pattern}" : "";

    private static string Number(CutEvent? one) => one is null ? "" : DeliveredDocuments.NumberOf(one);

    // A sign at its beginning would make a cell a formula.
    private static string Longer(Ratio frames) => frames.Sign == 0 ? "" : frames.Approximate.ToString("0.## more;0.## fewer", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
