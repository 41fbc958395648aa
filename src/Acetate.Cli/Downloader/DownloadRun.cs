using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cli.Remote;
using Acetate.Library.Access;
using Acetate.Steps.Documents;
using Acetate.Storage;
using Acetate.Storage.Http;
using Acetate.Tools.Downloader;

namespace Acetate.Cli.Downloader;

/// <summary>Fetches everything that is wished for, one folder after the other, in the order in which the server offers it.</summary>
internal sealed class DownloadRun(DownloadWish wish, ServerCalls server, Func<string> token, Patience patience, TextWriter output, TextWriter error)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    private DownloadOffers? offers;

    /// <summary>What was done, in order.</summary>
    public List<DownloadedFolder> Done { get; } = [];

    /// <summary>Says what would come.</summary>
    public async Task<ExitCode> PreviewAsync(TextWriter? json, CancellationToken cancellationToken)
    {
        var wanted = await OffersAsync(cancellationToken);
        if (json is not null)
        {
            CliJson.Write(json, new { folders = wanted.Select(one => new { one.Id, one.Name, one.Asset, one.Folder, one.Files, one.Bytes, isThere = IsThere(one) }) });
            return ExitCode.Done;
        }

        var table = new Table("NAME", "WHAT", "FILES", "SIZE", "FOLDER", "STATE");
        table.RightAligned.UnionWith([2, 3]);
        foreach (var one in wanted) table.Add(one.Name, one.Asset, one.Files, ReportText.Size(one.Bytes), one.Folder, IsThere(one) ? "there" : "to come");
        table.Write(output);
        var toCome = wanted.Where(one => !IsThere(one)).ToList();
        var room = Storage.Local.DiskRoom.Of(wish.Root);
        output.WriteLine($"{ReportText.Count(toCome.Count, "folder", "folders")} to come with {ReportText.Size(toCome.Sum(one => one.Bytes))}; {(room is null ? "what is free is not known" : $"{ReportText.Size(room.Free)} are free, of which {ReportText.Size(wish.Reserve)} stay so")}.");
        return ExitCode.Done;
    }

    /// <summary>Fetches, once or for ever.</summary>
    public async Task<ExitCode> RunAsync(bool follows, CancellationToken cancellationToken)
    {
        MakeReady(wish.Root);
        // A token that reads fetches packages as well as one that downloads; rolls are fetched with the latter alone.
        await patience.AskAsync(async () => { await server.DemandOneOfAsync(wish.Show is null ? [TokenScope.Download, TokenScope.Read] : [TokenScope.Download], cancellationToken); return true; }, cancellationToken);
        while (true)
        {
            foreach (var one in await OffersAsync(cancellationToken))
                if (IsThere(one)) await new FolderFetch(wish, server, token) { Note = error.WriteLine }.SettleAsync(one, cancellationToken);
                else if (!Done.Any(done => done.Id == one.Id && done.Asset == one.Asset && done.Offer == one.Offer)) await FetchAsync(one, cancellationToken);
            if (!follows) break;
            await Task.Delay(Look, cancellationToken);
        }

        if (Done.Count == 0) output.WriteLine("Everything that is offered is there.");
        return Done.Any(done => done.Faults.Length > 0) ? ExitCode.Found : ExitCode.Done;
    }

    /// <summary>Makes the folder, and finds out whether anything can be written there, before a server is asked for anything.</summary>
    private static void MakeReady(string root)
    {
        try
        {
            Directory.CreateDirectory(root);
            using var proof = new FileStream(Path.Join(root, $".acetate-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"Nothing can be written to '{Table.Visible(root)}', so nothing can be fetched into it: {Table.Visible(problem.Message)} Make the folder writable, or name another with --to.");
        }
    }

    private bool IsThere(DownloadOffer one) => FolderFetch.IsThere(wish, one);

    private Task<ImmutableArray<DownloadOffer>> OffersAsync(CancellationToken cancellationToken) =>
        patience.AskAsync(() => (offers ??= new DownloadOffers(server, wish)).AllAsync(cancellationToken), cancellationToken);

    private async Task FetchAsync(DownloadOffer one, CancellationToken cancellationToken)
    {
        if (FolderFetch.Collision(wish, one) is { } taken)
        {
            Tell(one, taken);
            return;
        }

        var files = await patience.AskAsync(() => offers!.FilesAsync(one, cancellationToken), cancellationToken);
        var line = new DownloadProgressLine(one.Name, error);
        FolderFetch Fetch(Action<string?> waiting) => new(wish, server, token) { Progress = line.Show, Waiting = waiting, Note = error.WriteLine };
        await Fetch(static _ => { }).BeginAsync(one, cancellationToken);
        while (true)
        {
            try
            {
                var result = await patience.BoundAsync((waiting, stop) => Fetch(waiting).RunAsync(one, files, stop), cancellationToken);
                line.End();
                Tell(one, result);
                patience.Free();
                return;
            }
            catch (FetchRefusedException refused)
            {
                line.End();
                throw new CommandException(ExitCode.NotPermitted, Table.Visible(refused.Message));
            }
            catch (StoreException away) when (away.Problem is StoreProblem.Unavailable or StoreProblem.Busy)
            {
                line.End();
                patience.Hindered(Table.Visible(away.Message), "It is tried again until it works.");
                await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
            }
        }
    }

    private void Tell(DownloadOffer one, DownloadResult result)
    {
        Done.Add(new DownloadedFolder(one.Id, one.Name, one.Asset, one.Offer, result.Folder, result.Files, result.Bytes, result.Fetched, result.Faults, result.Notes, result.Seal));
        output.WriteLine(result.Faults.Length > 0
            ? $"{Table.Visible(one.Name)}  {one.Asset}  is not whole: {ReportText.Count(result.Faults.Length, "thing is", "things are")} wrong"
            : string.Create(CultureInfo.InvariantCulture, $"{Table.Visible(one.Name)}  {one.Asset}  {ReportText.Count(result.Files, "file", "files")}, {ReportText.Size(result.Bytes)}, read back and sealed as generation {result.Seal?.Generation} in {Table.Visible(result.Folder)}"));
        foreach (var fault in result.Faults.Take(20)) output.WriteLine($"  {fault.Verdict,-14}{Table.Visible(fault.Path)}  {Table.Visible(fault.Message)}".TrimEnd());
        if (result.Faults.Length > 20) output.WriteLine($"  and {result.Faults.Length - 20} more");
        foreach (var note in result.Notes) output.WriteLine($"  note          {Table.Visible(note)}");
    }
}

/// <summary>A folder that was fetched, or that something is wrong with.</summary>
internal sealed record DownloadedFolder(Guid Id, string Name, string Asset, string Offer, string Folder, long Files, long Bytes, long Fetched,
    ImmutableArray<DownloadFault> Faults, ImmutableArray<string> Notes, DownloadSeal? Seal);
