using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acetate.Compute.Remote;

/// <summary>What a station's agent needs to know.</summary>
public sealed record StationAgentOptions
{
    /// <summary>The server's address, such as <c>https://acetate.example/</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>The station's name; steps with this <see cref="Step.Place"/> come here.</summary>
    public required string Name { get; init; }

    /// <summary>The token for the next request. Asked every time, so that a renewed token counts at once.</summary>
    public required Func<CancellationToken, ValueTask<string>> Token { get; init; }

    /// <summary>Called when the server refuses the token; the next request asks for the token again.</summary>
    public Func<CancellationToken, ValueTask> Renew { get; init; } = static _ => ValueTask.CompletedTask;

    /// <summary>Cores and memory (MiB) the station gives away.</summary>
    public double Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory the station gives away, in MiB.</summary>
    public int MemoryMiB { get; init; } = 4096;

    /// <summary>Told of all progress and results, for the station's own display.</summary>
    public Action<EngineReport> OnReport { get; init; } = static _ => { };

    /// <summary>Told, in a sentence, when the server cannot be reached or refuses; and with null when all is well again.</summary>
    public Action<string?> OnTrouble { get; init; } = static _ => { };
}

/// <summary>The station's side: asks the server for attempts, runs them in an engine here, and reports.</summary>
/// <remarks>
/// Work goes on while the server is away. When it is back, attempts it no longer knows (it was restarted, or took the station for
/// lost) are dropped; it hands the same steps out again, and they continue from what lies in the store.
/// </remarks>
public sealed class StationAgent(
    StationAgentOptions options, IComputeEngine engine, HttpClient http, TimeProvider? clock = null, ILogger<StationAgent>? logger = null)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProgressPace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ILogger _logger = logger ?? NullLogger<StationAgent>.Instance;
    private readonly string _agent = Guid.CreateVersion7().ToString("N");
    private readonly ConcurrentDictionary<string, StepProgress?> _held = new(StringComparer.Ordinal);
    private string? _trouble;

    /// <summary>Attempts that were given to this station and whose results the server has not confirmed.</summary>
    public ImmutableArray<string> Running => [.. _held.Keys];

    /// <summary>Works until cancelled.</summary>
    /// <exception cref="StationSupersededException">Another agent now speaks for this station.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops = [LeaseAsync(end.Token), FollowAsync(end.Token), SendProgressAsync(end.Token)];
        var first = await Task.WhenAny(loops).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    private async Task LeaseAsync(CancellationToken cancellationToken)
    {
        var pause = ShortestPause;
        while (true)
        {
            using var response = await TrySendAsync("lease",
                new StationLeaseRequest(_agent, options.Cores, options.MemoryMiB, Running, WaitSeconds: 10), cancellationToken).ConfigureAwait(false);
            if (response is { IsSuccessStatusCode: true }
                && await ReadAsync(response, cancellationToken).ConfigureAwait(false) is { } answer)
            {
                pause = ShortestPause;
                await ObeyAsync(answer, cancellationToken).ConfigureAwait(false);
                continue;
            }
            await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task ObeyAsync(StationLeaseResponse answer, CancellationToken cancellationToken)
    {
        foreach (var id in answer.Drop)
        {
            // Off the list first: nobody waits for how it ends.
            if (_held.TryRemove(id, out _)) _logger.LogInformation("The server no longer knows attempt {Attempt}; it is stopped here", id);
            await engine.CancelAsync(id, cancellationToken).ConfigureAwait(false);
        }
        if (answer.Superseded) throw new StationSupersededException(options.Name);
        foreach (var attempt in answer.Attempts)
            if (_held.TryAdd(attempt.Id, null))
                await engine.SubmitAsync(attempt, cancellationToken).ConfigureAwait(false);
        foreach (var id in answer.Cancel) await engine.CancelAsync(id, cancellationToken).ConfigureAwait(false);
        foreach (var throttle in answer.Throttles)
            await engine.ThrottleAsync(throttle.Attempt, throttle.BytesPerSecond, cancellationToken).ConfigureAwait(false);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await foreach (var report in engine.ReportsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_held.ContainsKey(report.AttemptId)) continue;
            options.OnReport(report);
            if (report.Progress is { } progress) _held.TryUpdate(report.AttemptId, progress, _held.GetValueOrDefault(report.AttemptId));
            if (report.Result is { } result) _ = HandOverAsync(report.AttemptId, result, cancellationToken);
        }
    }

    /// <summary>Repeats the result until the server has it, or says that it does not want it.</summary>
    private async Task HandOverAsync(string attemptId, StepResult result, CancellationToken cancellationToken)
    {
        var pause = ShortestPause;
        while (!cancellationToken.IsCancellationRequested && _held.ContainsKey(attemptId))
        {
            using var response = await TrySendAsync($"attempts/{Uri.EscapeDataString(attemptId)}/result", result, cancellationToken)
                .ConfigureAwait(false);
            if (response is { IsSuccessStatusCode: true } or { StatusCode: HttpStatusCode.Gone or HttpStatusCode.NotFound })
            {
                _held.TryRemove(attemptId, out _);
                return;
            }
            await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task SendProgressAsync(CancellationToken cancellationToken)
    {
        var sent = new Dictionary<string, StepProgress>(StringComparer.Ordinal);
        while (true)
        {
            await Task.Delay(ProgressPace, _clock, cancellationToken).ConfigureAwait(false);
            foreach (var gone in sent.Keys.Where(id => !_held.ContainsKey(id)).ToArray()) sent.Remove(gone);
            // While the server is away the lease loop finds out when it is back; progress is not worth a queue.
            if (_trouble is not null) continue;
            foreach (var (id, progress) in _held)
            {
                if (progress is null || (sent.TryGetValue(id, out var last) && ReferenceEquals(last, progress))) continue;
                using var response = await TrySendAsync($"attempts/{Uri.EscapeDataString(id)}/progress", progress, cancellationToken)
                    .ConfigureAwait(false);
                if (response is { IsSuccessStatusCode: true }) sent[id] = progress;
            }
        }
    }

    /// <summary>The answer, whatever its status, or null when there was none.</summary>
    private async Task<HttpResponseMessage?> TrySendAsync<T>(string what, T body, CancellationToken cancellationToken)
    {
        var address = new Uri(options.Server, $"api/stations/{Uri.EscapeDataString(options.Name)}/{what}");
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body, options: ComputeJson.Options) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await options.Token(cancellationToken).ConfigureAwait(false));
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(RequestTime);
            var response = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                Tell($"The server refuses the token of station '{options.Name}' ({(int)response.StatusCode}); renewing it.");
                await options.Renew(cancellationToken).ConfigureAwait(false);
            }
            else if ((int)response.StatusCode >= 500)
            {
                Tell($"The server at {options.Server} answers {(int)response.StatusCode}; trying again.");
            }
            else
            {
                Tell(null);
            }
            return response;
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException
            || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Tell($"The server at {options.Server} cannot be reached ({problem.Message}); work here goes on.");
            return null;
        }
    }

    private static async Task<StationLeaseResponse?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<StationLeaseResponse>(ComputeJson.Options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private void Tell(string? trouble)
    {
        if (_trouble == trouble) return;
        _trouble = trouble;
        if (trouble is not null) _logger.LogWarning("{Trouble}", trouble);
        options.OnTrouble(trouble);
    }
}

/// <summary>Another agent speaks for the same station: two programs with one name.</summary>
public sealed class StationSupersededException(string station)
    : Exception($"Another program now works as station '{station}'. Stop one of them, or give this one another name.");
