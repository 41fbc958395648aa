using System.Diagnostics.CodeAnalysis;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Sharing;
using Acetate.Library.Shows;

namespace Acetate.Tools.News;

/// <summary>Somebody whom news for a role reaches: they have it in the show, are not shut out, and have a mail address.</summary>
/// <param name="Name">The principal's name.</param>
/// <param name="Role">The role.</param>
/// <param name="Address">The address; it stays within the sending.</param>
public sealed record RoleHolder(string Name, ShowRole Role, string Address)
{
    /// <summary>Of everybody with a role in a show those who can be written to.</summary>
    public static IEnumerable<RoleHolder> Of(IEnumerable<(Principal Principal, ShowRole Role)> roles) =>
        from one in roles
        where one.Principal.DisabledAt is null
        let address = MailName.TryParse(one.Principal.Mail, out var mail, out _) ? mail : ""
        where address.Length > 0
        select new RoleHolder(one.Principal.Name, one.Role, address);
}

/// <summary>What stands as the target of mail in the outbox: an address, or <c>role:operator:anna</c> for somebody because of a role.</summary>
/// <remarks>
/// The address of a person is looked up when the letter goes out: it does not lie in the outbox or in what is told of it, and who
/// has lost the role by then gets nothing. Addresses hold no colon, so nobody's settings can be taken for a role.
/// </remarks>
public static class MailTarget
{
    private const string RoleMark = "role:";

    /// <summary>Whom a mail target of a show's settings means now.</summary>
    public static IEnumerable<string> Of(MailSettings mail, IReadOnlyCollection<RoleHolder> holders) =>
        mail.Role is { } role ? holders.Where(one => one.Role == role).Select(one => $"{RoleMark}{KebabCase.Of(role)}:{one.Name}") : [mail.To];

    /// <summary>Whether a target in the outbox comes from a mail target of a show's settings.</summary>
    public static bool IsMeant(MailSettings mail, string target) =>
        mail.Role is { } role ? target.StartsWith($"{RoleMark}{KebabCase.Of(role)}:", StringComparison.Ordinal) : mail.To == target;

    /// <summary>Reads whom a target means by a role; false for an address.</summary>
    public static bool TryRole(string target, out ShowRole role, [NotNullWhen(true)] out string? name)
    {
        (role, name) = (default, null);
        if (!target.StartsWith(RoleMark, StringComparison.Ordinal) || target.Split(':', 3) is not [_, var word, var who] || !KebabCase.TryParse(word, out role)) return false;
        name = who;
        return true;
    }

    /// <summary>A target for people who may not see addresses of others.</summary>
    public static string Shown(string target) => TryRole(target, out var role, out var name) ? $"{name} ({KebabCase.Of(role)})" : target;
}
