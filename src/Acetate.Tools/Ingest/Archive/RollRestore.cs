using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Storage;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Ingest.Plans;
using Acetate.Tools.Ingest.Recording;
using Acetate.Tools.Ingest.Reports;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Ingest.Archive;

/// <summary>Brings rolls or single clips back from the archive and verifies what came.</summary>
/// <param name="library">The library.</param>
public sealed class RollRestore(MediaLibrary library)
{
    /// <summary>The kind of plans that restore into some other place than the library store.</summary>
    public const string ElsewhereKind = "deliver-roll";

    /// <summary>Restores what the library store has lost of a roll: missing and bad files; everything is read back and sealed anew.</summary>
    /// <exception cref="IngestException">The roll has no archive copy.</exception>
    public async Task<RollReceipt> IntoLibraryAsync(Guid rollId, string actor, CancellationToken cancellationToken)
    {
        var (roll, files) = await library.ReadAsync(async tx => (await tx.RequireRollAsync(rollId, cancellationToken), await RollFiles.AllAsync(tx, rollId, cancellationToken)), cancellationToken);
        await library.ReadAsync(async tx => { await RequireArchiveAsync(tx, roll, cancellationToken); return true; }, cancellationToken);
        var (lost, hasHistory) = await LostAsync(roll, files, cancellationToken);
        var history = hasHistory ? [] : await ArchivedHistoryAsync(roll, cancellationToken);
        return await library.WriteAsync(async tx =>
        {
            roll = await tx.RequireRollAsync(rollId, cancellationToken);
            await RequireArchiveAsync(tx, roll, cancellationToken);
            var show = await tx.RequireShowAsync(roll.Show, cancellationToken);
            await tx.AuditAsync(actor, "roll.restore-asked", rollId.ToString(), roll.Show, new { files = lost.Length }, cancellationToken);
            roll = await tx.UnholdRollAsync(roll, actor, $"Roll {roll.Name} is being restored from the archive.", cancellationToken);
            if (await tx.CopyAsync(rollId, CopyTier.Library, cancellationToken) is { } copy)
                await tx.PutCopyAsync(copy with { State = CopyState.Writing, Message = "", VerifiedAt = null }, cancellationToken);
            var transfer = await TransferAsync(tx, roll, show, library.Options.Store, roll.StorePrefix, RestoreFiles(files), actor, cancellationToken);
            var plan = ArchivePlan.Restore(transfer with { OnlyCopy = [.. lost, .. history.Select(h => h.Path)], History = history, Replaces = true });
            var (job, _) = await tx.SubmitAsync(await WithClipsAsync(tx, roll, files, plan, cancellationToken), actor, cancellationToken);
            return new RollReceipt(rollId, roll.Name, RollOutcome.Accepted, job.Id);
        }, cancellationToken);
    }

    /// <summary>Restores a roll, or only some of its clips, into a folder or bucket; the library store stays as it is.</summary>
    /// <param name="rollId">The roll.</param>
    /// <param name="clips">Names of clips; empty for the whole roll with its history.</param>
    /// <param name="target">The store to write to; the roll gets a folder of its name there.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IngestException">There is no such clip, or the roll has no archive copy.</exception>
    public async Task<RollReceipt> ElsewhereAsync(Guid rollId, IReadOnlyCollection<string> clips, Uri target, string actor, CancellationToken cancellationToken)
    {
        var history = clips.Count == 0 ? await HistoryForAsync(rollId, target, cancellationToken) : [];
        return await library.WriteAsync(async tx => await PlanElsewhereAsync(
            tx, rollId, clips, target, history, null, $"{await NextAttemptAsync(tx, rollId, cancellationToken)}-{Guid.CreateVersion7(tx.Now):N}", actor, cancellationToken), cancellationToken);
    }

    /// <summary>Restores a roll, or only some of its clips, into a folder of another machine: a station there reads the archive through this server,
    /// writes, reads back and seals. Asked for again before that is done, it goes on.</summary>
    /// <param name="rollId">The roll.</param>
    /// <param name="clips">Names of clips; empty for the whole roll with its history.</param>
    /// <param name="folder">The folder there.</param>
    /// <param name="station">The machine.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IngestException">There is no such clip, or the roll has no archive copy.</exception>
    public async Task<RollReceipt> ToStationAsync(Guid rollId, IReadOnlyCollection<string> clips, Uri folder, RestoreStation station, string actor, CancellationToken cancellationToken)
    {
        var roll = await library.ReadAsync(tx => tx.RequireRollAsync(rollId, cancellationToken), cancellationToken);
        var history = clips.Count == 0 && !station.HasHistory ? await ArchivedHistoryAsync(roll, cancellationToken) : [];
        var asked = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(string.Join('\n', [station.Name, folder.AbsoluteUri, .. clips.Order(StringComparer.OrdinalIgnoreCase)]))).AsSpan(0, 10));
        return await library.WriteAsync(async tx =>
        {
            var same = (await tx.JobsAboutAsync(rollId.ToString(), cancellationToken)).Where(j => j.Kind == ElsewhereKind && j.Key.EndsWith($"-{asked}", StringComparison.Ordinal)).ToList();
            if (same.Find(j => j.State is JobState.Waiting or JobState.Running) is { } underWay) return new RollReceipt(rollId, roll.Name, RollOutcome.Resumed, underWay.Id);
            return await PlanElsewhereAsync(tx, rollId, clips, folder, history, station, $"{await NextAttemptAsync(tx, rollId, cancellationToken)}-{asked}", actor, cancellationToken);
        }, cancellationToken);
    }

    private async Task<RollReceipt> PlanElsewhereAsync(
        LibraryTransaction tx, Guid rollId, IReadOnlyCollection<string> clips, Uri target, ImmutableArray<CheckedFile> history, RestoreStation? station, string attempt, string actor,
        CancellationToken cancellationToken)
    {
        var roll = await tx.RequireRollAsync(rollId, cancellationToken);
        await RequireArchiveAsync(tx, roll, cancellationToken);
        var show = await tx.RequireShowAsync(roll.Show, cancellationToken);
        var files = await RollFiles.AllAsync(tx, rollId, cancellationToken);
        var wanted = OfClips(roll, files, clips);
        await tx.AuditAsync(actor, "roll.restore-asked", rollId.ToString(), roll.Show, new { clips, target = target.ToString(), station = station?.Name }, cancellationToken);
        var transfer = await TransferAsync(tx, roll, show, target, roll.Name, wanted, actor, cancellationToken);
        // A whole roll is sealed where it arrives; a few clips of it are not the roll.
        var plan = ArchivePlan.Restore(transfer with
        {
            Seals = clips.Count == 0,
            History = history,
            Attempt = attempt,
            Source = station?.Archive ?? transfer.Source,
            Place = station?.Name ?? "",
        }) with
        { Kind = ElsewhereKind };
        var (job, _) = await tx.SubmitAsync(plan, actor, cancellationToken);
        return new RollReceipt(rollId, roll.Name, RollOutcome.Accepted, job.Id);
    }

    /// <summary>What a restore will bring back, before it is asked for.</summary>
    /// <param name="rollId">The roll.</param>
    /// <param name="clips">Names of clips that go elsewhere; empty for all of the roll.</param>
    /// <param name="isElsewhere">Whether a copy is made elsewhere; false for what the library store has lost.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IngestException">There is no such clip, or the roll has no archive copy.</exception>
    public async Task<RestoreEstimate> EstimateAsync(Guid rollId, IReadOnlyCollection<string> clips, bool isElsewhere, CancellationToken cancellationToken)
    {
        var (roll, files) = await library.ReadAsync(async tx =>
        {
            var found = await tx.RequireRollAsync(rollId, cancellationToken);
            await RequireArchiveAsync(tx, found, cancellationToken);
            return (found, await RollFiles.AllAsync(tx, rollId, cancellationToken));
        }, cancellationToken);
        var wanted = OfClips(roll, files, clips);
        if (!isElsewhere && clips.Count == 0)
        {
            var lost = (await LostAsync(roll, files, cancellationToken)).Lost.ToHashSet(StringComparer.Ordinal);
            wanted = [.. wanted.Where(file => lost.Contains(file.Path))];
        }

        return await library.ReadAsync(tx => RestoreEstimate.ForAsync(tx, wanted.Length, wanted.Sum(file => file.Length), cancellationToken), cancellationToken);
    }

    /// <summary>The archive's manifests, so that the history goes on where the roll arrives; none when a history is there already.</summary>
    private async Task<ImmutableArray<CheckedFile>> HistoryForAsync(Guid rollId, Uri target, CancellationToken cancellationToken)
    {
        var roll = await library.ReadAsync(tx => tx.RequireRollAsync(rollId, cancellationToken), cancellationToken);
        var store = await StoreUrl.OpenAsync(target, StoreAccess.ReadWrite, cancellationToken);
        await using var _ = store;
        return (await ListAsync(store, roll.Name, cancellationToken)).Keys.Any(MhlPath.IsInHistory) ? [] : await ArchivedHistoryAsync(roll, cancellationToken);
    }

    private async Task<ImmutableArray<CheckedFile>> ArchivedHistoryAsync(Roll roll, CancellationToken cancellationToken)
    {
        var archive = await StoreUrl.OpenAsync(library.Options.Archive, StoreAccess.Read, cancellationToken);
        await using var _ = archive;
        return [.. (await ListAsync(archive, roll.StorePrefix, cancellationToken)).Where(f => MhlPath.IsInHistory(f.Key))
            .Select(f => new CheckedFile(f.Key, f.Value, RollFileVerdict.Listed, [], [Hashing.HashFormat.Xxh128]))];
    }

    /// <summary>How a restore of a roll stands.</summary>
    /// <exception cref="IngestException">The job is no restore of this roll.</exception>
    public Task<RestoreProgress> ProgressAsync(Guid rollId, Guid jobId, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
    {
        var job = await tx.JobAsync(jobId, cancellationToken);
        if (job is not { Kind: ArchivePlan.RestoreKind or ElsewhereKind } || job.Subject != rollId.ToString())
            throw new IngestException(IngestProblem.NotFound, $"The roll has no restore {jobId}.");
        return new RestoreProgress(job, job.State is JobState.Done or JobState.Held or JobState.Cancelled ? await FaultsAsync(tx, jobId, cancellationToken) : []);
    }, cancellationToken);

    /// <summary>What a restore that has ended did to each file: what is not right stands in the list.</summary>
    public Task<ImmutableArray<ReportFault>> FaultsAsync(Guid jobId, CancellationToken cancellationToken) =>
        library.ReadAsync(tx => FaultsAsync(tx, jobId, cancellationToken), cancellationToken);

    internal static async Task<ImmutableArray<ReportFault>> FaultsAsync(LibraryTransaction tx, Guid jobId, CancellationToken cancellationToken)
    {
        var faults = ImmutableArray.CreateBuilder<ReportFault>();
        var steps = await tx.StepsAsync(jobId, cancellationToken);
        // Why a file did not arrive is known where it was copied from; that it is not there then is no news.
        var notCopied = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in steps.Where(s => s.Function == CopyFiles.Name))
        {
            foreach (var file in FileResults.BadCopies(await tx.OutputAsync(step.Id, cancellationToken)))
                if (notCopied.Add(file.Path))
                    faults.Add(file);
        }

        foreach (var step in steps)
        {
            if (step.State != StepState.Done) faults.Add(new ReportFault(step.Name, step.State.ToString().ToLowerInvariant(), step.Problem));
            if (step.Function != HashFiles.Name || await tx.OutputAsync(step.Id, cancellationToken) is not { } output) continue;
            foreach (var file in JsonSerializer.Deserialize<HashFilesResult>(output, StepJson.Options)!.Files)
                if (file.Verdict is not (HashVerdict.Intact or HashVerdict.Hashed) && !notCopied.Contains(file.Path))
                    faults.Add(new ReportFault(file.Path, KebabCase.Of(file.Verdict), file.Message));
        }

        return faults.ToImmutable();
    }

    /// <summary>How many files a restore reads back, and where.</summary>
    internal static async Task<(int Files, string Where)> TargetAsync(LibraryTransaction tx, Guid jobId, CancellationToken cancellationToken)
    {
        var requests = new List<HashFilesRequest>();
        foreach (var step in (await tx.StepsAsync(jobId, cancellationToken)).Where(s => s.Function == HashFiles.Name))
            requests.Add(JsonSerializer.Deserialize<HashFilesRequest>((await tx.RequestAsync(step.Id, cancellationToken))!, StepJson.Options)!);
        if (requests is not [var first, ..]) return (0, "");
        var store = first.Store.IsFile ? first.Store.LocalPath.TrimEnd('/') : first.Store.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return (requests.Sum(r => r.Files.Length), $"{store}/{first.Prefix}");
    }

    /// <summary>A roll that a rebuilt library knows only from the archive is inspected and gets its proxies as soon as it is back.</summary>
    private async Task<Compute.Plan> WithClipsAsync(LibraryTransaction tx, Roll roll, List<RollFile> files, Compute.Plan plan, CancellationToken cancellationToken)
    {
        if ((await tx.StagesAsync(roll.Id, cancellationToken)).Any(b => b is { Stage: RollStage.Inspected, State: StageState.Done })) return plan;
        var clips = (await tx.ClipsAsync(roll.Id, cancellationToken)).ToDictionary(c => c.Name, c => c.Id, StringComparer.Ordinal);
        var steps = IngestPlan.InspectAndRender(
            [.. RollFiles.Clips(roll.Name, files).Where(c => clips.ContainsKey(c.Name)).Select(c => (clips[c.Name], c))], library.Options.Store, roll.StorePrefix,
            library.Options.Derived, $"{roll.Show}/{roll.Id:N}", [.. plan.Steps.Where(s => s.Function == HashFiles.Name).Select(s => s.Name)]);
        await tx.SetWorkAsync(roll.Id, CardIngest.WorkOf(plan with { Steps = steps }), cancellationToken);
        return plan with { Steps = plan.Steps.AddRange(steps) };
    }

    /// <summary>The files that the library store does not have as it should (not there, of another size, known to be bad), and the
    /// archive's manifests when the store has none.</summary>
    private async Task<(ImmutableArray<string> Lost, bool HasHistory)> LostAsync(Roll roll, List<RollFile> files, CancellationToken cancellationToken)
    {
        var store = await StoreUrl.OpenAsync(library.Options.Store, StoreAccess.ReadWrite, cancellationToken);
        await using var _ = store;
        var there = await ListAsync(store, roll.StorePrefix, cancellationToken);
        var bad = new HashSet<string>(StringComparer.Ordinal);
        await library.ReadAsync(async tx =>
        {
            var after = 0L;
            while (await tx.FileStatusAsync(roll.Id, null, after, 10_000, cancellationToken) is { Count: > 0 } page)
            {
                bad.UnionWith(page.Where(f => f.Library is { } l && FileResults.IsBad(l)).Select(f => f.File.Path));
                after = page[^1].File.Number;
            }

            return true;
        }, cancellationToken);
        var lost = RestoreFiles(files).Where(f => !there.TryGetValue(f.Path, out var length) || length != f.Length || bad.Contains(f.Path)).Select(f => f.Path).ToImmutableArray();
        // What lies under the name of a lost file is damaged; it gives way when the right bytes are there, and not before.
        return (lost, there.Keys.Any(MhlPath.IsInHistory));
    }

    private static async Task<Dictionary<string, long>> ListAsync(IFileStore store, string prefix, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var file in store.ListAsync(StoreKey.Parse(prefix), cancellationToken)) files[file.Key.ToString()[(prefix.Length + 1)..]] = file.Length;
        return files;
    }

    private async Task<StoreTransfer> TransferAsync(
        LibraryTransaction tx, Roll roll, Show show, Uri target, string targetPrefix, ImmutableArray<CheckedFile> files, string actor, CancellationToken cancellationToken) => new()
        {
            Roll = roll.Id,
            Attempt = $"{await NextAttemptAsync(tx, roll.Id, cancellationToken)}",
            Show = roll.Show,
            Name = roll.Name,
            Source = library.Options.Archive,
            SourcePrefix = roll.StorePrefix,
            Target = target,
            TargetPrefix = targetPrefix,
            Files = files,
            Formats = RollFiles.Formats(show.Settings),
            At = tx.Now,
            Maker = ManifestMaker.For(actor),
        };

    private static async Task<int> NextAttemptAsync(LibraryTransaction tx, Guid roll, CancellationToken cancellationToken) =>
        (await tx.JobsAboutAsync(roll.ToString(), cancellationToken)).Count(j => j.Kind is ArchivePlan.RestoreKind or ElsewhereKind) + 1;

    private static ImmutableArray<CheckedFile> RestoreFiles(List<RollFile> files) =>
        [.. files.Where(f => !f.Digests.IsEmpty && !MhlPath.IsInHistory(f.Path)).Select(f => RollFiles.ToPlan(f, withMeasured: true))];

    private static ImmutableArray<CheckedFile> OfClips(Roll roll, List<RollFile> files, IReadOnlyCollection<string> clips)
    {
        var all = RestoreFiles(files);
        if (clips.Count == 0) return all;
        var (known, paths) = (RollFiles.Clips(roll.Name, files), new HashSet<string>(StringComparer.Ordinal));
        foreach (var name in clips)
        {
            var clip = known.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new IngestException(IngestProblem.NotFound, $"Roll {roll.Name} has no clip '{name}'. It has {string.Join(", ", known.Take(8).Select(c => c.Name))}{(known.Length > 8 ? " …" : "")}.");
            paths.UnionWith(clip.MediaFiles());
            paths.UnionWith(clip.Sidecars);
        }

        return [.. all.Where(f => paths.Contains(f.Path))];
    }

    /// <summary>A copy in which something is wrong may still have what is needed: every file is proven by its hash, and those that are not right are named.</summary>
    private static async Task RequireArchiveAsync(LibraryTransaction tx, Roll roll, CancellationToken cancellationToken)
    {
        if (await tx.CopyAsync(roll.Id, CopyTier.Archive, cancellationToken) is not { State: CopyState.Verified or CopyState.Written or CopyState.Failed })
            throw new IngestException(IngestProblem.Refused, $"Roll {roll.Name} has no copy in the archive to restore from.");
    }
}

/// <summary>A machine beside the folder that is restored into.</summary>
/// <param name="Name">The name under which it asks for work.</param>
/// <param name="Archive">The archive store as that machine reads it.</param>
/// <param name="HasHistory">Whether the folder holds a history of the roll already, so that the archive's does not come along.</param>
public sealed record RestoreStation(string Name, Uri Archive, bool HasHistory);

/// <summary>How a restore stands.</summary>
/// <param name="Job">Its job.</param>
/// <param name="Faults">When it has ended: every file that is not right, and why.</param>
public sealed record RestoreProgress(JobRow Job, ImmutableArray<ReportFault> Faults);
