using System.Net;
using System.Text;
using System.Text.Json;
using Acetate.Library;

namespace Acetate.Cli.Downloader.Service;

/// <summary>A small page on this machine alone that says how the service stands. It only reads: there is nothing to press.</summary>
internal sealed class StatusPage : IDisposable
{
    private readonly HttpListener listener;
    private readonly IPEndPoint at;
    private readonly Func<ServiceStatus> now;

    private StatusPage(HttpListener listener, IPEndPoint at, Func<ServiceStatus> now) => (this.listener, this.at, this.now) = (listener, at, now);

    /// <summary>Where it is.</summary>
    public string Address => $"http://{at}/";

    /// <summary>Opens it.</summary>
    /// <exception cref="CommandException">The address is taken.</exception>
    public static StatusPage Open(IPEndPoint at, Func<ServiceStatus> now)
    {
        var listener = new HttpListener { IgnoreWriteExceptions = true };
        listener.Prefixes.Add($"http://{at}/");
        // What is slow to ask or to read is let go: the page is for people beside the machine.
        listener.TimeoutManager.IdleConnection = TimeSpan.FromSeconds(15);
        listener.TimeoutManager.DrainEntityBody = TimeSpan.FromSeconds(5);
        try
        {
            listener.Start();
        }
        catch (Exception taken) when (taken is HttpListenerException or System.Net.Sockets.SocketException)
        {
            ((IDisposable)listener).Dispose();
            throw new CommandException(ExitCode.Unavailable, $"The status page cannot be at {at}: {taken.Message} Name another address as 'listen', or none.");
        }

        return new StatusPage(listener, at, now);
    }

    /// <summary>Answers until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var _ = cancellationToken.Register(listener.Stop);
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception over) when (over is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!listener.IsListening) throw;
                continue;
            }

            try
            {
                Answer(context);
            }
            catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException or System.Net.Sockets.SocketException)
            {
                // Whoever asked went away.
            }
        }
    }

    public void Dispose() => ((IDisposable)listener).Dispose();

    private void Answer(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers["Content-Security-Policy"] = $"default-src 'none'; style-src 'sha256-{StatusHtml.StyleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Cache-Control"] = "no-store";
        // A page elsewhere whose name was made to mean this machine is not answered.
        var (status, type, text) = !IsOurs(request.UserHostName) ? (421, "text/plain; charset=utf-8", $"This page is at {Address}")
            : request.HttpMethod is not ("GET" or "HEAD") ? (405, "text/plain; charset=utf-8", "This page is only read.")
            : request.Url?.AbsolutePath switch
            {
                "/" => (200, "text/html; charset=utf-8", StatusHtml.Of(now())),
                "/status.json" => (200, "application/json", JsonSerializer.Serialize(now(), LibraryJson.Indented)),
                _ => (404, "text/plain; charset=utf-8", "There are / and /status.json."),
            };
        var bytes = Encoding.UTF8.GetBytes(text);
        (response.StatusCode, response.ContentType, response.ContentLength64, response.KeepAlive) = (status, type, bytes.Length, false);
        response.Close(request.HttpMethod == "HEAD" ? [] : bytes, willBlock: false);
    }

    private bool IsOurs(string? host) => string.Equals(host, at.ToString(), StringComparison.OrdinalIgnoreCase) || string.Equals(host, $"localhost:{at.Port}", StringComparison.OrdinalIgnoreCase)
        || (at.Port == 80 && string.Equals(host, at.Address.ToString(), StringComparison.OrdinalIgnoreCase));
}
