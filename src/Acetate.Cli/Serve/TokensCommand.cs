using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate tokens</c>: the tokens that let programs and people in.</summary>
internal static class TokensCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new Command("tokens", "Tokens: nothing of a server answers without one.") { List(), Make(), Revoke() }
        .Explain("acetate tokens create dit-cart --scope ingest --scope station --days 90\nacetate tokens list");

    private static Command List()
    {
        var (home, json) = (LibraryOption.Create(), UsersCommand.Json());
        var command = new Command("list", "All tokens, without their secrets.") { home, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken).ConfigureAwait(false);
            var (tokens, names) = await library.ReadAsync(async tx => (await tx.TokensAsync(null, cancellationToken),
                (await tx.PrincipalsAsync(cancellationToken)).ToDictionary(one => one.Id, one => one.Name)), cancellationToken).ConfigureAwait(false);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { tokens = tokens.Select(t => new { t.Id, principal = names[t.Principal], t.Title, t.Scopes, t.CreatedAt, t.ExpiresAt, t.LastUsedAt, t.RevokedAt }) });
                return (int)ExitCode.Done;
            }

            var now = library.Clock.GetUtcNow();
            var table = new Table("ID", "PRINCIPAL", "TITLE", "SCOPES", "ENDS", "STATE");
            foreach (var t in tokens)
                table.Add(t.Id, names[t.Principal], t.Title, string.Join(' ', t.Scopes.Select(KebabCase.Of)), t.ExpiresAt?.ToString("u") ?? "never",
                    t.RevokedAt is not null ? "revoked" : t.IsValidAt(now) ? "" : "ended");
            table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate tokens list");
    }

    private static Command Make()
    {
        var home = LibraryOption.Create();
        var name = new Argument<string>("principal") { Description = "Whose it is to be" };
        var scopes = new Option<string[]>("--scope") { Description = "read, ingest, operate, admin, metrics or station; may be repeated", Required = true };
        var title = new Option<string>("--title") { Description = "What it is for", DefaultValueFactory = _ => "" };
        var days = new Option<double?>("--days") { Description = "How long it lasts. Default: for ever" };
        var command = new Command("create", "Makes a token and prints it, once: only its hash is kept.") { name, scopes, title, days, home };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(days) is { } lasts && !(lasts is > 0 and <= 36_500))
                throw new CommandException(ExitCode.Usage, "--days takes a number from more than 0 to 36500.");
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken).ConfigureAwait(false);
            var wanted = parsed.GetRequiredValue(scopes).Select(UsersCommand.Word<TokenScope>).ToImmutableArray();
            var secret = await library.WriteAsync(async tx =>
            {
                var principal = await UsersCommand.FindAsync(tx, parsed.GetRequiredValue(name), cancellationToken);
                var ends = parsed.GetValue(days) is { } count ? tx.Now + TimeSpan.FromDays(count) : (DateTimeOffset?)null;
                var (token, text) = await tx.AddTokenAsync(principal.Id, parsed.GetRequiredValue(title), wanted, ends, cancellationToken);
                await tx.AuditAsync(UsersCommand.Actor, "token.made", token.Id.ToString(), "", new { principal = principal.Name, token.Scopes, token.ExpiresAt }, cancellationToken);
                return text;
            }, cancellationToken).ConfigureAwait(false);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(secret.Text).ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate tokens create dit-cart --scope ingest --scope station --days 90");
    }

    private static Command Revoke()
    {
        var home = LibraryOption.Create();
        var id = new Argument<Guid>("id") { Description = "As 'acetate tokens list' shows it" };
        var command = new Command("revoke", "Ends a token at once.") { id, home };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken).ConfigureAwait(false);
            await library.WriteAsync(async tx =>
            {
                if (!await tx.RevokeTokenAsync(parsed.GetValue(id), cancellationToken))
                    throw new CommandException(ExitCode.NotFound, $"There is no token {parsed.GetValue(id)} that still counts. 'acetate tokens list' shows all.");
                await tx.AuditAsync(UsersCommand.Actor, "token.revoked", parsed.GetValue(id).ToString(), "", null, cancellationToken);
            }, cancellationToken).ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate tokens revoke 0199a7c2-…");
    }
}
