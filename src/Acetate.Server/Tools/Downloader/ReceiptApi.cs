using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Downloads;
using Acetate.Library.Rolls;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Tools.Downloader;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Downloader;

/// <summary>Receipts: what sites outside say of the rolls and of the packages of workspaces that they fetched.</summary>
public static class ReceiptApi
{
    private const int LongestMessage = 500;
    private const int LongestHash = 200;

    /// <summary>Maps <c>/api/rolls/{id}/receipts</c> and <c>/api/workspaces/{id}/folders/{folder}/receipts</c>.</summary>
    public static void MapReceipts(this IEndpointRouteBuilder routes)
    {
        var rolls = routes.MapGroup("/api/rolls/{id:guid}/receipts").WithTags("Downloads");
        rolls.MapGet("", ListAsync).WithName("ListReceipts").WithSummary("What sites say of the roll that they fetched: the last word of each").NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        rolls.MapPut("", PutAsync).WithName("PutReceipt").WithSummary("Says how the roll stands at the caller's site, in place of what was said before").NeedsIn(ShowOf.Roll, LibraryAction.DownloadRolls);

        var folders = routes.MapGroup("/api/workspaces/{id:guid}/folders/{folder:guid}/receipts").WithTags("Downloads");
        folders.MapGet("", OfFolderAsync).WithName("ListFolderReceipts").WithSummary("What sites say of the package that they fetched: to the production all of it, to others what they said themselves").NeedsInWorkspace(WorkspaceDeed.See);
        folders.MapPut("", PutOfFolderAsync).WithName("PutFolderReceipt").WithSummary("Says how the package stands at the caller's site, in place of what was said before").NeedsInWorkspace(WorkspaceDeed.Download);
    }

    /// <summary>Those of receipts of a workspace's packages that a caller may see: the production all, whoever was let in their own.</summary>
    internal static ImmutableArray<FolderAtSite> SeenBy(Caller caller, Workspace workspace, IEnumerable<FolderAtSite> receipts, DateTimeOffset now) =>
        caller.May(LibraryAction.SeeShow, workspace.Show, now) ? [.. receipts] : [.. receipts.Where(one => one.ReportedBy == caller.Name)];

    private static async Task<Ok<ReceiptList>> ListAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ReceiptList([.. await library.ReadAsync(tx => tx.ReceiptsAsync(id, cancellationToken), cancellationToken)]));

    private static async Task<Ok<FolderReceiptList>> OfFolderAsync(Guid folder, WorkspaceOfRequest found, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => new FolderReceiptList(
            SeenBy(caller, found.Workspace, await tx.FolderReceiptsAsync((await PackageAsync(tx, found, folder, cancellationToken)).Id, cancellationToken), tx.Now)), cancellationToken));

    private static async Task<Ok<RollAtSite>> PutAsync(Guid id, ReceiptReport body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var receipt = Checked(new RollAtSite { Roll = id, ReportedBy = caller.Name, Site = body.Site, Asset = body.Asset, State = body.State }, body.Files, body.Bytes, body.Generation, body.ManifestHash, body.Message);
        return TypedResults.Ok(await library.WriteAsync(async tx => await tx.PutReceiptAsync(await tx.RequireRollAsync(id, cancellationToken), receipt, cancellationToken), cancellationToken));
    }

    private static async Task<Ok<FolderAtSite>> PutOfFolderAsync(Guid folder, FolderReceiptReport body, WorkspaceOfRequest found, Caller caller, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        var receipt = Checked(new FolderAtSite { Folder = folder, ReportedBy = caller.Name, Site = body.Site, State = body.State }, body.Files, body.Bytes, body.Generation, body.ManifestHash, body.Message);
        if (body.PackageHash is { Length: > PackageManifest.LongestName }) throw new ProblemException(ProblemType.InvalidRequest, "The hash of the package's manifest looks like 'c4:c42Q…'.");
        var there = await library.ReadAsync(tx => PackageAsync(tx, found, folder, cancellationToken), cancellationToken);
        // What is on its way has nothing to compare.
        if (body.State == ReceiptState.Complete) receipt = receipt with { Package = await PackageManifest.CompareAsync(stores.Workspaces, there.Prefix, body.PackageHash, cancellationToken) };
        return TypedResults.Ok(await library.WriteAsync(async tx => await tx.PutReceiptAsync(found.Workspace, await PackageAsync(tx, found, folder, cancellationToken), receipt, cancellationToken), cancellationToken));
    }

    /// <summary>A package of the workspace that the caller was let into; kept folders are not sealed, and nobody can say that they arrived whole.</summary>
    private static async Task<WorkspaceFolder> PackageAsync(LibraryTransaction tx, WorkspaceOfRequest found, Guid folder, CancellationToken cancellationToken) =>
        await tx.FolderThereAsync(folder, cancellationToken) is { IsPackage: true } there && there.Workspace == found.Workspace.Id ? there
            : throw new ProblemException(ProblemType.NotFound, $"There is no package '{folder}' in {found.Workspace.Name}.");

    private static T Checked<T>(T said, long files, long bytes, int? generation, string? manifestHash, string? message)
        where T : SiteReceipt
    {
        var site = said.Site.Trim();
        if (SiteName.WhyNot(site) is { } wrong) throw new ProblemException(ProblemType.InvalidRequest, wrong);
        if (files < 0 || bytes < 0 || generation < 1) throw new ProblemException(ProblemType.InvalidRequest, "Files, bytes and generations are counted from nothing up.");
        if (said.State == ReceiptState.Complete && (generation is null || string.IsNullOrEmpty(manifestHash)))
            throw new ProblemException(ProblemType.InvalidRequest, "What is complete is sealed: name the generation, and what its manifest hashes to.");
        if (manifestHash is { } hash && (hash.Length > LongestHash || hash.AsSpan().ContainsAnyExceptInRange('!', '~'))) throw new ProblemException(ProblemType.InvalidRequest, "The manifest's hash looks like 'xxh128:0a1b…'.");
        SiteReceipt receipt = said;
        return (T)(receipt with { Site = site, Files = files, Bytes = bytes, Generation = generation, ManifestHash = manifestHash ?? "", Message = SiteName.Line(message ?? "", LongestMessage) });
    }
}

/// <summary>Receipts of a roll.</summary>
/// <param name="Receipts">By site.</param>
public sealed record ReceiptList(ImmutableArray<RollAtSite> Receipts);

/// <summary>Receipts of a package.</summary>
/// <param name="Receipts">By site.</param>
public sealed record FolderReceiptList(ImmutableArray<FolderAtSite> Receipts);

/// <summary>How a roll stands at a site.</summary>
/// <param name="Site">The machine or facility.</param>
/// <param name="Asset">What of the roll.</param>
/// <param name="State">How it stands.</param>
/// <param name="Files">Files that are there, read back and right.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Generation">The generation that was written there.</param>
/// <param name="ManifestHash">What its manifest hashes to, as <c>xxh128:…</c>.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ReceiptReport(string Site, DownloadAsset Asset, ReceiptState State, long Files = 0, long Bytes = 0, int? Generation = null, string? ManifestHash = null, string? Message = null);

/// <summary>How a package stands at a site.</summary>
/// <param name="Site">The machine or facility.</param>
/// <param name="State">How it stands.</param>
/// <param name="Files">Files that are there, read back and right.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Generation">The generation that was written there.</param>
/// <param name="ManifestHash">What its manifest hashes to, as <c>xxh128:…</c>.</param>
/// <param name="PackageHash">The manifest of the package that the files were proven by, as the chain of its history names it: <c>c4:…</c>.</param>
/// <param name="Message">What is wrong.</param>
public sealed record FolderReceiptReport(string Site, ReceiptState State, long Files = 0, long Bytes = 0, int? Generation = null, string? ManifestHash = null, string? PackageHash = null, string? Message = null);
