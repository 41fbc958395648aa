using System.CommandLine;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate worker</c>: runs one step in this process, as the engines do.</summary>
internal static class WorkerCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var rest = new Argument<string[]>("arguments") { Description = "Passed on to acetate-worker", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("worker", "Runs one step: a request on standard input, progress and the result on standard output.") { rest };
        command.SetAction((parsed, cancellationToken) => ServeCommand.RunAsync("acetate-worker", parsed.GetValue(rest) ?? [], endsWithInput: false, cancellationToken));
        return command.Explain("acetate worker < request.json");
    }
}
