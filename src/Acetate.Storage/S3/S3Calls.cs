using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;

namespace Acetate.Storage.S3;

/// <summary>How long a server may be out of sorts before we say so.</summary>
/// <param name="Attempts">Tries of one call.</param>
/// <param name="FirstPause">The longest pause after the first failure; it doubles each time. The real pause is a random part of it.</param>
/// <param name="LongestPause">What it doubles up to.</param>
/// <param name="Answer">The longest one try may take.</param>
/// <param name="Stall">The longest a download may bring nothing.</param>
internal sealed record S3Patience(int Attempts, TimeSpan FirstPause, TimeSpan LongestPause, TimeSpan Answer, TimeSpan Stall)
{
    /// <summary>About 20 seconds of failures; 5 minutes for a part on a slow line.</summary>
    public static S3Patience Default { get; } = new(
        8, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(8), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(60));
}

/// <summary>Makes calls to an S3 server: tries again what may pass, and says in words what does not.</summary>
internal sealed class S3Calls(IAmazonS3 client, S3Address address, S3Patience patience, TimeProvider clock)
{
    public IAmazonS3 Client { get; } = client;

    public string Bucket => address.Bucket;

    public S3Patience Patience { get; } = patience;

    /// <summary>What the server was found to do; nothing until that was tried.</summary>
    public S3Abilities Abilities { get; set; } = S3Abilities.None;

    public TimeProvider Clock { get; } = clock;

    public string Name(string key) => $"s3://{address.Bucket}/{key}";

    /// <summary>One call, tried until it works, cannot work, or patience ends.</summary>
    /// <param name="doing">What is being done, such as <c>reading</c>.</param>
    /// <param name="key">To which key; empty for the bucket.</param>
    /// <param name="call">The call. It may run more than once, also when an earlier run did its work and only the answer was lost.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<T> RunAsync<T>(string doing, string key, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested && IsPassing(problem))
            {
                if (attempt >= Patience.Attempts) throw Unavailable(doing, key, problem);
                await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonServiceException problem)
            {
                throw Explain(doing, key, problem);
            }
        }
    }

    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var longest = Math.Min(Patience.LongestPause.TotalMilliseconds, Patience.FirstPause.TotalMilliseconds * Math.Pow(2, attempt - 1));
        // A random part, so that many workers do not come back in step.
        var pause = longest * (0.5 + RandomNumberGenerator.GetInt32(501) / 1000.0);
        return Task.Delay(TimeSpan.FromMilliseconds(pause), Clock, cancellationToken);
    }

    /// <summary>Whether the same call may work in a moment.</summary>
    public static bool IsPassing(Exception problem) => problem switch
    {
        AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented } => false,
        AmazonServiceException
        {
            ErrorCode: "RequestTimeout" or "SlowDown" or "RequestTimeTooSkewed" or "InternalError" or "ServiceUnavailable"
            or "XAmzContentSHA256Mismatch" or "BadDigest" or "IncompleteBody"
        } => true,
        AmazonServiceException service => (int)service.StatusCode is 0 or >= 500 or 408 or 429,
        // The SDK wraps what goes wrong beneath HTTP; an unreadable answer is half an answer.
        AmazonClientException or HttpRequestException or IOException or TimeoutException or OperationCanceledException
            or System.Xml.XmlException => problem is not StoreException,
        _ => false,
    };

    public StoreException Unavailable(string doing, string key, Exception problem)
    {
        var reason = problem switch
        {
            AmazonServiceException { StatusCode: > 0 } service => $"it answered {(int)service.StatusCode} {service.ErrorCode}",
            OperationCanceledException or TimeoutException => "it did not answer in time",
            _ => Innermost(problem).Message.TrimEnd('.'),
        };
        return new StoreException(StoreProblem.Unavailable,
            $"{Sentence(doing, key)}: the server at {Server} is not well: {reason}. It was tried {Patience.Attempts} times.", problem);
    }

    public StoreException Explain(string doing, string key, AmazonServiceException problem)
    {
        var (kind, reason) = problem.ErrorCode switch
        {
            "NoSuchBucket" => (StoreProblem.NotFound, $"the bucket '{Bucket}' does not exist at {Server}. Make it, or correct the store's URL."),
            "InvalidAccessKeyId" => (StoreProblem.Denied, "the server does not know the access key. Check ACETATE_S3_ACCESS_KEY."),
            "SignatureDoesNotMatch" => (StoreProblem.Denied, "the secret key does not fit the access key. Check ACETATE_S3_SECRET_KEY."),
            "QuotaExceeded" or "InsufficientStorage" => (StoreProblem.Full, "the quota of the bucket or its owner is used up."),
            "KeyTooLongError" or "KeyTooLong" => (StoreProblem.InvalidName, "the name is too long for the server."),
            _ => (int)problem.StatusCode switch
            {
                404 => (StoreProblem.NotFound, "it does not exist."),
                403 or 401 => (StoreProblem.Denied, "the server does not allow it with these keys."),
                409 => (StoreProblem.Busy, "another writer is at work on it."),
                412 => (StoreProblem.AlreadyExists, "the name is taken, and files are never overwritten."),
                416 => (StoreProblem.Mismatch, "it is shorter than it was."),
                507 => (StoreProblem.Full, "the server has no room left."),
                _ => (StoreProblem.Denied, $"the server answered {(int)problem.StatusCode} {problem.ErrorCode}: {problem.Message}"),
            },
        };
        return new StoreException(kind, $"{Sentence(doing, key)}: {reason}", problem);
    }

    private string Server => address.Endpoint?.Authority ?? $"Amazon ({address.Region})";

    private string Sentence(string doing, string key) => $"{char.ToUpperInvariant(doing[0])}{doing[1..]} '{Name(key)}' failed";

    private static Exception Innermost(Exception problem) => problem.InnerException is { } inner ? Innermost(inner) : problem;
}
