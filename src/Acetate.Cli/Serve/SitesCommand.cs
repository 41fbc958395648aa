using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library.Downloads;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate sites</c>: from where cards of a show come in, what their uploads may take, and whose work goes first.</summary>
internal static class SitesCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new Command("sites", "The sites from which cards of a show come in: what their uploads may take together, and whose work goes first.")
    {
        List(), Set(), Clear(),
    }.Explain("acetate sites list --show film\nacetate sites set 'Stage 4' --show film --rate 20MB --priority 5");

    private static Command List()
    {
        var (choice, json, show) = (new LibraryChoice(), UsersCommand.Json(), IngestSettings.Show());
        var command = choice.On(new Command("list", "Sites with their rates and priorities, and what comes from them now.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var about = parsed.GetRequiredValue(show);
            var sites = await choice.AskAsync(parsed,
                library => library.ReadAsync(async tx => await tx.IngestSitesAsync((await tx.RequireShowAsync(about, cancellationToken)).Name, cancellationToken), cancellationToken),
                async server => (await server.GetAsync<SitesSeen>($"api/shows/{Uri.EscapeDataString(about)}/sites", cancellationToken)).Sites, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { sites });
                return (int)ExitCode.Done;
            }

            if (sites.IsEmpty)
            {
                output.WriteLine("No card said from which site it comes, and nothing was said of any. 'acetate ingest --site NAME' says it.");
                return (int)ExitCode.Done;
            }

            var table = new Table("SITE", "RATE", "PRIORITY", "UPLOADS", "ARRIVING", "OPEN JOBS");
            foreach (var site in sites)
                table.Add(site.Name, site.BytesPerSecond is { } rate ? $"{ReportText.Size(rate)}/s" : "-", Number(site.Priority), Number(site.Uploads), site.Uploads > 0 ? $"{ReportText.Size(site.Arriving)}/s" : "-", Number(site.OpenJobs));
            table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate sites list --show film --server https://acetate.example.com");
    }

    private static Command Set()
    {
        var (choice, name, show) = (new LibraryChoice(), Name(), IngestSettings.Show());
        var rate = new Option<string>("--rate") { Description = "What all uploads of the site take together per second, such as 20MB or 800kB. Default: none, as much as the line gives", HelpName = "RATE", DefaultValueFactory = _ => "none" };
        var priority = new Option<int>("--priority") { Description = $"Added to the priority of the jobs of its cards, from {IngestSiteQueries.Lowest} to {IngestSiteQueries.Highest}; higher goes first within the show. Default: 0", HelpName = "N" };
        var command = choice.On(new Command("set", "Says what a site's uploads may take together and whose work goes first; counts within seconds, also for uploads that run.") { name, show, rate, priority });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (site, about, limit, rank) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show), JobsCommand.Rate(parsed.GetRequiredValue(rate)), parsed.GetValue(priority));
            if (SiteName.WhyNot(site) is { } reason) throw new CommandException(ExitCode.Usage, reason);
            if (rank is < IngestSiteQueries.Lowest or > IngestSiteQueries.Highest) throw new CommandException(ExitCode.Usage, $"A priority is a number from {IngestSiteQueries.Lowest} to {IngestSiteQueries.Highest}.");
            await choice.TellAsync(parsed,
                library => library.WriteAsync(async tx => await tx.SetIngestSiteAsync((await tx.RequireShowAsync(about, cancellationToken)).Name, site, limit, rank, UsersCommand.Actor, cancellationToken), cancellationToken),
                server => server.SendAsync(HttpMethod.Put, AddressOf(about, site), new JsonObject { ["bytesPerSecond"] = limit, ["priority"] = rank }, cancellationToken), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate sites set 'Stage 4' --show film --rate 20MB\nacetate sites set 'Stage 4' --show film --rate none --priority 5");
    }

    private static Command Clear()
    {
        var (choice, name, show) = (new LibraryChoice(), Name(), IngestSettings.Show());
        var command = choice.On(new Command("clear", "Takes back what was said of a site.") { name, show });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (site, about) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(show));
            await choice.TellAsync(parsed, library => library.WriteAsync(async tx =>
            {
                if (!await tx.ClearIngestSiteAsync((await tx.RequireShowAsync(about, cancellationToken)).Name, site, UsersCommand.Actor, cancellationToken))
                    throw new CommandException(ExitCode.NotFound, $"Nothing was said of a site '{site}' of {about}.");
            }, cancellationToken), server => server.SendAsync(HttpMethod.Delete, AddressOf(about, site), null, cancellationToken), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate sites clear 'Stage 4' --show film");
    }

    private static Argument<string> Name() => new("NAME") { Description = "The site, as --site of 'acetate ingest' and 'acetate station' says it" };

    private static string AddressOf(string show, string site) => $"api/shows/{Uri.EscapeDataString(show)}/sites/{Uri.EscapeDataString(site)}";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record SitesSeen(ImmutableArray<IngestSite> Sites);
}
