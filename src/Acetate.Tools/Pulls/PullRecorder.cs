using System.Globalization;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Pulls;
using Acetate.Library.Workspaces;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls.Work;

namespace Acetate.Tools.Pulls;

/// <summary>Turns the results of a pull's steps into facts: frames that are made, what holds it, and the package when it has its name.</summary>
public sealed class PullRecorder : IJobRecorder
{
    /// <summary>The kind of plans that make packages.</summary>
    public const string PlanKind = "make-pull";

    private const string Actor = "pulls";

    /// <inheritdoc/>
    public string Kind => PlanKind;

    /// <inheritdoc/>
    public async Task BegunAsync(LibraryTransaction tx, JobHead job, StepRow step, CancellationToken cancellationToken)
    {
        // Steps that do not need the one that is held go on; the pull waits for a person all the same.
        if (await PullOfAsync(tx, job, cancellationToken) is { State: PullState.Held } pull && await tx.JobAsync(job.Id, cancellationToken) is { StepsHeld: 0 }) await tx.PutPullAsync(pull with { State = PullState.Running, Message = "" }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task RecordAsync(LibraryTransaction tx, JobHead job, StepRow step, StepResult result, CancellationToken cancellationToken)
    {
        if (await PullOfAsync(tx, job, cancellationToken) is not { } pull) return;
        switch (result)
        {
            case StepResult.Done done when step.State is StepState.Done && step.Function == RenderFrames.Name:
                var rendered = done.Output.Deserialize<RenderFramesResult>(StepJson.Options)!;
                await MadeAsync(tx, pull, step, rendered.Frames.Length - rendered.StandIns.Length, UnreadOf(rendered), cancellationToken);
                break;
            case StepResult.Done done when step.State is StepState.Done && step.Function == CopyFiles.Name:
                await MadeAsync(tx, pull, step, done.Output.Deserialize<CopyFilesResult>(StepJson.Options)!.Files.Length, "", cancellationToken);
                break;
            case StepResult.Done done when step.State is StepState.Done && step.Name == PackageSeal.Published:
                await DeliveredAsync(tx, pull, done.Output.Deserialize<PublishFolderResult>(StepJson.Options)!, cancellationToken);
                break;
            case StepResult.Failed failed when step.State is StepState.Held:
                await HeldAsync(tx, pull, job, step, failed, cancellationToken);
                break;
        }
    }

    private static string UnreadOf(RenderFramesResult result) => result.StandIns.IsEmpty ? ""
        : $"{PullPlate.UnreadMark}{(result.StandIns[0].By == UnreadableFrames.Skip ? "left out" : StandIns.WordOf(result.StandIns[0].By))}: {string.Join(", ", result.StandIns.Take(20).Select(one => one.Number.ToString(CultureInfo.InvariantCulture)))}{(result.StandIns.Length > 20 ? " …" : "")}.";

    private static async Task<Pull?> PullOfAsync(LibraryTransaction tx, JobHead job, CancellationToken cancellationToken) =>
        Guid.TryParse(job.Subject, out var id) ? await tx.PullAsync(id, cancellationToken) : null;

    private static async Task MadeAsync(LibraryTransaction tx, Pull pull, StepRow step, int frames, string unread, CancellationToken cancellationToken)
    {
        if (await PlateOfAsync(tx, pull, step, cancellationToken) is not { } plate) return;
        await tx.PutPullPlateAsync(plate with { Made = plate.Made + frames, Failed = string.Join(' ', ((string[])[plate.IsUnread ? plate.Failed : "", unread]).Where(text => text.Length > 0)) }, cancellationToken);
    }

    private static async Task HeldAsync(LibraryTransaction tx, Pull pull, JobHead job, StepRow step, StepResult.Failed failed, CancellationToken cancellationToken)
    {
        var why = $"{failed.Message} {failed.Advice}".Trim();
        if (await PlateOfAsync(tx, pull, step, cancellationToken) is { } plate) await tx.PutPullPlateAsync(plate with { Failed = plate.IsUnread ? plate.Failed : why }, cancellationToken);
        pull = pull with { State = PullState.Held, Message = await tx.WhyHeldAsync(pull, job, cancellationToken) };
        await tx.PutPullAsync(pull, cancellationToken);
        await tx.TellPullAsync(pull, "pull.held", Actor, $"{pull.Title} waits for a person: {pull.Message}", cancellationToken);
    }

    private static async Task DeliveredAsync(LibraryTransaction tx, Pull pull, PublishFolderResult result, CancellationToken cancellationToken)
    {
        if (pull.Folder is { } id && await tx.WorkspaceFolderAsync(id, cancellationToken) is { } folder)
            await tx.PutWorkspaceFolderAsync(folder with { State = WorkspaceFolderState.Ready, Files = result.Files, Bytes = result.Bytes, Message = "", ReadyAt = tx.Now }, cancellationToken);
        var unread = (await tx.PullPlatesAsync(pull.Id, cancellationToken)).Where(plate => plate.IsUnread).ToList();
        var verdict = unread.Count == 0 ? "" : $"Not whole: frames of {(unread.Count == 1 ? "1 plate" : string.Create(CultureInfo.InvariantCulture, $"{unread.Count:N0} plates"))} could not be read. {string.Join(" ", unread.Take(5).Select(plate => string.Create(CultureInfo.InvariantCulture, $"{plate.Shot} {plate.Element} v{plate.Version:000}: {plate.Failed}")))}{(unread.Count > 5 ? " The package lists them all." : "")}";
        pull = pull with { State = PullState.Ready, Message = verdict, EndedAt = tx.Now };
        await tx.PutPullAsync(pull, cancellationToken);
        await tx.KeepMeasuredWorkAsync(pull, cancellationToken);
        await tx.TellPullAsync(pull, "pull.ready", Actor, string.Create(CultureInfo.InvariantCulture, $"{pull.Title} is delivered: {result.Files:N0} files, read back and sealed. {verdict}").TrimEnd(), cancellationToken);
    }

    /// <summary>The plate that a step makes frames of: steps are named <c>render/PLACE/CHUNK</c>, and <c>reuse/PLACE/RUN</c> where an earlier version has them.</summary>
    private static async Task<PullPlate?> PlateOfAsync(LibraryTransaction tx, Pull pull, StepRow step, CancellationToken cancellationToken) =>
        step.Name.Split('/') is ["render" or "reuse", var number, ..] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? (await tx.PullPlatesAsync(pull.Id, cancellationToken)).FirstOrDefault(plate => plate.Place == place) : null;
}
