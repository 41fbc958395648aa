using Acetate.Library;
using Acetate.Library.Dailies;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Steps;
using Acetate.Tools.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acetate.Tools.Dailies;

/// <summary>Moves dailies on without anybody asking: begins them when a roll is verified, delivers what is made and not doubted, and makes clips again whose sound came later.</summary>
/// <remarks>It only looks at what the library says and does what is missing, so any number of processes may run it and each may die.</remarks>
/// <param name="library">The library.</param>
/// <param name="wake">Tells the runner that there is new work.</param>
/// <param name="logger">The log.</param>
public sealed partial class DailiesFollowUp(MediaLibrary library, Action wake, ILogger<DailiesFollowUp> logger)
{
    /// <summary>Works until cancelled: at every event that may give it work, and now and then.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(FollowAsync(cancellationToken), LookAsync(cancellationToken));

    /// <summary>Works in this process until the dailies of a roll are delivered, or wait for a person.</summary>
    /// <param name="work">Does the work.</param>
    /// <param name="library">The library.</param>
    /// <param name="roll">The roll.</param>
    /// <param name="progress">Told how far the running steps are.</param>
    /// <param name="cancellationToken">Stops the work in good order.</param>
    /// <exception cref="WorkStoppedException">Something that only a person can mend keeps the work from going on.</exception>
    public static Task WorkAsync(LocalWork work, MediaLibrary library, Guid roll, Action<JobProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        var one = new DailiesFollowUp(library, () => { }, NullLogger<DailiesFollowUp>.Instance);
        return work.UntilAsync(async () =>
        {
            await library.WriteAsync(tx => one.MoveAsync(tx, roll, cancellationToken), cancellationToken);
            // A clip that cannot be made waits for a person like any other that was doubted; the rest goes on.
            return await library.ReadAsync(async tx => await tx.RequireRollDailiesAsync(roll, cancellationToken) is { State: not (DailiesState.Making or DailiesState.Delivering) } dailies
                // Slates are read once clips are made, and nothing waits for them but whoever is to confirm them.
                && !(dailies.Job is { } job && (await tx.StepsAsync(job, cancellationToken)).Any(step => step is { Function: ReadSlate.Name, State: StepState.Ready or StepState.Running })), cancellationToken);
        }, progress, runner => (async stop => [.. (await new JobStandstill(library, runner).FindAsync([roll.ToString()], stop)).Found.Where(obstacle => !obstacle.NeedsPerson)], null), cancellationToken);
    }

    /// <summary>Does everything there is to do now.</summary>
    /// <returns>How many rolls it moved.</returns>
    public async Task<int> OnceAsync(CancellationToken cancellationToken)
    {
        var moved = 0;
        var shows = await library.ReadAsync(tx => tx.ShowsAsync(cancellationToken), cancellationToken);
        foreach (var show in shows.Where(show => show.Settings.Dailies.IsOn))
        {
            var rolls = await library.ReadAsync(async tx => (await tx.RollsWithoutDailiesAsync(show.Name, show.Settings.Dailies.Since, cancellationToken)).Concat(await tx.RollsWithNewSoundAsync(show.Name, cancellationToken)).ToList(), cancellationToken);
            foreach (var roll in rolls) moved += await MakeAsync(roll, cancellationToken);
        }

        // Asked without the library's write lock: most of the time nothing moves.
        var early = shows.Where(show => show.Settings.Dailies.DeliversBeforeReview).Select(show => show.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var made in await library.ReadAsync(tx => tx.MadeDailiesAsync(cancellationToken), cancellationToken))
        {
            var isStill = made is { State: DailiesState.Review, Doubted: > 0 } && !(made.Due > 0 && early.Contains(made.Show));
            if (!isStill && await library.WriteAsync(tx => MoveAsync(tx, made.Roll, cancellationToken), cancellationToken)) moved++;
        }

        if (moved > 0) wake();
        return moved;
    }

    private async Task<int> MakeAsync(Guid roll, CancellationToken cancellationToken)
    {
        try
        {
            return (await library.WriteAsync(tx => tx.MakeDailiesAsync(library.Options, roll, null, DailiesNews.Actor, cancellationToken), cancellationToken)).Clips > 0 ? 1 : 0;
        }
        catch (Exception problem) when (problem is LibraryException { IsPermanent: true } or Pulls.PullException)
        {
            // Kept with the roll, so that it is tried again when a person asks, and not each second.
            await library.WriteAsync(async tx =>
            {
                var known = await tx.RollDailiesAsync(roll, cancellationToken) ?? new RollDailies { Roll = roll, Show = (await tx.RequireRollAsync(roll, cancellationToken)).Show, BegunAt = tx.Now };
                await tx.PutRollDailiesAsync(known with { State = DailiesState.Held, Message = problem.Message }, cancellationToken);
                await tx.TellDailiesAsync(known, "dailies.held", DailiesNews.Actor, $"The dailies wait for a person: {problem.Message}", cancellationToken);
            }, cancellationToken);
            return 0;
        }
    }

    private async Task<bool> MoveAsync(LibraryTransaction tx, Guid roll, CancellationToken cancellationToken)
    {
        if (await tx.RollDailiesAsync(roll, cancellationToken) is not { State: DailiesState.Making or DailiesState.Review } dailies) return false;
        var clips = await tx.ClipDailiesAsync(roll, cancellationToken);
        if (clips.Any(clip => clip.State == DailyState.Waiting)) return false;
        var show = await tx.RequireShowAsync(dailies.Show, cancellationToken);
        if (dailies.MadeAt is null)
        {
            // With thresholds that cannot be read no clip was made, and each says so.
            if (clips.Any(clip => clip.State == DailyState.Made || clip.Picture.Length > 0)) clips = await tx.DoubtOddTakesAsync(dailies, clips, show.Settings.Dailies, cancellationToken);
            dailies = dailies with { MadeAt = tx.Now };
        }

        var eyes = clips.Count(clip => clip.NeedsEyes);
        if ((eyes == 0 || show.Settings.Dailies.DeliversBeforeReview) && clips.Any(clip => clip.IsDue))
        {
            await tx.DeliverDailiesAsync(library.Options, dailies, DailiesNews.Actor, cancellationToken);
            return true;
        }

        var state = eyes > 0 ? DailiesState.Review : DailiesState.Delivered;
        if (dailies.State == state) return false;
        await tx.PutRollDailiesAsync(dailies with { State = state }, cancellationToken);
        if (eyes > 0) await tx.TellDailiesAsync(dailies, "dailies.review", DailiesNews.Actor, $"{eyes} of {clips.Count} clips wait for a person: {clips.First(clip => clip.NeedsEyes).Doubts[0].Words}", cancellationToken);
        return true;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var last = await library.ReadAsync(tx => tx.LastEventAsync(cancellationToken), cancellationToken);
        await foreach (var item in library.FollowEventsAsync(last, EventFilter.All, cancellationToken))
            if (item.Kind is "roll.verified" or "roll.inspected" or "roll.released" or "show.changed" || item.Kind.StartsWith("dailies.", StringComparison.Ordinal))
                await SafelyAsync(cancellationToken);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await SafelyAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellationToken);
        }
    }

    private async Task SafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OnceAsync(cancellationToken);
        }
        catch (LibraryException problem) when (!problem.IsPermanent)
        {
            CannotMove(problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Dailies wait: {Problem}")]
    private partial void CannotMove(string problem);
}
