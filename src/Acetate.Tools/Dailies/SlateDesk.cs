using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Rolls;
using Acetate.Media.Slates;

namespace Acetate.Tools.Dailies;

/// <summary>What a person makes of what was read of slates. Wake the runner afterwards.</summary>
/// <param name="library">The library.</param>
public sealed class SlateDesk(MediaLibrary library)
{
    private const int MostNote = 4000;

    /// <summary>Takes what was read, or what a person puts in its place, as the clip's scene and take: edits of the clip like any other, which can be taken back. Where sound of the day waits for them, the clip's daily is made again.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="scene">The scene; null as it was read.</param>
    /// <param name="take">The take; null as it was read.</param>
    /// <param name="actor">Who confirms.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LibraryException">Nothing was read, a value cannot be, or somebody said something else meanwhile.</exception>
    public Task<SlateConfirmed> ConfirmAsync(Guid clip, string? scene, string? take, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var slate = await SlateViews.RequireAsync(tx, clip, cancellationToken);
        if (slate.State == SlateState.Confirmed) throw new LibraryException(LibraryProblem.Conflict, $"{slate.DecidedBy} confirmed this slate already. Correct scene and take with the clip.");
        var result = SlateViews.ResultOf(slate);
        var footage = await tx.ClipAsync(clip, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, "There is no such clip any more.");
        var values = ClipValues.Of(footage, await tx.ClipEditsAsync(clip, cancellationToken)).ToDictionary(value => value.Field);
        var said = 0;
        foreach (var (field, mine, read) in ((string, string?, SlateValue?)[])[("slate.scene", scene, result.Report?[SlateField.Scene]), ("slate.take", take, result.Report?[SlateField.Take])])
        {
            if ((mine ?? read?.Value) is not { Length: > 0 } value) continue;
            var now = values.GetValueOrDefault(field);
            // What a person has said before is theirs: a slate does not change it.
            if (mine is null && now is { Version: > 0, Value.Length: > 0 } && now.Value != value)
                throw new LibraryException(LibraryProblem.Conflict, $"{now.Last?.Author ?? "Somebody"} said that {now.Label} is '{now.Value}', and the slate says '{value}'. Say which it is, or dismiss the slate.");
            said++;
            switch (await tx.EditClipAsync(clip, new(field, value, now?.Version ?? 0, Why(read, value)), actor, "", cancellationToken))
            {
                case ClipEditOutcome.Refused refused: throw new LibraryException(LibraryProblem.Settings, refused.Why);
                case ClipEditOutcome.Conflicting late: throw new LibraryException(LibraryProblem.Conflict, late.Why);
            }
        }

        if (said == 0) throw new LibraryException(LibraryProblem.Settings, "No scene and no take were read of this slate. Say what stands on it, or dismiss it.");
        await tx.PutClipSlateAsync(slate with { State = SlateState.Confirmed, DecidedBy = actor, DecidedAt = tx.Now, Note = "" }, cancellationToken);
        await tx.AuditAsync(actor, "slate.confirmed", clip.ToString(), slate.Show, new { scene, take, read = SlateViews.Words(result) }, cancellationToken);
        var isMadeAgain = await AgainAsync(tx, clip, actor, cancellationToken);
        return new SlateConfirmed(SlateViews.Of((await tx.ClipSlateAsync(clip, cancellationToken))!, footage), isMadeAgain);
    }, cancellationToken);

    /// <summary>Leaves what was read alone: it is not asked for again.</summary>
    /// <exception cref="LibraryException">There is nothing to dismiss.</exception>
    public Task<ClipSlateView> DismissAsync(Guid clip, string note, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        if (note.Length > MostNote) throw new LibraryException(LibraryProblem.Settings, "A note has 4,000 characters at most.");
        var slate = await SlateViews.RequireAsync(tx, clip, cancellationToken);
        if (slate.State == SlateState.Confirmed) throw new LibraryException(LibraryProblem.Conflict, $"{slate.DecidedBy} confirmed this slate already. Take the edits of scene and take back with the clip.");
        slate = slate with { State = SlateState.Dismissed, DecidedBy = actor, DecidedAt = tx.Now, Note = note };
        await tx.PutClipSlateAsync(slate, cancellationToken);
        await tx.AuditAsync(actor, "slate.dismissed", clip.ToString(), slate.Show, new { note }, cancellationToken);
        return SlateViews.Of(slate, (await tx.ClipAsync(clip, cancellationToken))!);
    }, cancellationToken);

    private static string Why(SlateValue? read, string value) => read is null || read.Value != value ? "Seen on the slate."
        : string.Create(CultureInfo.InvariantCulture, $"Read from the slate at frame {read.Frame} as '{read.Raw}' ({read.Confidence:0%}), and confirmed.");

    // As with sound that comes late: what is settled stays, and what waits for it is made again.
    private async Task<bool> AgainAsync(LibraryTransaction tx, Guid clip, string actor, CancellationToken cancellationToken)
    {
        if (await tx.ClipDailyAsync(clip, cancellationToken) is not { } daily || daily.State == DailyState.Rejected || DailiesWork.HasSound(daily)) return false;
        var roll = await tx.RequireRollAsync(daily.Roll, cancellationToken);
        if ((await tx.SoundOfDayAsync(roll, cancellationToken)).IsEmpty) return false;
        await tx.MakeDailiesAsync(library.Options, daily.Roll, ImmutableHashSet.Create(clip), actor, cancellationToken);
        return true;
    }
}

/// <summary>A slate that was confirmed.</summary>
/// <param name="Slate">As it stands now.</param>
/// <param name="IsMadeAgain">Whether the clip's daily is made again, since its sound was not settled.</param>
public sealed record SlateConfirmed(ClipSlateView Slate, bool IsMadeAgain);
