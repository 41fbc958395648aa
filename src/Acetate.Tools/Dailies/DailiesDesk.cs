using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Jobs;
using Acetate.Steps;
using Acetate.Steps.Sound;

namespace Acetate.Tools.Dailies;

/// <summary>What operators decide: take a clip, leave it out, have it made again, say where its sound is, and who takes care of a roll. Wake the runner afterwards.</summary>
/// <param name="library">The library.</param>
public sealed class DailiesDesk(MediaLibrary library)
{
    private const int MostNote = 4000;

    /// <summary>Begins the dailies of a roll now, or makes those clips again that would come out otherwise than they are.</summary>
    /// <param name="roll">The roll.</param>
    /// <param name="all">Whether all clips are made again, whatever they are like.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The dailies, and how many clips are made.</returns>
    /// <exception cref="LibraryException">There is no such roll, or dailies cannot be made of it.</exception>
    public Task<(RollDailies Dailies, int Clips)> MakeAsync(Guid roll, bool all, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var again = all ? (await tx.ClipDailiesAsync(roll, cancellationToken)).Select(clip => clip.Clip).ToHashSet() : [.. (await tx.ClipDailiesAsync(roll, cancellationToken)).Where(clip => clip.State == DailyState.Failed).Select(clip => clip.Clip)];
        var made = await tx.MakeDailiesAsync(library.Options, roll, again, actor, cancellationToken);
        await tx.AuditAsync(actor, "dailies.made", roll.ToString(), made.Dailies.Show, new { made.Clips, all }, cancellationToken);
        return made;
    }, cancellationToken);

    /// <summary>Takes a clip as it is.</summary>
    /// <exception cref="LibraryException">There is no such daily, or nothing was made of it.</exception>
    public Task<ClipDaily> AcceptAsync(Guid clip, string note, string actor, CancellationToken cancellationToken) => DecideAsync(clip, note, actor, "dailies.accepted", daily =>
        daily.Picture.Length > 0 && daily.State != DailyState.Waiting ? daily with { State = DailyState.Accepted }
            : throw new LibraryException(LibraryProblem.Conflict, "Nothing was made of this clip yet, so it cannot be accepted. Have it made again, or leave it out."), cancellationToken);

    /// <summary>Leaves a clip out of what is delivered.</summary>
    /// <exception cref="LibraryException">There is no such daily, or it is being made.</exception>
    public Task<ClipDaily> RejectAsync(Guid clip, string note, string actor, CancellationToken cancellationToken) => DecideAsync(clip, note, actor, "dailies.rejected", daily =>
        daily.State != DailyState.Waiting ? daily with { State = DailyState.Rejected } : throw new LibraryException(LibraryProblem.Conflict, "This clip is being made. Decide when it is there."), cancellationToken);

    /// <summary>Has a clip made again; with a decision about its sound, by that.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="sound">Which recording, and where the clip begins in it; null leaves that as it was.</param>
    /// <param name="note">Why; may be empty.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LibraryException">There is no such daily, or it is being made.</exception>
    public Task<ClipDaily> RedoAsync(Guid clip, SoundDecision? sound, string note, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var daily = await RequireAsync(tx, clip, note, cancellationToken);
        if (daily.State == DailyState.Waiting) throw new LibraryException(LibraryProblem.Conflict, "This clip is being made already.");
        if (sound is { IsNone: false, Files.Length: 0 }) throw new LibraryException(LibraryProblem.Settings, "Say which recording is the clip's sound, or that it has none.");
        if (sound is { } said && !double.IsFinite(said.OffsetSamples)) throw new LibraryException(LibraryProblem.Settings, "The sample at which the clip begins must be a number.");
        daily = daily with { Note = note, DecidedBy = actor, DecidedAt = tx.Now, Decision = sound is null ? daily.Decision : JsonSerializer.Serialize(sound, StepJson.Options) };
        await tx.PutClipDailyAsync(daily, cancellationToken);
        await tx.AuditAsync(actor, "dailies.redone", clip.ToString(), daily.Show, new { note, sound }, cancellationToken);
        await tx.MakeDailiesAsync(library.Options, daily.Roll, new HashSet<Guid> { clip }, actor, cancellationToken);
        return (await tx.ClipDailyAsync(clip, cancellationToken))!;
    }, cancellationToken);

    /// <summary>Gives a roll's dailies to an operator, or to nobody with an empty name.</summary>
    /// <exception cref="LibraryException">No dailies were begun for it.</exception>
    public Task<RollDailies> AssignAsync(Guid roll, string assignee, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        if (assignee.Length > 200 || assignee.Any(char.IsControl)) throw new LibraryException(LibraryProblem.Settings, "A name has 200 characters at most.");
        var dailies = await tx.RequireRollDailiesAsync(roll, cancellationToken) with { Assignee = assignee };
        await tx.PutRollDailiesAsync(dailies, cancellationToken);
        await tx.AuditAsync(actor, "dailies.assigned", roll.ToString(), dailies.Show, new { assignee }, cancellationToken);
        await tx.TellDailiesAsync(dailies, "dailies.assigned", actor, assignee.Length == 0 ? "Nobody takes care of the dailies now." : $"{assignee} takes care of the dailies.", cancellationToken);
        return dailies;
    }, cancellationToken);

    /// <summary>Tries a delivery again that was held; or delivers now what may go, though other clips wait for a person.</summary>
    /// <exception cref="LibraryException">No dailies were begun, or there is nothing to deliver.</exception>
    public Task<RollDailies> DeliverAsync(Guid roll, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var dailies = await tx.RequireRollDailiesAsync(roll, cancellationToken);
        if (dailies is { State: DailiesState.Held, DeliveryJob: { } job } && await tx.ReplayJobAsync(job, actor, cancellationToken) > 0)
        {
            dailies = dailies with { State = DailiesState.Delivering, Message = "" };
            await tx.PutRollDailiesAsync(dailies, cancellationToken);
            return dailies;
        }

        if (dailies.State == DailiesState.Delivering) return dailies;
        var delivering = await tx.DeliverDailiesAsync(library.Options, dailies, actor, cancellationToken);
        if (delivering.State != DailiesState.Delivering) throw new LibraryException(LibraryProblem.Conflict, "There is nothing to deliver: all clips that may go have gone, or none is made yet.");
        await tx.AuditAsync(actor, "dailies.delivered", roll.ToString(), dailies.Show, new { delivering.Folder }, cancellationToken);
        return delivering;
    }, cancellationToken);

    private Task<ClipDaily> DecideAsync(Guid clip, string note, string actor, string kind, Func<ClipDaily, ClipDaily> decide, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var daily = decide(await RequireAsync(tx, clip, note, cancellationToken)) with { Note = note, DecidedBy = actor, DecidedAt = tx.Now };
        await tx.PutClipDailyAsync(daily, cancellationToken);
        await tx.AuditAsync(actor, kind, clip.ToString(), daily.Show, new { note }, cancellationToken);
        var dailies = await tx.RequireRollDailiesAsync(daily.Roll, cancellationToken);
        // What was delivered may have to go again.
        if (daily.IsDue && dailies.State == DailiesState.Delivered) await tx.PutRollDailiesAsync(dailies with { State = DailiesState.Review }, cancellationToken);
        await tx.TellDailiesAsync(dailies, kind, actor, $"{actor} {(daily.State == DailyState.Accepted ? "accepted" : "left out")} {(await tx.ClipAsync(clip, cancellationToken))?.Name ?? "a clip"}. {note}".TrimEnd(), cancellationToken);
        return daily;
    }, cancellationToken);

    private static async Task<ClipDaily> RequireAsync(LibraryTransaction tx, Guid clip, string note, CancellationToken cancellationToken)
    {
        if (note.Length > MostNote) throw new LibraryException(LibraryProblem.Settings, "A note has 4,000 characters at most.");
        return await tx.ClipDailyAsync(clip, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, "No daily was begun for this clip.");
    }
}
