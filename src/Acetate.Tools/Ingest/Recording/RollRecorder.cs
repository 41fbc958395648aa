using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Plans;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Ingest.Recording;

/// <summary>Turns the results of a roll's steps into facts, in the transaction that keeps the results.</summary>
/// <remarks>One recorder for each kind of plan that concerns a roll: its way in, its archive copy, its restore.</remarks>
/// <param name="kind">The kind of plan.</param>
public sealed class RollRecorder(string kind) : IJobRecorder
{
    private const string Actor = "ingest";

    /// <summary>The recorders of all plans that concern rolls.</summary>
    public static ImmutableArray<IJobRecorder> All { get; } =
        [new RollRecorder(IngestPlan.Kind), new RollRecorder(ArchivePlan.Kind), new RollRecorder(ArchivePlan.RestoreKind), new DeliveryRecorder()];

    /// <inheritdoc/>
    public string Kind => kind;

    /// <inheritdoc/>
    public async Task BegunAsync(LibraryTransaction tx, JobHead job, StepRow step, CancellationToken cancellationToken)
    {
        if (await RollOfAsync(tx, job, cancellationToken) is not { } roll) return;
        if (roll.Hold is not null) roll = await tx.UnholdRollAsync(roll, Actor, $"Roll {roll.Name} goes on: {step.Name} is tried again.", cancellationToken);
        if (Stages.Bar(step.Stage) is { } bar) await tx.BeginStageAsync(roll, bar, Actor, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task RecordAsync(LibraryTransaction tx, JobHead job, StepRow step, StepResult result, CancellationToken cancellationToken)
    {
        if (await RollOfAsync(tx, job, cancellationToken) is not { } roll) return;
        switch (result)
        {
            case StepResult.Done done when step.State is StepState.Done:
                await DoneAsync(tx, job, step, roll, done.Output, cancellationToken);
                break;
            case StepResult.Failed failed when step.State is StepState.Held:
                await FailedAsync(tx, step, roll, failed, cancellationToken);
                break;
        }
    }

    private async Task DoneAsync(LibraryTransaction tx, JobHead job, StepRow step, Roll roll, JsonElement output, CancellationToken cancellationToken)
    {
        switch (step.Function)
        {
            case CopyFiles.Name:
                await CopiedAsync(tx, job, step, roll, Read<CopyFilesResult>(output), cancellationToken);
                break;
            case HashFiles.Name when step.Stage == Stages.ManifestCheck:
                await ReadOnceAsync(tx, step, roll, cancellationToken);
                break;
            case HashFiles.Name:
                await VerifiedAsync(tx, job, step, roll, Read<HashFilesResult>(output), cancellationToken);
                break;
            case SealFolder.Name:
                await SealedAsync(tx, step, roll, Read<SealFolderResult>(output), cancellationToken);
                break;
            case InspectClips.Name:
                await InspectedAsync(tx, step, roll, Read<InspectClipsResult>(output), cancellationToken);
                break;
            case RenderProxy.Name:
                await ProxiedAsync(tx, step, roll, Read<RenderProxyResult>(output), cancellationToken);
                break;
        }
    }

    /// <summary>The first of two readings of a card without manifest; the second one holds against it.</summary>
    private static async Task ReadOnceAsync(LibraryTransaction tx, StepRow step, Roll roll, CancellationToken cancellationToken)
    {
        if (await tx.AdvanceAsync(roll.Id, RollStage.ManifestChecked, step.Weight, Actor, cancellationToken))
            await tx.EndStageAsync(roll, RollStage.ManifestChecked, Actor,
                $"Roll {roll.Name} has no manifest: it was read a first time for its hashes, is read again while it is copied, and is unproven at source.", null, cancellationToken);
    }

    private async Task CopiedAsync(LibraryTransaction tx, JobHead job, StepRow step, Roll roll, CopyFilesResult result, CancellationToken cancellationToken)
    {
        var first = step.Uses == "[]" ? null : FileResults.DigestsOf(await tx.OutputAsync(job.Id, "read/" + Number(step), cancellationToken));
        var news = FileResults.Of(result, first);
        var copy = await CopyAsync(tx, roll, cancellationToken);
        if (kind != IngestPlan.Kind)
        {
            // Between stores the manifests travel along; they are no files of the card and are proven by their chain when the copy is sealed.
            var history = news.FirstOrDefault(n => MhlPath.IsInHistory(n.Path) && FileResults.IsBad(n.State));
            news = news.RemoveAll(n => MhlPath.IsInHistory(n.Path));
            if (history is not null)
            {
                await tx.CancelJobAsync(job.Id, Actor, cancellationToken);
                await tx.HoldRollAsync(roll, new Hold($"The manifest {history.Path} could not be copied: {history.Message}", "Look at the ascmhl folders of both copies; then repair the roll."), Stages.Bar(step.Stage), Actor, null, cancellationToken);
                return;
            }
        }

        await tx.PutCopyFilesAsync(copy, news, tx.Now, cancellationToken);
        if (Stages.Bar(step.Stage) is not { } bar)
        {
            if (news.Any(n => FileResults.IsBad(n.State))) await HoldForFilesAsync(tx, job, roll, copy, null, await BadAsync(tx, copy, cancellationToken), "could not be restored", cancellationToken);
            return;
        }

        var isAll = await tx.AdvanceAsync(roll.Id, bar, step.Weight, Actor, cancellationToken);
        if (bar == RollStage.Uploading && !isAll) return;
        var bad = await BadAsync(tx, copy, cancellationToken);
        if (bar == RollStage.Uploading)
        {
            if (bad.Count > 0)
            {
                await HoldForFilesAsync(tx, job, roll, copy, bar, bad, "could not be copied", cancellationToken);
                return;
            }

            roll = await tx.EndStageAsync(roll, RollStage.Uploading, Actor, "", null, cancellationToken);
            await tx.PutCopyAsync(copy with { State = CopyState.Written, Files = roll.Files, Bytes = roll.Bytes, WrittenAt = tx.Now, Message = "" }, cancellationToken);
            await tx.EndStageAsync(roll, RollStage.Uploaded, Actor,
                $"Roll {roll.Name} is in the library store: {ReportText.Count(roll.Files, "file", "files")}, {ReportText.Size(roll.Bytes)}, slowed most by the {LimitWord(result)}.",
                new { limitedBy = LimitWord(result) }, cancellationToken);
        }
        else if (bad.Count > 0)
        {
            await HoldForFilesAsync(tx, job, roll, copy, bar, bad, "could not be copied to the archive", cancellationToken);
        }
    }

    private async Task VerifiedAsync(LibraryTransaction tx, JobHead job, StepRow step, Roll roll, HashFilesResult result, CancellationToken cancellationToken)
    {
        var copy = await CopyAsync(tx, roll, cancellationToken);
        // A file that did not arrive was told about by its copy; what is whole goes on being copied and verified meanwhile.
        var (known, notCopied) = await FileResults.KnownAsync(tx, job, step, roll.Id, [.. result.Files.Select(f => f.Path)], cancellationToken);
        var news = FileResults.Of(notCopied.Count == 0 ? result : result with { Files = [.. result.Files.Where(f => !notCopied.Contains(f.Path))] }, known);
        await tx.PutCopyFilesAsync(copy, news, tx.Now, cancellationToken);
        await tx.PutBlocksAsync(roll.Id, FileResults.BlocksOf(result, news), cancellationToken);
        var bar = Stages.Bar(step.Stage);
        if (bar is { } shown) await tx.AdvanceAsync(roll.Id, shown, step.Weight, Actor, cancellationToken);
        if (!news.Any(n => FileResults.IsBad(n.State))) return;
        // Nothing is sealed over a file that is not right; what else is wrong is still found by the steps that already run.
        await HoldForFilesAsync(tx, job, roll, copy, bar, await BadAsync(tx, copy, cancellationToken), "failed verification", cancellationToken);
    }

    private async Task SealedAsync(LibraryTransaction tx, StepRow step, Roll roll, SealFolderResult result, CancellationToken cancellationToken)
    {
        var copy = await CopyAsync(tx, roll, cancellationToken);
        var generation = result.Generation;
        await tx.PutCopyAsync(copy with { State = CopyState.Verified, VerifiedAt = tx.Now, Generation = generation, Message = "", Files = roll.Files, Bytes = roll.Bytes, WrittenAt = copy.WrittenAt ?? tx.Now }, cancellationToken);
        var data = new { generation, manifest = result.ManifestPath, tier = copy.Tier };
        if (step.Stage == Stages.Sealing)
        {
            roll = await tx.EndStageAsync(roll, RollStage.Verified, Actor,
                $"Roll {roll.Name} was read back from the library store, every file is right, and generation {generation} was written: copy 1 counts.", data, cancellationToken);
        }
        else if (step.Stage == Stages.SealingArchive)
        {
            roll = await tx.EndStageAsync(roll, RollStage.Archived, Actor,
                $"Roll {roll.Name} was read back from the archive, every file is right, and generation {generation} was written: copy 2 counts.", data, cancellationToken);
        }
        else
        {
            foreach (var bar in new[] { RollStage.ManifestChecked, RollStage.Uploading, RollStage.Uploaded, RollStage.Verified })
                roll = await tx.EndStageAsync(roll, bar, Actor, "", null, cancellationToken);
            await tx.TellRollAsync(roll, "roll.restored", Actor, $"Roll {roll.Name} was restored from the archive and read back: every file is right.", data, cancellationToken);
        }

        if (copy.Tier == CopyTier.Library) await EndWithoutClipsAsync(tx, roll, cancellationToken);
    }

    /// <summary>A roll without clips, such as the reports of a day, has nothing to inspect; that is said in its turn, when copy 1 counts.</summary>
    private static async Task EndWithoutClipsAsync(LibraryTransaction tx, Roll roll, CancellationToken cancellationToken)
    {
        var bars = await tx.StagesAsync(roll.Id, cancellationToken);
        if (bars.Any(b => b is { Stage: RollStage.Inspected } and ({ State: StageState.Done } or { Total: > 0 }))) return;
        roll = await tx.EndStageAsync(roll, RollStage.Inspected, Actor, $"Roll {roll.Name} has no clips to inspect.", null, cancellationToken);
        await tx.EndStageAsync(roll, RollStage.Proxied, Actor, $"Roll {roll.Name} has no clips to make proxies of.", null, cancellationToken);
    }

    private static async Task InspectedAsync(LibraryTransaction tx, StepRow step, Roll roll, InspectClipsResult result, CancellationToken cancellationToken)
    {
        var show = await tx.RequireShowAsync(roll.Show, cancellationToken);
        var (clips, again) = (new List<Clip>(), new List<Clip>());
        foreach (var inspection in result.Clips)
        {
            if (await tx.ClipAsync(roll.Id, inspection.Name, cancellationToken) is not { } clip) continue;
            if (clip.Facts.Any(ClipValues.IsSaid)) again.Add(clip);
            clip = ClipResults.Inspected(clip, inspection, show.Settings.Specification, tx.Now);
            if (ClipResults.CardKey(inspection) is { } key)
            {
                var card = await tx.EnsureFormatCardAsync(roll.Show, key, ClipResults.CardValues(inspection), roll.Id, cancellationToken);
                clip = clip with { FormatCard = card.Id, Facts = card.ApplyTo(clip.Facts) };
            }

            clips.Add(clip);
        }

        await tx.PutClipsAsync(clips, cancellationToken);
        foreach (var before in again) await tx.TellFoundAnewAsync(before, Actor, cancellationToken);
        if (!await tx.AdvanceAsync(roll.Id, RollStage.Inspected, step.Weight, Actor, cancellationToken)) return;
        var troubled = (await tx.ClipsAsync(roll.Id, cancellationToken)).Count(c => !c.Problems.IsEmpty);
        roll = await tx.EndStageAsync(roll, RollStage.Inspected, Actor,
            troubled == 0 ? $"Roll {roll.Name}: every clip was inspected and nothing is wrong." : $"Roll {roll.Name}: every clip was inspected; {ReportText.Count(troubled, "clip has", "clips have")} something to look at.",
            null, cancellationToken);
    }

    private static async Task ProxiedAsync(LibraryTransaction tx, StepRow step, Roll roll, RenderProxyResult result, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(step.Name[(step.Name.IndexOf('/', StringComparison.Ordinal) + 1)..], out var id) && await tx.ClipAsync(id, cancellationToken) is { } clip)
            await tx.PutClipsAsync([ClipResults.Proxied(clip, result, tx.Now)], cancellationToken);
        await EndProxiesAsync(tx, step, roll, cancellationToken);
    }

    private static async Task EndProxiesAsync(LibraryTransaction tx, StepRow step, Roll roll, CancellationToken cancellationToken)
    {
        if (!await tx.AdvanceAsync(roll.Id, RollStage.Proxied, step.Weight, Actor, cancellationToken)) return;
        var clips = await tx.ClipsAsync(roll.Id, cancellationToken);
        var made = clips.Count(c => c.ProxyState == Library.Clips.ProxyState.Made);
        roll = await tx.EndStageAsync(roll, RollStage.Proxied, Actor,
            made == clips.Count ? $"Roll {roll.Name}: every clip has a proxy." : $"Roll {roll.Name}: {made:N0} of {clips.Count:N0} clips have a proxy, the others a reason why not.", null, cancellationToken);
    }

    /// <summary>A step that waits for a person holds its roll, but for proxies: those never hold footage up.</summary>
    private static async Task FailedAsync(LibraryTransaction tx, StepRow step, Roll roll, StepResult.Failed failed, CancellationToken cancellationToken)
    {
        if (step.Function == RenderProxy.Name)
        {
            if (Guid.TryParse(step.Name[(step.Name.IndexOf('/', StringComparison.Ordinal) + 1)..], out var id) && await tx.ClipAsync(id, cancellationToken) is { } clip)
                await tx.PutClipsAsync([clip with { ProxyState = Library.Clips.ProxyState.Failed, ProxyReason = failed.Message }], cancellationToken);
            await EndProxiesAsync(tx, step, roll, cancellationToken);
            return;
        }

        await tx.HoldRollAsync(roll, new Hold(failed.Message, failed.Advice), Stages.Bar(step.Stage), Actor, null, cancellationToken);
    }

    private static async Task HoldForFilesAsync(
        LibraryTransaction tx, JobHead job, Roll roll, RollCopy copy, RollStage? bar, List<RollFileStatus> bad, string what, CancellationToken cancellationToken)
    {
        var first = bad[0];
        var message = $"{ReportText.Count(bad.Count, "file", "files")} {what}: {Scan.Names.Printable(first.File.Path)}{(bad.Count > 1 ? $" and {bad.Count - 1:N0} more" : "")}. {first.Message}".TrimEnd();
        await tx.PutCopyAsync(copy with { State = CopyState.Failed, Message = message, VerifiedAt = null }, cancellationToken);
        await tx.CancelJobAsync(job.Id, Actor, cancellationToken);
        await tx.HoldRollAsync(roll, new Hold(message, "Put the card back in and repair the roll: only the bad and missing files are sent again. Do not format the card."), bar, Actor,
            new { files = bad.Take(100).Select(f => new { path = f.File.Path, state = copy.Tier == CopyTier.Library ? f.Library : f.Archive, message = f.Message }) }, cancellationToken);
    }

    private static async Task<List<RollFileStatus>> BadAsync(LibraryTransaction tx, RollCopy copy, CancellationToken cancellationToken)
    {
        var bad = new List<RollFileStatus>();
        foreach (var state in (await tx.StatesInCopyAsync(copy.Id, cancellationToken)).Where(FileResults.IsBad))
            bad.AddRange((await tx.FileStatusAsync(copy.Roll, state, 0, 1_000, cancellationToken)).Where(f => (copy.Tier == CopyTier.Library ? f.Library : f.Archive) == state));
        return bad;
    }

    private async Task<RollCopy> CopyAsync(LibraryTransaction tx, Roll roll, CancellationToken cancellationToken) =>
        await tx.CopyAsync(roll.Id, kind == ArchivePlan.Kind ? CopyTier.Archive : CopyTier.Library, cancellationToken)
            ?? throw new LibraryException(LibraryProblem.NotFound, $"Roll {roll.Name} has no {(kind == ArchivePlan.Kind ? "archive" : "library")} copy on record.");

    private static async Task<Roll?> RollOfAsync(LibraryTransaction tx, JobHead job, CancellationToken cancellationToken) =>
        Guid.TryParse(job.Subject, out var id) ? await tx.RollAsync(id, cancellationToken) : null;

    private static string Number(StepRow step) => step.Name[(step.Name.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static string LimitWord(CopyFilesResult result) => KebabCase.Of(result.LimitedBy);

    private static T Read<T>(JsonElement output) => output.Deserialize<T>(StepJson.Options) ?? throw new JsonException($"The step's output is no {typeof(T).Name}.");
}
