using Acetate.Mhl.Disk;
using Acetate.Tools.Unicode;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>What lies in a received folder: files by their exact names, and by what their names would be where case and accents do not count.</summary>
internal sealed class DeliveredFiles
{
    private readonly Dictionary<string, long> lengths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> alike = new(StringComparer.Ordinal);
    private string[]? sorted;

    public DeliveredFiles(FolderScan scan)
    {
        Root = scan.Root;
        foreach (var file in scan.Files)
        {
            lengths[file.Path] = file.Length;
            alike.TryAdd(Key(file.Path), file.Path);
            Bytes += file.Length;
        }
    }

    /// <summary>The folder, as an absolute path.</summary>
    public string Root { get; }

    /// <summary>Every file's path below the folder.</summary>
    public IReadOnlyCollection<string> Paths => lengths.Keys;

    /// <summary>Bytes of all of them.</summary>
    public long Bytes { get; }

    /// <summary>Files whose paths begin so.</summary>
    public IEnumerable<string> StartingWith(string beginning)
    {
        sorted ??= [.. lengths.Keys.Order(StringComparer.Ordinal)];
        var at = Array.BinarySearch(sorted, beginning, StringComparer.Ordinal);
        for (at = at < 0 ? ~at : at; at < sorted.Length && sorted[at].StartsWith(beginning, StringComparison.Ordinal); at++) yield return sorted[at];
    }

    /// <summary>Whether a file of exactly this name is there. Links that lead out of the folder, and what lies behind links to folders, are not.</summary>
    public bool Has(string path) => lengths.ContainsKey(path);

    /// <summary>Bytes of a file that is there.</summary>
    public long LengthOf(string path) => lengths[path];

    /// <summary>A file whose name differs from this one in case or in the form of accents only; null when there is none.</summary>
    public string? Alike(string path) => alike.TryGetValue(Key(path), out var other) && other != path ? other : null;

    /// <summary>Opens a file that is there, for reading.</summary>
    public FileStream Open(string path) => new(Path.Join(Root, path), FileMode.Open, FileAccess.Read, FileShare.Read, 1);

    /// <summary>The name as a file system that knows no case and one form of accents compares it.</summary>
    public static string Key(string path) => UnicodeForm.Decompose(path).ToUpperInvariant();
}
