using System.Net.Http.Headers;
using Acetate.Storage.Local;

namespace Acetate.Cli.Remote;

/// <summary>The token for a server, in a file that only its user can read: workers read it there, and a renewed one takes its place.</summary>
/// <remarks>It comes from a file that the user names, or from ACETATE_TOKEN. It is never an argument: arguments are seen by everybody on a machine.</remarks>
internal sealed class ServerToken : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan LongestLook = TimeSpan.FromHours(1);

    private readonly string? ownFolder;

    private ServerToken(string path, string? ownFolder) => (Path, this.ownFolder) = (path, ownFolder);

    /// <summary>The file that holds the token.</summary>
    public string Path { get; }

    /// <summary>The token of this moment.</summary>
    public string Text => File.ReadAllText(Path).Trim();

    /// <summary>Finds the token.</summary>
    /// <param name="file">The file that the user named; null for ACETATE_TOKEN_FILE, else ACETATE_TOKEN.</param>
    /// <exception cref="CommandException">There is none, or others can read it.</exception>
    public static ServerToken Open(string? file)
    {
        file ??= Environment.GetEnvironmentVariable("ACETATE_TOKEN_FILE") is { Length: > 0 } named ? named : null;
        if (file is not null)
        {
            var full = System.IO.Path.GetFullPath(file);
            if (!File.Exists(full)) throw new CommandException(ExitCode.NotFound, $"There is no token file {full}.");
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(full) & ~Private & ~UnixFileMode.UserExecute) != 0)
                throw new CommandException(ExitCode.NotPermitted, $"The token file {full} can be read by others. Make it yours alone: chmod 600 {full}");
            var kept = new ServerToken(full, null);
            return kept.Text switch
            {
                "" => throw new CommandException(ExitCode.NotPermitted, $"The token file {full} is empty."),
                var held when held.AsSpan().ContainsAnyExceptInRange('!', '~') => throw new CommandException(ExitCode.NotPermitted, $"The token file {full} must hold one token in one line, and nothing else."),
                _ => kept,
            };
        }

        if (Environment.GetEnvironmentVariable("ACETATE_TOKEN")?.Trim() is not { Length: > 0 } text)
            throw new CommandException(ExitCode.NotPermitted, "A server needs a token: put it into a file of mode 0600 and name that with --token-file, or set ACETATE_TOKEN.");
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~')) throw new CommandException(ExitCode.NotPermitted, "ACETATE_TOKEN must hold one token, and nothing else.");
        // On Unix .NET makes this folder for its user alone.
        var folder = Directory.CreateTempSubdirectory("acetate-token-").FullName;
        var token = new ServerToken(System.IO.Path.Join(folder, "token"), folder);
        PrivateFile.Write(token.Path, text);
        return token;
    }

    /// <summary>Keeps a token in a folder of this user's own, where it can be renewed although the place it comes from cannot be written. One that was renewed since stays; another one than
    /// the last takes its place.</summary>
    public static ServerToken KeepIn(string folder, string secret)
    {
        if (secret.Length == 0 || secret.AsSpan().ContainsAnyExceptInRange('!', '~')) throw new CommandException(ExitCode.NotPermitted, "The token must be one word in one line, and nothing else.");
        var (path, origin) = (System.IO.Path.Join(folder, "token"), System.IO.Path.Join(folder, "token.from"));
        var mark = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)));
        if (!File.Exists(path) || !File.Exists(origin) || File.ReadAllText(origin) != mark)
        {
            PrivateFile.Write(path, secret);
            PrivateFile.Write(origin, mark);
        }

        return new ServerToken(path, null);
    }

    /// <summary>Puts the token on a request.</summary>
    public void Sign(HttpRequestMessage request) => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Text);

    /// <summary>Exchanges the token for a fresh one each time half of its life is over. Ends only when cancelled.</summary>
    /// <remarks>A token without an end is left alone. While the server is away the next look comes soon.</remarks>
    public async Task KeepFreshAsync(ServerCalls server, TimeProvider clock, CancellationToken cancellationToken)
    {
        DateTimeOffset? halfway = null;
        while (true)
        {
            var wait = LongestLook;
            try
            {
                var now = clock.GetUtcNow();
                if (halfway is { } at && now >= at)
                {
                    PrivateFile.Write(Path, await server.RenewAsync(cancellationToken));
                    halfway = null;
                }

                if (halfway is null && (await server.MeAsync(cancellationToken)).Expires is { } end) halfway = now + (end - now) / 2;
                if (halfway is { } next) wait = next - now;
            }
            catch (CommandException)
            {
                // Whoever does the work says what is wrong; here it is only tried again.
                wait = TimeSpan.FromSeconds(5);
            }

            wait = wait > LongestLook ? LongestLook : wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait;
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (ownFolder is null) return;
        try
        {
            Directory.Delete(ownFolder, recursive: true);
        }
        catch (IOException)
        {
            // A worker that is being stopped may still hold it; the folder is its user's alone.
        }
    }
}
