using System.Collections.Immutable;
using Acetate.Library.Workspaces;

namespace Acetate.Library.Access;

/// <summary>Service tokens in the library.</summary>
public static class TokenQueries
{
    private const string Columns = "id, principal_id, title, scopes, created_at, expires_at, last_used_at, revoked_at, renews, session";

    /// <summary>How exactly the last use of a token is kept; noting every use would be a write for every read.</summary>
    public static readonly TimeSpan UseIsKeptTo = TimeSpan.FromMinutes(1);

    extension(LibraryTransaction tx)
    {
        /// <summary>Makes a token. The secret is given here and never again.</summary>
        /// <exception cref="LibraryException">No scope, or an end that has passed already.</exception>
        public async Task<(Token Token, TokenSecret Secret)> AddTokenAsync(
            Guid principal, string title, ImmutableArray<TokenScope> scopes, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
        {
            if (scopes.IsDefaultOrEmpty) throw new LibraryException(LibraryProblem.Settings, "A token needs at least one scope, such as read.");
            if (expiresAt <= tx.Now) throw new LibraryException(LibraryProblem.Settings, "A token's end must lie in the future.");
            return await tx.KeepTokenAsync(
                new Token { Id = Guid.CreateVersion7(), Principal = principal, Title = title, Scopes = [.. scopes.Distinct().Order()], ExpiresAt = expiresAt, CreatedAt = tx.Now },
                cancellationToken);
        }

        /// <summary>Exchanges a valid token for a fresh one with the same rights, so that transfers of days go on.</summary>
        /// <param name="secret">The token in hand. It stays valid until its own end, or for <paramref name="overlap"/> if that is shorter.</param>
        /// <param name="lifetime">How long the new one lasts; not longer than the old one was made for.</param>
        /// <param name="overlap">How long both are good, for requests that are under way.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        /// <returns>The new token; null when the one in hand is not valid.</returns>
        public async Task<(Token Token, TokenSecret Secret)?> RenewTokenAsync(
            TokenSecret secret, TimeSpan lifetime, TimeSpan overlap, CancellationToken cancellationToken)
        {
            if (await tx.BearerAsync(secret, cancellationToken) is not { } bearer) return null;
            var old = bearer.Token;
            // A chain of renewals must not make a short token into a long one.
            if (old.ExpiresAt is { } end && end - old.CreatedAt < lifetime) lifetime = end - old.CreatedAt;
            var fresh = await tx.KeepTokenAsync(
                new Token
                {
                    Id = Guid.CreateVersion7(),
                    Principal = old.Principal,
                    Title = old.Title,
                    Scopes = old.Scopes,
                    CreatedAt = tx.Now,
                    ExpiresAt = tx.Now + lifetime,
                    Renews = old.Id,
                    IsSession = old.IsSession,
                },
                cancellationToken);
            var last = tx.Now + overlap;
            if (old.ExpiresAt is null || last < old.ExpiresAt)
                await tx.ExecuteAsync("UPDATE tokens SET expires_at = @last WHERE id = @Id", new { last, old.Id }, cancellationToken);
            return fresh;
        }

        /// <summary>Who stands behind a secret; null when it is unknown, expired or revoked, or its principal is shut out.</summary>
        public async Task<TokenBearer?> BearerAsync(TokenSecret secret, CancellationToken cancellationToken)
        {
            // Looking for the hash, not for the secret: how long it takes tells nothing about the secret.
            var row = await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM tokens WHERE hash = @Hash", new { secret.Hash }, cancellationToken);
            if (row?.ToToken() is not { } token || !token.IsValidAt(tx.Now)) return null;
            if (await tx.PrincipalAsync(token.Principal, cancellationToken) is not { DisabledAt: null } principal) return null;
            return new TokenBearer(principal, token, await tx.RolesAsync(principal.Id, cancellationToken)) { Workspaces = await tx.WorkspaceGrantsAsync(principal.Id, cancellationToken) };
        }

        /// <summary>Notes that a token was used, if the last note is older than <see cref="UseIsKeptTo"/>.</summary>
        public Task NoteTokenUseAsync(Token token, CancellationToken cancellationToken) =>
            tx.Now - token.LastUsedAt < UseIsKeptTo
                ? Task.CompletedTask
                : tx.NoteAsync("UPDATE tokens SET last_used_at = @Now WHERE id = @Id", new { tx.Now, token.Id }, cancellationToken);

        /// <summary>Revokes a token at once, and every token it was exchanged for; whether any was not revoked yet.</summary>
        public async Task<bool> RevokeTokenAsync(Guid id, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync(
                """
                WITH RECURSIVE family (id) AS (SELECT id FROM tokens WHERE id = @id UNION SELECT t.id FROM tokens t JOIN family f ON t.renews = f.id)
                UPDATE tokens SET revoked_at = @Now WHERE revoked_at IS NULL AND id IN (SELECT id FROM family)
                """,
                new { tx.Now, id }, cancellationToken) > 0;

        /// <summary>The token of this id, or null.</summary>
        public async Task<Token?> TokenAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM tokens WHERE id = @id", new { id }, cancellationToken))?.ToToken();

        /// <summary>Tokens of a principal, or of all with null, oldest first. Ended ones are among them.</summary>
        public async Task<List<Token>> TokensAsync(Guid? principal, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM tokens {(principal is null ? "" : "WHERE principal_id = @principal")} ORDER BY created_at, id",
                new { principal }, cancellationToken)).ConvertAll(row => row.ToToken());

        internal async Task<(Token Token, TokenSecret Secret)> KeepTokenAsync(Token token, CancellationToken cancellationToken)
        {
            var secret = TokenSecret.New();
            await tx.ExecuteAsync(
                $"INSERT INTO tokens ({Columns}, hash) VALUES (@Id, @Principal, @Title, @scopes, @CreatedAt, @ExpiresAt, @LastUsedAt, @RevokedAt, @Renews, @IsSession, @Hash)",
                new
                {
                    token.Id,
                    token.Principal,
                    token.Title,
                    scopes = string.Join(' ', token.Scopes.Select(KebabCase.Of)),
                    token.CreatedAt,
                    token.ExpiresAt,
                    token.LastUsedAt,
                    token.RevokedAt,
                    token.Renews,
                    token.IsSession,
                    secret.Hash,
                },
                cancellationToken);
            return (token, secret);
        }
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public Guid PrincipalId { get; set; }
        public string Title { get; set; } = "";
        public string Scopes { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset? ExpiresAt { get; set; }
        public DateTimeOffset? LastUsedAt { get; set; }
        public DateTimeOffset? RevokedAt { get; set; }
        public Guid? Renews { get; set; }
        public bool Session { get; set; }

        public Token ToToken() => new()
        {
            Id = Id,
            Principal = PrincipalId,
            Title = Title,
            Scopes = [.. Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(KebabCase.Parse<TokenScope>)],
            CreatedAt = CreatedAt,
            ExpiresAt = ExpiresAt,
            LastUsedAt = LastUsedAt,
            RevokedAt = RevokedAt,
            Renews = Renews,
            IsSession = Session,
        };
    }
}
