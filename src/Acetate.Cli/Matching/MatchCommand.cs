using System.CommandLine;
using System.Globalization;
using System.Text;
using Acetate.Cli.Ingest;
using Acetate.Library.Matching;
using Acetate.Library.Matching.Rules;
using Acetate.Otio;
using Acetate.Tools.Matching;

namespace Acetate.Cli.Matching;

/// <summary><c>acetate match</c>: which camera originals a cut means, and why.</summary>
internal static class MatchCommand
{
    public static Command Create()
    {
        var (input, json, show) = (new CutToMatch(), IngestSettings.Json(), IngestSettings.Show());
        var choice = input.Choice;
        var cut = new Argument<string>("CUT") { Description = "The cut: CMX 3600 in any dialect, OTIO, FCP 7 XML, FCPXML, ALE or a shot list." };
        var rules = new Option<string?>("--rules") { Description = "Matching rules of your own. 'acetate match --print-rules' prints those that come with Acetate.", HelpName = "FILE" };
        var print = new Option<bool>("--print-rules") { Description = "Print the matching rules that come with Acetate, and do nothing else." };
        var otio = new Option<string?>("--otio") { Description = "Write the result as OpenTimelineIO, with what was found and why in its metadata. The file must not exist.", HelpName = "FILE" };
        var csv = new Option<string?>("--csv") { Description = "Write the result as a table. The file must not exist.", HelpName = "FILE" };
        var expect = new Option<bool>("--expect") { Description = "Put rolls that the cut needs and the library lacks into the ledger of expected rolls, by day." };
        cut.Arity = ArgumentArity.ZeroOrOne;
        show.Required = false;
        var command = input.On(new Command("match", "Finds the camera originals that a cut means, and says why for every event.") { cut, show, rules, print, otio, csv, expect, json, MatchDecideCommand.Decide(), MatchDecideCommand.List(), MatchDecideCommand.Undo() });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(print))
            {
                await output.WriteAsync(MatchRules.DefaultText());
                return (int)ExitCode.Done;
            }

            var file = parsed.GetValue(cut) ?? throw new CommandException(ExitCode.Usage, "Name the cut to match, such as: acetate match reel1.edl --show film");
            var where = parsed.GetValue(show) ?? throw new CommandException(ExitCode.Usage, "Name the show whose footage the cut is made of: --show NAME");
            var own = parsed.GetValue(rules);
            if (own is not null && choice.IsServer(parsed)) throw new CommandException(ExitCode.Usage, "--rules is for a library on this machine: a server matches by its own rules.");
            foreach (var target in new[] { parsed.GetValue(otio), parsed.GetValue(csv) })
                if (target is not null && File.Exists(target)) throw new CommandException(ExitCode.BadInput, $"'{target}' exists already, and nothing is overwritten. Name another file.");
            var list = input.Read(parsed, file);
            var report = await input.MatchAsync(parsed, where, file, list, own is null ? null : Rules(own), cancellationToken);
            var expected = parsed.GetValue(expect) && !report.NeededRolls.IsEmpty
                ? await choice.AskAsync(parsed,
                    library => library.WriteAsync(tx => tx.ExpectNeededRollsAsync(where, report.NeededRolls, Path.GetFileName(file), Environment.UserName, cancellationToken), cancellationToken),
                    async server => (await server.SendAsync<Expected>(HttpMethod.Post, CutToMatch.There(where, "needed-rolls"), new { cut = Path.GetFileName(file), rolls = report.NeededRolls }, cancellationToken)).Count,
                    cancellationToken)
                : 0;
            if (parsed.GetValue(otio) is { } timeline) await WriteAsync(timeline, OtioWriter.ToBytes(MatchTimeline.Of(list, report)), cancellationToken);
            if (parsed.GetValue(csv) is { } table) await WriteAsync(table, Encoding.UTF8.GetBytes(MatchCsv.Of(report)), cancellationToken);
            if (parsed.GetValue(json)) CliJson.Write(output, report);
            else
            {
                Print(report, parsed.GetValue(expect) ? expected : null, output);
                if (report.Events.FirstOrDefault(EventAtHand.IsOpen) is { } open)
                    output.WriteLine($"Which clip an ambiguous event is, you decide: 'acetate match decide {Table.Visible(file)} {EventAtHand.LabelOf(report, open)} --show {where}{input.Typed(parsed)}' numbers the candidates.");
            }

            return (int)(report.IsComplete ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate match reel1.edl --show film\nacetate match decide reel1.edl 012 --show film --clip 1\nacetate match reel1.edl --show film --rate 25 --csv reel1.csv --otio reel1-matched.otio\nacetate match reel1.otio --show film --server https://acetate.example.com --json",
            (ExitCode.Found, "an event is ambiguous, missing or in conflict, or a part of the cut could not be read; the report says which and why"), (ExitCode.BadInput, "the cut or the rules cannot be read; the message has the line"));
    }

    private const int MostUnread = 20;

    private static void Print(MatchReport report, int? expected, TextWriter output)
    {
        var table = new Table("EVENT", "RECORD", "OUTCOME", "CLIP", "SURE", "WHY");
        table.RightAligned.Add(4);
        foreach (var e in report.Events)
            table.Add(e.Number.Length > 0 ? e.Number : e.Event, e.RecordStart, e.IsPictureUnverified ? $"{Word(e.Outcome)}, look" : Word(e.Outcome), e.Clip?.Name ?? "",
                e.Confidence is { } sure ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(sure * 1000) / 10:0.0} %") : "", e.Why);
        table.Write(output);
        output.WriteLine();
        output.WriteLine(report.Events.IsEmpty ? "The cut has no event that shows a picture. Look whether the right sequence was exported."
            : $"{report.Events.Length} events: {string.Join(", ", report.Counts.Select(c => $"{c.Value} {Word(c.Key)}"))}.");
        foreach (var part in report.Unread.Take(MostUnread))
            output.WriteLine($"Not read: {(part.Line > 0 ? $"line {part.Line}: " : part.Element.Length > 0 ? $"{Table.Visible(part.Element)}: " : "")}{Table.Visible(part.Message)} {Table.Visible(part.Fix)}");
        if (report.Unread.Length > MostUnread) output.WriteLine($"{report.Unread.Length - MostUnread} more such places; 'acetate cut read' lists all.");
        var unverified = report.Events.Count(e => e.IsPictureUnverified);
        if (unverified > 0) output.WriteLine($"{unverified} of the matched need a look at the picture: the list itself may point at another one.");
        foreach (var offset in report.Offsets)
            output.WriteLine($"Roll {Table.Visible(offset.Roll)}: its timecode in the cut is off by {offset.Frames} frames at {offset.Rate} in {offset.Agreeing} of {offset.Events} events; it was taken into account{(offset.IsExact ? "" : ", but other offsets fit as well: look at the frames")}.");
        foreach (var day in report.NeededRolls.GroupBy(r => r.ShootDay))
            output.WriteLine($"Not in the library, {(day.Key is { } date ? $"shot {RollsCommand.Day(date)}" : "day not known")}: {string.Join(", ", day.Select(r => $"{Table.Visible(r.Name)} ({r.Events.Length} event{(r.Events.Length == 1 ? "" : "s")})"))}.");
        if (expected is { } count) output.WriteLine($"{count} roll{(count == 1 ? " was" : "s were")} put into the ledger of expected rolls.");
    }

    private static string Word(string outcome) => outcome.Replace('-', ' ');

    private static MatchRules Rules(string file)
    {
        if (new FileInfo(file) is { Exists: true, Length: > 4 << 20 }) throw new CommandException(ExitCode.BadInput, $"'{file}' has more than 4 MiB; no matching rules have.");
        try
        {
            return MatchRules.Parse(File.ReadAllText(file));
        }
        catch (FormatException problem)
        {
            throw new CommandException(ExitCode.BadInput, $"{file}: {problem.Message}");
        }
    }

    private static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew);
        await file.WriteAsync(bytes, cancellationToken);
    }

    private sealed record Expected([property: System.Text.Json.Serialization.JsonPropertyName("expected")] int Count);
}
