using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Events;
using Acetate.Library.Rolls;

namespace Acetate.Tools.News;

/// <summary>Takes down who takes care of a roll that is held, so that others need not, and nobody is reminded of it.</summary>
/// <remarks>The roll stays held: only a release or a repair ends that, and then the word is gone with the hold. Both are events of the roll.</remarks>
/// <param name="library">The library.</param>
public sealed class HoldAcknowledgement(MediaLibrary library)
{
    /// <summary>Somebody takes care of the hold, be it from somebody else; saying so twice changes nothing.</summary>
    /// <param name="rollId">The roll.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LibraryException">There is no such roll, or it is not held.</exception>
    public Task<Roll> GiveAsync(Guid rollId, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var roll = await tx.RequireRollAsync(rollId, cancellationToken);
        if (roll.Hold is not { } hold)
            throw new LibraryException(LibraryProblem.Conflict, $"Roll {roll.Name} is not held, so nobody has to take care of it. If it was held a moment ago, somebody has released or repaired it.");
        if (roll.Acknowledged?.By == actor) return roll;
        var from = roll.Acknowledged is { } before ? $" from {before.By}" : "";
        return await KeepAsync(tx, roll with { Acknowledged = new Acknowledgement(actor, tx.Now) }, "alert.acknowledged", actor,
            $"{actor} takes care of roll {roll.Name}{from}: {hold.Reason}", cancellationToken);
    }, cancellationToken);

    /// <summary>Nobody takes care of the hold any more; where nobody did, nothing changes.</summary>
    /// <param name="rollId">The roll.</param>
    /// <param name="actor">Who says so.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LibraryException">There is no such roll.</exception>
    public Task<Roll> TakeBackAsync(Guid rollId, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var roll = await tx.RequireRollAsync(rollId, cancellationToken);
        if (roll.Acknowledged is not { } before) return roll;
        var who = before.By == actor ? $"{actor} does not take care of roll {roll.Name} any more." : $"{actor} said that {before.By} does not take care of roll {roll.Name} any more.";
        return await KeepAsync(tx, roll with { Acknowledged = null }, "alert.acknowledgement-taken-back", actor, who, cancellationToken);
    }, cancellationToken);

    private static async Task<Roll> KeepAsync(LibraryTransaction tx, Roll roll, string kind, string actor, string message, CancellationToken cancellationToken)
    {
        await tx.UpdateRollAsync(roll, cancellationToken);
        await tx.AuditAsync(actor, kind, roll.Id.ToString(), roll.Show, new { hold = roll.Hold?.Reason }, cancellationToken);
        await tx.AppendEventAsync(
            new LibraryEvent { At = tx.Now, Kind = kind, Actor = actor, Message = message, Show = roll.Show, Roll = roll.Id }, cancellationToken);
        return roll;
    }
}
