using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library.Search;
using Acetate.Library.Shows;
using Acetate.Tools.Search;

namespace Acetate.Cli.Clips;

/// <summary><c>acetate clips find</c>: finds clips by what is known about them.</summary>
internal static class ClipsFindCommand
{
    public static Command Create()
    {
        var (choice, json) = (new LibraryChoice(), IngestSettings.Json());
        var words = new Argument<string[]>("QUERY") { Description = "What to find, such as 'iso:800..1600 scene:24*'; docs/guide/library.md has the whole language. Without it: everything. What begins with a minus comes after '--'.", Arity = ArgumentArity.ZeroOrMore };
        var show = new Option<string?>("--show") { Description = "Only in this show.", HelpName = "NAME" };
        var sort = new Option<string?>("--sort") { Description = "The order, such as '-iso,name'. Default: -date,roll,name", HelpName = "FIELDS" };
        var limit = new Option<int>("--limit") { Description = "How many clips, at most. Default: 1000", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var csv = new Option<bool>("--csv") { Description = "Print a table for spreadsheets (CSV)." };
        var command = choice.On(new Command("find", "Finds clips by name, camera, lens, slate, day, timecode and more.") { words, show, sort, limit, csv, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var text = string.Join(' ', parsed.GetValue(words) ?? []);
            if (!ClipQuery.TryParse(text, out var query, out var mistake))
                throw new CommandException(ExitCode.Usage, $"{mistake}{Environment.NewLine}  {Table.Visible(text)}{Environment.NewLine}  {new string(' ', mistake.Position)}^");
            if (!SearchOrder.TryParse(parsed.GetValue(sort), out var order, out var reason)) throw new CommandException(ExitCode.Usage, reason);
            var (most, only) = (parsed.GetValue(limit), parsed.GetValue(show));
            if (most is < 1 or > 10_000_000) throw new CommandException(ExitCode.Usage, "--limit is a number from 1 to 10,000,000.");
            if (parsed.GetValue(csv) && parsed.GetValue(json)) throw new CommandException(ExitCode.Usage, "--csv and --json exclude each other: name one.");
            if (only?.Contains('"', StringComparison.Ordinal) == true) throw new CommandException(ExitCode.NotFound, $"There is no show '{only}'.");
            var wanted = only is null ? query.Text : $"{query.Text} show:\"{only}\"".Trim();
            var (clips, summary) = await choice.AskAsync(parsed,
                async library =>
                {
                    var shows = (await library.ReadAsync(async tx => only is null ? await tx.ShowsAsync(cancellationToken) : [await tx.RequireShowAsync(only, cancellationToken)], cancellationToken)).ConvertAll(s => s.Name);
                    return (await AllAsync((after, count) => library.SearchClipsAsync(query, shows, order, after, 0, count, cancellationToken), most), await library.CountClipsAsync(query, shows, cancellationToken));
                },
                async server => (
                    await AllAsync((after, count) => server.GetAsync<SearchPage>(There("search", ("q", wanted), ("sort", order.Text), ("after", after), ("limit", count.ToString(CultureInfo.InvariantCulture))), cancellationToken), most),
                    await server.GetAsync<SearchSummary>(There("summary", ("q", wanted)), cancellationToken)),
                cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new { query = wanted, sort = order.Text, summary.Total, summary.IsTotalCapped, clips });
            else if (parsed.GetValue(csv)) await output.WriteAsync(ClipCsv.Of(clips));
            else Print(clips, summary, output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate clips find 'C003'\nacetate clips find 'camera:\"ALEXA 35\" iso:800..1600 scene:24*' --show film\nacetate clips find 'tc:14:03:10:00..14:03:20:00 date:2026-01-02' --csv > found.csv\nacetate clips find --json -- -is:archived",
            (ExitCode.Usage, "the search is not understood; the message says at which character, and what to write"), (ExitCode.NotFound, "there is no such show"));
    }

    private static async Task<List<ClipHit>> AllAsync(Func<string, int, Task<SearchPage>> part, int most)
    {
        var all = new List<ClipHit>();
        for (var after = ""; ;)
        {
            var page = await part(after, Math.Min(LibrarySearch.LongestPage, most - all.Count));
            all.AddRange(page.Clips);
            if (page.Next is null || all.Count >= most) return all;
            after = page.Next;
        }
    }

    private static void Print(List<ClipHit> clips, SearchSummary summary, TextWriter output)
    {
        if (clips.Count == 0)
        {
            output.WriteLine("Nothing is found.");
            return;
        }

        var table = new Table("DAY", "ROLL", "CLIP", "SCENE", "TAKE", "START", "LENGTH", "CAMERA", "LENS", "ISO", "STATE");
        table.RightAligned.UnionWith([6, 8, 9]);
        foreach (var clip in clips)
            table.Add(RollsCommand.Day(clip.ShootDay), clip.RollName, clip.Name, clip.Scene, clip.Take + (clip.IsCircled ? " ●" : ""), clip.TimecodeStart, clip.Seconds is { } seconds ? $"{seconds:0.0} s" : "", clip.Camera,
                clip.Lens is { } lens ? $"{lens:0.#} mm" : "", clip.Iso, string.Join(", ", new[] { clip.IsHeld ? "held" : "", clip.IsArchived ? clip.IsOnline ? "archived" : "archive only" : clip.IsOnline ? "" : "no copy", clip.Problems > 0 ? "problems" : "" }.Where(word => word.Length > 0)));
        table.Write(output);
        output.WriteLine();
        var total = string.Create(CultureInfo.InvariantCulture, $"{summary.Total:N0}{(summary.IsTotalCapped ? "+" : "")}");
        output.WriteLine(clips.Count >= summary.Total && !summary.IsTotalCapped ? $"{total} clip{(summary.Total == 1 ? "" : "s")}." : $"The first {clips.Count.ToString("N0", CultureInfo.InvariantCulture)} of {total} clips; --limit N prints more.");
    }

    private static string There(string what, params (string Name, string Value)[] query) =>
        $"api/clips/{what}?{string.Join('&', query.Where(q => q.Value.Length > 0).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value)}"))}";
}
