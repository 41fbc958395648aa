using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Cli.Ingest;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Compute.Remote;
using Acetate.Library;
using Acetate.Library.Access;

namespace Acetate.Cli.Remote;

/// <summary>The API of a server, as commands use it. What it refuses, and its absence, become a sentence and an exit code.</summary>
internal sealed class ServerCalls(Uri address, ServerToken token, HttpClient http)
{
    private static readonly TimeSpan Answer = TimeSpan.FromMinutes(2);

    /// <summary>Where it is; ends with <c>/</c>.</summary>
    public Uri Address => address;

    /// <summary>Reads the address that a person typed.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static Uri Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0)
            throw new CommandException(ExitCode.Usage, $"'{text}' is not the address of a server; it looks like https://acetate.example.com or http://127.0.0.1:5480. The token does not belong in it.");
        return new Uri(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
    }

    /// <summary>Who we are there.</summary>
    public Task<WhoAmI> MeAsync(CancellationToken cancellationToken) => GetAsync<WhoAmI>("api/me", cancellationToken);

    /// <summary>Makes sure that the server is there and that the token may do all of these things.</summary>
    /// <exception cref="CommandException">It is not, or it may not.</exception>
    public async Task DemandAsync(IReadOnlyCollection<TokenScope> needed, CancellationToken cancellationToken)
    {
        var me = await MeAsync(cancellationToken);
        var lacking = needed.Except(me.Scopes).Select(KebabCase.Of).ToList();
        if (lacking.Count == 0) return;
        var all = needed.Select(KebabCase.Of).ToList();
        throw new CommandException(ExitCode.NotPermitted,
            $"The token of {me.Name} lacks the scope {string.Join(" and ", lacking)}. Ask an administrator for one with the {(all.Count == 1 ? $"scope {all[0]}" : $"scopes {string.Join(", ", all[..^1])} and {all[^1]}")}.");
    }

    /// <summary>Has the server say that the token has one of these scopes, the usual one first.</summary>
    /// <exception cref="CommandException">It has none of them; the message names the usual one.</exception>
    public async Task DemandOneOfAsync(IReadOnlyCollection<TokenScope> enough, CancellationToken cancellationToken)
    {
        if (!enough.Intersect((await MeAsync(cancellationToken)).Scopes).Any()) await DemandAsync([enough.First()], cancellationToken);
    }

    /// <summary>Exchanges the token for a fresh one.</summary>
    public async Task<string> RenewAsync(CancellationToken cancellationToken) =>
        (await SendAsync<FreshToken>(HttpMethod.Post, "api/tokens/renew", null, cancellationToken)).Secret;

    /// <summary>Exchanges the token for a fresh one each time half of its life is over. Ends only when cancelled.</summary>
    public Task KeepFreshAsync(CancellationToken cancellationToken) => token.KeepFreshAsync(this, TimeProvider.System, cancellationToken);

    /// <summary>Workers on this machine that may talk to the server themselves.</summary>
    public LocalProcessEngine Workers()
    {
        var scratch = Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "acetate", "work");
        return new LocalProcessEngine(IngestSettings.Engine(scratch) with { Variables = ImmutableDictionary<string, string>.Empty.SetItem("ACETATE_TOKEN_FILE", token.Path) });
    }

    /// <summary>Asks the server for the steps of a place and runs them here, until cancelled.</summary>
    /// <param name="name">The place.</param>
    /// <param name="engine">Who runs them.</param>
    /// <param name="report">Told of progress and results.</param>
    /// <param name="tell">Told, in a sentence, when the server is away and when it is back.</param>
    /// <param name="superseded">The sentence when another program on this machine takes the place over.</param>
    /// <param name="cancellationToken">Ends the work here; it can be taken up again.</param>
    /// <exception cref="CommandException">Another program took the place over.</exception>
    public async Task WorkAsync(string name, IComputeEngine engine, Action<EngineReport> report, Action<string> tell, string superseded, CancellationToken cancellationToken)
    {
        var options = new StationAgentOptions
        {
            Server = address,
            Name = name,
            Token = _ => ValueTask.FromResult(token.Text),
            OnTrouble = trouble => tell(trouble ?? $"The server at {address} answers again."),
            OnReport = report,
        };
        try
        {
            await new StationAgent(options, engine, http).RunAsync(cancellationToken);
        }
        catch (StationSupersededException)
        {
            throw new CommandException(ExitCode.Unavailable, superseded);
        }
    }

    /// <summary>Asks for something.</summary>
    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Sends a request and reads the answer. The body is written as the library writes JSON; bytes are sent as they are.</summary>
    /// <exception cref="CommandException">The server refuses, cannot be reached, or answers what is not understood.</exception>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        try
        {
            return await ReachAsync(async limit =>
            {
                using var answer = await AnswerAsync(method, path, body, HttpCompletionOption.ResponseContentRead, limit);
                return await answer.Content.ReadFromJsonAsync<T>(LibraryJson.Options, limit) ?? throw new JsonException("null");
            }, cancellationToken);
        }
        catch (JsonException problem)
        {
            throw new CommandException(ExitCode.BadInput, $"What answers at {address} is not an Acetate server of this version: {path} gave JSON that is not understood ({problem.Message}).");
        }
    }

    /// <summary>Sends a request whose answer says nothing but that it was done.</summary>
    /// <exception cref="CommandException">The server refuses or cannot be reached.</exception>
    public Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken) => ReachAsync(async limit =>
    {
        using var answer = await AnswerAsync(method, path, body, HttpCompletionOption.ResponseContentRead, limit);
        return true;
    }, cancellationToken);

    /// <summary>Writes what the server sends as it comes, however long it is. An answer that breaks off is a problem, never a short file.</summary>
    /// <exception cref="CommandException">The server refuses or cannot be reached, or its answer broke off.</exception>
    public async Task DownloadAsync(string path, Stream target, CancellationToken cancellationToken)
    {
        using var answer = await ReachAsync(limit => AnswerAsync(HttpMethod.Get, path, null, HttpCompletionOption.ResponseHeadersRead, limit), cancellationToken);
        await using var source = await ReachAsync(limit => answer.Content.ReadAsStreamAsync(limit), cancellationToken);
        var buffer = new byte[81920];
        while (await ReachAsync(async limit => await source.ReadAsync(buffer, limit), cancellationToken) is var count and > 0)
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
    }

    /// <summary>Does one exchange with the server in the time that it has for an answer.</summary>
    private async Task<T> ReachAsync<T>(Func<CancellationToken, Task<T>> exchange, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Answer);
        try
        {
            return await exchange(limit.Token);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException || problem is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw Away(problem);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path, object? body, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path));
        token.Sign(request);
        if (body is byte[] file) request.Content = new ByteArrayContent(file) { Headers = { ContentType = new("application/octet-stream") } };
        else if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: LibraryJson.Options);
        var answer = await http.SendAsync(request, completion, cancellationToken);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await ExplainAsync(answer, cancellationToken);
    }

    private CommandException Away(Exception problem)
    {
        if (problem is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } secure) return Insecure(secure);
        if (problem is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded } && address.Scheme == "http")
            return new CommandException(ExitCode.Unavailable, $"What answers at {address} does not speak HTTP. If it speaks HTTPS, write {With("https")}; else name the port of the server.");
        var reason = problem is OperationCanceledException ? $"it gave no answer for {Answer.TotalMinutes:0} minutes" : problem.Message.TrimEnd('.');
        return new CommandException(ExitCode.Unavailable, $"The server at {address} cannot be reached: {reason}. See that it runs and that the address is right, then run the command again.");
    }

    private CommandException Insecure(HttpRequestException problem)
    {
        Exception deepest = problem;
        while (deepest.InnerException is { } inner) deepest = inner;
        // Only what speaks TLS has a certificate to be wrong; everything else fails before one was seen.
        return new CommandException(ExitCode.Unavailable, deepest.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
            ? $"The server at {address} shows a certificate that this machine does not trust: {deepest.Message.TrimEnd('.')}. See that the name in the address is the one in the certificate, and that this machine knows who issued it."
            : $"What answers at {address} does not speak HTTPS. If it is a server without a certificate, write {With("http")}; else name the port that speaks HTTPS.");
    }

    private string With(string scheme) => $"{scheme}://{address.Authority}{address.AbsolutePath}".TrimEnd('/');

    private async Task<CommandException> ExplainAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var (detail, advice) = ("", "");
        if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            detail = document.RootElement.TryGetProperty("detail", out var d) ? d.GetString() ?? "" : "";
            advice = document.RootElement.TryGetProperty("advice", out var a) ? a.GetString() ?? "" : "";
        }

        var code = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotPermitted,
            HttpStatusCode.NotFound => ExitCode.NotFound,
            HttpStatusCode.BadRequest => ExitCode.Usage,
            HttpStatusCode.Conflict => ExitCode.Found,
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => ExitCode.Unavailable,
            _ => ExitCode.BadInput,
        };
        if (detail.Length == 0) detail = $"it answered {(int)answer.StatusCode} {answer.ReasonPhrase}.";
        return new CommandException(code, $"The server at {address} refuses: {detail} {advice}".TrimEnd());
    }

    private sealed record FreshToken(string Secret);
}

/// <summary>Who a token belongs to, as the server says.</summary>
/// <param name="Name">The principal.</param>
/// <param name="Scopes">What the token may be used for.</param>
/// <param name="Expires">When it ends; null for never.</param>
internal sealed record WhoAmI(string Name, ImmutableArray<TokenScope> Scopes, DateTimeOffset? Expires);
