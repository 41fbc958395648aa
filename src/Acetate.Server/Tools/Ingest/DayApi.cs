using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Days;
using Acetate.Library.Rolls;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Ingest;

/// <summary>Shoot days: what arrived, how far it is, what is missing.</summary>
public static class DayApi
{
    private const int LargestReport = 4 << 20;
    private const int Most = 1_000;

    /// <summary>Maps the days of a show.</summary>
    public static void MapDays(this IEndpointRouteBuilder routes)
    {
        var days = routes.MapGroup("/api/shows/{show}").WithTags("Days");
        days.MapGet("/days", ListAsync).WithName("ListDays").WithSummary("The shoot days of a show, newest first, a page at a time").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        days.MapGet("/days/{day}", GetAsync).WithName("GetDay")
            .WithSummary("A day: its rolls with how far each stage is, lateness, what never arrived, completeness; its rolls a page at a time").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        days.MapGet("/days/{day}/report.{form}", ReportAsync).WithName("GetDayReport").WithSummary("The day's report as json, csv, html or pdf")
            .Produces<DayReport>().NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        days.MapPost("/days/{day}/complete", CompleteAsync).WithName("CompleteDay").WithSummary("Confirms that everything of a day has come and is safe")
            .NeedsIn(ShowOf.Route, LibraryAction.ConfirmDay);
        days.MapDelete("/days/{day}/complete", OpenAgainAsync).WithName("TakeDayConfirmationBack").WithSummary("Takes the confirmation of a day back")
            .NeedsIn(ShowOf.Route, LibraryAction.ConfirmDay);
        days.MapPost("/days/{day}/expected-rolls/{name}/waive", WaiveAsync).WithName("WaiveExpectedRoll")
            .WithSummary("Says that an expected roll need not arrive, and why").NeedsIn(ShowOf.Route, LibraryAction.ConfirmDay);
        days.MapDelete("/days/{day}/expected-rolls/{name}/waive", AwaitAgainAsync).WithName("TakeWaiverBack")
            .WithSummary("Takes a waiver back: the roll is waited for again; not on a day that was confirmed without it").NeedsIn(ShowOf.Route, LibraryAction.ConfirmDay);
        days.MapGet("/expected-rolls", ExpectedAsync).WithName("ListExpectedRolls").WithSummary("Rolls that reports promised, a page at a time").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        days.MapPost("/expected-rolls", ImportAsync).WithName("ImportExpectedRolls").WithSummary("Imports a camera or sound report (CSV)")
            .Accepts<string>("text/csv").NeedsIn(ShowOf.Route, LibraryAction.CorrectFacts);
    }

    private static async Task<Ok<DayList>> ListAsync(string show, MediaLibrary library, SharedAnswers answers, int? offset, int? limit, CancellationToken cancellationToken)
    {
        var days = await answers.AskAsync($"days {show}", async ending => (await library.ReadAsync(tx => tx.DaysAsync(show, ending), ending)).OrderByDescending(day => day.ShootDay).ToList(), cancellationToken);
        return TypedResults.Ok(new DayList([.. Page(days, offset, limit)], days.Count));
    }

    private static async Task<Ok<DayView>> GetAsync(string show, string day, MediaLibrary library, SharedAnswers answers, int? offset, int? limit, CancellationToken cancellationToken)
    {
        var date = Date(day);
        var whole = await answers.AskAsync($"day {show} {day}", ending => library.ReadAsync(async tx =>
        {
            var report = await tx.DayReportAsync(show, date, inBrief: true, ending);
            var stages = await tx.StagesOnDayAsync(show, date, ending);
            var clips = await tx.ClipCountsOnDayAsync(show, date, ending);
            return new DayView(report.Show, report.ShowTitle, report.Day, report.Files, report.Bytes, report.Completeness, report.Missing,
                report.Rolls.Length, [.. report.Rolls.Select(roll => RollSummary.Of(roll, stages.GetValueOrDefault(roll.Roll.Id, []), clips.GetValueOrDefault(roll.Roll.Id)))]);
        }, ending), cancellationToken);
        return TypedResults.Ok(whole with { Rolls = [.. Page(whole.Rolls, offset, limit)] });
    }

    private static async Task<IResult> ReportAsync(
        string show, string day, string form, HttpResponse response, MediaLibrary library, CancellationToken cancellationToken)
    {
        var date = Date(day);
        var report = await library.ReadAsync(tx => tx.DayReportAsync(show, date, cancellationToken), cancellationToken);
        if (form is "html" or "pdf") report = await report.WithPicturesAsync(library, cancellationToken);
        return ReportResult.Of(response, form, $"{show}-{day}", report, () => ReportCsv.Of(report), () => ReportHtml.Of(report), () => ReportPdf.Of(report));
    }

    private static async Task<Ok<DayCompleteness>> CompleteAsync(
        string show, string day, DayConfirmation body, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok((await new DayCompletion(library).ConfirmAsync(show, Date(day), caller.Name, body.Note ?? "", cancellationToken)).Completeness);

    private static async Task<NoContent> WaiveAsync(
        string show, string day, string name, Waiver body, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Reason)) throw new ProblemException(ProblemType.InvalidRequest, "A waiver needs a reason; it stands in the day's report.");
        await new DayCompletion(library).WaiveAsync(show, Date(day), name, caller.Name, body.Reason.Trim(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<DayCompleteness>> OpenAgainAsync(string show, string day, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok((await new DayCompletion(library).TakeBackAsync(show, Date(day), caller.Name, cancellationToken)).Completeness);

    private static async Task<NoContent> AwaitAgainAsync(string show, string day, string name, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        await new DayCompletion(library).AwaitAgainAsync(show, Date(day), name, caller.Name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ExpectedRollList>> ExpectedAsync(
        string show, DateOnly? day, MediaLibrary library, int? offset, int? limit, CancellationToken cancellationToken)
    {
        var rolls = await library.ReadAsync(tx => day is { } one ? tx.ExpectedRollsAsync(show, one, cancellationToken) : tx.ExpectedRollsAsync(show, cancellationToken), cancellationToken);
        return TypedResults.Ok(new ExpectedRollList([.. Page(rolls, offset, limit)], rolls.Count));
    }

    private static IEnumerable<T> Page<T>(IEnumerable<T> all, int? offset, int? limit) => all.Skip(Math.Max(0, offset ?? 0)).Take(Math.Clamp(limit ?? Most, 1, Most));

    private static async Task<Ok<ImportedReport>> ImportAsync(
        string show, DateOnly day, string? name, HttpRequest request, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LargestReport) throw new ProblemException(ProblemType.TooLarge, "A report has 4 MiB at most.", "Send the report of one day.");
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancellationToken);
        try
        {
            var report = await ExpectedRolls.ImportAsync(library, show, bytes.ToArray(), name ?? "report.csv", day, caller.Name, cancellationToken);
            return TypedResults.Ok(new ImportedReport(report.Rolls.Length));
        }
        catch (FormatException problem)
        {
            throw new ProblemException(ProblemType.InvalidRequest, problem.Message, "Export the report as CSV with a heading line and send it again.");
        }
    }

    internal static DateOnly Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
            : throw new ProblemException(ProblemType.InvalidRequest, $"'{text}' is not a day. Write it as 2026-11-21.");
}

/// <summary>Shoot days.</summary>
/// <param name="Days">Newest first, 1,000 at most.</param>
/// <param name="Total">All shoot days of the show.</param>
public sealed record DayList(ImmutableArray<DaySummary> Days, int Total);

/// <summary>A shoot day.</summary>
/// <param name="Show">The show.</param>
/// <param name="ShowTitle">Its title.</param>
/// <param name="Day">The day.</param>
/// <param name="Files">Files of all rolls.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Completeness">Whether all is there, and who confirmed it.</param>
/// <param name="Missing">What was promised and never arrived, and gaps in numbers.</param>
/// <param name="RollCount">All rolls of the day.</param>
/// <param name="Rolls">By name, 1,000 at most.</param>
public sealed record DayView(string Show, string ShowTitle, DateOnly Day, long Files, long Bytes, DayCompleteness Completeness,
    ImmutableArray<Finding> Missing, int RollCount, ImmutableArray<RollSummary> Rolls);

/// <summary>A person's word that a day is complete.</summary>
/// <param name="Note">Anything to remember.</param>
public sealed record DayConfirmation(string? Note = null);

/// <summary>Why a roll need not arrive.</summary>
/// <param name="Reason">For the day's report.</param>
public sealed record Waiver(string Reason);

/// <summary>Rolls that reports promised.</summary>
/// <param name="Rolls">By day and name, 1,000 at most.</param>
/// <param name="Total">All that were asked about.</param>
public sealed record ExpectedRollList(ImmutableArray<ExpectedRoll> Rolls, int Total);

/// <summary>A report that was imported.</summary>
/// <param name="Rolls">How many rolls it names.</param>
public sealed record ImportedReport(int Rolls);
