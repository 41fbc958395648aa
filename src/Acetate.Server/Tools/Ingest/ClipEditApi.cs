using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Ingest;

/// <summary>What people say about clips: every value with its origin, its history, and the way back.</summary>
public static class ClipEditApi
{
    private const int MostEdits = 500;

    /// <summary>Maps <c>/api/clips/{id}/values</c> and <c>/api/clips/{id}/edits</c>.</summary>
    public static void MapClipEdits(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/shows/{show}/clips/named/{name}", NamedAsync).WithTags("Clips").WithName("FindClips").WithSummary("The clips of a show with exactly this name")
            .NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        var clips = routes.MapGroup("/api/clips/{id:guid}").WithTags("Clips");
        clips.MapGet("/values", ValuesAsync).WithName("ListClipValues").WithSummary("Every field of a clip: what holds, where it comes from, what the files say").NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);
        clips.MapGet("/edits", EditsAsync).WithName("ListClipEdits").WithSummary("What people said about a clip, the last first").NeedsIn(ShowOf.Clip, LibraryAction.SeeShow);
        clips.MapPost("/edits", EditAsync).WithName("EditClip").WithSummary("Corrects a field of a clip, unless somebody else was quicker").NeedsIn(ShowOf.Clip, LibraryAction.CorrectFacts);
        clips.MapPost("/edits/{number:long}/revert", RevertAsync).WithName("RevertClipEdit").WithSummary("Brings a field back to what it was before an edit").NeedsIn(ShowOf.Clip, LibraryAction.CorrectFacts);
    }

    private static async Task<Ok<FoundClipList>> NamedAsync(string show, string name, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => new FoundClipList([.. await tx.ClipsNamedAsync(show, name, cancellationToken)]), cancellationToken));

    private static async Task<Ok<ClipValueList>> ValuesAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => new ClipValueList(ClipValues.Of((await tx.ClipAsync(id, cancellationToken))!, await tx.ClipEditsAsync(id, cancellationToken))), cancellationToken));

    private static async Task<Ok<ClipEditList>> EditsAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken, string? field = null, long? before = null, int? limit = null) =>
        TypedResults.Ok(await library.ReadAsync(
            async tx => new ClipEditList([.. await tx.ClipEditsAsync(id, field, before ?? long.MaxValue, Math.Clamp(limit ?? MostEdits, 1, MostEdits), cancellationToken)]), cancellationToken));

    private static async Task<Ok<ClipValue>> EditAsync(Guid id, ClipEditOrder body, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        Answer(await library.WriteAsync(tx => tx.EditClipAsync(id, body, caller.Name, "", cancellationToken), cancellationToken));

    private static async Task<Ok<ClipValue>> RevertAsync(Guid id, long number, ClipRevert body, Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        Answer(await library.WriteAsync(tx => tx.RevertClipEditAsync(id, number, body.Version, body.Reason ?? "", caller.Name, cancellationToken), cancellationToken));

    private static Ok<ClipValue> Answer(ClipEditOutcome outcome) => outcome switch
    {
        ClipEditOutcome.Kept kept => TypedResults.Ok(kept.Value),
        ClipEditOutcome.Unchanged same => TypedResults.Ok(same.Value),
        ClipEditOutcome.Conflicting late => throw new ProblemException(ProblemType.EditConflict, late.Why)
        {
            Conflict = new(late.Theirs.Version, late.Theirs.Value, late.Yours, late.Theirs.Last?.Author ?? "", late.Theirs.Last?.At),
        },
        ClipEditOutcome.Refused refused => throw new ProblemException(ProblemType.InvalidRequest, refused.Why),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>Clips that a name means.</summary>
/// <param name="Clips">By day.</param>
public sealed record FoundClipList(ImmutableArray<FoundClip> Clips);

/// <summary>The fields of a clip.</summary>
/// <param name="Values">Those that people may correct first.</param>
public sealed record ClipValueList(ImmutableArray<ClipValue> Values);

/// <summary>The history of a clip.</summary>
/// <param name="Edits">The last first.</param>
public sealed record ClipEditList(ImmutableArray<ClipEdit> Edits);

/// <summary>An edit taken back.</summary>
/// <param name="Version">The version of the field that the decision rests on.</param>
/// <param name="Reason">Why.</param>
public sealed record ClipRevert(long Version, string? Reason = null);
