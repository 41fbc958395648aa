using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Jobs;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Jobs;

/// <summary>What runs, what waits, what failed, and what people may do about it.</summary>
public static class JobApi
{
    /// <summary>Maps <c>/api/jobs</c>.</summary>
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/jobs").WithTags("Jobs");
        jobs.MapGet("", ListAsync).WithName("ListJobs").WithSummary("Jobs, newest first").Needs(LibraryAction.SeeShow);
        jobs.MapGet("/{id:guid}", GetAsync).WithName("GetJob").WithSummary("A job with its steps")
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
        Caller caller, MediaLibrary library, string? show, Word<JobState>? state, int? limit, CancellationToken cancellationToken)
    {
        var wanted = state?.Value;
        var most = Math.Clamp(limit ?? 200, 1, 1000);
        if (show is not null && !caller.Sees(show)) throw new ProblemException(ProblemType.NotFound, $"There is no show '{show}'.");
        var shows = show is not null || caller.IsAdministrator ? [show] : caller.Bearer.Roles.Keys.Order(StringComparer.Ordinal).Cast<string?>().ToArray();
        var jobs = await library.ReadAsync(async tx =>
        {
            var found = new List<JobRow>();
            foreach (var one in shows) found.AddRange(await tx.JobsAsync(one, wanted, most, cancellationToken));
            return found;
        }, cancellationToken);
        return TypedResults.Ok(new JobList([.. jobs.OrderByDescending(job => job.SubmittedAt).Take(most)]));
    }

    private static async Task<Ok<JobDetail>> GetAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(tx => DetailAsync(tx, id, cancellationToken), cancellationToken));

    private static async Task<Ok<StepDetail>> GetStepAsync(Guid id, int step, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var row = (await tx.StepsAsync(id, cancellationToken)).FirstOrDefault(one => one.Number == step)
                ?? throw new ProblemException(ProblemType.NotFound, $"The job has no step {step}.");
            return new StepDetail(StepView.Of(row), Json(await tx.RequestAsync(row.Id, cancellationToken)), Json(await tx.OutputAsync(row.Id, cancellationToken)),
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

    private static async Task<JobDetail> DetailAsync(LibraryTransaction tx, Guid id, CancellationToken cancellationToken) => new(
        await tx.JobAsync(id, cancellationToken) ?? throw new ProblemException(ProblemType.NotFound, $"There is no job {id}."),
        [.. (await tx.StepsAsync(id, cancellationToken)).Select(StepView.Of)]);

    private static JsonElement? Json(string? text) => string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<JsonElement>(text);
}

/// <summary>Jobs.</summary>
/// <param name="Jobs">Newest first.</param>
public sealed record JobList(ImmutableArray<JobRow> Jobs);

/// <summary>A job and its steps.</summary>
/// <param name="Job">The job.</param>
/// <param name="Steps">In the order of its plan.</param>
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
