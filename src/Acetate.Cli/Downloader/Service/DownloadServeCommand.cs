using System.CommandLine;

namespace Acetate.Cli.Downloader.Service;

/// <summary><c>acetate download serve</c>: fetches by standing rules until it is stopped.</summary>
internal static class DownloadServeCommand
{
    public static Option<string> Config() => new("--config") { Description = "The configuration.", HelpName = "FILE", Required = true };

    public static Command Create()
    {
        var config = Config();
        var check = new Option<bool>("--check") { Description = "Read the configuration, say what it means, and end." };
        var command = new Command("serve", "Fetches by standing rules, roll by roll, until it is stopped; a page on this machine says how it stands.") { config, check };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (read, output) = (ServiceConfig.Load(parsed.GetRequiredValue(config)), parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(check))
            {
                foreach (var rule in read.Rules) output.WriteLine($"{Table.Visible(rule.Name)}: {Table.Visible(rule.Words())} to {Table.Visible(rule.Root)}");
                output.WriteLine($"State in {Table.Visible(StandingDownloads.StateOf(read))}; hours in {read.Zone.Id}; {(read.Page is { } page ? $"page at http://{page}/" : "no page")}.");
                return (int)ExitCode.Done;
            }

            try
            {
                await new StandingDownloads(read, output, parsed.InvocationConfiguration.Error).RunAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Being stopped is how a service ends.
            }

            return (int)ExitCode.Done;
        });
        return command.Explain("acetate download serve --config /etc/acetate/download.json\nacetate download serve --config /etc/acetate/download.json --check",
            (ExitCode.Done, "stopped cleanly, or the configuration is good"),
            (ExitCode.BadInput, "the configuration is not valid; the answer names the line"),
            (ExitCode.Unavailable, "another service has its folder, or the address of its page is taken"),
            (ExitCode.NotPermitted, "others can read the token"));
    }
}
