using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Acetate.Benchmarks.Search;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Search;
using Acetate.Library.Shows;

namespace Acetate.Benchmarks.Web;

/// <summary>What the pages of the web app ask of the API, at a steady rate whether answers come or not; each answer's time counts from when it was due.</summary>
/// <remarks>
/// Server and asker share the machine. Options: <c>--clips N</c> (100,000, in a library that is made), <c>--library HOME</c> for one that is kept there and made if it is
/// not (in PostgreSQL where <c>ACETATE_DATABASE</c> has its connection); <c>--rate N</c> a second (200), <c>--seconds N</c> (30), <c>--folder DIR</c>.
/// </remarks>
internal static class PageBenchmark
{
    private const double GoalMilliseconds = 100;

    public static async Task<int> RunAsync(string[] args)
    {
        int Number(string name, int otherwise) => args.Option(name) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
        var (clips, rate, seconds, given) = (Number("--clips", 100_000), Number("--rate", 200), Number("--seconds", 30), args.Option("--library"));
        var home = given ?? Path.Join(args.Option("--folder") ?? Path.GetTempPath(), $"acetate-bench-{Environment.ProcessId}");
        try
        {
            await MakeAsync(home, clips);
            var show = args.Option("--show") ?? SeasonLibrary.Show;
            var token = await TokenAsync(home, show);
            await using var server = await ServedLibrary.StartAsync(home);
            using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(5) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var pages = await PagesAsync(client, show);
            await AloneAsync(client, pages);
            // A server that has just begun still compiles; people meet one that runs.
            await LoadAsync(client, pages, Math.Max(1, rate / 4), 15);
            return Tell(await LoadAsync(client, pages, rate, seconds), rate, seconds);
        }
        finally
        {
            if (given is null) Directory.Delete(home, recursive: true);
        }
    }

    // What was made by an earlier run is kept as it is.
    private static async Task MakeAsync(string home, int clips)
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.Load(home), default);
        var (shows, (_, jobs)) = await library.ReadAsync(async tx => (await tx.ShowsAsync(default), await tx.JobsNewestFirstAsync(null, null, 0, 1, default)), default);
        if (shows.Count == 0)
            await SeasonLibrary.MakeAsync(library, library.Options.Database.IsPostgres ? $"{Environment.GetEnvironmentVariable("ACETATE_DATABASE")};Search Path={library.Options.Database.Schema}" : null, clips);
        if (jobs == 0)
            await library.WriteAsync(async tx =>
            {
                await HugeLibrary.AddEventsAsync(tx, SeasonLibrary.Show, (await tx.RollsOnDayAsync(SeasonLibrary.Show, SeasonLibrary.Day(0), default))[0].Id);
                await HugeLibrary.AddJobsAsync(tx, SeasonLibrary.Show);
            }, default);
        await library.CountClipsAsync(ClipQuery.Everything, [SeasonLibrary.Show], default);
    }

    private static async Task<string> TokenAsync(string home, string show)
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.Load(home), default);
        return await library.WriteAsync(async tx =>
        {
            var person = await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = $"bench-{Environment.ProcessId}", Kind = PrincipalKind.Service }, default);
            await tx.GrantAsync(person.Id, show, ShowRole.Owner, default);
            return (await tx.AddTokenAsync(person.Id, "bench", [TokenScope.Read, TokenScope.Operate], null, default)).Secret.Text;
        }, default);
    }

    /// <summary>What pages ask, each with another roll, clip, day or word every time.</summary>
    private static async Task<List<(string Page, Func<int, string> Ask)>> PagesAsync(HttpClient client, string show)
    {
        var days = await ListAsync(client, $"api/shows/{show}/days?limit=200", "days", "shootDay");
        var rolls = await ListAsync(client, $"api/shows/{show}/rolls", "rolls", "id");
        var found = new List<string>();
        foreach (var offset in (int[])[0, 100, 200, 300, 400]) found.AddRange(await ListAsync(client, $"api/clips/search?offset={offset}&limit=100", "clips", "id"));
        string[] words = ["", "c0", "iso:800", "alexa", "a001", "codec:arriraw", "is:circled", "tc:10:00:00:00..11:00:00:00"];
        static string Of(IReadOnlyList<string> all, int n) => all[n * 7919 % all.Count];
        return
        [
            ("shows", _ => "api/shows"),
            ("days of a show", _ => $"api/shows/{show}/days"),
            ("a day", n => $"api/shows/{show}/days/{Of(days, n)}"),
            ("a roll", n => $"api/rolls/{Of(rolls, n)}"),
            ("a roll's timeline", n => $"api/rolls/{Of(rolls, n)}/timeline"),
            ("clips of a roll", n => $"api/rolls/{Of(rolls, n)}/clips?offset={n % 50 * 40}&limit=100"),
            ("search", n => $"api/clips/search?q={Uri.EscapeDataString(Of(words, n))}&limit=100"),
            ("counts of a search", n => $"api/clips/summary?q={Uri.EscapeDataString(Of(words, n))}"),
            ("a clip", n => $"api/clips/{Of(found, n)}"),
            ("values of a clip", n => $"api/clips/{Of(found, n)}/values"),
            ("comments of a clip", n => $"api/clips/{Of(found, n)}/comments"),
            ("jobs", n => $"api/jobs?show={show}&order=need&offset={(n % 4 == 3 ? n % 20 * 100 : 0)}&limit=100"),
            ("how work stands", _ => $"api/jobs/figures?show={show}"),
            ("pulls", _ => $"api/shows/{show}/pulls"),
            ("activity", _ => $"api/activity?show={show}"),
            ("workspaces", _ => $"api/workspaces?show={show}"),
        ];
    }

    private static async Task<List<string>> ListAsync(HttpClient client, string address, string list, string member)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(address));
        var all = answer.RootElement.GetProperty(list).EnumerateArray().Select(one => Named(one, member)).OfType<string>().ToList();
        return all.Count > 0 ? all : throw new InvalidOperationException($"{address} answers with nothing that could be asked for.");
    }

    // Some lists hold the thing itself, others a summary around it.
    private static string? Named(JsonElement one, string member) => one.TryGetProperty(member, out var found) ? found.GetString()
        : one.EnumerateObject().Select(inner => inner.Value.ValueKind == JsonValueKind.Object ? Named(inner.Value, member) : null).FirstOrDefault(name => name is not null);

    // What is compiled and read for the first time is not what a page of a running server costs: the first of each is not counted.
    private static async Task AloneAsync(HttpClient client, List<(string Page, Func<int, string> Ask)> pages)
    {
        const int Times = 9;
        Console.WriteLine($"One question at a time, {Times} of each page; milliseconds\n  {"page",-22} {"median",8} {"worst",8} {"KiB",8}");
        foreach (var (page, ask) in pages)
        {
            var bytes = (await client.GetByteArrayAsync(ask(0))).Length;
            var times = new List<double>();
            for (var n = 1; n <= Times; n++) times.Add((await AskAsync(client, ask(n), Stopwatch.GetTimestamp())).Milliseconds);
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {page,-22} {At(times, 0.5),8:F1} {times[^1],8:F1} {bytes / 1024.0,8:F1}"));
        }
    }

    private static async Task<List<(string Page, double Milliseconds, bool IsRight)>> LoadAsync(HttpClient client, List<(string Page, Func<int, string> Ask)> pages, int rate, int seconds)
    {
        var (answers, start) = (new List<Task<(string, double, bool)>>(rate * seconds), Stopwatch.GetTimestamp());
        for (var n = 0; n < rate * seconds; n++)
        {
            var due = start + (long)((double)n / rate * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due) await Task.Delay(1);
            var (page, ask) = pages[n % pages.Count];
            answers.Add(TimedAsync(page, ask(n / pages.Count), due));
        }

        return [.. await Task.WhenAll(answers)];

        async Task<(string, double, bool)> TimedAsync(string page, string address, long due)
        {
            var (took, isRight) = await AskAsync(client, address, due);
            return (page, took, isRight);
        }
    }

    private static async Task<(double Milliseconds, bool IsRight)> AskAsync(HttpClient client, string address, long due)
    {
        using var answer = await client.GetAsync(address);
        _ = await answer.Content.ReadAsByteArrayAsync();
        return (Stopwatch.GetElapsedTime(due).TotalMilliseconds, answer.IsSuccessStatusCode);
    }

    private static int Tell(List<(string Page, double Milliseconds, bool IsRight)> answers, int rate, int seconds)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{rate} questions a second for {seconds} s, each page's in turn; milliseconds from when each was due"));
        Console.WriteLine($"  {"page",-22} {"median",8} {"p95",8} {"worst",8}");
        foreach (var page in answers.GroupBy(one => one.Page)) Line(page.Key, [.. page.Select(one => one.Milliseconds).Order()]);
        var all = answers.Select(one => one.Milliseconds).Order().ToList();
        Line("all", all);
        var wrong = answers.Count(one => !one.IsRight);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  p95 over all pages {At(all, 0.95):F1} ms (goal {GoalMilliseconds:F0}); {wrong} of {answers.Count:N0} answers were errors"));
        return wrong == 0 ? 0 : 1;

        static void Line(string name, List<double> times) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-22} {At(times, 0.5),8:F1} {At(times, 0.95),8:F1} {times[^1],8:F1}"));
    }

    private static double At(List<double> sorted, double part) => sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(part * sorted.Count) - 1)];
}
