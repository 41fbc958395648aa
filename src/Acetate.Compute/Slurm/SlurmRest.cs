using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Acetate.Compute.Slurm;

/// <summary>Slurm over HTTP: <c>slurmrestd</c>, where the server is no host from which jobs can be submitted.</summary>
/// <remarks>
/// Its JSON has another shape in each release: a number is a number or an object with one, a state a word or a list of words. Both are read; what is written is
/// what v0.0.38 and, from v0.0.40 on, later ones take. The token is read from its file for each call, so that whoever renews it need tell nobody.
/// </remarks>
internal sealed class SlurmRest : ISlurm, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const long LargestAnswer = 512 << 20;
    private const int LargestArray = 100_000;

    private readonly SlurmRestOptions _options;
    private readonly ImmutableDictionary<string, string> _variables;
    private readonly HttpClient _http;

    public SlurmRest(SlurmRestOptions options, ImmutableDictionary<string, string> variables)
    {
        (_options, _variables) = (options, variables);
        var root = options.Url.AbsoluteUri.TrimEnd('/');
        _http = new() { BaseAddress = new Uri($"{root}/slurm/{options.Version}/"), Timeout = Patience, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <summary>Whether the release takes lists and objects where older ones took texts and numbers.</summary>
    private bool IsNewer => string.CompareOrdinal(_options.Version, "v0.0.39") >= 0;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <inheritdoc/>
    public async Task<string> SubmitAsync(PilotArray array, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Post, "job/submit", Submission(array), cancellationToken).ConfigureAwait(false);
        return Number(answer, "job_id") is { } id ? id.ToString(CultureInfo.InvariantCulture)
            : throw new SlurmException("slurmrestd did not say which job it has made.", isRefusal: false);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<SlurmJob>> QueueAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, "jobs", null, cancellationToken).ConfigureAwait(false);
        if (!answer.TryGetProperty("jobs", out var jobs) || jobs.ValueKind != JsonValueKind.Array) throw new SlurmException("slurmrestd did not answer with a list of jobs.", isRefusal: false);
        return [.. jobs.EnumerateArray().Where(job => job.ValueKind == JsonValueKind.Object && Text(job, "name") == name).SelectMany(Read)];
    }

    /// <inheritdoc/>
    public async Task CancelAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken)
    {
        foreach (var job in jobs)
        {
            try
            {
                await SendAsync(HttpMethod.Delete, $"job/{Uri.EscapeDataString(job)}", null, cancellationToken).ConfigureAwait(false);
            }
            catch (SlurmException problem) when (!problem.IsAway)
            {
                // It has ended, or was forgotten.
            }
        }
    }

    /// <summary>What is asked of <c>job/submit</c>.</summary>
    internal JsonObject Submission(PilotArray array)
    {
        if (!array.Lane.Arguments.IsDefaultOrEmpty)
            throw new SlurmException($"Lane '{array.Lane.Name}' has 'arguments', which only sbatch takes. Leave them out, or leave 'rest' out.", isRefusal: true);
        var job = new JsonObject
        {
            ["name"] = array.Name,
            ["comment"] = array.Submission,
            ["array"] = string.Create(CultureInfo.InvariantCulture, $"0-{array.Count - 1}"),
            ["requeue"] = false,
            ["tasks"] = 1,
            ["cpus_per_task"] = array.Cores,
            ["memory_per_node"] = IsNewer ? new JsonObject { ["set"] = true, ["number"] = array.MemoryMiB } : array.MemoryMiB,
            ["current_working_directory"] = "/",
            ["standard_input"] = "/dev/null",
            ["standard_output"] = $"{array.Folder}/%a.log",
            ["environment"] = Environment(),
        };
        if (array.Lane.Partition.Length > 0) job["partition"] = array.Lane.Partition;
        if (array.Lane.Qos.Length > 0) job["qos"] = array.Lane.Qos;
        if (array.Lane.Account.Length > 0) job["account"] = array.Lane.Account;
        if (array.Lane.Licences.Length > 0) job["licenses"] = array.Lane.Licences;
        if (array.Nice > 0) job["nice"] = IsNewer ? array.Nice : array.Nice.ToString(CultureInfo.InvariantCulture);
        if (array.Shunned.Length > 0) job["excluded_nodes"] = IsNewer ? new JsonArray([.. array.Shunned.Select(node => (JsonNode)node)]) : string.Join(',', array.Shunned);
        return new() { ["script"] = Script([.. array.Worker, PilotProgram.Argument, array.Folder]), ["job"] = job };
    }

    /// <summary>A script that starts a program. Its words are quoted whole: 'argv', which would pass them as they are, ends slurmrestd 22.05 by a fault of its own.</summary>
    internal static string Script(ImmutableArray<string> words) =>
        $"#!/bin/sh\nexec {string.Join(' ', words.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"))}\n";

    private JsonNode Environment()
    {
        var all = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(one => (string)one.Key, one => (string?)one.Value ?? "", StringComparer.Ordinal);
        foreach (var (name, value) in _variables) all[name] = value;
        // The token opens Slurm to whoever has it; who started this process is nothing to a worker on another machine.
        foreach (var name in (string[])["SLURM_JWT", Hosting.WorkerHost.ParentVariable, Local.EngineScratch.EngineVariable]) all.Remove(name);
        if (IsNewer) return new JsonArray([.. all.Select(one => (JsonNode)$"{one.Key}={one.Value}")]);
        var environment = new JsonObject();
        foreach (var (name, value) in all) environment[name] = value;
        return environment;
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string what, JsonObject? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(what, UriKind.Relative));
            if (body is not null) request.Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
            request.Headers.Add("X-SLURM-USER-NAME", _options.User.Length > 0 ? _options.User : System.Environment.UserName);
            request.Headers.Add("X-SLURM-USER-TOKEN", await TokenAsync(cancellationToken).ConfigureAwait(false));
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var text = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden)
                throw new SlurmException($"slurmrestd refuses the token of {_options.TokenFile} ({(int)response.StatusCode}). Put a new one there ('scontrol token').", isRefusal: false) { IsAway = true };
            var answer = Parse(text);
            var errors = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("errors", out var said) && said.ValueKind == JsonValueKind.Array
                ? string.Join("; ", said.EnumerateArray().Select(one => $"{Text(one, "error")} {Text(one, "description")}".Trim()).Where(one => one.Length > 0)) : "";
            if (response.IsSuccessStatusCode && errors.Length == 0) return answer;
            throw new SlurmException($"slurmrestd says: {(errors.Length > 0 ? errors : $"{(int)response.StatusCode} {response.ReasonPhrase}")}", method == HttpMethod.Post && SlurmCommands.IsRefusal(errors))
            {
                IsAway = errors.Contains("Unable to contact", StringComparison.Ordinal),
            };
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or UnauthorizedAccessException || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SlurmException($"slurmrestd at {_options.Url} cannot be asked: {problem.Message}", isRefusal: false) { IsAway = true };
        }
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        var text = (await File.ReadAllTextAsync(_options.TokenFile, cancellationToken).ConfigureAwait(false)).Trim();
        // As 'scontrol token' prints it.
        return text.StartsWith("SLURM_JWT=", StringComparison.Ordinal) ? text["SLURM_JWT=".Length..] : text;
    }

    private static JsonElement Parse(byte[] text)
    {
        try
        {
            return text.Length == 0 ? default : JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>The tasks of one entry; those that wait share one.</summary>
    private static IEnumerable<SlurmJob> Read(JsonElement job)
    {
        var state = job.TryGetProperty("job_state", out var states) && states.ValueKind == JsonValueKind.Array ? states.EnumerateArray().Select(one => one.ToString()).FirstOrDefault() ?? "" : Text(job, "job_state");
        var (id, array, tasks) = (Number(job, "job_id") ?? 0, Number(job, "array_job_id") ?? 0, Text(job, "array_task_string"));
        var one = new SlurmJob($"{id}", Text(job, "comment"), state, Text(job, "nodes"), Text(job, "state_reason"));
        if (array == 0) return [one];
        return tasks.Length > 0 ? Tasks(tasks).Select(task => one with { Id = $"{array}_{task}" }) : [one with { Id = $"{array}_{Number(job, "array_task_id") ?? 0}" }];
    }

    /// <summary>The numbers of <c>0-3,7%2</c>.</summary>
    internal static IEnumerable<int> Tasks(string text)
    {
        foreach (var part in text.Split('%')[0].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', 2);
            if (!int.TryParse(ends[0], CultureInfo.InvariantCulture, out var first)) continue;
            if (ends.Length == 1 || !int.TryParse(ends[1].Split(':')[0], CultureInfo.InvariantCulture, out var last)) last = first;
            for (var task = first; task <= last && task - first < LargestArray; task++) yield return task;
        }
    }

    private static string Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";

    private static long? Number(JsonElement of, string name)
    {
        if (of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Object) return value.TryGetProperty("set", out var set) && set.ValueKind == JsonValueKind.False ? null : Number(value, "number");
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
    }
}
