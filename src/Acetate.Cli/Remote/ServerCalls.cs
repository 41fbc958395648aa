using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
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

    /// <summary>Exchanges the token for a fresh one.</summary>
    public async Task<string> RenewAsync(CancellationToken cancellationToken) =>
        (await SendAsync<FreshToken>(HttpMethod.Post, "api/tokens/renew", null, cancellationToken)).Secret;

    /// <summary>Asks for something.</summary>
    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Sends a request and reads the answer. The body is written as the library writes JSON.</summary>
    /// <exception cref="CommandException">The server refuses, cannot be reached, or answers what is not understood.</exception>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Answer);
        try
        {
            using var answer = await AnswerAsync(method, path, body, limit.Token);
            return await answer.Content.ReadFromJsonAsync<T>(LibraryJson.Options, limit.Token) ?? throw new JsonException("null");
        }
        catch (Exception problem) when (IsAway(problem, cancellationToken))
        {
            throw Away(problem);
        }
        catch (JsonException problem)
        {
            throw new CommandException(ExitCode.BadInput, $"What answers at {address} is not an Acetate server of this version: {path} gave JSON that is not understood ({problem.Message}).");
        }
    }

    /// <summary>Sends a request whose answer says nothing but that it was done.</summary>
    /// <exception cref="CommandException">The server refuses or cannot be reached.</exception>
    public async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Answer);
        try
        {
            using var answer = await AnswerAsync(method, path, body, limit.Token);
        }
        catch (Exception problem) when (IsAway(problem, cancellationToken))
        {
            throw Away(problem);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path));
        token.Sign(request);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: LibraryJson.Options);
        var answer = await http.SendAsync(request, cancellationToken);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await ExplainAsync(answer, cancellationToken);
    }

    private static bool IsAway(Exception problem, CancellationToken cancellationToken) =>
        problem is HttpRequestException or IOException || problem is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    private CommandException Away(Exception problem)
    {
        var reason = problem is OperationCanceledException ? $"it gave no answer for {Answer.TotalMinutes:0} minutes" : problem.Message.TrimEnd('.');
        return new CommandException(ExitCode.Unavailable, $"The server at {address} cannot be reached: {reason}. See that it runs and that the address is right, then run the command again.");
    }

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
