using System.Diagnostics;
using System.Text.Json;

namespace Acetate.Cluster;

/// <summary>One of the servers of the library: a process with a home of its own.</summary>
internal sealed class AcetateServer(ClusterFolder folder, string name, string listen, IReadOnlyList<KeyValuePair<string, string>> variables) : IAsyncDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(listen), Timeout = TimeSpan.FromSeconds(5) };
    private Process? process;
    private Task log = Task.CompletedTask;

    public string Name => name;

    public string Url => listen;

    public string Home { get; } = folder.In(name);

    public bool IsUp => process is { HasExited: false };

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <returns>The link that signs a browser in, if one was asked for.</returns>
    public async Task<string?> StartAsync(bool withLink, CancellationToken cancellationToken)
    {
        string[] arguments = [folder.Program("acetate-server"), "--library", Home, "--listen", listen, "--slurm", folder.In("slurm.json"), "--log", "text", "--end-with-input"];
        // Ctrl+C at the terminal is ours: the servers end in their turn, before what they need.
        var info = new ProcessStartInfo("setsid", withLink ? [.. arguments, "--link"] : arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in variables) info.Environment[variable] = value;
        process?.Dispose();
        process = Process.Start(info)!;
        log = LogAsync(process.StandardError);
        if (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line) return withLink ? line : null;
        await process.WaitForExitAsync(cancellationToken);
        await log;
        throw new ClusterException($"The server {name} did not start: {File.ReadLines(LogFile).LastOrDefault("it said nothing")}");
    }

    /// <summary>What the server says of itself; null when it does not answer.</summary>
    public async Task<JsonElement?> ReadyAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "readyz") { Headers = { Authorization = new("Bearer", token) } };
            using var answer = await http.SendAsync(request, cancellationToken);
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return document.RootElement.TryGetProperty("scheduler", out _) ? document.RootElement.Clone() : null;
        }
        catch (Exception problem) when (problem is HttpRequestException or JsonException || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Ends it at once and without a word, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await log;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is null) return;
        process.StandardInput.Close(); // it ends with its input, in good order
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await log;
        process.Dispose();
    }

    private string LogFile => folder.In($"{name}.log");

    private async Task LogAsync(StreamReader source)
    {
        await using var file = new StreamWriter(LogFile, append: true) { AutoFlush = true };
        while (await source.ReadLineAsync() is { } line) await file.WriteLineAsync(line);
    }
}
