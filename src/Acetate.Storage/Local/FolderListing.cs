using System.IO.Enumeration;
using Acetate.Storage.Native;

namespace Acetate.Storage.Local;

/// <summary>Walks a folder in the order of its keys, holding one folder's entries at a time for each level.</summary>
internal static class FolderListing
{
    private readonly record struct Entry(string Name, bool IsFolder);

    /// <summary>Everything beneath a folder; nothing when the folder is missing. With <paramref name="partials"/> only partial
    /// writes are listed, else everything but them.</summary>
    public static IEnumerable<StoredFile> Walk(Disk disk, StoreKey folder, bool partials, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = folder.ToString();
        if (path.Length > 0 && disk.Find(path) is not { IsFolder: true }) yield break;
        foreach (var entry in Entries(disk, path, partials))
        {
            if (!StoreKey.TryParse(Disk.Below(path, entry.Name), out var key, out var reason))
                throw Unkeepable(disk, path, reason);
            if (entry.IsFolder)
            {
                foreach (var file in Walk(disk, key, partials, cancellationToken)) yield return file;
            }
            else if (disk.Find(key.ToString()) is { } facts)
            {
                if (facts.IsFile) yield return new StoredFile(key, facts.Size, facts.Modified) { Revision = facts.Revision };
            }
            else if (entry.Name.Contains('\uFFFD', StringComparison.Ordinal))
            {
                // .NET shows bytes that are not UTF-8 as this sign, and then cannot open the file.
                throw new StoreException(StoreProblem.InvalidName,
                    $"Listing '{disk.FullPath(path)}' failed: the name shown as '{entry.Name}' is not valid UTF-8, so the file cannot be opened.");
            }
        }
    }

    /// <summary>The keys beneath a folder by their names alone: nothing but folders is looked at.</summary>
    public static IEnumerable<StoreKey> Keys(Disk disk, StoreKey folder, CancellationToken cancellationToken)
    {
        var waiting = new Stack<StoreKey>([folder]);
        while (waiting.TryPop(out var at))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = at.ToString();
            if (path.Length > 0 && disk.Find(path) is not { IsFolder: true }) continue;
            foreach (var entry in Entries(disk, path, partials: false, namesOnly: true))
            {
                if (!StoreKey.TryParse(Disk.Below(path, entry.Name), out var key, out var reason)) throw Unkeepable(disk, path, reason);
                if (entry.IsFolder) waiting.Push(key);
                else yield return key;
            }
        }
    }

    private static StoreException Unkeepable(Disk disk, string path, string reason) => new(StoreProblem.InvalidName,
        $"Listing '{disk.FullPath(path)}' failed: it holds a name that a store cannot keep. {reason}");

    private static List<Entry> Entries(Disk disk, string path, bool partials, bool namesOnly = false)
    {
        // Through the handle, not the path: what was opened beneath the root is what is read.
        using var handle = disk.OpenAt(path, Linux.ReadOnly | Linux.Directory, "listing");
        var entries = new List<Entry>();
        var names = new FileSystemEnumerable<Entry>(
            $"/proc/self/fd/{handle.DangerousGetHandle()}/",
            static (ref FileSystemEntry entry) => new Entry(entry.FileName.ToString(), entry.IsDirectory),
            new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                // To ask for attributes is to look at the file.
                ((namesOnly && !entry.IsDirectory) || (entry.Attributes & FileAttributes.ReparsePoint) == 0)
                && (entry.IsDirectory || PartialName.IsReserved(entry.FileName) == partials),
        };
        try
        {
            entries.AddRange(names);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw disk.Failure(problem, "listing", path);
        }

        if (!namesOnly) entries.Sort(static (a, b) => CompareUtf8(Sortable(a), Sortable(b)));
        return entries;

        // Keys are compared whole, so what is beneath 'a' sorts as 'a/'.
        static string Sortable(Entry entry) => entry.IsFolder ? entry.Name + "/" : entry.Name;
    }

    /// <summary>The order of UTF-8 bytes: that of UTF-16 units, except that surrogates come last.</summary>
    internal static int CompareUtf8(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length) return a.Length - b.Length;
        var (x, y) = (a[common], b[common]);
        return char.IsSurrogate(x) != char.IsSurrogate(y) ? (char.IsSurrogate(x) ? 1 : -1) : x - y;
    }
}
