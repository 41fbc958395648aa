using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Amf;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Editorial;
using Acetate.Media.Encode;
using Acetate.Media.Encode.Movies;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Media.Render;
using Acetate.Steps.Compare;
using Acetate.Storage;

namespace Acetate.Steps.Render;

/// <summary>Renders frames of a clip: decode, debayer, colour, framing, and files, in one pass.</summary>
/// <remarks>
/// A frame that cannot be made is an answer with its reason, and the others are made all the same. Run again it makes the same bytes, and
/// what is there already with the same bytes counts as made. A range in chunks gives the same files as the whole.
/// </remarks>
public static class RenderFrames
{
    /// <summary>The function's name.</summary>
    public const string Name = "render-frames";

    /// <summary>Whether a step takes up the frames that another attempt at it has published, so that nothing is made twice but what was under way.</summary>
    /// <param name="function">Its function.</param>
    /// <param name="request">Its request.</param>
    public static bool TakesUp(string function, JsonElement request) =>
        function == Name && request.ValueKind is JsonValueKind.Object && request.TryGetProperty("requireAll", out var all) && all.ValueKind is JsonValueKind.True;

    /// <summary>Renders.</summary>
    /// <exception cref="StepFailedException">Nothing can be rendered of this clip by this request; the message says why and what to do.</exception>
    public static async Task<RenderFramesResult> RunAsync(RenderFramesRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        if (request.Outputs.IsDefaultOrEmpty) throw Refused("Nothing is asked for: the request has no outputs.", "Name at least one.");
        return await OpenedAsync(request, context, (asked, clip, source, picture, inspection, target) => RenderAsync(asked, clip, source, picture, inspection, target, context, cancellationToken), cancellationToken, isRender: true).ConfigureAwait(false);
    }

    /// <summary>Renders nothing, and holds what the clip would look like against the stills of the request's check.</summary>
    /// <exception cref="StepFailedException">That cannot be done of this clip by this request; the message says why and what to do.</exception>
    public static Task<ImmutableArray<StillCheck>> CompareAsync(RenderFramesRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        return OpenedAsync(request, context, (asked, _, source, picture, inspection, target) => StillChecks.RunAsync(asked, source, picture, inspection, new(target, asked.TargetPrefix, "picture"), context, cancellationToken), cancellationToken);
    }

    private static async Task<T> OpenedAsync<T>(
        RenderFramesRequest request, StepContext context, Func<RenderFramesRequest, ClipSource, PictureSource, PictureDescription, ClipInspection, IFileStore, Task<T>> make, CancellationToken cancellationToken, bool isRender = false)
    {
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var target = await StoreUrl.OpenAsync(request.Target, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        (request, var standsIn) = await CameraProxy.ChosenAsync(request, store, context, cancellationToken).ConfigureAwait(false);
        try
        {
            await using var opened = await OpenedClip.OfAsync(request, store, SettingsOf(request.Development), isRender, context, cancellationToken).ConfigureAwait(false);
            var picture = standsIn is null ? opened.Picture : opened.Picture with { Warnings = opened.Picture.Warnings.Insert(0, standsIn) };
            return await make(request, opened.Clip, opened.Source, picture, opened.Inspection, target).ConfigureAwait(false);
        }
        catch (DecodeException problem)
        {
            throw new StepFailedException(problem.IsPassing ? RetryClass.Transient : RetryClass.Data, problem.Message, "", problem);
        }
        catch (EditorialException problem)
        {
            throw new StepFailedException(RetryClass.Data, problem.Message, "Correct what the request says of the clip.", problem);
        }
        catch (MovieException problem)
        {
            throw new StepFailedException(RetryClass.Transient, problem.Message, "Look whether the disk with the scratch folder is full; then try again.", problem);
        }
        catch (ToolMissingException missing)
        {
            throw new StepFailedException(RetryClass.Capacity, missing.Message, "Install FFmpeg on this machine; then try again.", missing);
        }
    }

    private static async Task<RenderFramesResult> RenderAsync(
        RenderFramesRequest request, ClipSource clip, PictureSource source, PictureDescription picture, ClipInspection inspection, IFileStore target, StepContext context, CancellationToken cancellationToken)
    {
        var (first, end) = FrameRange.Of(request.Frames, picture.Frames, inspection, request.IsOneFrame);
        var (from, to) = request.Part is { } part ? FrameRange.PartOf(part, first, end) : (first, end);
        if (request is { Unreadable: not UnreadableFrames.Fail, RequireAll: false }) throw Refused("What stands for frames that cannot be read is asked for, and not that all frames are there.", "Ask for both, or for neither.");
        if (request.SourceHashes.Length > 1 && request.SourceHashes.Length != to - from)
            throw Refused($"There are {request.SourceHashes.Length} hashes of the clip's files and {to - from} frames to render.", "Give one hash for all frames, or one for each.");
        var warnings = picture.Warnings.ToBuilder();
        if (request.Outputs.Any(output => output is { Use: AmfUse.Plates, Turn: null }) && PictureRotation.Sentence(inspection) is { } lying) warnings.Add(PictureRotation.Of(inspection) is not 0 and var degrees ? $"{lying} --turn {degrees} turns it." : lying);
        var check = RenderCheck.Of(request, picture, inspection);
        using var sound = await RenderSound.OpenAsync(request, clip, inspection, target, context, cancellationToken).ConfigureAwait(false);
        var prepared = new List<(PreparedOutput Output, MoviePlan? Plan)>();
        var documents = new List<PlateAmf>();
        var colours = new SharedColours();
        foreach (var wanted in request.Outputs)
        {
            var output = await PreparedOutput.OfAsync(wanted, request, picture, inspection, colours, context, cancellationToken).ConfigureAwait(false);
            var plan = output.Movie is { } settings ? await MoviePlan.OfAsync(output, settings, sound, first, end, cancellationToken).ConfigureAwait(false) : null;
            prepared.Add((output, plan));
            if (await PlateAmf.OfAsync(output, new(target, request.TargetPrefix, "AMF"), first, end, context, cancellationToken).ConfigureAwait(false) is { } document) documents.Add(document);
            warnings.AddRange(output.Warnings);
            if (plan is not null) warnings.AddRange(plan.Warnings);
        }

        var threads = ThreadsFor(request, picture, inspection);
        var movies = new List<StoredMovie>();
        var outputs = ImmutableArray.CreateBuilder<RenderOutput>();
        try
        {
            foreach (var (output, plan) in prepared)
            {
                if (plan is null)
                {
                    outputs.Add(output.InFiles(new(target, request.TargetPrefix, "picture"), first, end));
                    continue;
                }

                var stored = new StoredBytes(target, request.TargetPrefix, "movie");
                // FFmpeg's MXF has a number of its own each time: another run never makes the same bytes.
                if (plan.Settings.Extension == "mxf" && !plan.IsAvid && await stored.HasAsync(output.Wanted.Name, cancellationToken).ConfigureAwait(false)) throw stored.Taken(output.Wanted.Name);
                movies.Add(StoredMovie.Start(plan, output, sound, stored, first, threads, context));
                outputs.Add(output.InMovie(movies[^1], first, end));
            }

            if (check is not null) outputs.Add(check.Output);
            var run = new FrameRun(source, outputs.ToImmutable(), threads, request.StopAtFault);
            var made = request.RequireAll ? await MadeBeforeAsync([.. prepared.Select(one => one.Output)], new(target, request.TargetPrefix, "picture"), request.Unreadable, first, from, to, cancellationToken).ConfigureAwait(false) : [];
            foreach (var damaged in await SourceCheck.DamagedAsync(request, clip, inspection, from, to, made.ContainsKey, () => context.Report(0, to - from), cancellationToken).ConfigureAwait(false)) made = made.Add(damaged.Number, damaged);
            var frames = await FramesAsync(run, outputs.ToImmutable(), from, to, made, context, cancellationToken).ConfigureAwait(false);
            foreach (var frame in frames) check?.Explain(frame);
            ImmutableArray<FrameStandIn> standIns = [];
            if (request.Unreadable != UnreadableFrames.Fail)
            {
                (frames, standIns) = await StandInAsync(request, clip, inspection, run, frames, [.. prepared.Select(one => one.Output)], new(target, request.TargetPrefix, "picture"), first, end, cancellationToken).ConfigureAwait(false);
                foreach (var one in standIns) warnings.Add($"Frame {one.Number} could not be read{(one.By == UnreadableFrames.Skip ? " and is left out" : $": a {StandIns.WordOf(one.By)} frame stands for it")}. {one.Reason}");
            }

            if (request.RequireAll) DemandAll([.. frames.Where(frame => standIns.All(one => one.Frame != frame.Number))]);
            var stills = await StillChecks.RunAsync(request, source, picture, inspection, new(target, request.TargetPrefix, "picture"), context, cancellationToken).ConfigureAwait(false);
            var isAny = !standIns.IsEmpty || frames.Any(frame => frame.Verdict == FrameVerdict.Made);
            if (isAny)
            {
                foreach (var document in documents) await document.PutAsync(cancellationToken).ConfigureAwait(false);
            }

            var shown = new List<PublishedMovie>();
            foreach (var movie in movies)
            {
                if (movie.WhyNot(frames) is { } reason) warnings.Add(reason);
                else shown.Add(await movie.PublishAsync(() => context.Report(to - from, to - from), cancellationToken).ConfigureAwait(false));
            }

            warnings.AddRange(shown.SelectMany(one => one.Warnings));

            return new()
            {
                Frames = frames,
                StandIns = standIns,
                Range = new() { Start = from, End = to },
                Recipes = [.. prepared.Select(one => new OutputRecipe(one.Output.Wanted.Name, picture.Decoder, one.Output.Recipe))],
                Amfs = isAny ? [.. documents.Select(document => document.Name)] : [],
                Movies = [.. shown.Select(one => one.Movie)],
                Media = [.. shown.Select(one => one.Media).OfType<EditorialMedia>()],
                Check = check?.Finish() is { } result ? result with { Stills = stills } : null,
                Warnings = [.. warnings.Distinct()],
            };
        }
        finally
        {
            foreach (var movie in movies) await movie.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<ImmutableArray<FrameOutcome>> FramesAsync(
        FrameRun run, ImmutableArray<RenderOutput> outputs, long from, long to, ImmutableDictionary<long, FrameOutcome> made, StepContext context, CancellationToken cancellationToken)
    {
        var frames = ImmutableArray.CreateBuilder<FrameOutcome>();
        context.Report(0, to - from);
        for (var next = from; next < to;)
        {
            if (made.TryGetValue(next, out var known))
            {
                // A movie keeps its place black, and a check has it in its order.
                foreach (var output in known.Verdict == FrameVerdict.Made ? [] : outputs) await output.Sink.MissAsync(next, cancellationToken).ConfigureAwait(false);
                frames.Add(known);
                next++;
                continue;
            }

            var count = 1L;
            while (next + count < to && !made.ContainsKey(next + count)) count++;
            await foreach (var outcome in run.RunAsync(next, count, cancellationToken).ConfigureAwait(false))
            {
                frames.Add(outcome);
                context.Report(frames.Count, to - from);
            }

            next += count;
        }

        return frames.ToImmutable();
    }

    /// <summary>Frames that an earlier run of this step has made: each was read back before it got its name.</summary>
    private static async Task<ImmutableDictionary<long, FrameOutcome>> MadeBeforeAsync(
        ImmutableArray<PreparedOutput> outputs, StoredBytes target, UnreadableFrames unreadable, long first, long from, long to, CancellationToken cancellationToken)
    {
        if (outputs.Any(output => output.Movie is not null)) throw Refused("A movie is made of all its frames at once, so it cannot be taken up where it ended.", "Ask for movies in a step of their own.");
        var made = ImmutableDictionary.CreateBuilder<long, FrameOutcome>();
        for (var frame = from; frame < to; frame++)
        {
            var names = outputs.Select(output => output.Names![frame - first]).ToImmutableArray();
            var isMade = true;
            foreach (var name in names) isMade = isMade && await target.HasAsync(name, cancellationToken).ConfigureAwait(false);
            if (!isMade) continue;
            var standIn = unreadable == UnreadableFrames.Fail || outputs[0].File is not FrameFileSettings.Exr ? null : await StandIns.OfAsync(target, names[0], cancellationToken).ConfigureAwait(false);
            made[frame] = standIn is { } there ? new(frame, FrameVerdict.Failed, names, there.Reason) : new(frame, FrameVerdict.Made, names);
        }

        return made.ToImmutable();
    }

    /// <summary>Tries frames once more that could not be read, and puts something in the place of those that cannot be.</summary>
    private static async Task<(ImmutableArray<FrameOutcome> Frames, ImmutableArray<FrameStandIn> StandIns)> StandInAsync(
        RenderFramesRequest request, ClipSource clip, ClipInspection inspection, FrameRun run, ImmutableArray<FrameOutcome> frames, ImmutableArray<PreparedOutput> outputs, StoredBytes target, long first, long end, CancellationToken cancellationToken)
    {
        var by = request.Unreadable;
        var (from, to) = (frames[0].Number, frames[^1].Number + 1);
        var (done, standIns) = (frames.ToBuilder(), ImmutableArray.CreateBuilder<FrameStandIn>());
        for (var i = 0; i < done.Count; i++)
        {
            if (done[i].Verdict != FrameVerdict.Failed) continue;
            // Something that an earlier run of this step put there stays as it is.
            if (done[i].Files.IsEmpty)
            {
                var number = done[i].Number;
                // A file that is not what came in is no frame of the clip, whatever can be read of it.
                if (await SourceCheck.DamagedAsync(request, clip, inspection, from, to, other => other != number, () => { }, cancellationToken).ConfigureAwait(false) is [var damaged]) done[i] = damaged;
                else await foreach (var again in run.RunAsync(number, 1, cancellationToken).ConfigureAwait(false)) done[i] = again;
                if (done[i].Verdict != FrameVerdict.Failed) continue;
                if (by != UnreadableFrames.Skip)
                    foreach (var output in outputs) await output.PutStandInAsync(target, done[i].Number, first, end, by, done[i].Reason ?? "", cancellationToken).ConfigureAwait(false);
            }

            standIns.Add(new(done[i].Number, outputs[0].NumberOf(done[i].Number, first), by, done[i].Reason ?? ""));
        }

        return (done.ToImmutable(), standIns.ToImmutable());
    }

    private static void DemandAll(ImmutableArray<FrameOutcome> frames)
    {
        var wrong = frames.Where(frame => frame.Verdict != FrameVerdict.Made).ToList();
        if (wrong.Count == 0) return;
        var isLasting = wrong.Any(frame => frame.Verdict == FrameVerdict.Failed);
        var named = string.Join(" ", wrong.Where(frame => frame.Reason is not null).Take(5).Select(frame => $"Frame {frame.Number}: {frame.Reason}"));
        throw new StepFailedException(isLasting ? RetryClass.Data : RetryClass.Transient,
            $"{(wrong.Count == 1 ? "1 frame" : $"{wrong.Count} frames")} of {frames.Length} could not be made. {named}",
            isLasting ? "Bring the frames back from another copy of the clip, then try again: only they are made anew." : "");
    }

    /// <summary>A failure that the request or the clip is at fault for.</summary>
    internal static StepFailedException Refused(string message, string advice = "") => new(RetryClass.Data, message, advice);

    private static DecodeSettings SettingsOf(DevelopmentRequest development) => new()
    {
        Debayer = development.Debayer,
        ExposureIndex = development.ExposureIndex,
        WhiteBalance = development.WhiteBalance,
        Tint = development.Tint,
        Encoding = development.From is not { } name ? null
            : KnownEncodings.Find(name) ?? throw Refused($"There is no encoding '{name}'.", Near(name) is { Length: > 0 } near ? $"Did you mean {near}?" : "'acetate colour list' lists them all."),
    };

    // What somebody may have meant who left something out: LogC3 without its exposure index, S-Log3 without its gamut.
    private static string Near(string name)
    {
        var plain = Plain(name);
        return plain.Length < 3 ? "" : string.Join(" or ", KnownEncodings.All.Append(KnownEncodings.LogC3(800)).Select(encoding => encoding.Name).Where(known => Plain(known).Contains(plain, StringComparison.Ordinal)).Select(known => $"'{known}'"));
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    // As many frames at once as there are processors, and as memory has room for: what was read of a frame, and what is made of it.
    private static int ThreadsFor(RenderFramesRequest request, PictureDescription picture, ClipInspection inspection)
    {
        if (request.Threads is < 1) throw Refused("At least one frame is made at once.");
        var read = (long)picture.Width * picture.Height * picture.Reduction * picture.Reduction * 8 + picture.FrameBytes;
        var made = request.Outputs.Sum(output => PreparedOutput.BytesOf(output, picture, inspection));
        var room = Math.Max(1, request.Memory / Math.Max(1, read + made) - 1);
        return (int)Math.Min(room, request.Threads ?? Environment.ProcessorCount);
    }
}
