using System.Collections.Immutable;
using Acetate.Compute.Hosting;

namespace Acetate.Steps;

/// <summary>Cuts parts out of several clips: what <see cref="TrimClip"/> does for one, in one process.</summary>
/// <remarks>A part that fails does not keep the others from being made. Run again, what is there already with the same bytes counts as made and is not written
/// anew: it is held against the source, and proved again.</remarks>
public static class TrimClips
{
    /// <summary>The function's name.</summary>
    public const string Name = "trim-clips";

    /// <summary>Trims the clips.</summary>
    public static async Task<TrimClipsResult> RunAsync(TrimClipsRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        await using var run = new TrimRun(context, request.Trims.Length, request.Blocks);
        return new(await run.RunAsync(request.Trims, cancellationToken).ConfigureAwait(false));
    }
}

/// <summary>Which parts to cut out.</summary>
public sealed record TrimClipsRequest
{
    /// <summary>The parts. Those of one clip are best named one after the other: the clip is then opened once.</summary>
    public required ImmutableArray<TrimClipRequest> Trims { get; init; }

    /// <summary>Hashes of the blocks of the clips' large files: of these only what is used is read to be held against <see cref="TrimClipRequest.Expected"/>. The default is none.</summary>
    public ImmutableArray<SourceBlocks> Blocks { get; init; } = [];
}

/// <summary>What was made.</summary>
/// <param name="Trims">One entry for each part, in the order of the request.</param>
public sealed record TrimClipsResult(ImmutableArray<TrimClipResult> Trims);
