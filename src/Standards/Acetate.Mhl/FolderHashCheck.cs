using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Mhl.Disk;

namespace Acetate.Mhl;

/// <summary>Compares the directory hashes of what is there with those of the history.</summary>
/// <remarks>Each folder is compared with the newest generation that has hashes of it and lists no failed file in it: a generation
/// that found damage recorded the hashes of the damaged state.</remarks>
internal sealed class FolderHashCheck
{
    private readonly List<(string Path, int Generation, MhlHash Content, MhlHash Structure)> expected = [];
    private readonly List<FolderFinding> notCompared = [];

    public FolderHashCheck(MhlHistory history)
    {
        foreach (var scope in history.Scopes)
        {
            var failed = new Dictionary<int, HashSet<string>>();
            var newest = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var generation in scope.Generations)
            {
                var folders = new HashSet<string>(StringComparer.Ordinal);
                failed.Add(generation.Number, folders);
                foreach (var file in generation.Manifest?.Entries.OfType<MhlFileEntry>() ?? [])
                    if (file.Hashes.Any(h => !h.IsTrusted))
                        AddAncestors(file.Path, folders);
            }

            // A folder's hashes are out of date when a later generation added or renamed something in it without hashing it again.
            foreach (var record in scope.Records.Files.Values)
            {
                var since = record.EarlierPath is null ? record.FirstGeneration : record.NewestGeneration;
                foreach (var folder in Ancestors(record.Newest.Path)) newest[folder] = Math.Max(newest.GetValueOrDefault(folder), since);
            }

            Expect(scope, "", scope.Generations.Select(g => (g.Number, g.Manifest?.RootHash)), failed, newest);
            foreach (var (path, record) in scope.Records.Folders)
                Expect(scope, path, record.Entries.Select(e => (e.Generation, (MhlDirectoryHashes?)e.Entry.Hashes)), failed, newest);
        }

        Formats = [.. expected.Select(e => e.Content.Digest.Format).Distinct()];
    }

    /// <summary>The formats in which every file has to be hashed.</summary>
    public ImmutableArray<HashFormat> Formats { get; }

    /// <summary>Compares; files that could not be read make the folders above them unequal.</summary>
    public ImmutableArray<FolderFinding> Compare(IReadOnlyCollection<ObservedFile> files, IReadOnlyCollection<ObservedFolder> folders)
    {
        var tree = FolderTree.Build(files, folders);
        var hashes = Formats.ToDictionary(f => f, f => FolderHash.OfAll(tree, f));
        var there = new HashSet<string>(StringComparer.Ordinal);
        Visit(tree);
        var findings = ImmutableArray.CreateBuilder<FolderFinding>();
        foreach (var (path, generation, content, structure) in expected)
        {
            // A folder that is not there is reported as missing already.
            if (!there.Contains(path)) continue;
            if (!hashes[content.Digest.Format].TryGetValue(path, out var found))
            {
                findings.Add(new FolderFinding(path, FolderStatus.NotCompared, generation, "A file in it could not be read."));
                continue;
            }

            var (sameContent, sameStructure) = (found.Content == content.Digest, found.Structure == structure.Digest);
            findings.Add((sameContent, sameStructure) switch
            {
                (true, true) => new FolderFinding(path, FolderStatus.Intact, generation),
                (true, false) => new FolderFinding(path, FolderStatus.Mismatch, generation, "The bytes are the same; names or places differ."),
                _ => new FolderFinding(path, FolderStatus.Mismatch, generation, "The bytes of files in it differ, or files were added or removed."),
            });
        }

        findings.AddRange(notCompared.Where(f => there.Contains(f.Path)));
        findings.Sort((a, b) => MhlPath.Compare(a.Path, b.Path));
        return findings.ToImmutable();

        void Visit(FolderTree folder)
        {
            there.Add(folder.Path);
            folder.Folders.ForEach(Visit);
        }
    }

    private void Expect(
        ScopeHistory scope,
        string path,
        IEnumerable<(int Generation, MhlDirectoryHashes? Hashes)> recorded,
        Dictionary<int, HashSet<string>> failed,
        Dictionary<string, int> newest)
    {
        if (!scope.Exists) return;
        var fromRoot = path.Length == 0 ? scope.Path : scope.FromRoot(path);
        var usable = recorded
            .Where(r => r.Hashes is { Content.IsEmpty: false, Structure.IsEmpty: false } && !failed[r.Generation].Contains(path))
            .Select(r => (r.Generation, Hashes: r.Hashes!))
            .LastOrDefault();
        if (usable.Hashes is null)
        {
            notCompared.Add(new FolderFinding(fromRoot, FolderStatus.NotCompared, null, "No generation has hashes of it that can be relied upon."));
            return;
        }

        if (newest.GetValueOrDefault(path) > usable.Generation)
        {
            notCompared.Add(new FolderFinding(fromRoot, FolderStatus.NotCompared, usable.Generation, "Files were added or renamed in it by a later generation, which has no hashes of it."));
            return;
        }

        var format = MhlFormats.Cheapest(usable.Hashes.Content.Select(h => h.Digest.Format).Intersect(usable.Hashes.Structure.Select(h => h.Digest.Format)));
        expected.Add((
            fromRoot,
            usable.Generation,
            usable.Hashes.Content.First(h => h.Digest.Format == format),
            usable.Hashes.Structure.First(h => h.Digest.Format == format)));
    }

    private static void AddAncestors(string path, HashSet<string> folders)
    {
        foreach (var folder in Ancestors(path)) folders.Add(folder);
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        do
        {
            path = MhlPath.FolderOf(path);
            yield return path;
        }
        while (path.Length > 0);
    }
}
