using System.Globalization;
using System.Text.Json.Serialization;

namespace Acetate.Library.Access;

/// <summary>What an installation asks of everybody who comes in.</summary>
public sealed record AccessPolicy
{
    /// <summary>Who must have a second factor, besides those of whom it is asked by name; nobody by default.</summary>
    public SecondFactorDemand SecondFactor { get; init; } = SecondFactorDemand.Nobody;

    /// <summary>Bytes of a show's originals that somebody may fetch in an hour before another person must agree; null for any number.</summary>
    public long? BulkBytes { get; init; }
}

/// <summary>Of whom a second factor is asked.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SecondFactorDemand>))]
public enum SecondFactorDemand
{
    /// <summary>Whoever wants one has one.</summary>
    Nobody,

    /// <summary>Every administrator.</summary>
    Administrators,

    /// <summary>Everybody who signs in with a password.</summary>
    Everybody,
}

/// <summary>The policy in the library.</summary>
public static class AccessPolicyQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The installation's policy.</summary>
        public async Task<AccessPolicy> AccessPolicyAsync(CancellationToken cancellationToken)
        {
            var rows = (await tx.QueryAsync<Row>("SELECT name, value FROM access_policy", null, cancellationToken)).ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);
            return new()
            {
                SecondFactor = rows.TryGetValue("second-factor", out var word) ? KebabCase.Parse<SecondFactorDemand>(word) : SecondFactorDemand.Nobody,
                BulkBytes = rows.TryGetValue("bulk-bytes", out var bytes) && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var free) ? free : null,
            };
        }

        /// <summary>Changes the policy.</summary>
        /// <param name="policy">What it is to be.</param>
        /// <param name="actor">Who changes it.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        /// <exception cref="LibraryException">A number of bytes below zero.</exception>
        public async Task PutAccessPolicyAsync(AccessPolicy policy, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(policy);
            if (policy.BulkBytes < 0) throw new LibraryException(LibraryProblem.Settings, "A number of bytes is 0 or more.");
            foreach (var (name, value) in ((string, string)[])[("second-factor", KebabCase.Of(policy.SecondFactor)), ("bulk-bytes", policy.BulkBytes?.ToString(CultureInfo.InvariantCulture) ?? "any")])
                await tx.ExecuteAsync(
                    """
                    INSERT INTO access_policy (name, value, changed_by, changed_at) VALUES (@name, @value, @actor, @Now)
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_by = excluded.changed_by, changed_at = excluded.changed_at
                    """,
                    new { name, value, actor, tx.Now }, cancellationToken);
        }
    }

    private sealed class Row
    {
        public string Name { get; set; } = "";
        public string Value { get; set; } = "";
    }
}
