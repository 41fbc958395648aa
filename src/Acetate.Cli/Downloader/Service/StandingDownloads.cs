using Acetate.Cli.Remote;

namespace Acetate.Cli.Downloader.Service;

/// <summary>The downloader as a service: standing rules, one lane for each folder, programs after rolls, and a page that says how it stands.</summary>
internal sealed class StandingDownloads(ServiceConfig config, TextWriter output, TextWriter error)
{
    /// <summary>The name of the credential in which systemd hands the token over.</summary>
    public const string Credential = "acetate-token";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder that keeps the service's state.</summary>
    public static string StateOf(ServiceConfig config) => Path.GetFullPath(config.State ?? Environment.GetEnvironmentVariable("STATE_DIRECTORY")?.Split(':')[0]
        ?? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "acetate", "download"));

    /// <summary>Goes on until cancelled.</summary>
    /// <exception cref="CommandException">There is no token, another service has the folder, or the page's address is taken.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var state = StateOf(config);
        MakePrivate(state);
        await using var alone = Alone(state);
        using var token = ServerToken.KeepIn(state, Secret());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15), PooledConnectionLifetime = TimeSpan.FromMinutes(10) }) { Timeout = Timeout.InfiniteTimeSpan };
        var calls = new ServerCalls(ServerCalls.Parse(config.Server), token, http);
        var site = config.Site?.Trim() ?? Environment.MachineName;
        var (board, tell) = (new ServiceBoard(config, site, TimeProvider.System), new Lock());
        using var gate = new BandwidthGate(config.Bandwidth, config.Zone, TimeProvider.System);
        var parts = new ServiceParts
        {
            Server = calls,
            Token = () => token.Text,
            Renew = () => Renew(state),
            Site = site,
            AskEvery = TimeSpan.FromSeconds(config.AskEverySeconds),
            Board = board,
            Gate = gate,
            Hooks = new HookQueue(Path.Join(state, "hooks"), config.Rules, Tell, TimeProvider.System),
            Tell = Tell,
        };
        ServiceStatus Now() => board.Snapshot(gate.CapAt(TimeProvider.System.GetUtcNow()), parts.Hooks.Works);
        using var page = config.Page is { } at ? StatusPage.Open(at, Now) : null;
        output.WriteLine($"Fetching from {config.Server} as {site}: {string.Join("; ", config.Rules.Select(rule => $"{Table.Visible(rule.Words())} to {Table.Visible(rule.Root)}"))}.{(page is null ? "" : $" The page is at {page.Address}.")}");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> all =
        [
            calls.KeepFreshAsync(end.Token),
            parts.Hooks.RunAsync(end.Token),
            .. config.Rules.GroupBy(rule => rule.Root).Select(group => new ServiceLane(group.Key, [.. group], parts).RunAsync(end.Token)),
        ];
        if (page is not null) all.Add(page.RunAsync(end.Token));
        try
        {
            // None ends by itself; what one of them could not bear ends the service, and whoever watches it starts it anew.
            await await Task.WhenAny(all);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void Tell(string sentence)
        {
            lock (tell) error.WriteLine(sentence);
        }
    }

    /// <summary>Takes up a token that was put in the place of the one that is refused.</summary>
    private void Renew(string state)
    {
        try
        {
            ServerToken.KeepIn(state, Secret()).Dispose();
        }
        catch (Exception none) when (none is CommandException or IOException or UnauthorizedAccessException)
        {
            // The rules say what is wrong; the token that is there stays.
        }
    }

    private string Secret()
    {
        if (config.Token is not null) return config.Token;
        // Under systemd the file is root's, and what was handed over is a copy of it.
        if (Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder && Path.Join(folder, Credential) is var file && File.Exists(file)) return File.ReadAllText(file).Trim();
        using var named = ServerToken.Open(config.TokenFile);
        return named.Text;
    }

    private static void MakePrivate(string state)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(state);
        else Directory.CreateDirectory(state, Private);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(state) & ~Private & ~(UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute)) != 0)
            throw new CommandException(ExitCode.NotPermitted, $"The folder {state} can be written by others, and the service keeps its token in it. Make it yours alone: chmod 700 {state}");
    }

    private static FileStream Alone(string state)
    {
        try
        {
            return new FileStream(Path.Join(state, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new CommandException(ExitCode.Unavailable, $"Another service keeps its state in {state}. 'acetate download status' says how it stands; a second one needs a folder of its own ('state').");
        }
    }
}
