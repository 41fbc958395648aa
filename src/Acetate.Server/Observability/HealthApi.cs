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
        MediaLibrary library, LibraryStores stores, Workshop workshop, CancellationToken cancellationToken)
    {
        ReadinessCheck[] checks =
        [
            await CheckAsync("database", token => library.ReadAsync(tx => Task.FromResult(tx.Now), token), cancellationToken),
            await CheckAsync("store", token => ProbeAsync(stores.Library, token), cancellationToken),
            await CheckAsync("archive", token => ProbeAsync(stores.Archive, token), cancellationToken),
            await CheckAsync("derived", token => ProbeAsync(stores.Derived, token), cancellationToken),
            workshop.Trouble is { } trouble ? new("engine", false, trouble) : new("engine", true, ""),
        ];
        var readiness = new Readiness(checks.All(check => check.Ok), checks);
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
public sealed record Readiness(bool Ready, IReadOnlyList<ReadinessCheck> Checks);

/// <summary>One part that the server needs.</summary>
/// <param name="Name">database, store, archive, derived or engine.</param>
/// <param name="Ok">Whether it answers.</param>
/// <param name="Message">Why not; empty when it does.</param>
public sealed record ReadinessCheck(string Name, bool Ok, string Message);
