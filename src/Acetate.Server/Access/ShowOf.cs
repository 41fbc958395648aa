using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Assets;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Library.Matching;
using Acetate.Library.Pulls;
using Acetate.Library.Returns;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Library.Workspaces;
using Acetate.Server.Uploads;

namespace Acetate.Server.Access;

/// <summary>How to find the show that a request is about.</summary>
/// <param name="Parameter">The route parameter that names the thing.</param>
/// <param name="Noun">What the thing is called.</param>
/// <param name="FindAsync">Gives the show; null when there is no such thing.</param>
public sealed record ShowOf(string Parameter, string Noun, Func<HttpContext, MediaLibrary, CancellationToken, ValueTask<string?>> FindAsync)
{
    /// <summary>The route names the show itself.</summary>
    public static readonly ShowOf Route = new("show", "show", (context, library, cancellationToken) =>
        ReadAsync(library, async tx => await tx.ShowAsync(Text(context, "show"), cancellationToken) is { } show ? show.Name : null, cancellationToken));

    /// <summary>The route names a roll.</summary>
    public static readonly ShowOf Roll = new("id", "roll", (context, library, cancellationToken) =>
        ReadAsync(library, async tx => Id(context) is { } id ? (await tx.RollAsync(id, cancellationToken))?.Show : null, cancellationToken));

    /// <summary>The route names a clip.</summary>
    public static readonly ShowOf Clip = new("id", "clip", (context, library, cancellationToken) =>
        ReadAsync(library, async tx => Id(context) is { } id && await tx.ClipAsync(id, cancellationToken) is { } clip
            ? (await tx.RollAsync(clip.Roll, cancellationToken))?.Show : null, cancellationToken));

    /// <summary>The route names a job.</summary>
    public static readonly ShowOf Job = new("id", "job", (context, library, cancellationToken) =>
        ReadAsync(library, async tx => Id(context) is { } id ? (await tx.JobAsync(id, cancellationToken))?.Show : null, cancellationToken));

    /// <summary>The route names a pull.</summary>
    public static readonly ShowOf Pull = new("id", "pull", (context, library, cancellationToken) =>
        ReadAsync(library, async tx => Id(context) is { } id ? (await tx.PullAsync(id, cancellationToken))?.Show : null, cancellationToken));

    /// <summary>The route names a version that a vendor handed in.</summary>
    public static readonly ShowOf Return = new("id", "returned version", (context, library, cancellationToken) =>
        ReadAsync(library, async tx => Id(context) is { } id ? (await tx.ReturnAsync(id, cancellationToken))?.Show : null, cancellationToken));

    /// <summary>The route names an asset.</summary>
    public static readonly ShowOf Asset = new("id", "asset", (context, library, cancellationToken) =>
        ReadAsync(library, async tx => Id(context) is { } id ? (await tx.AssetAsync(id, cancellationToken))?.Show : null, cancellationToken));

    /// <summary>The route names a request to fetch originals in bulk.</summary>
    public static readonly ShowOf BulkRequest = new("id", "request", (context, library, cancellationToken) =>
        ReadAsync(library, async tx => Id(context) is { } id ? (await tx.BulkRequestAsync(id, cancellationToken))?.Show : null, cancellationToken));

    /// <summary>The route names a cut that was handed in.</summary>
    public static readonly ShowOf Cut = new("id", "cut", (context, library, cancellationToken) =>
        ReadAsync(library, async tx => Id(context) is { } id ? (await tx.CutAsync(id, cancellationToken))?.Show : null, cancellationToken));

    /// <summary>The route names a workspace.</summary>
    public static readonly ShowOf Workspace = new("id", "workspace", (context, library, cancellationToken) =>
        ReadAsync(library, async tx => Id(context) is { } id ? (await tx.WorkspaceAsync(id, cancellationToken))?.Show : null, cancellationToken));

    /// <summary>The route names an upload.</summary>
    public static readonly ShowOf Upload = new("id", "upload", (context, _, _) =>
        ValueTask.FromResult<string?>(context.RequestServices.GetRequiredService<UploadShelf>().Find(Text(context, "id")).Show));

    private static string Text(HttpContext context, string name) => context.GetRouteValue(name)?.ToString() ?? "";

    private static Guid? Id(HttpContext context) => Guid.TryParse(Text(context, "id"), out var id) ? id : null;

    private static async ValueTask<string?> ReadAsync(
        MediaLibrary library, Func<LibraryTransaction, Task<string?>> find, CancellationToken cancellationToken) =>
        await library.ReadAsync(find, cancellationToken);
}
