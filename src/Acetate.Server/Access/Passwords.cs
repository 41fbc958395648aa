using Acetate.Library.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Acetate.Server.Access;

/// <summary>Hashes and checks passwords with the framework's hasher (PBKDF2 with HMAC-SHA512), a few at a time.</summary>
public sealed class Passwords : IDisposable
{
    /// <summary>The least length of a password, in characters.</summary>
    public const int Shortest = 12;

    /// <summary>The least length of a link's passphrase, in characters.</summary>
    public const int ShortestPhrase = 8;

    /// <summary>The greatest length of a password, in characters.</summary>
    public const int Longest = 256;

    // What a guess costs whoever has stolen the database; a sign-in takes a tenth of a second.
    internal const int Iterations = 210_000;

    private static readonly string[] Common = ["password", "passwort", "acetate", "qwertyuiop", "1234567890", "letmein", "iloveyou", "administrator", "abcdefghij"];

    private readonly PasswordHasher<Principal> hasher;
    private readonly SemaphoreSlim atOnce = new(Math.Max(1, Environment.ProcessorCount));
    private readonly Lazy<string> nobodys;

    /// <summary>A checker that hashes with so many rounds: <see cref="Iterations"/>, or few where tests sign in a hundred times.</summary>
    internal Passwords(int iterations)
    {
        hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        nobodys = new(() => hasher.HashPassword(Nobody, Guid.NewGuid().ToString()));
    }

    private static Principal Nobody { get; } = new() { Id = Guid.Empty, Name = "nobody", Kind = PrincipalKind.Person };

    /// <summary>Why a principal cannot have this password, as a sentence; null when it can.</summary>
    public static string? WhyNot(string password, Principal principal)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(principal);
        if (password.Length is < Shortest or > Longest) return $"A password has {Shortest} to {Longest} characters: several words do well.";
        if (password.Distinct().Count() < 5) return "A password has at least five different characters.";
        // What is left when the well-known part is taken out must still be long enough.
        foreach (var known in Common.Append(principal.Name).Concat(principal.Mail.Split('@')[..1]).Where(word => word.Length >= 4))
            if (password.Replace(known, "", StringComparison.OrdinalIgnoreCase).Length < Shortest - 4 && password.Contains(known, StringComparison.OrdinalIgnoreCase))
                return $"A password must not consist mainly of '{known}'.";
        return null;
    }

    /// <summary>The hash of a password.</summary>
    public Task<string> HashAsync(Principal principal, string password, CancellationToken cancellationToken) =>
        SlowAsync(() => hasher.HashPassword(principal, password), cancellationToken);

    /// <summary>Whether a password has this hash. It takes as long when there is no principal and no hash as when there is.</summary>
    public Task<bool> IsRightAsync(Principal? principal, string? hash, string password, CancellationToken cancellationToken) => SlowAsync(() =>
    {
        var verdict = hasher.VerifyHashedPassword(principal ?? Nobody, hash ?? nobodys.Value, password.Length > Longest ? "" : password);
        return principal is not null && hash is not null && verdict != PasswordVerificationResult.Failed;
    }, cancellationToken);

    /// <summary>Why a link cannot have this passphrase, as a sentence; null when it can.</summary>
    public static string? WhyNotPhrase(string phrase)
    {
        ArgumentNullException.ThrowIfNull(phrase);
        return phrase.Length is < ShortestPhrase or > Longest ? $"A passphrase has {ShortestPhrase} to {Longest} characters: several words do well."
            : phrase.Distinct().Count() < 4 ? "A passphrase has at least four different characters." : null;
    }

    /// <summary>The hash of a link's passphrase.</summary>
    public Task<string> HashPhraseAsync(string phrase, CancellationToken cancellationToken) => SlowAsync(() => hasher.HashPassword(Nobody, Written(phrase)), cancellationToken);

    /// <summary>Whether a link's passphrase has this hash.</summary>
    public Task<bool> IsRightPhraseAsync(string hash, string phrase, CancellationToken cancellationToken) => SlowAsync(
        () => hasher.VerifyHashedPassword(Nobody, hash, phrase.Length > Longest ? "" : Written(phrase)) != PasswordVerificationResult.Failed, cancellationToken);

    // The same letters are typed as one character or as two, depending on the keyboard.
    private static string Written(string phrase)
    {
        try
        {
            return phrase.Normalize();
        }
        catch (ArgumentException)
        {
            return phrase;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => atOnce.Dispose();

    private async Task<T> SlowAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await atOnce.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            atOnce.Release();
        }
    }
}
