using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Jobs;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Tools.Pulls.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Jobs;

/// <summary>What runs, what waits, what failed, and what people may do about it.</summary>
public static class JobApi
{
    private const int MostJobs = 1_000;
    private const int MostSteps = 1_000;

    /// <summary>Maps <c>/api/jobs</c>.</summary>
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/jobs").WithTags("Jobs");
        jobs.MapGet("", ListAsync).WithName("ListJobs").WithSummary("Jobs, newest first or by what they ask of a person, a page at a time").Needs(LibraryAction.SeeShow);
        jobs.MapGet("/{id:guid}", GetAsync).WithName("GetJob").WithSummary("A job with its steps, a page of them at a time")
            .NeedsIn(ShowOf.Job, LibraryAction.SeeShow);
        jobs.MapGet("/figures", FiguresAsync).WithName("GetJobFigures").WithSummary("What waits and how long, what will be late, and how busy workers were in the last hour").Needs(LibraryAction.SeeShow);
        jobs.MapGet("/queue", QueueAsync).WithName("GetWorkQueue").WithSummary("The queue by show and kind, who works and how much of it is taken, and why jobs are late or will be").Needs(LibraryAction.SeeShow).AtScheduler();
        jobs.MapGet("/{id:guid}/path", PathAsync).WithName("GetJobPath").WithSummary("Where the time of a job went: waiting for a worker, copying, verifying, rendering, held for a person")
            .NeedsIn(ShowOf.Job, LibraryAction.SeeShow);
        jobs.MapGet("/{id:guid}/steps/{step}", GetStepAsync).WithName("GetStep")
            .WithSummary("A step with its request, its attempts and its output; the step by number")
            .NeedsIn(ShowOf.Job, LibraryAction.SeeShow);
        jobs.MapPost("/{id:guid}/cancel", CancelAsync).WithName("CancelJob").WithSummary("Stops a job; what is done stays done")
            .NeedsIn(ShowOf.Job, LibraryAction.OperateRolls);
        jobs.MapPost("/{id:guid}/replay", ReplayAsync).WithName("ReplayJob").WithSummary("Tries the held steps of a job again")
            .NeedsIn(ShowOf.Job, LibraryAction.OperateRolls);
        jobs.MapPut("/{id:guid}/throttle", ThrottleAsync).WithName("ThrottleJob")
            .WithSummary("Sets the rate of all transfers of a job together; counts at once").NeedsIn(ShowOf.Job, LibraryAction.OperateRolls);
        jobs.MapPut("/{id:guid}/priority", PriorityAsync).WithName("PrioritiseJob")
            .WithSummary("Moves a job ahead within its show (higher first) or back").NeedsIn(ShowOf.Job, LibraryAction.OperateRolls);
    }

    private static async Task<Ok<JobList>> ListAsync(
        Caller caller, MediaLibrary library, SharedAnswers answers, string? show, Word<JobState>? state, Word<JobOrder>? order, int? offset, int? limit, CancellationToken cancellationToken)
    {
        var wanted = state?.Value;
        var most = Math.Clamp(limit ?? 200, 1, MostJobs);
        var shows = ShowsOf(caller, show);
        var from = Math.Max(0, offset ?? 0);
        var question = $"jobs {Asked(shows)} {wanted} {order?.Value} {from} {most}";
        return TypedResults.Ok(await answers.AskAsync(question, ending => library.ReadAsync(async tx =>
        {
            var (jobs, total) = order?.Value is JobOrder.Need
                ? await tx.JobsByNeedAsync(shows, wanted, from, most, ending)
                : await tx.JobsNewestFirstAsync(shows, wanted, from, most, ending);
            return new JobList(jobs, total);
        }, ending), cancellationToken));
    }

    private static string[]? ShowsOf(Caller caller, string? show)
    {
        if (show is not null && !caller.Sees(show)) throw new ProblemException(ProblemType.NotFound, $"There is no show '{show}'.");
        return show is not null ? [show] : caller.IsAdministrator ? null : [.. caller.Bearer.Roles.Keys.Order(StringComparer.Ordinal)];
    }

    private static string Asked(string[]? shows) => shows is null ? "of all" : string.Join(',', shows);

    private static async Task<Ok<JobFigures>> FiguresAsync(Caller caller, MediaLibrary library, SharedAnswers answers, ServerOptions options, string? show, CancellationToken cancellationToken)
    {
        var (shows, cores) = (ShowsOf(caller, show), options.Works ? options.Cores ?? PullWorkers.OfThisMachine.Cores : 0);
        var question = $"job figures {Asked(shows)}";
        return TypedResults.Ok(await answers.AskAsync(question, ending => library.ReadAsync(tx => tx.JobFiguresAsync(shows, cores, ending), ending), cancellationToken));
    }

    private static async Task<Ok<WorkQueue>> QueueAsync(Caller caller, MediaLibrary library, SharedAnswers answers, Workshop workshop, Fleet fleet, string? show, CancellationToken cancellationToken)
    {
        var shows = ShowsOf(caller, show);
        var queue = await answers.AskAsync($"work queue {Asked(shows)}", ending => library.ReadAsync(tx => tx.WorkQueueAsync(shows, workshop.Engines, ending), ending), cancellationToken);
        return TypedResults.Ok(queue with { Scheduler = fleet.Scheduler, Trouble = workshop.Trouble });
    }

    private static async Task<Ok<JobPath>> PathAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(tx => tx.JobPathAsync(id, cancellationToken), cancellationToken));

    private static async Task<Ok<JobDetail>> GetAsync(Guid id, MediaLibrary library, int? offset, int? limit, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(tx => DetailAsync(tx, id, cancellationToken, Math.Max(0, offset ?? 0), Math.Clamp(limit ?? MostSteps, 1, MostSteps)), cancellationToken));

    private static async Task<Ok<StepDetail>> GetStepAsync(Guid id, int step, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var row = (await tx.StepsAsync(id, Math.Max(0, step), 1, cancellationToken)).FirstOrDefault(one => one.Number == step)
                ?? throw new ProblemException(ProblemType.NotFound, $"The job has no step {step}.");
            return new StepDetail(StepView.Of(row, await tx.KeysOfAsync([row], cancellationToken)), Json(await tx.RequestAsync(row.Id, cancellationToken)), Json(await tx.OutputAsync(row.Id, cancellationToken)),
                await tx.AttemptsAsync(row.Id, cancellationToken));
        }, cancellationToken));

    private static async Task<Ok<JobDetail>> CancelAsync(Guid id, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken) =>
        await WokenAsync(workshop, library.WriteAsync(async tx =>
        {
            await tx.CancelJobAsync(id, caller.Name, cancellationToken);
            return await DetailAsync(tx, id, cancellationToken);
        }, cancellationToken));

    private static async Task<Ok<JobDetail>> ReplayAsync(Guid id, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken) =>
        await WokenAsync(workshop, library.WriteAsync(async tx =>
        {
            if (await tx.ReplayJobAsync(id, caller.Name, cancellationToken) == 0)
                throw new ProblemException(ProblemType.Conflict, "The job has no held step.", "Nothing needs to be tried again.");
            return await DetailAsync(tx, id, cancellationToken);
        }, cancellationToken));

    private static async Task<NoContent> ThrottleAsync(Guid id, ThrottleChange body, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        if (body.BytesPerSecond is <= 0)
            throw new ProblemException(ProblemType.InvalidRequest, "bytesPerSecond must be more than 0, or null for as fast as possible.");
        await library.WriteAsync(tx => tx.SetThrottleAsync(id, body.BytesPerSecond, cancellationToken), cancellationToken);
        workshop.Wake();
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> PriorityAsync(Guid id, PriorityChange body, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        await library.WriteAsync(tx => tx.SetPriorityAsync(id, body.Priority, cancellationToken), cancellationToken);
        workshop.Wake();
        return TypedResults.NoContent();
    }

    private static async Task<Ok<JobDetail>> WokenAsync(Workshop workshop, Task<JobDetail> change)
    {
        var detail = await change;
        workshop.Wake();
        return TypedResults.Ok(detail);
    }

    private static async Task<JobDetail> DetailAsync(LibraryTransaction tx, Guid id, CancellationToken cancellationToken, int offset = 0, int limit = MostSteps)
    {
        var job = await tx.JobAsync(id, cancellationToken) ?? throw new ProblemException(ProblemType.NotFound, $"There is no job {id}.");
        var steps = await tx.StepsAsync(id, offset, limit, cancellationToken);
        var keys = await tx.KeysOfAsync(steps, cancellationToken);
        return new(job, [.. steps.Select(step => StepView.Of(step, keys))]);
    }

    private static JsonElement? Json(string? text) => string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<JsonElement>(text);
}

/// <summary>Jobs.</summary>
/// <param name="Jobs">In the order that was asked for.</param>
/// <param name="Total">All jobs that were asked about.</param>
public sealed record JobList(ImmutableArray<JobRow> Jobs, int Total);

/// <summary>The order of a list of jobs.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<JobOrder>))]
public enum JobOrder
{
    /// <summary>Newest first.</summary>
    Newest,

    /// <summary>Held, running and waiting ones, each by deadline; then those that are over, newest first.</summary>
    Need,
}

/// <summary>A job and its steps.</summary>
/// <param name="Job">The job.</param>
/// <param name="Steps">In the order of its plan, 1,000 at most; the job says how many there are.</param>
public sealed record JobDetail(JobRow Job, ImmutableArray<StepView> Steps);

/// <summary>A step with everything that went into it and came out of it.</summary>
/// <param name="Step">The step.</param>
/// <param name="Request">What the worker function is asked.</param>
/// <param name="Output">What it answered; null while it is not done.</param>
/// <param name="Attempts">Every try, first one first.</param>
public sealed record StepDetail(StepView Step, JsonElement? Request, JsonElement? Output, ImmutableArray<AttemptRow> Attempts);

/// <summary>A new rate.</summary>
/// <param name="BytesPerSecond">More than 0; null for as fast as possible.</param>
public sealed record ThrottleChange(long? BytesPerSecond);

/// <summary>A new place in the queue of the show.</summary>
/// <param name="Priority">Higher runs earlier; 0 by default.</param>
public sealed record PriorityChange(int Priority);
