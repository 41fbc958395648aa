using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Storage;

namespace Acetate.Steps.Sound;

/// <summary>A clip's files as far as its sound needs them: headers of all, and the first file whole where it has sound. Nothing else is copied.</summary>
internal sealed class StagedForSound : IDisposable
{
    private readonly StagedClip headers;
    private readonly StagedClip? whole;

    private StagedForSound(StagedClip headers, StagedClip? whole, ClipInspection inspection)
    {
        (this.headers, this.whole, Inspection) = (headers, whole, inspection);
        Source = whole is null ? headers.Source : headers.Source with { Files = [whole.Source.Files[0], .. headers.Source.Files.Skip(1)] };
    }

    /// <summary>The clip.</summary>
    public ClipSource Source { get; }

    /// <summary>What its files say.</summary>
    public ClipInspection Inspection { get; }

    /// <summary>Finds the files.</summary>
    /// <exception cref="StepFailedException">One is not there: sound laid on the rest would be laid wrongly.</exception>
    public static async Task<StagedForSound> OpenAsync(IFileStore store, SyncSoundRequest request, StepContext context, CancellationToken cancellationToken)
    {
        var headers = await StagedClip.OpenAsync(store, request.Prefix, request.Clip, StageReason.Headers, context, cancellationToken).ConfigureAwait(false);
        StagedClip? whole = null;
        try
        {
            if (headers.Problems is [var problem, ..]) throw Missing(request, $"'{problem.File}': {problem.Message}");
            if (headers.Source.Files.IsEmpty) throw Missing(request, "The plan names none.");
            var inspection = RenderProxy.Inspected(request.Clip, context) ?? await new ClipInspector(context.Clock).InspectAsync(headers.Source, cancellationToken).ConfigureAwait(false);
            if (request.Clip.Kind != ClipKind.Sequence && inspection.Sound is not null && headers.Source.Files[0].LocalPath is null)
            {
                whole = await StagedClip.OpenAsync(store, request.Prefix, request.Clip with { Files = [request.Clip.Files[0]], Sidecars = [] }, StageReason.Pictures, context, cancellationToken).ConfigureAwait(false);
                if (whole.Problems is [var gone, ..]) throw Missing(request, $"'{gone.File}': {gone.Message}");
            }

            return new(headers, whole, inspection);
        }
        catch
        {
            headers.Dispose();
            whole?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        headers.Dispose();
        whole?.Dispose();
    }

    private static StepFailedException Missing(SyncSoundRequest request, string what) =>
        new(RetryClass.Data, $"A file of the clip '{request.Clip.Name}' cannot be had. {what}", "Bring it back (put the card in, mount the disk), then try again.");
}
