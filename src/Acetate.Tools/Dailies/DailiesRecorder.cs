using System.Globalization;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Jobs;
using Acetate.Library.Workspaces;
using Acetate.Media.Slates;
using Acetate.Steps;
using Acetate.Steps.Editorial;
using Acetate.Steps.Render;
using Acetate.Steps.Sound;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Dailies;

/// <summary>Turns the results of dailies' steps into facts: the sound that was found, what was made, and what a person should look at.</summary>
public sealed class DailiesRecorder : IJobRecorder
{
    /// <inheritdoc/>
    public string Kind => DailiesPlan.Kind;

    /// <inheritdoc/>
    public async Task RecordAsync(LibraryTransaction tx, JobHead job, StepRow step, StepResult result, CancellationToken cancellationToken)
    {
        if (await DailyOfAsync(tx, job, step, cancellationToken) is not { } daily) return;
        switch (result)
        {
            case StepResult.Done done when step is { State: StepState.Done, Function: ReadSlate.Name }:
                await SlateAsync(tx, daily, done.Output.Deserialize<ReadSlateResult>(StepJson.Options)!, cancellationToken);
                break;
            // Without its slate a clip is as good as without a slate: nothing else waits for it.
            case StepResult.Failed failed when step is { State: StepState.Held, Function: ReadSlate.Name }:
                await SlateAsync(tx, daily, new() { Reason = $"{failed.Message} {failed.Advice}".Trim(), IsUnread = true }, cancellationToken);
                break;
            case StepResult.Done done when step is { State: StepState.Done, Function: SyncSound.Name }:
                await tx.PutClipDailyAsync(daily with { Sound = done.Output.GetRawText() }, cancellationToken);
                break;
            case StepResult.Done done when step is { State: StepState.Done, Function: RenderFrames.Name }:
                await MadeAsync(tx, daily, done.Output.Deserialize<RenderFramesResult>(StepJson.Options)!, cancellationToken);
                break;
            case StepResult.Failed failed when step.State is StepState.Held:
                await tx.PutClipDailyAsync(daily with { State = DailyState.Failed, Doubts = [new("made", $"{failed.Message} {failed.Advice}".Trim())] }, cancellationToken);
                break;
        }
    }

    private static async Task SlateAsync(LibraryTransaction tx, ClipDaily daily, ReadSlateResult result, CancellationToken cancellationToken)
    {
        // What a person decided stands.
        if (await tx.ClipSlateAsync(daily.Clip, cancellationToken) is { State: SlateState.Confirmed or SlateState.Dismissed }) return;
        var isProposal = result.Report is { } report && (report[SlateField.Scene] ?? report[SlateField.Take]) is not null;
        await tx.PutClipSlateAsync(new()
        {
            Clip = daily.Clip,
            Roll = daily.Roll,
            Show = daily.Show,
            State = isProposal ? SlateState.Proposed : result.IsUnread ? SlateState.Unread : SlateState.None,
            Report = JsonSerializer.Serialize(result, StepJson.Options),
            ReadAt = tx.Now,
        }, cancellationToken);
        if (!isProposal) return;
        var dailies = await tx.RequireRollDailiesAsync(daily.Roll, cancellationToken);
        await tx.TellDailiesAsync(dailies, "dailies.slate-read", DailiesNews.Actor, $"The slate of {(await tx.ClipAsync(daily.Clip, cancellationToken))?.Name ?? "a clip"} says {SlateViews.Words(result)}. Confirm it, or dismiss it.", cancellationToken);
    }

    private static async Task MadeAsync(LibraryTransaction tx, ClipDaily daily, RenderFramesResult result, CancellationToken cancellationToken)
    {
        var made = DailyPicture.Of(result);
        var sound = daily.Sound.Length > 0 ? JsonSerializer.Deserialize<SyncSoundResult>(daily.Sound, StepJson.Options) : null;
        var doubts = DailyDoubts.Of(sound, made, sound is { Recordings: not [] } or { Refused: not [] });
        await tx.PutClipDailyAsync(daily with
        {
            Picture = JsonSerializer.Serialize(made, DailiesJson.Options),
            Doubts = doubts,
            State = doubts.IsEmpty ? DailyState.Made : DailyState.Doubted,
            MadeAt = tx.Now,
        }, cancellationToken);
    }

    // What an earlier attempt still tells is of no use once the clip is made anew.
    private static async Task<ClipDaily?> DailyOfAsync(LibraryTransaction tx, JobHead job, StepRow step, CancellationToken cancellationToken) =>
        Guid.TryParse(job.Subject, out var roll) && step.Name.Split('/') is [_, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            && job.Key.Split('/') is [.., var attempt] && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var which)
            ? (await tx.ClipDailiesAsync(roll, cancellationToken)).Find(daily => daily.Place == place && daily.Attempt == which) : null;
}

/// <summary>Turns the results of a delivery of dailies into facts: when the package has its name, its clips are delivered.</summary>
public sealed class DailiesDeliveryRecorder : IJobRecorder
{
    /// <inheritdoc/>
    public string Kind => DailiesDelivery.Kind;

    /// <inheritdoc/>
    public async Task RecordAsync(LibraryTransaction tx, JobHead job, StepRow step, StepResult result, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(job.Subject, out var roll) || await tx.RollDailiesAsync(roll, cancellationToken) is not { } dailies || dailies.DeliveryJob != job.Id) return;
        switch (result)
        {
            case StepResult.Done done when step.State is StepState.Done && step.Name == PackageSeal.Published:
                await DeliveredAsync(tx, job, dailies, done.Output.Deserialize<PublishFolderResult>(StepJson.Options)!, cancellationToken);
                break;
            case StepResult.Done done when step is { State: StepState.Done, Function: WriteEditorialLists.Name } && done.Output.Deserialize<WriteEditorialListsResult>(StepJson.Options)!.Notices is not [] and var notices:
                await tx.TellDailiesAsync(dailies, "dailies.noted", DailiesNews.Actor, string.Join(' ', notices), cancellationToken);
                break;
            case StepResult.Failed failed when step.State is StepState.Held:
                await tx.PutRollDailiesAsync(dailies with { State = DailiesState.Held, Message = $"{failed.Message} {failed.Advice}".Trim() }, cancellationToken);
                await tx.TellDailiesAsync(dailies, "dailies.held", DailiesNews.Actor, $"The delivery of the dailies waits for a person: {failed.Message} {failed.Advice}".Trim(), cancellationToken);
                break;
        }
    }

    private static async Task DeliveredAsync(LibraryTransaction tx, JobHead job, RollDailies dailies, PublishFolderResult result, CancellationToken cancellationToken)
    {
        if (dailies.Folder is { } id && await tx.WorkspaceFolderAsync(id, cancellationToken) is { } folder)
            await tx.PutWorkspaceFolderAsync(folder with { State = WorkspaceFolderState.Ready, Files = result.Files, Bytes = result.Bytes, Message = "", ReadyAt = tx.Now }, cancellationToken);
        var clips = await tx.ClipDailiesAsync(dailies.Roll, cancellationToken);
        var names = (await tx.StepsAsync(job.Id, cancellationToken)).Select(step => step.Name).ToHashSet(StringComparer.Ordinal);
        var count = 0;
        foreach (var clip in clips.Where(clip => names.Contains(DailiesDelivery.StepOf(clip))))
        {
            await tx.PutClipDailyAsync(clip with { Delivered = clip.Attempt, DeliveredAt = tx.Now }, cancellationToken);
            count++;
        }

        dailies = dailies with { State = clips.Any(clip => clip.NeedsEyes) ? DailiesState.Review : DailiesState.Delivered, Message = "", DeliveredAt = tx.Now };
        await tx.PutRollDailiesAsync(dailies, cancellationToken);
        await tx.TellDailiesAsync(dailies, "dailies.delivered", DailiesNews.Actor,
            string.Create(CultureInfo.InvariantCulture, $"Dailies of {count} of {clips.Count} clips are delivered: {result.Files:N0} files, read back and sealed."), cancellationToken);
    }
}
