using System.Collections.Immutable;
using Acetate.Compute.Hosting;
using Acetate.Media.Native;
using Acetate.Media.Slates;
using Acetate.Steps.Render;
using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Steps;

/// <summary>Looks for a slate at the beginning and the end of a clip's proxy, or of a movie that was made of it, and says what stands on it, with the frame that shows it.</summary>
/// <remarks>It proposes and changes nothing. A clip without a slate, or a worker without the programs that read, is a result with its reason, not a failure. Run again it makes the same bytes and replaces them.</remarks>
public static class ReadSlate
{
    /// <summary>The function's name.</summary>
    public const string Name = "read-slate";

    private const string PictureName = "slate.jpg";

    /// <summary>Seconds are enough; a picture that keeps the engines busy for longer is given up.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    /// <summary>Reads the slate of one clip.</summary>
    public static async Task<ReadSlateResult> RunAsync(ReadSlateRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        if (!SlateEngines.ReadsText && !SlateEngines.ReadsCodes) return new() { Reason = SlateEngines.Missing(false, false), IsUnread = true };
        if (KeyOf(request, context) is not { } key) return new() { Reason = "No movie was made of this clip, so its slate cannot be read." };
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(Limit, context.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var folder = Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"slate-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is null) return new() { Reason = "The proxy of this clip is gone, so its slate cannot be read. Make the proxy again, then the dailies.", IsUnread = true };
            var movie = store is LocalStore local ? local.LocalPath(key) : await FetchAsync(store, key, folder, cancellationToken).ConfigureAwait(false);
            var (report, picture) = await new SlateReader(context.Clock).ReadAsync(movie, request.Frames, folder, end.Token).ConfigureAwait(false);
            var reason = report.Values.IsEmpty && report.Codes.IsEmpty ? $"No slate was found in {report.FramesSeen} frames of the clip's beginning and end." : "";
            if (picture is null) return new() { Report = report, Reason = reason };
            await File.WriteAllBytesAsync(Path.Join(folder, PictureName), picture.Reduced(1280).ToJpeg(), cancellationToken).ConfigureAwait(false);
            return new() { Report = report, Reason = reason, Picture = await PublishedFile.WriteAsync(store, request.TargetPrefix, folder, PictureName, cancellationToken).ConfigureAwait(false) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new() { Reason = $"Reading the slate took longer than {Limit.TotalMinutes:0} minutes and was given up." };
        }
        catch (ToolMissingException missing)
        {
            return new() { Reason = $"The slate was not read. {missing.Message}", IsUnread = true };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static StoreKey? KeyOf(ReadSlateRequest request, StepContext context)
    {
        if (request.Proxy is { Length: > 0 } proxy) return StoreKey.Parse(proxy);
        if (request.MadeBy is not { } step) return null;
        var made = context.Output<RenderFramesResult>(step);
        // First those that nothing is drawn over.
        foreach (var output in request.Outputs)
        {
            var name = made.Movies.FirstOrDefault(movie => movie.Name == output)?.Name
                ?? made.Media.FirstOrDefault(media => media.Output == output)?.Files.FirstOrDefault(file => file.Letter.Length == 0 || file.Letter[0] == 'V')?.Name;
            if (name is not null) return StoreKey.Parse(request.MadePrefix.Length == 0 ? name : $"{request.MadePrefix}/{name}");
        }

        return null;
    }

    private static async Task<string> FetchAsync(IFileStore store, StoreKey key, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Join(folder, $"movie{Path.GetExtension(key.ToString())}");
        await using var source = await store.OpenReadAsync(key, new ReadOptions(), cancellationToken).ConfigureAwait(false);
        await using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        await source.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        return path;
    }
}

/// <summary>Which clip's slate is read, in which movie of it.</summary>
public sealed record ReadSlateRequest
{
    /// <summary>URL of the store that has the movie and takes the picture of the slate.</summary>
    public required Uri Store { get; init; }

    /// <summary>Key of the clip's proxy; null, the default, when it has none: then a movie is taken that another step made.</summary>
    public string? Proxy { get; init; }

    /// <summary>The step of the plan that made movies of the clip; null, the default, where there is a proxy.</summary>
    public string? MadeBy { get; init; }

    /// <summary>The folder that step made them in.</summary>
    public string MadePrefix { get; init; } = "";

    /// <summary>That step's outputs, those first that show nothing but the picture.</summary>
    public ImmutableArray<string> Outputs { get; init; } = [];

    /// <summary>The clip's frames; null when not known.</summary>
    public long? Frames { get; init; }

    /// <summary>The folder in the store for <c>slate.jpg</c>.</summary>
    public required string TargetPrefix { get; init; }
}

/// <summary>What stands on a clip's slate.</summary>
public sealed record ReadSlateResult
{
    /// <summary>What was read; null when nothing could be.</summary>
    public SlateReport? Report { get; init; }

    /// <summary>Key of the frame that shows it, in grey; null when there is none.</summary>
    public string? Picture { get; init; }

    /// <summary>Why there is nothing, in a sentence; empty when there is something.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether reading it again on another worker, or later, may give more: what reads slates was not there.</summary>
    public bool IsUnread { get; init; }
}
