using System.Text.Json;
using Acetate.Library.Events;

namespace Acetate.Library.Jobs;

/// <summary>What jobs say in the library's feed of events.</summary>
public static class JobEvents
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Tells something about a job, or about one of its steps.</summary>
        public Task TellAsync(JobHead job, string kind, string actor, string message, StepRow? step, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(job);
            return tx.AppendEventAsync(new LibraryEvent
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
                    step = step.Name,
                    stage = step.Stage,
                    function = step.Function,
                    attempt = step.Attempts,
                    problemClass = step.ProblemClass,
                    advice = step.Advice,
                    retryAt = step.RetryAt,
                }),
            }, cancellationToken);
        }
    }
}
