using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Events;
using Acetate.Library.Matching;
using Acetate.Server.Hosting;
using Acetate.Server.Tools.Workspaces;
using Acetate.Server.Uploads;
using Acetate.Storage;
using Acetate.Tools.ConformPulls.Offlines;

namespace Acetate.Server.Tools.Matching;

/// <summary>Reads reference movies back that have come, one after the other, and has those looked at that came whole.</summary>
public sealed partial class OfflineArrival(Fleet fleet, OfflineUploads uploads, MediaLibrary library, Workshop workshop, ILogger<OfflineArrival> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = uploads.NextArrival;
            try
            {
                foreach (var offline in fleet.IsHere ? await library.ReadAsync(tx => tx.ArrivingOfflinesAsync(stoppingToken), stoppingToken) : [])
                    if (await IsDueAsync(offline, stoppingToken)) await CheckAsync(offline, stoppingToken);
            }
            catch (Exception problem) when (problem is StoreException or LibraryException)
            {
                NotChecked(problem.Message);
            }

            await Task.WhenAny(next, Task.Delay(Interval, library.Clock, stoppingToken));
        }
    }

    private async Task<bool> IsDueAsync(CutOffline offline, CancellationToken cancellationToken)
    {
        var record = uploads.Shelf.Peek(OfflineUploads.Of(offline));
        // A record is written before the first byte is taken: one that is not there has just not been written yet, or has expired.
        if (record is null) return library.Clock.GetUtcNow() - offline.SentAt > Interval;
        return record.Published || await uploads.Shelf.IsNamedUnknownAsync(record.Id, cancellationToken);
    }

    private async Task CheckAsync(CutOffline offline, CancellationToken cancellationToken)
    {
        var record = uploads.Shelf.Peek(OfflineUploads.Of(offline));
        var (hash, reason) = record is null ? ("", "Nobody went on with it for a week, and nothing of it is kept. Hand it in again.")
            : !record.Published ? ("", "The server ended at the instant at which the last byte came, and cannot say what came. Hand it in again.")
            : await ArrivedBytes.ReadBackAsync(uploads.Store, offline.Key, offline.Length, record, FileNature.Looked, begin => FileNature.WhyNot(offline.Name, begin.Span), cancellationToken);
        var desk = new OfflineDesk(library);
        var isSettled = await library.WriteAsync(async tx =>
        {
            if (!await tx.SettleOfflineAsync(offline.Id, reason is null ? CutOfflineState.Kept : CutOfflineState.Refused, hash, reason ?? "", cancellationToken)) return false;
            var cut = await tx.RequireCutAsync(offline.Cut, cancellationToken);
            await tx.AuditAsync(offline.SentBy, reason is null ? "cut.offline-kept" : "cut.offline-refused", offline.Cut.ToString(), cut.Show, new { cut = cut.Name, offline.Name, offline.Length, hash, reason }, cancellationToken);
            await tx.AppendEventAsync(new()
            {
                At = tx.Now,
                Kind = reason is null ? "cut.offline-kept" : "cut.offline-refused",
                Actor = offline.SentBy,
                Message = reason is null ? $"{offline.SentBy} handed in the reference movie {offline.Name} of {cut.Name}." : $"The reference movie {offline.Name} of {cut.Name} was not taken. {reason}",
                Show = cut.Show,
                Data = JsonSerializer.SerializeToElement(new { cut = cut.Id }),
            }, cancellationToken);
            if (reason is null) await desk.BeginAsync(tx, offline, cut.Show, cancellationToken);
            return true;
        }, cancellationToken);
        if (isSettled && reason is not null) await uploads.Store.DeleteAsync(StoreKey.Parse(offline.Key), cancellationToken);
        await uploads.Shelf.ForgetAsync(OfflineUploads.Of(offline), cancellationToken);
        if (!isSettled || reason is not null) return;
        await desk.CheckAsync(offline.Id, offline.SentBy, cancellationToken);
        workshop.Wake();
    }

    [LoggerMessage(LogLevel.Warning, "Reference movies of cuts could not be checked: {Message}")]
    private partial void NotChecked(string message);
}

/// <summary>Gives up reference movies that lie removed for longer than bins keep what is in them.</summary>
public sealed class OfflineSweep(Fleet fleet, MediaLibrary library, LibraryStores stores, UploadLimits limits, ILogger<OfflineSweep> logger) : Sweep(fleet, TimeSpan.FromMinutes(30), "Reference movies that were taken away", library.Clock, logger)
{
    /// <inheritdoc/>
    protected override Task TidyAsync(CancellationToken cancellationToken) => EmptyAsync(library, stores.Workspaces, limits, cancellationToken);

    /// <summary>Does it once. Stopped at any point, the next time goes on: a movie is given up first, then its bytes go, then its row.</summary>
    /// <returns>How many went.</returns>
    internal static async Task<int> EmptyAsync(MediaLibrary library, IFileStore store, UploadLimits limits, CancellationToken cancellationToken)
    {
        if (limits.BinDays is not { } days) return 0;
        var before = library.Clock.GetUtcNow() - TimeSpan.FromDays(days);
        var gone = await library.WriteAsync(tx => tx.GiveUpOfflinesAsync(before, cancellationToken), cancellationToken);
        foreach (var offline in gone)
        {
            await store.DeleteAsync(StoreKey.Parse(offline.Key), cancellationToken);
            await new OfflineDesk(library).ForgetAsync(offline, cancellationToken);
            await library.WriteAsync(async tx =>
            {
                await tx.ForgetOfflineAsync(offline.Id, cancellationToken);
                await tx.AuditAsync("acetate-server", "cut.offline-gone", offline.Cut.ToString(), (await tx.CutAsync(offline.Cut, cancellationToken))?.Show ?? "", new { offline.Name, offline.Length }, cancellationToken);
                return true;
            }, cancellationToken);
        }

        return gone.Count;
    }
}
