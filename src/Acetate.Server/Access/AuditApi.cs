using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Access;

/// <summary>The audit log, for reading, checking and taking away.</summary>
public static class AuditApi
{
    /// <summary>Maps <c>/api/audit</c>.</summary>
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/api/audit").WithTags("Access");
        audit.MapGet("", ListAsync).WithName("ListAudit").WithSummary("Audit entries, newest first").Needs(LibraryAction.SeeAudit);
        audit.MapGet("/verdict", VerifyAsync).WithName("VerifyAudit")
            .WithSummary("Checks the whole chain; with a head hash that was kept elsewhere, also that it was not cut short").Needs(LibraryAction.SeeAudit);
        audit.MapGet("/export", ExportAsync).WithName("ExportAudit").WithSummary("The whole log as JSON lines, which 'acetate audit verify' reads offline")
            .Produces<string>(contentType: "application/x-ndjson").Needs(LibraryAction.SeeAudit);
    }

    private static async Task<Ok<AuditList>> ListAsync(
        MediaLibrary library, long? before, string? actor, string? target, int? limit, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => new AuditList(
            [.. await tx.AuditBeforeAsync(before, actor, target, Math.Clamp(limit ?? 200, 1, 1000), cancellationToken)]), cancellationToken));

    private static async Task<Ok<AuditCheck>> VerifyAsync(MediaLibrary library, string? head, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => await tx.VerifyAuditAsync(head, cancellationToken) switch
        {
            AuditVerdict.Intact intact => new AuditCheck(true, intact.Entries, intact.Head, null, ""),
            AuditVerdict.Broken broken => new AuditCheck(false, null, null, broken.Sequence, broken.Reason),
            var other => throw new InvalidOperationException($"{other} is no verdict."),
        }, cancellationToken));

    private static async Task ExportAsync(HttpContext context, MediaLibrary library, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.ContentDisposition = "attachment; filename=audit.jsonl";
        await using var tx = await library.ReadAsync(cancellationToken);
        await tx.ExportAuditAsync(context.Response.Body, cancellationToken);
    }
}

/// <summary>Audit entries.</summary>
/// <param name="Entries">Newest first.</param>
public sealed record AuditList(ImmutableArray<AuditEntry> Entries);

/// <summary>What checking the audit log gave.</summary>
/// <param name="Intact">Every entry is there, in order and unchanged.</param>
/// <param name="Entries">How many, when intact.</param>
/// <param name="Head">The hash of the last one, when intact: keep it elsewhere.</param>
/// <param name="BrokenAt">The first entry that is not right.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record AuditCheck(bool Intact, long? Entries, string? Head, long? BrokenAt, string Reason);
