using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Downloads;
using Acetate.Library.Workspaces;
using Acetate.Tools.Downloader;

namespace Acetate.Cli.Downloader;

/// <summary>What a server offers of what is wished for.</summary>
internal sealed class DownloadOffers(ServerCalls server, DownloadWish wish)
{
    // More files than any card or package has; a server that goes on for ever is not followed.
    private const int MostFiles = 5_000_000;

    /// <summary>All of it, in the order in which it is to be fetched.</summary>
    public async Task<ImmutableArray<DownloadOffer>> AllAsync(CancellationToken cancellationToken)
    {
        if (wish.Show is { } show)
        {
            var rolls = (await server.GetAsync<RollsOffered>($"api/shows/{Uri.EscapeDataString(show)}/downloads{Query(wish.Filter, wish.Site)}", cancellationToken)).Rolls;
            return [.. rolls.OrderByDescending(roll => roll.PutFirstAt ?? DateTimeOffset.MinValue).SelectMany(roll => wish.Assets.Where(asset => asset != DownloadAsset.Sidecars || !wish.Assets.Contains(DownloadAsset.Originals)).Select(asset => new DownloadOffer(
                roll.Id, roll.Name, KebabCase.Of(asset), wish.Layout.FolderOf(roll, asset), roll.Files, roll.Bytes,
                string.Create(CultureInfo.InvariantCulture, $"{roll.VerifiedAt.UtcTicks}-{roll.Files}-{roll.Bytes}"), new Uri(server.Address, $"api/rolls/{roll.Id}/download/{KebabCase.Of(asset)}/")) { OfferedAt = roll.VerifiedAt, PutFirstAt = roll.PutFirstAt }))];
        }

        var spaces = (await server.GetAsync<SpacesSeen>("api/workspaces", cancellationToken)).Workspaces.Where(seen => seen.Workspace.Name.Equals(wish.Workspace, StringComparison.OrdinalIgnoreCase)).ToList();
        if (spaces.Count == 0) throw new CommandException(ExitCode.NotFound, $"The token may see no workspace '{wish.Workspace}'.");
        if (spaces.Count > 1) throw new CommandException(ExitCode.Usage, $"Several shows have a workspace '{wish.Workspace}' that the token may see: {string.Join(", ", spaces.Select(seen => seen.Workspace.Show))}. Use a token for one of them.");
        var view = await server.GetAsync<SpaceSeen>($"api/workspaces/{spaces[0].Workspace.Id}", cancellationToken);
        if (!view.MayDownload) throw new CommandException(ExitCode.NotPermitted, $"The token may see the workspace {view.Workspace.Name}, and fetch nothing from it. Ask an owner of the show for the right to download.");
        return [.. view.Folders.Reverse().Select(folder => new DownloadOffer(folder.Id, folder.Name, "folder", $"{DownloadLayout.Safe(view.Workspace.Show)}/{DownloadLayout.Safe(folder.Name)}", folder.Files, folder.Bytes,
            string.Create(CultureInfo.InvariantCulture, $"{folder.ReadyAt?.UtcTicks}-{folder.Files}-{folder.Bytes}"), new Uri(server.Address, $"api/workspaces/{view.Workspace.Id}/folders/{folder.Id}/")) { OfferedAt = folder.ReadyAt ?? DateTimeOffset.MaxValue })];
    }

    /// <summary>The files of one folder.</summary>
    public async Task<ImmutableArray<OfferedFile>> FilesAsync(DownloadOffer offer, CancellationToken cancellationToken)
    {
        var files = ImmutableArray.CreateBuilder<OfferedFile>();
        if (wish.Show is not null)
        {
            for (long? after = 0; after is { } last;)
            {
                var page = await server.GetAsync<OfferedFileList>($"{offer.Address.AbsoluteUri.TrimEnd('/')}?limit=5000&after={last}", cancellationToken);
                files.AddRange(page.Files);
                after = page.Next;
                if (after <= last || files.Count > MostFiles) throw Endless(offer);
            }

            return files.ToImmutable();
        }

        for (string? after = ""; after is { } last;)
        {
            var page = await server.GetAsync<FilesSeen>($"{offer.Address.AbsoluteUri}files{(last.Length == 0 ? "" : $"?after={Uri.EscapeDataString(last)}")}", cancellationToken);
            files.AddRange(page.Files.Select(file => new OfferedFile(0, file.Path, file.Length, null, [])));
            after = page.Next;
            if ((after is not null && string.CompareOrdinal(after, last) <= 0) || files.Count > MostFiles) throw Endless(offer);
        }

        return files.ToImmutable();
    }

    private CommandException Endless(DownloadOffer offer) => new(ExitCode.BadInput, $"The server at {server.Address} lists the files of {offer.Name} without an end; nothing is fetched from it.");

    private static string Query(DownloadFilter filter, string site)
    {
        var terms = filter.Units.Select(unit => $"unit={Uri.EscapeDataString(unit)}").Concat(filter.Cameras.Select(camera => $"camera={Uri.EscapeDataString(camera)}"))
            .Concat(filter.Kinds.Select(kind => $"kind={KebabCase.Of(kind)}")).Concat(filter.Day is { } day ? [$"day={RollsCommand.Day(day)}"] : [])
            .Concat(site.Length > 0 ? [$"site={Uri.EscapeDataString(site)}"] : []).ToList();
        return terms.Count == 0 ? "" : $"?{string.Join('&', terms)}";
    }

    private sealed record RollsOffered(ImmutableArray<OfferedRoll> Rolls);

    private sealed record SpacesSeen(ImmutableArray<SpaceSummary> Workspaces);

    private sealed record SpaceSummary(Workspace Workspace);

    private sealed record SpaceSeen(Workspace Workspace, ImmutableArray<FolderSeen> Folders, bool MayDownload);

    private sealed record FolderSeen(Guid Id, string Name, long Files, long Bytes, DateTimeOffset? ReadyAt);

    private sealed record FilesSeen(ImmutableArray<FileSeen> Files, string? Next);

    private sealed record FileSeen(string Path, long Length);
}

/// <summary>A folder that a server offers.</summary>
/// <param name="Id">The roll, or the folder of a workspace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Asset">What of it.</param>
/// <param name="Folder">Where it goes, below the folder that is fetched into.</param>
/// <param name="Files">Files as shot.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Offer">What changes when the offer does.</param>
/// <param name="Address">Where its files are asked for; ends with <c>/</c>.</param>
internal sealed record DownloadOffer(Guid Id, string Name, string Asset, string Folder, long Files, long Bytes, string Offer, Uri Address)
{
    /// <summary>When somebody at the production moved it to the front for this site; null when nobody did.</summary>
    public DateTimeOffset? PutFirstAt { get; init; }

    /// <summary>Since when it is offered.</summary>
    public DateTimeOffset OfferedAt { get; init; }

    /// <summary>Whether it is a package of a workspace, and no roll.</summary>
    public bool IsPackage => Asset == "folder";

    /// <summary>Where the production is told how it stands.</summary>
    public Uri Receipts => new(Address, IsPackage ? "receipts" : "../../receipts");

    /// <summary>Where the list of its files is asked for.</summary>
    public Uri Listing => IsPackage ? new Uri(Address, "files") : new Uri(Address.AbsoluteUri.TrimEnd('/') + "?limit=1");
}
