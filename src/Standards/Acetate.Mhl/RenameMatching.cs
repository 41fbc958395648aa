using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>Which new file is which missing file under another name: equal bytes decide, names break ties, and where they do not, nothing is guessed.</summary>
internal sealed class RenameMatching
{
    private readonly Dictionary<(HashDigest, string), List<string>> byDigestAndHint = [];
    private readonly Dictionary<string, FileRecord> missing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> matches = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> oldFolderOf = new(StringComparer.Ordinal);
    private readonly List<ObservedFile> open;

    private RenameMatching(IEnumerable<ObservedFile> strangers, IEnumerable<(string Path, FileRecord Record)> missing)
    {
        open = [.. strangers.OrderBy(f => f.Path, StringComparer.Ordinal)];
        foreach (var (path, record) in missing)
        {
            this.missing.Add(path, record);
            foreach (var hash in record.Trusted)
                foreach (var hint in (ReadOnlySpan<string>)[NameHint(path), FolderHint(path), ""])
                {
                    if (!byDigestAndHint.TryGetValue((hash.Digest, hint), out var list)) byDigestAndHint.Add((hash.Digest, hint), list = []);
                    list.Add(path);
                }
        }
    }

    /// <summary>The old path for each new path that has one; each old path is used at most once.</summary>
    public static Dictionary<string, string> Match(IEnumerable<ObservedFile> strangers, IEnumerable<(string Path, FileRecord Record)> missing)
    {
        var matching = new RenameMatching(strangers, missing);
        // The same name in another folder says most; then the same folder; then being alone on both sides;
        // then a folder whose other files came from one old folder.
        matching.Pass(file => matching.Only(file, NameHint(file.Path)));
        matching.Pass(file => matching.Only(file, FolderHint(file.Path)));
        matching.Pass(file => matching.Only(file, ""));
        matching.Pass(matching.FromOldFolder);
        return matching.matches;
    }

    private void Pass(Func<ObservedFile, string?> choose)
    {
        // Two new files that claim the same old one are two copies; which of them was renamed cannot be known.
        var claims = new Dictionary<string, ObservedFile?>(StringComparer.Ordinal);
        foreach (var file in open)
            if (choose(file) is { } previous)
                claims[previous] = claims.ContainsKey(previous) ? null : file;
        foreach (var (previous, file) in claims)
        {
            if (file is null) continue;
            matches[file.Path] = previous;
            used.Add(previous);
            oldFolderOf.TryAdd(MhlPath.FolderOf(file.Path), MhlPath.FolderOf(previous));
        }

        open.RemoveAll(f => matches.ContainsKey(f.Path));
    }

    private string? Only(ObservedFile file, string hint)
    {
        string? found = null;
        foreach (var digest in file.Digests)
        {
            foreach (var path in byDigestAndHint.GetValueOrDefault((digest, hint)) ?? [])
            {
                if (path == found || !Fits(file, path)) continue;
                if (found is not null) return null;
                found = path;
            }
        }

        return found;
    }

    private string? FromOldFolder(ObservedFile file)
    {
        if (!oldFolderOf.TryGetValue(MhlPath.FolderOf(file.Path), out var folder)) return null;
        var path = MhlPath.Join(folder, MhlPath.NameOf(file.Path));
        return missing.TryGetValue(path, out var record) && Fits(file, path)
            && file.Digests.Any(d => record.Hash(d.Format)?.Digest == d) ? path : null;
    }

    private bool Fits(ObservedFile file, string path) => !used.Contains(path) && (missing[path].Size ?? file.Length) == file.Length;

    private static string NameHint(string path) => "n" + MhlPath.NameOf(path);

    private static string FolderHint(string path) => "f" + MhlPath.FolderOf(path);
}
