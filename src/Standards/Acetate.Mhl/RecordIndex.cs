using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>What all generations of one scope together say about each path that should exist now.</summary>
/// <remarks>Renames are followed: a record moves with its file, however often it was renamed, and the old path is expected no longer.</remarks>
internal sealed class RecordIndex
{
    private readonly Dictionary<string, FileRecord> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FolderRecord> folders = new(StringComparer.Ordinal);
    private readonly List<(int Generation, string Path, string Previous)> unknownPrevious = [];

    public RecordIndex(ImmutableArray<MhlGeneration> generations)
    {
        foreach (var generation in generations)
            if (generation.Manifest is { } manifest)
                Add(generation.Number, manifest);
    }

    public IReadOnlyDictionary<string, FileRecord> Files => files;

    public IReadOnlyDictionary<string, FolderRecord> Folders => folders;

    public IReadOnlyList<(int Generation, string Path, string Previous)> UnknownPrevious => unknownPrevious;

    public FileRecord? File(ReadOnlySpan<char> path) =>
        files.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out var record) ? record : null;

    public FolderRecord? Folder(ReadOnlySpan<char> path) =>
        folders.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path, out var record) ? record : null;

    private void Add(int generation, MhlManifest manifest)
    {
        var moved = TakeRenamed(generation, manifest);
        if (generation == 1 || files.Count == 0) files.EnsureCapacity(manifest.Entries.Length);
        foreach (var entry in manifest.Entries)
        {
            if (entry is MhlFileEntry file)
            {
                var before = moved?.GetValueOrDefault(entry) as FileRecord ?? files.GetValueOrDefault(file.Path);
                files[file.Path] = before is null ? FileRecord.First(generation, file) : before.Then(generation, file);
            }
            else if (entry is MhlDirectoryEntry folder)
            {
                var before = moved?.GetValueOrDefault(entry) as FolderRecord ?? folders.GetValueOrDefault(folder.Path);
                folders[folder.Path] = FolderRecord.Then(before, generation, folder);
            }
        }
    }

    /// <summary>Takes the records of everything renamed in a generation off their old paths, before any is put on a new one:
    /// two files may have swapped names.</summary>
    private Dictionary<MhlEntry, object>? TakeRenamed(int generation, MhlManifest manifest)
    {
        Dictionary<MhlEntry, object>? moved = null;
        foreach (var entry in manifest.Entries)
        {
            if (entry.PreviousPath is not { } previous || previous == entry.Path) continue;
            object? record = entry is MhlFileEntry ? files.GetValueOrDefault(previous) : folders.GetValueOrDefault(previous);
            if (record is null) unknownPrevious.Add((generation, entry.Path, previous));
            else (moved ??= new(ReferenceEqualityComparer.Instance)).Add(entry, record);
        }

        foreach (var entry in moved?.Keys ?? Enumerable.Empty<MhlEntry>())
        {
            if (entry is MhlFileEntry) files.Remove(entry.PreviousPath!);
            else folders.Remove(entry.PreviousPath!);
        }

        return moved;
    }
}

/// <summary>What the generations of a history say about one file.</summary>
public sealed class FileRecord
{
    private FileRecord(MhlFileEntry newest, int firstGeneration, int newestGeneration, ImmutableArray<MhlHash> trusted, long? size, string? earlierPath) =>
        (Newest, FirstGeneration, NewestGeneration, Trusted, Size, EarlierPath) = (newest, firstGeneration, newestGeneration, trusted, size, earlierPath);

    /// <summary>The newest entry.</summary>
    public MhlFileEntry Newest { get; }

    /// <summary>The first generation that lists the file, under whatever name.</summary>
    public int FirstGeneration { get; }

    /// <summary>The newest generation that lists it.</summary>
    public int NewestGeneration { get; }

    /// <summary>Per format the first hash that did not fail, oldest first: what the file's bytes have to give.
    /// Empty when the file was only ever recorded as failed, or without hash.</summary>
    public ImmutableArray<MhlHash> Trusted { get; }

    /// <summary>Bytes, as the first entry with a trusted hash says; null when none does.</summary>
    public long? Size { get; }

    /// <summary>The path under which the history first knew the file, when it was renamed since; else null.</summary>
    public string? EarlierPath { get; }

    /// <summary>Whether the newest entry says that the file differs from what it was.</summary>
    public bool IsFailed => Newest.Hashes.Any(h => !h.IsTrusted);

    /// <summary>Whether there are hashes and none of them may be relied upon.</summary>
    public bool IsUnproven => Trusted.IsEmpty && (IsFailed || Newest.Unusable is not null);

    /// <summary>The trusted hash in a format, or null.</summary>
    public MhlHash? Hash(HashFormat format)
    {
        foreach (var hash in Trusted)
            if (hash.Digest.Format == format)
                return hash;
        return null;
    }

    internal static FileRecord First(int generation, MhlFileEntry entry)
    {
        var trusted = entry.Hashes.All(h => h.IsTrusted) ? entry.Hashes : [.. entry.Hashes.Where(h => h.IsTrusted)];
        return new FileRecord(entry, generation, generation, trusted, trusted.IsEmpty && !entry.Hashes.IsEmpty ? null : entry.Size, null);
    }

    internal FileRecord Then(int generation, MhlFileEntry entry)
    {
        var trusted = Trusted;
        foreach (var hash in entry.Hashes)
            if (hash.IsTrusted && Hash(hash.Digest.Format) is null)
                trusted = trusted.Add(hash);
        var size = Size ?? (entry.Hashes.Any(h => !h.IsTrusted) ? null : entry.Size);
        var earlier = EarlierPath ?? (Newest.Path == entry.Path ? null : Newest.Path);
        return new FileRecord(entry, FirstGeneration, generation, trusted, size, earlier == entry.Path ? null : earlier);
    }
}

/// <summary>What the generations of a history say about one folder.</summary>
internal sealed record FolderRecord(ImmutableArray<(int Generation, MhlDirectoryEntry Entry)> Entries)
{
    public MhlDirectoryEntry Newest => Entries[^1].Entry;

    public int NewestGeneration => Entries[^1].Generation;

    public static FolderRecord Then(FolderRecord? before, int generation, MhlDirectoryEntry entry) =>
        before is null ? new FolderRecord([(generation, entry)]) : new FolderRecord(before.Entries.Add((generation, entry)));
}
