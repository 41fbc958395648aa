using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>What a history says about the files that are there now, one finding per file.</summary>
public sealed record HistoryComparison
{
    /// <summary>Ordered by path: every file that is there, and every one that should be.</summary>
    public required ImmutableArray<FileFinding> Files { get; init; }

    /// <summary>Folders that should be there and are not, ordered by path.</summary>
    public ImmutableArray<string> MissingFolders { get; init; } = [];

    /// <summary>Whether nothing was found that a person must know.</summary>
    public bool IsIntact => MissingFolders.IsEmpty && Files.All(f => f.IsGood);

    /// <summary>How many files have a status.</summary>
    public int Count(FileStatus status) => Files.Count(f => f.Status == status);
}

/// <summary>What was found about one file.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="Status">The finding.</param>
public sealed record FileFinding(string Path, FileStatus Status)
{
    private readonly long expectedLength = -1;
    private readonly long length = -1;
    private readonly HashDigest expected;
    private readonly HashDigest found;

    /// <summary>Bytes that the history says; null when it does not say.</summary>
    public long? ExpectedLength { get => expectedLength < 0 ? null : expectedLength; init => expectedLength = value ?? -1; }

    /// <summary>Bytes that are there; null when nothing is.</summary>
    public long? Length { get => length < 0 ? null : length; init => length = value ?? -1; }

    /// <summary>The hash that the history says, of the comparison that decided.</summary>
    public HashDigest? Expected { get => expected.IsSet ? expected : null; init => expected = value ?? default; }

    /// <summary>The hash of what is there, of the comparison that decided.</summary>
    public HashDigest? Found { get => found.IsSet ? found : null; init => found = value ?? default; }

    /// <summary>Where the history knows a renamed file.</summary>
    public string? PreviousPath { get; init; }

    /// <summary>Why, as a sentence; null when the status says it all.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the file is as it should be, as far as it was looked at.</summary>
    public bool IsGood => Status is FileStatus.Intact or FileStatus.Present;
}

/// <summary>What can be found about a file.</summary>
public enum FileStatus
{
    /// <summary>Its bytes give the recorded hash.</summary>
    Intact,

    /// <summary>Listed, there, of the recorded size; its bytes were not compared.</summary>
    Present,

    /// <summary>Its size or its bytes are not the recorded ones, or no record of it can be relied upon.</summary>
    Mismatch,

    /// <summary>Recorded and not there.</summary>
    Missing,

    /// <summary>There and not recorded.</summary>
    Unlisted,

    /// <summary>There under a name that is not recorded, with the bytes of a recorded file that is missing.</summary>
    Renamed,

    /// <summary>There, and cannot be read.</summary>
    Unreadable,
}

public sealed partial class MhlHistory
{
    /// <summary>Compares the history with what is there: names and sizes always, bytes where digests are given.</summary>
    /// <param name="files">The files that are there; those that patterns hide and those in <c>ascmhl</c> folders are passed over.</param>
    /// <param name="folders">The folders that are there, or null to look for files only.</param>
    /// <param name="rules">What is left out; null for the history's own patterns.</param>
    /// <param name="only">Compare nothing but these paths; null for everything.</param>
    /// <remarks>Does not touch any storage. The history should be trusted (<see cref="IsTrusted"/>); comparing with one
    /// that is not says only what its readable generations say.</remarks>
    public HistoryComparison Compare(
        IEnumerable<ObservedFile> files,
        IEnumerable<ObservedFolder>? folders = null,
        HidingRules? rules = null,
        IReadOnlySet<string>? only = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        rules ??= new HidingRules(this);
        var seen = new HashSet<FileRecord>(ReferenceEqualityComparer.Instance);
        var findings = ImmutableArray.CreateBuilder<FileFinding>();
        var strangers = new List<(int Index, ObservedFile File)>();
        foreach (var file in files)
        {
            if (only is not null && !only.Contains(file.Path)) continue;
            var record = Find(file.Path);
            // A file that is hidden is not looked at, and its record must not be reported as missing.
            if (record is not null) seen.Add(record);
            if (rules.Hides(file.Path, isFolder: false)) continue;
            if (record is null && !file.Digests.IsEmpty) strangers.Add((findings.Count, file));
            findings.Add(Judge(file, record));
        }

        var missing = MissingRecords(seen, rules).Where(m => only is null || only.Contains(m.Path)).ToList();
        var taken = MatchRenamed(findings, strangers, missing);
        foreach (var (path, record) in missing)
        {
            if (taken.Contains(path)) continue;
            findings.Add(new FileFinding(path, FileStatus.Missing) { ExpectedLength = record.Size });
        }

        findings.Sort((a, b) => MhlPath.Compare(a.Path, b.Path));
        return new HistoryComparison
        {
            Files = findings.DrainToImmutable(),
            MissingFolders = folders is null || only is not null ? [] : [.. MissingFolders(folders, rules).Order(Comparer<string>.Create(MhlPath.Compare))],
        };
    }

    /// <summary>What the record of a file says about what is there.</summary>
    internal static FileFinding Judge(ObservedFile file, FileRecord? record)
    {
        if (file.Unreadable is { } reason)
            return new FileFinding(file.Path, FileStatus.Unreadable) { Length = file.Length, ExpectedLength = record?.Size, Message = reason };
        if (record is null) return new FileFinding(file.Path, FileStatus.Unlisted) { Length = file.Length };

        var finding = new FileFinding(file.Path, FileStatus.Present) { Length = file.Length, ExpectedLength = record.Size, PreviousPath = record.EarlierPath };
        if (record.IsUnproven)
        {
            return finding with
            {
                Status = FileStatus.Mismatch,
                Message = record.Newest.Unusable ?? $"Generation {record.NewestGeneration} records it as failed and no generation has a hash that can be relied upon.",
            };
        }

        if (record.Size is { } size && size != file.Length)
            return finding with { Status = FileStatus.Mismatch, Message = $"The file has {file.Length} bytes and should have {size}." };

        HashDigest? equal = null;
        foreach (var digest in file.Digests)
        {
            if (record.Hash(digest.Format) is not { } hash) continue;
            if (hash.Digest != digest) return finding with { Status = FileStatus.Mismatch, Expected = hash.Digest, Found = digest };
            equal ??= digest;
        }

        return equal is null ? finding : finding with { Status = FileStatus.Intact, Expected = equal, Found = equal };
    }

    internal IEnumerable<(string Path, FileRecord Record)> MissingRecords(HashSet<FileRecord> seen, HidingRules rules) =>
        from scope in Scopes
        from pair in scope.Records.Files
        where !seen.Contains(pair.Value)
        let path = scope.FromRoot(pair.Key)
        where !rules.Hides(path, isFolder: false)
        select (path, pair.Value);

    internal IEnumerable<string> MissingFolders(IEnumerable<ObservedFolder> folders, HidingRules rules)
    {
        var there = folders.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        return from scope in Scopes
               from path in scope.Records.Folders.Keys
               let fromRoot = scope.FromRoot(path)
               where !there.Contains(fromRoot) && !rules.Hides(fromRoot, isFolder: true)
               select fromRoot;
    }

    private static HashSet<string> MatchRenamed(
        ImmutableArray<FileFinding>.Builder findings, List<(int Index, ObservedFile File)> strangers, List<(string Path, FileRecord Record)> missing)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        if (strangers.Count == 0 || missing.Count == 0) return taken;
        var renames = RenameMatching.Match([.. strangers.Select(s => s.File)], missing);
        foreach (var (index, file) in strangers)
        {
            if (!renames.TryGetValue(file.Path, out var previous)) continue;
            taken.Add(previous);
            findings[index] = findings[index] with { Status = FileStatus.Renamed, PreviousPath = previous };
        }

        return taken;
    }
}
