using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Pulls;
using Acetate.Library.Workspaces;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Storage;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Work;
using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Reports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Acetate.Server.Tools.Pulls;

/// <summary>Footage of a cut for somebody outside: planned, approved, made and delivered.</summary>
public static class PullApi
{
    private const int LargestOrder = 100 << 20, LargestCut = 24 << 20, MostFiles = 100_000;

    /// <summary>Maps the pulls of shows and <c>/api/pulls</c>.</summary>
    public static void MapPulls(this IEndpointRouteBuilder routes)
    {
        var shows = routes.MapGroup("/api/shows/{show}/pulls").WithTags("Pulls");
        shows.MapGet("", ListAsync).WithName("ListPulls").WithSummary("The pulls of a show, the newest first").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);
        shows.MapPost("/vfx", PlanVfxAsync).WithName("PlanVfxPull").WithSummary("Plans plates of a cut for a VFX vendor; nothing is made before it is approved")
            .WithMetadata(new RequestSizeLimitAttribute(LargestOrder)).NeedsIn(ShowOf.Route, LibraryAction.PlanPulls);
        shows.MapPost("/conform", PlanConformAsync).WithName("PlanConformPull").WithSummary("Plans the camera originals of a locked cut; nothing is made before it is approved")
            .WithMetadata(new RequestSizeLimitAttribute(LargestOrder)).NeedsIn(ShowOf.Route, LibraryAction.PlanPulls);
        routes.MapGet("/api/shows/{show}/turnovers", TurnoversAsync).WithTags("Pulls").WithName("ListTurnovers").WithSummary("Which vendor was given which version of which plate, and when").NeedsIn(ShowOf.Route, LibraryAction.SeeShow);

        var pulls = routes.MapGroup("/api/pulls/{id:guid}").WithTags("Pulls");
        pulls.MapGet("", GetAsync).WithName("GetPull").WithSummary("A pull: what became of each event and why, what is made, and how far it is").NeedsIn(ShowOf.Pull, LibraryAction.SeeShow);
        pulls.MapGet("/count-sheet.{form}", CountSheetAsync).WithName("GetCountSheet").WithSummary("The count sheet of planned plates as json, csv, html or pdf")
            .Produces<CountSheet>().NeedsIn(ShowOf.Pull, LibraryAction.SeeShow);
        pulls.MapPost("/approve", ApproveAsync).WithName("ApprovePull").WithSummary("Approves a planned pull; its work begins").NeedsIn(ShowOf.Pull, LibraryAction.ApprovePulls);
        pulls.MapPost("/retry", RetryAsync).WithName("RetryPull").WithSummary("Tries a held pull again; what is made stays made").NeedsIn(ShowOf.Pull, LibraryAction.PlanPulls);
        pulls.MapPost("/withdraw", WithdrawAsync).WithName("WithdrawPull").WithSummary("Gives a pull up that was not delivered").NeedsIn(ShowOf.Pull, LibraryAction.PlanPulls);
        pulls.MapGet("/files", FilesAsync).WithName("ListPullFiles").WithSummary("The files of a delivered package").NeedsIn(ShowOf.Pull, LibraryAction.SeeShow);
        pulls.MapMethods("/files/{**path}", [HttpMethods.Get, HttpMethods.Head], FileAsync).WithName("GetPullFile").WithSummary("A file of a delivered package, or a range of it")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Pull, LibraryAction.SeeShow);
    }

    private static async Task<Ok<PullList>> ListAsync(string show, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PullList([.. (await library.PullViewsAsync(show, cancellationToken)).Select(Shown)]));

    private static Task<Created<PullView>> PlanVfxAsync(string show, VfxPullRequest body, Caller caller, MediaLibrary library, ServerOptions options, CancellationToken cancellationToken) =>
        PlanPlatesAsync(body.Order with { Show = show }, body.CutName, body.Cut, caller, library, options, cancellationToken);

    private static Task<Created<PullView>> PlanConformAsync(string show, ConformPullRequest body, Caller caller, MediaLibrary library, ServerOptions options, CancellationToken cancellationToken) =>
        PlanOriginalsAsync(body.Order with { Show = show }, body.CutName, body.Cut, caller, library, options, cancellationToken);

    /// <summary>Plans plates of a cut, whichever way it was handed in.</summary>
    internal static Task<Created<PullView>> PlanPlatesAsync(VfxPullOrder order, string name, byte[] cut, Caller caller, MediaLibrary library, ServerOptions options, CancellationToken cancellationToken) =>
        PlannedAsync(library, async () => (await new VfxPullDesk(library) { Workers = WorkersOf(options) }.PlanAsync(order, name, CutOf(cut), caller.Name, cancellationToken)).Pull, cancellationToken);

    /// <summary>Plans camera originals of a cut, whichever way it was handed in.</summary>
    /// <param name="order">What is ordered, without reference movies.</param>
    /// <param name="name">The cut's file name.</param>
    /// <param name="cut">The cut.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="library">The library.</param>
    /// <param name="options">The server's options.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="reference">The reference movie that was handed in with the cut; null for none.</param>
    internal static Task<Created<PullView>> PlanOriginalsAsync(
        ConformPullOrder order, string name, byte[] cut, Caller caller, MediaLibrary library, ServerOptions options, CancellationToken cancellationToken, ConformReference? reference = null)
    {
        // Whoever asks over the network names no folders of this machine.
        if (!order.References.IsEmpty) throw new ProblemException(ProblemType.InvalidRequest, "Reference movies are named by the command line beside the library alone.", "Leave 'references' out.");
        if (reference is not null) order = order with { References = [reference] };
        return PlannedAsync(library, async () => (await new ConformPullDesk(library) { Workers = WorkersOf(options) }.PlanAsync(order, name, CutOf(cut), caller.Name, cancellationToken)).Pull, cancellationToken);
    }

    private static async Task<Created<PullView>> PlannedAsync(MediaLibrary library, Func<Task<Pull>> plan, CancellationToken cancellationToken)
    {
        var id = (await plan()).Id;
        return TypedResults.Created($"/api/pulls/{id}", Shown(await library.PullViewAsync(id, cancellationToken)));
    }

    private static async Task<Ok<PullView>> GetAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(Shown(await library.PullViewAsync(id, cancellationToken)));

    private static async Task<Ok<TurnoverList>> TurnoversAsync(string show, string? shot, string? recipient, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TurnoverList([.. await library.TurnoversAsync(show, shot, recipient, cancellationToken)]));

    private static async Task<IResult> CountSheetAsync(Guid id, string form, MediaLibrary library, TimeProvider clock, HttpResponse response, CancellationToken cancellationToken)
    {
        var sheet = await library.CountSheetAsync(id, clock.GetUtcNow(), cancellationToken);
        return ReportResult.Of(response, form, $"count-sheet-{sheet.Show}-{sheet.Recipient}-{sheet.Number}", sheet, () => CountSheetCsv.Of(sheet), () => CountSheetHtml.Of(sheet), () => CountSheetPdf.Of(sheet));
    }

    private static async Task<Ok<PullView>> ApproveAsync(Guid id, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        await new PullApproval(library).ApproveAsync(id, caller.Name, cancellationToken);
        workshop.Wake();
        return await GetAsync(id, library, cancellationToken);
    }

    private static async Task<Ok<PullView>> RetryAsync(Guid id, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        await new PullApproval(library).RetryAsync(id, caller.Name, cancellationToken);
        workshop.Wake();
        return await GetAsync(id, library, cancellationToken);
    }

    private static async Task<Ok<PullView>> WithdrawAsync(Guid id, PullWithdrawal body, Caller caller, MediaLibrary library, Workshop workshop, CancellationToken cancellationToken)
    {
        if (body.Reason.Length > 4000) throw new ProblemException(ProblemType.InvalidRequest, "A reason has 4,000 characters at most.");
        await new PullApproval(library).WithdrawAsync(id, caller.Name, body.Reason, cancellationToken);
        workshop.Wake();
        return await GetAsync(id, library, cancellationToken);
    }

    private static async Task<Ok<PackageFileList>> FilesAsync(Guid id, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        var prefix = await ReadyAsync(id, library, cancellationToken);
        var files = ImmutableArray.CreateBuilder<DeliveredFile>();
        await foreach (var file in stores.Workspaces.ListAsync(prefix, cancellationToken))
        {
            if (files.Count == MostFiles) return TypedResults.Ok(new PackageFileList(files.ToImmutable(), IsCut: true));
            files.Add(new(file.Key.ToString()[(prefix.ToString().Length + 1)..], file.Length));
        }

        return TypedResults.Ok(new PackageFileList(files.ToImmutable(), IsCut: false));
    }

    private static async Task<IResult> FileAsync(
        Guid id, string path, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, ReadTrail reads, CancellationToken cancellationToken)
    {
        var prefix = await ReadyAsync(id, library, cancellationToken);
        if (!StoreKey.TryParse($"{prefix}/{path}", out var key, out _) || await stores.Workspaces.FindAsync(key, cancellationToken) is not { } file)
            throw new ProblemException(ProblemType.NotFound, $"The package has no file '{path}'.");
        if (HttpMethods.IsGet(context.Request.Method)) await reads.NoteAsync(caller, "package.downloaded", id.ToString(), context.Features.Get<ShowOfRequest>()!.Name, new { path }, cancellationToken);
        // What vendors' names and cuts brought along is saved, never shown as a page of this server.
        return new StoredFileResult(stores.Workspaces, file, "application/octet-stream", path[(path.LastIndexOf('/') + 1)..]);
    }

    private static Task<StoreKey> ReadyAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
    {
        var pull = await tx.RequirePullAsync(id, cancellationToken);
        return pull.Folder is { } folder && await tx.WorkspaceFolderAsync(folder, cancellationToken) is { State: WorkspaceFolderState.Ready } ready
            ? StoreKey.Parse(ready.Prefix)
            : throw new ProblemException(ProblemType.NotFound, $"{pull.Title} has no package yet: it is seen when it is whole and sealed.");
    }, cancellationToken);

    private static ImmutableArray<byte> CutOf(byte[] cut) =>
        cut.Length is 0 or > LargestCut ? throw new ProblemException(ProblemType.InvalidRequest, "A cut has 1 byte to 24 MiB here.") : [.. cut];

    private static PullWorkers WorkersOf(ServerOptions options) => PullWorkers.OfThisMachine with { Cores = options.Works ? options.Cores ?? PullWorkers.OfThisMachine.Cores : 0 };

    // Where this machine keeps the package is nobody's business over the network.
    private static PullView Shown(PullView pull) => pull with { Path = null };
}

/// <summary>An order for plates.</summary>
/// <param name="CutName">The cut's file name.</param>
/// <param name="Cut">Its bytes, as Base64.</param>
/// <param name="Order">What is asked for; its show is that of the address.</param>
public sealed record VfxPullRequest(string CutName, byte[] Cut, VfxPullOrder Order);

/// <summary>An order for camera originals.</summary>
/// <param name="CutName">The file name of the first cut.</param>
/// <param name="Cut">Its bytes, as Base64.</param>
/// <param name="Order">What is asked for; its show is that of the address.</param>
public sealed record ConformPullRequest(string CutName, byte[] Cut, ConformPullOrder Order);

/// <summary>Why a pull is given up.</summary>
/// <param name="Reason">For whoever planned it; may be empty.</param>
public sealed record PullWithdrawal(string Reason = "");

/// <summary>The pulls of a show.</summary>
/// <param name="Pulls">The newest first.</param>
public sealed record PullList(ImmutableArray<PullView> Pulls);

/// <summary>The files of a package.</summary>
/// <param name="Files">By their paths.</param>
/// <param name="IsCut">Whether there are more than are listed.</param>
public sealed record PackageFileList(ImmutableArray<DeliveredFile> Files, bool IsCut);

/// <summary>A file of a package.</summary>
/// <param name="Path">Below the package's folder.</param>
/// <param name="Length">Bytes.</param>
public sealed record DeliveredFile(string Path, long Length);
