using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Server.Access;
using Acetate.Tools.News;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.News;

/// <summary>Who takes care of what is held.</summary>
public static class AlertApi
{
    /// <summary>Maps the acknowledgement of a roll's hold.</summary>
    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        var rolls = routes.MapGroup("/api/rolls/{id:guid}/acknowledgement").WithTags("Rolls");
        rolls.MapPut("", GiveAsync).WithName("AcknowledgeHold").WithSummary("Says that the caller takes care of the roll's hold; the roll stays held").NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
        rolls.MapDelete("", TakeBackAsync).WithName("TakeAcknowledgementBack").WithSummary("Says that nobody takes care of the roll's hold any more").NeedsIn(ShowOf.Roll, LibraryAction.OperateRolls);
    }

    private static async Task<NoContent> GiveAsync(Guid id, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        await new HoldAcknowledgement(library).GiveAsync(id, caller.Name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> TakeBackAsync(Guid id, Caller caller, MediaLibrary library, CancellationToken cancellationToken)
    {
        await new HoldAcknowledgement(library).TakeBackAsync(id, caller.Name, cancellationToken);
        return TypedResults.NoContent();
    }
}
