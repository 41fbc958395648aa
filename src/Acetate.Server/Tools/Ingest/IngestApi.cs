using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Jobs;
using Acetate.Tools.Ingest;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Acetate.Server.Tools.Ingest;

/// <summary>Brings cards in: those that lie on this machine, and those that a station has read.</summary>
public static class IngestApi
{
    private const long LargestOffer = 256 << 20;

    /// <summary>Maps <c>/api/ingest</c>.</summary>
    public static void MapIngest(this IEndpointRouteBuilder routes)
    {
        var ingest = routes.MapGroup("/api/ingest").WithTags("Ingest");
        ingest.MapPost("/scan", ScanAsync).WithName("ScanCard").WithSummary("Reads a card or drive on the server's machine and says what lies on it")
            .Needs(LibraryAction.IngestFootage).NotAudited("nothing changes");
        ingest.MapGet("/destination", Destination).WithName("GetUploadDestination")
            .WithSummary("Where a machine beside a card may write the files itself, if it has the keys").Needs(LibraryAction.IngestFootage);
        ingest.MapPost("/submissions", SubmitAsync).WithName("SubmitCard")
            .WithSummary("Takes a card in: a folder on the server's machine, or what a station has read of one beside it")
            .WithMetadata(new RequestSizeLimitAttribute(LargestOffer)).Needs(LibraryAction.IngestFootage);
    }

    private static async Task<Ok<IngestOffer>> ScanAsync(ScanRequest body, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await ReadAsync(body.Path, caller, library, cancellationToken));

    private static async Task<Created<IngestReceipt>> SubmitAsync(
        CardSubmission body, HttpRequest request, Caller caller, MediaLibrary library, Stations stations, Workshop workshop, CancellationToken cancellationToken)
    {
        var now = library.Clock.GetUtcNow();
        switch (AccessCheck.Of(caller.Bearer, LibraryAction.IngestFootage, body.Tags.Show, now))
        {
            case AccessVerdict.NotPermitted refused: throw new ProblemException(ProblemType.NotPermitted, refused.Reason);
            case not AccessVerdict.Permitted: throw new ProblemException(ProblemType.NotFound, $"There is no show '{body.Tags.Show}'.");
        }

        IngestReceipt receipt;
        if (body.Offer is { } offer)
        {
            // Steps of a card that lies elsewhere run beside it and nowhere else: its paths mean nothing here.
            if (string.IsNullOrEmpty(body.Station))
                throw new ProblemException(ProblemType.InvalidRequest, "An offer needs 'station': the name under which the machine beside the card asks for work.");
            stations.Of(body.Station, caller);
            stations.At(body.Station, body.Tags.Site ?? "");
            if (body.Direct == true && DirectStore(library) is null)
                throw new ProblemException(ProblemType.Conflict, "The library store cannot be written to from other machines.", "Submit the card without 'direct' and send the files through /api/uploads.");
            var upload = body.Direct == true ? null : StationRoute.StoreFor(body.Server, request);
            receipt = await new CardIngest(library).SubmitAsync(offer, body.Tags, caller.Name, body.Station, upload, cancellationToken);
        }
        else if (body.Path is { } path)
        {
            var found = await ReadAsync(path, caller, library, cancellationToken);
            receipt = await new CardIngest(library).SubmitAsync(found, body.Tags, caller.Name, "", null, cancellationToken);
        }
        else
        {
            throw new ProblemException(ProblemType.InvalidRequest, "A submission needs 'path', a folder on the server's machine, or 'offer' with 'station'.");
        }

        workshop.Wake();
        var shortages = await new RoomCheck(library).ShortagesAsync([.. receipt.Rolls.Select(r => r.Roll)], withArchive: true, cancellationToken);
        receipt = receipt with { Findings = receipt.Findings.AddRange(shortages.Select(s => s.AsFinding())) };
        return TypedResults.Created($"/api/ingest/submissions/{receipt.Submission}", receipt);
    }

    private static Ok<UploadDestination> Destination(MediaLibrary library) => TypedResults.Ok(new UploadDestination(DirectStore(library)));

    private static Uri? DirectStore(MediaLibrary library) => library.Options.Store.Scheme == "s3" ? library.Options.Store : null;

    private static async Task<IngestOffer> ReadAsync(string path, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        var full = DriveFolder.Demand(path, caller, "Cards are read from");
        try
        {
            return await IngestOffer.ReadAsync(full, library.Clock, cancellationToken);
        }
        catch (DirectoryNotFoundException)
        {
            throw new ProblemException(ProblemType.NotFound, $"There is no folder {full} on the server's machine.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemType.StoreFailed, $"The card at {full} cannot be read: {problem.Message}", "Read the card in another reader.");
        }
    }
}

/// <summary>A folder to look at.</summary>
/// <param name="Path">A full path on the server's machine.</param>
public sealed record ScanRequest(string Path);

/// <summary>A card to take in: <paramref name="Path"/>, or <paramref name="Offer"/> with <paramref name="Station"/>.</summary>
/// <param name="Tags">What a person says about it.</param>
/// <param name="Path">A full path on the server's machine.</param>
/// <param name="Offer">What a station has read.</param>
/// <param name="Station">The station's name, under which it asks for work.</param>
/// <param name="Direct">Whether the station writes into the library store itself, see <c>/api/ingest/destination</c>; false by default.</param>
/// <param name="Server">The address under which the station reaches this server; by default that of the request, which a proxy may have changed.</param>
public sealed record CardSubmission(IngestTags Tags, string? Path = null, IngestOffer? Offer = null, string? Station = null, bool? Direct = null, Uri? Server = null);

/// <summary>Where files may go without passing through the server.</summary>
/// <param name="Direct">The library store in S3, without keys; null when every file goes through <c>/api/uploads</c>.</param>
public sealed record UploadDestination(Uri? Direct);
