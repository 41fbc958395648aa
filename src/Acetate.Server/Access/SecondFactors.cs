using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Server.Problems;

namespace Acetate.Server.Access;

/// <summary>Asks for second factors, and slows down whoever guesses them.</summary>
public sealed class SecondFactors(MediaLibrary library, FailureLimit failures)
{
    private readonly Lazy<SecondFactorKey> key = new(() => SecondFactorKey.Open(library.Options.Home));

    /// <summary>What seals the secrets; made when it is first needed.</summary>
    public SecondFactorKey Key => key.Value;

    /// <summary>Lets a principal go on who has no second factor, or gave a code of it that was not used before.</summary>
    /// <param name="principal">Who.</param>
    /// <param name="code">What was typed; null when nothing was.</param>
    /// <param name="address">From where, for the audit log and the count of failures.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="ProblemException">A code is needed, or this one is not right, or too many were not.</exception>
    public async Task DemandAsync(Principal principal, string? code, string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(principal);
        if (string.IsNullOrWhiteSpace(code))
        {
            if ((await library.ReadAsync(tx => tx.SecondFactorAsync(principal, cancellationToken), cancellationToken)).SetAt is not null)
                throw new ProblemException(ProblemType.CodeNeeded, $"'{principal.Name}' signs in with a code as well.");
            return;
        }

        // Not by address: whoever comes here had the right password, and the library counts the codes of each person.
        var verdict = await library.WriteAsync(async tx =>
        {
            var found = await tx.CheckCodeAsync(principal.Id, Key, code, cancellationToken);
            if (found is CodeVerdict.Accepted { ByRecovery: true } accepted)
                await tx.AuditAsync(principal.Name, "second-factor.recovered", principal.Name, "", new { address, left = accepted.RecoveryCodesLeft }, cancellationToken);
            else if (found is CodeVerdict.Wrong or CodeVerdict.Used)
                await tx.AuditAsync(principal.Name, "second-factor.refused", principal.Name, "", new { address, used = found is CodeVerdict.Used }, cancellationToken);
            return found;
        }, cancellationToken);
        switch (verdict)
        {
            case CodeVerdict.Accepted or CodeVerdict.NotSet: return;
            case CodeVerdict.Wait later: throw TooMany(later.For);
            default:
                failures.Failed(address);
                throw new ProblemException(ProblemType.WrongCode, verdict is CodeVerdict.Used ? "This code was used already." : "The code is not right.");
        }
    }

    private static ProblemException TooMany(TimeSpan wait) =>
        new(ProblemType.TooManyFailures, "Too many codes were not right.") { RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds) };
}
