using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Clips;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Cli.Serve;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Matching;
using Acetate.Library.Shows;

namespace Acetate.Cli.Matching;

/// <summary><c>acetate match decide</c>, <c>decisions</c> and <c>undo</c>: what a person says an event is, kept for every later version of the cut.</summary>
internal static class MatchDecideCommand
{
    private static string Kinds => string.Join(", ", Enum.GetValues<MediaKind>().Select(KebabCase.Of));

    /// <summary>Shows the candidates of an event, and keeps which one it is.</summary>
    public static Command Decide()
    {
        var (input, json, show) = (new CutToMatch(), IngestSettings.Json(), IngestSettings.Show());
        var cut = new Argument<string>("CUT") { Description = "The cut." };
        var which = new Argument<string>("EVENT") { Description = "The event: its number, as 012; 012#2 for the second of that number; or its first record timecode." };
        var clip = new Option<string?>("--clip") { Description = "The clip that it is: a candidate's number, or the name or id of any clip of the show.", HelpName = "N|CLIP" };
        var not = new Option<string[]>("--not") { Description = "A clip that it is not, named as for --clip; may be repeated.", HelpName = "N|CLIP", AllowMultipleArgumentsPerToken = false };
        var none = new Option<bool>("--none") { Description = "It is none of the candidates." };
        var kind = WordOption.Of<MediaKind>("--kind", "What it is when it is no camera original.", [.. Enum.GetValues<MediaKind>().Select(one => (KebabCase.Of(one), one))]);
        var note = new Option<string>("--note") { Description = "Why; whoever asks the next time reads it.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var command = input.On(new Command("decide", "Numbers the candidates of an event, and keeps what you say it is: for this cut and its later versions.") { cut, which, show, clip, not, none, kind, note, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (file, where, output) = (parsed.GetRequiredValue(cut), parsed.GetRequiredValue(show), parsed.InvocationConfiguration.Output);
            var (yes, no, other) = (parsed.GetValue(clip), parsed.GetValue(not) ?? [], parsed.GetValue(kind));
            if ((yes is null ? 0 : 1) + (no.Length > 0 || parsed.GetValue(none) ? 1 : 0) + (other is null ? 0 : 1) > 1)
                throw new CommandException(ExitCode.Usage, "Say one thing of an event: --clip, --kind, or what it is not (--not, --none).");
            if (parsed.GetValue(note)!.Length > 4000) throw new CommandException(ExitCode.Usage, "A note has 4,000 letters at most.");
            var list = input.Read(parsed, file);
            var report = await input.MatchAsync(parsed, where, file, list, null, cancellationToken);
            var one = EventAtHand.Find(report, parsed.GetRequiredValue(which));
            var label = EventAtHand.LabelOf(report, one);
            if (yes is null && no.Length == 0 && !parsed.GetValue(none) && other is null)
            {
                if (parsed.GetValue(json)) CliJson.Write(output, one);
                else Candidates(one, label, $"acetate match decide {Table.Visible(file)} {label} --show {where}{input.Typed(parsed)}", output);
                return (int)ExitCode.Done;
            }

            if (one.Names.Length == 0) throw new CommandException(ExitCode.BadInput, $"The list says no name for event {label}, by which a decision could be found again. Export it with clip names or reels.");
            if (parsed.GetValue(none) && one.Candidates.IsEmpty) throw new CommandException(ExitCode.Usage, $"Event {label} has no candidates to rule out. --clip names a clip, --kind says what it is instead.");
            var kept = await input.Choice.AskAsync(parsed,
                async library => await KeepAsync(library, where, one, yes is null ? null : await IdAsync(one, yes, name => ClipAtHand.FindAsync(library, where, name, cancellationToken)),
                    await NotAsync(one, no, parsed.GetValue(none), name => ClipAtHand.FindAsync(library, where, name, cancellationToken)), other, parsed.GetValue(note)!, cancellationToken),
                async server =>
                {
                    var id = yes is null ? (Guid?)null : await IdAsync(one, yes, name => ClipAtHand.FindAsync(server, where, name, cancellationToken));
                    var notClips = await NotAsync(one, no, parsed.GetValue(none), name => ClipAtHand.FindAsync(server, where, name, cancellationToken));
                    return await server.SendAsync<MatchDecision>(HttpMethod.Post, CutToMatch.There(where, "match-decisions"),
                        new { one.Names, one.SourceStart, one.SourceRate, one.SourceFrames, clip = id, notClips, kind = other, note = parsed.GetValue(note) }, cancellationToken);
                }, cancellationToken);
            var after = (await input.MatchAsync(parsed, where, file, list, null, cancellationToken)).Events.First(e => e.Event == one.Event);
            if (parsed.GetValue(json)) CliJson.Write(output, new { decision = kept, @event = after });
            else
            {
                var others = CutClaims.Of(list).Count(kept.HoldsFor) - 1;
                output.WriteLine($"Event {label} is {Outcome(after)} now: {Table.Visible(after.Why)}");
                if (others > 0) output.WriteLine($"The decision holds for {others} other event{(others == 1 ? "" : "s")} of this cut too, with the same names and source frames.");
                output.WriteLine($"It is kept for later versions of the cut. 'acetate match undo {kept.Id} --show {where}' takes it back.");
            }

            return (int)(after.Outcome is "matched" or "not-camera-media" ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate match decide reel1.edl 012 --show film\nacetate match decide reel1.edl 012 --show film --clip 2 --note 'the wide of take 3'\nacetate match decide reel1.edl 01:00:12:05 --show film --kind title",
            (ExitCode.Done, "the candidates are listed, or the decision is kept and settles the event"), (ExitCode.Found, "the decision is kept, and the event is still open; the report says why"),
            (ExitCode.NotFound, "there is no such file, show, event or clip"));
    }

    /// <summary>Lists decisions.</summary>
    public static Command List()
    {
        var (choice, show, json) = (new LibraryChoice(), IngestSettings.Show(), IngestSettings.Json());
        var command = choice.On(new Command("decisions", "What people decided about events of a show's cuts, the oldest first.") { show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = parsed.GetRequiredValue(show);
            var decisions = await choice.AskAsync(parsed,
                library => library.ReadAsync(async tx => { await tx.RequireShowAsync(where, cancellationToken); return (ImmutableArray<MatchDecision>)[.. await tx.MatchDecisionsAsync(where, cancellationToken)]; }, cancellationToken),
                async server => (await server.GetAsync<Decisions>(CutToMatch.There(where, "match-decisions"), cancellationToken)).All, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new Decisions(decisions));
            else
            {
                var table = new Table("NAMES", "FROM", "FRAMES", "IS", "NOT", "BY", "AT", "NOTE", "ID");
                table.RightAligned.UnionWith([2, 4]);
                foreach (var one in decisions)
                    table.Add(one.Names, one.SourceStart, one.SourceFrames, one.Clip is { } clip ? $"clip {clip}" : one.Kind is { } kind ? KebabCase.Of(kind).Replace('-', ' ') : "", one.NotClips.Length, one.By,
                        one.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), one.Note, one.Id);
                table.Write(output);
            }

            return (int)ExitCode.Done;
        });
        return command.Explain("acetate match decisions --show film", (ExitCode.NotFound, "there is no such show"));
    }

    /// <summary>Takes a decision back.</summary>
    public static Command Undo()
    {
        var (choice, show) = (new LibraryChoice(), IngestSettings.Show());
        var id = new Argument<Guid>("ID") { Description = "The decision, as 'acetate match decisions' shows it." };
        var command = choice.On(new Command("undo", "Takes a decision back: the events it held for are matched as if nobody had decided.") { id, show });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, where) = (parsed.GetValue(id), parsed.GetRequiredValue(show));
            await choice.TellAsync(parsed, library => library.WriteAsync(async tx =>
            {
                await tx.RequireShowAsync(where, cancellationToken);
                if (!await tx.RemoveMatchDecisionAsync(where, which, UsersCommand.Actor, cancellationToken))
                    throw new CommandException(ExitCode.NotFound, $"There is no decision {which} in the show {where}. 'acetate match decisions --show {where}' lists them.");
            }, cancellationToken), server => server.SendAsync(HttpMethod.Delete, $"api/shows/{Uri.EscapeDataString(where)}/match-decisions/{which}", null, cancellationToken), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync("The decision was taken back.");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate match undo 0199a7f0-0000-7000-8000-000000000001 --show film", (ExitCode.NotFound, "there is no such show or decision"));
    }

    private static Task<MatchDecision> KeepAsync(MediaLibrary library, string show, MatchedEvent one, Guid? clip, ImmutableArray<Guid> notClips, MediaKind? kind, string note, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var decision = new MatchDecision
        {
            Id = Guid.CreateVersion7(tx.Now),
            Names = one.Names,
            SourceStart = one.SourceStart,
            SourceRate = one.SourceRate,
            SourceFrames = one.SourceFrames,
            Clip = clip,
            NotClips = notClips,
            Kind = kind,
            Note = note,
            By = UsersCommand.Actor,
            At = tx.Now,
        };
        await tx.AddMatchDecisionAsync(show, decision, cancellationToken);
        return decision;
    }, cancellationToken);

    /// <summary>The clip that is meant: a candidate by its number or name, or any other of the show.</summary>
    private static async Task<Guid> IdAsync(MatchedEvent one, string text, Func<string, Task<FoundClip>> find)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number >= 1 && number <= one.Candidates.Length ? one.Candidates[number - 1].Clip.Id
                : throw new CommandException(ExitCode.Usage, one.Candidates.IsEmpty ? "The event has no candidates. Name the clip." : $"The event has candidates 1 to {one.Candidates.Length}, and no {number}.");
        return one.Candidates.Where(candidate => candidate.Clip.Name == text).ToList() is [var named] ? named.Clip.Id : (await find(text)).Id;
    }

    private static async Task<ImmutableArray<Guid>> NotAsync(MatchedEvent one, string[] named, bool none, Func<string, Task<FoundClip>> find)
    {
        var ids = none ? one.Candidates.Select(candidate => candidate.Clip.Id).ToList() : [];
        foreach (var text in named) ids.Add(await IdAsync(one, text, find));
        return [.. ids.Distinct()];
    }

    private static void Candidates(MatchedEvent one, string label, string again, TextWriter output)
    {
        output.WriteLine($"Event {label} at {one.RecordStart} is {Outcome(one)}: {Table.Visible(one.Why)}");
        var table = new Table("N", "CLIP", "ROLL", "DAY", "FROM", "LIKELY", "FOR AND AGAINST");
        table.RightAligned.UnionWith([0, 5]);
        foreach (var (candidate, i) in one.Candidates.Select((candidate, i) => (candidate, i)))
            table.Add(i + 1, candidate.Clip.Name, candidate.Clip.Roll, RollsCommand.Day(candidate.Clip.ShootDay), candidate.Clip.Start, string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(candidate.Probability * 1000) / 10:0.0} %"),
                string.Join(" ", candidate.Evidence.Select(evidence => $"{(evidence.Fits ? "+" : "-")} {evidence.Words}")));
        if (!table.IsEmpty) table.Write(output);
        output.WriteLine($"'{again} --clip {(one.Candidates.IsEmpty ? "NAME" : "N")}' keeps which one it is; --not N rules one out, --none all of them; --kind says what it is instead ({Kinds}).");
    }

    private static string Outcome(MatchedEvent one) => one.Outcome.Replace('-', ' ') + (one.Clip is { } clip ? $" with {Table.Visible(clip.Name)}" : one.Kind is { } kind ? $" ({KebabCase.Of(kind).Replace('-', ' ')})" : "");

    private sealed record Decisions([property: System.Text.Json.Serialization.JsonPropertyName("decisions")] ImmutableArray<MatchDecision> All);
}
