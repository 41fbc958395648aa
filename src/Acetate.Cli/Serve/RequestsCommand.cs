using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Access;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate requests</c>: fetching originals in bulk, asked by one person and agreed to by another.</summary>
internal static class RequestsCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new Command("requests", "Fetching originals in bulk: one person asks, another agrees.") { List(), Ask(), Approve(), Refuse(), Limit() }
        .Explain("acetate requests ask --show film --reason 'conform of reel 2' --server https://acetate.example.com\nacetate requests approve ID --hours 8 --server https://acetate.example.com");

    private static Command List()
    {
        var (choice, json) = (new LibraryChoice(), UsersCommand.Json());
        var command = choice.On(new Command("list", "Requests, newest first; a server tells those that one made or may decide.") { json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var all = await choice.AskAsync<IReadOnlyList<BulkRequest>>(parsed,
                async library => await library.ReadAsync(tx => tx.BulkRequestsAsync(null, cancellationToken), cancellationToken),
                async server => [.. (await server.GetAsync<Seen>("api/bulk-requests", cancellationToken)).Requests.Select(one => one.Request)], cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { requests = all });
                return (int)ExitCode.Done;
            }

            var table = new Table("ASKED", "WHO", "SHOW", "WHAT FOR", "STATE", "BY", "UNTIL", "ID");
            foreach (var one in all) table.Add(Time(one.AskedAt), one.AskedBy, one.Show, one.Reason, KebabCase.Of(one.State), one.DecidedBy, Time(one.EndsAt), one.Id);
            table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate requests list");
    }

    private static Command Ask()
    {
        var choice = new LibraryChoice();
        var show = new Option<string>("--show") { Description = "The show", HelpName = "NAME", Required = true };
        var reason = new Option<string>("--reason") { Description = "What the originals are for", HelpName = "TEXT", Required = true };
        var command = choice.On(new Command("ask", "Asks a server to let one fetch originals of a show beyond what is free in an hour.") { show, reason });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var made = await choice.AskAsync(parsed, Nobody, server => server.SendAsync<BulkRequest>(HttpMethod.Post,
                $"api/shows/{Uri.EscapeDataString(parsed.GetRequiredValue(show))}/bulk-requests", new { reason = parsed.GetRequiredValue(reason) }, cancellationToken), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Request {made.Id} waits until {Time(made.EndsAt)} for another person.").ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate requests ask --show film --reason 'conform of reel 2' --server https://acetate.example.com");
    }

    private static Command Approve()
    {
        var choice = new LibraryChoice();
        var id = new Argument<Guid>("ID") { Description = "The request; 'acetate requests list' shows them" };
        var hours = new Option<double>("--hours") { Description = "For how long, up to 168; a standing rule lasts until it is taken back", DefaultValueFactory = _ => 24 };
        var command = choice.On(new Command("approve", "Agrees to somebody else's request.") { id, hours });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var made = await choice.AskAsync(parsed, Nobody, server => server.SendAsync<BulkRequest>(HttpMethod.Post, $"api/bulk-requests/{parsed.GetRequiredValue(id)}/approval", new { hours = parsed.GetValue(hours) }, cancellationToken), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(made.Rule is null ? $"{made.AskedBy} may fetch originals of {made.Show} until {Time(made.EndsAt)}." : $"{made.AskedBy} may fetch originals of {made.Show} by this rule, until that is taken back (acetate requests refuse {made.Id}).").ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate requests approve 0199a7c0-0000-7000-8000-000000000000 --hours 8 --server https://acetate.example.com");
    }

    private static Command Refuse()
    {
        var choice = new LibraryChoice();
        var id = new Argument<Guid>("ID") { Description = "The request; 'acetate requests list' shows them" };
        var note = new Option<string>("--note") { Description = "Why", DefaultValueFactory = _ => "" };
        var command = choice.On(new Command("refuse", "Does not agree to somebody else's request, or takes back what was agreed to a standing rule.") { id, note });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await choice.AskAsync(parsed, Nobody, server => server.SendAsync<BulkRequest>(HttpMethod.Post, $"api/bulk-requests/{parsed.GetRequiredValue(id)}/refusal", new { note = parsed.GetValue(note) }, cancellationToken), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate requests refuse 0199a7c0-0000-7000-8000-000000000000 --note 'ask post first' --server https://acetate.example.com");
    }

    private static Command Limit()
    {
        var choice = new LibraryChoice();
        var bytes = new Argument<string?>("gigabytes") { Description = "Gigabytes of a show that one may fetch in an hour, or none; nothing to be told", Arity = ArgumentArity.ZeroOrOne };
        var command = choice.On(new Command("limit", "How much of a show's originals one may fetch in an hour before another person must agree.") { bytes });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (word, wanted) = (parsed.GetValue(bytes), (long?)null);
            if (word is not (null or "none"))
                wanted = decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var gigabytes) && gigabytes <= 1_000_000 ? (long)(gigabytes * 1_000_000_000)
                    : throw new CommandException(ExitCode.Usage, $"'{word}' is no number of gigabytes. Write 50, 0.5 or none.");
            var now = await choice.AskAsync(parsed, library => word is null
                ? library.ReadAsync(tx => tx.AccessPolicyAsync(cancellationToken), cancellationToken)
                : library.WriteAsync(async tx =>
                {
                    var policy = await tx.AccessPolicyAsync(cancellationToken) with { BulkBytes = wanted };
                    await tx.PutAccessPolicyAsync(policy, UsersCommand.Actor, cancellationToken);
                    await Acetate.Library.Audit.AuditLog.AuditAsync(tx, UsersCommand.Actor, "policy.changed", "bulk", "", policy, cancellationToken);
                    return policy;
                }, cancellationToken), async server =>
                {
                    var policy = await server.GetAsync<AccessPolicy>("api/policy", cancellationToken);
                    return word is null ? policy : await server.SendAsync<AccessPolicy>(HttpMethod.Put, "api/policy", policy with { BulkBytes = wanted }, cancellationToken);
                }, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(now.BulkBytes is { } free
                ? string.Create(CultureInfo.InvariantCulture, $"Beyond {free / 1e9:0.###} GB of a show in an hour another person must agree.") : "Nobody has to agree when originals are fetched.").ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate requests limit 50\nacetate requests limit none");
    }

    private static Task<BulkRequest> Nobody(MediaLibrary library) =>
        throw new CommandException(ExitCode.Usage, "A request is made and decided by people with names: name their server with --server. Whoever has the library's files in hand needs no request.");

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private sealed record Seen(ImmutableArray<SeenRequest> Requests);

    private sealed record SeenRequest(BulkRequest Request);
}
