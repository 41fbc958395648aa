using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary>An address whose scheme does not fit what answers there: a sentence with the way out, nothing of the runtime's own words.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ServerAddressTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task HTTPS_to_a_port_that_speaks_HTTP_is_said_with_the_address_to_write()
    {
        await using var port = new Port(async stream =>
        {
            await stream.ReadAtLeastAsync(new byte[16], 16);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        });

        var (code, error) = await AskAsync($"https://127.0.0.1:{port.Number}");

        Assert.Equal((ExitCode.Unavailable, $"What answers at https://127.0.0.1:{port.Number}/ does not speak HTTPS. If it is a server without a certificate, write http://127.0.0.1:{port.Number}; else name the port that speaks HTTPS."), (code, error));
    }

    [Fact]
    public async Task HTTP_to_a_port_that_speaks_HTTPS_is_said_with_the_address_to_write()
    {
        await using var port = new Port(async stream =>
        {
            await stream.ReadAtLeastAsync(new byte[16], 16);
            // What TLS answers to anything else: an alert.
            await stream.WriteAsync(new byte[] { 0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46 });
        });

        var (code, error) = await AskAsync($"http://127.0.0.1:{port.Number}");

        Assert.Equal((ExitCode.Unavailable, $"What answers at http://127.0.0.1:{port.Number}/ does not speak HTTP. If it speaks HTTPS, write https://127.0.0.1:{port.Number}; else name the port of the server."), (code, error));
    }

    [Fact]
    public async Task A_certificate_that_nobody_knows_is_said_as_such()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        await using var port = new Port(async stream =>
        {
            await using var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(certificate);
        });

        var (code, error) = await AskAsync($"https://127.0.0.1:{port.Number}");

        Assert.Equal(ExitCode.Unavailable, code);
        Assert.StartsWith($"The server at https://127.0.0.1:{port.Number}/ shows a certificate that this machine does not trust: ", error, StringComparison.Ordinal);
    }

    private async Task<(ExitCode Code, string Error)> AskAsync(string address)
    {
        var token = folder.Write("token", Encoding.UTF8.GetBytes("act_x"));
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (code, _, error) = await DemoCommandTests.RunAsync("rolls", "list", "--server", address, "--token-file", token);
        return (code, error.TrimEnd());
    }

    /// <summary>A port of this machine that answers every connection in one way.</summary>
    private sealed class Port : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Task accepting;

        public Port(Func<Stream, Task> answer)
        {
            listener.Start();
            accepting = AcceptAsync(answer);
        }

        public int Number => ((IPEndPoint)listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await accepting;
        }

        private async Task AcceptAsync(Func<Stream, Task> answer)
        {
            while (true)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await using var stream = client.GetStream();
                    await answer(stream);
                }
                catch (Exception over) when (over is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The other side hung up, which is what is waited for.
                }
                catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
                {
                    // Stopped while it waited, or between two connections.
                    return;
                }
            }
        }
    }
}
