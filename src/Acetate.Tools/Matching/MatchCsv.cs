using System.Globalization;
using System.Text;
using Acetate.Library;
using Acetate.Library.Matching;
using Acetate.Steps.Documents;

namespace Acetate.Tools.Matching;

/// <summary>A matched cut as a table: one line an event (RFC 4180, UTF-8, CRLF).</summary>
public static class MatchCsv
{
    private static readonly string[] Header =
    [
        "Event", "Line", "Record In", "List Reel", "List Name", "List Source In", "Outcome", "Clip", "Roll", "Shoot Day", "Unit", "Clip Start", "Clip Rate", "First Frame", "Frames", "Confidence",
        "Look At Picture", "Decided", "Reason", "Why", "Other Candidates",
    ];

    /// <summary>The table.</summary>
    public static string Of(MatchReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        CsvTable.Line(text, Header);
        foreach (var e in report.Events)
            CsvTable.Line(text,
            [
                e.Number.Length > 0 ? e.Number : e.Event, Text(e.Line), e.RecordStart, e.Reel, e.Name, e.SourceStart, e.Outcome, e.Clip?.Name ?? "", e.Clip?.Roll ?? "",
                e.Clip?.ShootDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", e.Clip?.Unit ?? "", e.Clip?.Start ?? "", e.Clip?.Rate ?? "", Text(e.Frames?.Start), Text(e.Frames?.Count),
                e.Confidence?.ToString("F4", CultureInfo.InvariantCulture) ?? "", e.IsPictureUnverified ? "yes" : "", e.IsDecided ? "yes" : "",
                e.Reason is { } reason ? KebabCase.Of(reason) : e.Kind is { } kind ? KebabCase.Of(kind) : "", e.Why,
                string.Join(' ', e.Candidates.Where(c => c.Clip.Id != e.Clip?.Id).Take(5).Select(c => c.Clip.Name)),
            ]);
        return text.ToString();
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
