using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate jobs</c>: what waits, runs and failed, and what to do about it.</summary>
internal static class JobsCommand
{
    private const int Most = 500;

    /// <summary>The command.</summary>
    public static Command Create() => new Command("jobs", "What waits, runs and failed in a library.")
    {
        List(), Show(), QueueCommand.Create(), Figures(), Change("cancel", "Stops a job; what is done stays done.", "job.cancel-asked", CancelAsync, Cancelled),
        Change("replay", "Tries the held steps of a job again.", "job.replay-asked", ReplayAsync, null), Throttle(),
    }.Explain("acetate jobs list --state held\nacetate jobs replay 0199a7c2-…");

    private static Command List()
    {
        var (choice, json) = (new LibraryChoice(), UsersCommand.Json());
        var state = new Option<string?>("--state") { Description = "Only waiting, running, done, held or cancelled ones. A roll can be held without a held job, for its manifest or its files: 'acetate rolls list --held' shows every one" };
        var show = new Option<string?>("--show") { Description = "Only of this show" };
        var command = choice.On(new Command("list", "Jobs, newest first.") { state, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            JobState? wanted = parsed.GetValue(state) is { } word ? UsersCommand.Word<JobState>(word) : null;
            var about = parsed.GetValue(show);
            var isJson = parsed.GetValue(json);
            // A roll is held for its manifest or its files, too, after its job has ended: whoever asks for what is held means both.
            var rollsToo = wanted is JobState.Held && !isJson;
            var (jobs, held) = await choice.AskAsync<(IReadOnlyList<JobRow>, int)>(parsed,
                async library => (await library.ReadAsync(async tx =>
                {
                    if (about is not null) await tx.RequireShowAsync(about, cancellationToken);
                    return await tx.JobsAsync(about, wanted, Most, cancellationToken);
                }, cancellationToken), rollsToo ? Held(await RollsCommand.HereAsync(library, about, null, cancellationToken)) : 0),
                async server => ((await server.GetAsync<JobsSeen>(
                    $"api/jobs?limit={Most}{(about is null ? "" : $"&show={Uri.EscapeDataString(about)}")}{(wanted is { } one ? $"&state={KebabCase.Of(one)}" : "")}", cancellationToken)).Jobs,
                    rollsToo ? Held(await RollsCommand.ThereAsync(server, about, null, cancellationToken)) : 0), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (isJson)
            {
                CliJson.Write(output, new { jobs });
                return (int)ExitCode.Done;
            }

            var table = new Table("ID", "SHOW", "KIND", "TITLE", "STATE", "DONE");
            foreach (var job in jobs) table.Add(job.Id, job.Show, job.Kind, job.Title, KebabCase.Of(job.State), $"{job.StepsDone}/{job.Steps}");
            table.Write(output);
            if (rollsToo)
                output.WriteLine(held == 0 ? "No roll is held." : $"{ReportText.Count(held, "roll is", "rolls are")} held, with or without a held job: 'acetate rolls list --held' shows which, and 'acetate rolls show' why.");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate jobs list --state held\nacetate jobs list --server https://acetate.example.com --token-file ~/.acetate-token");
    }

    private static Command Show()
    {
        var (choice, json, id) = (new LibraryChoice(), UsersCommand.Json(), Id());
        var command = choice.On(new Command("show", "A job with its steps.") { id, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var which = parsed.GetValue(id);
            var (job, steps, path) = await choice.AskAsync(parsed,
                library => library.ReadAsync(tx => SeenAsync(tx, which, cancellationToken), cancellationToken),
                async server =>
                {
                    // A server tells a thousand steps at a time.
                    var seen = await server.GetAsync<JobSeen>($"api/jobs/{which}", cancellationToken);
                    while (seen.Steps.Length < seen.Job.Steps && await server.GetAsync<JobSeen>($"api/jobs/{which}?offset={seen.Steps.Length}", cancellationToken) is { Steps: { Length: > 0 } more })
                        seen = seen with { Steps = [.. seen.Steps, .. more] };
                    return seen with { Path = await server.GetAsync<JobPath>($"api/jobs/{which}/path", cancellationToken) };
                }, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { job, steps, path });
                return (int)ExitCode.Done;
            }

            await output.WriteLineAsync($"{job.Title}  {job.Kind}  {KebabCase.Of(job.State)}  {job.StepsDone}/{job.Steps} steps done").ConfigureAwait(false);
            if (path is not null) output.WriteLine(Table.Visible(path.Sentence));
            var table = new Table("STEP", "STAGE", "STATE", "ATTEMPTS", "WHY");
            foreach (var step in steps) table.Add(step.Name, step.Stage, KebabCase.Of(step.State), step.Attempts, $"{step.Problem} {step.Advice} {step.Waits}".Trim());
            table.Write(output);
            return (int)(steps.Any(step => step.State == StepState.Held) ? ExitCode.Found : ExitCode.Done);
        });
        return command.Explain("acetate jobs show 0199a7c2-…", (ExitCode.Found, "a step of the job is held; the table says why"));
    }

    private static Command Figures()
    {
        var (choice, json) = (new LibraryChoice(), UsersCommand.Json());
        var show = new Option<string?>("--show") { Description = "Only of this show" };
        var command = choice.On(new Command("figures", "How all work stands: what waits and how long, what will be late, how busy workers were in the last hour.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var about = parsed.GetValue(show);
            var figures = await choice.AskAsync(parsed,
                library => library.ReadAsync(async tx => await tx.JobFiguresAsync(about is null ? null : [(await tx.RequireShowAsync(about, cancellationToken)).Name], 0, cancellationToken), cancellationToken),
                server => server.GetAsync<JobFigures>($"api/jobs/figures{(about is null ? "" : $"?show={Uri.EscapeDataString(about)}")}", cancellationToken), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, figures);
                return (int)ExitCode.Done;
            }

            output.WriteLine($"{ReportText.Count(figures.Ready, "step waits", "steps wait")} for a worker{(figures.OldestReadyAt is { } since ? $", the longest for {JobPath.Shown(figures.At - since)} ({Table.Visible(figures.OldestTitle)})" : "")}; "
                + $"{figures.Waiting:N0} for other steps, {figures.Held:N0} for a person; {figures.Running:N0} run.");
            if (figures.Utilisation is { } busy) output.WriteLine($"The server's workers were busy for {busy:P0} of the last hour.");
            foreach (var kind in figures.Busy) output.WriteLine($"{kind.Kind}: {kind.CoreSeconds / 3600:0.0} core-hours in the last hour.");
            foreach (var one in figures.Functions.Where(one => one.Runs > 0))
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Function}: {ReportText.Count(one.Runs, "run", "runs")} measured, {one.CpuSeconds / one.Runs:0.0} s of processor time in {one.Seconds / one.Runs:0.0} s each, {one.PeakMib:N0} MiB at most where {one.MemoryMib:N0} MiB are asked for."));
            foreach (var late in figures.Late)
                output.WriteLine(Table.Visible($"LATE  {late.Title} ({late.Show}): {(late.IsOver ? "is late" : "will be late if it goes on like this")}, {JobPath.Shown(TimeSpan.FromSeconds(late.Seconds))} after {late.Deadline.ToLocalTime():yyyy-MM-dd HH:mm}."));
            return (int)(figures.Late.IsEmpty ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate jobs figures --server https://acetate.example.com", (ExitCode.Found, "a job is late or will be; the lines say which"));
    }

    private static Command Change(string verb, string what, string action, Func<LibraryTransaction, Guid, CancellationToken, Task> change, Func<JobRow, string>? became)
    {
        var (choice, id) = (new LibraryChoice(), Id());
        var command = choice.On(new Command(verb, what) { id });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var which = parsed.GetValue(id);
            var after = await choice.AskAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var job = await FindAsync(tx, which, cancellationToken);
                await tx.AuditAsync(UsersCommand.Actor, action, job.Id.ToString(), job.Show, null, cancellationToken);
                await change(tx, job.Id, cancellationToken);
                return await FindAsync(tx, which, cancellationToken);
            }, cancellationToken), async server => (await server.SendAsync<JobSeen>(HttpMethod.Post, $"api/jobs/{which}/{verb}", null, cancellationToken)).Job, cancellationToken);
            if (became is not null) await parsed.InvocationConfiguration.Output.WriteLineAsync(Table.Visible(became(after))).ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain($"acetate jobs {verb} 0199a7c2-…");
    }

    private static Command Throttle()
    {
        var (choice, id) = (new LibraryChoice(), Id());
        var rate = new Argument<string>("rate") { Description = "Bytes per second, such as 50MB or 800kB, or none for as fast as possible" };
        var command = choice.On(new Command("throttle", "Sets the rate of all transfers of a job together; counts at once, also while they run.") { id, rate });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, limit) = (parsed.GetValue(id), Rate(parsed.GetRequiredValue(rate)));
            await choice.TellAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var job = await FindAsync(tx, which, cancellationToken);
                await tx.AuditAsync(UsersCommand.Actor, "job.throttle-asked", job.Id.ToString(), job.Show, new { bytesPerSecond = limit }, cancellationToken);
                await tx.SetThrottleAsync(job.Id, limit, cancellationToken);
            }, cancellationToken), server => server.SendAsync(HttpMethod.Put, $"api/jobs/{which}/throttle", new JsonObject { ["bytesPerSecond"] = limit }, cancellationToken), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate jobs throttle 0199a7c2-… 50MB\nacetate jobs throttle 0199a7c2-… none");
    }

    /// <summary>A rate as people write it, in bytes per second; null for none.</summary>
    internal static long? Rate(string text)
    {
        if (text == "none") return null;
        (string Unit, double Bytes)[] units = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("B", 1), ("", 1)];
        var number = text.EndsWith("/s", StringComparison.Ordinal) ? text[..^2] : text;
        var (unit, bytes) = units.First(u => number.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        return double.TryParse(number[..^unit.Length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value) && value * bytes is >= 1 and < 1e15
            ? (long)(value * bytes)
            : throw new CommandException(ExitCode.Usage, $"'{text}' is not a rate. Write it as 50MB, 800kB or 1.5GB (per second), or none.");
    }

    private static Task CancelAsync(LibraryTransaction tx, Guid id, CancellationToken cancellationToken) => tx.CancelJobAsync(id, UsersCommand.Actor, cancellationToken);

    private static int Held(IEnumerable<Roll> rolls) => rolls.Count(roll => roll.Hold is not null);

    /// <summary>What became of a job that was to stop.</summary>
    private static string Cancelled(JobRow job) => job.State switch
    {
        JobState.Done => $"{job.Title}: it was done already, all {ReportText.Count(job.Steps, "step", "steps")} of it; there was nothing to stop.",
        JobState.Cancelled => $"{job.Title}: cancelled with {job.StepsDone:N0} of {job.Steps:N0} steps done. What is done stays done; 'acetate jobs replay {job.Id}' takes it up again, and for an ingest so does offering the card again.",
        _ => $"{job.Title}: it is to stop, with {job.StepsDone:N0} of {job.Steps:N0} steps done; a step that runs now ends first. If the program that ran it was killed, "
            + "it counts as cancelled as soon as work on this library runs again. What is done stays done, and "
            + $"'acetate jobs replay {job.Id}' takes the cancellation back; for an ingest so does offering the card again.",
    };

    private static async Task ReplayAsync(LibraryTransaction tx, Guid id, CancellationToken cancellationToken)
    {
        if (await tx.ReplayJobAsync(id, UsersCommand.Actor, cancellationToken) == 0)
            throw new CommandException(ExitCode.Found, "The job has no held step; nothing needs to be tried again.");
    }

    private static Argument<Guid> Id() => new("id") { Description = "As 'acetate jobs list' shows it" };

    private static async Task<JobRow> FindAsync(LibraryTransaction tx, Guid id, CancellationToken cancellationToken) =>
        await tx.JobAsync(id, cancellationToken) ?? throw new CommandException(ExitCode.NotFound, $"There is no job {id}. 'acetate jobs list' shows all.");

    private static async Task<JobSeen> SeenAsync(LibraryTransaction tx, Guid id, CancellationToken cancellationToken)
    {
        var (job, steps) = (await FindAsync(tx, id, cancellationToken), await tx.StepsAsync(id, cancellationToken));
        var keys = await tx.KeysOfAsync(steps, cancellationToken);
        return new(job, [.. steps.Select(step => StepSeen.Of(step, keys.TryGetValue(step.ExclusiveKey, out var key) ? key.WhyWaits(step) : ""))], await tx.JobPathAsync(id, cancellationToken));
    }

    private sealed record JobsSeen(ImmutableArray<JobRow> Jobs);

    private sealed record JobSeen(JobRow Job, ImmutableArray<StepSeen> Steps, JobPath? Path = null);

    /// <summary>A step as it is listed, from the ledger and from a server alike.</summary>
    private sealed record StepSeen(int Number, string Name, string Function, string Stage, string Place, StepState State, int Attempts,
        double Done, double Total, string Problem, string Advice, DateTimeOffset? RetryAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string Waits = "")
    {
        public static StepSeen Of(StepRow row, string waits) => new(row.Number, row.Name, row.Function, row.Stage, row.Place, row.State, row.Attempts,
            row.Done, row.Total, row.Problem, row.Advice, row.RetryAt, row.StartedAt, row.EndedAt, waits);
    }
}
