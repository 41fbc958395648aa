using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Plans;
using Acetate.Tools.Ingest.Recording;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Tools.Ingest;

/// <summary>Lets a roll go on that is held for what was found on its card, on a person's word; and takes that word back while no file has moved.</summary>
/// <param name="library">The library.</param>
public sealed class RollRelease(MediaLibrary library)
{
    /// <summary>The longest a release may wait for second thoughts.</summary>
    public static TimeSpan LongestPause { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Lets a held roll go on as it is; every report will say so.</summary>
    /// <param name="rollId">The roll.</param>
    /// <param name="actor">Who.</param>
    /// <param name="reason">Why.</param>
    /// <param name="pause">How long its first step waits, so that the release can still be taken back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IngestException">The roll is not held, or it cannot go on from the library's side alone.</exception>
    public Task<RollReceipt> ReleaseAsync(Guid rollId, string actor, string reason, TimeSpan pause, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var roll = await tx.RequireRollAsync(rollId, cancellationToken);
        if (roll.Hold is not { } hold) throw new IngestException(IngestProblem.Refused, $"Roll {roll.Name} is not held.");
        var findings = RollFacts.OfArrival(await tx.TimelineAsync(rollId, cancellationToken)).Findings;
        if (roll.Stage >= RollStage.Uploading || !findings.Any(f => f.Holds(hold)))
            throw new IngestException(IngestProblem.Refused, $"Roll {roll.Name} is held because of its files ({hold.Reason}) Releasing would not make them right: repair the roll.");
        if (findings.FirstOrDefault(f => f.IsUnstorable) is { } name)
            throw new IngestException(IngestProblem.Refused, $"Roll {roll.Name} cannot be released: {name.Message} {name.Advice}");
        var files = await RollFiles.AllAsync(tx, rollId, cancellationToken);
        await tx.AuditAsync(actor, "roll.released", rollId.ToString(), roll.Show, new { hold = hold.Reason, reason }, cancellationToken);
        roll = await tx.UnholdRollAsync(roll, actor, $"{actor} released roll {roll.Name} although: {hold.Reason} {reason}".TrimEnd(), cancellationToken, new { hold });
        var job = await new CardIngest(library).PlanRollAsync(tx, roll, files, null, roll.Tags.GetValueOrDefault("place", ""), CardIngest.UploadOf(roll), actor, cancellationToken);
        if (pause > TimeSpan.Zero) await tx.PauseJobAsync(job.Id, pause, cancellationToken);
        return new RollReceipt(roll.Id, roll.Name, RollOutcome.Accepted, job.Id);
    }, cancellationToken);

    /// <summary>Takes a release back: the roll is held again as it was.</summary>
    /// <exception cref="IngestException">Nobody released the roll, or its files are on their way already.</exception>
    public Task TakeBackAsync(Guid rollId, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var roll = await tx.RequireRollAsync(rollId, cancellationToken);
        if (ReleasedFrom(roll, await tx.TimelineAsync(rollId, cancellationToken)) is not { } hold)
            throw new IngestException(IngestProblem.Refused, $"Nobody released roll {roll.Name} from a hold, so there is no release to take back.");
        foreach (var job in (await tx.JobsAboutAsync(rollId.ToString(), cancellationToken)).Where(j => j.Kind == IngestPlan.Kind))
            if (!await tx.WithdrawJobAsync(job.Id, actor, cancellationToken))
                throw new IngestException(IngestProblem.Refused,
                    $"The release of roll {roll.Name} cannot be taken back any more: its files are on their way since {ReportText.Moment(job.StartedAt)}. Cancel its job '{job.Title}' if it must stop; what was copied equals the card.");
        await tx.AuditAsync(actor, "roll.release-taken-back", rollId.ToString(), roll.Show, new { hold = hold.Reason }, cancellationToken);
        await tx.TellRollAsync(roll, "roll.release-taken-back", actor, $"{actor} took the release of roll {roll.Name} back before a file of it had moved.", null, cancellationToken);
        await tx.SetWorkAsync(rollId, new Dictionary<RollStage, double> { [RollStage.ManifestChecked] = 1 }, cancellationToken);
        await tx.HoldRollAsync(roll with { Stage = RollStage.Found }, hold, RollStage.ManifestChecked, actor, null, cancellationToken);
    }, cancellationToken);

    /// <summary>The hold that a person ended last; null when the roll is held, or was never released from one.</summary>
    internal static Hold? ReleasedFrom(Roll roll, IEnumerable<LibraryEvent> timeline) =>
        roll.Hold is null
        && timeline.LastOrDefault(e => e.Kind is "roll.released" or "roll.held" or "roll.found") is { Kind: "roll.released", Data: { } data }
        && data.TryGetProperty("hold", out var hold)
            ? hold.Deserialize<Hold>(LibraryJson.Options)
            : null;
}

/// <summary>What pages ask about releases.</summary>
public static class RollReleaseQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Whether a release of the roll can be taken back now.</summary>
        /// <param name="roll">The roll.</param>
        /// <param name="jobs">Work about it.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<bool> CanTakeReleaseBackAsync(Roll roll, IEnumerable<JobRow> jobs, CancellationToken cancellationToken) =>
            roll.Hold is null && roll.Stage < RollStage.Uploading && jobs.All(j => j.Kind != IngestPlan.Kind || j.StartedAt is null)
            && RollRelease.ReleasedFrom(roll, await tx.RollEventsAsync(roll.Show, roll.ShootDay, roll.Id, ["roll.released", "roll.held", "roll.found"], 1, cancellationToken)) is not null;
    }
}
