using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Downloads;
using Acetate.Library.Rolls;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Downloader;

/// <summary>Receipts: what sites outside say of the rolls that they fetched.</summary>
public static class ReceiptApi
{
    /// <summary>Characters of a site's name, at most.</summary>
    internal const int LongestSite = 100;

    private const int LongestMessage = 500;

    /// <summary>Maps <c>/api/rolls/{id}/receipts</c>.</summary>
    public static void MapReceipts(this IEndpointRouteBuilder routes)
    {
        var receipts = routes.MapGroup("/api/rolls/{id:guid}/receipts").WithTags("Downloads");
        receipts.MapGet("", ListAsync).WithName("ListReceipts").WithSummary("What sites say of the roll that they fetched: the last word of each").NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        receipts.MapPut("", PutAsync).WithName("PutReceipt").WithSummary("Says how the roll stands at the caller's site, in place of what was said before").NeedsIn(ShowOf.Roll, LibraryAction.DownloadRolls);
    }

    private static async Task<Ok<ReceiptList>> ListAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ReceiptList([.. await library.ReadAsync(tx => tx.ReceiptsAsync(id, cancellationToken), cancellationToken)]));

    private static async Task<Ok<SiteReceipt>> PutAsync(Guid id, ReceiptReport body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var site = body.Site.Trim();
        if (site.Length is 0 or > LongestSite || site.Any(char.IsControl)) throw new ProblemException(ProblemType.InvalidRequest, $"A site's name has 1 to {LongestSite} characters.");
        if (body.Files < 0 || body.Bytes < 0 || body.Generation < 1) throw new ProblemException(ProblemType.InvalidRequest, "Files, bytes and generations are counted from nothing up.");
        if (body.State == ReceiptState.Complete && (body.Generation is null || string.IsNullOrEmpty(body.ManifestHash)))
            throw new ProblemException(ProblemType.InvalidRequest, "A roll that is complete is sealed: name the generation, and what its manifest hashes to.");
        if (body.ManifestHash is { } hash && (hash.Length > 200 || hash.AsSpan().ContainsAnyExceptInRange('!', '~'))) throw new ProblemException(ProblemType.InvalidRequest, "The manifest's hash looks like 'xxh128:0a1b…'.");
        return TypedResults.Ok(await library.WriteAsync(async tx => await tx.PutReceiptAsync(await tx.RequireRollAsync(id, cancellationToken), new SiteReceipt
        {
            Roll = id,
            ReportedBy = caller.Name,
            Site = site,
            Asset = body.Asset,
            State = body.State,
            Files = body.Files,
            Bytes = body.Bytes,
            Generation = body.Generation,
            ManifestHash = body.ManifestHash ?? "",
            Message = body.Message is { Length: > LongestMessage } text ? text[..LongestMessage] : body.Message ?? "",
        }, cancellationToken), cancellationToken));
    }
}

/// <summary>Receipts of a roll.</summary>
/// <param name="Receipts">By site.</param>
public sealed record ReceiptList(ImmutableArray<SiteReceipt> Receipts);

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
