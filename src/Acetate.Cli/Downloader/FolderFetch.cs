using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Cli.Remote;
using Acetate.Compute.Hosting;
using Acetate.Library;
using Acetate.Library.Downloads;
using Acetate.Storage;
using Acetate.Storage.Http;
using Acetate.Tools.Downloader;

namespace Acetate.Cli.Downloader;

/// <summary>Fetches one folder that a server offers, and tells the production how it stands.</summary>
internal sealed class FolderFetch(DownloadWish wish, ServerCalls server, Func<string> token)
{
    /// <summary>Asked before bytes are fetched. The default lets all through.</summary>
    public Func<long, CancellationToken, ValueTask> Admit { get; init; } = static (_, _) => ValueTask.CompletedTask;

    /// <summary>Told how many bytes of the folder are there.</summary>
    public Action<double, double, Func<JsonElement>?> Progress { get; init; } = static (_, _, _) => { };

    /// <summary>Told, in a sentence, what is being waited for; and null when it goes on.</summary>
    public Action<string?> Waiting { get; init; } = static _ => { };

    /// <summary>Told, in a sentence, of what goes wrong beside the work.</summary>
    public Action<string> Note { get; init; } = static _ => { };

    /// <summary>Called when the folder is sealed, before it is noted as complete. The default does nothing.</summary>
    public Action<DownloadResult> Sealed { get; init; } = static _ => { };

    /// <summary>Whether it is there already, as it is offered now.</summary>
    public static bool IsThere(DownloadWish wish, DownloadOffer one) => !wish.Rechecks && DownloadState.Find(wish.Root, one.Id, one.Asset) is { IsComplete: true } state
        && state.Offer == one.Offer && state.Folder == one.Folder && Directory.Exists(Path.Join(wish.Root, one.Folder));

    /// <summary>What is wrong when another folder was fetched to the same place; null when none was. Case makes no difference: it does not on every disk.</summary>
    public static DownloadResult? Collision(DownloadWish wish, DownloadOffer one) =>
        DownloadState.All(wish.Root).FirstOrDefault(state => state.Folder.Equals(one.Folder, StringComparison.OrdinalIgnoreCase) && (state.Id != one.Id || state.Asset != one.Asset)) is not { } other ? null
            : new DownloadResult(one.Folder, 0, 0, 0, [new("", "conflict", $"The folder {one.Folder} holds another roll already, which is called {other.Name}, too. Give the layout a field that tells them apart, such as {{date}}.")], [], null);

    /// <summary>Notes that it comes, and says so.</summary>
    public async Task BeginAsync(DownloadOffer one, CancellationToken cancellationToken)
    {
        StateOf(one).Keep(wish.Root);
        await ReportAsync(one, ReceiptState.Fetching, null, cancellationToken);
    }

    /// <summary>Fetches it; called again it goes on where it was.</summary>
    /// <exception cref="FetchRefusedException">The server no longer lets the token have it.</exception>
    /// <exception cref="StoreException">The server or the disk cannot be used now.</exception>
    public async Task<DownloadResult> RunAsync(DownloadOffer one, ImmutableArray<OfferedFile> files, CancellationToken cancellationToken)
    {
        DownloadResult result;
        try
        {
            result = await new RollDownload(new DownloadOrder
            {
                Root = wish.Root,
                Folder = one.Folder,
                Name = one.Name,
                Files = files,
                Fetch = new FetchOptions { Address = one.Address, Listing = one.Listing, Token = token, Admit = Admit },
                MustBeSealed = wish.Show is null,
                Reserve = wish.Reserve,
                Context = new StepContext { Progress = Progress },
                Waiting = Waiting,
            }).RunAsync(cancellationToken);
        }
        catch (StoreException untrue) when (untrue.Problem is StoreProblem.Mismatch or StoreProblem.InvalidName or StoreProblem.NotFound)
        {
            result = new DownloadResult(one.Folder, 0, 0, 0, [new("", KebabCase.Of(untrue.Problem), untrue.Message)], [], null);
        }

        var isTold = await ReportAsync(one, result.Seal is null ? ReceiptState.Failed : ReceiptState.Complete, result, cancellationToken);
        if (result.Seal is not { } seal) return result;
        Sealed(result);
        (StateOf(one) with { IsComplete = true, Files = result.Files, Bytes = result.Bytes, Seal = seal, At = TimeProvider.System.GetUtcNow(), IsReceiptOwed = !isTold }).Keep(wish.Root);
        return result;
    }

    /// <summary>Gives the receipt for what is there, where the production could not be told when it arrived.</summary>
    public async Task SettleAsync(DownloadOffer one, CancellationToken cancellationToken)
    {
        if (DownloadState.Find(wish.Root, one.Id, one.Asset) is { IsComplete: true, IsReceiptOwed: true, Seal: { } seal } state
            && await ReportAsync(one, ReceiptState.Complete, new DownloadResult(one.Folder, state.Files, state.Bytes, 0, [], [], seal), cancellationToken))
            (state with { IsReceiptOwed = false }).Keep(wish.Root);
    }

    private static DownloadState StateOf(DownloadOffer one) => new() { Id = one.Id, Asset = one.Asset, Name = one.Name, Folder = one.Folder, Offer = one.Offer };

    /// <summary>Tells the production how it stands here. It is no reason to stop when that cannot be said; false when saying it again later may help.</summary>
    private async Task<bool> ReportAsync(DownloadOffer one, ReceiptState state, DownloadResult? result, CancellationToken cancellationToken)
    {
        if (wish.Site.Length == 0) return true;
        try
        {
            await server.SendAsync(HttpMethod.Put, one.Receipts.AbsoluteUri, new
            {
                site = wish.Site,
                asset = one.IsPackage ? null : one.Asset,
                state,
                files = result?.Files ?? 0,
                bytes = result?.Bytes ?? 0,
                generation = result?.Seal?.Generation,
                manifestHash = result?.Seal is { } seal ? $"xxh128:{seal.Xxh128}" : null,
                packageHash = one.IsPackage ? result?.Seal?.Delivered : null,
                message = result is { Seal: null } ? result.Why : null,
            }, cancellationToken);
            return true;
        }
        catch (CommandException problem)
        {
            Note($"The receipt for {Table.Visible(one.Name)} could not be given: {Table.Visible(problem.Message)}");
            return problem.Code != ExitCode.Unavailable;
        }
    }
}
