using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Shows;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate users</c>: who acts in a library, and who may do what in a show.</summary>
internal static class UsersCommand
{
    /// <summary>The command.</summary>
    public static Command Create() =>
        new Command("users", "People, services and stations of a library, and their roles in shows.") { List(), Add(), Mail(), Invite(), Role(), Disable(), SignOut(), SecondFactorCommand.Create(), IdentityCommand.Create() }
            .Explain("acetate users add anna --title 'Anna Berg'\nacetate users role anna film operator");

    /// <summary>What the audit log calls whoever uses the command line: they have the library's files in their hands.</summary>
    internal static string Actor => $"{Environment.UserName}@command-line";

    internal static async Task<Principal> FindAsync(LibraryTransaction tx, string name, CancellationToken cancellationToken) =>
        await tx.PrincipalAsync(name, cancellationToken) ?? throw new CommandException(ExitCode.NotFound, $"There is no principal '{name}'. 'acetate users add {name}' makes it; 'acetate users list' shows all.");

    internal static T Word<T>(string text) where T : struct, Enum =>
        KebabCase.TryParse<T>(text, out var value) ? value
            : throw new CommandException(ExitCode.Usage, $"'{text}' is not one of {string.Join(", ", Enum.GetValues<T>().Select(KebabCase.Of))}.");

    private static Command List()
    {
        var (choice, json) = (new LibraryChoice(), Json());
        var command = choice.On(new Command("list", "Everybody who acts.") { json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var all = await choice.AskAsync<IReadOnlyList<Principal>>(parsed,
                async library => await library.ReadAsync(tx => tx.PrincipalsAsync(cancellationToken), cancellationToken),
                async server => (await server.GetAsync<PrincipalsSeen>("api/principals", cancellationToken)).Principals, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { principals = all });
                return (int)ExitCode.Done;
            }

            var table = new Table("NAME", "KIND", "TITLE", "ADMINISTRATOR", "STATE");
            foreach (var one in all) table.Add(one.Name, KebabCase.Of(one.Kind), one.Title, one.IsAdministrator ? "yes" : "", one.DisabledAt is null ? "" : "shut out");
            table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users list\nacetate users list --server https://acetate.example.com --token-file ~/.acetate-token");
    }

    private static Command Add()
    {
        var choice = new LibraryChoice();
        var name = new Argument<string>("name") { Description = "1 to 64 characters without spaces; never given twice" };
        var title = new Option<string>("--title") { Description = "The full name", DefaultValueFactory = _ => "" };
        var mail = new Option<string>("--mail") { Description = "The e-mail address", DefaultValueFactory = _ => "" };
        var kind = new Option<string>("--kind") { Description = "person, service or station", DefaultValueFactory = _ => "person" };
        var admin = new Option<bool>("--administrator") { Description = "Owns every show and makes shows, principals and tokens" };
        var command = choice.On(new Command("add", "Makes a principal.") { name, title, mail, kind, admin });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (Principal.WhyNotName(parsed.GetRequiredValue(name)) is { } reason) throw new CommandException(ExitCode.Usage, reason);
            if (Principal.WhyNotMail(parsed.GetRequiredValue(mail).Trim()) is { } odd) throw new CommandException(ExitCode.Usage, odd);
            var wanted = new Principal
            {
                Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
                Name = parsed.GetRequiredValue(name),
                Kind = Word<PrincipalKind>(parsed.GetRequiredValue(kind)),
                Title = parsed.GetRequiredValue(title),
                Mail = parsed.GetRequiredValue(mail).Trim(),
                IsAdministrator = parsed.GetValue(admin),
            };
            var made = await choice.AskAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var principal = await tx.AddPrincipalAsync(wanted, cancellationToken);
                await tx.AuditAsync(Actor, "principal.made", principal.Name, "", new { administrator = principal.IsAdministrator }, cancellationToken);
                return principal;
            }, cancellationToken), server => server.SendAsync<Principal>(HttpMethod.Post, "api/principals",
                new { wanted.Name, wanted.Kind, wanted.Title, wanted.Mail, administrator = wanted.IsAdministrator }, cancellationToken), cancellationToken);
            var next = made.Kind == PrincipalKind.Person ? $" 'acetate users invite {made.Name}' makes a link with which they choose a password." : "";
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Made {KebabCase.Of(made.Kind)} {made.Name}. 'acetate users role {made.Name} SHOW operator' gives a role.{next}").ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users add anna --title 'Anna Berg'");
    }

    private static Command Mail()
    {
        var choice = new LibraryChoice();
        var name = new Argument<string>("name") { Description = "The principal" };
        var address = new Argument<string>("address") { Description = "The e-mail address, or none" };
        var command = choice.On(new Command("mail", "Says where a principal is written to: news for their role goes there.") { name, address });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (who, text) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(address).Trim());
            var mail = text == "none" ? "" : text;
            if (Principal.WhyNotMail(mail) is { } reason) throw new CommandException(ExitCode.Usage, reason);
            await choice.TellAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var principal = await FindAsync(tx, who, cancellationToken);
                await tx.UpdatePrincipalAsync(principal with { Mail = mail }, cancellationToken);
                await tx.AuditAsync(Actor, "principal.changed", principal.Name, "", new { mail = mail.Length > 0 }, cancellationToken);
            }, cancellationToken), server => server.SendAsync(HttpMethod.Patch, $"api/principals/{Uri.EscapeDataString(who)}", new { mail }, cancellationToken), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users mail anna anna@film.example\nacetate users mail anna none");
    }

    private static Command Invite()
    {
        var (choice, json) = (new LibraryChoice(), Json());
        var name = new Argument<string>("name") { Description = "A person" };
        var command = choice.On(new Command("invite", "Makes a link with which a person chooses a password; it is good for a week, once.") { name, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var who = parsed.GetRequiredValue(name);
            var made = await choice.AskAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var principal = await FindAsync(tx, who, cancellationToken);
                var (token, secret) = await tx.InviteAsync(principal, cancellationToken);
                await tx.AuditAsync(Actor, "principal.invited", principal.Name, "", new { token = token.Id, token.ExpiresAt }, cancellationToken);
                return new Invitation(secret.Text, new(token.ExpiresAt), "ADDRESS");
            }, cancellationToken), async server =>
                await server.SendAsync<Invitation>(HttpMethod.Post, $"api/principals/{Uri.EscapeDataString(who)}/invitation", new { }, cancellationToken) with { Address = server.Address.ToString().TrimEnd('/') }, cancellationToken);
            var (output, link) = (parsed.InvocationConfiguration.Output, $"{made.Address}/#token={made.Secret}");
            if (parsed.GetValue(json)) CliJson.Write(output, new { name = who, link, expiresAt = made.Token.ExpiresAt });
            else await output.WriteLineAsync($"{link}\nSend it to {who} alone: whoever opens it chooses the password.{(made.Address == "ADDRESS" ? " ADDRESS is where your server answers." : "")}").ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users invite anna\nacetate users invite anna --server https://acetate.example.com --token-file ~/.acetate-token");
    }

    private static Command SignOut()
    {
        var choice = new LibraryChoice();
        var name = new Argument<string>("name") { Description = "The principal" };
        var command = choice.On(new Command("sign-out", "Ends every session of a person; tokens go on.") { name });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var who = parsed.GetRequiredValue(name);
            await choice.TellAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var principal = await FindAsync(tx, who, cancellationToken);
                await tx.EndSessionsAsync(principal.Id, cancellationToken);
                await tx.AuditAsync(Actor, "sessions.ended", principal.Name, "", null, cancellationToken);
            }, cancellationToken), server => server.SendAsync(HttpMethod.Delete, $"api/principals/{Uri.EscapeDataString(who)}/sessions", null, cancellationToken), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users sign-out anna");
    }

    private static Command Role()
    {
        var choice = new LibraryChoice();
        var name = new Argument<string>("name") { Description = "The principal" };
        var show = new Argument<string>("show") { Description = "The show" };
        var role = new Argument<string>("role") { Description = "viewer, operator, owner, or none" };
        var command = choice.On(new Command("role", "Gives a principal a role in a show, or takes it away.") { name, show, role });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var word = parsed.GetRequiredValue(role);
            ShowRole? given = word == "none" ? null : Word<ShowRole>(word);
            var (who, where) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show));
            await choice.TellAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var principal = await FindAsync(tx, who, cancellationToken);
                var whole = await tx.RequireShowAsync(where, cancellationToken);
                await tx.GrantAsync(principal.Id, whole.Name, given, cancellationToken);
                await tx.AuditAsync(Actor, "role.granted", principal.Name, whole.Name, new { role = word }, cancellationToken);
            }, cancellationToken), server => server.SendAsync(HttpMethod.Put,
                $"api/shows/{Uri.EscapeDataString(where)}/roles/{Uri.EscapeDataString(who)}", new JsonObject { ["role"] = given is { } one ? KebabCase.Of(one) : null }, cancellationToken), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users role anna film operator");
    }

    private static Command Disable()
    {
        var choice = new LibraryChoice();
        var name = new Argument<string>("name") { Description = "The principal" };
        var command = choice.On(new Command("disable", "Shuts a principal out: none of its tokens counts any more.") { name });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var who = parsed.GetRequiredValue(name);
            await choice.TellAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var principal = await FindAsync(tx, who, cancellationToken);
                await tx.UpdatePrincipalAsync(principal with { DisabledAt = principal.DisabledAt ?? tx.Now }, cancellationToken);
                await tx.AuditAsync(Actor, "principal.disabled", principal.Name, "", null, cancellationToken);
            }, cancellationToken), server => server.SendAsync(HttpMethod.Patch, $"api/principals/{Uri.EscapeDataString(who)}", new { disabled = true }, cancellationToken), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users disable anna");
    }

    private sealed record Invitation(string Secret, InvitationToken Token, string Address = "");

    private sealed record InvitationToken(DateTimeOffset? ExpiresAt);

    private sealed record PrincipalsSeen(ImmutableArray<Principal> Principals);

    internal static Option<bool> Json() => new("--json") { Description = "One JSON document on standard output" };
}
