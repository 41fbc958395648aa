using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Cli.Ingest.Remote;

/// <summary>A server, as far as bringing cards in needs it. What it refuses becomes a sentence and an exit code.</summary>
internal sealed class IngestServer(Uri address, ServerToken token, HttpClient http)
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

    /// <summary>Offers a card; its reading steps come to the station. Offering it again continues it.</summary>
    public Task<IngestReceipt> SubmitAsync(IngestOffer offer, IngestTags tags, string station, CancellationToken cancellationToken) =>
        SendAsync<IngestReceipt>(HttpMethod.Post, "api/ingest/submissions", new CardOffered(tags, offer, station), cancellationToken);

    /// <summary>A roll as it is now.</summary>
    public async Task<Roll> RollAsync(Guid id, CancellationToken cancellationToken) =>
        (await GetAsync<RollSeen>($"api/rolls/{id}", cancellationToken)).Summary.Roll;

    /// <summary>A roll's report.</summary>
    public Task<RollReport> ReportAsync(Guid id, CancellationToken cancellationToken) => GetAsync<RollReport>($"api/rolls/{id}/report.json", cancellationToken);

    /// <summary>The manifest that seals the library's copy, relative to the roll; empty when it is not sealed.</summary>
    public async Task<string> ManifestAsync(Guid id, CancellationToken cancellationToken)
    {
        var timeline = await GetAsync<JsonElement>($"api/rolls/{id}/timeline", cancellationToken);
        return timeline.GetProperty("events").EnumerateArray().Where(e => e.GetProperty("kind").GetString() == "roll.verified")
            .Select(e => e.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("manifest", out var path) ? path.GetString() ?? "" : "")
            .LastOrDefault("");
    }

    /// <summary>Lets a held roll go on as it is.</summary>
    public Task<RollReceipt> ReleaseAsync(Guid id, string reason, CancellationToken cancellationToken) =>
        SendAsync<RollReceipt>(HttpMethod.Post, $"api/rolls/{id}/release", new { reason }, cancellationToken);

    /// <summary>Has what waits for a person tried again, and the bad and missing files of a held roll sent again.</summary>
    public Task<RollReceipt> RetryAsync(Guid id, CancellationToken cancellationToken) =>
        SendAsync<RollReceipt>(HttpMethod.Post, $"api/rolls/{id}/retry", null, cancellationToken);

    private Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Answer);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(address, path));
            token.Sign(request);
            if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: LibraryJson.Options);
            using var answer = await http.SendAsync(request, limit.Token);
            if (!answer.IsSuccessStatusCode) throw await ExplainAsync(answer, limit.Token);
            return await answer.Content.ReadFromJsonAsync<T>(LibraryJson.Options, limit.Token) ?? throw new JsonException("null");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException || problem is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var reason = problem is OperationCanceledException ? $"it gave no answer for {Answer.TotalMinutes:0} minutes" : problem.Message.TrimEnd('.');
            throw new CommandException(ExitCode.Unavailable, $"The server at {address} cannot be reached: {reason}. See that it runs and that the address is right, then run the command again: what has arrived is not sent twice.");
        }
        catch (JsonException problem)
        {
            throw new CommandException(ExitCode.BadInput, $"What answers at {address} is not an Acetate server of this version: {path} gave JSON that is not understood ({problem.Message}).");
        }
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

    private sealed record CardOffered(IngestTags Tags, IngestOffer Offer, string Station);

    private sealed record FreshToken(string Secret);

    private sealed record RollSeen(RollSummarySeen Summary);

    private sealed record RollSummarySeen(Roll Roll);
}

/// <summary>Who a token belongs to, as the server says.</summary>
/// <param name="Name">The principal.</param>
/// <param name="Scopes">What the token may be used for.</param>
/// <param name="Expires">When it ends; null for never.</param>
internal sealed record WhoAmI(string Name, ImmutableArray<TokenScope> Scopes, DateTimeOffset? Expires);
