using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Pulls;
using Acetate.Server.Access;
using Acetate.Tools.Pulls.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Pulls;

/// <summary>How long plates would take on machines that one has or might have.</summary>
public static class CapacityApi
{
    /// <summary>Maps <c>/api/capacity</c>.</summary>
    public static void MapCapacity(this IEndpointRouteBuilder routes)
    {
        var capacity = routes.MapGroup("/api/capacity").WithTags("Jobs");
        capacity.MapGet("", AskAsync).WithName("GetCapacity").WithSummary("How long so many plates would take on so many machines, from what such plates took here").Needs(LibraryAction.SeeShow);
        capacity.MapGet("/kinds", KindsAsync).WithName("ListCapacityKinds").WithSummary("Kinds of plates that were measured here, those that were made last first").Needs(LibraryAction.SeeShow);
    }

    private static async Task<Ok<CapacityAnswer>> AskAsync(MediaLibrary library, int plates, int framesEach, int nodes, int cores, int? framesPerStep, string? source, string? made, CancellationToken cancellationToken) =>
        TypedResults.Ok(await new CapacityDesk(library).AskAsync(
            new() { Plates = plates, FramesEach = framesEach, Nodes = nodes, Cores = cores, FramesPerStep = framesPerStep }, source ?? "", made ?? "", cancellationToken));

    private static async Task<Ok<CapacityKindList>> KindsAsync(MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CapacityKindList(await new CapacityDesk(library).KindsAsync(cancellationToken)));
}

/// <summary>Kinds of plates that were measured.</summary>
/// <param name="Kinds">Those that were made last first, 100 at most; empty where no plate was ever made.</param>
public sealed record CapacityKindList(ImmutableArray<WorkKind> Kinds);
