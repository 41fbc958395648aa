using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Steps.Editorial;
using Acetate.Steps.Sound;
using Acetate.Storage;
using Acetate.Tools.Dailies;
using Acetate.Tools.Dailies.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Dailies;

/// <summary>Dailies: what is made of each clip, what an operator should look at, and what was delivered.</summary>
public static class DailiesApi
{
    /// <summary>Maps the dailies of shows, rolls and clips.</summary>
    public static void MapDailies(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/dailies", BoardAsync).WithTags("Dailies").WithName("GetDailiesBoard").WithSummary("What is not delivered of all shows that may be seen, or was within a day: what is due first stands first, with what is late or will be, and why").Needs(LibraryAction.SeeShow);
        var shows = routes.MapGroup("/api/shows/{show}/dailies").WithTags("Dailies");
        shows.MapGet("", ListAsync).WithName("ListDailies").WithSummary("The dailies of a show by roll: how they stand, what they wait for, what is late").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        shows.MapGet("/queue", QueueAsync).WithName("ListDailiesQueue").WithSummary("Clips that wait for an operator, with the reasons").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);

        var rolls = routes.MapGroup("/api/rolls/{id:guid}/dailies").WithTags("Dailies");
        rolls.MapGet("", GetAsync).WithName("GetDailies").WithSummary("The dailies of a roll, clip by clip: sound, quality control, media").NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        rolls.MapGet("/report.{form}", ReportAsync).WithName("GetDailiesReport").WithSummary("The report on a roll's dailies as json, csv, html or pdf").Produces<DailiesReport>().NeedsIn(ShowOf.Roll, LibraryAction.SeeShow);
        rolls.MapPost("/make", MakeAsync).WithName("MakeDailies").WithSummary("Begins the dailies of a roll, or makes again what would come out otherwise").NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
        rolls.MapPost("/deliver", DeliverAsync).WithName("DeliverDailies").WithSummary("Delivers now what may go, or tries a delivery again that was held").NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
        rolls.MapPut("/assignee", AssignAsync).WithName("AssignDailies").WithSummary("Gives a roll's dailies to an operator").NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);

        var clips = routes.MapGroup("/api/clips/{id:guid}/daily").WithTags("Dailies");
        clips.MapPost("/accept", AcceptAsync).WithName("AcceptDaily").WithSummary("Takes a clip as it is").NeedsIn(ShowOf.Clip, LibraryAction.OperateRolls);
        clips.MapPost("/reject", RejectAsync).WithName("RejectDaily").WithSummary("Leaves a clip out of what is delivered").NeedsIn(ShowOf.Clip, LibraryAction.OperateRolls);
        clips.MapPost("/redo", RedoAsync).WithName("RedoDaily").WithSummary("Has a clip made again; with a decision about its sound, by that").NeedsIn(ShowOf.Clip, LibraryAction.OperateRolls);
        clips.MapMethods("/files/{**path}", [HttpMethods.Get, HttpMethods.Head], FileAsync).WithName("GetDailyFile").WithSummary("A file that was made of a clip, or a range of it")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);
    }

    private static async Task<Ok<DailiesList>> ListAsync(string show, MediaLibrary library, SharedAnswers answers, CancellationToken cancellationToken) =>
        TypedResults.Ok(await answers.AskAsync($"dailies {show}", async ending => new DailiesList(await library.DailiesOfShowAsync(show, ending)), cancellationToken));

    private static async Task<Ok<DailiesList>> BoardAsync(Caller caller, MediaLibrary library, SharedAnswers answers, CancellationToken cancellationToken)
    {
        string[] shows = [.. (await library.ReadAsync(tx => tx.ShowsAsync(cancellationToken), cancellationToken)).Select(show => show.Name).Where(show => caller.May(LibraryAction.SeeShow, show, library.Clock.GetUtcNow()))];
        return TypedResults.Ok(await answers.AskAsync($"dailies board {string.Join(',', shows)}", async ending => new DailiesList(await library.DailiesBoardAsync(shows, ending)), cancellationToken));
    }

    private static async Task<Ok<DailiesQueue>> QueueAsync(string show, MediaLibrary library, CancellationToken cancellationToken) => TypedResults.Ok(new DailiesQueue(await library.DailiesQueueAsync(show, cancellationToken)));

    private static async Task<Ok<DailiesView>> GetAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) => TypedResults.Ok(await library.DailiesViewAsync(id, cancellationToken));

    private static async Task<IResult> ReportAsync(Guid id, string form, HttpResponse response, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        var report = await library.ReadAsync(async tx => await tx.DailiesReportAsync(await tx.RequireRollDailiesAsync(id, cancellationToken), null, cancellationToken), cancellationToken);
        if (form is "html" or "pdf") report = await report.WithPicturesAsync(stores.Derived, cancellationToken);
        return ReportResult.Of(response, form, $"dailies-{report.Show}-{report.Roll}", report, () => DailiesReportFiles.Csv(report), () => DailiesReportFiles.Html(report), () => DailiesReportFiles.Pdf(report));
    }

    private static async Task<Ok<DailiesView>> MakeAsync(Guid id, DailiesMaking body, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        await new DailiesDesk(library).MakeAsync(id, body.All, caller.Name, cancellationToken);
        workshop.Wake();
        return await GetAsync(id, library, cancellationToken);
    }

    private static async Task<Ok<DailiesView>> DeliverAsync(Guid id, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        await new DailiesDesk(library).DeliverAsync(id, caller.Name, cancellationToken);
        workshop.Wake();
        return await GetAsync(id, library, cancellationToken);
    }

    private static async Task<Ok<DailiesView>> AssignAsync(Guid id, DailiesAssignment body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        await new DailiesDesk(library).AssignAsync(id, body.Assignee, caller.Name, cancellationToken);
        return await GetAsync(id, library, cancellationToken);
    }

    private static async Task<Ok<ClipDailyView>> AcceptAsync(Guid id, DailyDecision body, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        await ShownAsync(await new DailiesDesk(library).AcceptAsync(id, body.Note, caller.Name, cancellationToken), library, cancellationToken);

    private static async Task<Ok<ClipDailyView>> RejectAsync(Guid id, DailyDecision body, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        await ShownAsync(await new DailiesDesk(library).RejectAsync(id, body.Note, caller.Name, cancellationToken), library, cancellationToken);

    private static async Task<Ok<ClipDailyView>> RedoAsync(Guid id, DailyRedo body, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        var daily = await new DailiesDesk(library).RedoAsync(id, body.Sound, body.Note, caller.Name, cancellationToken);
        workshop.Wake();
        return await ShownAsync(daily, library, cancellationToken);
    }

    private static async Task<IResult> FileAsync(Guid id, string path, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, ReadTrail reads, CancellationToken cancellationToken)
    {
        var (daily, files) = await library.ReadAsync(async tx => await tx.ClipDailyAsync(id, cancellationToken) is { } found ? (found, DailiesDelivery.ShownOf(DailiesDelivery.PictureOf(found)).ToList()) : (null, []), cancellationToken);
        // Only what the step told of is a file of the clip: no path from outside reaches the store.
        if (daily is null || !files.Contains(path, StringComparer.Ordinal) || await stores.Derived.FindAsync(StoreKey.Parse($"{DailiesPlan.Folder(daily)}/{path}"), cancellationToken) is not { } file)
            throw new ProblemException(ProblemType.NotFound, $"The clip's dailies have no file '{path}'.");
        if (HttpMethods.IsGet(context.Request.Method)) await reads.NoteAsync(caller, "daily.seen", id.ToString(), context.Features.Get<ShowOfRequest>()!.Name, new { path }, cancellationToken);
        var shown = Path.GetExtension(path) switch { ".mp4" => "video/mp4", ".png" => "image/png", _ => null };
        return new StoredFileResult(stores.Derived, file, shown ?? "application/octet-stream", shown is null ? path[(path.LastIndexOf('/') + 1)..] : null);
    }

    private static async Task<Ok<ClipDailyView>> ShownAsync(ClipDaily daily, MediaLibrary library, CancellationToken cancellationToken) => TypedResults.Ok(await library.ReadAsync(async tx =>
        DailiesViews.Shown(daily, (await tx.ClipAsync(daily.Clip, cancellationToken))!, (await tx.RequireRollAsync(daily.Roll, cancellationToken)).Name, await tx.ClipSlateAsync(daily.Clip, cancellationToken)), cancellationToken));
}

/// <summary>The dailies of a show.</summary>
/// <param name="Rolls">Of a show the newest shoot day first; of all shows what is due first.</param>
public sealed record DailiesList(ImmutableArray<DailiesSummary> Rolls);

/// <summary>Clips that wait for an operator.</summary>
/// <param name="Clips">The oldest shoot day first; the first 500.</param>
public sealed record DailiesQueue(ImmutableArray<ClipDailyView> Clips);

/// <summary>How dailies are begun.</summary>
/// <param name="All">Whether all clips are made again, whatever they are like.</param>
public sealed record DailiesMaking(bool All = false);

/// <summary>Who takes care of dailies.</summary>
/// <param name="Assignee">A name; empty for nobody.</param>
public sealed record DailiesAssignment(string Assignee = "");

/// <summary>What an operator says of a clip.</summary>
/// <param name="Note">Why; may be empty.</param>
public sealed record DailyDecision(string Note = "");

/// <summary>Why a clip is made again, and by which sound.</summary>
/// <param name="Sound">Which recording, and where the clip begins in it; null leaves that as it was.</param>
/// <param name="Note">Why; may be empty.</param>
public sealed record DailyRedo(SoundDecision? Sound = null, string Note = "");
