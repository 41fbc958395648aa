using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Shows;

namespace Acetate.Server.Access.Provider;

/// <summary>Decides whose account somebody has who signed in at the provider, and what they are in which show.</summary>
internal static class ProviderAccounts
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Finds, links or makes the account, gives the roles of the groups, and says why somebody is not let in.</summary>
        public async Task<AccountVerdict> AccountOfAsync(ProviderSettings settings, ProviderPerson person, CancellationToken cancellationToken)
        {
            if (!settings.Domains.IsEmpty)
            {
                if (person.Mail.Length == 0) return new AccountVerdict.Refused("", "The identity provider does not vouch for your mail address, and an address that nobody vouches for lets nobody in.");
                if (!settings.Domains.Contains(person.Mail[(person.Mail.LastIndexOf('@') + 1)..])) return new AccountVerdict.Refused("", $"Addresses such as {person.Mail} are not let in here.");
            }

            if (await tx.PrincipalOfIdentityAsync(settings.Issuer, person.Subject, cancellationToken) is not { } principal)
            {
                switch (await tx.FirstTimeAsync(settings, person, cancellationToken))
                {
                    case AccountVerdict.LetIn first: principal = first.Principal; break;
                    case var refused: return refused;
                }
            }

            if (principal.DisabledAt is not null) return new AccountVerdict.Refused(principal.Name, $"The account '{principal.Name}' is shut out.");
            var proven = settings.TrustsSecondFactor || settings.SecondFactor.Any(person.Methods.Contains);
            if (!proven && await tx.SecondFactorAsync(principal, cancellationToken) is { Required: true } or { SetAt: not null })
                return new AccountVerdict.Refused(principal.Name, $"A second factor is asked of '{principal.Name}', and the identity provider did not say that you used one.");
            await tx.GiveRolesAsync(settings, person, principal, cancellationToken);
            return new AccountVerdict.LetIn(principal, proven);
        }

        /// <summary>Somebody whom the provider names for the first time: an account with their verified address is theirs, if it has no other way in.</summary>
        private async Task<AccountVerdict> FirstTimeAsync(ProviderSettings settings, ProviderPerson person, CancellationToken cancellationToken)
        {
            var known = person.Mail.Length == 0 ? [] : (await tx.PrincipalsAsync(cancellationToken)).Where(one => one.Kind == PrincipalKind.Person && one.Mail.Trim().Equals(person.Mail, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (known.Length > 1) return new AccountVerdict.Refused("", $"Several accounts have the address {person.Mail}.");
            if (known is [var principal])
            {
                // Whoever rules over the provider's addresses must not come by one into an account that a password guards, or that rules here.
                if (principal.DisabledAt is not null) return new AccountVerdict.Refused(principal.Name, $"The account '{principal.Name}' is shut out.");
                if (principal.IsAdministrator || await tx.PasswordHashAsync(principal.Id, cancellationToken) is not null)
                    return new AccountVerdict.Refused(principal.Name, $"The account '{principal.Name}' has your address, and is an administrator's or has a password: such a one is not linked by an address.");
                if ((await tx.IdentitiesAsync(cancellationToken)).Any(one => one.Principal == principal.Id && one.Issuer == settings.Issuer))
                    return new AccountVerdict.Refused(principal.Name, $"The account '{principal.Name}' has your address, and is linked to somebody else at the identity provider.");
                await tx.LinkAsync(settings, person, principal, cancellationToken);
                return new AccountVerdict.LetIn(principal, false);
            }

            if (!settings.MakesPeople || person.Mail.Length == 0) return new AccountVerdict.Refused("", person.Mail.Length == 0
                ? "You have no account here, and the identity provider vouches for no mail address of yours by which one could be found." : $"There is no account here for {person.Mail}.");
            var made = await tx.AddPrincipalAsync(new Principal
            {
                Id = Guid.CreateVersion7(tx.Now),
                Name = await tx.FreeNameAsync(person, cancellationToken),
                Kind = PrincipalKind.Person,
                Title = person.Name.Length > 120 ? person.Name[..120] : person.Name,
                Mail = person.Mail,
            }, cancellationToken);
            await tx.AuditAsync(made.Name, "principal.made", made.Name, "", new { issuer = settings.Issuer, mail = person.Mail }, cancellationToken);
            await tx.LinkAsync(settings, person, made, cancellationToken);
            return new AccountVerdict.LetIn(made, false);
        }

        private async Task LinkAsync(ProviderSettings settings, ProviderPerson person, Principal principal, CancellationToken cancellationToken)
        {
            await tx.LinkIdentityAsync(principal, settings.Issuer, person.Subject, principal.Name, cancellationToken);
            await tx.AuditAsync(principal.Name, "identity.linked", principal.Name, "", new { issuer = settings.Issuer, subject = person.Subject, mail = person.Mail }, cancellationToken);
        }

        private async Task<string> FreeNameAsync(ProviderPerson person, CancellationToken cancellationToken)
        {
            var wish = person.UserName.Split('@')[0] is { Length: > 0 } name ? name : person.Mail.Split('@')[0];
            wish = new string([.. wish.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_').Take(48)]).ToLowerInvariant();
            if (wish.Length == 0) wish = "person";
            for (var number = 1; ; number++)
                if ((number == 1 ? wish : $"{wish}-{number}") is var free && await tx.PrincipalAsync(free, cancellationToken) is null) return free;
        }

        /// <summary>In the shows that the settings name, somebody is what their groups say: the highest of these roles, or nothing.</summary>
        private async Task GiveRolesAsync(ProviderSettings settings, ProviderPerson person, Principal principal, CancellationToken cancellationToken)
        {
            if (settings.Roles.IsEmpty) return;
            var held = await tx.RolesAsync(principal.Id, cancellationToken);
            foreach (var show in settings.Roles.GroupBy(one => one.Show, StringComparer.Ordinal))
            {
                ShowRole? given = show.Where(one => person.Groups.Contains(one.Group)).Select(one => (ShowRole?)one.Role).Max();
                ShowRole? had = held.TryGetValue(show.Key, out var role) ? role : null;
                // A show may be set down before it is made.
                if (given == had || await tx.ShowAsync(show.Key, cancellationToken) is null) continue;
                await tx.GrantAsync(principal.Id, show.Key, given, cancellationToken);
                await tx.AuditAsync(principal.Name, "role.of-groups", principal.Name, show.Key, new { role = given is { } now ? KebabCase.Of(now) : "none", before = had is { } then ? KebabCase.Of(then) : "none", issuer = settings.Issuer }, cancellationToken);
            }
        }
    }
}

/// <summary>What became of somebody who signed in at the provider.</summary>
internal abstract record AccountVerdict
{
    private AccountVerdict()
    {
    }

    /// <summary>They are in.</summary>
    /// <param name="Principal">Who they are here.</param>
    /// <param name="SecondFactorElsewhere">Whether the provider answers for a second factor.</param>
    public sealed record LetIn(Principal Principal, bool SecondFactorElsewhere) : AccountVerdict;

    /// <summary>They are not.</summary>
    /// <param name="Name">Whose account it would have been; empty when nobody's.</param>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Refused(string Name, string Reason) : AccountVerdict;
}
