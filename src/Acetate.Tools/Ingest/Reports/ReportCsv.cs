using System.Globalization;
using System.Text;
using Acetate.Steps.Documents;

namespace Acetate.Tools.Ingest.Reports;

/// <summary>Reports as tables: one line per clip (RFC 4180, UTF-8, CRLF).</summary>
public static class ReportCsv
{
    private static readonly string[] Header =
    [
        "Show", "Shoot Day", "Episode", "Unit", "Roll", "Roll Kind", "Stage", "Manifest", "Clip", "Clip Kind", "Files", "Frames", "Rate", "Start TC", "End TC",
        "Width", "Height", "Codec", "Camera", "Slate", "Proxy", "Copies Verified", "Problems",
    ];

    /// <summary>One roll.</summary>
    public static string Of(RollReport report) => Table([report]);

    /// <summary>One day: the clips of all rolls, then nothing else; what never arrived stands in the other forms.</summary>
    public static string Of(DayReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Table(report.Rolls);
    }

    private static string Table(IEnumerable<RollReport> rolls)
    {
        var text = new StringBuilder();
        CsvTable.Line(text, Header);
        foreach (var report in rolls)
        {
            var roll = report.Roll;
            var verified = report.Copies.Count(c => c.VerifiedAt is not null);
            string[] ofRoll =
            [
                roll.Show, roll.ShootDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), roll.Episode, roll.Unit, roll.Name,
                roll.Kind.ToString().ToLowerInvariant(), roll.Hold is null ? StageWords.Of(roll.Stage) : "held", StageWords.Of(roll.Manifest),
            ];
            if (report.Clips.IsEmpty)
                CsvTable.Line(text, [.. ofRoll, "", "", Text(roll.Files), "", "", "", "", "", "", "", "", "", "", Text(verified), roll.Hold?.Reason ?? ""]);
            foreach (var clip in report.Clips)
                CsvTable.Line(text,
                [
                    .. ofRoll, clip.Name, clip.Kind, Text(clip.Files), Text(clip.Frames), clip.Rate, clip.TimecodeStart, clip.TimecodeEnd, Text(clip.Width), Text(clip.Height),
                    clip.Codec, clip.Camera, clip.Slate, clip.Proxy, Text(verified), string.Join(' ', clip.Problems),
                ]);
        }

        return text.ToString();
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
