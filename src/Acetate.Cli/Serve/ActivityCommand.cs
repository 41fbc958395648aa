using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Clips;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Activity;

namespace Acetate.Cli.Serve;

/// <summary><c>acetate activity</c>: who did what to what, newest first.</summary>
internal static class ActivityCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var (choice, json) = (new LibraryChoice(), UsersCommand.Json());
        var show = new Option<string?>("--show") { Description = "Only of this show", HelpName = "NAME" };
        var roll = new Option<Guid?>("--roll") { Description = "Only of the roll with this id, and its clips; 'acetate rolls list' shows ids", HelpName = "ID" };
        var clip = new Option<string?>("--clip") { Description = "Only of this clip of the show, by name or id: from its card to the packages it went into", HelpName = "CLIP" };
        var shot = new Option<string?>("--shot") { Description = "Only of this shot of the show", HelpName = "SHOT" };
        var actor = new Option<string?>("--actor") { Description = "Only what this principal did", HelpName = "NAME" };
        var since = new Option<string?>("--since") { Description = "Only from this day or moment (UTC) on", HelpName = "TIME" };
        var reads = new Option<bool>("--reads") { Description = "Only who looked at or fetched something" };
        var topic = new Option<string?>("--about") { Description = "Only what is about footage, cuts, dailies, sharing or access", HelpName = "WHAT" };
        var limit = new Option<int>("--limit") { Description = "How many lines, at most", DefaultValueFactory = _ => 100 };
        var command = choice.On(new Command("activity", "Who did what to what, newest first: events, comments, edits, pulls, and who looked at or fetched what.") { show, roll, clip, shot, actor, since, reads, topic, limit, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, named, wanted) = (parsed.GetValue(show), parsed.GetValue(clip), parsed.GetValue(limit));
            if ((named ?? parsed.GetValue(shot)) is not null && where is null) throw new CommandException(ExitCode.Usage, "Clips and shots are those of a show: add --show NAME.");
            if (wanted < 1) throw new CommandException(ExitCode.Usage, "--limit is 1 or more.");
            var filter = new ActivityFilter { Show = where, Roll = parsed.GetValue(roll), Shot = parsed.GetValue(shot), Actor = parsed.GetValue(actor), Since = Moment(parsed.GetValue(since)), ReadsOnly = parsed.GetValue(reads), Topic = parsed.GetValue(topic) is { } about ? UsersCommand.Word<ActivityTopic>(about) : null };
            var lines = await choice.AskAsync(parsed, async library =>
            {
                if (named is not null) filter = filter with { Clip = (await ClipAtHand.FindAsync(library, where!, named, cancellationToken)).Id };
                return await AllAsync(wanted, async (before, count) =>
                {
                    ActivityPlace? place = before is not null && ActivityPlace.TryParse(before, out var parsedPlace) ? parsedPlace : null;
                    var page = await library.ReadAsync(tx => tx.ActivityAsync(filter, ActivityReader.Everything, place, count, cancellationToken), cancellationToken);
                    return ([.. page], page.Count < count ? null : new ActivityPlace(page[^1].At, page[^1].Source, page[^1].Sequence).ToString());
                });
            }, async server =>
            {
                if (named is not null) filter = filter with { Clip = (await ClipAtHand.FindAsync(server, where!, named, cancellationToken)).Id };
                return await AllAsync(wanted, async (before, count) =>
                {
                    var page = await server.GetAsync<Seen>($"api/activity?limit={count}{Query(filter)}{(before is null ? "" : $"&before={Uri.EscapeDataString(before)}")}", cancellationToken);
                    return (page.Lines, page.Next);
                });
            }, cancellationToken);

            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { lines });
                return (int)ExitCode.Done;
            }

            var table = new Table("WHEN", "WHO", "WHAT", "SHOW");
            foreach (var line in lines) table.Add(line.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), line.Actor, line.Words, line.Show);
            table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate activity --show film --clip A001C003_260511_R2EC --reads\nacetate activity --actor anna --since 2026-05-11");
    }

    private static async Task<ImmutableArray<ActivityLine>> AllAsync(int wanted, Func<string?, int, Task<(ImmutableArray<ActivityLine> Lines, string? Next)>> pageAsync)
    {
        var (all, before) = (ImmutableArray.CreateBuilder<ActivityLine>(), (string?)null);
        do
        {
            var (lines, next) = await pageAsync(before, Math.Min(wanted - all.Count, ActivityQueries.LongestPage));
            all.AddRange(lines);
            before = next;
        }
        while (before is not null && all.Count < wanted);
        return all.ToImmutable();
    }

    private static string Query(ActivityFilter filter)
    {
        (string Name, string? Value)[] all =
        [
            ("show", filter.Show), ("roll", filter.Roll?.ToString()), ("clip", filter.Clip?.ToString()), ("shot", filter.Shot), ("actor", filter.Actor),
            ("since", filter.Since?.ToString("O", CultureInfo.InvariantCulture)), ("reads", filter.ReadsOnly ? "true" : null), ("topic", filter.Topic is { } topic ? KebabCase.Of(topic) : null),
        ];
        return string.Concat(all.Where(one => one.Value is not null).Select(one => $"&{one.Name}={Uri.EscapeDataString(one.Value!)}"));
    }

    private static DateTimeOffset? Moment(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
        : throw new CommandException(ExitCode.Usage, $"'{text}' is no moment. Write it as 2026-05-11 or 2026-05-11T14:30.");

    private sealed record Seen(ImmutableArray<ActivityLine> Lines, string? Next);
}
