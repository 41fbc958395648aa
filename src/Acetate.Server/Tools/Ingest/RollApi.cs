using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Jobs;
using Acetate.Storage.Http;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Advice;
using Acetate.Tools.Ingest.Archive;
using Acetate.Tools.Ingest.Custody;
using Acetate.Tools.Ingest.Reports;
using Acetate.Tools.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Acetate.Server.Tools.Ingest;

/// <summary>Rolls: how far they are, what is in them, and what people may do with them.</summary>
public static class RollApi
{
    private const int MostRolls = 1_000;
    private const int MostClips = 1_000;
    private const int MostEvents = 5_000;

    /// <summary>Maps <c>/api/rolls</c>, and the rolls of a show.</summary>
    public static void MapRolls(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/shows/{show}/rolls", ListAsync).WithTags("Rolls").WithName("ListRolls")
            .WithSummary("The rolls of a show by name, a page at a time; those of one day or of one name if wanted").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        var rolls = routes.MapGroup("/api/rolls/{id:guid}").WithTags("Rolls");
        rolls.MapGet("", GetAsync).WithName("GetRoll").WithSummary("A roll with its stages, copies, findings and advice").NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        rolls.MapGet("/timeline", TimelineAsync).WithName("GetRollTimeline").WithSummary("Everything that happened to the roll, in order: the latest, or those before a sequence")
            .NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        rolls.MapGet("/obstacles", ObstaclesAsync).WithName("ListRollObstacles").WithSummary("What keeps the work on the roll from going on now: a full disk, a store that is away; nothing while it moves")
            .NeedsIn(ShowOf.Roll, LibraryAction.SeeShow).AtScheduler();
        rolls.MapGet("/files", FilesAsync).WithName("ListRollFiles").WithSummary("The files with their hashes and how they stand in each copy, a page at a time")
            .NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        rolls.MapGet("/clips", ClipsAsync).WithName("ListRollClips").WithSummary("The clips by name, a page at a time: after a name, from a place in the list on, or from one clip on").NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        rolls.MapGet("/report.{form}", ReportAsync).WithName("GetRollReport").WithSummary("The roll's report as json, csv, html or pdf")
            .Produces<RollReport>().NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        rolls.MapGet("/advice", AdviceAsync).WithName("GetRollAdvice").WithSummary("Whether card, shuttle or RAID may be formatted, and why")
            .NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        rolls.MapGet("/custody.{form}", CustodyAsync).WithName("GetRollCustody")
            .WithSummary("The signed chain-of-custody document as json, html or pdf").Produces<SignedCustody>().NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        routes.MapGet("/api/custody/key", CustodyKeyAsync).WithTags("Rolls").WithName("GetCustodyKey")
            .WithSummary("The public key that signs custody documents, with the keys before it: keep it elsewhere").NeedsToken();
        rolls.MapPost("/retry", RetryAsync).WithName("RetryRoll").WithSummary("Tries what is held or failed again").NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
        rolls.MapPost("/restore", RestoreAsync).WithName("RestoreRoll")
            .WithSummary("Brings back from the archive what the library store has lost of the roll, or the roll or some of its clips into a folder, here or beside a station").NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
        rolls.MapGet("/restore-estimate", RestoreEstimateAsync).WithName("EstimateRestore").WithSummary("What a restore will bring back, and how long that takes at the pace of the latest copies: what the library store has lost, or a copy elsewhere of the roll or of some clips")
            .NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
        rolls.MapGet("/restores/{job:guid}", RestoreProgressAsync).WithName("GetRestore").WithSummary("How a restore of the roll stands, and when it has ended each file that is not right")
            .NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        rolls.MapPost("/return-drive", ReturnAsync).WithName("ReturnDrive").WithSummary("Notes to whom the drive went back")
            .NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
        rolls.MapPost("/release", ReleaseAsync).WithName("ReleaseRoll").WithSummary("Lets a held roll go on as it is; every report will say so")
            .NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
        rolls.MapDelete("/release", TakeReleaseBackAsync).WithName("TakeReleaseBack").WithSummary("Takes a release back, as long as no file of the roll has moved")
            .NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
        rolls.MapPost("/repair", RepairAsync).WithName("RepairRoll").WithSummary("Sends the bad and missing files again, and only those")
            .NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
    }

    private static async Task<Ok<RollList>> ListAsync(
        string show, MediaLibrary library, DateOnly? day, string? name, Guid? after, int? limit, CancellationToken cancellationToken)
    {
        var most = Math.Clamp(limit ?? 200, 1, MostRolls);
        return TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var last = after is { } id ? await tx.RequireRollAsync(id, cancellationToken) : null;
            if (last is not null && last.Show != show) throw new ProblemException(ProblemType.NotFound, $"Show {show} has no roll {after}.");
            // Rolls of a day, or of a name, are few; those of a show may be thousands.
            var all = name is not null ? await tx.RollsNamedAsync(show, name, cancellationToken)
                : day is { } one ? await tx.RollsOnDayAsync(show, one, cancellationToken)
                : await tx.RollsAsync(show, last, most, cancellationToken);
            var page = all.Where(roll => day is null || roll.ShootDay == day);
            if (last is not null && (name is not null || day is not null)) page = page.SkipWhile(roll => roll.Id != last.Id).Skip(1);
            return new RollList([.. page.Take(most)]);
        }, cancellationToken));
    }

    private static async Task<Ok<RollView>> GetAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var report = await tx.RollReportAsync(id, inBrief: true, cancellationToken);
            var summary = RollSummary.Of(report, await tx.StagesAsync(id, cancellationToken), await tx.ClipCountsAsync(id, cancellationToken));
            var jobs = await tx.JobsAboutAsync(id.ToString(), cancellationToken);
            var canTakeBack = await tx.CanTakeReleaseBackAsync(report.Roll, jobs, cancellationToken);
            return new RollView(summary, report.ShowTitle, report.Findings, report.Ignored, jobs, canTakeBack);
        }, cancellationToken));

    private static async Task<Ok<Timeline>> TimelineAsync(Guid id, MediaLibrary library, long? before, int? limit, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => new Timeline(
            [.. await tx.TimelineAsync(id, before ?? long.MaxValue, Math.Clamp(limit ?? MostEvents, 1, MostEvents), cancellationToken)]), cancellationToken));

    private static async Task<Ok<ObstacleList>> ObstaclesAsync(Guid id, Workshop workshop, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ObstacleList(await workshop.ObstaclesAsync(id, cancellationToken)));

    private static async Task<Ok<RollFileList>> FilesAsync(
        Guid id, MediaLibrary library, Word<CopyFileState>? state, long? after, int? limit, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => new RollFileList(
            [.. await tx.FileStatusAsync(id, state?.Value, after ?? 0, Math.Clamp(limit ?? 500, 1, 5000), cancellationToken)]), cancellationToken));

    private static async Task<Ok<ClipList>> ClipsAsync(
        Guid id, MediaLibrary library, string? after, int? offset, Guid? at, int? limit, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var most = Math.Clamp(limit ?? 500, 1, MostClips);
            var named = at is { } wanted ? await tx.ClipAsync(wanted, cancellationToken) : null;
            if (at is not null && named?.Roll != id) throw new ProblemException(ProblemType.NotFound, $"The roll has no clip {at}.");
            var (total, before) = await tx.ClipPlaceAsync(id, named?.Name ?? "", cancellationToken);
            if (!string.IsNullOrEmpty(after)) return new ClipList([.. await tx.ClipsAsync(id, after, most, cancellationToken)], total, null);
            var first = named is null ? Math.Max(0, offset ?? 0) : before;
            return new ClipList([.. await tx.ClipsFromAsync(id, first, most, cancellationToken)], total, first);
        }, cancellationToken));

    private static async Task<IResult> ReportAsync(Guid id, string form, HttpResponse response, MediaLibrary library, CancellationToken cancellationToken)
    {
        var report = await library.ReadAsync(tx => tx.RollReportAsync(id, cancellationToken), cancellationToken);
        if (form is "html" or "pdf") report = await report.WithPicturesAsync(library, cancellationToken);
        return ReportResult.Of(response, form, report.Roll.Name, report, () => ReportCsv.Of(report), () => ReportHtml.Of(report), () => ReportPdf.Of(report));
    }

    private static async Task<IResult> CustodyAsync(Guid id, string form, HttpResponse response, MediaLibrary library, CancellationToken cancellationToken)
    {
        var signed = await new CustodyDesk(library).SignAsync(id, cancellationToken);
        return ReportResult.Of(response, form, $"custody-{id}", signed, null, () => CustodyReport.Html(signed), () => CustodyReport.Pdf(signed));
    }

    private static async Task<Ok<CustodyKeyView>> CustodyKeyAsync(MediaLibrary library, CancellationToken cancellationToken)
    {
        using var key = await new CustodyDesk(library).KeyAsync(cancellationToken);
        return TypedResults.Ok(new CustodyKeyView(key.Public, key.Successions));
    }

    private static Task<Ok<RollReceipt>> RetryAsync(Guid id, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken) =>
        WokenAsync(workshop, new RollRetry(library).RetryAsync(id, caller.Name, cancellationToken));

    private static Task<Ok<RollReceipt>> RestoreAsync(
        Guid id, RestoreRequest? body, HttpRequest request, Caller caller, MediaLibrary library, Stations stations, Workshop workshop, CancellationToken cancellationToken)
    {
        var restore = new RollRestore(library);
        if (body?.To is not { Length: > 0 } to)
        {
            if (body?.Clips is { Count: > 0 } || body?.Station is { Length: > 0 })
                throw new ProblemException(ProblemType.InvalidRequest, "Single clips, and what a station restores, go into a folder of your own.", "Say which with 'to'.");
            return WokenAsync(workshop, restore.IntoLibraryAsync(id, caller.Name, cancellationToken));
        }

        if (body.Station is not { Length: > 0 } station)
            return WokenAsync(workshop, restore.ElsewhereAsync(id, body.Clips ?? [], DriveFolder.DemandTarget(to, caller, library.Options), caller.Name, cancellationToken));
        // The folder lies beside the station, and what its path means is that machine's business.
        stations.Of(station, caller);
        if (!Uri.TryCreate(to, UriKind.Absolute, out var folder) || folder is not { IsFile: true, Host: "" })
            throw new ProblemException(ProblemType.InvalidRequest, $"'{to}' is not the URL of a folder beside the station.", "It looks like file:///media/shuttle.");
        var archive = StationRoute.StoreFor(body.Server, request, ServedArchive.Query);
        return WokenAsync(workshop, restore.ToStationAsync(id, body.Clips ?? [], folder, new RestoreStation(station, archive, body.HasHistory), caller.Name, cancellationToken));
    }

    private static async Task<Ok<RestoreEstimate>> RestoreEstimateAsync(Guid id, bool? elsewhere, MediaLibrary library, CancellationToken cancellationToken, [FromQuery] string[]? clip = null)
    {
        if (clip is { Length: > MostClips }) throw new ProblemException(ProblemType.InvalidRequest, $"At most {MostClips} clips are named at once.", "Ask for the whole roll.");
        return TypedResults.Ok(await new RollRestore(library).EstimateAsync(id, clip ?? [], elsewhere ?? clip is { Length: > 0 }, cancellationToken));
    }

    private static async Task<Ok<RestoreProgress>> RestoreProgressAsync(Guid id, Guid job, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await new RollRestore(library).ProgressAsync(id, job, cancellationToken));

    private static async Task<NoContent> ReturnAsync(Guid id, DriveReturn body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.To)) throw new ProblemException(ProblemType.InvalidRequest, "Say to whom the drive went back.");
        await new CustodyDesk(library).ReturnDriveAsync(id, body.To.Trim(), caller.Name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<RollReceipt>> WokenAsync(Workshop workshop, Task<RollReceipt> work)
    {
        var receipt = await work;
        workshop.Wake();
        return TypedResults.Ok(receipt);
    }

    private static async Task<Ok<WipeAdvice>> AdviceAsync(Guid id, Word<MediumClass>? medium, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(tx => tx.WipeAdviceAsync(id, medium?.Value ?? MediumClass.Card, cancellationToken), cancellationToken));

    private static async Task<Ok<RollReceipt>> ReleaseAsync(
        Guid id, ReleaseRequest body, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Reason))
            throw new ProblemException(ProblemType.InvalidRequest, "A release needs a reason; it stands in every report of the roll.");
        var pause = TimeSpan.FromSeconds(body.InSeconds ?? 0);
        if (pause < TimeSpan.Zero || pause > RollRelease.LongestPause)
            throw new ProblemException(ProblemType.InvalidRequest, $"inSeconds is 0 to {RollRelease.LongestPause.TotalSeconds:0}: how long the release can be taken back before the roll goes on.");
        return await WokenAsync(workshop, new RollRelease(library).ReleaseAsync(id, caller.Name, body.Reason.Trim(), pause, cancellationToken));
    }

    private static async Task<NoContent> TakeReleaseBackAsync(Guid id, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        await new RollRelease(library).TakeBackAsync(id, caller.Name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<Ok<RollReceipt>> RepairAsync(Guid id, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken) =>
        WokenAsync(workshop, new RollRepair(library).RepairAsync(id, caller.Name, cancellationToken));
}

/// <summary>Rolls of a show.</summary>
/// <param name="Rolls">By name; ask for those after the last one's id.</param>
public sealed record RollList(ImmutableArray<Roll> Rolls);

/// <summary>Why a held roll may go on.</summary>
/// <param name="Reason">For every report.</param>
/// <param name="InSeconds">How long the roll waits before it goes on, so that the release can be taken back: 0 to 60, 0 by default.</param>
public sealed record ReleaseRequest(string Reason, int? InSeconds = null);

/// <summary>What is restored, and where; nothing said restores into the library store what it has lost of the roll.</summary>
/// <param name="Clips">Names of clips; none for the whole roll with its history. They need a folder of their own.</param>
/// <param name="To">A folder on the server's machine that is there, or the URL of one beside the station; the roll gets a folder of its name in it.</param>
/// <param name="Station">The station beside the folder: it reads the archive at <c>/api/archive</c>, writes, and reads back.</param>
/// <param name="HasHistory">With a station: whether the folder holds a history of the roll already; false by default.</param>
/// <param name="Server">With a station: the address under which it reaches this server; by default that of the request, which a proxy may have changed.</param>
public sealed record RestoreRequest(IReadOnlyList<string>? Clips = null, string? To = null, string? Station = null, bool HasHistory = false, Uri? Server = null);

/// <summary>The end of a drive's stay.</summary>
/// <param name="To">Who has it now.</param>
public sealed record DriveReturn(string To);

/// <summary>What happened.</summary>
/// <param name="Events">In order: the latest, 5,000 at most; ask for those before the first one's sequence.</param>
public sealed record Timeline(ImmutableArray<LibraryEvent> Events);

/// <summary>What custody documents are signed with.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo in base 64.</param>
/// <param name="Succession">The keys before it, oldest first.</param>
public sealed record CustodyKeyView(string PublicKey, ImmutableArray<KeySuccession> Succession);

/// <summary>What keeps work from going on.</summary>
/// <param name="Obstacles">The worst first.</param>
public sealed record ObstacleList(ImmutableArray<Obstacle> Obstacles);

/// <summary>Files of a roll.</summary>
/// <param name="Files">In the card's order; ask for those after the last one's number.</param>
public sealed record RollFileList(ImmutableArray<RollFileStatus> Files);

/// <summary>Clips.</summary>
/// <param name="Clips">By name; ask for those after the last one's name, from a place in the list on, or from one clip on.</param>
/// <param name="Total">All clips of the roll.</param>
/// <param name="Offset">How many stand before the first one here; not told of a page after a name.</param>
public sealed record ClipList(ImmutableArray<Clip> Clips, int Total, int? Offset);
