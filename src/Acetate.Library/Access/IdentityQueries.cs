namespace Acetate.Library.Access;

/// <summary>Who a person is at an identity provider.</summary>
/// <param name="Principal">The person.</param>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">What it calls them; it gives it to nobody else, ever. A mail address is not that.</param>
/// <param name="LinkedBy">Who linked the two.</param>
/// <param name="LinkedAt">When.</param>
public sealed record LinkedIdentity(Guid Principal, string Issuer, string Subject, string LinkedBy, DateTimeOffset LinkedAt);

/// <summary>People and who they are at the company's identity provider.</summary>
public static class IdentityQueries
{
    /// <summary>The greatest length of a subject (OpenID Connect Core 1.0, 2), in characters.</summary>
    public const int LongestSubject = 255;

    private const string Columns = "issuer, subject, principal_id, linked_by, linked_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>Whose identity this is, whether shut out or not; null when nobody's.</summary>
        public async Task<Principal?> PrincipalOfIdentityAsync(string issuer, string subject, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM identities WHERE issuer = @issuer AND subject = @subject", new { issuer, subject }, cancellationToken)) is { } row
                ? await tx.PrincipalAsync(row.PrincipalId, cancellationToken) : null;

        /// <summary>Every identity that is linked to a person.</summary>
        public async Task<List<LinkedIdentity>> IdentitiesAsync(CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM identities ORDER BY linked_at, issuer, subject", null, cancellationToken))
            .ConvertAll(row => new LinkedIdentity(row.PrincipalId, row.Issuer, row.Subject, row.LinkedBy, row.LinkedAt));

        /// <summary>Links a person to their identity; the one before of this provider no longer counts.</summary>
        /// <param name="principal">The person.</param>
        /// <param name="issuer">The provider.</param>
        /// <param name="subject">1 to 255 characters.</param>
        /// <param name="actor">Who links them.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        /// <exception cref="LibraryException">The principal is no person, the subject is none, or it is another person's.</exception>
        public async Task LinkIdentityAsync(Principal principal, string issuer, string subject, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(principal);
            ArgumentNullException.ThrowIfNull(subject);
            if (principal.Kind != PrincipalKind.Person) throw new LibraryException(LibraryProblem.Conflict, $"'{principal.Name}' is no person: services and stations have tokens, and nothing else.");
            if (subject.Length is 0 or > LongestSubject || subject.Any(char.IsControl)) throw new LibraryException(LibraryProblem.Settings, $"A subject has 1 to {LongestSubject} characters, none of them a control character.");
            if (await tx.PrincipalOfIdentityAsync(issuer, subject, cancellationToken) is { } other)
            {
                if (other.Id == principal.Id) return;
                throw new LibraryException(LibraryProblem.Conflict, $"This identity is linked to '{other.Name}'. Take it away there first.");
            }

            await tx.ExecuteAsync("DELETE FROM identities WHERE principal_id = @Id AND issuer = @issuer", new { principal.Id, issuer }, cancellationToken);
            await tx.ExecuteAsync($"INSERT INTO identities ({Columns}) VALUES (@issuer, @subject, @Id, @actor, @Now)", new { issuer, subject, principal.Id, actor, tx.Now }, cancellationToken);
        }

        /// <summary>Takes a person's identities away; how many there were.</summary>
        public Task<int> UnlinkIdentitiesAsync(Guid principal, CancellationToken cancellationToken) =>
            tx.ExecuteAsync("DELETE FROM identities WHERE principal_id = @principal", new { principal }, cancellationToken);

        /// <summary>Notes that the provider answers for the second factor of a session.</summary>
        public Task NoteFactorElsewhereAsync(Guid token, CancellationToken cancellationToken) =>
            tx.ExecuteAsync("UPDATE tokens SET factor_elsewhere = @yes WHERE id = @token", new { token, yes = true }, cancellationToken);
    }

    private sealed class Row
    {
        public string Issuer { get; set; } = "";
        public string Subject { get; set; } = "";
        public Guid PrincipalId { get; set; }
        public string LinkedBy { get; set; } = "";
        public DateTimeOffset LinkedAt { get; set; }
    }
}
