using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Mhl;

/// <summary>A whole history gathered into one manifest that stands outside its folder, nested histories included.</summary>
public static class PackingList
{
    /// <summary>Makes the packing list: per file and format the first hash that did not fail, under the file's present name. Folders are left out.</summary>
    /// <param name="history">Must be trusted, or <see cref="MhlException"/> is thrown.</param>
    /// <param name="creator">Who makes it; its date is replaced by <paramref name="at"/>.</param>
    /// <param name="at">When the process started.</param>
    public static MhlManifest FromHistory(MhlHistory history, MhlCreator creator, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(creator);
        history.ThrowIfUntrusted();
        var entries = ImmutableArray.CreateBuilder<MhlEntry>();
        foreach (var scope in history.Scopes)
        {
            // In the order in which the history came to know the files; each stands under its present name.
            var listed = new HashSet<FileRecord>(ReferenceEqualityComparer.Instance);
            foreach (var entry in scope.Generations.SelectMany(g => g.Manifest!.Entries.OfType<MhlFileEntry>()))
            {
                if (scope.Records.File(entry.Path) is not { Trusted.IsEmpty: false } record || !listed.Add(record)) continue;
                entries.Add(new MhlFileEntry
                {
                    Path = scope.FromRoot(entry.Path),
                    Size = record.Size,
                    Modified = record.Newest.Modified,
                    Hashes = [.. record.Trusted.OrderBy(h => MhlFormats.Order(h.Digest.Format))],
                });
            }
        }

        return new MhlManifest
        {
            Creator = creator with { Date = at },
            Process = MhlProcess.Flatten,
            IgnorePatterns = history.Root.IgnorePatterns,
            Entries = entries.DrainToImmutable(),
        };
    }

    /// <summary>The folder of a day's packing lists, such as <c>collection_2026-01-19</c>.</summary>
    public static string CollectionFolder(DateTimeOffset at) => "collection_" + at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The files to write into a folder of packing lists: the list, then the collection that names it.</summary>
    /// <param name="packingList">The list.</param>
    /// <param name="scopeName">The name of the folder that it describes.</param>
    /// <param name="existing">The collection that lies there already; null when there is none.</param>
    public static ImmutableArray<PreparedFile> Prepare(MhlManifest packingList, string scopeName, MhlChain? existing = null)
    {
        ArgumentNullException.ThrowIfNull(packingList);
        var at = packingList.Creator.Date ?? throw new MhlException(MhlProblem.CannotWrite, "A packing list needs a creation date.");
        using var buffer = new MemoryStream();
        ManifestWriter.Write(packingList, buffer);
        var bytes = buffer.ToArray();
        var name = ManifestName.CreatePackingList(scopeName, at);
        var entries = existing?.Entries ?? [];
        var number = entries.Select((e, i) => e.Number ?? i + 1).DefaultIfEmpty(0).Max() + 1;
        var collection = new MhlChain(entries.Add(new MhlChainEntry(number, name, GenerationPlan.C4Of(bytes))));
        return [new PreparedFile(name, bytes, Replaces: false), new PreparedFile(MhlChain.CollectionFileName, ChainWriter.ToBytes(collection), Replaces: true)];
    }

    /// <summary>A history of one generation that says what a packing list says, so that a copy can be compared with it.</summary>
    public static MhlHistory AsHistory(MhlManifest packingList, string rootName)
    {
        ArgumentNullException.ThrowIfNull(packingList);
        var generation = new MhlGeneration(1, "", GenerationVerdict.Intact, default, packingList);
        return new MhlHistory([new ScopeHistory("", rootName, exists: true, [generation], null)], []);
    }
}
