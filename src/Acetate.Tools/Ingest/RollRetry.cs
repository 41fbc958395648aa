using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest.Recording;

namespace Acetate.Tools.Ingest;

/// <summary>Takes up a roll again whose work was held or cancelled: after a card was put back, a store returned, a program installed.</summary>
/// <param name="library">The library.</param>
public sealed class RollRetry(MediaLibrary library)
{
    /// <summary>Tries everything again that waits for a person. Files that were found bad are repaired instead of tried.</summary>
    /// <exception cref="IngestException">Nothing of the roll waits.</exception>
    public async Task<RollReceipt> RetryAsync(Guid rollId, string actor, CancellationToken cancellationToken)
    {
        var receipt = await library.WriteAsync(async tx =>
        {
            var roll = await tx.RequireRollAsync(rollId, cancellationToken);
            var taken = 0;
            foreach (var job in await tx.JobsAboutAsync(rollId.ToString(), cancellationToken))
                if (job.State == JobState.Held)
                    taken += await tx.ReplayJobAsync(job.Id, actor, cancellationToken);
            if (taken == 0) return null;
            await tx.AuditAsync(actor, "roll.retried", rollId.ToString(), roll.Show, new { steps = taken }, cancellationToken);
            roll = await tx.UnholdRollAsync(roll, actor, $"{actor} had roll {roll.Name} tried again.", cancellationToken);
            return new RollReceipt(roll.Id, roll.Name, RollOutcome.Resumed, null);
        }, cancellationToken);
        return receipt ?? await new RollRepair(library).RepairAsync(rollId, actor, cancellationToken);
    }
}
