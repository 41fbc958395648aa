using System.Collections.Immutable;
using Acetate.Mhl.Legacy;

namespace Acetate.Mhl.Disk;

/// <summary>A folder on disk with its history: seals it, verifies it, compares it.</summary>
public sealed partial class MhlFolder
{
    private MhlFolder(FolderScan scan, MhlHistory history) => (Scan, History) = (scan, history);

    /// <summary>What lies in the folder.</summary>
    public FolderScan Scan { get; }

    /// <summary>What its history says; see <see cref="MhlHistory.IsTrusted"/>.</summary>
    public MhlHistory History { get; }

    /// <summary>Whether the history comes from MHL 1.x files, because the folder has no <c>ascmhl</c> folder.</summary>
    public bool IsLegacy { get; private init; }

    /// <summary>Walks a folder and loads its history: ASC MHL, or else the MHL 1.x files that lie in it. Nothing of the folder's files is read.</summary>
    public static async Task<MhlFolder> OpenAsync(string folder, CancellationToken cancellationToken = default)
    {
        var scan = await Task.Run(() => FolderScan.Run(folder, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (scan.HistoryPaths.Count == 0 && LegacyLists(scan) is { Count: > 0 } lists)
            return new MhlFolder(scan, LegacyHistory.Of(lists, Path.GetFileName(scan.Root))) { IsLegacy = true };
        var history = await MhlHistory.LoadAsync(FolderHistoryFiles.Of(scan), Path.GetFileName(scan.Root), cancellationToken).ConfigureAwait(false);
        return new MhlFolder(scan, history);
    }

    /// <summary>Walks a folder to compare it with a packing list that stands elsewhere, instead of with its own history.</summary>
    public static async Task<MhlFolder> OpenAsync(string folder, MhlManifest packingList, CancellationToken cancellationToken = default)
    {
        var scan = await Task.Run(() => FolderScan.Run(folder, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new MhlFolder(scan, PackingList.AsHistory(packingList, Path.GetFileName(scan.Root)));
    }

    /// <summary>Compares names and sizes; no file is read. Throws <see cref="MhlException"/> when the history is not trusted.</summary>
    /// <param name="ignorePatterns">Patterns for this comparison only, relative to the folder.</param>
    public VerificationReport Diff(ImmutableArray<string> ignorePatterns = default)
    {
        History.ThrowIfUntrusted();
        var rules = new HidingRules(History, ignorePatterns);
        return new VerificationReport { Comparison = History.Compare(Scan.Files, Scan.Folders, rules), Notes = VisibleNotes(rules) };
    }

    /// <summary>The lists that lie in the folder itself, and those that they refer to, however often.</summary>
    private static List<(string FileName, LegacyManifest List)> LegacyLists(FolderScan scan)
    {
        var there = scan.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var open = new Queue<string>(there.Where(IsListHere).Order(StringComparer.Ordinal));
        var lists = new Dictionary<string, LegacyManifest>(StringComparer.Ordinal);
        while (open.TryDequeue(out var path))
        {
            if (lists.ContainsKey(path)) continue;
            using var stream = new FileStream(Path.Join(scan.Root, path), FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
            var list = LegacyReader.Read(stream, path);
            var folder = MhlPath.FolderOf(path);
            lists.Add(path, list with { Entries = [.. list.Entries.Select(e => e with { Path = MhlPath.Join(folder, e.Path) })] });
            foreach (var entry in lists[path].Entries)
                if (entry.IsList && there.Contains(entry.Path))
                    open.Enqueue(entry.Path);
        }

        return [.. lists.Select(l => (l.Key, l.Value))];

        static bool IsListHere(string path) =>
            !path.Contains('/') && path.EndsWith(".mhl", StringComparison.OrdinalIgnoreCase) && !path.StartsWith('.');
    }

    private ImmutableArray<ScanNote> VisibleNotes(HidingRules rules) => [.. Scan.Notes.Where(n => !rules.Hides(n.Path, isFolder: false))];

    /// <summary>Hashes files, and once more those whose digests are not the recorded ones: a cable is a likelier culprit than a file.</summary>
    private async Task<ObservedFile[]> HashAsync(List<FileHashing.Work> work, FileHashing hashing)
    {
        var files = await hashing.RunAsync(work).ConfigureAwait(false);
        var again = Enumerable.Range(0, files.Length)
            .Where(i => !files[i].Digests.IsEmpty && History.Find(files[i].Path) is { } record && Differs(files[i], record))
            .ToList();
        if (again.Count == 0) return files;
        var second = await hashing.RunAsync([.. again.Select(i => new FileHashing.Work(files[i] with { Digests = [] }, [.. files[i].Digests.Select(d => d.Format)]))]).ConfigureAwait(false);
        for (var i = 0; i < again.Count; i++) files[again[i]] = second[i];
        return files;
    }

    private static bool Differs(ObservedFile file, FileRecord record) =>
        file.Digests.Any(d => record.Hash(d.Format) is { } hash && hash.Digest != d);
}

/// <summary>What a verification found.</summary>
public sealed record VerificationReport
{
    /// <summary>One finding per file.</summary>
    public required HistoryComparison Comparison { get; init; }

    /// <summary>One finding per folder, when directory hashes were verified.</summary>
    public ImmutableArray<FolderFinding> Folders { get; init; } = [];

    /// <summary>What was passed over.</summary>
    public ImmutableArray<ScanNote> Notes { get; init; } = [];

    /// <summary>Whether everything is as the history says.</summary>
    public bool IsIntact => Comparison.IsIntact && Folders.All(f => f.Status != FolderStatus.Mismatch) && Notes.All(n => !n.LosesContent);
}

/// <summary>What was found about the directory hashes of one folder.</summary>
/// <param name="Path">Relative to the root; empty for the root itself.</param>
/// <param name="Status">The finding.</param>
/// <param name="Generation">The generation it was compared with; null when there was none to compare with.</param>
/// <param name="Message">More about it, as a sentence; null when the status says it all.</param>
public sealed record FolderFinding(string Path, FolderStatus Status, int? Generation = null, string? Message = null);

/// <summary>What can be found about directory hashes.</summary>
public enum FolderStatus
{
    /// <summary>Content and structure are as recorded.</summary>
    Intact,

    /// <summary>Content or structure differ from the record.</summary>
    Mismatch,

    /// <summary>No generation has hashes that can be compared with what is there.</summary>
    NotCompared,
}
