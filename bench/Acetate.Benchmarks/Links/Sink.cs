using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Acetate.Benchmarks.Links;

/// <summary>The least server that takes what <c>curl -T</c> sends: it reads the bytes that were announced, forgets them and says that they came.</summary>
internal sealed class Sink : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Any, 0);

    public Sink()
    {
        listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = TakeAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private static async Task TakeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        var block = new byte[1 << 20];
        var (have, end) = (0, -1);
        while ((end = block.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var count = await stream.ReadAsync(block.AsMemory(have));
            if (count == 0) return;
            have += count;
        }

        var head = Encoding.ASCII.GetString(block, 0, end);
        var length = head.Split('\n').First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))["Content-Length:".Length..];
        if (head.Contains("100-continue", StringComparison.OrdinalIgnoreCase)) await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
        for (var left = long.Parse(length, CultureInfo.InvariantCulture) - (have - end - 4); left > 0;)
        {
            var count = await stream.ReadAsync(block);
            if (count == 0) return;
            left -= count;
        }

        await stream.WriteAsync("HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
    }
}
