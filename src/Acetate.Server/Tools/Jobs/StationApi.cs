using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Remote;
using Acetate.Library.Access;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Jobs;

/// <summary>Stations ask here for work and hand its results over. The server never calls a station.</summary>
public static class StationApi
{
    /// <summary>Maps <c>/api/stations</c>.</summary>
    public static void MapStations(this IEndpointRouteBuilder routes)
    {
        const string machine = "a sign of life of a machine; what people do to jobs is audited";
        var stations = routes.MapGroup("/api/stations").AtScheduler().WithTags("Stations");
        stations.MapGet("", List).WithName("ListStations").WithSummary("Stations that spoke since the server started").Needs(LibraryAction.OperateRolls);
        stations.MapPost("/{name}/lease", LeaseAsync).WithName("LeaseAttempts")
            .WithSummary("A station's sign of life and its question for work; held back until there is news")
            .Accepts<StationLeaseRequest>("application/json").Produces<StationLeaseResponse>().Needs(LibraryAction.WorkAsStation).NotAudited(machine);
        stations.MapPost("/{name}/attempts/{id}/progress", ProgressAsync).WithName("ReportProgress").WithSummary("Progress of an attempt")
            .Accepts<StepProgress>("application/json").Needs(LibraryAction.WorkAsStation).NotAudited(machine);
        stations.MapPost("/{name}/attempts/{id}/result", ResultAsync).WithName("ReportResult").WithSummary("The result of an attempt")
            .Accepts<StepResult>("application/json").Needs(LibraryAction.WorkAsStation).NotAudited(machine);
    }

    private static Ok<StationList> List(Stations stations) => TypedResults.Ok(new StationList(stations.All()));

    private static async Task<IResult> LeaseAsync(
        string name, HttpRequest request, Caller caller, Stations stations, CancellationToken cancellationToken)
    {
        var asked = await ReadAsync<StationLeaseRequest>(request, cancellationToken);
        var answer = await stations.Of(name, caller).LeaseAsync(asked, cancellationToken);
        return Results.Json(answer, ComputeJson.Options);
    }

    private static async Task<Results<NoContent, NotFound>> ProgressAsync(
        string name, string id, HttpRequest request, Caller caller, Stations stations, CancellationToken cancellationToken)
    {
        var progress = await ReadAsync<StepProgress>(request, cancellationToken);
        return stations.Of(name, caller).Progress(id, progress) ? TypedResults.NoContent() : throw Unknown(id);
    }

    private static async Task<Results<NoContent, NotFound>> ResultAsync(
        string name, string id, HttpRequest request, Caller caller, Stations stations, CancellationToken cancellationToken)
    {
        var result = await ReadAsync<StepResult>(request, cancellationToken);
        return stations.Of(name, caller).Complete(id, result) ? TypedResults.NoContent() : throw Unknown(id);
    }

    private static ProblemException Unknown(string id) => new(ProblemType.NotFound, $"The attempt {id} is not, or no longer, one of this station's.",
        "Stop it; if its step is still needed, the station is given a new attempt.");

    private static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFromJsonAsync<T>(ComputeJson.Options, cancellationToken)
                ?? throw new ProblemException(ProblemType.InvalidRequest, "The body must not be null.");
        }
        catch (JsonException problem)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"The JSON cannot be read at {problem.Path ?? "its beginning"}: {problem.Message}");
        }
    }
}

/// <summary>Stations.</summary>
/// <param name="Stations">By name.</param>
public sealed record StationList(IReadOnlyList<StationView> Stations);

/// <summary>A station as the server sees it.</summary>
/// <param name="Name">Its name, which <c>place</c> of steps refers to.</param>
/// <param name="Principal">Whose token it uses.</param>
/// <param name="Site">The site where it stands, as it said with its last card; empty for none.</param>
/// <param name="Connected">Whether it gave a sign of life lately.</param>
/// <param name="SilentSeconds">How long it has been silent.</param>
public sealed record StationView(string Name, string Principal, string Site, bool Connected, double SilentSeconds);
