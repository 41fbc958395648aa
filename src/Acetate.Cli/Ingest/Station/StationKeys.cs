using System.Text;
using System.Threading.Channels;

namespace Acetate.Cli.Ingest.Station;

/// <summary>The keys that a person presses, from a terminal as they come or from a pipe.</summary>
internal sealed class StationKeys
{
    private readonly Channel<char> keys = Channel.CreateUnbounded<char>();
    private readonly TextWriter echo;
    private readonly bool isTerminal = !Console.IsInputRedirected;

    /// <summary>Begins to listen. The thread ends with the process: reading a terminal cannot be called off.</summary>
    public StationKeys(TextWriter echo)
    {
        this.echo = echo;
        new Thread(Listen) { IsBackground = true, Name = "keys" }.Start();
    }

    /// <summary>Whether no key will ever come again.</summary>
    public bool IsClosed => keys.Reader.Completion.IsCompleted;

    /// <summary>The next key within a time, in lower case, Enter as <c>\n</c>; null when none came.</summary>
    public async Task<char?> NextAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(within);
        try
        {
            return char.ToLowerInvariant(await keys.Reader.ReadAsync(limit.Token));
        }
        catch (ChannelClosedException)
        {
            await Task.Delay(within, TimeProvider.System, cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>A line that the person types after a question.</summary>
    public async Task<string> LineAsync(string question, CancellationToken cancellationToken)
    {
        await echo.WriteAsync(question);
        var line = new StringBuilder();
        while (true)
        {
            char key;
            try
            {
                key = await keys.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException)
            {
                return line.ToString().Trim();
            }

            if (key == '\n') break;
            if (key is '\b' or '\x7f')
            {
                if (line.Length == 0) continue;
                line.Length--;
                if (isTerminal) await echo.WriteAsync("\b \b");
            }
            else if (!char.IsControl(key))
            {
                line.Append(key);
                if (isTerminal) await echo.WriteAsync(key);
            }
        }

        await echo.WriteLineAsync();
        return line.ToString().Trim();
    }

    private void Listen()
    {
        try
        {
            while (isTerminal)
            {
                var key = Console.ReadKey(intercept: true);
                keys.Writer.TryWrite(key.Key == ConsoleKey.Enter ? '\n' : key.KeyChar);
            }

            while (Console.In.Read() is >= 0 and var read)
                if (read != '\r') keys.Writer.TryWrite((char)read);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The terminal is gone; whoever waits for a key learns that none will come.
        }

        keys.Writer.TryComplete();
    }
}
