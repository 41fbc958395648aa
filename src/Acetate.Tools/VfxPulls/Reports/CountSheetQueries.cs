using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Pulls;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Work;

namespace Acetate.Tools.VfxPulls.Reports;

/// <summary>Makes count sheets of pulls that the library has, and finds what vendors were given.</summary>
public static class CountSheetQueries
{
    extension(MediaLibrary library)
    {
        /// <summary>The count sheet of a planned pull of plates, as it was decided.</summary>
        /// <param name="id">The pull.</param>
        /// <param name="at">When the sheet is made.</param>
        /// <param name="cancellationToken">Ends it.</param>
        /// <exception cref="PullException">The pull is of originals, which are reported otherwise.</exception>
        /// <exception cref="LibraryException">There is none of this id.</exception>
        public Task<CountSheet> CountSheetAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        {
            var pull = await tx.RequirePullAsync(id, cancellationToken);
            if (pull.Kind != PullKind.Vfx) throw new PullException($"{pull.Title} is of originals: its report lies in its package, and 'acetate pull show {id}' shows what was decided. Count sheets are of plates.");
            var plan = VfxPullDesk.PlanOf(pull);
            var clips = new Dictionary<Guid, (Clip Clip, string Roll)>();
            foreach (var wanted in plan.Plates.Select(plate => plate.Clip).Distinct())
                if (await tx.ClipAsync(wanted, cancellationToken) is { } clip)
                    clips[wanted] = (clip, await tx.RollAsync(clip.Roll, cancellationToken) is { } roll ? roll.Name : "");
            var estimate = plan.Estimate.Work;
            return CountSheet.Of(pull, plan, VfxPullDesk.OrderOf(pull).Settings, clips, at) with { Actual = await tx.ActualWorkAsync(pull, estimate, estimate?.Price, cancellationToken) };
        }, cancellationToken);

        /// <summary>Which vendors of a show were given which versions of which plates, and when.</summary>
        /// <param name="show">The show.</param>
        /// <param name="shot">One shot alone; null for all.</param>
        /// <param name="recipient">One vendor alone; null for all.</param>
        /// <param name="cancellationToken">Ends it.</param>
        /// <exception cref="LibraryException">There is no such show.</exception>
        public Task<List<Turnover>> TurnoversAsync(string show, string? shot, string? recipient, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
            await tx.TurnoversAsync((await tx.RequireShowAsync(show, cancellationToken)).Name, shot, recipient, cancellationToken), cancellationToken);
    }
}
