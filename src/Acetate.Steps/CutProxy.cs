using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Encode;
using Acetate.Media.Native;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>Makes a file of its own of some frames of a clip's proxy, with a poster, and publishes both beside the proxy.</summary>
/// <remarks>A stretch that cannot be cut is a result with its reason, not a failure. Run again it makes the same bytes and replaces them.</remarks>
public static class CutProxy
{
    /// <summary>The function's name.</summary>
    public const string Name = "cut-proxy";

    /// <summary>Cuts one stretch.</summary>
    public static async Task<CutProxyResult> RunAsync(CutProxyRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        var folder = Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"cut-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            var whole = Path.Join(folder, "whole.mp4");
            await using (var source = await store.OpenReadAsync(StoreKey.Parse(request.Proxy), new ReadOptions(), cancellationToken).ConfigureAwait(false))
            await using (var copy = new FileStream(whole, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
                await source.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            var outcome = await new ProxyCut(context.Clock).RunAsync(whole, request.First, request.Count, folder, cancellationToken).ConfigureAwait(false);
            if (outcome is ProxyCutOutcome.Failed failed) return new() { Reason = failed.Reason };
            var made = (ProxyCutOutcome.Made)outcome;
            return new()
            {
                Video = await PublishedFile.WriteAsync(store, request.TargetPrefix, folder, "proxy.mp4", cancellationToken).ConfigureAwait(false),
                Poster = await PublishedFile.WriteAsync(store, request.TargetPrefix, folder, "poster.jpg", cancellationToken).ConfigureAwait(false),
                Frames = made.Frames,
                Timecode = made.Timecode,
            };
        }
        catch (ToolMissingException missing)
        {
            throw new StepFailedException(RetryClass.Capacity, missing.Message, "Install FFmpeg on this worker; the step goes on by itself.", missing);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>Which frames of which proxy, and where they go.</summary>
public sealed record CutProxyRequest
{
    /// <summary>URL of the store that has the proxy and takes the cut.</summary>
    public required Uri Store { get; init; }

    /// <summary>Key of the proxy.</summary>
    public required string Proxy { get; init; }

    /// <summary>The first frame, counted from 0.</summary>
    public required long First { get; init; }

    /// <summary>How many frames; at least 1.</summary>
    public required long Count { get; init; }

    /// <summary>The folder in the store for <c>proxy.mp4</c> and <c>poster.jpg</c>.</summary>
    public required string TargetPrefix { get; init; }
}

/// <summary>What was cut.</summary>
public sealed record CutProxyResult
{
    /// <summary>Key of the playable file; null when it could not be made.</summary>
    public string? Video { get; init; }

    /// <summary>Key of one frame of it.</summary>
    public string? Poster { get; init; }

    /// <summary>Frames in it, as counted.</summary>
    public long? Frames { get; init; }

    /// <summary>Label of its first frame, as read back; null when the proxy has no timecode.</summary>
    public string? Timecode { get; init; }

    /// <summary>Why it could not be made; null when it was.</summary>
    public string? Reason { get; init; }
}
