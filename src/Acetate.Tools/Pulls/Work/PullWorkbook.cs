using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Library.Pulls;
using Acetate.Library.Shows;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.VfxPulls;

namespace Acetate.Tools.Pulls.Work;

/// <summary>What the library knows of the work that pulls take.</summary>
internal static class PullWorkbook
{
    extension(LibraryTransaction tx)
    {
        /// <summary>What a pull's work will take, by what such work took before; in money at the price of the order, else at the show's rates.</summary>
        public async Task<WorkEstimate> EstimatedWorkAsync(PullWork work, PullWorkers workers, CoreHourPrice? price, string show, CancellationToken cancellationToken)
        {
            price?.ThrowIfImpossible();
            var rates = (await tx.RequireShowAsync(show, cancellationToken)).Settings.Rates;
            if (price is null && rates.CoreHour is { } each) price = new(each, rates.Currency);
            return work.Estimate(await tx.WorkSpeedsAsync(work.Kinds, cancellationToken), workers, price) with
            {
                Storage = rates.OfStorage(work.Package.Amount) is { } monthly ? new(work.Package.Amount, monthly, rates.TebibyteMonth!.Value, rates.Currency) : null,
            };
        }

        /// <summary>What kinds of work took before; those that were never done here are missing.</summary>
        public async Task<Dictionary<WorkKind, WorkSpeed>> WorkSpeedsAsync(IEnumerable<WorkKind> kinds, CancellationToken cancellationToken)
        {
            var speeds = new Dictionary<WorkKind, WorkSpeed>();
            foreach (var kind in kinds.Distinct())
                if (await tx.WorkSpeedAsync(kind, cancellationToken) is { } speed) speeds[kind] = speed;
            return speeds;
        }

        /// <summary>The clips of the plates of a plan, as far as they are known.</summary>
        public async Task<Dictionary<Guid, Clip>> ClipsOfAsync(PlannedPull plan, CancellationToken cancellationToken)
        {
            var clips = new Dictionary<Guid, Clip>();
            foreach (var id in plan.Plates.Where(plate => plate.IsDelivered).Select(plate => plate.Clip).Distinct())
                if (await tx.ClipAsync(id, cancellationToken) is { } clip) clips[id] = clip;
            return clips;
        }

        /// <summary>Keeps what the work of a delivered pull took, for the estimates to come.</summary>
        public async Task KeepMeasuredWorkAsync(Pull pull, CancellationToken cancellationToken)
        {
            if (pull.Job is not { } job) return;
            foreach (var work in (await WorkOfAsync(tx, pull, cancellationToken)).Measure(await tx.SpentAttemptsAsync(job, cancellationToken)))
                await tx.PutPullWorkAsync(pull.Id, work, cancellationToken);
        }

        /// <summary>What a pull took so far; null before its work has begun.</summary>
        /// <param name="pull">The pull.</param>
        /// <param name="estimate">What was expected; null where nobody estimated it.</param>
        /// <param name="price">What a core-hour costs; null where nobody said.</param>
        /// <param name="cancellationToken">Stops it.</param>
        public async Task<WorkActual?> ActualWorkAsync(Pull pull, WorkEstimate? estimate, CoreHourPrice? price, CancellationToken cancellationToken)
        {
            if (pull.Job is not { } id || await tx.JobAsync(id, cancellationToken) is not { StartedAt: { } started } job) return null;
            var hours = (await tx.SpentAttemptsAsync(id, cancellationToken)).Sum(attempt => attempt.CoreSeconds) / 3600;
            return new()
            {
                CoreHours = hours,
                Seconds = Math.Max(0, ((job.EndedAt ?? pull.EndedAt ?? tx.Now) - started).TotalSeconds),
                IsOver = pull.State is PullState.Ready or PullState.Withdrawn,
                Cost = price?.Of(hours),
                Currency = price?.Currency ?? "",
                EstimatedCoreHours = pull.State == PullState.Ready && estimate is { IsWhole: true } ? estimate.CoreHours : null,
            };
        }
    }

    private static async Task<PullWork> WorkOfAsync(LibraryTransaction tx, Pull pull, CancellationToken cancellationToken)
    {
        if (pull.Kind == PullKind.Conform) return ConformPullWork.Of(ConformPullDesk.PlanOf(pull), ConformPullDesk.OrderOf(pull));
        var plan = VfxPullDesk.PlanOf(pull);
        var settings = VfxPullDesk.OrderOf(pull).Settings;
        // What was done is measured by the names of its steps, however many there were.
        return VfxPullWork.Of(plan, settings, await tx.ClipsOfAsync(plan, cancellationToken), ChunkSizes.Unmeasured(settings));
    }
}
