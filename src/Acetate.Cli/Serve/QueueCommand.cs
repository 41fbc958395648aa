using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Remote;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate jobs queue</c>: what waits and runs by show and kind, who works, and why something will be late.</summary>
internal static class QueueCommand
{
    public static Command Create()
    {
        var (choice, json) = (new LibraryChoice(), UsersCommand.Json());
        var show = new Option<string?>("--show") { Description = "Only of this show" };
        var command = choice.On(new Command("queue", "What waits and runs, by show and kind: the longest wait, the slack of what is due, who works, and why something is late or will be.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var about = parsed.GetValue(show);
            var queue = await choice.AskAsync(parsed,
                library => library.ReadAsync(async tx => await tx.WorkQueueAsync(about is null ? null : [(await tx.RequireShowAsync(about, cancellationToken)).Name], [], cancellationToken), cancellationToken),
                server => server.GetAsync<WorkQueue>($"api/jobs/queue{(about is null ? "" : $"?show={Uri.EscapeDataString(about)}")}", cancellationToken), cancellationToken);
            if (parsed.GetValue(json)) CliJson.Write(parsed.InvocationConfiguration.Output, queue);
            else Tell(parsed.InvocationConfiguration.Output, queue);
            return (int)(queue.LateJobs == 0 ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate jobs queue --server https://acetate.example.com", (ExitCode.Found, "a job is late or will be; the lines say which and why"));
    }

    private static void Tell(TextWriter output, WorkQueue queue)
    {
        if (queue.Trouble is { } trouble) output.WriteLine(Table.Visible($"STOPPED  {trouble}"));
        if (queue.Lines.IsEmpty) output.WriteLine("Nothing waits and nothing runs, and nothing ended in the last hour.");
        else
        {
            var table = new Table("SHOW", "KIND", "READY", "WAITING", "RUNNING", "HELD", "LONGEST WAIT", "SLACK", "DONE 1 H", "FAILED 1 H", "MADE AGAIN 1 H");
            foreach (var line in queue.Lines)
                table.Add(line.Show, line.Kind, Count(line.Ready), Count(line.Waiting), Count(line.Running), Count(line.Held),
                    line.OldestReadyAt is { } since ? JobPath.Shown(queue.At - since) : "-", line.Tightest is { } tightest ? Slack(tightest) : "-", Count(line.Done), Count(line.Failed), Count(line.Lost + line.Moved));
            table.Write(output);
        }

        foreach (var engine in queue.Engines)
        {
            output.WriteLine(Table.Visible(string.Create(CultureInfo.InvariantCulture,
                $"{(engine.Place.Length == 0 ? "Workers" : $"Station {engine.Place}")}: {engine.CoresUsed:0.##} {(engine.Cores is { } all ? $"of {all:0.##} cores in use" : "cores in use")}.")));
            foreach (var node in engine.Nodes) output.WriteLine(Table.Visible(string.Create(CultureInfo.InvariantCulture, $"  {node.Node}: {node.CoresUsed:0.##} of {node.Cores:0.##} cores in use.")));
        }

        foreach (var key in queue.Keys) output.WriteLine(Table.Visible($"{key.Label}: {key.Used:N0} of {key.Width:N0} in use{(key.Waiting > 0 ? $", {ReportText.Count(key.Waiting, "step waits", "steps wait")}" : "")}."));
        if (queue.Scheduler.Length > 0) output.WriteLine(Table.Visible($"{queue.Scheduler} gives out the work."));
        foreach (var late in queue.Late)
            output.WriteLine(Table.Visible($"LATE  {late.Title} ({late.Show}): {(late.IsOver ? "is late" : "will be late")}, {JobPath.Shown(TimeSpan.FromSeconds(late.Seconds))} after {late.Deadline.ToLocalTime():yyyy-MM-dd HH:mm}. {late.Why}"));
        if (queue.LateJobs > queue.Late.Length) output.WriteLine($"And {queue.LateJobs - queue.Late.Length:N0} more.");
    }

    /// <summary>Slack for people: less than none is late.</summary>
    private static string Slack(JobSlack slack) =>
        $"{(slack.SlackSeconds < 0 ? "-" : "")}{JobPath.Shown(TimeSpan.FromSeconds(Math.Abs(slack.SlackSeconds)))}{(slack.NeedsSeconds is null ? " at most" : "")}";

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
