using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Steps.Documents;
using Acetate.Storage;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Ingest.Plans;
using Acetate.Tools.Ingest.Recording;
using Acetate.Tools.Jobs;
using Microsoft.Extensions.Logging;

namespace Acetate.Tools.Ingest;

/// <summary>Does what a recorder may not, because it reaches beyond the database: starts the archive copy of a sealed roll, writes the
/// roll's document beside it, and then declares the roll complete.</summary>
/// <remarks>It only looks at what the library says and does what is missing, so any number of processes may run it and each may die.</remarks>
/// <param name="library">The library.</param>
/// <param name="wake">Tells the runner that there is new work.</param>
/// <param name="logger">The log.</param>
public sealed partial class IngestFollowUp(MediaLibrary library, Action wake, ILogger<IngestFollowUp> logger)
{
    private const string Actor = "ingest";

    private readonly ConcurrentDictionary<Guid, StoreException> troubles = [];

    /// <summary>The folder of the archive store that holds the documents of rolls.</summary>
    public const string DocumentFolder = "acetate-rolls";

    /// <summary>Works until cancelled: at every event that may give it work, and every few seconds.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(FollowAsync(cancellationToken), LookAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Does everything there is to do now.</summary>
    /// <returns>How many rolls it moved.</returns>
    public async Task<int> OnceAsync(CancellationToken cancellationToken)
    {
        var moved = 0;
        foreach (var roll in await library.ReadAsync(tx => tx.OpenRollsAsync(cancellationToken), cancellationToken))
        {
            try
            {
                if (roll.Hold is null && await MoveAsync(roll, cancellationToken)) moved++;
                troubles.TryRemove(roll.Id, out _);
            }
            catch (StoreException problem)
            {
                // The archive may be away for a while; the copy in the library is safe meanwhile.
                troubles[roll.Id] = problem;
                CannotMove(roll.Name, problem.Message);
            }
        }

        if (moved > 0) wake();
        return moved;
    }

    /// <summary>What keeps a roll from being moved on, as it was at the last look; null for nothing.</summary>
    public StoreException? TroubleOf(Guid roll) => troubles.GetValueOrDefault(roll);

    /// <summary>The key of a roll's document in the archive store.</summary>
    public static StoreKey DocumentKey(Guid roll) => StoreKey.Parse($"{DocumentFolder}/{roll:N}/{RollDocument.FileName}");

    private async Task<bool> MoveAsync(Roll roll, CancellationToken cancellationToken)
    {
        if (roll.Stage == RollStage.Archived)
        {
            await RequireArchiveAsync(cancellationToken);
            await WriteDocumentAsync(roll.Id, cancellationToken);
            return await library.WriteAsync(tx => CompleteAsync(tx, roll.Id, cancellationToken), cancellationToken);
        }

        var stages = await library.ReadAsync(tx => tx.StagesAsync(roll.Id, cancellationToken), cancellationToken);
        var isSealed = stages.Any(s => s is { Stage: RollStage.Verified, State: StageState.Done });
        var isArchived = stages.Any(s => s is { Stage: RollStage.Archived, State: StageState.Done });
        if (!isSealed || isArchived) return false;
        await RequireArchiveAsync(cancellationToken);
        var history = await HistoryAsync(roll, cancellationToken);
        return await library.WriteAsync(tx => StartArchiveAsync(tx, roll.Id, history, cancellationToken), cancellationToken);
    }

    /// <summary>The archive would be made anew where its disk is not mounted.</summary>
    private async Task RequireArchiveAsync(CancellationToken cancellationToken)
    {
        if (await StoreAway.FindAsync(library, CopyTier.Archive, cancellationToken) is { } away) throw new StoreException(StoreProblem.NotFound, away);
    }

    /// <summary>The manifests that lie beside the library copy now: they travel to the archive.</summary>
    private async Task<List<CheckedFile>> HistoryAsync(Roll roll, CancellationToken cancellationToken)
    {
        var files = new List<CheckedFile>();
        var archive = await StoreUrl.OpenAsync(library.Options.Archive, StoreAccess.ReadWrite, cancellationToken);
        await using var opened = archive;
        // Where a history lies already, it goes on by itself: only the first copy brings one along.
        await foreach (var file in archive.ListAsync(StoreKey.Parse(roll.StorePrefix + "/ascmhl"), cancellationToken)) return files;
        var store = await StoreUrl.OpenAsync(library.Options.Store, StoreAccess.Read, cancellationToken);
        await using var _ = store;
        await foreach (var file in store.ListAsync(StoreKey.Parse(roll.StorePrefix), cancellationToken))
        {
            var path = file.Key.ToString()[(roll.StorePrefix.Length + 1)..];
            if (MhlPath.IsInHistory(path)) files.Add(new CheckedFile(path, file.Length, RollFileVerdict.Listed, [], [Hashing.HashFormat.Xxh128]));
        }

        return files;
    }

    private async Task<bool> StartArchiveAsync(LibraryTransaction tx, Guid rollId, List<CheckedFile> history, CancellationToken cancellationToken)
    {
        var roll = await tx.RequireRollAsync(rollId, cancellationToken);
        var working = await tx.CopyAsync(rollId, CopyTier.Library, cancellationToken);
        if (roll.Hold is not null || working is not { State: CopyState.Verified }) return false;
        var jobs = await tx.JobsAboutAsync(rollId.ToString(), cancellationToken);
        var attempts = jobs.Where(j => j.Kind == ArchivePlan.Kind).ToList();
        if (attempts.Any(j => j.State is not JobState.Cancelled)) return false;
        var show = await tx.RequireShowAsync(roll.Show, cancellationToken);
        var archive = await tx.CopyAsync(rollId, CopyTier.Archive, cancellationToken) ?? new RollCopy
        {
            Id = Guid.CreateVersion7(tx.Now),
            Roll = rollId,
            Tier = CopyTier.Archive,
            Store = library.Options.Archive.ToString(),
            Prefix = roll.StorePrefix,
            Place = StorePlace.Of(library.Options.Archive),
        };
        await tx.PutCopyAsync(archive with { State = CopyState.Writing, Message = "" }, cancellationToken);
        var files = await RollFiles.AllAsync(tx, rollId, cancellationToken);
        var plan = ArchivePlan.For(new StoreTransfer
        {
            Roll = rollId,
            Attempt = $"{attempts.Count + 1}",
            Show = roll.Show,
            Name = roll.Name,
            Source = library.Options.Store,
            SourcePrefix = roll.StorePrefix,
            Target = library.Options.Archive,
            TargetPrefix = roll.StorePrefix,
            IsOneDisk = StorePlace.AreOneDisk(library.Options.Store, library.Options.Archive),
            Formats = RollFiles.Formats(show.Settings),
            Files = [.. files.Where(f => !f.Digests.IsEmpty && !MhlPath.IsInHistory(f.Path)).Select(f => RollFiles.ToPlan(f, withMeasured: true))],
            History = [.. history],
            Deadline = show.Settings.Targets.CardToArchiveMinutes is { } minutes ? roll.FoundAt.AddMinutes(minutes) : null,
            At = tx.Now,
            Maker = ManifestMaker.For(""),
        });
        await tx.SetWorkAsync(rollId, CardIngest.WorkOf(plan), cancellationToken);
        await tx.SubmitAsync(plan, Actor, cancellationToken);
        return true;
    }

    /// <summary>Writes what the footage itself does not say beside the archive copy, so that a lost library can be rebuilt.</summary>
    internal async Task WriteDocumentAsync(Guid rollId, CancellationToken cancellationToken)
    {
        var document = await library.ReadAsync(async tx =>
        {
            var roll = await tx.RequireRollAsync(rollId, cancellationToken);
            var clips = await tx.ClipsAsync(rollId, cancellationToken);
            var used = clips.Select(c => c.FormatCard).ToHashSet();
            var edits = ImmutableDictionary.CreateBuilder<Guid, ImmutableArray<ClipEdit>>();
            foreach (var clip in clips.Where(c => c.Facts.Any(ClipValues.IsSaid))) edits[clip.Id] = [.. await tx.ClipEditsAsync(clip.Id, cancellationToken)];
            return new RollDocument
            {
                Version = RollDocument.CurrentVersion,
                WrittenAt = tx.Now,
                Roll = roll,
                Clips = [.. clips],
                FormatCards = [.. (await tx.FormatCardsAsync(roll.Show, cancellationToken)).Where(c => used.Contains(c.Id))],
                Edits = edits.ToImmutable(),
            };
        }, cancellationToken);
        var bytes = document.Write();
        var archive = await StoreUrl.OpenAsync(library.Options.Archive, StoreAccess.ReadWrite, cancellationToken);
        await using var _ = archive;
        await using var writer = await archive.OpenWriteAsync(DocumentKey(rollId),
            new WriteOptions { Length = bytes.Length, ResumeTag = Convert.ToHexStringLower(SHA256.HashData(bytes)), Replace = true }, cancellationToken);
        await writer.WriteAsync(bytes.AsMemory((int)writer.Position), cancellationToken);
        await writer.PublishAsync(cancellationToken);
    }

    private static async Task<bool> CompleteAsync(LibraryTransaction tx, Guid rollId, CancellationToken cancellationToken)
    {
        var roll = await tx.RequireRollAsync(rollId, cancellationToken);
        if (roll.Stage != RollStage.Archived || roll.Hold is not null) return false;
        var copies = await tx.CopiesAsync(rollId, cancellationToken);
        await tx.EndStageAsync(roll, RollStage.Complete, Actor,
            $"Roll {roll.Name} is complete: {ReportText.Count(roll.Files, "file", "files")}, {ReportText.Size(roll.Bytes)}, {ReportText.Count(copies.Count(c => c.State == CopyState.Verified), "verified copy", "verified copies")}.",
            null, cancellationToken);
        return true;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var last = await library.ReadAsync(tx => tx.LastEventAsync(cancellationToken), cancellationToken);
        await foreach (var item in library.FollowEventsAsync(last, EventFilter.All, cancellationToken))
            if (item.Kind is "roll.verified" or "roll.archived" or "roll.proxied" or "roll.inspected" or "roll.released")
                await SafelyAsync(cancellationToken);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await SafelyAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, cancellationToken);
        }
    }

    private async Task SafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OnceAsync(cancellationToken);
        }
        catch (LibraryException problem) when (!problem.IsPermanent)
        {
            CannotMove("all", problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Roll {Roll} waits: {Problem}")]
    private partial void CannotMove(string roll, string problem);
}
