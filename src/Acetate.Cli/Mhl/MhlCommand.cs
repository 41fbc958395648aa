using System.CommandLine;

namespace Acetate.Cli.Mhl;

/// <summary><c>acetate mhl</c>: seals folders with ASC MHL and verifies them, without a library.</summary>
internal static class MhlCommand
{
    private const string Codes = "the history itself cannot be trusted or read: a generation or the chain is edited, missing or unreadable";

    /// <summary>What the exit codes mean here. The reference program's 0 is our 0; its 10, 11, 12, 20 and 21 are our 1; its 30 to 33 are our 3.</summary>
    public static (ExitCode Code, string Meaning)[] Exits(string found) =>
    [
        (ExitCode.Done, "intact: everything is as the history says"),
        (ExitCode.Found, found),
        (ExitCode.BadInput, Codes),
    ];

    public static Command Create()
    {
        var command = new Command("mhl", "Seals folders with ASC MHL and verifies them; reads ASC MHL 2.0 and MHL 1.x.");
        command.Subcommands.Add(MhlCreateCommand.Create());
        command.Subcommands.Add(MhlVerifyCommand.Create());
        command.Subcommands.Add(MhlInfoCommand.Create());
        command.Subcommands.Add(MhlDiffCommand.Create());
        command.Subcommands.Add(MhlFlattenCommand.Create());
        return command.Explain(
            "acetate mhl create /media/A002R2EC --hash xxh64\nacetate mhl verify /raid/day12/A002R2EC",
            (ExitCode.Done, "intact (the reference program's 0)"),
            (ExitCode.Found, "something was found: a mismatch, a missing or an unlisted file (its 10, 11, 12, 20 and 21)"),
            (ExitCode.BadInput, $"{Codes} (its 30 to 33)"));
    }
}
