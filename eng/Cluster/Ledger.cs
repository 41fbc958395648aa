using Acetate.Library;
using Acetate.Library.Jobs;

namespace Acetate.Cluster;

/// <summary>What the ledger says of steps when all is over.</summary>
/// <param name="Jobs">How many jobs there are.</param>
/// <param name="Steps">How many steps.</param>
/// <param name="Attempts">How many attempts at them.</param>
/// <param name="Lost">Attempts whose end nobody saw, such as those of a node that died.</param>
/// <param name="Failed">Attempts that failed, and were made again.</param>
/// <param name="Moved">Attempts that were given up because others had nothing to do and were quicker.</param>
/// <param name="Wrong">What is not as it must be, a line each: steps that are not done, or not exactly once.</param>
internal sealed record Ledger(int Jobs, int Steps, int Attempts, int Lost, int Failed, int Moved, IReadOnlyList<string> Wrong)
{
    /// <summary>Reads it, all at one moment.</summary>
    public static async Task<Ledger> ReadAsync(MediaLibrary library, CancellationToken cancellationToken)
    {
        await using var tx = await library.ReadAsync(cancellationToken);
        var (jobs, steps, attempts, lost, failed, moved) = (0, 0, 0, 0, 0, 0);
        var wrong = new List<string>();
        foreach (var job in await tx.JobsAsync(null, null, 10_000, cancellationToken))
        {
            jobs++;
            if (job.State != JobState.Done) wrong.Add($"{job.Show} {job.Title} is {job.State}");
            foreach (var step in await tx.StepsAsync(job.Id, cancellationToken))
            {
                steps++;
                var made = await tx.AttemptsAsync(step.Id, cancellationToken);
                attempts += made.Length;
                lost += made.Count(attempt => attempt.State == "lost");
                moved += made.Count(attempt => attempt.State == "moved");
                failed += made.Count(attempt => attempt.State == "failed");
                var ends = made.Count(attempt => attempt.State == "done");
                if (step.State != StepState.Done) wrong.Add($"{job.Show} {job.Title}: {step.Name} is {step.State}: {step.Problem}");
                else if (ends != 1) wrong.Add($"{job.Show} {job.Title}: {step.Name} was done {ends} times");
                if (made.Any(attempt => attempt.State == "running")) wrong.Add($"{job.Show} {job.Title}: an attempt at {step.Name} still runs");
            }
        }

        return new(jobs, steps, attempts, lost, failed, moved, wrong);
    }
}
