using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>Decides what the next generation says about each file and folder, and makes its documents.</summary>
internal sealed class GenerationPlan
{
    private readonly MhlHistory history;
    private readonly GenerationRequest request;
    private readonly HidingRules rules;
    private readonly Dictionary<string, string> renamedFiles;
    private readonly Dictionary<string, string> renamedFolders = new(StringComparer.Ordinal);
    private readonly ImmutableArray<ObservedFile> files;
    private readonly ImmutableArray<ObservedFolder> folders;
    private readonly ImmutableArray<HashFormat> directoryFormats;
    private readonly Dictionary<(string Path, HashFormat Format), FolderHash> folderHashes = [];
    private readonly Dictionary<string, ScopeHistory> scopesByPath;
    private readonly ImmutableArray<PreparedFile>.Builder written = ImmutableArray.CreateBuilder<PreparedFile>();
    private readonly ImmutableArray<(string Scope, int Number, MhlManifest Manifest)>.Builder manifests =
        ImmutableArray.CreateBuilder<(string, int, MhlManifest)>();
    private HistoryComparison comparison;

    private GenerationPlan(MhlHistory history, GenerationRequest request)
    {
        this.history = history;
        this.request = request;
        rules = new HidingRules(history, request.IgnorePatterns);
        files = [.. request.Files.Where(f => !rules.Hides(f.Path, isFolder: false))];
        folders = [.. request.Folders.Where(f => !rules.Hides(f.Path, isFolder: true))];
        scopesByPath = history.Scopes.Where(s => s.Exists || s.Path.Length == 0).ToDictionary(s => s.Path, StringComparer.Ordinal);
        directoryFormats = request.DirectoryFormats ?? SharedFormats(files);
        (comparison, renamedFiles) = Compare();
    }

    public static PreparedGeneration Prepare(MhlHistory history, GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var untrusted = history.Findings.Where(f => f.BreaksTrust && f.Kind != HistoryFindingKind.NoHistory).ToList();
        // A first manifest whose chain was not written any more may be this request's own.
        var mayBeOurs = untrusted.All(f => f.Kind == HistoryFindingKind.ChainMissing && history.Scopes.Any(s => s.Path == f.Scope && s.Orphan is not null));
        if (request.IsRetry && mayBeOurs && Retried(history, request) is { } earlier) return earlier;
        if (untrusted.Count > 0) history.ThrowIfUntrusted();
        foreach (var scope in history.Scopes)
        {
            if (scope.Orphan is { } orphan)
            {
                throw new MhlException(
                    MhlProblem.Untrusted,
                    $"'{scope.FromRoot($"{MhlPath.HistoryFolder}/{orphan.FileName}")}' was written but never entered in the chain: a seal was interrupted. "
                    + "Adopt it, or move it away, and try again.");
            }
        }

        return new GenerationPlan(history, request).Run();
    }

    public static PreparedFile ChainFile(ScopeHistory scope, MhlChainEntry added)
    {
        var entries = scope.Generations.Select(g => new MhlChainEntry(g.Number, g.FileName, g.C4)).Append(added);
        var bytes = ChainWriter.ToBytes(new MhlChain([.. entries]));
        return new PreparedFile(scope.FromRoot($"{MhlPath.HistoryFolder}/{MhlChain.FileName}"), bytes, Replaces: true);
    }

    /// <summary>Prepares the request over the history without what an earlier try of it left behind; null when nothing was left,
    /// or when what was left is something else.</summary>
    private static PreparedGeneration? Retried(MhlHistory history, GenerationRequest request)
    {
        var left = new Dictionary<string, HashDigest>(StringComparer.Ordinal);
        var inChain = new HashSet<string>(StringComparer.Ordinal);
        var scopes = ImmutableArray.CreateBuilder<ScopeHistory>();
        foreach (var scope in history.Scopes)
        {
            var generations = scope.Generations;
            if (scope.Orphan is { } orphan && orphan.FileName == ManifestName.Create(orphan.Number, scope.Name, request.At))
                left[scope.FromRoot($"{MhlPath.HistoryFolder}/{orphan.FileName}")] = orphan.C4;
            else if (scope.Orphan is not null) return null;
            else if (!generations.IsEmpty && generations[^1].FileName == ManifestName.Create(generations[^1].Number, scope.Name, request.At))
            {
                var path = scope.FromRoot($"{MhlPath.HistoryFolder}/{generations[^1].FileName}");
                left[path] = generations[^1].C4;
                inChain.Add(path);
                generations = generations.RemoveAt(generations.Length - 1);
            }

            scopes.Add(new ScopeHistory(scope.Path, scope.Name, scope.Exists, generations, null));
        }

        if (left.Count == 0) return null;
        var plan = new GenerationPlan(new MhlHistory(scopes.ToImmutable(), []), request).Run();
        if (left.Any(l => !plan.Files.Any(f => f.Path == l.Key && C4Of(f.Bytes.Span) == l.Value))) return null;

        // Manifests that are there already, and chains that name them already, need not be written again.
        var done = inChain.Select(MhlPath.FolderOf).ToHashSet(StringComparer.Ordinal);
        return plan with { Files = [.. plan.Files.Where(f => !left.ContainsKey(f.Path) && !(f.Replaces && done.Contains(MhlPath.FolderOf(f.Path))))] };
    }

    private PreparedGeneration Run()
    {
        var tree = FolderTree.Build(files, request.IsPartial ? [] : folders);
        if (!request.IsPartial)
        {
            foreach (var format in directoryFormats)
                foreach (var (folder, hashes) in FolderHash.OfAll(tree, format))
                    folderHashes[(folder, format)] = hashes;
            FindRenamedFolders(tree);
        }

        var (number, path, manifest) = WriteScope(history.Root, tree)
            ?? throw new MhlException(MhlProblem.CannotWrite, "There is nothing to record: none of the named files is there.");
        return new PreparedGeneration
        {
            Number = number,
            ManifestPath = path,
            Manifest = manifest,
            Files = written.DrainToImmutable(),
            Manifests = manifests.DrainToImmutable(),
            Comparison = comparison,
        };
    }

    private (HistoryComparison, Dictionary<string, string>) Compare()
    {
        var compared = history.Compare(
            files,
            request.IsPartial ? null : FolderTreePaths(),
            rules,
            request.IsPartial ? files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal) : null);
        if (request.DetectRenames)
        {
            var renames = compared.Files.Where(f => f.Status == FileStatus.Renamed && SameScope(f)).ToDictionary(f => f.Path, f => f.PreviousPath!, StringComparer.Ordinal);
            return (compared, renames);
        }

        // Without detection a renamed file is a missing one and a new one.
        if (compared.Count(FileStatus.Renamed) == 0) return (compared, []);
        var plain = compared.Files.SelectMany(f => f.Status != FileStatus.Renamed
            ? [f]
            : (FileFinding[])[f with { Status = FileStatus.Unlisted, PreviousPath = null }, new FileFinding(f.PreviousPath!, FileStatus.Missing) { ExpectedLength = f.Length }]);
        return (compared with { Files = [.. plain.OrderBy(f => f.Path, Comparer<string>.Create(MhlPath.Compare))] }, []);
    }

    private bool SameScope(FileFinding finding) => ReferenceEquals(history.ScopeOf(finding.Path), history.ScopeOf(finding.PreviousPath!));

    private IEnumerable<ObservedFolder> FolderTreePaths()
    {
        var paths = folders.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var file in files)
            for (var folder = MhlPath.FolderOf(file.Path); folder.Length > 0 && paths.Add(folder);)
                folder = MhlPath.FolderOf(folder);
        return paths.Select(p => new ObservedFolder(p));
    }

    /// <summary>A folder was renamed when the old one is gone, the new one is new, and either the files in both are the same renamed
    /// files or the content hashes are equal and nothing else has them.</summary>
    private void FindRenamedFolders(FolderTree tree)
    {
        if (!request.DetectRenames || comparison.MissingFolders.IsEmpty) return;
        var gone = comparison.MissingFolders.ToHashSet(StringComparer.Ordinal);
        var claims = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (to, from) in renamedFiles)
        {
            var (newPath, oldPath) = (to, from);
            while (MhlPath.NameOf(newPath) == MhlPath.NameOf(oldPath))
            {
                (newPath, oldPath) = (MhlPath.FolderOf(newPath), MhlPath.FolderOf(oldPath));
                if (newPath.Length == 0 || oldPath.Length == 0 || newPath == oldPath) break;
                if (gone.Contains(oldPath) && IsNewFolder(newPath)) Claim(newPath, oldPath);
            }
        }

        var byContent = new Dictionary<HashDigest, List<string>>();
        foreach (var path in gone)
        {
            foreach (var hash in FolderOf(path)!.Newest.Hashes.Content)
            {
                if (!byContent.TryGetValue(hash.Digest, out var list)) byContent.Add(hash.Digest, list = []);
                list.Add(path);
            }
        }

        foreach (var ((path, _), hashes) in folderHashes)
            if (path.Length > 0 && IsNewFolder(path) && byContent.GetValueOrDefault(hashes.Content) is [var only])
                Claim(path, only);

        foreach (var (to, from) in claims.Where(c => c.Value.Count == 1).Select(c => (c.Key, c.Value.Single())))
            if (claims.Count(c => c.Value.Contains(from)) == 1 && ReferenceEquals(history.ScopeOf(to), history.ScopeOf(from)))
                renamedFolders[to] = from;
        var moved = renamedFolders.Values.ToHashSet(StringComparer.Ordinal);
        comparison = comparison with { MissingFolders = comparison.MissingFolders.RemoveAll(moved.Contains) };

        bool IsNewFolder(string path) => FolderOf(path) is null;
        void Claim(string to, string from)
        {
            if (!claims.TryGetValue(to, out var froms)) claims.Add(to, froms = new(StringComparer.Ordinal));
            froms.Add(from);
        }
    }

    private FolderRecord? FolderOf(string path)
    {
        var scope = history.ScopeOf(path);
        return scope.Records.Folder(path.AsSpan(scope.Path.Length == 0 ? 0 : scope.Path.Length + 1));
    }

    /// <summary>Makes the documents of a scope after those of the scopes nested in it; null when a selection of files touches neither.</summary>
    private (int Number, string Path, MhlManifest Manifest)? WriteScope(ScopeHistory scope, FolderTree folder)
    {
        var entries = ImmutableArray.CreateBuilder<MhlEntry>();
        var references = ImmutableArray.CreateBuilder<MhlReference>();
        List(folder);
        if (request.IsPartial && entries.Count == 0 && references.Count == 0) return null;

        var number = scope.Generations.IsEmpty ? 1 : scope.Generations[^1].Number + 1;
        var fileName = ManifestName.Create(number, scope.Name, request.At);
        var path = scope.FromRoot($"{MhlPath.HistoryFolder}/{fileName}");
        var manifest = new MhlManifest
        {
            Creator = request.Creator with { Date = request.At },
            Process = request.Process,
            RootHash = request.IsPartial || Hashes(folder) is not { Content.IsEmpty: false } hashes ? null : hashes,
            IgnorePatterns = PatternsOf(scope),
            Entries = entries.DrainToImmutable(),
            References = references.ToImmutable(),
        };
        var bytes = Bytes(manifest);
        var c4 = C4Of(bytes.Span);
        written.Add(new PreparedFile(path, bytes, Replaces: false));
        written.Add(ChainFile(scope, new MhlChainEntry(number, fileName, c4)));
        manifests.Add((scope.Path, number, manifest));
        return (number, path, manifest);

        void List(FolderTree current)
        {
            foreach (var child in current.Folders)
            {
                if (scopesByPath.TryGetValue(child.Path, out var nested))
                {
                    if (WriteScope(nested, child) is { } made)
                        references.Add(new MhlReference(made.Path[(scope.Path.Length == 0 ? 0 : scope.Path.Length + 1)..], C4Of(BytesOf(made.Path))));
                }
                else
                {
                    List(child);
                }

                if (!request.IsPartial) entries.Add(Entry(scope, child));
            }

            foreach (var file in current.Files)
                if (Entry(scope, file) is { } entry)
                    entries.Add(entry);
        }
    }

    private ReadOnlySpan<byte> BytesOf(string path) => written.First(f => f.Path == path).Bytes.Span;

    private MhlDirectoryEntry Entry(ScopeHistory scope, FolderTree folder) => new()
    {
        Path = InScope(scope, folder.Path),
        Modified = folder.Modified,
        Hashes = Hashes(folder) ?? MhlDirectoryHashes.None,
        PreviousPath = renamedFolders.TryGetValue(folder.Path, out var previous) ? InScope(scope, previous) : null,
    };

    private MhlDirectoryHashes? Hashes(FolderTree folder)
    {
        var found = directoryFormats
            .OrderBy(MhlFormats.Order)
            .Select(f => folderHashes.TryGetValue((folder.Path, f), out var hashes) ? hashes : default(FolderHash?))
            .OfType<FolderHash>()
            .ToList();
        return found.Count == 0
            ? null
            : new MhlDirectoryHashes(
                [.. found.Select(h => new MhlHash(h.Content, null, request.At))],
                [.. found.Select(h => new MhlHash(h.Structure, null, request.At))]);
    }

    private MhlFileEntry? Entry(ScopeHistory scope, ObservedFile file)
    {
        if (file.Unreadable is not null) return null;
        if (ManifestWriter.WhyNotText(file.Path) is { } reason)
            throw new MhlException(MhlProblem.CannotWrite, $"The file '{file.Path}' cannot be listed: {reason}.");
        var previous = renamedFiles.GetValueOrDefault(file.Path);
        // A file that is back under the name it once had is compared with what it was under that name.
        var record = history.Find(previous ?? file.Path);
        if (previous is not null && record?.EarlierPath != InScope(scope, file.Path)) record = null;
        return new MhlFileEntry
        {
            Path = InScope(scope, file.Path),
            Size = file.Length,
            Modified = file.Modified,
            PreviousPath = previous is null ? null : InScope(scope, previous),
            Hashes = HashesFor(file, record),
        };
    }

    private ImmutableArray<MhlHash> HashesFor(ObservedFile file, FileRecord? record)
    {
        if (file.Digests.IsEmpty) throw new MhlException(MhlProblem.CannotWrite, $"The file '{file.Path}' has not been hashed.");
        // Nearly every file of nearly every roll: one format, in which it is known.
        if (file.Digests is [var only] && record is { Trusted.IsEmpty: false } && record.Hash(only.Format) is { } known)
            return [new MhlHash(only, known.Digest == only ? MhlAction.Verified : MhlAction.Failed, request.At)];
        if (record is null || record.Trusted.IsEmpty)
            return [.. file.Digests.OrderBy(d => MhlFormats.Order(d.Format)).Select(d => new MhlHash(d, MhlAction.Original, request.At))];

        var compared = file.Digests.Where(d => record.Hash(d.Format) is not null).ToList();
        if (compared.Count == 0)
        {
            throw new MhlException(
                MhlProblem.CannotWrite,
                $"The file '{file.Path}' has to be hashed in {MhlFormats.Name(record.Trusted[0].Digest.Format)} as well: without it nothing connects it with its earlier records.");
        }

        // A new format is only as good as the old one that was checked with it.
        var isGood = compared.All(d => record.Hash(d.Format)!.Value.Digest == d);
        return
        [
            .. (isGood ? file.Digests.AsEnumerable() : compared)
                .OrderBy(d => MhlFormats.Order(d.Format))
                .Select(d => new MhlHash(
                    d, isGood || record.Hash(d.Format)!.Value.Digest == d ? MhlAction.Verified : MhlAction.Failed, request.At)),
        ];
    }

    private ImmutableArray<string> PatternsOf(ScopeHistory scope)
    {
        if (scope.Path.Length == 0) return IgnorePatterns.Grow(scope.IgnorePatterns, request.IgnorePatterns);
        // A parent's pattern that is bound to the parent's root would mean something else here.
        var parent = PatternsOf(history.ParentOf(scope));
        return IgnorePatterns.Grow(scope.IgnorePatterns, parent.Where(p => p.TrimEnd('/').TrimStart('!') is var bare && !bare.Contains('/')));
    }

    private static ImmutableArray<HashFormat> SharedFormats(ImmutableArray<ObservedFile> files)
    {
        var readable = files.Where(f => f.Unreadable is null).ToList();
        return readable.Count == 0 ? [] : [.. readable[0].Digests.Select(d => d.Format).Where(f => MhlFormats.Order(f) >= 0 && readable.All(r => r.Digest(f) is not null))];
    }

    private static string InScope(ScopeHistory scope, string path) => scope.Path.Length == 0 ? path : path[(scope.Path.Length + 1)..];

    private static ReadOnlyMemory<byte> Bytes(MhlManifest manifest)
    {
        var estimate = 2048L;
        foreach (var entry in manifest.Entries) estimate += entry.Path.Length + (entry is MhlFileEntry file ? 150 + (file.Hashes.Length * 170) : 700);
        using var buffer = new MemoryStream((int)Math.Min(estimate, 1 << 30));
        ManifestWriter.Write(manifest, buffer);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    internal static HashDigest C4Of(ReadOnlySpan<byte> bytes)
    {
        using var hash = new MultiHash(HashFormat.C4);
        hash.Append(bytes);
        return hash.Finish()[0];
    }
}
