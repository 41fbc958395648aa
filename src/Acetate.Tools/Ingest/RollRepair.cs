using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Steps.Documents;
using Acetate.Storage;
using Acetate.Tools.Ingest.Plans;
using Acetate.Tools.Ingest.Recording;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Tools.Ingest;

/// <summary>Mends a roll of which some files are bad or missing: only those are sent again, and a new generation says so.</summary>
/// <param name="library">The library.</param>
public sealed class RollRepair(MediaLibrary library)
{
    /// <summary>Repairs a roll from its card, which must be in its place, or its archive copy from the library copy.</summary>
    /// <exception cref="IngestException">Nothing is wrong with the roll's files, or a bad file lies where its source should be.</exception>
    /// <exception cref="StoreException">The store cannot be reached.</exception>
    public async Task<RollReceipt> RepairAsync(Guid rollId, string actor, CancellationToken cancellationToken)
    {
        var (roll, bad) = await library.ReadAsync(async tx => (await tx.RequireRollAsync(rollId, cancellationToken), await BadAsync(tx, rollId, cancellationToken)), cancellationToken);
        var timeline = await library.ReadAsync(tx => tx.TimelineAsync(rollId, cancellationToken), cancellationToken);
        if (roll.Hold is { } hold && RollFacts.OfArrival(timeline).Findings.Any(f => f.Holds(hold)))
            throw new IngestException(IngestProblem.Refused, $"Roll {roll.Name} is held because of what was found on its card, not because of its copies: {hold.Reason} There is nothing to repair. {hold.Advice}".TrimEnd());
        if (bad.Library.IsEmpty && bad.Archive.IsEmpty)
            throw new IngestException(IngestProblem.Refused, $"No file of roll {roll.Name} is known to be bad or missing. There is nothing to repair.");
        var isLibrary = !bad.Library.IsEmpty;
        if (isLibrary) await CheckSourceAsync(roll, bad.Library, cancellationToken);
        await ClearAsync(isLibrary ? library.Options.Store : library.Options.Archive, roll.StorePrefix, isLibrary ? bad.Library : bad.Archive, cancellationToken);
        return await library.WriteAsync(tx => PlanAsync(tx, rollId, isLibrary, isLibrary ? bad.Library : bad.Archive, actor, cancellationToken), cancellationToken);
    }

    private async Task<RollReceipt> PlanAsync(
        LibraryTransaction tx, Guid rollId, bool isLibrary, ImmutableArray<(string Path, CopyFileState State)> bad, string actor, CancellationToken cancellationToken)
    {
        var roll = await tx.RequireRollAsync(rollId, cancellationToken);
        var paths = bad.Select(b => b.Path).ToImmutableArray();
        await tx.AuditAsync(actor, "roll.repaired", rollId.ToString(), roll.Show, new { files = paths, copy = isLibrary ? "library" : "archive" }, cancellationToken);
        roll = await tx.UnholdRollAsync(roll, actor, $"Roll {roll.Name} is being repaired: {ReportText.Count(paths.Length, "file is", "files are")} sent again.", cancellationToken);
        var copy = await tx.CopyAsync(rollId, isLibrary ? CopyTier.Library : CopyTier.Archive, cancellationToken);
        if (copy is not null)
        {
            await tx.PutCopyAsync(copy with { State = CopyState.Writing, Message = "" }, cancellationToken);
            await tx.PutCopyFilesAsync(copy, [.. bad.Select(b => new CopyFileNews(b.Path, CopyFileState.Waiting, []))], tx.Now, cancellationToken);
        }

        if (!isLibrary)
        {
            // The follow-up makes the archive copy anew: what is there is compared, what is missing is sent.
            foreach (var job in (await tx.JobsAboutAsync(rollId.ToString(), cancellationToken)).Where(j => j.Kind == ArchivePlan.Kind && j.State is not JobState.Cancelled))
                await tx.CancelJobAsync(job.Id, actor, cancellationToken);
            return new RollReceipt(roll.Id, roll.Name, RollOutcome.Accepted, null);
        }

        var files = await RollFiles.AllAsync(tx, rollId, cancellationToken);
        var next = await new CardIngest(library).PlanRollAsync(tx, roll, files, paths, roll.Tags.GetValueOrDefault("place", ""), CardIngest.UploadOf(roll), actor, cancellationToken);
        return new RollReceipt(roll.Id, roll.Name, RollOutcome.Accepted, next.Id);
    }

    /// <summary>A bad file is only taken away when its source can be read: a damaged file may be better than none.</summary>
    private static async Task CheckSourceAsync(Roll roll, ImmutableArray<(string Path, CopyFileState State)> bad, CancellationToken cancellationToken)
    {
        // A card beside another machine is looked at there, when the step runs.
        if (roll.Tags.GetValueOrDefault("place", "").Length > 0) return;
        var card = await StoreUrl.OpenAsync(new Uri(roll.Source), StoreAccess.Read, cancellationToken);
        await using var _ = card;
        foreach (var (path, _) in bad)
            if (await card.FindAsync(StoreKey.Parse(path), cancellationToken) is null)
                throw new IngestException(IngestProblem.NotFound, $"'{path}' is not at {new Uri(roll.Source).LocalPath}. Put the card of roll {roll.Name} back in and repair again.");
    }

    /// <summary>Takes away what lies under the name of a bad file, so that the right bytes can have it.</summary>
    private static async Task ClearAsync(Uri location, string prefix, ImmutableArray<(string Path, CopyFileState State)> bad, CancellationToken cancellationToken)
    {
        var store = await StoreUrl.OpenAsync(location, StoreAccess.ReadWrite, cancellationToken);
        await using var _ = store;
        foreach (var (path, state) in bad)
            if (state is CopyFileState.Mismatch or CopyFileState.SizeDiffers or CopyFileState.Unreadable)
                await store.DeleteAsync(StoreKey.Parse($"{prefix}/{path}"), cancellationToken);
    }

    private static async Task<(ImmutableArray<(string, CopyFileState)> Library, ImmutableArray<(string, CopyFileState)> Archive)> BadAsync(
        LibraryTransaction tx, Guid roll, CancellationToken cancellationToken)
    {
        var (inLibrary, inArchive) = (ImmutableArray.CreateBuilder<(string, CopyFileState)>(), ImmutableArray.CreateBuilder<(string, CopyFileState)>());
        // Where the upload was cut short, files that were never begun are missing too.
        var isCutShort = (await tx.CopyAsync(roll, CopyTier.Library, cancellationToken))?.State is not (CopyState.Verified or CopyState.Written);
        var after = 0L;
        while (await tx.FileStatusAsync(roll, null, after, 10_000, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var file in page)
            {
                if (file.File.Verdict is RollFileVerdict.Missing or RollFileVerdict.Ignored) continue;
                var state = file.Library ?? CopyFileState.Waiting;
                if (FileResults.IsBad(state) || isCutShort && state == CopyFileState.Waiting) inLibrary.Add((file.File.Path, state));
                if (file.Archive is { } a && FileResults.IsBad(a)) inArchive.Add((file.File.Path, a));
            }

            after = page[^1].File.Number;
        }

        return (inLibrary.ToImmutable(), inArchive.ToImmutable());
    }
}
