using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Deliveries;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;

namespace Acetate.Tools.News;

/// <summary>What becomes of mail that is due: the world may have changed since it was put into the outbox.</summary>
internal abstract record DueMail
{
    private DueMail()
    {
    }

    /// <summary>It goes out.</summary>
    /// <param name="Address">To this address.</param>
    /// <param name="Text">What is written; empty for a digest, which is put together last.</param>
    /// <param name="Next">What is put into the outbox when it has arrived; null for nothing.</param>
    public sealed record Send(string Address, string Text, Delivery? Next = null) : DueMail;

    /// <summary>It waits.</summary>
    /// <param name="Until">When it is looked at again.</param>
    public sealed record PutOff(DateTimeOffset Until) : DueMail;

    /// <summary>It is not sent at all.</summary>
    /// <param name="Reason">Why: a sentence.</param>
    public sealed record Withdraw(string Reason) : DueMail;

    /// <summary>Looks at mail that is due.</summary>
    public static async Task<DueMail> OfAsync(LibraryTransaction tx, Delivery delivery, CancellationToken cancellationToken)
    {
        if (await tx.ShowAsync(delivery.Show, cancellationToken) is not { } show) return new Withdraw("The show is gone.");
        if (NewsRules.QuietUntil(delivery, show, tx.Now) is { } until) return new PutOff(until);
        var address = delivery.Target;
        if (MailTarget.TryRole(delivery.Target, out var role, out var name))
        {
            if (RoleHolder.Of(await tx.RolesInAsync(show.Name, cancellationToken)).FirstOrDefault(one => one.Name == name && one.Role == role) is not { } holder)
                return new Withdraw($"{name} is not {KebabCase.Of(role)} of {show.Name} any more, is shut out, or has no mail address.");
            address = holder.Address;
        }

        if (!Reminder.TryParse(delivery.Key, out var reminder)) return new Send(address, delivery.Payload);
        var roll = await tx.RollAsync(reminder.Roll, cancellationToken);
        var told = roll is null ? null : (await tx.RollEventsAsync(roll.Show, roll.ShootDay, roll.Id, [Reminder.Of], 1, cancellationToken)).LastOrDefault();
        if (roll?.Hold is null || told is null || told.Sequence != reminder.Held) return new Withdraw("The hold is over.");
        if (Reminder.MinutesOf(show, reminder.Target) is not { } minutes) return new Withdraw("The show's settings ask for no reminders any more.");
        // The word that somebody takes care of it can be taken back, and a mute rule ends: both keep it waiting only.
        if (roll.Acknowledged is not null || NewsRules.IsMuted(told, show, roll, tx.Now)) return new PutOff(tx.Now.AddMinutes(minutes));
        var next = reminder.Number < Reminder.Most ? Reminder.Next(reminder with { Number = reminder.Number + 1 }, show, roll, minutes, tx.Now) : null;
        return new Send(address, reminder.Text(told, roll), next);
    }
}
