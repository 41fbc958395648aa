using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl.Disk;

/// <summary>How to verify a folder.</summary>
public sealed record VerifyOptions
{
    /// <summary>Whether directory hashes are computed and compared as well; the default is false.</summary>
    public bool DirectoryHashes { get; init; }

    /// <summary>Whether every recorded hash of a file is compared; the default, false, compares the one that is cheapest to compute.</summary>
    public bool AllFormats { get; init; }

    /// <summary>Verify these files only, relative to the folder; empty verifies everything.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>Patterns for this verification only, relative to the folder; none by default.</summary>
    public ImmutableArray<string> IgnorePatterns { get; init; } = [];
}

public sealed partial class MhlFolder
{
    /// <summary>Reads the folder's files and compares their hashes with the whole history. Writes nothing.</summary>
    /// <remarks>Throws <see cref="MhlException"/> before anything is hashed when the history is not trusted. A file whose hash
    /// differs is hashed once more before it is reported.</remarks>
    public async Task<VerificationReport> VerifyAsync(
        VerifyOptions options, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        History.ThrowIfUntrusted();
        var rules = new HidingRules(History, options.IgnorePatterns);
        var only = options.Only.IsEmpty ? null : options.Only.ToHashSet(StringComparer.Ordinal);
        var hashing = new FileHashing(Scan.Root, History, progress, cancellationToken);
        var there = Scan.Files.Where(f => !rules.Hides(f.Path, isFolder: false) && (only is null || only.Contains(f.Path))).ToList();
        var folderCheck = options.DirectoryHashes && only is null ? new FolderHashCheck(History) : null;
        var vanished = only is null ? SizesOfMissing(there, rules) : [];
        var work = there.Select(f => new FileHashing.Work(f, FormatsToVerify(f, options, folderCheck, vanished))).ToList();
        var files = await HashAsync(work, hashing).ConfigureAwait(false);

        var comparison = History.Compare(files, only is null ? Scan.Folders : null, rules, only);
        if (only is not null) comparison = comparison with { Files = comparison.Files.AddRange(Unknown(only, comparison)) };
        var folders = folderCheck is null ? [] : await VerifyFoldersAsync(folderCheck, files, rules, hashing).ConfigureAwait(false);
        return new VerificationReport { Comparison = comparison, Folders = folders, Notes = VisibleNotes(rules) };
    }

    private static IEnumerable<FileFinding> Unknown(HashSet<string> only, HistoryComparison comparison) =>
        only.Except(comparison.Files.Select(f => f.Path))
            .Order(StringComparer.Ordinal)
            .Select(path => new FileFinding(path, FileStatus.Missing) { Message = "It is neither there nor recorded, or patterns leave it out." });

    private ImmutableArray<HashFormat> FormatsToVerify(
        ObservedFile file, VerifyOptions options, FolderHashCheck? folders, Dictionary<long, HashSet<HashFormat>> vanished)
    {
        var record = History.Find(file.Path);
        IEnumerable<HashFormat> formats =
            record is null ? vanished.GetValueOrDefault(file.Length) ?? []
            : record.Trusted.IsEmpty || (record.Size is { } size && size != file.Length) ? []
            : options.AllFormats || IsLegacy ? record.Trusted.Select(t => t.Digest.Format)
            : [MhlFormats.Cheapest(record.Trusted.Select(t => t.Digest.Format))];
        return [.. folders is null ? formats : formats.Union(folders.Formats)];
    }

    private async Task<ImmutableArray<FolderFinding>> VerifyFoldersAsync(
        FolderHashCheck check, ObservedFile[] files, HidingRules rules, FileHashing hashing)
    {
        var findings = check.Compare(files, [.. Scan.Folders.Where(f => !rules.Hides(f.Path, isFolder: true))]);
        if (findings.All(f => f.Status != FolderStatus.Mismatch) || History.Scopes.All(s => s.IgnorePatterns.SequenceEqual(IgnorePatterns.Defaults)))
            return findings;

        // Perhaps the history was written by a program that reads the patterns in another way.
        var other = new HidingRules(History, reading: PatternReading.Ascmhl11);
        var hashed = files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        var visible = Scan.Files.Where(f => !other.Hides(f.Path, isFolder: false)).ToList();
        var more = await hashing.RunAsync(
            [.. visible.Where(f => !hashed.ContainsKey(f.Path)).Select(f => new FileHashing.Work(f, check.Formats))]).ConfigureAwait(false);
        foreach (var file in more) hashed.Add(file.Path, file);
        var second = check.Compare(
            [.. visible.Select(f => hashed[f.Path])], [.. Scan.Folders.Where(f => !other.Hides(f.Path, isFolder: true))]);
        var byPath = second.Where(f => f.Status == FolderStatus.Intact).ToDictionary(f => f.Path, StringComparer.Ordinal);
        return
        [
            .. findings.Select(f => f.Status == FolderStatus.Mismatch && byPath.TryGetValue(f.Path, out var intact)
                ? intact with { Message = "Equal when the ignore patterns are read as version 1.1 of the reference program reads them." }
                : f),
        ];
    }
}
