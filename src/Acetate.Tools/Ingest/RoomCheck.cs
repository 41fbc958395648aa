using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Rolls;
using Acetate.Steps.Documents;
using Acetate.Storage.Local;

namespace Acetate.Tools.Ingest;

/// <summary>A disk of this machine that has less room than rolls still need.</summary>
/// <param name="Disk">The disk.</param>
/// <param name="Needed">Bytes that are still to be written there.</param>
/// <param name="Rolls">The rolls that need them.</param>
/// <param name="IsOnlyArchive">Only second copies lie there: first copies and the database do not suffer.</param>
public sealed record RoomShortage(DiskRoom Disk, long Needed, ImmutableArray<string> Rolls, bool IsOnlyArchive)
{
    /// <summary>What a finding of it is called.</summary>
    public const string Code = "disk-too-small";

    /// <summary>As a finding about an offer: on a server nobody waits for, the work begins, and waits by itself when there is no more room.</summary>
    public Finding AsFinding() => new()
    {
        Severity = FindingSeverity.Warning,
        Code = Code,
        Message = $"{ToString()[..^1]}, on the server.",
        Advice = IsOnlyArchive ? "The first copy is made; the second waits until there is room." : "What fits is copied; make room there, and the rest goes on by itself. Do not format the card before.",
    };

    /// <summary>What is short and by how much, as a sentence.</summary>
    public override string ToString() =>
        $"The disk at {Disk.MountPoint} has {ReportText.Size(Disk.Free)} free, and {ReportText.Size(Needed)} are still to be written there for {ReportText.Count(Rolls.Length, "roll", "rolls")} ({string.Join(", ", Rolls)}).";
}

/// <summary>Holds the room on this machine's disks against what rolls still need there. Of stores in a network nothing is known.</summary>
/// <param name="library">The library.</param>
public sealed class RoomCheck(MediaLibrary library)
{
    // What the database and the workers write about a roll, beside its footage; rather too much than too little.
    private const long Records = 4L << 20, RecordsPerFile = 2_048, Block = 4_096;

    /// <summary>The disks that are too small for what is left to do of these rolls.</summary>
    /// <param name="rolls">The rolls; those that wait for a person need nothing now.</param>
    /// <param name="withArchive">Whether second copies are to be made, too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ImmutableArray<RoomShortage>> ShortagesAsync(IReadOnlyCollection<Guid> rolls, bool withArchive, CancellationToken cancellationToken)
    {
        var needs = new Dictionary<string, (DiskRoom Disk, long Bytes, SortedSet<string> Rolls, bool IsOnlyArchive)>(StringComparer.Ordinal);
        foreach (var id in rolls)
        {
            var (roll, copies) = await library.ReadAsync(async tx => (await tx.RequireRollAsync(id, cancellationToken), await tx.CopiesAsync(id, cancellationToken)), cancellationToken);
            if (roll.Hold is not null || roll.Stage >= RollStage.Archived) continue;
            bool Lacks(CopyTier tier) => !copies.Any(c => c.Tier == tier && c.State is CopyState.Written or CopyState.Verified);
            var first = Lacks(CopyTier.Library) && library.Options.Store.IsFile;
            var second = withArchive && Lacks(CopyTier.Archive) && library.Options.Archive.IsFile;
            if (first) Add(library.Options.Store.LocalPath, await LackingAsync(roll, library.Options.Store, cancellationToken), roll.Name, false);
            if (second) Add(library.Options.Archive.LocalPath, await LackingAsync(roll, library.Options.Archive, cancellationToken), roll.Name, true);
            if ((first || second) && !library.Options.Database.IsPostgres) Add(library.Options.Database.File, Records + RecordsPerFile * roll.Files, roll.Name, false);
        }

        return [.. needs.Values.Where(n => n.Bytes > n.Disk.Free).Select(n => new RoomShortage(n.Disk, n.Bytes, [.. n.Rolls], n.IsOnlyArchive))];

        void Add(string folder, long bytes, string roll, bool isArchive)
        {
            if (bytes == 0 || DiskRoom.Of(folder) is not { } disk) return;
            var known = needs.GetValueOrDefault(disk.MountPoint, (disk, 0, [], true));
            known.Rolls.Add(Scan.Names.Printable(roll));
            needs[disk.MountPoint] = (known.Disk, known.Bytes + bytes, known.Rolls, known.IsOnlyArchive && isArchive);
        }
    }

    /// <summary>What a store's folder still has to take of a roll. Only where something lies already does every file count.</summary>
    private async Task<long> LackingAsync(Roll roll, Uri store, CancellationToken cancellationToken)
    {
        var folder = Path.Join(store.LocalPath, roll.StorePrefix);
        if (!Directory.Exists(folder)) return roll.Bytes + roll.Files * Block / 2;
        var files = await library.ReadAsync(tx => RollFiles.AllAsync(tx, roll.Id, cancellationToken), cancellationToken);
        return DiskRoom.Lacking(folder, files.Where(f => f.Verdict is not (RollFileVerdict.Missing or RollFileVerdict.Ignored)).Select(f => (f.Path, (f.Length + Block - 1) / Block * Block)));
    }
}
