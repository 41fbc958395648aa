using System.Globalization;
using Acetate.Library.Rolls;
using Acetate.Steps.Documents;

namespace Acetate.Tools.Ingest.Reports;

/// <summary>What <c>acetate ingest</c> prints when it is done: a roll, its copies, its seal, and whether the card may be formatted.</summary>
public static class IngestTranscript
{
    private const int MostClips = 5;

    /// <summary>The lines about one roll.</summary>
    /// <param name="report">The roll.</param>
    /// <param name="manifest">The manifest that seals copy 1, relative to the roll; empty when it is not sealed.</param>
    /// <param name="wayOut">The command that takes the roll further when it is held; empty for none.</param>
    public static IEnumerable<string> Of(RollReport report, string manifest, string wayOut = "")
    {
        ArgumentNullException.ThrowIfNull(report);
        var roll = report.Roll;
        var name = Scan.Names.Printable(roll.Name);
        yield return $"{name}   {ReportText.Count(report.Clips.Length, "clip", "clips")}   {ReportText.Count(roll.Files, "file", "files")}   {ReportText.Size(roll.Bytes)}   manifest {StageWords.Of(roll.Manifest)}";
        var widest = report.Copies.Select(c => Where(c).Length).DefaultIfEmpty().Max();
        foreach (var copy in report.Copies)
            yield return string.Create(CultureInfo.InvariantCulture, $"  {Words(copy),-22}{Where(copy).PadRight(widest)}   {copy.Files:N0}/{roll.Files:N0}").TrimEnd();
        if (manifest.Length > 0) yield return $"  {"sealed",-22}{manifest}";
        if (roll.Hold is { } hold)
        {
            yield return $"  {"held",-22}{hold.Reason}";
            if (hold.Advice.Length > 0) yield return $"  {"",-22}{hold.Advice}";
            if (roll.Acknowledged is { } care) yield return $"  {"",-22}{Scan.Names.Printable(care.By)} takes care of it since {ReportText.Moment(care.At)}";
            if (wayOut.Length > 0) yield return $"  {"",-22}{wayOut}";
        }

        foreach (var finding in report.Findings.Where(f => f.Severity != FindingSeverity.Note && roll.Hold?.Reason.StartsWith(f.Message, StringComparison.Ordinal) != true)) yield return $"  {"look at",-22}{finding.Message}";
        foreach (var line in Clips(report)) yield return line;
        var proxies = report.Clips.Count(c => c.Proxy == "made");
        if (report.Clips.Length > 0 && roll.Stage >= RollStage.Proxied) yield return $"  {"proxies",-22}{proxies:N0} of {report.Clips.Length:N0}";
    }

    /// <summary>Clips that an inspection found something about; what was found on the card stands above.</summary>
    private static IEnumerable<string> Clips(RollReport report)
    {
        var known = report.Findings.Select(f => f.Message).ToHashSet(StringComparer.Ordinal);
        var troubled = report.Clips.Select(c => (c.Name, Problems: c.Problems.Where(p => !known.Contains(p)).ToList())).Where(c => c.Problems.Count > 0).ToList();
        foreach (var (name, problems) in troubled.Take(MostClips)) yield return $"  {"look at",-22}{Scan.Names.Printable(name)}: {Scan.Names.Printable(string.Join(" ", problems))}";
        if (troubled.Count > MostClips) yield return $"  {"",-22}and {ReportText.Count(troubled.Count - MostClips, "more clip", "more clips")}, named in the report.";
        if (troubled.Count > 0) yield return $"  {"",-22}Play {(troubled.Count == 1 ? "it" : "them")} in the camera, or look at another copy, before the card is formatted.";
    }

    /// <summary>What reports and numbers promise for the days of these rolls and nobody has brought.</summary>
    public static IEnumerable<string> NeverArrived(IEnumerable<Finding> missing) => missing.Select(f => $"{"never arrived",-24}{f.Message}");

    /// <summary>The last line: about all rolls of a card at once.</summary>
    public static string Verdict(IReadOnlyCollection<RollReport> reports)
    {
        var unsafeRolls = reports.Where(r => !r.Advice.IsSafe).ToList();
        if (reports.Count == 0) return "Nothing was ingested.";
        return unsafeRolls.Count == 0 ? string.Join("\nBut ", reports.SelectMany(r => r.Advice.Warnings).Distinct(StringComparer.Ordinal).Select(Advice.WipeAdvice.Lower).Prepend("The card may be formatted."))
            : $"Do not format the card: {string.Join(" ", unsafeRolls.Select(r => $"{Scan.Names.Printable(r.Roll.Name)}: {string.Join(" ", r.Advice.Reasons)}"))}";
    }

    /// <summary>Folders on this machine as paths, everything else as the URL it is.</summary>
    private static string Where(ReportCopy copy) => Uri.TryCreate(copy.Store, UriKind.Absolute, out var url) && url.IsFile ? url.LocalPath : copy.Store;

    private static string Words(ReportCopy copy) => copy.State switch
    {
        "verified" => "copied and verified",
        "written" => "copied, not verified",
        "failed" => "not right",
        "writing" => "being copied",
        _ => "not begun",
    };
}
