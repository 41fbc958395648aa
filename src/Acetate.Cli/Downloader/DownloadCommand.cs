using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library.Downloads;
using Acetate.Library.Rolls;
using Acetate.Tools.Downloader;

namespace Acetate.Cli.Downloader;

/// <summary><c>acetate download</c>: fetches verified rolls of a show from a server, roll by roll, proven and sealed where they arrive.</summary>
internal static class DownloadCommand
{
    public static Command Create()
    {
        var server = new Option<string>("--server") { Description = "The server.", HelpName = "URL", Required = true };
        var tokenFile = LibraryChoice.TokenFile();
        var show = new Option<string?>("--show") { Description = "The show whose rolls are fetched.", HelpName = "NAME" };
        var workspace = new Option<string?>("--workspace") { Description = "Fetch the folders of this workspace instead: what was made for a vendor or a finishing house.", HelpName = "NAME" };
        var unit = new Option<string[]>("--unit") { Description = "Only rolls of this unit; may be repeated.", HelpName = "UNIT" };
        var day = new Option<string?>("--day") { Description = "Only rolls of this shoot day.", HelpName = "YYYY-MM-DD" };
        var kind = new Option<string[]>("--kind") { Description = "Only rolls of this kind; may be repeated.", HelpName = "camera|sound|other" };
        var camera = new Option<string[]>("--camera") { Description = "Only rolls with clips of this camera; may be repeated.", HelpName = "LETTER" };
        var what = new Option<string[]>("--what") { Description = "What of each roll; may be repeated. Default: originals", HelpName = "originals|proxies|sidecars" };
        var to = new Option<string>("--to") { Description = "The folder to fetch into.", HelpName = "DIR", Required = true };
        var layout = new Option<string>("--layout") { Description = $"Where rolls lie in it. Default: {DownloadLayout.Usual}", HelpName = "TEMPLATE", DefaultValueFactory = _ => DownloadLayout.Usual };
        var reserve = new Option<double>("--reserve") { Description = "Gigabytes that stay free on the disk; with less the command waits. Default: 10", HelpName = "GB", DefaultValueFactory = _ => 10 };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would come, and fetch nothing." };
        var once = new Option<bool>("--once") { Description = "End when everything that is offered now is there (the default)." };
        var follow = new Option<bool>("--follow") { Description = "Go on: fetch each further roll as soon as it is offered." };
        var recheck = new Option<bool>("--recheck") { Description = "Read rolls that were fetched before once more, and bring what is missing." };
        var site = new Option<string>("--site") { Description = "The name under which the production sees what arrived here; '' tells it nothing. Default: the name of this machine", HelpName = "NAME", DefaultValueFactory = _ => Environment.MachineName };
        var patience = Patience.Option();
        var json = IngestSettings.Json();
        var command = new Command("download", "Fetches verified rolls of a show from a server, roll by roll; each byte is proven by its hash, and the folder sealed where it arrives.")
        {
            server, tokenFile, show, workspace, unit, day, kind, camera, what, to, layout, reserve, dryRun, once, follow, recheck, site, patience, json,
        };
        command.Subcommands.Add(Service.DownloadServeCommand.Create());
        command.Subcommands.Add(Service.DownloadStatusCommand.Create());
        command.Subcommands.Add(Service.DownloadUnitCommand.Create());
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(show) is null == parsed.GetValue(workspace) is null) throw new CommandException(ExitCode.Usage, "Name either --show or --workspace: what is to be fetched.");
            if (parsed.GetValue(once) && parsed.GetValue(follow)) throw new CommandException(ExitCode.Usage, "--once and --follow exclude each other.");
            if (parsed.GetValue(follow) && parsed.GetValue(json)) throw new CommandException(ExitCode.Usage, "--json prints one document at the end, and --follow has none.");
            if (DownloadLayout.TryParse(parsed.GetValue(layout)!, out var wrong) is not { } places) throw new CommandException(ExitCode.Usage, wrong);
            if (parsed.GetValue(reserve) is var gigabytes && gigabytes is not (>= 0 and <= 1e9)) throw new CommandException(ExitCode.Usage, "--reserve takes gigabytes, from 0 on.");
            if (parsed.GetValue(site)!.Trim() is { Length: > 0 } name && SiteName.WhyNot(name) is { } odd) throw new CommandException(ExitCode.Usage, $"--site: {odd}");
            var wish = new DownloadWish
            {
                Show = parsed.GetValue(show),
                Workspace = parsed.GetValue(workspace),
                Filter = new DownloadFilter
                {
                    Units = [.. parsed.GetValue(unit) ?? []],
                    Day = IngestSettings.Day(parsed.GetValue(day)),
                    Kinds = [.. (parsed.GetValue(kind) ?? []).Select(text => Word<RollKind>("--kind", text))],
                    Cameras = [.. parsed.GetValue(camera) ?? []],
                },
                Assets = [.. (parsed.GetValue(what) ?? []).Select(text => Word<DownloadAsset>("--what", text)).Order().Distinct().DefaultIfEmpty(DownloadAsset.Originals)],
                Root = Path.GetFullPath(parsed.GetValue(to)!),
                Layout = places,
                Reserve = (long)(gigabytes * 1e9),
                Site = parsed.GetValue(site)!.Trim(),
                Rechecks = parsed.GetValue(recheck),
            };
            using var token = ServerToken.Open(parsed.GetValue(tokenFile));
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
            var calls = new ServerCalls(ServerCalls.Parse(parsed.GetValue(server)!), token, http);
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var fresh = calls.KeepFreshAsync(end.Token);
            try
            {
                var run = new DownloadRun(wish, calls, () => token.Text, new Patience(Patience.Of(parsed.GetValue(patience), isRemote: true), error.WriteLine, TimeProvider.System), parsed.GetValue(json) ? TextWriter.Null : output, error);
                if (parsed.GetValue(dryRun)) return (int)await run.PreviewAsync(parsed.GetValue(json) ? output : null, cancellationToken);
                var code = await run.RunAsync(parsed.GetValue(follow), cancellationToken);
                if (parsed.GetValue(json)) CliJson.Write(output, new { folders = run.Done });
                return (int)code;
            }
            finally
            {
                await end.CancelAsync();
                await fresh.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        return command.Explain(
            "acetate download --server https://acetate.example.com --token-file ~/.acetate-token --show film --kind camera --to /raid/film --dry-run\n"
            + "acetate download --server https://acetate.example.com --token-file ~/.acetate-token --show film --what proxies --to /raid/film --follow\n"
            + "acetate download --server https://acetate.example.com --token-file ~/.acetate-token --workspace lupus --to /raid/lupus",
            (ExitCode.Done, "everything that is offered is there, read back and sealed"),
            (ExitCode.Found, "a file is not as it should be, or its name is taken by another; the answer names it"),
            (ExitCode.Usage, "the command line is wrong, or nothing can be written to the folder"),
            (ExitCode.NotFound, "there is no such show or workspace, or the token may not see it"),
            (ExitCode.NotPermitted, "the token may not fetch rolls, or no longer"));
    }

    private static T Word<T>(string option, string text)
        where T : struct, Enum =>
        Library.KebabCase.TryParse<T>(text.ToLower(CultureInfo.InvariantCulture), out var value) ? value
            : throw new CommandException(ExitCode.Usage, $"{option} takes {string.Join(", ", Enum.GetValues<T>().Select(one => Library.KebabCase.Of(one)))}, not '{Table.Visible(text)}'.");
}
