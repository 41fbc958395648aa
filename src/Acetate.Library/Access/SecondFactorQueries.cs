using System.Collections.Immutable;

namespace Acetate.Library.Access;

/// <summary>Second factors of people: set up, asked for at the door, used up, reset.</summary>
public static class SecondFactorQueries
{
    /// <summary>Wrong codes that a principal has before none is looked at for a while.</summary>
    public const int Allowed = 5;

    /// <summary>For how long wrong codes count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>How long the session is good that can set up a second factor and nothing else.</summary>
    public static readonly TimeSpan SetUpLifetime = TimeSpan.FromMinutes(15);

    extension(LibraryTransaction tx)
    {
        /// <summary>What is known about a principal's second factor.</summary>
        public async Task<SecondFactor> SecondFactorAsync(Principal principal, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(principal);
            var row = await tx.RowAsync(principal.Id, cancellationToken);
            return new(row?.ConfirmedAt, await tx.NeedsSecondFactorAsync(principal, cancellationToken), row?.ConfirmedAt is null ? 0 : await tx.RecoveryCodesLeftAsync(principal.Id, cancellationToken));
        }

        /// <summary>Whether a principal must have a second factor, by name or by the installation's policy.</summary>
        public async Task<bool> NeedsSecondFactorAsync(Principal principal, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(principal);
            if (principal.Kind != PrincipalKind.Person) return false;
            return principal.NeedsSecondFactor || (await tx.AccessPolicyAsync(cancellationToken)).SecondFactor switch
            {
                SecondFactorDemand.Everybody => true,
                SecondFactorDemand.Administrators => principal.IsAdministrator,
                _ => false,
            };
        }

        /// <summary>Who has a second factor.</summary>
        public async Task<ImmutableHashSet<Guid>> SecondFactorHoldersAsync(CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<Guid>("SELECT principal_id FROM second_factors WHERE confirmed_at IS NOT NULL", null, cancellationToken)];

        /// <summary>Keeps a secret that counts when its first code has come; the one before goes on until then.</summary>
        /// <param name="principal">Whose.</param>
        /// <param name="seal">The secret, sealed.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public Task BeginSecondFactorAsync(Guid principal, string seal, CancellationToken cancellationToken) => tx.ExecuteAsync(
            """
            INSERT INTO second_factors (principal_id, pending, last_step, failures) VALUES (@principal, @seal, 0, 0)
            ON CONFLICT (principal_id) DO UPDATE SET pending = excluded.pending
            """,
            new { principal, seal }, cancellationToken);

        /// <summary>Makes the secret count that was begun, if this is a code of it; its recovery codes, which are given here and never again. Null for a wrong code.</summary>
        /// <exception cref="LibraryException">Nothing was begun.</exception>
        public async Task<ImmutableArray<string>?> ConfirmSecondFactorAsync(Guid principal, SecondFactorKey key, string code, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(key);
            if ((await tx.RowAsync(principal, cancellationToken))?.Pending is not { } pending)
                throw new LibraryException(LibraryProblem.Conflict, "No second factor is being set up. Begin anew.");
            if (OneTimeCode.StepOf(key.Unseal(principal, pending), code, tx.Now) is not { } step) return null;
            await tx.ExecuteAsync(
                """
                UPDATE second_factors SET secret = pending, pending = NULL, confirmed_at = @Now, last_step = @step, failures = 0, failing_since = NULL
                WHERE principal_id = @principal
                """,
                new { principal, step, tx.Now }, cancellationToken);
            return await tx.NewRecoveryCodesAsync(principal, cancellationToken);
        }

        /// <summary>Makes ten recovery codes; those before no longer count.</summary>
        public async Task<ImmutableArray<string>> NewRecoveryCodesAsync(Guid principal, CancellationToken cancellationToken)
        {
            await tx.ExecuteAsync("DELETE FROM recovery_codes WHERE principal_id = @principal", new { principal }, cancellationToken);
            ImmutableArray<string> codes = [.. Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.New())];
            foreach (var code in codes)
                await tx.ExecuteAsync("INSERT INTO recovery_codes (principal_id, hash) VALUES (@principal, @hash)", new { principal, hash = RecoveryCode.Hash(principal, RecoveryCode.Read(code)!) }, cancellationToken);
            return codes;
        }

        /// <summary>Looks at a code, a recovery code among them, and uses it up. Wrong ones are counted with this transaction, so commit it whatever the verdict.</summary>
        /// <remarks>Counted in the library, under its one writer: neither a thousand requests at once nor a server that starts anew gives more tries.</remarks>
        public async Task<CodeVerdict> CheckCodeAsync(Guid principal, SecondFactorKey key, string code, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(key);
            if (await tx.RowAsync(principal, cancellationToken) is not { ConfirmedAt: not null, Secret: { } secret } row) return new CodeVerdict.NotSet();
            var failing = row.FailingSince is { } since && tx.Now - since < Window;
            if (failing && row.Failures >= Allowed) return new CodeVerdict.Wait(row.FailingSince!.Value + Window - tx.Now);

            CodeVerdict verdict = new CodeVerdict.Wrong();
            if (RecoveryCode.Read(code) is { } letters)
            {
                var used = await tx.ExecuteAsync("UPDATE recovery_codes SET used_at = @Now WHERE principal_id = @principal AND hash = @hash AND used_at IS NULL",
                    new { principal, hash = RecoveryCode.Hash(principal, letters), tx.Now }, cancellationToken);
                if (used > 0) verdict = new CodeVerdict.Accepted(true, await tx.RecoveryCodesLeftAsync(principal, cancellationToken));
            }
            else if (OneTimeCode.StepOf(key.Unseal(principal, secret), code, tx.Now) is { } step)
            {
                verdict = step > row.LastStep ? new CodeVerdict.Accepted(false, await tx.RecoveryCodesLeftAsync(principal, cancellationToken)) : new CodeVerdict.Used();
                if (step > row.LastStep) row.LastStep = step;
            }

            var right = verdict is CodeVerdict.Accepted;
            await tx.ExecuteAsync("UPDATE second_factors SET last_step = @LastStep, failures = @failures, failing_since = @first WHERE principal_id = @principal",
                new { principal, row.LastStep, failures = right ? 0 : failing ? row.Failures + 1 : 1, first = right ? null : failing ? row.FailingSince : tx.Now }, cancellationToken);
            return verdict;
        }

        /// <summary>Takes a second factor and its recovery codes away; whether there was one.</summary>
        public async Task<bool> RemoveSecondFactorAsync(Guid principal, CancellationToken cancellationToken)
        {
            await tx.ExecuteAsync("DELETE FROM recovery_codes WHERE principal_id = @principal", new { principal }, cancellationToken);
            return await tx.ExecuteAsync("DELETE FROM second_factors WHERE principal_id = @principal", new { principal }, cancellationToken) > 0;
        }

        /// <summary>Ends every session of people who must have a second factor and have none: they sign in again and set it up.</summary>
        /// <remarks>Sessions for whose second factor the company's provider answers go on.</remarks>
        public async Task EndSessionsWithoutSecondFactorAsync(CancellationToken cancellationToken)
        {
            var holders = await tx.SecondFactorHoldersAsync(cancellationToken);
            foreach (var principal in await tx.PrincipalsAsync(cancellationToken))
                if (!holders.Contains(principal.Id) && await tx.NeedsSecondFactorAsync(principal, cancellationToken)) await tx.EndSessionsWithoutFactorElsewhereAsync(principal.Id, cancellationToken);
        }

        private Task<int> EndSessionsWithoutFactorElsewhereAsync(Guid principal, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "UPDATE tokens SET revoked_at = @Now WHERE principal_id = @principal AND session AND NOT factor_elsewhere AND revoked_at IS NULL AND expires_at > @Now",
            new { principal, tx.Now }, cancellationToken);

        private async Task<int> RecoveryCodesLeftAsync(Guid principal, CancellationToken cancellationToken) =>
            (int)await tx.ScalarAsync<long>("SELECT COUNT(*) FROM recovery_codes WHERE principal_id = @principal AND used_at IS NULL", new { principal }, cancellationToken);

        private Task<Row?> RowAsync(Guid principal, CancellationToken cancellationToken) => tx.FirstOrDefaultAsync<Row>(
            "SELECT secret, pending, confirmed_at, last_step, failures, failing_since FROM second_factors WHERE principal_id = @principal", new { principal }, cancellationToken);
    }

    private sealed class Row
    {
        public string? Secret { get; set; }
        public string? Pending { get; set; }
        public DateTimeOffset? ConfirmedAt { get; set; }
        public long LastStep { get; set; }
        public int Failures { get; set; }
        public DateTimeOffset? FailingSince { get; set; }
    }
}
