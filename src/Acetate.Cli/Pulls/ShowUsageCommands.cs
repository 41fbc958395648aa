using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Cli.Serve;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Shows;
using Acetate.Library.Usage;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Pulls;

/// <summary><c>acetate shows usage</c>, <c>acetate shows budget</c> and <c>acetate shows rates</c>: what a show keeps and took, what it may use, and what that costs.</summary>
internal static class ShowUsageCommands
{
    public static Command Usage()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var command = choice.On(new Command("usage", "What a show keeps and how quickly it grows, what work it took, and how both stand against its budget.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = parsed.GetRequiredValue(show);
            var usage = await choice.AskAsync(parsed,
                library => library.ReadAsync(tx => tx.UsageAsync(where, cancellationToken), cancellationToken),
                async server => (await server.GetAsync<UsageSeen>($"api/shows/{Uri.EscapeDataString(where)}/usage", cancellationToken)).Usage, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new { usage });
            else Tell(output, usage);
            return (int)(usage.Storage is { State: not BudgetState.Within } || usage.Computing is { State: not BudgetState.Within } ? ExitCode.Found : ExitCode.Done);
        });
        return command.Explain("acetate shows usage --show film",
            (ExitCode.Found, "a budget is nearly used up, or is"), (ExitCode.NotFound, "there is no such show"), (ExitCode.NotPermitted, "you do not operate the show"));
    }

    public static Command Budget()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var terabytes = new Option<double?>("--terabytes") { Description = "Storage of all that is kept, copies and archive included; 0 for no budget." };
        var hours = new Option<double?>("--core-hours") { Description = "Core-hours of all work since the show began; 0 for no budget." };
        var warn = new Option<int?>("--warn") { Description = "From which part of a budget on people are warned, in per cent (80 unless set)." };
        var (stopStorage, stopWork) = (Stop("--stop-storage", "storage"), Stop("--stop-work", "core-hours"));
        var command = choice.On(new Command("budget", "Sets what a show may use before people are warned, or no new work begins. Nothing is deleted, and ingests, archive copies and restores are never stopped.") { show, terabytes, hours, warn, stopStorage, stopWork, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, storage, work, part) = (parsed.GetRequiredValue(show), parsed.GetValue(terabytes), parsed.GetValue(hours), parsed.GetValue(warn));
            var (storageStop, workStop) = (parsed.GetValue(stopStorage), parsed.GetValue(stopWork));
            if (storage is null && work is null && part is null && storageStop is null && workStop is null)
                throw new CommandException(ExitCode.Usage, "Say what the budget is: --terabytes, --core-hours, --warn, --stop-storage, --stop-work. 'acetate shows usage' shows it.");
            if (storage is < 0 or > 1_000_000 or double.NaN) throw new CommandException(ExitCode.Usage, "--terabytes is a number from 0 to 1,000,000.");
            ShowSettings Budgeted(Show there)
            {
                var budget = there.Settings.Budget;
                if (storage is { } tb) budget = budget with { Bytes = tb == 0 ? null : (long)(tb * 1e12) };
                if (work is { } most) budget = budget with { CoreHours = most == 0 ? null : most };
                if (part is { } percent) budget = budget with { WarnPercent = percent };
                if (storageStop is { } first) budget = budget with { BytesStopPercent = first == 0 ? null : first };
                if (workStop is { } second) budget = budget with { CoreHoursStopPercent = second == 0 ? null : second };
                return Checked(there.Settings with { Budget = budget });
            }

            await SetAsync(choice, parsed, where, Budgeted, "show.budget-set", settings => settings.Budget, cancellationToken);
            if (parsed.GetValue(json)) CliJson.Write(parsed.InvocationConfiguration.Output, new { show = where, done = true });
            else parsed.InvocationConfiguration.Output.WriteLine($"The budget of {Table.Visible(where)} is set; 'acetate shows changes' says what it was.");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate shows budget --show film --terabytes 400 --core-hours 20000\nacetate shows budget --show film --stop-work 100",
            (ExitCode.BadInput, "a number is not a budget; the message says which"), (ExitCode.NotFound, "there is no such show"), (ExitCode.NotPermitted, "you do not own the show"));
    }

    public static Command Rates()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var currency = new Option<string?>("--currency") { Description = "The currency's word, such as EUR." };
        var hour = new Option<decimal?>("--core-hour") { Description = "What a core-hour costs; -1 for no rate." };
        var month = new Option<decimal?>("--tebibyte-month") { Description = "What a tebibyte costs that is kept for a month; -1 for no rate." };
        var command = choice.On(new Command("rates", "Sets what work and storage cost a show: estimates, what pulls took, and 'acetate shows usage' say money by them.") { show, currency, hour, month, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, word, work, storage) = (parsed.GetRequiredValue(show), parsed.GetValue(currency), parsed.GetValue(hour), parsed.GetValue(month));
            if (word is null && work is null && storage is null) throw new CommandException(ExitCode.Usage, "Say what it costs: --currency EUR with --core-hour, --tebibyte-month or both. 'acetate shows usage' says what that makes.");
            ShowSettings Rated(Show there)
            {
                var rates = there.Settings.Rates;
                if (word is not null) rates = rates with { Currency = word };
                if (work is { } first) rates = rates with { CoreHour = first < 0 ? null : first };
                if (storage is { } second) rates = rates with { TebibyteMonth = second < 0 ? null : second };
                return Checked(there.Settings with { Rates = rates });
            }

            await SetAsync(choice, parsed, where, Rated, "show.rates-set", settings => settings.Rates, cancellationToken);
            if (parsed.GetValue(json)) CliJson.Write(parsed.InvocationConfiguration.Output, new { show = where, done = true });
            else parsed.InvocationConfiguration.Output.WriteLine($"The rates of {Table.Visible(where)} are set; plans from now on say money by them.");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate shows rates --show film --currency EUR --core-hour 0.08 --tebibyte-month 20",
            (ExitCode.BadInput, "a number is not a rate; the message says which"), (ExitCode.NotFound, "there is no such show"), (ExitCode.NotPermitted, "you do not own the show"));
    }

    private static Option<int?> Stop(string name, string what) => new(name) { Description = $"From which part of the budget of {what} on no new work of the show begins, in per cent, 1 to 1000; 0 for never, which is so unless set.", HelpName = "PERCENT" };

    private static ShowSettings Checked(ShowSettings settings) => settings.Problems().FirstOrDefault() is { } problem ? throw new CommandException(ExitCode.BadInput, problem) : settings;

    private static Task<bool> SetAsync(LibraryChoice choice, ParseResult parsed, string where, Func<Show, ShowSettings> wanted, string action, Func<ShowSettings, object> told, CancellationToken cancellationToken) =>
        PullProblems.ExplainedAsync(() => choice.AskAsync(parsed,
            library => library.WriteAsync(async tx =>
            {
                var settings = wanted(await tx.RequireShowAsync(where, cancellationToken));
                await tx.AuditAsync(UsersCommand.Actor, action, where, where, told(settings), cancellationToken);
                return await tx.ChangeShowAsync(where, new(null, settings, null), UsersCommand.Actor, cancellationToken) is not null;
            }, cancellationToken),
            async server =>
            {
                var there = await server.GetAsync<Show>($"api/shows/{Uri.EscapeDataString(where)}", cancellationToken);
                return await server.SendAsync<Show>(HttpMethod.Patch, $"api/shows/{Uri.EscapeDataString(where)}", new { settings = wanted(there), version = there.Version }, cancellationToken) is not null;
            }, cancellationToken));

    private static void Tell(TextWriter output, ShowUsage usage)
    {
        var kept = new Table("KEPT", "FILES", "SIZE");
        foreach (var one in usage.Kept.Where(one => one.Files > 0)) kept.Add(KebabCase.Of(one.Kind), Number(one.Files, "N0"), ReportText.Size(one.Bytes));
        kept.Add("all", Number(usage.Kept.Sum(one => one.Files), "N0"), ReportText.Size(usage.Bytes));
        kept.Write(output);
        if (!usage.Work.IsEmpty)
        {
            var work = new Table("WORK", "CORE-HOURS");
            foreach (var one in usage.Work) work.Add(one.Kind, Number(one.CoreHours, "N2"));
            work.Add("all", Number(usage.CoreHours, "N2"));
            output.WriteLine();
            work.Write(output);
        }

        output.WriteLine();
        if (usage.Budget is null) output.WriteLine("Nobody set a budget. 'acetate shows budget' does.");
        if (usage.Storage is { } storage) output.WriteLine($"Storage: {ReportText.Size((long)storage.Used)} of {ReportText.Size((long)storage.Most)}, {Part(storage)}{(usage.DaysLeft is { } days ? $"; at the pace of the last days it lasts {Number(days, "N0")} more" : "")}.");
        if (usage.Computing is { } computing) output.WriteLine($"Work: {Number(computing.Used, "N2")} of {Number(computing.Most, "N0")} core-hours, {Part(computing)}.");
        if (usage.WorkCost is { } cost) output.WriteLine($"All work costs {Money(cost)} at {Each(usage.Rates!.CoreHour)} a core-hour.");
        if (usage.StorageCostMonthly is { } monthly) output.WriteLine($"What is kept costs {Money(monthly)} a month at {Each(usage.Rates!.TebibyteMonth)} a tebibyte.");
        if (usage.Stop is { } stop) output.WriteLine($"STOPPED  {Table.Visible(stop)}");

        string Money(decimal amount) => Table.Visible($"{amount.ToString("N2", CultureInfo.InvariantCulture)} {usage.Rates!.Currency}");
        string Each(decimal? rate) => Table.Visible($"{rate?.ToString("0.####", CultureInfo.InvariantCulture)} {usage.Rates!.Currency}");
    }

    private static string Part(BudgetUse use) => $"{Number(use.Used / use.Most * 100, "N0")} %{use.State switch { BudgetState.Over => ": more than the budget", BudgetState.Near => ": nearly used up", _ => "" }}";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed record UsageSeen(ShowUsage Usage);
}
