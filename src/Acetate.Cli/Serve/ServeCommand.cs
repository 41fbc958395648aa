using System.CommandLine;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate serve</c>: starts the server and stays until it ends.</summary>
internal static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var library = LibraryOption.Create();
        var listen = new Option<string[]>("--listen", "--urls") { Description = "Where to listen; may be repeated. Port 0 takes a free one. Default: http://127.0.0.1:5480", HelpName = "URL" };
        var proxies = new Option<string[]>("--behind-proxy") { Description = "The address or network of a proxy that ends TLS in front; may be repeated. It is believed who asks, and nobody else is", HelpName = "IP" };
        var web = new Option<string?>("--web") { Description = "The built web app. Default: beside the program, else web/dist of the checkout", HelpName = "DIR" };
        var link = new Option<bool>("--link") { Description = "Print a link with a new administrator token, good for 12 hours" };
        var log = new Option<string?>("--log") { Description = "How to log to standard error. Default: text at a terminal, else json", HelpName = "json|text" };
        log.AcceptOnlyFromAmong("json", "text");
        var cores = new Option<double?>("--cores") { Description = "Processor cores that steps may use on this machine. Default: all", HelpName = "N" };
        var slurm = new Option<string?>("--slurm") { Description = "Run steps on a cluster under Slurm, as this file says. Default: ACETATE_SLURM, else on this machine", HelpName = "FILE" };
        var noWork = new Option<bool>("--no-work") { Description = "Serve only: run no steps here" };
        var address = new Option<string?>("--address") { Description = "Where the other servers of the library reach this one. Default: where it listens", HelpName = "URL" };
        var command = new Command("serve", "Serves a library: the API, the web app and the work behind them.")
        {
            library, listen, proxies, web, link, log, cores, slurm, noWork, address,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var arguments = new List<string> { "--end-with-input" };
            if (parsed.GetValue(library) is { } home) arguments.AddRange(["--library", home]);
            foreach (var url in parsed.GetValue(listen) ?? []) arguments.AddRange(["--listen", url]);
            foreach (var proxy in parsed.GetValue(proxies) ?? []) arguments.AddRange(["--behind-proxy", proxy]);
            if (parsed.GetValue(web) is { } folder) arguments.AddRange(["--web", folder]);
            if (parsed.GetValue(link)) arguments.Add("--link");
            if (parsed.GetValue(log) is { } format) arguments.AddRange(["--log", format]);
            if (parsed.GetValue(cores) is { } count) arguments.AddRange(["--cores", count.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            if (parsed.GetValue(slurm) is { } cluster) arguments.AddRange(["--slurm", cluster]);
            if (parsed.GetValue(address) is { } reached) arguments.AddRange(["--address", reached]);
            if (parsed.GetValue(noWork)) arguments.Add("--no-work");
            return RunAsync("acetate-server", arguments, endsWithInput: true, cancellationToken);
        });
        return command.Explain("acetate serve --library /raid/library",
            (ExitCode.Done, "stopped cleanly"), (ExitCode.Unavailable, "another server has the library, the address is taken, or the database cannot be reached"));
    }

    internal static async Task<int> RunAsync(string program, IEnumerable<string> arguments, bool endsWithInput, CancellationToken cancellationToken) =>
        (int)await SiblingProgram.RunAsync(program, arguments, endsWithInput, cancellationToken).ConfigureAwait(false);
}
