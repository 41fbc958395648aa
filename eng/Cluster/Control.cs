using System.Net.Sockets;

namespace Acetate.Cluster;

/// <summary>How the other commands reach the process that holds the cluster: a socket in its folder, one line of words in, lines out, the last of which is the exit code.</summary>
internal static class Control
{
    // Longer than any command.
    private const int LongestLine = 200;

    /// <summary>Answers commands, several at a time, until it is cancelled.</summary>
    /// <param name="folder">Where the socket is.</param>
    /// <param name="answer">Does what the words say, and writes lines.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task ServeAsync(ClusterFolder folder, Func<string[], Func<string, Task>, Task> answer, CancellationToken cancellationToken)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        File.Delete(folder.Socket);
        listener.Bind(new UnixDomainSocketEndPoint(folder.Socket));
        File.SetUnixFileMode(folder.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen();
        try
        {
            while (true) _ = AnswerAsync(await listener.AcceptAsync(cancellationToken), answer);
        }
        catch (OperationCanceledException)
        {
            File.Delete(folder.Socket);
        }
    }

    /// <summary>Has the cluster that is up do something, and prints what it says.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="ClusterException">None is up.</exception>
    public static async Task<int> AskAsync(ClusterFolder folder, string[] words)
    {
        using var socket = await ConnectAsync(folder) ?? throw new ClusterException("No cluster is up here. './dev cluster' in another terminal brings one up.");
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(string.Join(' ', words) + "\n"));
        using var reader = new StreamReader(stream);
        string? last = null;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (last is not null) Console.WriteLine(last);
            last = line;
        }

        if (int.TryParse(last, out var code)) return code;
        if (last is not null) Console.WriteLine(last);
        throw new ClusterException("The cluster ended before it had answered.");
    }

    /// <summary>The cluster that is up; null when none is.</summary>
    public static async Task<Socket?> ConnectAsync(ClusterFolder folder)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(folder.Socket));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private static async Task AnswerAsync(Socket socket, Func<string[], Func<string, Task>, Task> answer)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await using var writer = new StreamWriter(stream) { AutoFlush = true };
            var line = new byte[LongestLine];
            var length = 0;
            while (length < line.Length && await stream.ReadAsync(line.AsMemory(length)) is > 0 and var count && !line.AsSpan(0, length += count).Contains((byte)'\n')) { }
            try
            {
                await answer(System.Text.Encoding.UTF8.GetString(line, 0, length).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), text => writer.WriteLineAsync(text));
                await writer.WriteLineAsync("0");
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                await writer.WriteLineAsync(problem.Message + "\n1");
            }
        }
        catch (Exception problem) when (problem is IOException or SocketException or OperationCanceledException)
        {
            // Whoever asked has gone.
        }
    }
}
