using System.CommandLine;

namespace Acetate.Cli.Fdl;

/// <summary><c>acetate fdl</c>: checks ASC framing decision lists and applies canvas templates, without a library.</summary>
internal static class FdlCommand
{
    public static Command Create()
    {
        var command = new Command("fdl", "Checks ASC framing decision lists (FDL) and applies canvas templates to them.");
        command.Subcommands.Add(FdlValidateCommand.Create());
        command.Subcommands.Add(FdlApplyCommand.Create());
        return command.Explain(
            "acetate fdl validate A001.fdl\nacetate fdl apply A001.fdl --template-file vfx.fdl -o A001_vfx.fdl",
            (ExitCode.Done, "valid, or done"),
            (ExitCode.BadInput, "a file is not a valid list, or the template cannot be applied; the message says where and why"),
            (ExitCode.NotFound, "there is no such file, context, canvas, intent or template"));
    }
}
