using System.CommandLine;

namespace Acetate.Cli.Fdl;

/// <summary><c>acetate fdl</c>: makes and checks ASC framing decision lists, draws their charts and applies canvas templates, without a library.</summary>
internal static class FdlCommand
{
    public static Command Create()
    {
        var command = new Command("fdl", "Makes and checks ASC framing decision lists (FDL), draws framing charts and applies canvas templates.");
        command.Subcommands.Add(FdlValidateCommand.Create());
        command.Subcommands.Add(FdlApplyCommand.Create());
        command.Subcommands.Add(FdlMakeCommand.Create());
        command.Subcommands.Add(FdlChartCommand.Create());
        return command.Explain(
            "acetate fdl validate A001.fdl\nacetate fdl apply A001.fdl --template-file vfx.fdl -o A001_vfx.fdl\nacetate fdl make --canvas 4448x3096 --aspect 2.39 --protection 10 -o A_camera.fdl\nacetate fdl chart A_camera.fdl -o A_camera.exr",
            (ExitCode.Done, "valid, or done"),
            (ExitCode.BadInput, "a file is not a valid list, or the template cannot be applied; the message says where and why"),
            (ExitCode.NotFound, "there is no such file, context, canvas, intent or template"));
    }
}
