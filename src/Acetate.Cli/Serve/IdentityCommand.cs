using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate users identity</c>: who a person is at the company's identity provider.</summary>
internal static class IdentityCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var choice = new LibraryChoice();
        var name = new Argument<string>("name") { Description = "A person" };
        var subject = new Argument<string?>("subject") { Description = "What the provider calls them (the claim sub); none to be told", Arity = ArgumentArity.ZeroOrOne };
        var remove = new Option<bool>("--remove") { Description = "Takes it away, and ends the person's sessions" };
        var command = choice.On(new Command("identity", "Who a person is at the company's identity provider, where they sign in.") { name, subject, remove });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (who, wanted, gone) = (parsed.GetRequiredValue(name), parsed.GetValue(subject), parsed.GetValue(remove));
            if (wanted is not null && gone) throw new CommandException(ExitCode.Usage, "Name a subject, or --remove, and not both.");
            var place = $"api/principals/{Uri.EscapeDataString(who)}/identity";
            var now = await choice.AskAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var principal = await UsersCommand.FindAsync(tx, who, cancellationToken);
                if (wanted is not null)
                {
                    await tx.LinkIdentityAsync(principal, IssuerOf(library.Options), wanted, UsersCommand.Actor, cancellationToken);
                    await tx.AuditAsync(UsersCommand.Actor, "identity.linked", principal.Name, "", new { subject = wanted }, cancellationToken);
                }
                else if (gone && await tx.UnlinkIdentitiesAsync(principal.Id, cancellationToken) > 0)
                {
                    await tx.EndSessionsAsync(principal.Id, cancellationToken);
                    await tx.AuditAsync(UsersCommand.Actor, "identity.unlinked", principal.Name, "", null, cancellationToken);
                }

                return (await tx.IdentitiesAsync(cancellationToken)).Where(one => one.Principal == principal.Id).Select(one => new Seen(principal.Name, one.Issuer, one.Subject, one.LinkedBy)).ToImmutableArray();
            }, cancellationToken), async server =>
            {
                if (wanted is not null) await server.SendAsync(HttpMethod.Put, place, new { subject = wanted }, cancellationToken);
                else if (gone) await server.SendAsync(HttpMethod.Delete, place, null, cancellationToken);
                var all = await server.GetAsync<PeopleSeen>("api/principals", cancellationToken);
                if (!all.Principals.Any(one => one.Name.Equals(who, StringComparison.OrdinalIgnoreCase))) throw new CommandException(ExitCode.NotFound, $"There is no principal '{who}'.");
                return [.. all.Identities.Where(one => one.Principal.Equals(who, StringComparison.OrdinalIgnoreCase))];
            }, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (now.IsEmpty) await output.WriteLineAsync($"{who} is linked to nobody at an identity provider.").ConfigureAwait(false);
            foreach (var one in now) await output.WriteLineAsync($"{one.Principal} is {one.Subject} at {one.Issuer}, linked by {one.LinkedBy}.").ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users identity anna 248289761001\nacetate users identity anna --remove");
    }

    private static string IssuerOf(LibraryOptions options) =>
        options.Settings is { } all && all.TryGetProperty("signIn", out var section) && section.ValueKind == JsonValueKind.Object
            && section.TryGetProperty("issuer", out var issuer) && issuer.ValueKind == JsonValueKind.String ? issuer.GetString()!
            : throw new CommandException(ExitCode.BadInput, $"No identity provider is set up in {Path.Join(options.Home, LibraryOptions.SettingsFile)}: \"signIn\" is missing.");

    private sealed record Seen(string Principal, string Issuer, string Subject, string LinkedBy);

    private sealed record PersonSeen(string Name);

    private sealed record PeopleSeen(ImmutableArray<PersonSeen> Principals, ImmutableArray<Seen> Identities);
}
