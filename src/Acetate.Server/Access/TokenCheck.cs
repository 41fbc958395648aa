using System.Collections.Concurrent;
using Acetate.Library;
using Acetate.Library.Access;

namespace Acetate.Server.Access;

/// <summary>Finds whose a token is. Answers are remembered for some seconds; a revoked token ends within them.</summary>
public sealed class TokenCheck(MediaLibrary library)
{
    /// <summary>How long an answer is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<string, Answer> remembered = new(StringComparer.Ordinal);

    /// <summary>The caller, if the token was found valid a moment ago.</summary>
    public Caller? Remembered(TokenSecret secret) =>
        remembered.TryGetValue(secret.Text, out var answer) && library.Clock.GetUtcNow() is var now && now < answer.Until
            && answer.Caller.Bearer.Token.IsValidAt(now) ? answer.Caller : null;

    /// <summary>The caller, or null when the token is unknown, expired or revoked.</summary>
    public async Task<Caller?> FindAsync(TokenSecret secret, CancellationToken cancellationToken)
    {
        var bearer = await library.ReadAsync(tx => tx.BearerAsync(secret, cancellationToken), cancellationToken);
        if (bearer is null)
        {
            remembered.TryRemove(secret.Text, out _);
            return null;
        }

        var now = library.Clock.GetUtcNow();
        if (bearer.Token.LastUsedAt is not { } used || now - used >= TokenQueries.UseIsKeptTo)
            await NoteUseAsync(bearer.Token, cancellationToken);
        if (remembered.Count >= MostRemembered) remembered.Clear();
        var caller = new Caller(bearer, secret);
        remembered[secret.Text] = new Answer(caller, now + Memory);
        return caller;
    }

    private async Task NoteUseAsync(Token token, CancellationToken cancellationToken)
    {
        try
        {
            await library.WriteAsync(tx => tx.NoteTokenUseAsync(token, cancellationToken), cancellationToken);
        }
        catch (LibraryException problem) when (problem.Problem == LibraryProblem.Full)
        {
            // Who asks why nothing moves must be told that the database's disk is full; when a token was last used can wait.
        }
    }

    /// <summary>Forgets all answers, so that a change of rights counts at once.</summary>
    public void Forget() => remembered.Clear();

    private sealed record Answer(Caller Caller, DateTimeOffset Until);
}
