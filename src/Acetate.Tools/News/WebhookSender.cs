using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Acetate.Library.Deliveries;

namespace Acetate.Tools.News;

/// <summary>Posts news to the addresses that a show's settings name.</summary>
/// <remarks>
/// Redirects are not followed and answers are not read: an address can only receive. A webhook with a key is signed:
/// <c>Acetate-Signature: t=UNIXTIME,v1=HEX</c>, where HEX is HMAC-SHA-256 over <c>UNIXTIME.BODY</c>; a receiver refuses old times.
/// </remarks>
public sealed class WebhookSender(TimeProvider clock) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Sends one delivery; null when it arrived, else why it did not.</summary>
    public async Task<string?> TrySendAsync(Delivery delivery, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Target)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Payload)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json") { CharSet = "utf-8" };
        request.Headers.Add("Acetate-Delivery", delivery.Id.ToString());
        if (key.Length > 0) request.Headers.Add("Acetate-Signature", Sign(delivery.Payload, key, clock.GetUtcNow()));
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"The address answered {(int)response.StatusCode} {response.ReasonPhrase}.";
        }
        catch (HttpRequestException problem)
        {
            return $"The address could not be reached: {problem.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "The address did not answer within 30 seconds.";
        }
    }

    /// <summary>The signature header of a body sent at a time.</summary>
    public static string Sign(string body, string key, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds();
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(mac)}";
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
