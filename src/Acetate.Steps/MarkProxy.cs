using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Encode;
using Acetate.Media.Native;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>Makes a copy of a proxy with a text burnt into every picture, with a poster, and publishes both.</summary>
/// <remarks>A proxy that cannot be marked is a result with its reason, not a failure. Run again it makes the same bytes and replaces them.</remarks>
public static class MarkProxy
{
    /// <summary>The function's name.</summary>
    public const string Name = "mark-proxy";

    /// <summary>Marks one proxy.</summary>
    public static async Task<MarkProxyResult> RunAsync(MarkProxyRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        var folder = Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"mark-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            var whole = Path.Join(folder, "whole.mp4");
            await using (var source = await store.OpenReadAsync(StoreKey.Parse(request.Proxy), new ReadOptions(), cancellationToken).ConfigureAwait(false))
            await using (var copy = new FileStream(whole, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
                await source.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            if (await new ProxyMark(context.Clock).RunAsync(whole, request.Lines, folder, cancellationToken).ConfigureAwait(false) is ProxyMarkOutcome.Failed failed) return new() { Reason = failed.Reason };
            var bytes = new FileInfo(Path.Join(folder, "proxy.mp4")).Length;
            return new()
            {
                // The picture is the last: what is there as a whole has both.
                Poster = await PublishedFile.WriteAsync(store, request.TargetPrefix, folder, "poster.jpg", cancellationToken).ConfigureAwait(false),
                Video = await PublishedFile.WriteAsync(store, request.TargetPrefix, folder, "proxy.mp4", cancellationToken).ConfigureAwait(false),
                Bytes = bytes,
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

/// <summary>Which proxy, with what text, and where it goes.</summary>
public sealed record MarkProxyRequest
{
    /// <summary>URL of the store that has the proxy and takes the copy.</summary>
    public required Uri Store { get; init; }

    /// <summary>Key of the proxy.</summary>
    public required string Proxy { get; init; }

    /// <summary>The text, 1 to 4 lines.</summary>
    public required ImmutableArray<string> Lines { get; init; }

    /// <summary>The folder in the store for <c>proxy.mp4</c> and <c>poster.jpg</c>.</summary>
    public required string TargetPrefix { get; init; }
}

/// <summary>What was marked.</summary>
public sealed record MarkProxyResult
{
    /// <summary>Key of the playable file; null when it could not be made.</summary>
    public string? Video { get; init; }

    /// <summary>Key of one frame of it.</summary>
    public string? Poster { get; init; }

    /// <summary>Bytes of the playable file.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it could not be made; null when it was.</summary>
    public string? Reason { get; init; }
}
