using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Days;
using Acetate.Tools.Ingest.Expected;

namespace Acetate.Tools.Ingest;

/// <summary>Keeps what camera and sound reports promise.</summary>
public static class ExpectedRolls
{
    /// <summary>Imports a report for a show.</summary>
    /// <param name="library">The library.</param>
    /// <param name="show">The show.</param>
    /// <param name="bytes">The report as CSV.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="day">The shoot day, used when the report names none.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="FormatException">It is not a report we know.</exception>
    public static async Task<ProductionReport> ImportAsync(
        MediaLibrary library, string show, ReadOnlyMemory<byte> bytes, string fileName, DateOnly day, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        var report = ProductionReportReader.Read(bytes.Span, fileName);
        var promised = ExpectedLedger.From(report, day, fileName);
        await library.WriteAsync(async tx =>
        {
            await PutAsync(tx, show, promised, "", actor, cancellationToken);
            await tx.AuditAsync(actor, "expected-rolls.imported", fileName, show, new { rolls = promised.Select(p => p.Name) }, cancellationToken);
        }, cancellationToken);
        return report;
    }

    internal static Task PutAsync(LibraryTransaction tx, string show, ImmutableArray<PromisedRoll> promised, string unit, string actor, CancellationToken cancellationToken) =>
        tx.PutExpectedRollsAsync(promised.Select(p => new ExpectedRoll
        {
            Id = Guid.CreateVersion7(tx.Now),
            Show = show,
            ShootDay = p.ShootDay,
            Name = p.Name,
            Kind = p.Kind,
            Unit = unit,
            Clips = p.Clips,
            Source = p.Report,
            ImportedBy = actor,
            ImportedAt = tx.Now,
        }), cancellationToken);
}
