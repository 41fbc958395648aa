using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Pulls;
using Acetate.Library.Usage;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Pulls;

/// <summary>Pulls whose maker was ended before they were delivered: nobody works at them until somebody has them tried again.</summary>
public static class InterruptedPulls
{
    extension(MediaLibrary library)
    {
        /// <summary>Keeps that a pull waits for a person, because whoever made it stops. Nothing is changed where it is not being made, or somebody else works at this library.</summary>
        /// <param name="id">The pull.</param>
        /// <param name="actor">Who had it made.</param>
        /// <param name="why">What stopped it, in sentences.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>The pull as it stands.</returns>
        /// <exception cref="LibraryException">There is no such pull, or the library cannot be written.</exception>
        public Task<Pull> KeepInterruptedAsync(Guid id, string actor, string why, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
        {
            var pull = await tx.RequirePullAsync(id, cancellationToken);
            if (pull.State != PullState.Running || !await tx.IsNobodyWorkingAsync(cancellationToken)) return pull;
            pull = pull with { State = PullState.Held, Message = why };
            await tx.PutPullAsync(pull, cancellationToken);
            await tx.TellPullAsync(pull, "pull.held", actor, $"{pull.Title} waits for a person: {why}", cancellationToken);
            return pull;
        }, cancellationToken);
    }
}

/// <summary>Whether pulls that are being made move, and what keeps them from it.</summary>
internal static class PullStandstill
{
    private const string Nobody = "Nobody works at it now: no server and no command runs for this library. What is made stays made.";

    extension(LibraryTransaction tx)
    {
        /// <summary>What keeps a pull that is being made from going on; empty while it moves.</summary>
        public async Task<string> StandsStillForAsync(Pull pull, CancellationToken cancellationToken)
        {
            // Work that waits for room or for a store goes on by itself; whoever looks wants to know for what it waits.
            if (await tx.StandstillAsync([pull.Id.ToString()], cancellationToken) is { Moves: false, Waits.Problem: { Length: > 0 } problem }) return problem;
            if (await tx.WhyHeldByBudgetAsync([pull.Id.ToString()], cancellationToken) is { Length: > 0 } held) return held;
            return await tx.IsNobodyWorkingAsync(cancellationToken) ? Nobody : "";
        }
    }
}
