using System.CommandLine;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate jobs</c>: what waits, runs and failed, and what to do about it.</summary>
internal static class JobsCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new Command("jobs", "What waits, runs and failed in a library.")
    {
        List(), Show(), Change("cancel", "Stops a job; what is done stays done.", "job.cancel-asked", CancelAsync),
        Change("replay", "Tries the held steps of a job again.", "job.replay-asked", ReplayAsync),
    }.Explain("acetate jobs list --state held\nacetate jobs replay 0199a7c2-…");

    private static Command List()
    {
        var (home, json) = (LibraryOption.Create(), UsersCommand.Json());
        var state = new Option<string?>("--state") { Description = "Only waiting, running, done, held or cancelled ones" };
        var show = new Option<string?>("--show") { Description = "Only of this show" };
        var command = new Command("list", "Jobs, newest first.") { state, show, home, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            JobState? wanted = parsed.GetValue(state) is { } word ? UsersCommand.Word<JobState>(word) : null;
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken).ConfigureAwait(false);
            var jobs = await library.ReadAsync(async tx =>
            {
                if (parsed.GetValue(show) is { } name) await tx.RequireShowAsync(name, cancellationToken);
                return await tx.JobsAsync(parsed.GetValue(show), wanted, 500, cancellationToken);
            }, cancellationToken).ConfigureAwait(false);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { jobs });
                return (int)ExitCode.Done;
            }

            var table = new Table("ID", "SHOW", "KIND", "TITLE", "STATE", "DONE");
            foreach (var job in jobs) table.Add(job.Id, job.Show, job.Kind, job.Title, KebabCase.Of(job.State), $"{job.StepsDone}/{job.Steps}");
            table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate jobs list --state held");
    }

    private static Command Show()
    {
        var (home, json, id) = (LibraryOption.Create(), UsersCommand.Json(), Id());
        var command = new Command("show", "A job with its steps.") { id, home, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken).ConfigureAwait(false);
            var (job, steps) = await library.ReadAsync(async tx => (await FindAsync(tx, parsed.GetValue(id), cancellationToken),
                await tx.StepsAsync(parsed.GetValue(id), cancellationToken)), cancellationToken).ConfigureAwait(false);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { job, steps });
                return (int)ExitCode.Done;
            }

            await output.WriteLineAsync($"{job.Title}  {job.Kind}  {KebabCase.Of(job.State)}  {job.StepsDone}/{job.Steps} steps done").ConfigureAwait(false);
            var table = new Table("STEP", "STAGE", "STATE", "ATTEMPTS", "WHY");
            foreach (var step in steps) table.Add(step.Name, step.Stage, KebabCase.Of(step.State), step.Attempts, $"{step.Problem} {step.Advice}".Trim());
            table.Write(output);
            return (int)(steps.Any(step => step.State == StepState.Held) ? ExitCode.Found : ExitCode.Done);
        });
        return command.Explain("acetate jobs show 0199a7c2-…", (ExitCode.Found, "a step of the job is held; the table says why"));
    }

    private static Command Change(string verb, string what, string action, Func<LibraryTransaction, Guid, CancellationToken, Task> change)
    {
        var (home, id) = (LibraryOption.Create(), Id());
        var command = new Command(verb, what) { id, home };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken).ConfigureAwait(false);
            await library.WriteAsync(async tx =>
            {
                var job = await FindAsync(tx, parsed.GetValue(id), cancellationToken);
                await tx.AuditAsync(UsersCommand.Actor, action, job.Id.ToString(), job.Show, null, cancellationToken);
                await change(tx, job.Id, cancellationToken);
            }, cancellationToken).ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain($"acetate jobs {verb} 0199a7c2-…");
    }

    private static Task CancelAsync(LibraryTransaction tx, Guid id, CancellationToken cancellationToken) => tx.CancelJobAsync(id, UsersCommand.Actor, cancellationToken);

    private static async Task ReplayAsync(LibraryTransaction tx, Guid id, CancellationToken cancellationToken)
    {
        if (await tx.ReplayJobAsync(id, UsersCommand.Actor, cancellationToken) == 0)
            throw new CommandException(ExitCode.NotFound, "The job has no held step; nothing needs to be tried again.");
    }

    private static Argument<Guid> Id() => new("id") { Description = "As 'acetate jobs list' shows it" };

    private static async Task<JobRow> FindAsync(LibraryTransaction tx, Guid id, CancellationToken cancellationToken) =>
        await tx.JobAsync(id, cancellationToken) ?? throw new CommandException(ExitCode.NotFound, $"There is no job {id}. 'acetate jobs list' shows all.");
}
