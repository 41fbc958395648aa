using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Media.Trim;
using Acetate.Steps.Transfer;
using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Steps;

/// <summary>One run of <see cref="TrimClip"/> or <see cref="TrimClips"/>: what is open, and the trims that are written and not yet proved.</summary>
/// <remarks>
/// A trim is written once, in its place, under the name that the store gives to what is unfinished. FFmpeg says beforehand where its frames lie and where those of the source do
/// (several trims of a clip in one process), so that they are compared while their bytes pass; what it does not find so it compares in place. Then the trim gets its name, and is
/// read back past the cache; one sync makes several durable. Pictures that hang on one another, and stores that are not on this machine, go through the scratch folder
/// (<see cref="ScratchTrim"/>).
/// </remarks>
internal sealed class TrimRun(StepContext context, int count, ImmutableArray<SourceBlocks> blocks = default) : IAsyncDisposable
{
    // Of a sequence, so many files are published with one sync; so many are read back at a time.
    private const int FilesTogether = 64, ReadAtOnce = 2;

    // So many files that cannot be used are named; the others are counted.
    private const int MostNamed = 8;

    // FFmpeg finds the frames of so many in one process.
    private const int TrimsTogether = 32;

    // How a trim's work is divided for whoever watches.
    private const double Written = 0.6, Proved = 0.15;

    private readonly ClipTrimmer trimmer = new(context.Clock);
    private readonly Dictionary<(Uri, StoreAccess), IFileStore> stores = [];
    private readonly List<WrittenTrim> trims = [];
    private readonly List<TrimFile> unpublished = [];
    private readonly TrimClipResult?[] results = new TrimClipResult?[count];
    private OpenedClip? clip;
    private double done;

    /// <summary>Trims the clips, in their order.</summary>
    public async Task<ImmutableArray<TrimClipResult>> RunAsync(ImmutableArray<TrimClipRequest> requests, CancellationToken cancellationToken)
    {
        var failures = new List<StepFailedException>();
        for (int begin = 0, end; begin < requests.Length; begin = end)
        {
            var planned = new List<PlannedTrim>();
            for (end = begin; end < requests.Length && end - begin < TrimsTogether && (end == begin || IsSameClip(requests[begin], requests[end])); end++)
            {
                var index = end;
                await OneAsync(requests[index], async () =>
                {
                    if (await PlanAsync(index, requests[index], cancellationToken).ConfigureAwait(false) is { } plan) planned.Add(plan);
                }).ConfigureAwait(false);
            }

            var compared = planned.Where(one => one.Trim.IsCompared).ToList();
            var frames = ImmutableArray<FoundFrames?>.Empty;
            await ExplainedAsync(async () => frames = await trimmer.FindFramesAsync([.. compared.Select(one => one.Trim)], cancellationToken).ConfigureAwait(false), NameOf(requests[begin])).ConfigureAwait(false);
            foreach (var plan in planned)
                await OneAsync(plan.Request, () => WriteAsync(plan, compared.IndexOf(plan) is >= 0 and var place ? frames[place] : null, cancellationToken)).ConfigureAwait(false);
        }

        await ExplainedAsync(() => FinishAsync(cancellationToken)).ConfigureAwait(false);
        return failures.Count == 0 ? [.. results.Select(result => result!)] : throw Together(failures, requests.Length);

        async Task OneAsync(TrimClipRequest request, Func<Task> work)
        {
            try
            {
                await ExplainedAsync(work, NameOf(request)).ConfigureAwait(false);
            }
            catch (StepFailedException failed) when (failed.Class == RetryClass.Data && requests.Length > 1)
            {
                // What is wrong with one says nothing of the others: they are made, and found there when the step is tried again.
                failures.Add(failed);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in unpublished) await file.Writer!.DisposeAsync().ConfigureAwait(false);
        clip?.Staged.Dispose();
        foreach (var store in stores.Values) await store.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>All that went wrong as one failure: who mends it wants to know of every file, and of so many by name.</summary>
    private static StepFailedException Together(List<StepFailedException> failures, int pieces)
    {
        // One damaged file keeps many pieces from being made, and is named once.
        var reasons = failures.Select(failed => failed.Message).Distinct(StringComparer.Ordinal).ToList();
        if (reasons.Count == 1) return failures[0];
        return TrimFailures.Data($"{failures.Count} of {pieces} pieces could not be made. {string.Join(' ', reasons.Take(MostNamed))}{(reasons.Count > MostNamed ? $" And {reasons.Count - MostNamed} more reasons." : "")}",
            string.Join(' ', failures.Select(failed => failed.Advice).Where(advice => advice.Length > 0).Distinct(StringComparer.Ordinal)), failures[0]);
    }

    private static string NameOf(TrimClipRequest request) => request.Clip is { Files: [var only] } ? only : request.Clip.Name;

    private static async Task ExplainedAsync(Func<Task> work, string? name = null)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (TrimRangeException range)
        {
            throw TrimFailures.Data(range.Message, "Ask for a part that the clip has.", range);
        }
        catch (InvalidDataException damaged)
        {
            // Readers say what is wrong, and not always with which of the files.
            throw TrimFailures.Data(name is null || damaged.Message.Contains(name, StringComparison.Ordinal) ? damaged.Message : $"{name}: {damaged.Message}",
                "Look at it, or bring it back from another copy of the roll; then try again.", damaged);
        }
        catch (ToolMissingException missing)
        {
            throw new StepFailedException(RetryClass.Capacity, missing.Message, "Install FFmpeg on this worker; the step goes on by itself.", missing);
        }
    }

    /// <summary>Decides how one is made. One that must go through the scratch folder is made at once, and there is nothing left to do: null.</summary>
    private async Task<PlannedTrim?> PlanAsync(int index, TrimClipRequest request, CancellationToken cancellationToken)
    {
        var order = TrimRequests.Order(request);
        var target = await StoreAsync(request.Target, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        var opened = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        var trim = request.Whole is { } whole
            ? ClipTrimmer.PrepareCopy(opened.Staged.Source, opened.Inspection, whole)
            : ClipTrimmer.Prepare(opened.Staged.Source, opened.Inspection, order);
        if (trim is null || (trim.IsCompared && target is not LocalStore))
        {
            await ThroughScratchAsync(index, request, opened, target, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return new(index, request, trim, opened, target);
    }

    private async Task WriteAsync(PlannedTrim plan, FoundFrames? frames, CancellationToken cancellationToken)
    {
        var (index, request, trim, opened, target) = plan;
        // Files that go along as they are are held against their hashes while they are written.
        if (trim.Method is not (TrimMethod.Frames or TrimMethod.Whole)) await ProveSourcesAsync(opened, trim.Files, cancellationToken).ConfigureAwait(false);
        var names = TrimRequests.NamesOf([.. trim.Files.Select(file => file.Path)], request);
        var known = trim.Method is TrimMethod.Frames or TrimMethod.Whole && !request.Expected.IsDefaultOrEmpty
            ? request.Expected.ToDictionary(file => file.Path, StringComparer.Ordinal) : [];
        var made = new WrittenTrim(index, request, trim, opened, target, []);
        var (start, passed, total) = (done, 0L, Math.Max(1, trim.Files.Sum(file => file.Length)));
        var begun = new List<TrimFile>();
        try
        {
            for (var i = 0; i < trim.Files.Length; i++)
            {
                var file = await TrimFile.OpenAsync(trim.Files[i], KeyText.Join(request.TargetPrefix, names[i]), target, known.GetValueOrDefault(trim.Files[i].Source), cancellationToken).ConfigureAwait(false);
                if (file.Writer is not null)
                {
                    begun.Add(file);
                    unpublished.Add(file);
                }

                await file.WriteAsync(frames, bytes => Report(start + Written * (passed += bytes) / total), cancellationToken).ConfigureAwait(false);
                made.Files.Add(file);
                if (trim.IsCompared || begun.Count < FilesTogether) continue;
                await PublishAsync([.. begun], cancellationToken).ConfigureAwait(false);
                begun.Clear();
            }

            if (trim.IsCompared) made.Path = await made.Files[0].PathAsync((LocalStore)target, cancellationToken).ConfigureAwait(false);
            else await PublishAsync([.. begun], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is StepFailedException or InvalidDataException)
        {
            await DiscardAsync(begun, cancellationToken).ConfigureAwait(false);
            throw;
        }

        trims.Add(made);
        done = start + Written;
        // Files of a clip that was fetched go away with the next clip.
        if (trim.IsCompared && opened.Staged.IsFetched) await FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has what is written compared with its source, gives it its name, and reads it back.</summary>
    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        var (start, share) = (done, trims.Count * Proved);
        var proofs = await trimmer.ProveAsync([.. trims.Select(one => new FinishedTrim(one.Trim, one.Path, one.Files[0].AreFramesSame))], (part, all) => Report(start + share * part / Math.Max(1, all)), cancellationToken).ConfigureAwait(false);
        var inexact = trims.Where((one, i) => one.Trim.IsCompared && !proofs[i].IsExact).ToHashSet();
        await DiscardAsync(inexact.SelectMany(one => one.Files), cancellationToken).ConfigureAwait(false);
        await PublishAsync([.. unpublished], cancellationToken).ConfigureAwait(false);
        await ReadBackAsync([.. trims.Where(one => !inexact.Contains(one)).SelectMany(one => one.Files).Where(file => !file.IsReadBack)], start + share, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < trims.Count; i++)
        {
            var one = trims[i];
            // Made again, it is thrown away again, and copied whole if it may be; else the reason is told.
            if (inexact.Contains(one)) await ThroughScratchAsync(one.Index, one.Request, one.Clip, one.Target, cancellationToken).ConfigureAwait(false);
            else results[one.Index] = ScratchTrim.ResultOf(one.Trim.Made(proofs[i], []), [.. one.Files.Select(file => file.Result)]);
        }

        trims.Clear();
        Report(done = results.Count(result => result is not null));
    }

    private static async Task ProveSourcesAsync(OpenedClip opened, ImmutableArray<PreparedFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in opened.Staged.Source.Files)
        {
            ImmutableArray<ByteRange> used = files.IsDefault ? default : [.. files.Where(one => one.Source == file.Name).SelectMany(one => one.Used)];
            if (await opened.Proof.WrongAsync(file, used, cancellationToken).ConfigureAwait(false) is { } wrong) throw TrimFailures.Damaged(file.Name, wrong);
        }
    }

    private async Task ThroughScratchAsync(int index, TrimClipRequest request, OpenedClip opened, IFileStore target, CancellationToken cancellationToken)
    {
        var start = done;
        // Where pictures hang on one another nobody knows beforehand which of them are read.
        if (request.Clip.Kind != ClipKind.Sequence && request.Whole is null) await ProveSourcesAsync(opened, default, cancellationToken).ConfigureAwait(false);
        results[index] = await ScratchTrim.RunAsync(request, opened.Staged.Source, opened.Inspection, trimmer, target, context, part => Report(start + part), cancellationToken).ConfigureAwait(false);
        done = start + 1;
    }

    private async Task ReadBackAsync(ImmutableArray<TrimFile> files, double start, CancellationToken cancellationToken)
    {
        var (step, number) = (trims.Count * (1 - Written - Proved) / Math.Max(1, files.Length), 0);
        await AtOnce.EachAsync([.. Enumerable.Range(0, files.Length)], ReadAtOnce, async (i, stop) =>
        {
            await files[i].ReadBackAsync(stop).ConfigureAwait(false);
            Report(start + step * Interlocked.Increment(ref number));
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task PublishAsync(ImmutableArray<TrimFile> files, CancellationToken cancellationToken)
    {
        foreach (var group in files.GroupBy(file => file.Target))
        {
            TrimFile[] some = [.. group];
            var outcomes = await group.Key.PublishAllAsync([.. some.Select(file => file.Writer!)], cancellationToken).ConfigureAwait(false);
            foreach (var file in some.Where((_, i) => outcomes[i].Problem is null))
            {
                unpublished.Remove(file);
                await file.Writer!.DisposeAsync().ConfigureAwait(false);
            }

            if (outcomes.FirstOrDefault(outcome => outcome.Problem is not null) is { Problem: { } problem }) throw problem;
        }
    }

    private async Task DiscardAsync(IEnumerable<TrimFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files.Where(unpublished.Contains).ToList())
        {
            unpublished.Remove(file);
            await file.Writer!.DiscardAsync(cancellationToken).ConfigureAwait(false);
            await file.Writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<OpenedClip> OpenAsync(TrimClipRequest request, CancellationToken cancellationToken)
    {
        if (clip is { } same && IsSameClip(same.Request, request)) return same;
        clip?.Staged.Dispose();
        clip = null;
        var store = await StoreAsync(request.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
        var staged = await StagedClip.OpenAsync(store, request.Prefix, request.Clip, StageReason.Pictures, context, cancellationToken).ConfigureAwait(false);
        try
        {
            if (staged.Problems.FirstOrDefault() is { } lacking) throw TrimFailures.Data($"{lacking.File}: {lacking.Message}", "Bring the file back from another copy of the roll, then try again.");
            return clip = new(request, staged, new(request.Expected.IsDefault ? [] : request.Expected, SourceProof.Of(blocks, request.Prefix)), await new ClipInspector(context.Clock).InspectAsync(staged.Source, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    private async Task<IFileStore> StoreAsync(Uri url, StoreAccess access, CancellationToken cancellationToken) =>
        stores.TryGetValue((url, access), out var open) ? open : stores[(url, access)] = await StoreUrl.OpenAsync(url, access, cancellationToken).ConfigureAwait(false);

    private void Report(double now) => context.Report(now, count);

    private static bool IsSameClip(TrimClipRequest one, TrimClipRequest other) => other.Store == one.Store && other.Prefix == one.Prefix && other.Clip.Name == one.Clip.Name
        && other.Clip.Kind == one.Clip.Kind && other.Clip.Files.SequenceEqual(one.Clip.Files, StringComparer.Ordinal);

    /// <summary>A clip whose files are at hand.</summary>
    private sealed record OpenedClip(TrimClipRequest Request, StagedClip Staged, SourceProof Proof, ClipInspection Inspection);

    /// <summary>A trim that is decided, and not begun.</summary>
    private sealed record PlannedTrim(int Index, TrimClipRequest Request, PreparedTrim Trim, OpenedClip Clip, IFileStore Target);

    /// <summary>A trim whose files are written.</summary>
    private sealed record WrittenTrim(int Index, TrimClipRequest Request, PreparedTrim Trim, OpenedClip Clip, IFileStore Target, List<TrimFile> Files)
    {
        /// <summary>Where the first of them can be read; empty where nothing needs to.</summary>
        public string Path { get; set; } = "";
    }
}
