using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Days;
using Acetate.Library.Events;
using Acetate.Library.Shows;
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
        await tx.AppendEventAsync(new LibraryEvent
        {
            At = tx.Now,
            Kind = "day.confirmed",
            Actor = actor,
            Show = report.Show,
            Message = $"{actor} confirmed {day:yyyy-MM-dd}: {ReportText.Count(report.Rolls.Length, "roll", "rolls")}, {ReportText.Size(report.Bytes)}, all archived and verified.",
        }, cancellationToken);
        return await tx.DayReportAsync(show, day, cancellationToken);
    }, cancellationToken);

    /// <summary>Says that an expected roll need not arrive, and why.</summary>
    /// <exception cref="IngestException">No such roll is waited for.</exception>
    public Task WaiveAsync(string show, DateOnly day, string rollName, string actor, string reason, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        await tx.RequireShowAsync(show, cancellationToken);
        var expected = (await tx.ExpectedRollsAsync(show, day, cancellationToken)).Find(e => e.Name.Equals(rollName, StringComparison.OrdinalIgnoreCase) && e.WaivedAt is null)
            ?? throw new IngestException(IngestProblem.NotFound, $"No roll '{rollName}' is waited for on {day:yyyy-MM-dd}.");
        await tx.WaiveExpectedRollAsync(expected.Id, actor, reason, cancellationToken);
        await tx.AuditAsync(actor, "expected-roll.waived", expected.Name, show, new { day, reason }, cancellationToken);
    }, cancellationToken);
}
