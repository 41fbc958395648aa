using System.Collections.Concurrent;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Workspaces;
using Acetate.Server.Hosting;
using Acetate.Server.Uploads;
using Acetate.Storage;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>Reads back what people sent into workspaces: a file has its name when what the disk gives back is what came, and looks like what its name says.</summary>
public sealed partial class ArrivalCheck(Fleet fleet, KeptUploads uploads, MediaLibrary library, ILogger<ArrivalCheck> logger) : BackgroundService
{
    private const int AtOnce = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, Task> running = new();
    private readonly SemaphoreSlim turns = new(AtOnce);

    /// <inheritdoc/>
    public override void Dispose()
    {
        turns.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var next = uploads.NextArrival;
                try
                {
                    await uploads.Shelf.SweepAsync(stoppingToken);
                    foreach (var file in fleet.IsHere ? await library.ReadAsync(tx => tx.ArrivingFilesAsync(stoppingToken), stoppingToken) : [])
                        if (running.GetValueOrDefault(file.Id) is not { IsCompleted: false } && await IsDueAsync(file, stoppingToken)) running[file.Id] = Task.Run(() => CheckedAsync(file, stoppingToken), stoppingToken);
                }
                catch (Exception problem) when (problem is StoreException or LibraryException)
                {
                    NotChecked("Uploads into workspaces", problem.Message);
                }

                await Task.WhenAny(next, Task.Delay(Interval, library.Clock, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running.Values).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<bool> IsDueAsync(KeptFile file, CancellationToken cancellationToken)
    {
        var record = uploads.Shelf.Peek(KeptUploads.Of(file));
        // A record is written before the first byte is taken: one that is not there has just not been written yet, or has expired.
        if (record is null) return library.Clock.GetUtcNow() - file.CreatedAt > Interval;
        return record.Published || await uploads.Shelf.IsNamedUnknownAsync(record.Id, cancellationToken);
    }

    private async Task CheckedAsync(KeptFile file, CancellationToken cancellationToken)
    {
        try
        {
            await turns.WaitAsync(cancellationToken);
            try
            {
                await CheckAsync(file, cancellationToken);
            }
            finally
            {
                turns.Release();
            }
        }
        catch (Exception problem) when (problem is StoreException or LibraryException)
        {
            NotChecked(file.Name, problem.Message);
        }
        finally
        {
            running.TryRemove(file.Id, out _);
        }
    }

    private async Task CheckAsync(KeptFile file, CancellationToken cancellationToken)
    {
        var record = uploads.Shelf.Peek(KeptUploads.Of(file));
        var (hash, reason) = record is null ? ("", "Nobody went on with it for a week, and nothing of it is kept. Send it again.")
            : !record.Published ? ("", "The server ended at the instant at which the last byte came, and cannot say what came. Send it again.")
            : await ArrivedBytes.ReadBackAsync(uploads.Store, file.Key, file.Length, record, FileNature.Looked, begin => FileNature.WhyNot(file.Name, begin.Span), cancellationToken);
        var isSettled = await library.WriteAsync(async tx =>
        {
            if (!await tx.SettleFileAsync(file, reason is null ? KeptFileState.Ready : KeptFileState.Refused, hash, reason ?? "", cancellationToken)) return false;
            var workspace = await tx.WorkspaceAsync(file.Workspace, cancellationToken);
            await tx.AuditAsync(
                file.CreatedBy, reason is null ? "workspace.uploaded" : "workspace.upload-refused", file.Id.ToString(), workspace?.Show ?? "",
                new { workspace = workspace?.Name, path = file.Name, file.Length, hash, reason }, cancellationToken);
            return true;
        }, cancellationToken);
        // Only of a file that this very moment was refused: one that somebody else settled meanwhile may be ready.
        if (isSettled && reason is not null) await uploads.Store.DeleteAsync(StoreKey.Parse(file.Key), cancellationToken);
        await uploads.Shelf.ForgetAsync(KeptUploads.Of(file), cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "{What} could not be checked: {Message}")]
    private partial void NotChecked(string what, string message);
}
