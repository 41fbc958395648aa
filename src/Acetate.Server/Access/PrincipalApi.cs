using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Shows;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Access;

/// <summary>Who acts, and who may do what in a show.</summary>
public static class PrincipalApi
{
    /// <summary>Maps <c>/api/principals</c> and the roles of shows.</summary>
    public static void MapPrincipals(this IEndpointRouteBuilder routes)
    {
        var principals = routes.MapGroup("/api/principals").WithTags("Access");
        principals.MapGet("", ListAsync).WithName("ListPrincipals").WithSummary("Everybody who acts").Needs(LibraryAction.ManagePrincipals);
        principals.MapPost("", CreateAsync).WithName("CreatePrincipal").WithSummary("Makes a principal").Needs(LibraryAction.ManagePrincipals);
        principals.MapPatch("/{name}", ChangeAsync).WithName("ChangePrincipal")
            .WithSummary("Changes title, mail, administrator right and whether a second factor is asked for, or shuts a principal out").Needs(LibraryAction.ManagePrincipals);

        principals.MapPost("/{name}/invitation", InviteAsync).WithName("InvitePrincipal")
            .WithSummary("Makes a link with which a person chooses a password; those made before no longer count").Needs(LibraryAction.ManagePrincipals);
        principals.MapDelete("/{name}/sessions", EndSessionsAsync).WithName("EndSessions")
            .WithSummary("Signs a principal out everywhere").Needs(LibraryAction.ManagePrincipals);

        var roles = routes.MapGroup("/api/shows/{show}/roles").WithTags("Access");
        roles.MapGet("", RolesAsync).WithName("ListRoles").WithSummary("Who has which role in a show").NeedsIn(ShowOf.Route, LibraryAction.GrantRoles);
        roles.MapPut("/{name}", GrantAsync).WithName("GrantRole").WithSummary("Gives a principal a role in a show; null takes it away")
            .NeedsIn(ShowOf.Route, LibraryAction.GrantRoles);
    }

    private static async Task<Ok<PrincipalList>> ListAsync(MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx =>
        {
            var (all, holders) = (await tx.PrincipalsAsync(cancellationToken), await tx.SecondFactorHoldersAsync(cancellationToken));
            var names = all.ToDictionary(one => one.Id, one => one.Name);
            return new PrincipalList([.. all], [.. all.Where(one => holders.Contains(one.Id)).Select(one => one.Name)],
                [.. (await tx.IdentitiesAsync(cancellationToken)).Select(one => new IdentityView(names[one.Principal], one.Issuer, one.Subject, one.LinkedBy, one.LinkedAt))]);
        }, cancellationToken));

    private static async Task<Created<Principal>> CreateAsync(PrincipalRequest body, MediaLibrary library, CancellationToken cancellationToken)
    {
        var made = await library.WriteAsync(tx => tx.AddPrincipalAsync(new Principal
        {
            Id = Guid.CreateVersion7(tx.Now),
            Name = body.Name,
            Kind = body.Kind ?? PrincipalKind.Person,
            Title = body.Title ?? "",
            Mail = MailOf(body.Mail ?? ""),
            IsAdministrator = body.Administrator ?? false,
        }, cancellationToken), cancellationToken);
        return TypedResults.Created($"/api/principals/{Uri.EscapeDataString(made.Name)}", made);
    }

    private static async Task<Ok<Principal>> ChangeAsync(
        string name, PrincipalChange body, Caller caller, MediaLibrary library, TokenCheck tokens, CancellationToken cancellationToken)
    {
        var changed = await library.WriteAsync(async tx =>
        {
            var old = await FindAsync(tx, name, cancellationToken);
            var next = old with
            {
                Title = body.Title ?? old.Title,
                Mail = body.Mail is { } mail && mail != old.Mail ? MailOf(mail) : old.Mail,
                IsAdministrator = body.Administrator ?? old.IsAdministrator,
                NeedsSecondFactor = body.NeedsSecondFactor ?? old.NeedsSecondFactor,
                DisabledAt = body.Disabled is not { } shut ? old.DisabledAt : shut ? old.DisabledAt ?? tx.Now : null,
            };
            if (old.Id == caller.Bearer.Principal.Id && (next.DisabledAt is not null || !next.IsAdministrator))
                throw new ProblemException(ProblemType.Conflict, "Administrators cannot shut themselves out.", "Let another administrator do it.");
            await tx.UpdatePrincipalAsync(next, cancellationToken);
            await tx.EndSessionsWithoutSecondFactorAsync(cancellationToken);
            return next;
        }, cancellationToken);
        tokens.Forget();
        return TypedResults.Ok(changed);
    }

    private static string MailOf(string text) =>
        Principal.WhyNotMail(text.Trim()) is { } reason ? throw new ProblemException(ProblemType.InvalidRequest, reason) : text.Trim();

    private static async Task<Created<NewToken>> InviteAsync(string name, MediaLibrary library, TokenCheck tokens, CancellationToken cancellationToken)
    {
        var (view, secret) = await library.WriteAsync(async tx =>
        {
            var principal = await FindAsync(tx, name, cancellationToken);
            var (token, fresh) = await tx.InviteAsync(principal, cancellationToken);
            return (TokenView.Of(token, principal.Name), fresh);
        }, cancellationToken);
        tokens.Forget();
        return TypedResults.Created($"/api/tokens/{view.Id}", new NewToken(view, secret.Text));
    }

    private static async Task<NoContent> EndSessionsAsync(string name, MediaLibrary library, TokenCheck tokens, CancellationToken cancellationToken)
    {
        await library.WriteAsync(async tx => await tx.EndSessionsAsync((await FindAsync(tx, name, cancellationToken)).Id, cancellationToken), cancellationToken);
        tokens.Forget();
        return TypedResults.NoContent();
    }

    private static async Task<Ok<RoleList>> RolesAsync(string show, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(async tx => new RoleList(
            [.. (await tx.RolesInAsync(show, cancellationToken)).Select(one => new RoleView(one.Principal.Name, one.Principal.Title, one.Role))]), cancellationToken));

    private static async Task<NoContent> GrantAsync(
        string show, string name, RoleChange body, Caller caller, MediaLibrary library, TokenCheck tokens, CancellationToken cancellationToken)
    {
        await library.WriteAsync(async tx =>
        {
            var principal = await FindAsync(tx, name, cancellationToken);
            var whole = await tx.RequireShowAsync(show, cancellationToken);
            await tx.GrantAsync(principal.Id, whole.Name, body.Role, cancellationToken);
            await tx.AuditAsync(caller.Name, "role.granted", principal.Name, whole.Name, new { role = body.Role is { } role ? KebabCase.Of(role) : "none" }, cancellationToken);
        }, cancellationToken);
        tokens.Forget();
        return TypedResults.NoContent();
    }

    /// <summary>The principal of this name, or the problem.</summary>
    internal static async Task<Principal> FindAsync(LibraryTransaction tx, string name, CancellationToken cancellationToken) =>
        await tx.PrincipalAsync(name, cancellationToken) ?? throw new ProblemException(ProblemType.NotFound, $"There is no principal '{name}'.");
}

/// <summary>Principals.</summary>
/// <param name="Principals">By name.</param>
/// <param name="WithSecondFactor">The names of those who have a second factor.</param>
/// <param name="Identities">Who is who at the company's identity provider.</param>
public sealed record PrincipalList(ImmutableArray<Principal> Principals, ImmutableArray<string> WithSecondFactor, ImmutableArray<IdentityView> Identities);

/// <summary>Who somebody is at the company's identity provider.</summary>
/// <param name="Principal">The person.</param>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">What it calls them.</param>
/// <param name="LinkedBy">Who linked the two.</param>
/// <param name="LinkedAt">When.</param>
public sealed record IdentityView(string Principal, string Issuer, string Subject, string LinkedBy, DateTimeOffset LinkedAt);

/// <summary>A principal to make.</summary>
/// <param name="Name">1 to 64 characters without spaces; never given twice.</param>
/// <param name="Kind">Person by default.</param>
/// <param name="Title">The full name.</param>
/// <param name="Mail">The e-mail address, to which news for their role goes.</param>
/// <param name="Administrator">Owns every show and makes shows, principals and tokens; false by default.</param>
public sealed record PrincipalRequest(
    string Name, PrincipalKind? Kind = null, string? Title = null, string? Mail = null, bool? Administrator = null);

/// <summary>What is to be different; what is not named stays.</summary>
/// <param name="Title">The full name.</param>
/// <param name="Mail">The e-mail address, to which news for their role goes; empty takes it away.</param>
/// <param name="Administrator">The administrator right.</param>
/// <param name="Disabled">Shut out: no token of the principal counts any more.</param>
/// <param name="NeedsSecondFactor">Whether a second factor is asked of the principal whatever the installation's policy; who has none is signed out.</param>
public sealed record PrincipalChange(string? Title = null, string? Mail = null, bool? Administrator = null, bool? Disabled = null, bool? NeedsSecondFactor = null);

/// <summary>A role to give.</summary>
/// <param name="Role">The role; null takes it away.</param>
public sealed record RoleChange(ShowRole? Role);

/// <summary>Who has a role in a show.</summary>
/// <param name="Roles">By name.</param>
public sealed record RoleList(ImmutableArray<RoleView> Roles);

/// <summary>A role of somebody.</summary>
/// <param name="Principal">Who.</param>
/// <param name="Title">Their full name.</param>
/// <param name="Role">The role.</param>
public sealed record RoleView(string Principal, string Title, ShowRole Role);
