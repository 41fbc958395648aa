using Acetate.Cli.Remote;
using Acetate.Library.Access;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Mhl;
using Acetate.Storage;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Archive;

namespace Acetate.Cli.Ingest.Remote;

/// <summary>Brings a roll back from the archive of a server: into its library store, or into a folder of this machine, which then reads, writes and reads back as a station.</summary>
internal static class RemoteRestore
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private const int LooksPerObstacle = 6;

    /// <summary>Restores, and returns when it is done or waits for a person.</summary>
    /// <param name="server">The server.</param>
    /// <param name="roll">The roll.</param>
    /// <param name="clips">Only these clips; none for all of it.</param>
    /// <param name="folder">The folder here; null for the server's library store.</param>
    /// <param name="longest">How long to wait while the server is away or nothing moves there.</param>
    /// <param name="error">Where people read what is waited for.</param>
    /// <param name="cancellationToken">Ends the wait; the same command takes it up again.</param>
    public static async Task<RestoreProgress> RunAsync(ServerCalls server, Roll roll, string[] clips, string? folder, TimeSpan longest, TextWriter error, CancellationToken cancellationToken)
    {
        var patience = new Patience(longest, Tell, TimeProvider.System);
        var obstacles = new ServerObstacles(server, longest, Tell);
        await server.DemandAsync([TokenScope.Read, TokenScope.Operate, .. folder is null ? (TokenScope[])[] : [TokenScope.Station]], cancellationToken);
        if (folder is null) return await UntilDoneAsync(await SubmitAsync(new { }));

        var station = CardStation.NameOf("folder", folder);
        var receipt = await SubmitAsync(new { clips, to = StoreUrl.ForFolder(folder).AbsoluteUri, station, server = server.Address, hasHistory = HasHistory(Path.Join(folder, roll.Name)) });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var engine = server.Workers();
        var waiting = UntilDoneAsync(receipt);
        Task[] work =
        [
            server.KeepFreshAsync(end.Token), waiting,
            server.WorkAsync(station, engine, static _ => { }, Tell, $"Another program on this machine began to restore into {folder}; this one ends, and nothing is lost.", end.Token),
        ];
        try
        {
            await await Task.WhenAny(work);
            return await waiting;
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<RollReceipt> SubmitAsync(object body) => server.SendAsync<RollReceipt>(HttpMethod.Post, $"api/rolls/{roll.Id}/restore", body, cancellationToken);

        async Task<RestoreProgress> UntilDoneAsync(RollReceipt receipt)
        {
            for (var looks = 1; ; looks++)
            {
                var now = await patience.AskAsync(() => server.GetAsync<RestoreProgress>($"api/rolls/{roll.Id}/restores/{receipt.Job}", cancellationToken), cancellationToken);
                if (now.Job.State is JobState.Done or JobState.Held or JobState.Cancelled) return now;
                if (looks % LooksPerObstacle == 0) await obstacles.LookAsync([roll.Id], patience, cancellationToken);
                await Task.Delay(Look, TimeProvider.System, cancellationToken);
            }
        }

        void Tell(string sentence)
        {
            lock (error) error.WriteLine(sentence);
        }
    }

    private static bool HasHistory(string folder) => Directory.Exists(folder)
        && Directory.EnumerateDirectories(folder, MhlPath.HistoryFolder, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Any();
}
