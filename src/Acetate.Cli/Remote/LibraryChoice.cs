using System.CommandLine;
using Acetate.Library;

namespace Acetate.Cli.Remote;

/// <summary>Whose library a command looks at or changes: one on this machine (<c>--library</c>), or a server's (<c>--server</c> with a token).</summary>
internal sealed class LibraryChoice
{
    private readonly Option<string?> home = LibraryOption.Create();
    private readonly Option<string?> server = new("--server") { Description = "The library of this server instead of one on this machine.", HelpName = "URL" };
    private readonly Option<string?> tokenFile = TokenFile();

    /// <summary><c>--token-file FILE</c>.</summary>
    public static Option<string?> TokenFile() => new("--token-file") { Description = "The file, of mode 0600, that holds the token for the server. Default: ACETATE_TOKEN_FILE, else the token itself in ACETATE_TOKEN", HelpName = "FILE" };

    /// <summary>Adds the options to a command.</summary>
    public TCommand On<TCommand>(TCommand command)
        where TCommand : Command
    {
        command.Options.Add(home);
        command.Options.Add(server);
        command.Options.Add(tokenFile);
        return command;
    }

    /// <summary>Whether the person named a library, here or there.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(home) is not null || parsed.GetValue(server) is not null || parsed.GetValue(tokenFile) is not null;

    /// <summary>Whether it is a server's.</summary>
    public bool IsServer(ParseResult parsed) => parsed.GetValue(server) is not null;

    /// <summary>Does it here or there.</summary>
    /// <exception cref="CommandException">Both are named, there is no library, or the server cannot be reached or refuses.</exception>
    public async Task<T> AskAsync<T>(ParseResult parsed, Func<MediaLibrary, Task<T>> here, Func<ServerCalls, Task<T>> there, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(server) is not { } address)
        {
            if (parsed.GetValue(tokenFile) is not null) throw new CommandException(ExitCode.Usage, "--token-file is for --server: a library on this machine needs no token.");
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken);
            return await here(library);
        }

        if (parsed.GetValue(home) is not null) throw new CommandException(ExitCode.Usage, "--library and --server exclude each other: name one library.");
        var url = ServerCalls.Parse(address);
        using var token = ServerToken.Open(parsed.GetValue(tokenFile));
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
        return await there(new ServerCalls(url, token, http));
    }

    /// <summary>Does something here or there that answers nothing.</summary>
    public Task TellAsync(ParseResult parsed, Func<MediaLibrary, Task> here, Func<ServerCalls, Task> there, CancellationToken cancellationToken) =>
        AskAsync(parsed, async library => { await here(library); return true; }, async calls => { await there(calls); return true; }, cancellationToken);
}
