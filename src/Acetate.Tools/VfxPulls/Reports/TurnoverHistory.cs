using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library.Pulls;
using Acetate.Steps.Documents;

namespace Acetate.Tools.VfxPulls.Reports;

/// <summary>Plates that vendors were given.</summary>
/// <param name="Turnovers">By shot and plate, the oldest version first.</param>
public sealed record TurnoverList(ImmutableArray<Turnover> Turnovers);

/// <summary>What each vendor was given of each shot, version by version, as a table.</summary>
public static class TurnoverHistory
{
    private static readonly string[] Header =
        ["Show", "Shot", "Plate", "Version", "Vendor", "Pull", "Package", "Delivered", "Approved By", "Cut", "Clip", "Clip First", "Clip End", "Frames", "First Frame", "Last Frame", "File"];

    /// <summary>The table as CSV.</summary>
    public static string Csv(IEnumerable<Turnover> turnovers)
    {
        ArgumentNullException.ThrowIfNull(turnovers);
        return CsvTable.Of(Header, turnovers.Select(one => (IEnumerable<string>)
        [
            one.Show, one.Plate.Shot, one.Plate.Element, Text(one.Plate.Version), one.Recipient, Text(one.Number), one.Package, one.DeliveredAt is { } at ? ReportText.Moment(at) : "", one.ApprovedBy, one.CutName,
            one.ClipName, Text(one.Plate.Start), Text(one.Plate.End), Text(one.Plate.End - one.Plate.Start), Text(one.Plate.FirstNumber), Text(LastOf(one)), one.Plate.Pattern,
        ]));
    }

    /// <summary>The newest version of each plate that each vendor has: what somebody who asks "which version do they work with" wants to know.</summary>
    public static IEnumerable<Turnover> Newest(IEnumerable<Turnover> turnovers)
    {
        ArgumentNullException.ThrowIfNull(turnovers);
        return turnovers.GroupBy(one => (one.Plate.Shot, one.Plate.Element, Recipient: one.Recipient.ToUpperInvariant())).Select(group => group.MaxBy(one => (one.Plate.Version, one.Number))!);
    }

    /// <summary>The number of a plate's last frame.</summary>
    public static long LastOf(Turnover turnover)
    {
        ArgumentNullException.ThrowIfNull(turnover);
        return turnover.Plate.FirstNumber + turnover.Plate.End - turnover.Plate.Start - 1;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
