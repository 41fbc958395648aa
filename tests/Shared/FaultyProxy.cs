using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Acetate.Tests;

/// <summary>What the proxy does to one request.</summary>
internal abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>Passes it on.</summary>
    public sealed record None : Fault;

    /// <summary>Answers by itself, without asking the server.</summary>
    public sealed record Answer(int Status, string Code) : Fault;

    /// <summary>Passes the request on and cuts the answer after so many bytes.</summary>
    public sealed record CutAnswer(int After) : Fault;

    /// <summary>Cuts the connection after so many bytes of the request.</summary>
    public sealed record CutRequest(int After) : Fault;

    /// <summary>The server does its work, and its answer is lost.</summary>
    public sealed record LoseAnswer : Fault;

    /// <summary>The answer stops half-way and the connection stays open.</summary>
    public sealed record Stall(int After) : Fault;

    /// <summary>Changes one bit of the request's body on its way.</summary>
    public sealed record FlipBit(int At) : Fault;
}

/// <summary>A proxy in front of an HTTP server that has bad days. Each connection carries one request.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int> _server;
    private readonly Task _accepting;

    public FaultyProxy(int server) : this(() => server)
    {
    }

    /// <param name="server">The port of the server that gets the next request.</param>
    public FaultyProxy(Func<int> server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Asked for each request, by its first line.</summary>
    public Func<string, Fault> Choose { get; set; } = _ => new Fault.None();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await ServeAsync(client.GetStream());
            }
            catch (Exception problem) when (problem is IOException or SocketException or OperationCanceledException)
            {
                // Broken connections are what this is for.
            }
        }
    }

    private async Task ServeAsync(NetworkStream client)
    {
        var (head, rest) = await ReadHeadAsync(client);
        if (head.Length == 0) return;
        var fault = Choose(head[..head.IndexOf('\r', StringComparison.Ordinal)]);
        var length = HeaderOf(head, "content-length") is { } text ? long.Parse(text) : 0;
        if (HeaderOf(head, "expect") is not null) await client.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _stop.Token);
        if (fault is Fault.CutRequest early)
        {
            await ReadBodyAsync(client, rest, Math.Min(length, early.After));
            return;
        }

        var body = HeaderOf(head, "transfer-encoding") is null ? await ReadBodyAsync(client, rest, length) : await ReadChunksAsync(client, rest);
        if (fault is Fault.Answer answer)
        {
            var xml = $"<?xml version=\"1.0\"?><Error><Code>{answer.Code}</Code><Message>A bad day</Message></Error>";
            await client.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {answer.Status} Bad\r\nContent-Type: application/xml\r\nContent-Length: {xml.Length}\r\nConnection: close\r\n\r\n{xml}"), _stop.Token);
            return;
        }

        if (fault is Fault.FlipBit flip && body.Length > 0) body[flip.At % body.Length] ^= 1;
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _server(), _stop.Token);
        var upstream = server.GetStream();
        var lines = head.Split("\r\n").Where(line => !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)
            && !line.StartsWith("Expect:", StringComparison.OrdinalIgnoreCase) && line.Length > 0);
        await upstream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines.Append("Connection: close")) + "\r\n\r\n"), _stop.Token);
        await upstream.WriteAsync(body, _stop.Token);
        await PassBackAsync(upstream, client, fault);
    }

    private async Task PassBackAsync(NetworkStream upstream, NetworkStream client, Fault fault)
    {
        var limit = fault switch
        {
            Fault.CutAnswer cut => cut.After,
            Fault.Stall stall => stall.After,
            Fault.LoseAnswer => 0,
            _ => long.MaxValue,
        };
        var (buffer, passed) = (new byte[65536], 0L);
        while (await upstream.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            var now = (int)Math.Min(count, limit - passed);
            if (now > 0) await client.WriteAsync(buffer.AsMemory(0, now), _stop.Token);
            passed += now;
            if (passed >= limit && fault is Fault.CutAnswer) return;
            if (passed >= limit && fault is Fault.Stall) await Task.Delay(Timeout.Infinite, _stop.Token);
        }
    }

    private async Task<(string Head, byte[] Beyond)> ReadHeadAsync(NetworkStream client)
    {
        var bytes = new List<byte>();
        var buffer = new byte[16384];
        while (await client.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            bytes.AddRange(buffer.AsSpan(0, count));
            var all = bytes.ToArray();
            var end = all.AsSpan().IndexOf("\r\n\r\n"u8);
            if (end >= 0) return (Encoding.ASCII.GetString(all, 0, end + 2), all[(end + 4)..]);
        }

        return ("", []);
    }

    private async Task<byte[]> ReadBodyAsync(NetworkStream client, byte[] rest, long length)
    {
        var body = new byte[length];
        var filled = (int)Math.Min(rest.Length, length);
        rest.AsSpan(0, filled).CopyTo(body);
        await client.ReadExactlyAsync(body.AsMemory(filled), _stop.Token);
        return body;
    }

    /// <summary>A body in chunks, as it came.</summary>
    private async Task<byte[]> ReadChunksAsync(NetworkStream client, byte[] rest)
    {
        var bytes = new List<byte>(rest);
        var buffer = new byte[16384];
        while (bytes is not [.., (byte)'0', (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'] && await client.ReadAsync(buffer, _stop.Token) is > 0 and var count)
            bytes.AddRange(buffer.AsSpan(0, count));
        return [.. bytes];
    }

    private static string? HeaderOf(string head, string name) => head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
