using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Observability;

/// <summary>Whether the server lives, and whether it can work.</summary>
public static class HealthApi
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Maps <c>/healthz</c> and <c>/readyz</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Text("ok\n")).WithTags("Health").WithName("Health")
            .WithSummary("Answers as long as the process lives").AnswersAnyone("says nothing but that the process lives");
        routes.MapGet("/readyz", ReadyAsync).WithTags("Health").WithName("Ready")
            .WithSummary("Whether database, stores and engine can work now; 503 when one cannot").NeedsToken();
    }

    private static async Task<Results<Ok<Readiness>, JsonHttpResult<Readiness>>> ReadyAsync(
        MediaLibrary library, LibraryStores stores, Workshop workshop, Fleet fleet, CancellationToken cancellationToken)
    {
        ReadinessCheck[] checks =
        [
            await CheckAsync("database", token => library.ReadAsync(tx => Task.FromResult(tx.Now), token), cancellationToken),
            await CheckAsync("store", token => ProbeAsync(stores.Library, token), cancellationToken),
            await CheckAsync("archive", token => ProbeAsync(stores.Archive, token), cancellationToken),
            await CheckAsync("derived", token => ProbeAsync(stores.Derived, token), cancellationToken),
            workshop.Trouble is { } trouble ? new("engine", false, trouble) : new("engine", true, ""),
        ];
        var place = fleet.IsHere ? SchedulerPlace.Here : fleet.Post.Scheduler is null ? SchedulerPlace.Nowhere : SchedulerPlace.Elsewhere;
        var readiness = new Readiness(checks.All(check => check.Ok), checks, new(place, fleet.IsHere ? Environment.MachineName : fleet.Post.Scheduler?.Name ?? "", Math.Max(1, fleet.Post.Servers.Length)));
        return readiness.Ready ? TypedResults.Ok(readiness) : TypedResults.Json(readiness, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<ReadinessCheck> CheckAsync(string name, Func<CancellationToken, Task> check, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await check(limit.Token);
            return new ReadinessCheck(name, true, "");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ReadinessCheck(name, false, $"No answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (Exception problem) when (problem is IOException or LibraryException)
        {
            return new ReadinessCheck(name, false, problem.Message);
        }
    }

    // A key that cannot exist: the answer is null, and the store had to be asked.
    private static Task<StoredFile?> ProbeAsync(IFileStore store, CancellationToken cancellationToken) =>
        store.FindAsync(StoreKey.Parse(".acetate-ready"), cancellationToken);
}

/// <summary>Whether the server can work.</summary>
/// <param name="Ready">All checks are well.</param>
/// <param name="Checks">Each check.</param>
/// <param name="Scheduler">Which server of the library does what must be done once.</param>
public sealed record Readiness(bool Ready, IReadOnlyList<ReadinessCheck> Checks, SchedulerStanding Scheduler);

/// <summary>Which server of the library is the scheduler.</summary>
/// <param name="Place">Whether it is this one.</param>
/// <param name="Machine">Its machine; empty when there is none.</param>
/// <param name="Servers">How many servers the library has, this one among them.</param>
public sealed record SchedulerStanding(SchedulerPlace Place, string Machine, int Servers);

/// <summary>Where the scheduler is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SchedulerPlace>))]
public enum SchedulerPlace
{
    /// <summary>This server is it.</summary>
    Here,

    /// <summary>Another server is it.</summary>
    Elsewhere,

    /// <summary>No server is it: one becomes it within seconds.</summary>
    Nowhere,
}

/// <summary>One part that the server needs.</summary>
/// <param name="Name">database, store, archive, derived or engine.</param>
/// <param name="Ok">Whether it answers.</param>
/// <param name="Message">Why not; empty when it does.</param>
public sealed record ReadinessCheck(string Name, bool Ok, string Message);
