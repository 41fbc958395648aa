using System.CommandLine;
using System.CommandLine.Parsing;
using Acetate.Cli.Ingest.Remote;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest;

namespace Acetate.Cli.Ingest;

/// <summary><c>acetate ingest</c>: brings cards and drives into a library and proves every step.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "A card, a drive, or a folder of rolls.", Arity = ArgumentArity.OneOrMore };
        var show = IngestSettings.Show();
        var day = new Option<string?>("--day") { Description = "The shoot day. Default: from the folder's name, else today", HelpName = "YYYY-MM-DD" };
        var unit = new Option<string>("--unit") { Description = "The unit: MU, SU, TU, SP, UU, AP, RS, DU or AU. Default: from the folder's name", HelpName = "UNIT", DefaultValueFactory = _ => "" };
        var episode = new Option<string>("--episode") { Description = "The episode or block. Default: from the folder's name", HelpName = "EP", DefaultValueFactory = _ => "" };
        var carrier = new Option<string>("--brought-by") { Description = "Who brought the drive; stands in the chain of custody.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var site = IngestSettings.Site();
        var home = LibraryOption.Create();
        var until = new Option<RollStage>("--until")
        {
            Description = "Stop when every roll has reached this stage: uploaded, verified, inspected, proxied, archived or complete. The rest is done by the next run, and exit code 0 then only says that the stage is reached: the card may be formatted when the last line says so.",
            HelpName = "STAGE",
            DefaultValueFactory = _ => RollStage.Complete,
            CustomParser = Stage,
        };
        var server = IngestSettings.Server();
        var tokenFile = LibraryChoice.TokenFile();
        var patience = Patience.Option();
        var release = new Option<bool>("--release") { Description = "Take rolls that are held because of their manifest as they are; every report says so. A roll with a name that no store can keep is not helped by it" };
        var repair = new Option<bool>("--repair") { Description = "Send the bad and missing files of held rolls again, and try again what waits for a person." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Begin without asking." };
        var json = IngestSettings.Json();
        var command = new Command("ingest", "Brings cards and drives into a library: checked, copied, read back, sealed, inspected, archived.")
        {
            paths, show, day, unit, episode, carrier, site, home, server, tokenFile, patience, release, repair, until, yes, json,
        };
        command.SetAction(async (parsed, token) =>
        {
            var request = new Request(
                parsed.GetRequiredValue(paths),
                new IngestTags
                {
                    Show = parsed.GetRequiredValue(show),
                    ShootDay = IngestSettings.Day(parsed.GetValue(day)),
                    Unit = parsed.GetValue(unit)!,
                    Episode = parsed.GetValue(episode)!,
                    CarriedBy = parsed.GetValue(carrier)!,
                    Site = parsed.GetValue(site)!,
                },
                parsed.GetValue(home), parsed.GetValue(server), parsed.GetValue(tokenFile), Patience.Of(parsed.GetValue(patience), parsed.GetValue(server) is not null), new HeldChoice(parsed.GetValue(release), parsed.GetValue(repair)), parsed.GetValue(until), parsed.GetValue(yes), parsed.GetValue(json));
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                return (int)await RunAsync(request, output, error, token);
            }
            catch (Exception e) when (IngestProblems.Explain(e) is { } explained)
            {
                throw explained;
            }
        });
        return command.Explain(
            "acetate ingest /media/A001R2EC --show film\nacetate ingest /media/shuttle --show film --unit MU --brought-by Mara --yes\nacetate ingest /media/A001R2EC --show film --server https://acetate.example.com",
            (ExitCode.Done, "every roll is complete: the card may be formatted; with --until, every roll has reached that stage"),
            (ExitCode.Found, "a roll is held or something was found; the report says what, and the card must not be formatted"),
            (ExitCode.NotFound, "there is no such card or folder"),
            (ExitCode.Unavailable, "a disk is full, or the server or the library is not there now; run the same command again once that is mended"),
            (ExitCode.Cancelled, "somebody cancelled the ingest; run the same command again to take it up"),
            (ExitCode.NotPermitted, "this user may not read the card or write into the library, or the server does not take the token"));
    }

    private static async Task<ExitCode> RunAsync(Request request, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        _ = request.Tags.Checked();
        var offers = new List<IngestOffer>();
        foreach (var path in request.Paths) offers.Add(await IngestOffer.ReadAsync(path, TimeProvider.System, cancellationToken));
        foreach (var offer in offers) UploadSummary.Write(offer, error);
        if (offers.All(o => o.Scan.Rolls.IsEmpty)) throw new CommandException(ExitCode.NotFound, "There is no camera or sound roll to ingest. Name the card, the drive, or the folder that holds the rolls.");
        if (!request.Yes)
        {
            // Where nobody can be asked, nothing begins by itself: a slip in --show would make a show.
            if (request.Json || Console.IsInputRedirected) throw new CommandException(ExitCode.Usage, "There is nobody to ask whether to begin. Look at the summary, and add --yes.");
            if (!await ConfirmAsync(error)) return ExitCode.Cancelled;
        }

        if (request.Server is { } address)
        {
            if (request.Home is not null) throw new CommandException(ExitCode.Usage, "--library and --server exclude each other: the cards go into one library.");
            using var remote = new RemoteIngest(address, request.TokenFile, request.Patience, error);
            using var line = new IngestProgressLine(error, TimeProvider.System, offers.SelectMany(o => o.Scan.Rolls).Sum(r => r.Bytes));
            var sent = await remote.RunAsync(offers, request.Tags, request.Held, request.Until, line.Report, cancellationToken);
            line.Dispose();
            var end = IngestClosing.Print(sent.Rolls, sent.Missing, request.Until, request.Json, WayOut.Again(request.Paths, request.Tags, request.Home, request.Server, request.TokenFile), output);
            return sent.Standstill is null ? end : throw sent.Standstill;
        }

        await using var library = await IngestSettings.OpenAsync(request.Home, cancellationToken);
        var (rolls, missing, standstill) = await LocalCards.RunAsync(library, offers, request.Tags, request.Held, request.Until, error, cancellationToken);
        var code = IngestClosing.Print(rolls, missing, request.Until, request.Json, WayOut.Again(request.Paths, request.Tags, request.Home, request.Server, request.TokenFile), output);
        return standstill is null ? code : throw standstill;
    }

    private static RollStage Stage(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (KebabCase.TryParse<RollStage>(text, out var stage) && stage >= RollStage.Uploaded) return stage;
        result.AddError($"'{text}' is not a stage to stop at. Use uploaded, verified, inspected, proxied, archived or complete.");
        return RollStage.Complete;
    }

    private static async Task<bool> ConfirmAsync(TextWriter error)
    {
        await error.WriteAsync("Begin? [y/N] ");
        return Console.ReadLine() is { } answer && answer.Trim().StartsWith('y');
    }

    private sealed record Request(string[] Paths, IngestTags Tags, string? Home, string? Server, string? TokenFile, TimeSpan Patience, HeldChoice Held, RollStage Until, bool Yes, bool Json);
}
