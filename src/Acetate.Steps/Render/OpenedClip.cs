using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Storage;
using Acetate.Storage.Local;
using Microsoft.Extensions.Logging;

namespace Acetate.Steps.Render;

/// <summary>A clip that is opened for rendering. Of one in a store elsewhere no more is fetched than the frames that are wanted need, wherever that is known.</summary>
internal sealed partial class OpenedClip : IAsyncDisposable
{
    private readonly List<IDisposable> staged = [];

    private OpenedClip()
    {
    }

    /// <summary>The clip's files; of a movie of which a part was fetched, where they lie elsewhere.</summary>
    public required ClipSource Clip { get; init; }

    /// <summary>What they say.</summary>
    public required ClipInspection Inspection { get; init; }

    /// <summary>Its pictures, by their numbers in the clip.</summary>
    public required PictureSource Source { get; init; }

    /// <summary>What they are.</summary>
    public required PictureDescription Picture { get; init; }

    /// <summary>Opens it.</summary>
    /// <param name="request">What is wanted of it.</param>
    /// <param name="store">Where it lies.</param>
    /// <param name="settings">How it is decoded.</param>
    /// <param name="isRender">Whether the frames of the request, and no others, are read.</param>
    /// <param name="context">The scratch folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<OpenedClip> OfAsync(RenderFramesRequest request, IFileStore store, DecodeSettings settings, bool isRender, StepContext context, CancellationToken cancellationToken)
    {
        var isPart = isRender && store is not LocalStore && request.Check is null;
        if (isPart && request.Clip.Kind == ClipKind.Sequence) return await SequenceAsync(request, store, settings, context, cancellationToken).ConfigureAwait(false);
        if (isPart && request.Clip.Kind == ClipKind.Single)
        {
            var (part, reason) = await StagedPart.OpenAsync(store, request.Prefix, request.Clip, context, cancellationToken).ConfigureAwait(false);
            if (part is not null)
            {
                try
                {
                    var (opened, why) = await PartAsync(part, request, store, settings, context, cancellationToken).ConfigureAwait(false);
                    if (opened is not null) return opened;
                    reason = why;
                }
                catch
                {
                    part.Dispose();
                    throw;
                }

                part.Dispose();
            }

            // How frames travelled is nothing that whoever gets them has to know: what is rendered is the same, and so is what is said of it.
            if (request.Frames is not null || request.Part is not null || request.IsOneFrame) Fetched(context.Logger, $"'{request.Clip.Files[0]}' is fetched whole, although a part of it is rendered: {reason}.");
        }

        return await WholeAsync(request, store, settings, isRender, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync().ConfigureAwait(false);
        foreach (var one in staged) one.Dispose();
    }

    private static async Task<(OpenedClip? Clip, string Reason)> PartAsync(
        StagedPart part, RenderFramesRequest request, IFileStore store, DecodeSettings settings, StepContext context, CancellationToken cancellationToken)
    {
        var (inspection, file) = (part.Inspection, part.Clip.Files[0]);
        if (inspection.Sound is not null && request.Outputs.Any(output => MovieKinds.IsMovie(output.File.Kind))) return (null, "its sound goes into a movie");
        if (new SourceProof(request.Expected, SourceProof.Of(request.Blocks, request.Prefix)).NeedsWhole(file)) return (null, "no hashes of its blocks are known, so that it is held against the hash of the whole");
        var frames = inspection.Frames!.Value;
        var (first, end) = FrameRange.Of(request.Frames, frames, inspection, request.IsOneFrame);
        if (request.Part is { } some) (first, end) = FrameRange.PartOf(some, first, end);
        if (await part.CutAsync(first, end, () => context.Report(0, end - first), cancellationToken).ConfigureAwait(false) is { } why) return (null, why);
        StagedClip? all = null;
        var cut = inspection with { Frames = end - first };
        var development = await AskedDevelopment.OfAsync(settings, request, inspection, context, cancellationToken).ConfigureAwait(false);
        PictureSource source;
        PictureDescription picture;
        try
        {
            (source, picture) = await development.OpenAsync(part.Movie!, cut, request, cancellationToken).ConfigureAwait(false);
        }
        catch (DecodeException problem) when (!problem.IsPassing)
        {
            return (null, $"a part of it could not be opened ({problem.Message.TrimEnd('.')})");
        }

        if (source.Description.Frames != end - first)
        {
            await source.DisposeAsync().ConfigureAwait(false);
            return (null, $"a part of {end - first} frames was read as {source.Description.Frames}");
        }

        var asPart = new PartSource(source, first, end, frames, part.StandsAlone, OpenWholeAsync);
        OpenedClip opened = new() { Clip = part.Clip, Inspection = inspection, Source = asPart, Picture = picture with { Frames = frames } };
        opened.staged.Add(part);
        opened.staged.Add(new LaterStaged(() => all));
        Fetched(context.Logger, part.Sentence());
        return (opened, "");

        async Task<PictureSource> OpenWholeAsync(string reason, CancellationToken stop)
        {
            Fetched(context.Logger, $"'{file.Name}' is fetched whole: {reason}.");
            all = await StagedClip.OpenAsync(store, request.Prefix, request.Clip, StageReason.Pictures, context, stop).ConfigureAwait(false);
            return (await development.OpenAsync(all.Source, inspection, request, stop).ConfigureAwait(false)).Source;
        }
    }

    private static async Task<OpenedClip> SequenceAsync(RenderFramesRequest request, IFileStore store, DecodeSettings settings, StepContext context, CancellationToken cancellationToken)
    {
        var clip = await StagedClip.OpenAsync(store, request.Prefix, request.Clip, StageReason.Headers, context, cancellationToken).ConfigureAwait(false);
        try
        {
            if (clip.Problems is [var lacking, ..] && clip.Source.Files.IsEmpty) throw Missing(lacking);
            var inspection = await new ClipInspector(context.Clock).InspectAsync(clip.Source, cancellationToken).ConfigureAwait(false);
            var frames = SequenceFrames.Of(clip.Source);
            var (first, end) = FrameRange.Of(request.Frames, frames.Count, inspection, request.IsOneFrame);
            if (request.Part is { } some) (first, end) = FrameRange.PartOf(some, first, end);
            var wanted = new HashSet<string>(StringComparer.Ordinal);
            for (var frame = first; frame < end; frame++)
                if (frames.NameOf(frame) is { } name) wanted.Add(name);
            // The first file says what all are.
            if (clip.Source.Files.FirstOrDefault(file => file == frames.First || file.Length > 0) is { } one) await clip.BringAsync(new HashSet<string>(StringComparer.Ordinal) { one.Name }, context, cancellationToken).ConfigureAwait(false);
            clip.Announce(wanted);
            var development = await AskedDevelopment.OfAsync(settings, request, inspection, context, cancellationToken).ConfigureAwait(false);
            foreach (var known in new[] { null, wanted })
            {
                try
                {
                    if (known is not null) await clip.BringAsync(known, context, cancellationToken).ConfigureAwait(false);
                    return Arriving(await OpenAsync(clip, inspection, development, request, cancellationToken).ConfigureAwait(false), request, clip, (first, end), context);
                }
                catch (DecodeException)
                {
                    // The first file may be damaged; another then says what they are.
                }
            }

            await clip.BringAsync(null, context, cancellationToken).ConfigureAwait(false);
            return Arriving(await OpenAsync(clip, inspection, development, request, cancellationToken).ConfigureAwait(false), request, clip, (first, end), context);
        }
        catch
        {
            clip.Dispose();
            throw;
        }
    }

    /// <summary>Frames of a sequence that are held against their hashes when their turn has come, and fetched ahead of it where they lie elsewhere.</summary>
    private static OpenedClip Arriving(OpenedClip opened, RenderFramesRequest request, StagedClip staged, (long First, long End) rendered, StepContext context)
    {
        var hashes = request.SourceHashes.Length == rendered.End - rendered.First && rendered.End <= request.Clip.Files.Length ? request.SourceHashes : [];
        if (hashes.IsEmpty && !staged.IsFetched) return opened;
        var frames = SequenceFrames.Of(staged.Source);
        var paths = staged.Source.Files.Where(file => file.LocalPath is not null).DistinctBy(file => file.Name).ToDictionary(file => file.Name, file => file.LocalPath!, StringComparer.Ordinal);
        ReadAhead ahead = new(staged.Source.Files.Select(file => file.Length).DefaultIfEmpty().Max());
        OpenedClip arriving = new() { Clip = opened.Clip, Inspection = opened.Inspection, Picture = opened.Picture, Source = new ArrivingFrames(opened.Source, WrongAsync, staged.IsFetched ? FetchAsync : null, ahead) };
        arriving.staged.AddRange(opened.staged);
        return arriving;

        Task<string?> WrongAsync(long frame, CancellationToken stop) =>
            frame - rendered.First is var place && place >= 0 && place < hashes.Length && request.Clip.Files[(int)frame] is var name && paths.TryGetValue(name, out var path)
                ? SourceCheck.WrongFileAsync(name, path, hashes[(int)place], stop) : Task.FromResult<string?>(null);

        Task FetchAsync(long frame, CancellationToken stop) => frames.NameOf(frame) is { } name && paths.ContainsKey(name) ? staged.BringAsync(name, context.Clock, stop) : Task.CompletedTask;
    }

    private static async Task<OpenedClip> WholeAsync(RenderFramesRequest request, IFileStore store, DecodeSettings settings, bool isRender, StepContext context, CancellationToken cancellationToken)
    {
        var clip = await StagedClip.OpenAsync(store, request.Prefix, request.Clip, StageReason.Pictures, context, cancellationToken).ConfigureAwait(false);
        try
        {
            // Of a sequence frames may be missing one by one; of any other clip the frames after a missing file would have the wrong numbers.
            if (clip.Problems is [var lacking, ..] && (request.Clip.Kind != ClipKind.Sequence || clip.Source.Files.IsEmpty)) throw Missing(lacking);
            var inspection = await new ClipInspector(context.Clock).InspectAsync(clip.Source, cancellationToken).ConfigureAwait(false);
            var development = await AskedDevelopment.OfAsync(settings, request, inspection, context, cancellationToken).ConfigureAwait(false);
            var opened = await OpenAsync(clip, inspection, development, request, cancellationToken).ConfigureAwait(false);
            if (!isRender || request.Clip.Kind != ClipKind.Sequence) return opened;
            var (first, end) = FrameRange.Of(request.Frames, opened.Picture.Frames, inspection, request.IsOneFrame);
            return Arriving(opened, request, clip, request.Part is { } some ? FrameRange.PartOf(some, first, end) : (first, end), context);
        }
        catch
        {
            clip.Dispose();
            throw;
        }
    }

    private static async Task<OpenedClip> OpenAsync(StagedClip clip, ClipInspection inspection, AskedDevelopment development, RenderFramesRequest request, CancellationToken cancellationToken)
    {
        var (source, picture) = await development.OpenAsync(clip.Source, inspection, request, cancellationToken).ConfigureAwait(false);
        OpenedClip opened = new() { Clip = clip.Source, Inspection = inspection, Source = source, Picture = picture };
        opened.staged.Add(clip);
        return opened;
    }

    private static StepFailedException Missing(InspectionProblem lacking) =>
        new(RetryClass.Data, $"{lacking.File}: {lacking.Message}", "Bring the file back from another copy of the roll, then try again.");

    [LoggerMessage(LogLevel.Information, "{Sentence}")]
    private static partial void Fetched(ILogger logger, string sentence);

    /// <summary>What is staged only when it turns out to be needed.</summary>
    private sealed class LaterStaged(Func<StagedClip?> staged) : IDisposable
    {
        public void Dispose() => staged()?.Dispose();
    }
}
