using System.Text.Json;
using Acetate.Library.Events;

namespace Acetate.Library.Jobs;

/// <summary>What jobs say in the library's feed of events.</summary>
public static class JobEvents
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Tells something about a job, or about one of its steps.</summary>
        public Task TellAsync(JobRow job, string kind, string actor, string message, StepRow? step, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(job);
            return AddAsync(tx, new LibraryEvent
            {
                At = tx.Now,
                Kind = kind,
                Actor = actor,
                Message = message,
                Show = job.Show,
                Roll = job.Kind.EndsWith("-roll", StringComparison.Ordinal) && Guid.TryParse(job.Subject, out var roll) ? roll : null,
                Job = job.Id,
                Data = step is null ? null : JsonSerializer.SerializeToElement(new
                {
                    step = step.Name, stage = step.Stage, function = step.Function, attempt = step.Attempts,
                    problemClass = step.ProblemClass, advice = step.Advice, retryAt = step.RetryAt,
                }),
            }, cancellationToken);
        }
    }

    private static Task<int> AddAsync(LibraryTransaction tx, LibraryEvent e, CancellationToken cancellationToken)
    {
        tx.HasNewEvents = true;
        return tx.ExecuteAsync("""
            INSERT INTO events (sequence, at, kind, actor, message, show, roll_id, clip_id, job_id, data)
            SELECT COALESCE(MAX(sequence), 0) + 1, @At, @Kind, @Actor, @Message, @Show, @Roll, NULL, @Job, @data FROM events
            """, new { e.At, e.Kind, e.Actor, e.Message, e.Show, e.Roll, e.Job, data = e.Data?.GetRawText() }, cancellationToken);
    }
}
