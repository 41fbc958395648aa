using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Archive;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Ingest.Recording;

/// <summary>Tells in a roll's timeline how it went when the roll, or some clips of it, were restored into another place than the library.</summary>
/// <remarks>Nothing else changes: such a restore is no copy of the library's, and holds no roll up.</remarks>
public sealed class DeliveryRecorder : IJobRecorder
{
    private const string Actor = "ingest";

    /// <inheritdoc/>
    public string Kind => RollRestore.ElsewhereKind;

    /// <inheritdoc/>
    public async Task RecordAsync(LibraryTransaction tx, JobHead job, StepRow step, StepResult result, CancellationToken cancellationToken)
    {
        if (result is not StepResult.Failed failed || step.State is not StepState.Held || await RollOfAsync(tx, job, cancellationToken) is not { } roll) return;
        await tx.TellRollAsync(roll, "roll.restore-failed", Actor, $"Restoring {roll.Name} elsewhere waits for a person: {failed.Message}", new { advice = failed.Advice, job = job.Id }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task JobDoneAsync(LibraryTransaction tx, JobHead job, CancellationToken cancellationToken)
    {
        if (await RollOfAsync(tx, job, cancellationToken) is not { } roll) return;
        var faults = await RollRestore.FaultsAsync(tx, job.Id, cancellationToken);
        var (files, where) = await RollRestore.TargetAsync(tx, job.Id, cancellationToken);
        var message = faults.IsEmpty
            ? $"{ReportText.Count(files, "file", "files")} of roll {roll.Name} {(files == 1 ? "was" : "were")} restored from the archive into {where} and read back: every file is right."
            : $"{ReportText.Count(faults.Length, "file", "files")} of roll {roll.Name} could not be restored into {where}: {Scan.Names.Printable(faults[0].Path)}. {faults[0].Message}".TrimEnd();
        await tx.TellRollAsync(roll, faults.IsEmpty ? "roll.restored-elsewhere" : "roll.restore-failed", Actor, message, new { job = job.Id, faults }, cancellationToken);
    }

    private static async Task<Roll?> RollOfAsync(LibraryTransaction tx, JobHead job, CancellationToken cancellationToken) =>
        Guid.TryParse(job.Subject, out var id) ? await tx.RollAsync(id, cancellationToken) : null;
}
