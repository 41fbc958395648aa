using System.Net;
using System.Net.Sockets;

namespace Acetate.Tests;

/// <summary>The network between a server and its database. Cut, it carries nothing in either direction, and nobody is told.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Task accepting;
    private readonly int target;

    public Wire(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public bool IsCut { get; set; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true) _ = CarryAsync(await listener.AcceptTcpClientAsync(end.Token));
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target, end.Token);
            await Task.WhenAny(CarryAsync(near.GetStream(), far.GetStream()), CarryAsync(far.GetStream(), near.GetStream()));
        }
        catch (Exception problem) when (problem is IOException or SocketException or OperationCanceledException)
        {
            // One side has gone.
        }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65536];
        while (await from.ReadAsync(buffer, end.Token) is > 0 and var count)
        {
            while (IsCut) await Task.Delay(10, end.Token);
            await to.WriteAsync(buffer.AsMemory(0, count), end.Token);
        }

        // The end of a connection does not get through either.
        while (IsCut) await Task.Delay(10, end.Token);
    }
}
