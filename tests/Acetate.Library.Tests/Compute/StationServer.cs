using System.Net;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Remote;

namespace Acetate.Library.Tests.Compute;

/// <summary>The three station addresses over a real loopback port, with the switches a test needs.</summary>
internal sealed class StationServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private HttpListener _listener = new();
    private Task _serving = Task.CompletedTask;

    public StationServer(RemoteEngine engine)
    {
        Engine = engine;
        // Port 0 is not known to HttpListener: a free one is found by asking for it.
        for (var port = 20_000 + Environment.ProcessId % 20_000; ; port++)
        {
            _listener.Prefixes.Add(Address = $"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (port < 65_000)
            {
                _listener = new();
            }
        }
        _serving = ServeAsync(_listener);
    }

    public string Address { get; }

    /// <summary>The engine that answers; a new one is a restarted server.</summary>
    public RemoteEngine Engine { get; set; }

    /// <summary>The token that is accepted.</summary>
    public string Token { get; set; } = "first";

    /// <summary>Answers everything with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>Takes what is asked but loses the answers on the way.</summary>
    public bool LosesAnswers { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            _listener.Stop();
            await _serving;
            _listener.Close();
        }
        catch (HttpListenerException)
        {
            // Stopping asks for the address once more, and another process may have it by now.
        }

        _end.Dispose();
    }

    private async Task ServeAsync(HttpListener listener)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = AnswerAsync(await listener.GetContextAsync());
            }
            catch (Exception problem) when (problem is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.InputStream);
            var (status, answer) = IsDown ? (503, null)
                : context.Request.Headers["Authorization"] != "Bearer " + Token ? (401, null)
                : await RouteAsync(context.Request.Url!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries), body);
            if (LosesAnswers)
            {
                context.Response.Abort();
                return;
            }
            context.Response.StatusCode = status;
            if (answer is not null) await JsonSerializer.SerializeAsync(context.Response.OutputStream, answer, ComputeJson.Options);
            context.Response.Close();
        }
        catch (Exception problem) when (problem is HttpListenerException or ObjectDisposedException or IOException or OperationCanceledException)
        {
        }
    }

    private async Task<(int Status, StationLeaseResponse? Answer)> RouteAsync(string[] path, JsonElement body) => path switch
    {
        ["api", "stations", _, "lease"] => (200, await Engine.LeaseAsync(body.Deserialize<StationLeaseRequest>(ComputeJson.Options)!, _end.Token)),
        ["api", "stations", _, "attempts", var id, "progress"] => (Engine.Progress(id, body.Deserialize<StepProgress>(ComputeJson.Options)!) ? 204 : 410, null),
        ["api", "stations", _, "attempts", var id, "result"] => (Engine.Complete(id, body.Deserialize<StepResult>(ComputeJson.Options)!) ? 204 : 410, null),
        _ => (404, null),
    };
}
