using System.Collections.Immutable;
using Acetate.Compute.Hosting;
using Acetate.Media.Decode;
using Acetate.Media.Formats;
using Acetate.Media.Inspect;
using Acetate.Storage;

namespace Acetate.Steps.Render;

/// <summary>What a camera recorded beside a clip, which is rendered in its place where nothing opens the clip itself.</summary>
public sealed record CameraProxy
{
    /// <summary>Its files, relative to the clip's prefix.</summary>
    public required ClipFiles Clip { get; init; }

    /// <summary>What they were when they came in, as <see cref="RenderFramesRequest.Expected"/>.</summary>
    public ImmutableArray<CopyFile> Expected { get; init; } = [];

    /// <summary>What is made of each frame then: looks and framing decisions of the clip are not its proxy's.</summary>
    public required ImmutableArray<FrameOutputRequest> Outputs { get; init; }

    /// <summary>The request as it is when the proxy has to stand for the clip, with a sentence that says so; the request as it is and null where the clip itself opens.</summary>
    /// <exception cref="StepFailedException">Nothing opens the clip, and its proxy begins at another frame.</exception>
    internal static async Task<(RenderFramesRequest Request, string? Why)> ChosenAsync(RenderFramesRequest request, IFileStore store, StepContext context, CancellationToken cancellationToken)
    {
        if (request.CameraProxy is not { } proxy) return (request, null);
        var (whole, inspection) = await InspectedAsync(request.Clip).ConfigureAwait(false);
        if (!whole || PictureFormats.Know(inspection.Source, inspection.Found)) return (request, null);
        var (there, small) = await InspectedAsync(proxy.Clip).ConfigureAwait(false);
        if (!there) return (request, null);
        var closed = ClosedFormats.NameOf(inspection.Source, inspection.Found);
        var (name, first, last) = (proxy.Clip.Files[0], inspection.Found.Timecode?.Start, small.Found.Timecode?.Start);
        if (first is not null && last is not null && first != last)
            throw RenderFrames.Refused($"{closed ?? "Its format"} cannot be decoded here, and the camera's own proxy '{name}' begins at {last} where the clip begins at {first}: nobody could cut by it.", "Set up a decoder for the clip (docs/guide/adapters.md), or bring the right proxy.");
        var length = inspection.Found.Frames is { } frames && small.Found.Frames is { } others && frames != others ? $" It has {others} frames, the clip {frames}." : "";
        return (request with { Clip = proxy.Clip, Expected = proxy.Expected, Blocks = [], Outputs = proxy.Outputs, Development = new() },
            $"Made from the camera's own proxy '{name}', without the show's look and framing, because {closed ?? "the clip's format"} cannot be decoded here.{length}");

        async Task<(bool IsWhole, (ClipSource Source, ClipInspection Found) Clip)> InspectedAsync(ClipFiles files)
        {
            using var staged = await StagedClip.OpenAsync(store, request.Prefix, files, StageReason.Headers, context, cancellationToken).ConfigureAwait(false);
            if (!staged.Problems.IsEmpty || staged.Source.Files.IsEmpty) return (false, default);
            return (true, (staged.Source, await new ClipInspector(context.Clock).InspectAsync(staged.Source, cancellationToken).ConfigureAwait(false)));
        }
    }
}
