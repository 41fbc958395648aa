using System.Collections.Immutable;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>Reads what the files of clips say about them, and checks their structure.</summary>
public static class InspectClips
{
    /// <summary>The function's name.</summary>
    public const string Name = "inspect-clips";

    /// <summary>Inspects the clips one after the other. A clip that cannot be read is a result, not a failure.</summary>
    public static async Task<InspectClipsResult> RunAsync(InspectClipsRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
        var inspector = new ClipInspector(context.Clock);
        var clips = ImmutableArray.CreateBuilder<ClipInspection>();
        foreach (var clip in request.Clips)
        {
            context.Report(clips.Count, request.Clips.Length);
            using var staged = await StagedClip.OpenAsync(store, request.Prefix, clip, StageReason.Headers, context, cancellationToken).ConfigureAwait(false);
            try
            {
                clips.Add(await inspector.InspectAsync(staged.Source, cancellationToken).ConfigureAwait(false) is var inspection
                    && staged.Problems.Length > 0 ? inspection with { Problems = [.. staged.Problems, .. inspection.Problems] } : inspection);
            }
            catch (ToolMissingException missing)
            {
                throw new StepFailedException(Compute.RetryClass.Capacity, missing.Message, "Install FFmpeg on this worker; the step goes on by itself.", missing);
            }
        }

        context.Report(clips.Count, request.Clips.Length);
        return new() { Clips = clips.ToImmutable() };
    }
}

/// <summary>Which clips to inspect.</summary>
public sealed record InspectClipsRequest
{
    /// <summary>URL of the store that has the files.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in the store that file paths are relative to; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The clips.</summary>
    public required ImmutableArray<ClipFiles> Clips { get; init; }
}

/// <summary>A clip by its files.</summary>
public sealed record ClipFiles
{
    /// <summary>The clip's name.</summary>
    public required string Name { get; init; }

    /// <summary>How the files make up the clip.</summary>
    public required ClipKind Kind { get; init; }

    /// <summary>The files in order, relative to the prefix.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>Files beside the clip that may say more about it, relative to the prefix; one that is not there is passed over. The default is none.</summary>
    public ImmutableArray<string> Sidecars { get; init; } = [];
}

/// <summary>What the clips say.</summary>
public sealed record InspectClipsResult
{
    /// <summary>One for each clip asked for, in the same order.</summary>
    public required ImmutableArray<ClipInspection> Clips { get; init; }
}
