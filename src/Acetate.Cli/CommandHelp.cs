using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Acetate.Cli;

/// <summary>Help texts that show an example and end with the exit codes.</summary>
internal static class CommandHelp
{
    private static readonly ConditionalWeakTable<Command, Extra> Extras = [];

    private static readonly (ExitCode Code, string Meaning)[] Always =
    [
        (ExitCode.Done, "done, nothing to report"),
        (ExitCode.Found, "done, and something was found; the report says what"),
        (ExitCode.Usage, "the command line is wrong"),
        (ExitCode.BadInput, "an input cannot be read or is not valid"),
        (ExitCode.NotFound, "something named does not exist"),
        (ExitCode.Unavailable, "a store, database or engine is not available now; trying again can help"),
        (ExitCode.Cancelled, "cancelled"),
        (ExitCode.NotPermitted, "not permitted"),
        (ExitCode.Bug, "a bug of ours; the message says where the report lies"),
    ];

    /// <summary>Adds an example, and what certain exit codes mean for this command in particular.</summary>
    public static TCommand Explain<TCommand>(
        this TCommand command, string example, params (ExitCode Code, string Meaning)[] exits)
        where TCommand : Command
    {
        Extras.AddOrUpdate(command, new Extra(example, exits));
        return command;
    }

    /// <summary>Makes <c>--help</c> of every command below this root end with its exit codes.</summary>
    public static void InstallOn(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            if (option.Action is SynchronousCommandLineAction usual) option.Action = new HelpWithExitCodes(usual);
        }
    }

    private sealed record Extra(string Example, (ExitCode Code, string Meaning)[] Exits);

    private sealed class HelpWithExitCodes(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = usual.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            var extra = Extras.TryGetValue(parseResult.CommandResult.Command, out var found) ? found : null;
            if (extra is not null)
            {
                output.WriteLine(extra.Example.Contains('\n') ? "Examples:" : "Example:");
                foreach (var line in extra.Example.Split('\n')) output.WriteLine("  " + line.TrimEnd());
                output.WriteLine();
            }

            output.WriteLine("Exit codes:");
            foreach (var (exit, usualMeaning) in Always)
            {
                var own = extra?.Exits.Where(e => e.Code == exit).Select(e => e.Meaning).FirstOrDefault();
                output.WriteLine($"  {(int)exit,2}  {own ?? usualMeaning}");
            }

            return code;
        }
    }
}
