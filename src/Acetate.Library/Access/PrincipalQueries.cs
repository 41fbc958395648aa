using System.Collections.Immutable;

namespace Acetate.Library.Access;

/// <summary>Principals and their roles in the library.</summary>
public static class PrincipalQueries
{
    internal const string Columns = "id, name, kind, title, mail, administrator, created_at, disabled_at, second_factor_required";

    extension(LibraryTransaction tx)
    {
        /// <summary>The principal of this name, in whatever case, or null.</summary>
        public async Task<Principal?> PrincipalAsync(string name, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM principals WHERE lower(name) = lower(@name)", new { name }, cancellationToken))?.ToPrincipal();

        /// <summary>The principal, or null.</summary>
        public async Task<Principal?> PrincipalAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM principals WHERE id = @id", new { id }, cancellationToken))?.ToPrincipal();

        /// <summary>All principals by name.</summary>
        public async Task<List<Principal>> PrincipalsAsync(CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM principals ORDER BY name", null, cancellationToken)).ConvertAll(row => row.ToPrincipal());

        /// <summary>Adds a principal. Names are never given twice, not even those of principals that were shut out.</summary>
        public async Task<Principal> AddPrincipalAsync(Principal principal, CancellationToken cancellationToken)
        {
            if (Principal.WhyNotName(principal.Name) is { } reason) throw new LibraryException(LibraryProblem.Settings, reason);
            if (await tx.PrincipalAsync(principal.Name, cancellationToken) is { } other)
                throw new LibraryException(LibraryProblem.Conflict, $"There is a principal '{other.Name}' already. Choose another name.");
            principal = principal with { CreatedAt = principal.CreatedAt == default ? tx.Now : principal.CreatedAt };
            await tx.ExecuteAsync(
                $"INSERT INTO principals ({Columns}) VALUES (@Id, @Name, @kind, @Title, @Mail, @IsAdministrator, @CreatedAt, @DisabledAt, @NeedsSecondFactor)",
                new
                {
                    principal.Id,
                    principal.Name,
                    kind = KebabCase.Of(principal.Kind),
                    principal.Title,
                    principal.Mail,
                    principal.IsAdministrator,
                    principal.CreatedAt,
                    principal.DisabledAt,
                    principal.NeedsSecondFactor,
                },
                cancellationToken);
            return principal;
        }

        /// <summary>Changes a principal's title, mail, administrator right, whether it needs a second factor and whether it is shut out. Its name stays.</summary>
        public async Task UpdatePrincipalAsync(Principal principal, CancellationToken cancellationToken)
        {
            var changed = await tx.ExecuteAsync(
                "UPDATE principals SET title = @Title, mail = @Mail, administrator = @IsAdministrator, disabled_at = @DisabledAt, second_factor_required = @NeedsSecondFactor WHERE id = @Id",
                new { principal.Id, principal.Title, principal.Mail, principal.IsAdministrator, principal.DisabledAt, principal.NeedsSecondFactor }, cancellationToken);
            if (changed == 0) throw new LibraryException(LibraryProblem.NotFound, $"There is no principal '{principal.Name}' in the library.");
        }

        /// <summary>Gives a principal a role in a show, or takes it away with null.</summary>
        public Task GrantAsync(Guid principal, string show, ShowRole? role, CancellationToken cancellationToken) =>
            role is not { } given
                ? tx.ExecuteAsync("DELETE FROM roles WHERE principal_id = @principal AND show = @show", new { principal, show }, cancellationToken)
                : tx.ExecuteAsync(
                    "INSERT INTO roles (principal_id, show, role) VALUES (@principal, @show, @role) ON CONFLICT (principal_id, show) DO UPDATE SET role = excluded.role",
                    new { principal, show, role = KebabCase.Of(given) }, cancellationToken);

        /// <summary>A principal's roles by show.</summary>
        public async Task<ImmutableDictionary<string, ShowRole>> RolesAsync(Guid principal, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<RoleRow>("SELECT show, role FROM roles WHERE principal_id = @principal", new { principal }, cancellationToken))
            .ToImmutableDictionary(row => row.Show, row => KebabCase.Parse<ShowRole>(row.Role), StringComparer.Ordinal);

        /// <summary>Who has a role in a show, by name.</summary>
        public async Task<List<(Principal Principal, ShowRole Role)>> RolesInAsync(string show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                "SELECT p.*, r.role FROM principals p JOIN roles r ON r.principal_id = p.id WHERE r.show = @show ORDER BY p.name", new { show }, cancellationToken))
            .ConvertAll(row => (row.ToPrincipal(), KebabCase.Parse<ShowRole>(row.Role)));
    }

    private sealed class RoleRow
    {
        public string Show { get; set; } = "";
        public string Role { get; set; } = "";
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Name { get; set; } = "";
        public string Kind { get; set; } = "";
        public string Title { get; set; } = "";
        public string Mail { get; set; } = "";
        public bool Administrator { get; set; }
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset? DisabledAt { get; set; }
        public bool SecondFactorRequired { get; set; }
        public string Role { get; set; } = "";

        public Principal ToPrincipal() => new()
        {
            Id = Id,
            Name = Name,
            Kind = KebabCase.Parse<PrincipalKind>(Kind),
            Title = Title,
            Mail = Mail,
            IsAdministrator = Administrator,
            CreatedAt = CreatedAt,
            DisabledAt = DisabledAt,
            NeedsSecondFactor = SecondFactorRequired,
        };
    }
}
