using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Cuts;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Library.Matching;
using Acetate.Library.Rolls;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Compare;
using Acetate.Storage;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls.Offlines;

/// <summary>Looks at the reference movies of cuts: inspected and made playable when they arrive, and held against the originals that the cut means.</summary>
/// <param name="library">The library.</param>
public sealed class OfflineDesk(MediaLibrary library)
{
    /// <summary>The kind of plan that looks at a movie and makes it playable.</summary>
    public const string ArrivalKind = "offline";

    /// <summary>The kind of plan that compares it.</summary>
    public const string CheckKind = "offline-check";

    private const string Inspecting = "inspect", Proxying = "proxy";

    // An event of a quarter of an hour; a person steps through seconds.
    private const int MostFrames = 25_000;

    /// <summary>The folder of the store of derived files that holds what is made of a movie.</summary>
    internal static string FolderOf(CutOffline offline) => $"offlines/{offline.Id:N}";

    /// <summary>Has a movie looked at that has arrived, in the transaction that says so. Wake the runner afterwards.</summary>
    public async Task BeginAsync(LibraryTransaction tx, CutOffline offline, string show, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(offline);
        var clip = MovieOf(offline);
        var (job, _) = await tx.SubmitOrHoldAsync(
            new Plan
            {
                Key = $"{ArrivalKind}/{offline.Id:N}",
                Kind = ArrivalKind,
                Title = offline.Name,
                Show = show,
                Subject = offline.Id.ToString(),
                Steps =
                [
                    new() { Name = Inspecting, Function = InspectClips.Name, Stage = "inspecting", Weight = 1, Request = StepRequest.Of(new InspectClipsRequest { Store = library.Options.Workspaces, Clips = [clip] }) },
                    new()
                    {
                        Name = Proxying,
                        Function = RenderProxy.Name,
                        Stage = "proxying",
                        Weight = 20,
                        Uses = [Inspecting],
                        Needs = new StepNeeds { Cores = 1, MemoryMiB = 1024 },
                        Request = StepRequest.Of(new RenderProxyRequest { Store = library.Options.Workspaces, Clip = clip, Target = library.Options.Derived, TargetPrefix = FolderOf(offline) }),
                    },
                ],
            },
            offline.SentBy, cancellationToken);
        await tx.NoteOfflineJobsAsync(offline.Id, job.Id, null, cancellationToken);
    }

    /// <summary>Has a movie compared with the originals that the cut means now; what was compared just so is not compared again. Wake the runner afterwards.</summary>
    /// <returns>Whether there is anything to compare.</returns>
    /// <exception cref="LibraryException">There is no such movie, or it has not arrived.</exception>
    public async Task<bool> CheckAsync(Guid id, string actor, CancellationToken cancellationToken)
    {
        var (offline, row, cut) = await OfAsync(id, cancellationToken);
        if (offline.State != CutOfflineState.Kept) throw new LibraryException(LibraryProblem.Conflict, $"{offline.Name} has not arrived whole. Wait until it was read back.");
        var result = await library.MatchAsync(row.Show, CutClaims.Of(cut), new ClipMatcher(), cancellationToken);
        return await library.WriteAsync(async tx =>
        {
            var clips = await tx.PulledClipsAsync(result.Outcomes.OfType<MatchOutcome.Matched>().Select(matched => matched.Clip.Id), cancellationToken);
            var plan = OfflineCheckPlan.Of(offline, library.Options.Workspaces, library.Options.Derived, cut, result, clips);
            if (plan.Steps.IsEmpty) return false;
            var (job, _) = await tx.SubmitAsync(
                new Plan { Key = plan.Key, Kind = CheckKind, Title = $"{row.Name}: {offline.Name}", Show = row.Show, Subject = offline.Id.ToString(), Steps = plan.Steps }, actor, cancellationToken);
            if (job.State is JobState.Held) await tx.ReplayJobAsync(job.Id, actor, cancellationToken);
            await tx.NoteOfflineJobsAsync(offline.Id, null, job.Id, cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <summary>How a movie stands.</summary>
    /// <exception cref="LibraryException">There is no such movie.</exception>
    public async Task<OfflineView> ViewAsync(Guid id, CancellationToken cancellationToken)
    {
        var (offline, _, cut) = await OfAsync(id, cancellationToken);
        return await library.ReadAsync(tx => ViewAsync(tx, offline, cut, cancellationToken), cancellationToken);
    }

    /// <summary>How the movies of a cut stand, the newest first.</summary>
    /// <exception cref="LibraryException">There is no such cut.</exception>
    public Task<ImmutableArray<OfflineView>> ListAsync(Guid cutId, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
    {
        var offlines = await tx.OfflinesAsync(cutId, cancellationToken);
        if (offlines.Count == 0) return ImmutableArray<OfflineView>.Empty;
        var cut = Read(await tx.RequireCutAsync(cutId, cancellationToken), await tx.CutContentAsync(cutId, cancellationToken));
        var views = ImmutableArray.CreateBuilder<OfflineView>(offlines.Count);
        foreach (var offline in offlines) views.Add(await ViewAsync(tx, offline, cut, cancellationToken));
        return views.ToImmutable();
    }, cancellationToken);

    /// <summary>Removes what was made of a movie that is given up.</summary>
    /// <exception cref="StoreException">The store cannot be reached.</exception>
    public async Task ForgetAsync(CutOffline offline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offline);
        await using var store = await StoreUrl.OpenAsync(library.Options.Derived, StoreAccess.ReadWrite, cancellationToken);
        var made = new List<StoreKey>();
        await foreach (var file in store.ListAsync(StoreKey.Parse(FolderOf(offline)), cancellationToken)) made.Add(file.Key);
        foreach (var key in made) await store.DeleteAsync(key, cancellationToken);
    }

    /// <summary>Where the events lie in a movie, and what comparing them came to.</summary>
    /// <exception cref="LibraryException">There is no such movie.</exception>
    public async Task<OfflineEvents> EventsAsync(Guid id, CancellationToken cancellationToken)
    {
        var (offline, _, cut) = await OfAsync(id, cancellationToken);
        return await library.ReadAsync(async tx =>
        {
            var seen = await SeenAsync(tx, offline, cancellationToken);
            RecordTrack? track = null;
            if (seen.Inspection is { } inspection) _ = OfflineFaults.Of(offline.Name, cut, inspection, seen.Frames, out track);
            var checks = new Dictionary<string, EventCheck>(StringComparer.Ordinal);
            foreach (var result in await ResultsAsync(tx, offline, cancellationToken))
                foreach (var check in result.Events) checks[check.Event] = check;
            return new OfflineEvents(track?.Start ?? "",
            [
                .. CutClaims.PictureEvents(cut).Select(one =>
                {
                    var place = new OfflineEvent(one.Id, one.Record is { } record ? track?.FrameOf(record.StartLabel) : null, one.Record?.Length.Ceiling ?? 0);
                    return checks.GetValueOrDefault(one.Id) is not { } check ? place : place with
                    {
                        Verdict = CheckWords.Of(check.Verdict),
                        Sentence = check.Sentence,
                        Slip = check.Slip,
                        Places = check.Places,
                        HasPicture = check.Picture is not null,
                    };
                }),
            ]);
        }, cancellationToken);
    }

    /// <summary>Which frames of a clip are seen during an event, if it is that clip.</summary>
    /// <param name="cutId">The cut.</param>
    /// <param name="id">The event's id in it.</param>
    /// <param name="clipId">The clip.</param>
    /// <param name="shown">The labels of the clip that the match says.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LibraryException">There is no such cut, event or clip in its show, or nobody can tell.</exception>
    public async Task<EventFrames> FramesAsync(Guid cutId, string id, Guid clipId, ClipFrames shown, CancellationToken cancellationToken)
    {
        var (row, bytes, clip) = await library.ReadAsync(async tx =>
        {
            var kept = await tx.RequireCutAsync(cutId, cancellationToken);
            // Who may see one show may not see another.
            var found = await tx.ClipAsync(clipId, cancellationToken) is { } known && (await tx.RequireRollAsync(known.Roll, cancellationToken)).Show == kept.Show ? known : null;
            return (kept, await tx.CutContentAsync(cutId, cancellationToken), found);
        }, cancellationToken);
        if (clip is null) throw new LibraryException(LibraryProblem.NotFound, $"There is no clip {clipId} in {row.Show}.");
        var one = CutClaims.PictureEvents(Read(row, bytes)).FirstOrDefault(item => item.Id == id) ?? throw new LibraryException(LibraryProblem.NotFound, $"The cut {row.Name} has no event '{id}'.");
        var facts = ClipFacts.OfPicture(clip);
        if (OfflineCheckPlan.UsedOf(one, shown, clip, facts) is not { Count: > 0 } used || CheckPlaces.FramesOf(one, used, clip, facts) is not { } frameOf || one.Record is not { } record)
            throw new LibraryException(LibraryProblem.Conflict, $"Which frames of {clip.Name} the event shows cannot be told: its timecode does not fit, or the list does not hold its speed.");
        var most = Math.Min(record.Length.Ceiling, MostFrames);
        var places = CheckPlaces.Of(one, used, clip, facts);
        return new(
            [.. places.Select(place => new EventPlace(place.Place, Enumerable.Range(0, (int)most).FirstOrDefault(at => CutRange.Label(record.Start.Floor + at, record.Rate, record.IsDrop) == place.Record)))],
            [.. Enumerable.Range(0, (int)most).Select(at => frameOf(at))],
            record.Length.Ceiling > most);
    }

    /// <summary>The key of a movie's proxy in the store of derived files; null while there is none.</summary>
    public Task<string?> ProxyAsync(CutOffline offline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offline);
        return library.ReadAsync(async tx => (await SeenAsync(tx, offline, cancellationToken)).Proxy?.Proxy, cancellationToken);
    }

    /// <summary>The key of the picture of an event's places in the store of derived files; null when there is none.</summary>
    public Task<string?> PictureAsync(CutOffline offline, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offline);
        return library.ReadAsync(async tx =>
        {
            if (offline.CheckJob is not { } job) return null;
            foreach (var step in await tx.StepsAsync(job, cancellationToken))
            {
                if (step.State != StepState.Done || await tx.OutputAsync(step.Id, cancellationToken) is not { } output) continue;
                if (JsonSerializer.Deserialize<ComparePicturesResult>(output, StepJson.Options)!.Events.FirstOrDefault(check => check.Event == id) is not { Picture: { } picture }) continue;
                return await tx.RequestAsync(step.Id, cancellationToken) is { } request ? $"{JsonSerializer.Deserialize<ComparePicturesRequest>(request, StepJson.Options)!.TargetPrefix}/{picture}" : null;
            }

            return null;
        }, cancellationToken);
    }

    private static ClipFiles MovieOf(CutOffline offline) => new() { Name = Path.GetFileNameWithoutExtension(offline.Name), Kind = ClipKind.Single, Files = [offline.Key] };

    private async Task<(CutOffline Offline, KeptCut Row, Cut Cut)> OfAsync(Guid id, CancellationToken cancellationToken)
    {
        var (offline, row, bytes) = await library.ReadAsync(async tx =>
        {
            var found = await tx.OfflineAsync(id, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no reference movie {id}. Hand it in again.");
            return (found, await tx.RequireCutAsync(found.Cut, cancellationToken), await tx.CutContentAsync(found.Cut, cancellationToken));
        }, cancellationToken);
        return (offline, row, Read(row, bytes));
    }

    private static Cut Read(KeptCut cut, byte[] bytes) => MatchedCut.Read(cut.Name, [.. bytes], cut.Rate.Length > 0 ? cut.Rate : null, cut.Timeline.Length > 0 ? cut.Timeline : null);

    private static async Task<Seen> SeenAsync(LibraryTransaction tx, CutOffline offline, CancellationToken cancellationToken)
    {
        if (offline.ArrivalJob is not { } job) return new(null, null, null);
        var steps = await tx.StepsAsync(job, cancellationToken);
        var inspected = await tx.OutputAsync(job, Inspecting, cancellationToken) is { } first ? JsonSerializer.Deserialize<InspectClipsResult>(first, StepJson.Options) : null;
        var proxied = await tx.OutputAsync(job, Proxying, cancellationToken) is { } second ? JsonSerializer.Deserialize<RenderProxyResult>(second, StepJson.Options) : null;
        return new(inspected?.Clips.FirstOrDefault(), proxied, steps.FirstOrDefault(step => step.State is StepState.Held or StepState.Cancelled));
    }

    private static async Task<OfflineView> ViewAsync(LibraryTransaction tx, CutOffline offline, Cut cut, CancellationToken cancellationToken)
    {
        if (offline.State != CutOfflineState.Kept)
            return new() { Offline = offline, Stage = offline.State == CutOfflineState.Refused ? OfflineStage.Refused : OfflineStage.Arriving, Faults = offline.Message.Length == 0 ? [] : [new(offline.Message, "")] };
        var seen = await SeenAsync(tx, offline, cancellationToken);
        var faults = new List<OfflineFault>();
        if (seen.Held is { } held) faults.Add(new(held.Problem.Length > 0 ? held.Problem : $"{offline.Name} is not looked at any more: the work was cancelled.", held.Advice.Length > 0 ? held.Advice : "Hand it in again."));
        RecordTrack? track = null;
        if (seen.Inspection is { } inspection) faults.AddRange(OfflineFaults.Of(offline.Name, cut, inspection, seen.Frames, out track));
        if (seen.Proxy is { State: not Steps.ProxyState.Made } unmade && seen.Inspection?.Image is not null)
            faults.Add(new($"{offline.Name} cannot be shown here. {unmade.Reason}", "Export it as QuickTime or MP4 with H.264, ProRes or DNxHR, and hand it in again."));
        var isPlayable = seen.Proxy is { State: Steps.ProxyState.Made };
        return new()
        {
            Offline = offline,
            Stage = isPlayable ? OfflineStage.Ready : seen.Held is not null || seen.Proxy is not null ? OfflineStage.Unplayable : OfflineStage.Preparing,
            Faults = [.. faults.Distinct()],
            Rate = seen.Inspection?.Image?.Rate ?? "",
            Frames = seen.Frames,
            Start = track?.Start ?? "",
            Codec = seen.Inspection?.Image?.Codec ?? "",
            Width = seen.Inspection?.Image?.Width,
            Height = seen.Inspection?.Image?.Height,
            IsPlayable = isPlayable,
            Check = await CheckOfAsync(tx, offline, cancellationToken),
        };
    }

    private static async Task<OfflineCheck?> CheckOfAsync(LibraryTransaction tx, CutOffline offline, CancellationToken cancellationToken)
    {
        if (offline.CheckJob is not { } id || await tx.JobAsync(id, cancellationToken) is not { } job) return null;
        var steps = await tx.StepsAsync(id, cancellationToken);
        var held = steps.FirstOrDefault(step => step.State == StepState.Held);
        var compared = steps.Sum(step => step.State == StepState.Done ? step.Weight : step is { State: StepState.Running, Total: > 0 } ? Math.Floor(step.Weight * Math.Min(1, step.Done / step.Total)) : 0);
        return new(id, job.State, (int)steps.Sum(step => step.Weight), (int)compared, held?.Problem ?? "", held?.Advice ?? "");
    }

    private static async Task<List<ComparePicturesResult>> ResultsAsync(LibraryTransaction tx, CutOffline offline, CancellationToken cancellationToken)
    {
        var results = new List<ComparePicturesResult>();
        if (offline.CheckJob is not { } job) return results;
        foreach (var step in await tx.StepsAsync(job, cancellationToken))
            if (step.State == StepState.Done && await tx.OutputAsync(step.Id, cancellationToken) is { } output) results.Add(JsonSerializer.Deserialize<ComparePicturesResult>(output, StepJson.Options)!);
        return results;
    }

    private sealed record Seen(ClipInspection? Inspection, RenderProxyResult? Proxy, StepRow? Held)
    {
        // What was decoded counts more than what a header says.
        public long? Frames => Proxy?.Frames ?? Inspection?.Frames;
    }
}
