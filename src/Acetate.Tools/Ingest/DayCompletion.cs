using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Days;
using Acetate.Library.Events;
using Acetate.Library.Shows;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Tools.Ingest;

/// <summary>Confirms that everything of a shoot day has come and is safe: a person's word, kept with name and time.</summary>
/// <param name="library">The library.</param>
public sealed class DayCompletion(MediaLibrary library)
{
    /// <summary>Confirms a day.</summary>
    /// <exception cref="IngestException">Something is still open; the message says what.</exception>
    /// <exception cref="LibraryException">There is no such show.</exception>
    public Task<DayReport> ConfirmAsync(string show, DateOnly day, string actor, string note, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var report = await tx.DayReportAsync(show, day, cancellationToken);
        if (!report.Completeness.Open.IsEmpty)
            throw new IngestException(IngestProblem.Refused, $"{day:yyyy-MM-dd} cannot be confirmed yet. {string.Join(" ", report.Completeness.Open.Take(5))}{(report.Completeness.Open.Length > 5 ? $" And {report.Completeness.Open.Length - 5} more." : "")}");
        if (report.Completeness.State == DayVerdict.Confirmed) return report;
        await tx.PutDayStatusAsync(report.Show, day, DayState.Confirmed, actor, note, cancellationToken);
        await tx.AuditAsync(actor, "day.confirmed", $"{report.Show}/{day:yyyy-MM-dd}", report.Show, new { rolls = report.Rolls.Select(r => r.Roll.Name), report.Files, report.Bytes, note }, cancellationToken);
        await TellAsync(tx, "day.confirmed", actor, report.Show,
            $"{actor} confirmed {day:yyyy-MM-dd}: {ReportText.Count(report.Rolls.Length, "roll", "rolls")}, {ReportText.Size(report.Bytes)}, all archived and verified.", cancellationToken);
        return await tx.DayReportAsync(show, day, cancellationToken);
    }, cancellationToken);

    /// <summary>Takes the confirmation of a day back: nobody says any more that it is complete.</summary>
    /// <exception cref="IngestException">Nobody confirmed the day.</exception>
    /// <exception cref="LibraryException">There is no such show.</exception>
    public Task<DayReport> TakeBackAsync(string show, DateOnly day, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var found = await tx.RequireShowAsync(show, cancellationToken);
        var status = await tx.DayStatusAsync(found.Name, day, cancellationToken);
        if (status.State == DayState.Open) throw new IngestException(IngestProblem.Refused, $"Nobody confirmed {day:yyyy-MM-dd}, so there is no confirmation to take back.");
        if (status.State == DayState.Reopened)
            throw new IngestException(IngestProblem.Refused, $"{day:yyyy-MM-dd} is open again already: {status.Note} There is no confirmation to take back.");
        await tx.PutDayStatusAsync(found.Name, day, DayState.Open, actor, "The confirmation was taken back.", cancellationToken);
        await tx.AuditAsync(actor, "day.confirmation-taken-back", $"{found.Name}/{day:yyyy-MM-dd}", found.Name, new { confirmedBy = status.ChangedBy, confirmedAt = status.ChangedAt }, cancellationToken);
        await TellAsync(tx, "day.confirmation-taken-back", actor, found.Name, $"{actor} took the confirmation of {day:yyyy-MM-dd} back; {status.ChangedBy} had confirmed it.", cancellationToken);
        return await tx.DayReportAsync(found.Name, day, cancellationToken);
    }, cancellationToken);

    /// <summary>Says that an expected roll need not arrive, and why.</summary>
    /// <exception cref="IngestException">No such roll is waited for.</exception>
    public Task WaiveAsync(string show, DateOnly day, string rollName, string actor, string reason, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        show = (await tx.RequireShowAsync(show, cancellationToken)).Name;
        var expected = (await tx.ExpectedRollsAsync(show, day, cancellationToken)).Find(e => e.Name.Equals(rollName, StringComparison.OrdinalIgnoreCase) && e.WaivedAt is null)
            ?? throw new IngestException(IngestProblem.NotFound, $"No roll '{rollName}' is waited for on {day:yyyy-MM-dd}.");
        await tx.WaiveExpectedRollAsync(expected.Id, actor, reason, cancellationToken);
        await tx.AuditAsync(actor, "expected-roll.waived", expected.Name, show, new { day, reason }, cancellationToken);
        await TellAsync(tx, "expected-roll.waived", actor, show, $"{actor} says that roll {expected.Name} of {day:yyyy-MM-dd} need not arrive: {reason}", cancellationToken);
    }, cancellationToken);

    /// <summary>Takes a waiver back: the roll is waited for again.</summary>
    /// <exception cref="IngestException">No such roll was waived, or the day was confirmed without it.</exception>
    public Task AwaitAgainAsync(string show, DateOnly day, string rollName, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        show = (await tx.RequireShowAsync(show, cancellationToken)).Name;
        var expected = (await tx.ExpectedRollsAsync(show, day, cancellationToken)).Find(e => e.Name.Equals(rollName, StringComparison.OrdinalIgnoreCase) && e.WaivedAt is not null)
            ?? throw new IngestException(IngestProblem.NotFound, $"No roll '{rollName}' of {day:yyyy-MM-dd} was waived.");
        if (await tx.DayStatusAsync(show, day, cancellationToken) is { State: DayState.Confirmed } status)
            throw new IngestException(IngestProblem.Refused, $"{status.ChangedBy} confirmed {day:yyyy-MM-dd} without roll {expected.Name}. Take the confirmation of the day back first.");
        await tx.AwaitExpectedRollAsync(expected.Id, cancellationToken);
        await tx.AuditAsync(actor, "expected-roll.waiver-taken-back", expected.Name, show, new { day, waivedBy = expected.WaivedBy, reason = expected.WaivedReason }, cancellationToken);
        await TellAsync(tx, "expected-roll.waiver-taken-back", actor, show, $"{actor} waits for roll {expected.Name} of {day:yyyy-MM-dd} again.", cancellationToken);
    }, cancellationToken);

    private static Task<LibraryEvent> TellAsync(LibraryTransaction tx, string kind, string actor, string show, string message, CancellationToken cancellationToken) =>
        tx.AppendEventAsync(new LibraryEvent { At = tx.Now, Kind = kind, Actor = actor, Show = show, Message = message }, cancellationToken);
}
