using System.CommandLine;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate users second-factor</c>: of whom a code is asked besides the password, and the way back for who lost it.</summary>
internal static class SecondFactorCommand
{
    /// <summary>The command.</summary>
    public static Command Create() =>
        new Command("second-factor", "Codes that are asked for besides passwords.") { Reset(), Require(), Policy() }
            .Explain("acetate users second-factor reset anna\nacetate users second-factor policy everybody");

    private static Command Reset()
    {
        var choice = new LibraryChoice();
        var name = new Argument<string>("name") { Description = "A person who lost app and recovery codes" };
        var command = choice.On(new Command("reset", "Takes a person's second factor away and ends their sessions.") { name });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var who = parsed.GetRequiredValue(name);
            await choice.TellAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var principal = await UsersCommand.FindAsync(tx, who, cancellationToken);
                var had = await tx.RemoveSecondFactorAsync(principal.Id, cancellationToken);
                await tx.EndSessionsAsync(principal.Id, cancellationToken);
                await tx.AuditAsync(UsersCommand.Actor, "second-factor.reset", principal.Name, "", new { had }, cancellationToken);
            }, cancellationToken), server => server.SendAsync(HttpMethod.Delete, $"api/principals/{Uri.EscapeDataString(who)}/second-factor", null, cancellationToken), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{who} signs in with the password alone, and sets a second factor up anew where one is asked for. Make sure that it was they who asked.").ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users second-factor reset anna");
    }

    private static Command Require()
    {
        var choice = new LibraryChoice();
        var name = new Argument<string>("name") { Description = "A person" };
        var no = new Option<bool>("--no") { Description = "Asks it of them no longer, unless the policy does" };
        var command = choice.On(new Command("require", "Asks a second factor of one person; without one they are signed out and set it up at the next sign-in.") { name, no });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (who, needed) = (parsed.GetRequiredValue(name), !parsed.GetValue(no));
            await choice.TellAsync(parsed, library => library.WriteAsync(async tx =>
            {
                var principal = await UsersCommand.FindAsync(tx, who, cancellationToken);
                await tx.UpdatePrincipalAsync(principal with { NeedsSecondFactor = needed }, cancellationToken);
                await tx.EndSessionsWithoutSecondFactorAsync(cancellationToken);
                await tx.AuditAsync(UsersCommand.Actor, "second-factor.required", principal.Name, "", new { needed }, cancellationToken);
            }, cancellationToken), server => server.SendAsync(HttpMethod.Patch, $"api/principals/{Uri.EscapeDataString(who)}", new { needsSecondFactor = needed }, cancellationToken), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users second-factor require anna");
    }

    private static Command Policy()
    {
        var choice = new LibraryChoice();
        var of = new Argument<string?>("of") { Description = "nobody, administrators or everybody; none to be told", Arity = ArgumentArity.ZeroOrOne };
        var command = choice.On(new Command("policy", "Of whom a second factor is asked in the whole installation.") { of });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            SecondFactorDemand? wanted = parsed.GetValue(of) is { } word ? UsersCommand.Word<SecondFactorDemand>(word) : null;
            var now = await choice.AskAsync(parsed, library => wanted is not { } demand
                ? library.ReadAsync(tx => tx.AccessPolicyAsync(cancellationToken), cancellationToken)
                : library.WriteAsync(async tx =>
                {
                    var policy = await tx.AccessPolicyAsync(cancellationToken) with { SecondFactor = demand };
                    await tx.PutAccessPolicyAsync(policy, UsersCommand.Actor, cancellationToken);
                    await tx.EndSessionsWithoutSecondFactorAsync(cancellationToken);
                    await tx.AuditAsync(UsersCommand.Actor, "policy.changed", "second-factor", "", policy, cancellationToken);
                    return policy;
                }, cancellationToken), async server =>
                {
                    var policy = await server.GetAsync<AccessPolicy>("api/policy", cancellationToken);
                    return wanted is { } demand ? await server.SendAsync<AccessPolicy>(HttpMethod.Put, "api/policy", policy with { SecondFactor = demand }, cancellationToken) : policy;
                }, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"A second factor is asked of {KebabCase.Of(now.SecondFactor)}.").ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate users second-factor policy\nacetate users second-factor policy administrators");
    }
}
