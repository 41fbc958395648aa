using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Acetate.Storage.Http;

/// <summary>How long a server may be out of sorts before we say so.</summary>
/// <param name="Attempts">Tries of one call.</param>
/// <param name="FirstPause">The pause after the first failure; it doubles each time.</param>
/// <param name="LongestPause">What it doubles up to.</param>
/// <param name="Answer">The longest one try may take.</param>
internal sealed record TusPatience(int Attempts, TimeSpan FirstPause, TimeSpan LongestPause, TimeSpan Answer)
{
    /// <summary>About 30 seconds of failures; 5 minutes for a piece on a slow line.</summary>
    public static TusPatience Default { get; } = new(9, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(8), TimeSpan.FromMinutes(5));
}

/// <summary>Talks to the files of a server: adds the token, tries again what may pass, says in words what does not.</summary>
internal sealed class TusCalls : IDisposable
{
    private readonly HttpClient _client;
    private readonly TusPatience _patience;
    private string _token;

    public TusCalls(Uri address, TusPatience patience, TimeProvider clock)
    {
        (Address, _patience, Clock) = (address, patience, clock);
        _token = ReadToken();
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10), ConnectCallback = LongWay.ConnectAsync })
        {
            Timeout = patience.Answer,
        };
    }

    public Uri Address { get; }

    public TimeProvider Clock { get; }

    public int Attempts => _patience.Attempts;

    public string Name(StoreKey key) => $"{Address.GetLeftPart(UriPartial.Authority)}/{key}";

    /// <summary>Sends a request, made anew for each try, until there is an answer that trying again would not change.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string doing, StoreKey key, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (answer, problem) = await TryAsync(make(), cancellationToken).ConfigureAwait(false);
            if (answer is not null && !IsPassing(answer)) return answer;
            if (attempt >= _patience.Attempts)
            {
                if (answer is not null) return answer;
                throw Unavailable(doing, key, problem!);
            }

            answer?.Dispose();
            await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request once: the answer, or what went wrong beneath HTTP.</summary>
    public async Task<(HttpResponseMessage? Answer, Exception? Problem)> TryAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            var token = _token;
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.Add("Tus-Resumable", "1.0.0");
            try
            {
                var answer = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
                if (answer.StatusCode != HttpStatusCode.Unauthorized || ReadToken() is var renewed && renewed == token) return (answer, null);
                _token = renewed;
                answer.Dispose();
                return (null, new HttpRequestException("the token was renewed"));
            }
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested
                && problem is HttpRequestException or IOException or OperationCanceledException)
            {
                return (null, problem);
            }
        }
    }

    public static bool IsPassing(HttpResponseMessage answer) =>
        (int)answer.StatusCode is 408 or 423 or 429 or 500 or 502 or 503 or 504;

    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var longest = Math.Min(_patience.LongestPause.TotalMilliseconds, _patience.FirstPause.TotalMilliseconds * Math.Pow(2, attempt - 1));
        return Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + RandomNumberGenerator.GetInt32(501) / 1000.0)), Clock, cancellationToken);
    }

    public StoreException Unavailable(string doing, StoreKey key, Exception? problem) => new(StoreProblem.Unavailable,
        $"{Sentence(doing, key)}: the server at {Address.Authority} does not answer: "
        + $"{(problem is null or OperationCanceledException ? "it took too long" : problem.Message.TrimEnd('.'))}. It was tried {_patience.Attempts} times.", problem);

    /// <summary>What the server says, as an exception.</summary>
    public async Task<StoreException> ExplainAsync(string doing, StoreKey key, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var (type, detail) = await ProblemAsync(answer, cancellationToken).ConfigureAwait(false);
        var kind = (type, (int)answer.StatusCode) switch
        {
            ("already-exists", _) => StoreProblem.AlreadyExists,
            ("key-refused", _) => StoreProblem.InvalidName,
            ("size-mismatch" or "checksum-mismatch", _) or (_, 460) => StoreProblem.Mismatch,
            ("store-full", _) or (_, 507) => StoreProblem.Full,
            ("upload-busy", _) or (_, 423) => StoreProblem.Busy,
            (_, 401 or 403) => StoreProblem.Denied,
            (_, 404 or 410) => StoreProblem.NotFound,
            (_, 408 or 429 or >= 500) => StoreProblem.Unavailable,
            _ => StoreProblem.Denied,
        };
        var reason = detail.Length > 0 ? detail : kind == StoreProblem.Denied && (int)answer.StatusCode == 401
            ? "the server does not take the token. Check ACETATE_TOKEN."
            : $"the server at {Address.Authority} answered {(int)answer.StatusCode} {answer.ReasonPhrase}.";
        return new StoreException(kind, $"{Sentence(doing, key)}: {reason}");
    }

    /// <summary>The kebab-case name and the sentence of a problem+json answer; empty when it is none.</summary>
    public static async Task<(string Type, string Detail)> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json" || answer.Content.Headers.ContentLength > 65536) return ("", "");
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
            return (Text("type").Split('/')[^1], Text("detail"));

            string Text(string name) => document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        }
        catch (Exception problem) when (problem is JsonException or HttpRequestException or IOException)
        {
            return ("", "");
        }
    }

    public static long? Number(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public void Dispose() => _client.Dispose();

    private static string ReadToken()
    {
        var token = Environment.GetEnvironmentVariable("ACETATE_TOKEN_FILE") is { Length: > 0 } path && File.Exists(path)
            ? File.ReadAllText(path).Trim()
            : Environment.GetEnvironmentVariable("ACETATE_TOKEN")?.Trim();
        return token is { Length: > 0 } ? token : throw new StoreException(StoreProblem.Denied,
            "A server's store needs a token in the environment: set ACETATE_TOKEN, or ACETATE_TOKEN_FILE to the file that holds it.");
    }

    private string Sentence(string doing, StoreKey key) => $"{char.ToUpperInvariant(doing[0])}{doing[1..]} '{Name(key)}' failed";
}
