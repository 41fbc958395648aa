using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl.Disk;

/// <summary>How to seal a folder.</summary>
public sealed record SealOptions
{
    /// <summary>When the process started.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who does it.</summary>
    public required MhlCreator Creator { get; init; }

    /// <summary>What is being done; the default is <see cref="MhlProcess.InPlace"/>.</summary>
    public MhlProcess Process { get; init; }

    /// <summary>The hash formats; the default is XXH128 alone.</summary>
    public ImmutableArray<HashFormat> Formats { get; init; } = [HashFormat.Xxh128];

    /// <summary>Ignore patterns to add to the history's; none by default.</summary>
    public ImmutableArray<string> IgnorePatterns { get; init; } = [];

    /// <summary>Whether folders get hashes; the default is true.</summary>
    public bool DirectoryHashes { get; init; } = true;

    /// <summary>Whether a new file with the bytes of a missing one is recorded as renamed; the default is false.</summary>
    public bool DetectRenames { get; init; }

    /// <summary>Seal these files only, relative to the folder; empty seals everything.</summary>
    public ImmutableArray<string> Only { get; init; } = [];
}

/// <summary>What sealing did and found.</summary>
/// <param name="Generation">What was written.</param>
/// <param name="Notes">What was passed over.</param>
public sealed record SealReport(PreparedGeneration Generation, ImmutableArray<ScanNote> Notes)
{
    /// <summary>Whether nothing is wrong: no recorded file is missing or differs, and everything could be read.</summary>
    public bool IsClean =>
        Generation.Comparison.MissingFolders.IsEmpty
        && Generation.Comparison.Files.All(f => f.Status is FileStatus.Intact or FileStatus.Unlisted or FileStatus.Renamed)
        && Notes.All(n => !n.LosesContent);
}

public sealed partial class MhlFolder
{
    /// <summary>Hashes the folder and writes the next generation, also when files are missing or differ; the report says so.</summary>
    /// <remarks>Throws <see cref="MhlException"/> before anything is hashed when the history is not trusted.</remarks>
    public async Task<SealReport> SealAsync(SealOptions options, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (IsLegacy)
        {
            // A folder's MHL 1.x files stay where they are and become files of the first generation.
            var fresh = new MhlFolder(Scan, await MhlHistory.LoadAsync(FolderHistoryFiles.Of(Scan), History.Root.Name, cancellationToken).ConfigureAwait(false));
            return await fresh.SealAsync(options, progress, cancellationToken).ConfigureAwait(false);
        }

        if (History.Findings.Any(f => f.BreaksTrust && f.Kind != HistoryFindingKind.NoHistory)) History.ThrowIfUntrusted();
        foreach (var format in options.Formats) MhlFormats.Name(format);
        var rules = new HidingRules(History, options.IgnorePatterns);
        var only = options.Only.IsEmpty ? null : options.Only.ToHashSet(StringComparer.Ordinal);
        var there = Scan.Files.Where(f => !rules.Hides(f.Path, isFolder: false) && (only is null || only.Contains(f.Path))).ToList();
        if (only is not null && only.Except(there.Select(f => f.Path)).FirstOrDefault() is { } absent)
            throw new FileNotFoundException($"There is no file '{absent}' in '{Scan.Root}'.");

        var vanished = options.DetectRenames && only is null ? SizesOfMissing(there, rules) : [];
        var work = there
            .Select(f => new FileHashing.Work(f, Formats(f, options.Formats, vanished)))
            .ToList();
        var files = await HashAsync(work, new FileHashing(Scan.Root, History, progress, cancellationToken)).ConfigureAwait(false);
        var prepared = History.PrepareGeneration(new GenerationRequest
        {
            At = options.At,
            Creator = options.Creator,
            Process = options.Process,
            Files = files,
            Folders = Scan.Folders,
            IsPartial = only is not null,
            DirectoryFormats = options.DirectoryHashes ? options.Formats : [],
            IgnorePatterns = options.IgnorePatterns,
            DetectRenames = options.DetectRenames,
        });
        try
        {
            await prepared.WriteAsync(FolderHistoryFiles.Of(Scan), cancellationToken).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new UnauthorizedAccessException($"The generation could not be written into '{Scan.Root}': {denied.Message} A write-protected volume can be verified, not sealed.", denied);
        }

        return new SealReport(prepared, VisibleNotes(rules));
    }

    /// <summary>The formats of missing files by size: a new file of that size may be one of them.</summary>
    private Dictionary<long, HashSet<HashFormat>> SizesOfMissing(List<ObservedFile> there, HidingRules rules)
    {
        var seen = new HashSet<FileRecord>(there.Select(f => History.Find(f.Path)).OfType<FileRecord>(), ReferenceEqualityComparer.Instance);
        var sizes = new Dictionary<long, HashSet<HashFormat>>();
        foreach (var (_, record) in History.MissingRecords(seen, rules))
        {
            if (record.Trusted.IsEmpty) continue;
            // The reference program does not record a size of 0.
            var size = record.Size ?? 0;
            if (!sizes.TryGetValue(size, out var formats)) sizes.Add(size, formats = []);
            formats.Add(MhlFormats.Cheapest(record.Trusted.Select(t => t.Digest.Format)));
        }

        return sizes;
    }

    private ImmutableArray<HashFormat> Formats(ObservedFile file, ImmutableArray<HashFormat> requested, Dictionary<long, HashSet<HashFormat>> vanished)
    {
        var record = History.Find(file.Path);
        if (record is not null || !vanished.TryGetValue(file.Length, out var more)) return MhlHistory.FormatsFor(record, requested);
        return [.. requested.Union(more)];
    }
}
