using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Acetate.Library.Access;

/// <summary>Browsers with which somebody signed in by password before. They let nobody in; wrong passwords that come from them are counted for themselves,
/// so that strangers who guess at a name do not keep its person out.</summary>
public static class KnownBrowserQueries
{
    /// <summary>How long a browser is known.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    extension(LibraryTransaction tx)
    {
        /// <summary>Whether a browser is known to be a person's.</summary>
        /// <param name="principal">The person.</param>
        /// <param name="secret">What the browser kept; whatever somebody sends.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<bool> KnowsBrowserAsync(Guid principal, string secret, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(secret);
            return await tx.ScalarAsync<long>("SELECT COUNT(*) FROM known_browsers WHERE hash = @hash AND principal_id = @principal AND expires_at > @Now",
                new { hash = HashOf(secret), principal, tx.Now }, cancellationToken) > 0;
        }

        /// <summary>Makes a browser known; what it keeps, which is given here and never again.</summary>
        public async Task<string> RememberBrowserAsync(Guid principal, CancellationToken cancellationToken)
        {
            var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            await tx.ExecuteAsync("DELETE FROM known_browsers WHERE expires_at <= @Now", new { tx.Now }, cancellationToken);
            await tx.ExecuteAsync("INSERT INTO known_browsers (hash, principal_id, expires_at) VALUES (@hash, @principal, @until)",
                new { hash = HashOf(secret), principal, until = tx.Now + Lifetime }, cancellationToken);
            return secret;
        }

        /// <summary>Forgets every browser of a person.</summary>
        public Task<int> ForgetBrowsersAsync(Guid principal, CancellationToken cancellationToken) =>
            tx.ExecuteAsync("DELETE FROM known_browsers WHERE principal_id = @principal", new { principal }, cancellationToken);
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
