using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Sharing;
using Acetate.Steps;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Sharing;

/// <summary>Keeps what became of copies with the name of their viewer.</summary>
public sealed class MarkedCopyWork : IJobRecorder
{
    /// <summary>The kind of plan.</summary>
    public const string PlanKind = "mark-proxy";

    /// <inheritdoc/>
    public string Kind => PlanKind;

    /// <inheritdoc/>
    public async Task RecordAsync(LibraryTransaction tx, JobHead job, StepRow step, StepResult result, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(job.Subject, out var id) || await tx.MarkedCopyAsync(id, cancellationToken) is not { } copy) return;
        switch (result)
        {
            case StepResult.Done done when step.State is StepState.Done && done.Output.Deserialize<MarkProxyResult>(StepJson.Options) is { } made:
                await tx.PutMarkedCopyAsync(made.Video is null
                    ? copy with { State = MarkedCopyState.Failed, Reason = made.Reason ?? "", SeenAt = tx.Now }
                    : copy with { State = MarkedCopyState.Made, Video = made.Video, Poster = made.Poster ?? "", Bytes = made.Bytes }, cancellationToken);
                break;
            case StepResult.Failed failed when step.State is StepState.Held:
                await tx.PutMarkedCopyAsync(copy with { State = MarkedCopyState.Failed, Reason = failed.Message, SeenAt = tx.Now }, cancellationToken);
                break;
        }
    }
}
