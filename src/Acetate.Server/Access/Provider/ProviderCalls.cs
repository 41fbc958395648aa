using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Acetate.Server.Problems;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Acetate.Server.Access.Provider;

/// <summary>Calls to the identity provider: short, of bounded size, over TLS, and led nowhere else.</summary>
internal sealed class ProviderCalls(ProviderSettings settings) : IDocumentRetriever, IDisposable
{
    private const int LargestAnswer = 1 << 20;

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
    {
        Timeout = TimeSpan.FromSeconds(15),
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>A document of the provider: its metadata, its keys.</summary>
    /// <exception cref="ProblemException">It does not answer with one.</exception>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, SafeAddress(address));
        var (status, text) = await SendAsync(request, cancel);
        return status == HttpStatusCode.OK ? text : throw Failed($"It answered {(int)status} at {request.RequestUri!.AbsolutePath}.");
    }

    /// <summary>Exchanges a code for the tokens behind it (RFC 6749, 4.1.3; RFC 7636, 4.5).</summary>
    /// <exception cref="ProblemException">The provider refuses it, or does not answer.</exception>
    public async Task<ProviderTokens> RedeemAsync(OpenIdConnectConfiguration metadata, string code, string verifier, string redirect, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirect,
            ["code_verifier"] = verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, SafeAddress(metadata.TokenEndpoint));
        request.Headers.Accept.Add(new(MediaTypeNames.Application.Json));
        if (settings.ClientSecret.Length == 0) form["client_id"] = settings.ClientId;
        else if (metadata.TokenEndpointAuthMethodsSupported is { Count: > 0 } known && !known.Contains("client_secret_basic") && known.Contains("client_secret_post"))
            (form["client_id"], form["client_secret"]) = (settings.ClientId, settings.ClientSecret);
        else
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(settings.ClientId)}:{WebUtility.UrlEncode(settings.ClientSecret)}")));
        request.Content = new FormUrlEncodedContent(form);
        var (status, text) = await SendAsync(request, cancellationToken);
        var answer = Read(text);
        if (status != HttpStatusCode.OK)
        {
            if (status >= HttpStatusCode.InternalServerError) throw Failed($"It answered {(int)status} to the sign-in's code.");
            // What is wrong with our own credentials is no fault of whoever signs in.
            if (TextOf(answer, "error") is "invalid_client" or "unauthorized_client")
                throw Failed("It does not take this installation's own credentials.", "An administrator looks at \"clientId\" and \"clientSecretFile\" in the settings.");
            throw new ProblemException(ProblemType.SignInFailed, "The identity provider does not know the sign-in's code any more: it is good once, for a short while.");
        }

        return TextOf(answer, "id_token") is { } token ? new(token, TextOf(answer, "access_token")) : throw Failed("It gave no id_token.");
    }

    /// <summary>What the provider says of the person behind an access token, beyond the id_token.</summary>
    /// <exception cref="ProblemException">It does not answer with that.</exception>
    public async Task<JsonElement> UserInfoAsync(string address, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, SafeAddress(address));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        request.Headers.Accept.Add(new(MediaTypeNames.Application.Json));
        var (status, text) = await SendAsync(request, cancellationToken);
        return status == HttpStatusCode.OK && Read(text) is { ValueKind: JsonValueKind.Object } claims ? claims : throw Failed($"It answered {(int)status} when it was asked who this is.");
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private Uri SafeAddress(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var url) && ProviderSettings.IsSafe(url, settings.IsHere)
        ? url : throw Failed("It names an address that is not safe.");

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Failed("It cannot be reached, or does not answer.");
        }
    }

    private ProblemException Failed(string why, string? advice = null) => new(ProblemType.ProviderUnavailable, $"The identity provider {settings.Issuer} failed. {why}", advice);

    private static JsonElement Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 16, AllowDuplicateProperties = false });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? TextOf(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What a code was exchanged for. The text form shows neither.</summary>
/// <param name="IdToken">Who signed in, signed.</param>
/// <param name="AccessToken">What opens the provider's page about them, if there is one.</param>
internal sealed record ProviderTokens(string IdToken, string? AccessToken)
{
    /// <inheritdoc/>
    public override string ToString() => "tokens";
}
