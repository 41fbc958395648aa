using System.Diagnostics;

namespace Acetate.Benchmarks.Web;

/// <summary>A server of a library that starts no work of its own, on this machine, for as long as it is measured.</summary>
internal sealed class ServedLibrary : IAsyncDisposable
{
    private readonly Process _server;

    private ServedLibrary(Process server, string link) => (_server, Link) = (server, link);

    /// <summary>The address that signs a browser in.</summary>
    public string Link { get; }

    /// <summary>The address alone.</summary>
    public Uri Address => new(Link[..Link.IndexOf("#token=", StringComparison.Ordinal)]);

    /// <exception cref="InvalidOperationException">It did not start; the sentence that it printed is in the message.</exception>
    public static async Task<ServedLibrary> StartAsync(string home, params string[] more)
    {
        var server = Process.Start(new ProcessStartInfo(Checkout.Acetate, ["serve", "--library", home, "--listen", "http://127.0.0.1:0", "--link", "--no-work", "--log", "text", .. more]) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("The server did not start.");
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("http", StringComparison.Ordinal) is not (>= 0 and var at) || !line.Contains("#token=", StringComparison.Ordinal)) continue;
            _ = server.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            _ = server.StandardError.BaseStream.CopyToAsync(Stream.Null);
            return new ServedLibrary(server, line[at..].Trim());
        }

        using (server) throw new InvalidOperationException($"The server did not start: {await server.StandardError.ReadToEndAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
    }
}
