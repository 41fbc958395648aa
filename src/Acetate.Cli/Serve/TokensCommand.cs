using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Cli.Remote;
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
        var (choice, json) = (new LibraryChoice(), UsersCommand.Json());
        var command = choice.On(new Command("list", "All tokens, without their secrets; at a server those of the caller, or of everybody for an administrator.") { json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var tokens = await choice.AskAsync(parsed, library => library.ReadAsync(async tx =>
            {
                var names = (await tx.PrincipalsAsync(cancellationToken)).ToDictionary(one => one.Id, one => one.Name);
                return (await tx.TokensAsync(null, cancellationToken)).Select(t => new TokenSeen(t.Id, names[t.Principal], t.Title, t.Scopes, t.CreatedAt, t.ExpiresAt, t.LastUsedAt, t.RevokedAt)).ToImmutableArray();
            }, cancellationToken), async server => (await server.GetAsync<TokensSeen>("api/tokens", cancellationToken)).Tokens, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { tokens });
                return (int)ExitCode.Done;
            }

            var now = TimeProvider.System.GetUtcNow();
            var table = new Table("ID", "PRINCIPAL", "TITLE", "SCOPES", "ENDS", "STATE");
            foreach (var t in tokens)
                table.Add(t.Id, t.Principal, t.Title, string.Join(' ', t.Scopes.Select(KebabCase.Of)), t.ExpiresAt?.ToString("u") ?? "never",
                    t.RevokedAt is not null ? "revoked" : t.ExpiresAt is { } end && end <= now ? "ended" : "");
            table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate tokens list");
    }

    private static Command Make()
    {
        var choice = new LibraryChoice();
        var name = new Argument<string>("principal") { Description = "Whose it is to be" };
        var scopes = new Option<string[]>("--scope") { Description = "read, download, ingest, operate, admin, metrics or station; may be repeated", Required = true };
        var title = new Option<string>("--title") { Description = "What it is for", DefaultValueFactory = _ => "" };
        var days = new Option<double?>("--days") { Description = "How long it lasts. Default: for ever" };
        var command = choice.On(new Command("create", "Makes a token and prints it, once: only its hash is kept.") { name, scopes, title, days });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (whose, life) = (parsed.GetRequiredValue(name), parsed.GetValue(days));
            if (life is { } lasts && !(lasts is > 0 and <= 36_500)) throw new CommandException(ExitCode.Usage, "--days takes a number from more than 0 to 36500.");
            var wanted = parsed.GetRequiredValue(scopes).Select(UsersCommand.Word<TokenScope>).ToImmutableArray();
            var secret = await choice.AskAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var principal = await UsersCommand.FindAsync(tx, whose, cancellationToken);
                var ends = life is { } count ? tx.Now + TimeSpan.FromDays(count) : (DateTimeOffset?)null;
                var (token, text) = await tx.AddTokenAsync(principal.Id, parsed.GetRequiredValue(title), wanted, ends, cancellationToken);
                await tx.AuditAsync(UsersCommand.Actor, "token.made", token.Id.ToString(), "", new { principal = principal.Name, token.Scopes, token.ExpiresAt }, cancellationToken);
                return text.Text;
            }, cancellationToken), async server => (await server.SendAsync<TokenMade>(HttpMethod.Post, "api/tokens",
                new { principal = whose, scopes = wanted, title = parsed.GetRequiredValue(title), days = life }, cancellationToken)).Secret, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(secret).ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate tokens create dit-cart --scope ingest --scope station --days 90");
    }

    private static Command Revoke()
    {
        var choice = new LibraryChoice();
        var id = new Argument<Guid>("id") { Description = "As 'acetate tokens list' shows it" };
        var command = choice.On(new Command("revoke", "Ends a token at once.") { id });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await choice.TellAsync(parsed, library => library.WriteAsync(async tx =>
            {
                if (!await tx.RevokeTokenAsync(parsed.GetValue(id), cancellationToken))
                    throw new CommandException(ExitCode.NotFound, $"There is no token {parsed.GetValue(id)} that still counts. 'acetate tokens list' shows all.");
                await tx.AuditAsync(UsersCommand.Actor, "token.revoked", parsed.GetValue(id).ToString(), "", null, cancellationToken);
            }, cancellationToken), server => server.SendAsync(HttpMethod.Delete, $"api/tokens/{parsed.GetValue(id)}", null, cancellationToken), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate tokens revoke 0199a7c2-…");
    }

    private sealed record TokenSeen(Guid Id, string Principal, string Title, ImmutableArray<TokenScope> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

    private sealed record TokensSeen(ImmutableArray<TokenSeen> Tokens);

    private sealed record TokenMade(string Secret);
}
