using System.CommandLine;
using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Cli.Mhl;

/// <summary><c>acetate mhl info</c>: the history of a folder, or the life of one file in it.</summary>
internal static class MhlInfoCommand
{
    public static Command Create()
    {
        var folder = MhlOptions.Folder();
        var only = new Option<string>("--only") { Description = "The life of this file, relative to DIR.", HelpName = "FILE" };
        var json = MhlOptions.Json();
        var command = new Command("info", "Shows the history of a folder, or the life of one file in it.") { folder, only, json };
        command.SetAction(async (parsed, token) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var directory = parsed.GetRequiredValue(folder);
            var opened = await MhlFolder.OpenAsync(directory, token);
            var unsealed = MhlReports.Unsealed(opened.History, directory);
            if (unsealed is not null) await error.WriteLineAsync(unsealed);
            foreach (var finding in opened.History.Findings.Where(f => f.Kind != HistoryFindingKind.NoHistory)) await error.WriteLineAsync(Table.Visible(finding.Message));
            // A folder that only holds sealed ones has histories to show, and nothing is wrong with them.
            var isSound = opened.History.Findings.All(f => !f.BreaksTrust || f.Kind == HistoryFindingKind.NoHistory) && (unsealed is null || opened.History.Scopes.Length > 1);
            var file = parsed.GetValue(only) is { } named ? MhlOptions.InFolder(directory, [named])[0] : null;
            var life = file is null ? null : Life(opened.History, file);
            if (life is { Count: 0 } && isSound)
                throw new CommandException(ExitCode.NotFound, $"No generation knows '{file}'.");
            if (parsed.GetValue(json)) WriteJson(opened, isSound ? unsealed is null ? "intact" : "unsealed" : "failed", file, life, output);
            else if (life is not null) WriteLife(life, output);
            else if (opened.History.Scopes.Any(s => s.Exists)) WriteGenerations(opened, output);
            return (int)(isSound ? ExitCode.Done : ExitCode.BadInput);
        });
        return command.Explain("acetate mhl info /raid/day12/A002R2EC\nacetate mhl info /raid/day12/A002R2EC --only Clips/A002C006.mov", MhlCommand.Exits("not used"));
    }

    private sealed record LifeRow(int Generation, string Scope, string Path, DateTimeOffset? Date, string Hash, string Action, string? PreviousPath);

    /// <summary>What each generation says about a file, newest first, followed back through renames.</summary>
    private static List<LifeRow> Life(MhlHistory history, string file)
    {
        var rows = new List<LifeRow>();
        foreach (var scope in history.Scopes.Where(s => MhlPath.IsBelow(file, s.Path)))
        {
            var path = scope.Path.Length == 0 ? file : file[(scope.Path.Length + 1)..];
            foreach (var generation in scope.Generations.Reverse())
            {
                var entry = generation.Manifest?.Entries.OfType<MhlFileEntry>().FirstOrDefault(e => e.Path == path);
                if (entry is null) continue;
                foreach (var hash in entry.Hashes.DefaultIfEmpty())
                {
                    rows.Add(new LifeRow(
                        generation.Number,
                        scope.Path,
                        MhlPath.Join(scope.Path, path),
                        generation.Manifest!.Creator.Date,
                        hash.Digest.Text.Length == 0 ? "" : $"{hash.Digest.Format.ToString().ToLowerInvariant()} {hash.Digest}",
                        (hash.Action ?? MhlAction.Original).ToString().ToLowerInvariant(),
                        entry.PreviousPath is null ? null : MhlPath.Join(scope.Path, entry.PreviousPath)));
                }

                path = entry.PreviousPath ?? path;
            }
        }

        return rows;
    }

    private static void WriteJson(MhlFolder opened, string verdict, string? file, List<LifeRow>? life, TextWriter output) => CliJson.Write(output, new
    {
        verdict,
        format = opened.IsLegacy ? "mhl-1" : "asc-mhl-2",
        generations = opened.History.Scopes.SelectMany(s => s.Generations.Select(g => new
        {
            generation = g.Number,
            verdict = g.Verdict,
            scope = s.Path,
            file = g.FileName,
            date = g.Manifest?.Creator.Date,
            host = g.Manifest?.Creator.HostName,
            tool = g.Manifest is null ? null : $"{g.Manifest.Creator.Tool} {g.Manifest.Creator.ToolVersion}".Trim(),
            authors = g.Manifest?.Creator.Authors.Select(a => a.Name),
            location = g.Manifest?.Creator.Location,
            comment = g.Manifest?.Creator.Comment,
            process = g.Manifest?.Process,
            files = g.Manifest?.Entries.Count(e => e is MhlFileEntry),
            ignore = g.Manifest?.IgnorePatterns,
            references = g.Manifest?.References.Select(r => r.Path),
        })),
        findings = MhlReports.Findings(opened.History),
        file,
        life,
    });

    private static void WriteLife(List<LifeRow> life, TextWriter output)
    {
        var table = new Table("generation", "date", "action", "hash", "file");
        foreach (var row in life) table.Add(row.Generation, row.Date?.ToString("u"), row.Action, row.Hash, row.PreviousPath is null ? row.Path : $"{row.Path} (was {row.PreviousPath})");
        table.Write(output);
    }

    private static void WriteGenerations(MhlFolder opened, TextWriter output)
    {
        var table = new Table("generation", "verdict", "date", "process", "files", "tool", "by", "scope");
        foreach (var scope in opened.History.Scopes)
        {
            foreach (var g in scope.Generations)
            {
                table.Add(
                    g.Number,
                    System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(g.Verdict.ToString()),
                    g.Manifest?.Creator.Date?.ToString("u"),
                    g.Manifest is null ? "" : System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(g.Manifest.Process.ToString()),
                    g.Manifest?.Entries.Count(e => e is MhlFileEntry),
                    g.Manifest is null ? "" : $"{g.Manifest.Creator.Tool} {g.Manifest.Creator.ToolVersion}".Trim(),
                    g.Manifest is null ? "" : string.Join(", ", g.Manifest.Creator.Authors.Select(a => a.Name).DefaultIfEmpty(g.Manifest.Creator.HostName)),
                    scope.Path.Length == 0 ? "." : scope.Path);
            }
        }

        table.Write(output);
    }
}
