using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Tests.Ingest.Scan;

/// <summary>Builds the tree of a card from paths, as a camera would have written it.</summary>
internal static class Trees
{
    public static CardFolder Of(string name, params string[] paths)
    {
        var root = new CardFolder(name);
        var folders = new Dictionary<string, CardFolder> { [""] = root };
        foreach (var entry in paths)
        {
            var colon = entry.LastIndexOf(':');
            var (path, length) = colon < 0 ? (entry, 1000L) : (entry[..colon], long.Parse(entry[(colon + 1)..], null));
            var slash = path.LastIndexOf('/');
            Folder(slash < 0 ? "" : path[..slash]).Add(path[(slash + 1)..], length);
        }

        root.Sort();
        return root;

        CardFolder Folder(string path)
        {
            if (folders.TryGetValue(path, out var known)) return known;
            var slash = path.LastIndexOf('/');
            var made = new CardFolder(path[(slash + 1)..], Folder(slash < 0 ? "" : path[..slash]));
            folders.Add(path, made);
            return made;
        }
    }
}
