using System.Collections.Immutable;

namespace Acetate.Library.Access;

/// <summary>Passwords of people, of which only a slow hash is kept, and the sessions that they begin.</summary>
public static class PasswordQueries
{
    /// <summary>How long an invitation is good.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(7);

    extension(LibraryTransaction tx)
    {
        /// <summary>The hash of a principal's password, as the hasher made it; null when there is none.</summary>
        public Task<string?> PasswordHashAsync(Guid principal, CancellationToken cancellationToken) =>
            tx.FirstOrDefaultAsync<string>("SELECT hash FROM passwords WHERE principal_id = @principal", new { principal }, cancellationToken);

        /// <summary>Keeps the hash of a password; the one before no longer counts.</summary>
        public Task PutPasswordHashAsync(Guid principal, string hash, CancellationToken cancellationToken) => tx.ExecuteAsync(
            """
            INSERT INTO passwords (principal_id, hash, changed_at) VALUES (@principal, @hash, @Now)
            ON CONFLICT (principal_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
            """,
            new { principal, hash, tx.Now }, cancellationToken);

        /// <summary>Makes the token of a session.</summary>
        /// <param name="principal">Whose.</param>
        /// <param name="title">Where it began, in words.</param>
        /// <param name="until">When it ends.</param>
        /// <param name="scopes">What it may be used for.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public Task<(Token Token, TokenSecret Secret)> AddSessionAsync(Guid principal, string title, DateTimeOffset until, ImmutableArray<TokenScope> scopes, CancellationToken cancellationToken) =>
            tx.KeepTokenAsync(
                new Token { Id = Guid.CreateVersion7(tx.Now), Principal = principal, Title = title, Scopes = scopes, CreatedAt = tx.Now, ExpiresAt = until, IsSession = true },
                cancellationToken);

        /// <summary>Ends every session of a principal at once; how many there were.</summary>
        public Task<int> EndSessionsAsync(Guid principal, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "UPDATE tokens SET revoked_at = @Now WHERE principal_id = @principal AND session AND revoked_at IS NULL AND expires_at > @Now",
            new { principal, tx.Now }, cancellationToken);

        /// <summary>Makes a token with which a person chooses a password, good for a week; those made before no longer count.</summary>
        /// <exception cref="LibraryException">The principal is no person, or is shut out.</exception>
        public async Task<(Token Token, TokenSecret Secret)> InviteAsync(Principal principal, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(principal);
            if (principal.Kind != PrincipalKind.Person) throw new LibraryException(LibraryProblem.Settings, $"'{principal.Name}' is no person: services and stations have tokens, not passwords.");
            if (principal.DisabledAt is not null) throw new LibraryException(LibraryProblem.Conflict, $"'{principal.Name}' is shut out. Let them in again first.");
            await tx.EndInvitationsAsync(principal.Id, cancellationToken);
            return await tx.AddTokenAsync(principal.Id, "invitation", [TokenScope.Enrol], tx.Now + InvitationLifetime, cancellationToken);
        }

        /// <summary>Ends every invitation of a principal that was not used: tokens that are good for nothing but choosing a password.</summary>
        public Task<int> EndInvitationsAsync(Guid principal, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "UPDATE tokens SET revoked_at = @Now WHERE principal_id = @principal AND scopes = @enrol AND revoked_at IS NULL",
            new { principal, enrol = KebabCase.Of(TokenScope.Enrol), tx.Now }, cancellationToken);
    }
}
