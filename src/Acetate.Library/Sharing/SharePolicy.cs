using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using Acetate.Library.Access;

namespace Acetate.Library.Sharing;

/// <summary>Who may share with whom: the one table that the server obeys, the guide prints and the tests ask.</summary>
public static class SharePolicy
{
    // One row for each kind of sharer, one letter for each kind of recipient, in the order in which they are declared.
    private static readonly ImmutableArray<(Sharer Sharer, string May)> Table =
    [
        (Sharer.Administrator, "yyyyyy"),
        (Sharer.Owner,         "yyyyyy"),
        (Sharer.Operator,      "yyyyyn"),
        (Sharer.Viewer,        "yyyynn"),
        (Sharer.Insider,       "yyyynn"),
        (Sharer.Guest,         "ynynnn"),
    ];

    /// <summary>Whether somebody may share with somebody.</summary>
    public static bool May(Sharer sharer, Audience audience) => Table.First(row => row.Sharer == sharer).May[(int)audience] == 'y';

    /// <summary>Whether somebody of this kind begins shares; all others only pass on what was shared with them, where they were given that right.</summary>
    public static bool Begins(Sharer sharer) => sharer <= Sharer.Operator;

    /// <summary>What somebody is, as a sharer, in a show.</summary>
    public static Sharer SharerOf(TokenBearer bearer, string show)
    {
        ArgumentNullException.ThrowIfNull(bearer);
        if (bearer.Principal.IsAdministrator) return Sharer.Administrator;
        if (!bearer.Roles.TryGetValue(show, out var role)) return bearer.Roles.IsEmpty ? Sharer.Guest : Sharer.Insider;
        return role switch { ShowRole.Owner => Sharer.Owner, ShowRole.Operator => Sharer.Operator, _ => Sharer.Viewer };
    }

    /// <summary>What somebody with an account is, as a recipient.</summary>
    /// <param name="isAdministrator">Whether they are an administrator: those have every role in every show.</param>
    /// <param name="roles">Their roles by show.</param>
    /// <param name="workspaces">The workspaces that they are let into now.</param>
    /// <param name="show">The show of the share.</param>
    /// <param name="sharersWorkspaces">For sharers with a role anywhere the workspaces of the show, for guests those that they are let into now.</param>
    public static Audience AudienceOf(
        bool isAdministrator, IReadOnlyDictionary<string, ShowRole> roles, IEnumerable<Guid> workspaces, string show, IReadOnlySet<Guid> sharersWorkspaces)
    {
        ArgumentNullException.ThrowIfNull(roles);
        if (isAdministrator || roles.ContainsKey(show)) return Audience.Show;
        if (workspaces.Any(sharersWorkspaces.Contains)) return Audience.SameWorkspace;
        return roles.Count > 0 ? Audience.OtherShow : Audience.Others;
    }

    /// <summary>What a link is, as a recipient.</summary>
    public static Audience AudienceOf(ShareLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return link.IsPublic ? Audience.PublicLink : Audience.RestrictedLink;
    }

    /// <summary>The table as the guide prints it.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder("| who shares | ").AppendJoin(" | ", Enum.GetValues<Audience>().Select(Words)).Append(" |\n|---|");
        foreach (var _ in Enum.GetValues<Audience>()) text.Append("---|");
        foreach (var (sharer, may) in Table)
            text.Append("\n| ").Append(Words(sharer)).Append(Begins(sharer) ? " | " : ", passing on | ").AppendJoin(" | ", may.Select(one => one == 'y' ? "yes" : "no")).Append(" |");
        return text.Append('\n').ToString();
    }

    /// <summary>A kind of sharer, in words.</summary>
    public static string Words(Sharer sharer) => sharer switch
    {
        Sharer.Administrator => "an administrator",
        Sharer.Owner => "an owner of the show",
        Sharer.Operator => "an operator of the show",
        Sharer.Viewer => "a viewer of the show",
        Sharer.Insider => "somebody with a role in another show",
        _ => "a guest (no role in any show)",
    };

    /// <summary>A kind of recipient, in words.</summary>
    public static string Words(Audience audience) => audience switch
    {
        Audience.Show => "people of the show",
        Audience.OtherShow => "people of other shows",
        Audience.SameWorkspace => "people of the same workspace",
        Audience.Others => "everybody else with an account",
        Audience.RestrictedLink => "a restricted link",
        _ => "a public link",
    };
}

/// <summary>What somebody is who shares.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Sharer>))]
public enum Sharer
{
    /// <summary>Has every role in every show.</summary>
    Administrator,

    /// <summary>Owns the show.</summary>
    Owner,

    /// <summary>Operates the show.</summary>
    Operator,

    /// <summary>Sees the show.</summary>
    Viewer,

    /// <summary>Has a role in another show.</summary>
    Insider,

    /// <summary>Has no role in any show: somebody of a vendor.</summary>
    Guest,
}

/// <summary>What somebody is with whom something is shared.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Audience>))]
public enum Audience
{
    /// <summary>Has a role in the show.</summary>
    Show,

    /// <summary>Has a role in another show.</summary>
    OtherShow,

    /// <summary>Is let into a workspace of the show; for a guest who shares, into one that the guest is let into too.</summary>
    SameWorkspace,

    /// <summary>Has an account, and nothing of the above.</summary>
    Others,

    /// <summary>Holds a link that asks for a passphrase, or for a mail name of some domains.</summary>
    RestrictedLink,

    /// <summary>Holds a link that asks for nothing.</summary>
    PublicLink,
}
