using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Acetate.Cli;

/// <summary>The whole command line: all commands under one root, and what happens around every one of them.</summary>
internal static class CommandLine
{
    /// <summary>All commands. Each area adds its own here and nothing else.</summary>
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("Acetate carries footage from the camera card to the final conform and proves every step.")
        {
            // One line per area.
            Mhl.MhlCommand.Create(),
            Ingest.IngestCommand.Create(),
            Ingest.RollsCommand.Create(),
            Ingest.DaysCommand.Create(),
            Clips.ClipsCommand.Create(),
            Comments.CommentsCommand.Create(),
            Ingest.ArchiveCommand.Create(),
            Ingest.CustodyCommand.Create(),
            Stores.LibraryCommand.Create(),
            Ingest.Station.StationCommand.Create(),
            Media.InspectCommand.Create(),
            Media.FrameCommand.Create(),
            Media.RenderCommand.Create(),
            Media.ProxyCommand.Create(),
            Rehearse.RehearseCommand.Create(),
            Media.TrimCommand.Create(),
            Media.SyncCommand.Create(),
            Media.QcCommand.Create(),
            Media.ColourCommand.Create(),
            Fdl.FdlCommand.Create(),
            Amf.AmfCommand.Create(),
            Cuts.CutCommand.Create(),
            Matching.MatchCommand.Create(),
            Pulls.CheckDeliveryCommand.Create(),
            Pulls.PullCommand.Create(),
            Dailies.DailiesCommand.Create(),
            Pulls.ShowsCommand.Create(),
            Returns.ReturnsCommand.Create(),
            Downloader.DownloadCommand.Create(),
            Workspaces.WorkspaceCommand.Create(),
            Sharing.ShareCommand.Create(),
            Assets.AssetCommand.Create(),
            Demo.DemoCommand.Create(),
            Serve.ServeCommand.Create(),
            Serve.WorkerCommand.Create(),
            Serve.UsersCommand.Create(),
            Serve.TokensCommand.Create(),
            Serve.ActivityCommand.Create(),
            Serve.RequestsCommand.Create(),
            Serve.AuditCommand.Create(),
            Serve.JobsCommand.Create(),
            Serve.SitesCommand.Create(),
            Pulls.CapacityCommand.Create(),
        };
        return root.Explain("acetate ingest /media/A001R2EC --show film\nacetate mhl verify /raid/day12/A002R2EC\nacetate serve");
    }

    /// <summary>Runs one command line; no exception leaves.</summary>
    public static async Task<ExitCode> RunAsync(
        string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var root = CreateRoot();
        CommandHelp.InstallOn(root);
        var parsed = root.Parse(arguments);
        var mistakes = parsed.Action is ParseErrorAction ? [.. Mistakes.Of(parsed)] : Mistakes.OptionTakenForPath(parsed) is { } slip ? (string[])[slip] : [];
        if (mistakes.Length > 0)
        {
            // Standard output belongs to reports: what is wrong with the command line goes to standard error alone.
            foreach (var mistake in mistakes) await error.WriteLineAsync(mistake).ConfigureAwait(false);
            await error.WriteLineAsync($"See '{NameOf(parsed.CommandResult)} --help'.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        var settings = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return (ExitCode)await parsed.InvokeAsync(settings, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            var (code, sentence) = Problems.Explain(problem, TimeProvider.System, cancellationToken.IsCancellationRequested);
            if (sentence.Length > 0) await error.WriteLineAsync(sentence).ConfigureAwait(false);
            return code;
        }
    }

    private static string NameOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "acetate";
}
