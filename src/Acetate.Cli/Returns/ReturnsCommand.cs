using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Returns;
using Acetate.Library.Shows;
using Acetate.Steps.Documents;
using Acetate.Tools.Returns;

namespace Acetate.Cli.Returns;

/// <summary><c>acetate returns</c>: what VFX vendors hand in, and what is decided on it.</summary>
internal static class ReturnsCommand
{
    public static Command Create() => new Command("returns", "What VFX vendors hand in for their shots: taken in, checked against the plates, approved or rejected.")
    {
        ReceiveCommand.Create(), List(), Show(), CountsCommand.Create(),
        Decide("approve", "Approves a version. One that does not pass the check needs a reason.", false, (library, id, why, stop) => new ReturnApproval(library).ApproveAsync(id, Environment.UserName, why, stop)),
        Decide("reject", "Sends a version back to its vendor, who reads the reason.", true, (library, id, why, stop) => new ReturnApproval(library).RejectAsync(id, Environment.UserName, why, stop)),
        Decide("withdraw", "Takes the last decision on a version back: it waits again. The history keeps the decision.", false, (library, id, why, stop) => new ReturnApproval(library).WithdrawAsync(id, Environment.UserName, why, stop)),
    }.Explain("acetate returns receive /incoming/lupus_0412 --show film --vendor lupus\nacetate returns list --show film --shot SH010\nacetate returns reject 0199a7c2-1f0e-7c3a-9d51-3f6c0e8b2a47 --reason 'the edge of the roof flickers'");

    /// <summary>Does something, and says what stopped it as commands do.</summary>
    /// <exception cref="CommandException">A person can mend what stopped it.</exception>
    public static async Task<T> ExplainedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ReturnException problem)
        {
            throw new CommandException(ExitCode.BadInput, problem.Message);
        }
        catch (LibraryException problem) when (problem.Problem == LibraryProblem.Conflict)
        {
            throw new CommandException(ExitCode.BadInput, problem.Message);
        }
    }

    private static Command List()
    {
        var (choice, show, json) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json());
        var shot = new Option<string?>("--shot") { Description = "One shot alone.", HelpName = "SHOT" };
        var vendor = new Option<string?>("--vendor") { Description = "One vendor alone.", HelpName = "NAME" };
        var command = choice.On(new Command("list", "The versions that vendors handed in, by shot.") { show, shot, vendor, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, one, who) = (parsed.GetRequiredValue(show), parsed.GetValue(shot), parsed.GetValue(vendor));
            var query = string.Join('&', ((string?[])[one is null ? null : $"shot={Uri.EscapeDataString(one)}", who is null ? null : $"vendor={Uri.EscapeDataString(who)}"]).OfType<string>());
            var all = await choice.AskAsync(parsed,
                library => library.ReadAsync(async tx =>
                {
                    await tx.RequireShowAsync(where, cancellationToken);
                    return (await tx.ReturnsAsync(where, who, one, cancellationToken)).ToImmutableArray();
                }, cancellationToken),
                async server => (await server.GetAsync<ReturnsSeen>($"api/shows/{Uri.EscapeDataString(where)}/returns{(query.Length > 0 ? "?" + query : "")}", cancellationToken)).Returns, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new ReturnsSeen(all));
            else Print(all, output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate returns list --show film\nacetate returns list --show film --vendor lupus --json", (ExitCode.NotFound, "there is no such show"));
    }

    private static Command Show()
    {
        var (choice, json, id) = (new LibraryChoice(), IngestSettings.Json(), Id());
        var command = choice.On(new Command("show", "A version: what the check found, where it lies, and every decision on it.") { id, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var which = parsed.GetValue(id);
            var view = await choice.AskAsync(parsed, library => ViewAsync(library, which, cancellationToken), server => server.GetAsync<ReturnSeen>($"api/returns/{which}", cancellationToken), cancellationToken);
            return Print(view, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
        });
        return command.Explain("acetate returns show 0199a7c2-1f0e-7c3a-9d51-3f6c0e8b2a47", (ExitCode.Found, "the version does not pass the check; the report says why"), (ExitCode.NotFound, "there is no such version"));
    }

    private static Command Decide(string verb, string what, bool needsReason, Func<MediaLibrary, Guid, string, CancellationToken, Task<VendorReturn>> decide)
    {
        var (choice, json, id) = (new LibraryChoice(), IngestSettings.Json(), Id());
        var reason = new Option<string>("--reason") { Description = needsReason ? "Why; the vendor reads it." : "Why. Default: nothing is said", HelpName = "TEXT", DefaultValueFactory = _ => "", Required = needsReason };
        var command = choice.On(new Command(verb, what) { id, reason, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, why) = (parsed.GetValue(id), parsed.GetValue(reason)!);
            var view = await ExplainedAsync(() => choice.AskAsync(parsed,
                async library =>
                {
                    await decide(library, which, why, cancellationToken);
                    return await ViewAsync(library, which, cancellationToken);
                },
                server => server.SendAsync<ReturnSeen>(HttpMethod.Post, $"api/returns/{which}/{verb}", new { reason = why }, cancellationToken), cancellationToken));
            if (parsed.GetValue(json)) CliJson.Write(parsed.InvocationConfiguration.Output, view);
            else await parsed.InvocationConfiguration.Output.WriteLineAsync(Table.Visible($"{view.Return.Title} is {KebabCase.Of(view.Return.State)}."));
            return (int)ExitCode.Done;
        });
        return command.Explain($"acetate returns {verb} 0199a7c2-1f0e-7c3a-9d51-3f6c0e8b2a47 --reason 'seen at the review of 12 May'",
            (ExitCode.BadInput, "it does not fit how the version stands, or a reason is lacking; the message says what to do"), (ExitCode.NotFound, "there is no such version"));
    }

    private static Argument<Guid> Id() => new("id") { Description = "The version's id; 'acetate returns list' shows them." };

    private static Task<ReturnSeen> ViewAsync(MediaLibrary library, Guid id, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        new ReturnSeen(await tx.RequireReturnAsync(id, cancellationToken), [.. await tx.ReturnDecisionsAsync(id, cancellationToken)], [.. await tx.ReturnedFilesAsync(id, cancellationToken)]), cancellationToken);

    private static void Print(ImmutableArray<VendorReturn> all, TextWriter output)
    {
        if (all.IsEmpty)
        {
            output.WriteLine("Nothing was handed in yet.");
            return;
        }

        var table = new Table("SHOT", "TASK", "VERSION", "VENDOR", "STATE", "CHECK", "FRAMES", "RECEIVED", "ID");
        foreach (var one in all)
            table.Add(one.Shot, one.Task, string.Create(CultureInfo.InvariantCulture, $"v{one.Version:000}"), one.Vendor, KebabCase.Of(one.State), CheckOf(one),
                one.FirstNumber is { } first ? string.Create(CultureInfo.InvariantCulture, $"{first}-{one.LastNumber}") : one.Frames?.ToString(CultureInfo.InvariantCulture) ?? "", ReportText.Moment(one.ReceivedAt), one.Id);
        table.Write(output);
    }

    private static int Print(ReturnSeen view, bool asJson, TextWriter output)
    {
        var one = view.Return;
        if (asJson) CliJson.Write(output, view);
        else
        {
            output.WriteLine(Table.Visible($"{one.Title}   {KebabCase.Of(one.State)}{(one.Reason.Length > 0 ? $": {one.Reason}" : "")}"));
            output.WriteLine(Table.Visible($"  {"name",-10}{one.Name}, {ReportText.Count(one.Files, "file", "files")}, {ReportText.Size(one.Bytes)}"));
            output.WriteLine(Table.Visible($"  {"lies",-10}{one.Prefix} in the library's store"));
            output.WriteLine(Table.Visible($"  {"received",-10}{ReportText.Moment(one.ReceivedAt)} by {one.ReceivedBy}"));
            foreach (var decision in view.Decisions) output.WriteLine(Table.Visible($"  {KebabCase.Of(decision.State),-10}{ReportText.Moment(decision.At)} by {decision.Actor}{(decision.Reason.Length > 0 ? $": {decision.Reason}" : "")}"));
            Findings(one.Findings, output);
        }

        return (int)(one.Errors > 0 ? ExitCode.Found : ExitCode.Done);
    }

    /// <summary>What the check found, a line each.</summary>
    internal static void Findings(IEnumerable<ReturnFinding> findings, TextWriter output)
    {
        foreach (var one in findings) output.WriteLine(Table.Visible($"{(one.IsError ? "error" : "warning"),-8} {(one.Path.Length > 0 ? $"{one.Path}: " : "")}{one.Message} {one.Advice}"));
    }

    /// <summary>How the check went, in a word or two.</summary>
    internal static string CheckOf(VendorReturn one) => one.Errors > 0 ? ReportText.Count(one.Errors, "error", "errors") : one.Warnings > 0 ? ReportText.Count(one.Warnings, "warning", "warnings") : "fine";
}

/// <summary>Versions that vendors handed in.</summary>
internal sealed record ReturnsSeen(ImmutableArray<VendorReturn> Returns);

/// <summary>A version, its decisions and its files.</summary>
internal sealed record ReturnSeen(VendorReturn Return, ImmutableArray<ReturnDecision> Decisions, ImmutableArray<ReturnedFile> Files);
