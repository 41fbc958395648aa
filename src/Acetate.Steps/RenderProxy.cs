using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Encode;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>Makes a clip's playable proxy, its poster and its scrub strip, and publishes them in a store.</summary>
/// <remarks>A clip that cannot be decoded is a result with its reason, not a failure. Run again it makes the same bytes and replaces them.</remarks>
public static class RenderProxy
{
    /// <summary>The function's name.</summary>
    public const string Name = "render-proxy";

    /// <summary>Renders one clip's proxy.</summary>
    public static async Task<RenderProxyResult> RunAsync(RenderProxyRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var target = await StoreUrl.OpenAsync(request.Target, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        using var staged = await StagedClip.OpenAsync(store, request.Prefix, request.Clip, StageReason.Pictures, context, cancellationToken).ConfigureAwait(false);
        var folder = Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"proxy-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            var inspection = Inspected(request.Clip, context)
                ?? await new ClipInspector(context.Clock).InspectAsync(staged.Source, cancellationToken).ConfigureAwait(false);
            var outcome = await new ProxyRenderer(context.Clock, ProxyColours.Of)
                .RenderAsync(staged.Source, inspection, folder, (done, total) => context.Report(done, total ?? 0), cancellationToken).ConfigureAwait(false);
            if (outcome is ProxyOutcome.Unavailable && !request.CameraProxy.IsEmpty) outcome = await OfCameraAsync(request, outcome, store, folder, context, cancellationToken).ConfigureAwait(false);
            return outcome switch
            {
                ProxyOutcome.Made made => await PublishAsync(made, folder, target, request.TargetPrefix, cancellationToken).ConfigureAwait(false),
                ProxyOutcome.Unavailable unavailable => new() { State = ProxyState.Unavailable, Reason = unavailable.Reason },
                ProxyOutcome.Failed failed => new() { State = ProxyState.Failed, Reason = failed.Reason },
                _ => throw new InvalidOperationException("Unknown outcome."),
            };
        }
        catch (ToolMissingException missing)
        {
            throw new StepFailedException(RetryClass.Capacity, missing.Message, "Install FFmpeg on this worker; the step goes on by itself.", missing);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    // Nothing opens the clip itself: what the camera recorded beside it shows it all the same.
    private static async Task<ProxyOutcome> OfCameraAsync(RenderProxyRequest request, ProxyOutcome closed, IFileStore store, string folder, StepContext context, CancellationToken cancellationToken)
    {
        var files = new ClipFiles { Name = request.Clip.Name, Kind = request.CameraProxy.Length > 1 ? ClipKind.Spanned : ClipKind.Single, Files = request.CameraProxy };
        using var staged = await StagedClip.OpenAsync(store, request.Prefix, files, StageReason.Pictures, context, cancellationToken).ConfigureAwait(false);
        if (!staged.Problems.IsEmpty) return closed;
        var inspection = await new ClipInspector(context.Clock).InspectAsync(staged.Source, cancellationToken).ConfigureAwait(false);
        return await new ProxyRenderer(context.Clock, ProxyColours.Of).RenderAsync(staged.Source, inspection, folder, (done, total) => context.Report(done, total ?? 0), cancellationToken).ConfigureAwait(false) is ProxyOutcome.Made made
            ? made with { Notes = made.Notes.Insert(0, $"Made from the camera's own proxy '{request.CameraProxy[0]}': {((ProxyOutcome.Unavailable)closed).Reason}") } : closed;
    }

    /// <summary>What the inspection step found, when the plan hands it over.</summary>
    internal static ClipInspection? Inspected(ClipFiles asked, StepContext context)
    {
        foreach (var output in context.Outputs.Values)
        {
            InspectClipsResult? result;
            try
            {
                result = output.Deserialize<InspectClipsResult>(StepJson.Options);
            }
            catch (JsonException)
            {
                continue;
            }

            if (result is { Clips.IsDefault: false }
                && result.Clips.FirstOrDefault(clip => clip.Name == asked.Name && clip.Files.SequenceEqual(asked.Files)) is { } clip)
                return clip;
        }

        return null;
    }

    private static async Task<RenderProxyResult> PublishAsync(
        ProxyOutcome.Made made, string folder, IFileStore target, string prefix, CancellationToken cancellationToken)
    {
        return new()
        {
            State = ProxyState.Made,
            Reason = made.Notes.IsEmpty ? null : string.Join(' ', made.Notes),
            Faults = made.Faults,
            Proxy = await WriteAsync(made.Proxy).ConfigureAwait(false),
            Poster = await WriteAsync(made.Poster).ConfigureAwait(false),
            Strip = made.Strip is null ? null : await WriteAsync(made.Strip).ConfigureAwait(false),
            StripGrid = made.Grid,
            Waveform = made.Waveform is null ? null : await WriteAsync(made.Waveform).ConfigureAwait(false),
            Frames = made.Frames,
            Timecode = made.Timecode,
            Width = made.Width,
            Height = made.Height,
        };

        Task<string> WriteAsync(string name) => PublishedFile.WriteAsync(target, prefix, folder, name, cancellationToken);
    }
}

/// <summary>Which clip to make a proxy of, and where to put it.</summary>
public sealed record RenderProxyRequest
{
    /// <summary>URL of the store that has the clip.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in the store that the clip's files are relative to; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The clip.</summary>
    public required ClipFiles Clip { get; init; }

    /// <summary>Files of the proxy that the camera recorded beside the clip, relative to the prefix: it is used where nothing opens the clip itself. The default is none.</summary>
    public ImmutableArray<string> CameraProxy { get; init; } = [];

    /// <summary>URL of the store that takes the results.</summary>
    public required Uri Target { get; init; }

    /// <summary>The folder in that store for <c>proxy.mp4</c>, <c>poster.jpg</c>, <c>strip.jpg</c> and <c>waveform.json</c>.</summary>
    public string TargetPrefix { get; init; } = "";
}

/// <summary>What was made.</summary>
public sealed record RenderProxyResult
{
    /// <summary>Whether there is a proxy.</summary>
    public required ProxyState State { get; init; }

    /// <summary>Why there is none; for one that was made, what differs from the clip.</summary>
    public string? Reason { get; init; }

    /// <summary>What of the clip was missing or damaged, so that its proxy does not show it, in sentences.</summary>
    public ImmutableArray<string> Faults { get; init; } = [];

    /// <summary>Key of the proxy in the target store.</summary>
    public string? Proxy { get; init; }

    /// <summary>Key of the poster.</summary>
    public string? Poster { get; init; }

    /// <summary>Key of the scrub strip; sound has none.</summary>
    public string? Strip { get; init; }

    /// <summary>Key of the waveform (<see cref="SoundPeaks"/> as JSON); null without sound.</summary>
    public string? Waveform { get; init; }

    /// <summary>How the strip is laid out.</summary>
    public StripGrid? StripGrid { get; init; }

    /// <summary>Frames in the proxy.</summary>
    public long? Frames { get; init; }

    /// <summary>Label of its first frame, as read back from its timecode track.</summary>
    public string? Timecode { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }
}

/// <summary>Whether a clip has a proxy.</summary>
public enum ProxyState
{
    /// <summary>It was made and read back.</summary>
    Made,

    /// <summary>The clip's format cannot be decoded here.</summary>
    Unavailable,

    /// <summary>It should have been possible, and was not.</summary>
    Failed,
}
