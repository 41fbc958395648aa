using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Cli.Mhl;

/// <summary>The shapes of <c>--json</c>, and the same for people.</summary>
internal static class MhlReports
{
    public sealed record FileRow(string Path, FileStatus Status)
    {
        public long? Size { get; init; }
        public long? ExpectedSize { get; init; }
        public string? HashFormat { get; init; }
        public string? Hash { get; init; }
        public string? ExpectedHash { get; init; }
        public string? PreviousPath { get; init; }
        public string? Message { get; init; }
    }

    public sealed record ChainRow(int Generation, GenerationVerdict Verdict, string Scope, string File);

    public sealed record FindingRow(HistoryFindingKind Kind, string Scope, int? Generation, string Message, bool BreaksTrust);

    public sealed record FolderRow(string Path, string Status, int? Generation, string? Message);

    public sealed record NoteRow(string Path, string Message);

    public static FileRow Row(FileFinding finding) => new(finding.Path, finding.Status)
    {
        Size = finding.Length,
        ExpectedSize = finding.ExpectedLength,
        HashFormat = (finding.Found ?? finding.Expected)?.Format.ToString().ToLowerInvariant(),
        Hash = finding.Found?.Text,
        ExpectedHash = finding.Expected?.Text,
        PreviousPath = finding.PreviousPath,
        Message = finding.Message,
    };

    public static ChainRow[] Chain(MhlHistory history) =>
        [.. from scope in history.Scopes from g in scope.Generations select new ChainRow(g.Number, g.Verdict, scope.Path, g.FileName)];

    public static FindingRow[] Findings(MhlHistory history) =>
        [.. history.Findings.Select(f => new FindingRow(f.Kind, f.Scope, f.Generation, f.Message, f.BreaksTrust))];

    /// <summary>Files a person should look at, then the counts of all.</summary>
    public static void Print(TextWriter output, HistoryComparison comparison, IEnumerable<ScanNote> notes, Func<FileFinding, bool> isWorthALine)
    {
        var table = new Table("status", "file", "");
        foreach (var file in comparison.Files.Where(isWorthALine)) table.Add(Word(file.Status), file.Path, Why(file));
        foreach (var folder in comparison.MissingFolders) table.Add("missing", folder + "/", "the folder is not there");
        foreach (var note in notes) table.Add("passed over", note.Path, note.Message);
        if (!table.IsEmpty) table.Write(output);
    }

    public static string Counts(HistoryComparison comparison, params (FileStatus Status, string Word)[] words)
    {
        var parts = words.Select(w => (Count: comparison.Count(w.Status), w.Word)).Where(p => p.Count > 0).Select(p => $"{p.Count:N0} {p.Word}").ToList();
        return parts.Count == 0 ? "no files" : string.Join(", ", parts);
    }

    /// <summary>What is said where nothing was ever sealed, though perhaps folders in it were; null where there is a history.</summary>
    public static string? Unsealed(MhlHistory history, string folder)
    {
        if (history.Root.Exists) return null;
        var inside = history.Scopes.Where(s => s.Path.Length > 0).Select(s => $"'{s.Path}'").ToList();
        var name = Table.Visible(folder);
        if (inside.Count == 0) return $"'{name}' is not sealed: it has no 'ascmhl' folder and no MHL file. 'acetate mhl create {name}' seals it.";
        var some = Table.Visible(string.Join(", ", inside.Take(5)) + (inside.Count > 5 ? $" and {inside.Count - 5:N0} more" : ""));
        return $"'{name}' itself is not sealed, but {(inside.Count == 1 ? "a folder in it is" : $"{inside.Count:N0} folders in it are")}: {some}. Name one of them, or seal it as a whole with 'acetate mhl create {name}'.";
    }

    /// <summary>Why nothing can be compared with a history: on standard error, a sentence for each reason.</summary>
    public static void WriteUntrusted(MhlHistory history, string folder, TextWriter error)
    {
        if (Unsealed(history, folder) is { } sentence) error.WriteLine(sentence);
        var broken = history.Findings.Where(f => f.BreaksTrust && f.Kind != HistoryFindingKind.NoHistory).ToList();
        foreach (var finding in broken) error.WriteLine(Table.Visible(finding.Message));
        if (broken.Count > 0) error.WriteLine("The history cannot be trusted; no file was compared with it. Restore the history from another copy of this folder.");
    }

    public static string Word(FileStatus status) => status.ToString().ToLowerInvariant();

    private static string Why(FileFinding file) =>
        file.Message
        ?? (file.Status, file.Expected, file.Found) switch
        {
            (FileStatus.Mismatch, { } expected, { } found) => $"{expected.Format.ToString().ToLowerInvariant()} is {found}, should be {expected}",
            (FileStatus.Renamed, _, _) => $"was '{file.PreviousPath}'",
            _ => "",
        };
}
