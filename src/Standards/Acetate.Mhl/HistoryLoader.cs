using System.Collections.Immutable;
using System.Globalization;
using Acetate.Hashing;
using Acetate.Mhl.Xml;

namespace Acetate.Mhl;

/// <summary>Loads a history and everything nested in it, and checks manifests against chains and chains against each other.</summary>
internal sealed class HistoryLoader(HistoryFiles files, string rootName)
{
    private const string Marker = MhlPath.HistoryFolder + "/";

    private readonly List<HistoryFinding> findings = [];
    private readonly HashSet<string> knownPaths = new(StringComparer.Ordinal);
    private CancellationToken cancelled;

    public async Task<MhlHistory> LoadAsync(CancellationToken cancellationToken)
    {
        cancelled = cancellationToken;
        var folders = await FoldersAsync().ConfigureAwait(false);
        if (!folders.ContainsKey("")) findings.Add(new(HistoryFindingKind.NoHistory, "", null, "There is no ASC MHL history: the folder has no 'ascmhl' folder in it."));

        var scopes = ImmutableArray.CreateBuilder<ScopeHistory>();
        if (!folders.ContainsKey("")) scopes.Add(new ScopeHistory("", rootName, exists: false, [], null));
        foreach (var (path, names) in folders) scopes.Add(await ScopeAsync(path, names).ConfigureAwait(false));

        var history = new MhlHistory(scopes.ToImmutable(), []);
        CheckReferences(history);
        CheckRecords(history);
        return new MhlHistory(history.Scopes, [.. findings.OrderBy(f => f.BreaksTrust ? 0 : 1)]);
    }

    /// <summary>The names in each <c>ascmhl</c> folder, by scope.</summary>
    private async Task<SortedDictionary<string, List<string>>> FoldersAsync()
    {
        var folders = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var path in await files.ListAsync(cancelled).ConfigureAwait(false))
        {
            var at = path.StartsWith(Marker, StringComparison.Ordinal) ? 0 : path.IndexOf("/" + Marker, StringComparison.Ordinal) + 1;
            if (at == 0 && !path.StartsWith(Marker, StringComparison.Ordinal))
            {
                knownPaths.Add(path);
                continue;
            }

            var name = path[(at + Marker.Length)..];
            // What lies deeper in an ascmhl folder is not part of any history.
            if (name.Contains('/')) continue;
            var scope = at == 0 ? "" : path[..(at - 1)];
            if (!folders.TryGetValue(scope, out var names)) folders.Add(scope, names = []);
            if (name.Length > 0) names.Add(name);
        }

        return folders;
    }

    private async Task<ScopeHistory> ScopeAsync(string scope, List<string> names)
    {
        var name = scope.Length == 0 ? rootName : MhlPath.NameOf(scope);
        if (!names.Contains(MhlChain.FileName))
        {
            Find(HistoryFindingKind.ChainMissing, scope, null, $"The chain file {PathOf(scope, MhlChain.FileName)} is missing.");
            return new ScopeHistory(scope, name, exists: true, [], await FirstWithoutChainAsync(scope, names).ConfigureAwait(false));
        }

        MhlChain chain;
        try
        {
            using var stream = await files.OpenReadAsync(PathOf(scope, MhlChain.FileName), cancelled).ConfigureAwait(false);
            chain = ChainReader.Read(stream, PathOf(scope, MhlChain.FileName));
        }
        catch (MhlException problem)
        {
            Find(HistoryFindingKind.ChainUnreadable, scope, null, problem.Message);
            return new ScopeHistory(scope, name, exists: true, [], null);
        }

        foreach (var notice in chain.Notices)
            Find(HistoryFindingKind.SchemaDeparture, scope, null, $"{PathOf(scope, MhlChain.FileName)}, line {notice.Line}: {notice.Message}");
        if (chain.Entries.IsEmpty) Find(HistoryFindingKind.ChainUnreadable, scope, null, $"The chain {PathOf(scope, MhlChain.FileName)} lists no generation.");

        var generations = ImmutableArray.CreateBuilder<MhlGeneration>();
        foreach (var entry in chain.Entries)
            generations.Add(await GenerationAsync(scope, names, entry, expected: generations.Count == 0 ? 1 : generations[^1].Number + 1, generations).ConfigureAwait(false));
        var orphan = await OrphanAsync(scope, names, chain, next: generations.Count == 0 ? 1 : generations[^1].Number + 1).ConfigureAwait(false);
        return new ScopeHistory(scope, name, exists: true, generations.ToImmutable(), orphan);
    }

    /// <summary>The only manifest of a folder without a chain, when it is a first one: whoever wrote it may have been stopped before the chain.</summary>
    private async Task<OrphanManifest?> FirstWithoutChainAsync(string scope, List<string> names)
    {
        if (names is not [var only] || !ManifestName.TryParse(only, out var number) || number != 1) return null;
        var (manifest, c4, _) = await ReadAsync(PathOf(scope, only)).ConfigureAwait(false);
        return manifest is null ? null : new OrphanManifest(number, only, c4, manifest);
    }

    private async Task<MhlGeneration> GenerationAsync(
        string scope, List<string> names, MhlChainEntry entry, int expected, ImmutableArray<MhlGeneration>.Builder before)
    {
        var path = PathOf(scope, entry.FileName);
        var number = entry.Number ?? expected;
        var inOrder = number == expected && (!ManifestName.TryParse(entry.FileName, out var named) || named == number);
        if (!inOrder)
        {
            Find(
                HistoryFindingKind.GenerationsOutOfOrder,
                scope,
                number,
                $"{PathOf(scope, MhlChain.FileName)}, line {entry.Line}: generation {expected} should stand here, and '{entry.FileName}' with number {number} does: "
                + "a generation was removed, doubled, renamed or moved.");
        }

        if (before.Any(g => g.FileName == entry.FileName))
            Find(HistoryFindingKind.GenerationsOutOfOrder, scope, number, $"The chain lists '{entry.FileName}' twice.");
        if (!names.Contains(entry.FileName))
        {
            Find(HistoryFindingKind.ManifestMissing, scope, number, $"Generation {number} is missing: {path} is not there, although the chain names it.");
            return new MhlGeneration(number, entry.FileName, GenerationVerdict.Missing, entry.C4, null);
        }

        var (manifest, c4, problem) = await ReadAsync(path).ConfigureAwait(false);
        if (c4 != entry.C4)
        {
            Find(HistoryFindingKind.ManifestModified, scope, number, $"Generation {number} was changed after it was written: the bytes of {path} are not those that the chain names.");
            return new MhlGeneration(number, entry.FileName, GenerationVerdict.Modified, entry.C4, null);
        }

        if (manifest is null)
        {
            Find(HistoryFindingKind.ManifestUnreadable, scope, number, problem!.Message);
            return new MhlGeneration(number, entry.FileName, GenerationVerdict.Unreadable, entry.C4, null);
        }

        foreach (var notice in manifest.Notices)
            Find(HistoryFindingKind.SchemaDeparture, scope, number, $"{path}, line {notice.Line}: {notice.Message}");
        return new MhlGeneration(number, entry.FileName, inOrder ? GenerationVerdict.Intact : GenerationVerdict.OutOfOrder, entry.C4, manifest);
    }

    /// <summary>Reads a manifest and hashes its bytes in the same pass; the hash covers the whole file even when it cannot be parsed.</summary>
    private async Task<(MhlManifest?, HashDigest C4, MhlException?)> ReadAsync(string path)
    {
        using var stream = await files.OpenReadAsync(path, cancelled).ConfigureAwait(false);
        using var hashing = new HashingInput(stream);
        MhlManifest? manifest = null;
        MhlException? problem = null;
        try
        {
            manifest = ManifestReader.Read(hashing, path, knownPaths);
        }
        catch (MhlException unusable)
        {
            problem = unusable;
        }

        return (manifest, hashing.Finish(cancelled), problem);
    }

    /// <summary>Finds the manifest of an interrupted seal, and other files that look like manifests.</summary>
    private async Task<OrphanManifest?> OrphanAsync(string scope, List<string> names, MhlChain chain, int next)
    {
        OrphanManifest? orphan = null;
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (!ManifestName.TryParse(name, out var number) || chain.Entries.Any(e => e.FileName == name)) continue;
            var path = PathOf(scope, name);
            if (number == next && orphan is null)
            {
                var (manifest, c4, _) = await ReadAsync(path).ConfigureAwait(false);
                if (manifest is not null)
                {
                    orphan = new OrphanManifest(number, name, c4, manifest);
                    Find(HistoryFindingKind.OrphanManifest, scope, number, $"{path} was written but never entered in the chain: a seal was interrupted. It is not used until it is adopted.");
                    continue;
                }
            }

            Find(HistoryFindingKind.StrayManifest, scope, null, $"{path} is not part of the chain and is not used.");
        }

        return orphan;
    }

    /// <summary>Every manifest that a generation refers to must be there, unchanged.</summary>
    private void CheckReferences(MhlHistory history)
    {
        var known = new Dictionary<string, MhlGeneration>(StringComparer.Ordinal);
        var byC4 = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var scope in history.Scopes)
        {
            foreach (var generation in scope.Generations)
            {
                known[PathOf(scope.Path, generation.FileName)] = generation;
                if (generation.Manifest is not null) byC4[generation.C4.Text] = scope.Path;
            }
        }

        foreach (var scope in history.Scopes)
        {
            foreach (var (number, manifest) in scope.Generations.Where(g => g.Manifest is not null).Select(g => (g.Number, g.Manifest!)))
            {
                foreach (var reference in manifest.References)
                {
                    var path = scope.FromRoot(reference.Path);
                    if (known.TryGetValue(path, out var generation))
                    {
                        if (generation.C4 != reference.C4)
                            Find(HistoryFindingKind.NestedManifestModified, scope.Path, number, $"Generation {number} refers to {path}, and the chain beside that manifest names other bytes.");
                    }
                    else if (byC4.TryGetValue(reference.C4.Text, out var elsewhere))
                    {
                        Find(HistoryFindingKind.NestedHistoryMoved, scope.Path, number, $"Generation {number} refers to {path}; that manifest lies in '{elsewhere}' now.");
                    }
                    else
                    {
                        Find(HistoryFindingKind.NestedHistoryMissing, scope.Path, number, $"Generation {number} refers to the nested history {path}, which is not there.");
                    }
                }
            }
        }
    }

    private void CheckRecords(MhlHistory history)
    {
        foreach (var scope in history.Scopes)
        {
            foreach (var (generation, path, previous) in scope.Records.UnknownPrevious)
                Find(HistoryFindingKind.UnknownPreviousPath, scope.Path, generation, $"Generation {generation} says '{scope.FromRoot(path)}' was '{previous}' before, which no earlier generation knows.");
            var failed = scope.Records.Files.Values.Where(r => r.IsFailed).ToList();
            if (failed.Count == 0) continue;
            Find(
                HistoryFindingKind.FailedEntries,
                scope.Path,
                failed.Max(r => r.NewestGeneration),
                string.Create(CultureInfo.InvariantCulture, $"The newest record of {failed.Count} {(failed.Count == 1 ? "file" : "files")} says that verification failed, first '{scope.FromRoot(failed[0].Newest.Path)}'."));
        }
    }

    private void Find(HistoryFindingKind kind, string scope, int? generation, string message) =>
        findings.Add(new HistoryFinding(kind, scope, generation, message));

    private static string PathOf(string scope, string name) => MhlPath.Join(scope, Marker + name);
}
