using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Acetate.Cluster;

/// <summary>What a show's work has made, as hashes of files: to be held against what another machine made of the same footage.</summary>
internal static class Results
{
    /// <summary>Hashes what lies in a show's archive and workspaces, and its proxies.</summary>
    /// <param name="home">Where <c>archive</c>, <c>workspaces</c> and <c>derived</c> are.</param>
    /// <param name="show">The show.</param>
    /// <returns>By name within the show. Of proxies, which lie under ids, the hash is part of the name.</returns>
    public static ImmutableSortedDictionary<string, string> Of(string home, string show)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var tier in (string[])["archive", "workspaces", "derived"])
        {
            var root = Path.Join(home, tier, show);
            if (!Directory.Exists(root)) continue;
            foreach (var file in Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            {
                var name = Path.GetRelativePath(root, file);
                if (TellsTheTime(name)) continue;
                using var stream = File.OpenRead(file);
                var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
                if (tier == "derived") found[$"{tier}/{Path.GetFileName(name)} {hash}"] = hash;
                else found[$"{tier}/{name}"] = hash;
            }
        }

        return found.ToImmutable();
    }

    /// <summary>What differs, a line each.</summary>
    public static IEnumerable<string> Differences(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        from name in one.Keys.Union(other.Keys).Order(StringComparer.Ordinal)
        let here = one.GetValueOrDefault(name)
        let there = other.GetValueOrDefault(name)
        where here != there
        select here is null ? $"{name} is missing on the cluster" : there is null ? $"{name} is only on the cluster" : $"{name} differs";

    // Manifests, reports and what lists them say when they were made, and by which ids; everything else is the same whenever it is made.
    private static bool TellsTheTime(string name)
    {
        var file = Path.GetFileName(name);
        return name.Split('/').Contains("ascmhl") || file.EndsWith(".amf", StringComparison.Ordinal) || file is "package.json" or "README.txt"
            || file.StartsWith("report.", StringComparison.Ordinal) || file.StartsWith("count-sheet.", StringComparison.Ordinal);
    }
}
