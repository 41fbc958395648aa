using System.Collections.Immutable;
using System.Text;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>Files and folders as a tree, in the order in which manifests list them.</summary>
internal sealed class FolderTree
{
    private readonly Dictionary<string, FolderTree> all;

    private FolderTree(string path, Dictionary<string, FolderTree> all)
    {
        Path = path;
        this.all = all;
        all.Add(path, this);
    }

    public string Path { get; }

    public DateTimeOffset? Modified { get; private set; }

    public List<FolderTree> Folders { get; } = [];

    public List<ObservedFile> Files { get; } = [];

    /// <summary>Builds the tree; folders that only files imply are there too.</summary>
    public static FolderTree Build(IEnumerable<ObservedFile> files, IEnumerable<ObservedFolder> folders)
    {
        var root = new FolderTree("", new Dictionary<string, FolderTree>(StringComparer.Ordinal));
        foreach (var folder in folders) root.At(folder.Path).Modified = folder.Modified;
        foreach (var file in files)
        {
            var slash = file.Path.LastIndexOf('/');
            root.At(slash < 0 ? [] : file.Path.AsSpan(0, slash)).Files.Add(file);
        }

        foreach (var folder in root.all.Values)
        {
            folder.Folders.Sort((a, b) => MhlPath.Compare(a.Path, b.Path));
            folder.Files.Sort((a, b) => MhlPath.Compare(a.Path, b.Path));
        }

        return root;
    }

    private FolderTree At(ReadOnlySpan<char> path)
    {
        if (all.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out var folder)) return folder;
        var slash = path.LastIndexOf('/');
        var parent = At(slash < 0 ? [] : path[..slash]);
        folder = new FolderTree(path.ToString(), all);
        parent.Folders.Add(folder);
        return folder;
    }
}

/// <summary>Content and structure hash of a folder in one format.</summary>
/// <remarks>
/// <c>content</c> is the hash over the decoded hashes of all children, sorted as text: of files their own, of folders their
/// content hash. <c>structure</c> hashes for each child its name (UTF-8) and its decoded hash, of folders the structure hash,
/// and then hashes those, sorted as text, in the same way. Names never enter <c>content</c>. No children: the hash of nothing.
/// </remarks>
internal readonly record struct FolderHash(HashDigest Content, HashDigest Structure)
{
    /// <summary>Computes the hashes of a folder and of all folders below, by path. Folders above a file that could not be read have none.</summary>
    public static Dictionary<string, FolderHash> OfAll(FolderTree root, HashFormat format)
    {
        var all = new Dictionary<string, FolderHash>(StringComparer.Ordinal);
        using var hash = new MultiHash(format);
        Visit(root);
        return all;

        void Visit(FolderTree folder)
        {
            folder.Folders.ForEach(Visit);
            if (Of(hash, folder, format, child => all.TryGetValue(child.Path, out var found) ? found : null) is { } hashes)
                all.Add(folder.Path, hashes);
        }
    }

    private static FolderHash? Of(MultiHash hash, FolderTree folder, HashFormat format, Func<FolderTree, FolderHash?> ofChild)
    {
        var content = new List<HashDigest>(folder.Folders.Count + folder.Files.Count);
        var structure = new List<HashDigest>(content.Capacity);
        foreach (var child in folder.Folders)
        {
            if (ofChild(child) is not { } hashes) return null;
            content.Add(hashes.Content);
            structure.Add(Named(hash, MhlPath.NameOf(child.Path), hashes.Structure));
        }

        foreach (var file in folder.Files)
        {
            if (file.Digest(format) is not { } digest) return null;
            content.Add(digest);
            structure.Add(Named(hash, MhlPath.NameOf(file.Path), digest));
        }

        return new FolderHash(Sorted(hash, content), Sorted(hash, structure));
    }

    private static HashDigest Named(MultiHash hash, string name, HashDigest digest)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (Encoding.UTF8.TryGetBytes(name, bytes, out var count)) hash.Append(bytes[..count]);
        else hash.Append(Encoding.UTF8.GetBytes(name));
        hash.Append(bytes[..digest.CopyBytesTo(bytes)]);
        return hash.Finish()[0];
    }

    private static HashDigest Sorted(MultiHash hash, List<HashDigest> digests)
    {
        Span<byte> bytes = stackalloc byte[64];
        // Each text is made once, and not at every comparison.
        var sorted = digests.ToArray();
        Array.Sort(Array.ConvertAll(sorted, digest => digest.Text), sorted, StringComparer.Ordinal);
        foreach (var digest in sorted) hash.Append(bytes[..digest.CopyBytesTo(bytes)]);
        return hash.Finish()[0];
    }
}
