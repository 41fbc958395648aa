using System.CommandLine;
using Acetate.Tools.Pulls;

namespace Acetate.Cli.Pulls;

/// <summary>What follows when a pull is planned: a person looks at it, approves it, and waits for the package.</summary>
internal static class PullRun
{
    /// <summary>Shows the plan, asks, and makes it.</summary>
    public static async Task<ExitCode> AfterPlanAsync(ParseResult parsed, PullOptions options, PullView planned, CancellationToken cancellationToken)
    {
        var (output, error, isJson) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(options.Json));
        if (options.IsPlanOnly(parsed)) return PullPrinter.Show(planned, isJson, output);
        if (options.IsApproved(parsed) && (planned.Vfx?.IsToBeLookedAt ?? planned.Conform?.IsToBeLookedAt ?? false))
        {
            var code = PullPrinter.Show(planned, isJson, output);
            await error.WriteLineAsync("It was not made, though --yes was said: what is NOT READ or DOUBTFUL would be in nobody's plan. Mend the list or its rate and plan it again, or approve this plan as it is.");
            return code;
        }

        if (PullPrinter.IsEmpty(planned))
        {
            // Nobody could approve it: it says why, event by event, however it was asked for.
            var code = PullPrinter.Show(planned, isJson, output);
            await error.WriteLineAsync("It was not made: there is nothing to deliver.");
            return code;
        }

        if (!options.IsApproved(parsed))
        {
            if (isJson || Console.IsInputRedirected)
            {
                PullPrinter.Show(planned, isJson, output);
                await error.WriteLineAsync($"It was not made: there is nobody to ask whether to. It stays planned: 'acetate pull approve {planned.Id}' makes it, 'acetate pull withdraw {planned.Id}' gives it up; --yes would have approved it.");
                return ExitCode.Cancelled;
            }

            PullPrinter.Plan(planned, error);
            await error.WriteAsync("Make it? [y/N] ");
            if (Console.ReadLine() is not { } answer || !answer.Trim().StartsWith('y'))
            {
                await error.WriteLineAsync($"It stays planned. 'acetate pull approve {planned.Id}' makes it, 'acetate pull withdraw {planned.Id}' gives it up.");
                return ExitCode.Cancelled;
            }
        }

        var made = await PullProblems.ExplainedAsync(() => options.Choice.AskAsync(parsed,
            async library =>
            {
                await new PullApproval(library).ApproveAsync(planned.Id, Environment.UserName, cancellationToken);
                await LocalPulls.MakeAsync(library, planned.Id, error, cancellationToken);
                return await library.PullViewAsync(planned.Id, cancellationToken);
            },
            server => RemotePulls.ChangeAsync(server, planned.Id, "approve", cancellationToken), cancellationToken));
        return PullPrinter.Show(made, isJson, output);
    }
}
