using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl.Legacy;

/// <summary>Lets MHL 1.x files be used like a history, and turned into ASC MHL.</summary>
public static class LegacyHistory
{
    /// <summary>One history that says what all the lists in a folder say together; lists that contradict each other break its trust.</summary>
    /// <param name="lists">Each with its file name in the folder.</param>
    /// <param name="rootName">The folder's name.</param>
    public static MhlHistory Of(IReadOnlyList<(string FileName, LegacyManifest List)> lists, string rootName)
    {
        ArgumentNullException.ThrowIfNull(lists);
        var referred = lists.SelectMany(l => l.List.Entries).Where(e => e.IsList).Select(e => e.Path).ToHashSet(StringComparer.Ordinal);
        var findings = ImmutableArray.CreateBuilder<HistoryFinding>();
        var generations = ImmutableArray.CreateBuilder<MhlGeneration>();
        var said = new Dictionary<(string Path, HashFormat Format), (HashDigest Digest, string FileName)>();
        foreach (var (fileName, list) in lists)
        {
            foreach (var notice in list.Notices)
                findings.Add(new(HistoryFindingKind.SchemaDeparture, "", generations.Count + 1, $"{fileName}, line {notice.Line}: {notice.Message}"));
            foreach (var (entry, digest) in list.Entries.SelectMany(e => e.Hashes.Select(h => (e, h))))
            {
                var before = said.TryAdd((entry.Path, digest.Format), (digest, fileName)) ? (digest, fileName) : said[(entry.Path, digest.Format)];
                if (before.Item1 != digest)
                    findings.Add(new(HistoryFindingKind.ManifestUnreadable, "", null, $"{fileName}, line {entry.Line}: '{entry.Path}' has another {digest.Format} hash than in {before.Item2}; one of the two lists is wrong."));
            }

            var manifest = ToManifest(list, keepAll: true) with
            {
                // A list is not part of what is listed, unless another list refers to it.
                IgnorePatterns = IgnorePatterns.Grow(
                    IgnorePatterns.Defaults, lists.Where(l => !referred.Contains(l.FileName)).Select(l => "/" + Escaped(l.FileName))),
            };
            generations.Add(new MhlGeneration(generations.Count + 1, fileName, GenerationVerdict.Intact, default, manifest));
        }

        return new MhlHistory([new ScopeHistory("", rootName, exists: true, generations.ToImmutable(), null)], findings.ToImmutable());
    }

    /// <summary>The same as an ASC MHL 2.0 manifest of the process <c>transfer</c>. XXH32 cannot be carried over; a file that has nothing else is listed without hash.</summary>
    public static MhlManifest ToManifest(LegacyManifest list) => ToManifest(list, keepAll: false);

    private static MhlManifest ToManifest(LegacyManifest list, bool keepAll)
    {
        ArgumentNullException.ThrowIfNull(list);
        return new MhlManifest
        {
            Creator = new MhlCreator
            {
                Date = list.Creator.Started ?? list.Created,
                HostName = list.Creator.HostName,
                Tool = list.Creator.Tool,
                Authors = list.Creator.Name.Length == 0 ? [] : [new MhlAuthor(list.Creator.Name)],
                Comment = list.Creator.Log.Length == 0 ? null : list.Creator.Log,
            },
            Process = MhlProcess.Transfer,
            Entries =
            [
                .. list.Entries.Select(e => new MhlFileEntry
                {
                    Path = e.Path,
                    Size = e.Size,
                    Created = e.Created,
                    Modified = e.Modified,
                    Hashes = [.. e.Hashes.Where(h => keepAll || h.Format != HashFormat.Xxh32).DistinctBy(h => h.Format).Select(h => new MhlHash(h, MhlAction.Original, e.HashDate))],
                    Unusable = e.Hashes.IsEmpty && e.InvalidHash is { } text ? $"'{text}' stands where its hash should, and is none." : null,
                }),
            ],
        };
    }

    private static string Escaped(string name) => string.Concat(name.Select(c => c is '*' or '?' or '[' or '\\' or ' ' ? $"\\{c}" : $"{c}"));
}
