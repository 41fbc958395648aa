using System.Globalization;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Cli.Ingest;

/// <summary>The command that takes a held roll further, for the person who reads why it is held.</summary>
internal static class WayOut
{
    /// <summary>The same ingest again, with the option that helps this roll; empty where no option does and the advice says what will.</summary>
    /// <param name="report">The roll.</param>
    /// <param name="again">The ingest as it was typed, without options for held rolls.</param>
    public static string Of(RollReport report, string again)
    {
        if (report.Roll.Hold is null || again.Length == 0) return "";
        if (report.Findings.FirstOrDefault(f => f.Holds(report.Roll.Hold)) is not { } cause) return $"{again} --repair";
        return cause.Code.StartsWith("manifest-", StringComparison.Ordinal) && !report.Findings.Any(f => f.IsUnstorable) ? $"{again} --release" : "";
    }

    /// <summary>The ingest of these cards as somebody would type it, without what decides about held rolls.</summary>
    public static string Again(IEnumerable<string> paths, IngestTags tags, string? home, string? server, string? tokenFile)
    {
        var words = new List<string> { "acetate", "ingest" };
        words.AddRange(paths);
        words.AddRange(["--show", tags.Show]);
        if (home is not null) words.AddRange(["--library", home]);
        if (server is not null) words.AddRange(["--server", server]);
        if (tokenFile is not null) words.AddRange(["--token-file", tokenFile]);
        if (tags.ShootDay is { } day) words.AddRange(["--day", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]);
        if (tags.Unit.Length > 0) words.AddRange(["--unit", tags.Unit]);
        if (tags.Episode.Length > 0) words.AddRange(["--episode", tags.Episode]);
        if (tags.Site.Length > 0) words.AddRange(["--site", tags.Site]);
        return string.Join(' ', words.Select(Quoted));
    }

    /// <summary>A word of a command line as a shell takes it.</summary>
    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:+@%=,".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
