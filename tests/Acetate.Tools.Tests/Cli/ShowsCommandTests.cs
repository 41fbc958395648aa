using Acetate.Cli;
using Acetate.Library;
using Acetate.Library.Assets;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;

namespace Acetate.Tools.Tests.Cli;

public sealed class ShowsCommandTests
{
    private const string Flat = "{shot}_{element}_v{version:3}.{frame}.exr";

    [Fact]
    public async Task A_show_is_given_a_look_and_names_and_both_are_listed_and_taken_off_again()
    {
        var (home, folder) = (TempFolder.NewPath(), Directory.CreateDirectory(TempFolder.NewPath()).FullName);
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home), default)) await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film" }, default), default);
        var (good, bad) = (Path.Join(folder, "film.cube"), Path.Join(folder, "bad.cube"));
        await File.WriteAllTextAsync(good, "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n");
        await File.WriteAllTextAsync(bad, "LUT_1D_SIZE 2\n0 0 0\n");
        Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] words) => DemoCommandTests.RunAsync(["shows", .. words, "--show", "film", "--library", home]);

        var (added, told, _) = await RunAsync("add", good, "--default");
        var (refused, _, why) = await RunAsync("add", bad);
        var (again, _, _) = await RunAsync("add", good);
        var (_, list, _) = await RunAsync("documents");
        var (removed, _, _) = await RunAsync("remove", "FILM.cube");
        var (gone, _, _) = await RunAsync("remove", "film.cube");
        var (restored, back, _) = await RunAsync("restore", "film.cube");
        var (named, names, _) = await RunAsync("names", Flat, "--set");
        var (odd, _, oddly) = await RunAsync("names", "{shot}.exr", "--set");
        var (_, own, _) = await RunAsync("names");
        var (_, changes, _) = await RunAsync("changes");

        Assert.Equal((ExitCode.Done, ExitCode.BadInput, ExitCode.BadInput), (added, refused, again));
        Assert.Contains("pulls have it where they name no other", told, StringComparison.Ordinal);
        Assert.Contains("bad.cube", why, StringComparison.Ordinal);
        Assert.Contains("by default", list, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, ExitCode.NotFound, ExitCode.Done), (removed, gone, restored));
        Assert.Contains("pulls have it where they name no other", back, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, ExitCode.BadInput), (named, odd));
        Assert.Contains("ABC_010_0100_PL01_v001.1001.exr", names, StringComparison.Ordinal);
        Assert.Contains("{shot}.exr", oddly, StringComparison.Ordinal);
        Assert.Equal(names, own);
        Assert.Contains("pulls.plateTemplate", changes, StringComparison.Ordinal);
        Assert.Contains(Flat, changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_that_is_exceeded_is_told_by_the_exit_code_and_nothing_that_is_no_budget_is_kept()
    {
        var home = TempFolder.NewPath();
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home), default))
            await library.WriteAsync(async tx =>
            {
                await tx.AddShowAsync(new Show { Name = "film" }, default);
                return await tx.AddAssetAsync(new Asset { Id = Guid.CreateVersion7(), Show = "film", Name = "a.mov", Length = 5_000_000_000, Hash = "xxh128:0", Key = "k", File = Guid.CreateVersion7(), Workspace = "w", Path = "a.mov", SentBy = "zoë", PromotedBy = "mia" }, default);
            }, default);
        Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] words) => DemoCommandTests.RunAsync(["shows", .. words, "--show", "film", "--library", home]);

        var (without, plain, _) = await RunAsync("usage");
        var (nothing, _, _) = await RunAsync("budget");
        var (odd, _, why) = await RunAsync("budget", "--terabytes", "1", "--warn", "101");
        var (unchanged, _, _) = await RunAsync("usage");
        var (set, _, _) = await RunAsync("budget", "--terabytes", "0.004", "--core-hours", "12");
        var (over, told, _) = await RunAsync("usage");
        var (taken, _, _) = await RunAsync("budget", "--terabytes", "0");
        var (within, less, _) = await RunAsync("usage");

        Assert.Equal((ExitCode.Done, ExitCode.Usage, ExitCode.BadInput, ExitCode.Done), (without, nothing, odd, unchanged));
        Assert.Contains("Nobody set a budget", plain, StringComparison.Ordinal);
        Assert.Matches("assets +1 +5.00 GB", plain);
        Assert.Contains("1 to 100 per cent", why, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, ExitCode.Found, ExitCode.Done, ExitCode.Done), (set, over, taken, within));
        Assert.Contains("Storage: 5.00 GB of 4.00 GB, 125 %: more than the budget.", told, StringComparison.Ordinal);
        Assert.Contains("Work: 0.00 of 12 core-hours, 0 %.", less, StringComparison.Ordinal);
        Assert.DoesNotContain("Storage:", less, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_that_stops_and_rates_are_set_and_told_and_what_is_neither_is_refused()
    {
        var home = TempFolder.NewPath();
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home), default))
            await library.WriteAsync(async tx =>
            {
                await tx.AddShowAsync(new Show { Name = "film" }, default);
                return await tx.AddAssetAsync(new Asset { Id = Guid.CreateVersion7(), Show = "film", Name = "a.mov", Length = 1L << 40, Hash = "xxh128:0", Key = "k", File = Guid.CreateVersion7(), Workspace = "w", Path = "a.mov", SentBy = "zoë", PromotedBy = "mia" }, default);
            }, default);
        Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] words) => DemoCommandTests.RunAsync(["shows", .. words, "--show", "film", "--library", home]);

        var (warns, _, _) = await RunAsync("budget", "--terabytes", "1");
        var (_, warned, _) = await RunAsync("usage");
        var (stops, _, _) = await RunAsync("budget", "--stop-storage", "100");
        var (rated, _, _) = await RunAsync("rates", "--currency", "EUR", "--core-hour", "0.08", "--tebibyte-month", "20");
        var (_, told, _) = await RunAsync("usage");
        var (nothing, _, _) = await RunAsync("rates");
        var (odd, _, why) = await RunAsync("rates", "--currency", "€");
        var (often, _, percent) = await RunAsync("budget", "--stop-work", "1001");
        var (never, _, _) = await RunAsync("budget", "--stop-storage", "0");
        var (_, goesOn, _) = await RunAsync("usage");

        Assert.Equal((ExitCode.Done, ExitCode.Done, ExitCode.Done, ExitCode.Done), (warns, stops, rated, never));
        Assert.Equal((ExitCode.Usage, ExitCode.BadInput, ExitCode.BadInput), (nothing, odd, often));
        Assert.Contains("one to eight letters", why, StringComparison.Ordinal);
        Assert.Contains("1 to 1000 per cent", percent, StringComparison.Ordinal);
        Assert.DoesNotContain("STOPPED", warned, StringComparison.Ordinal);
        Assert.Contains("STOPPED  The storage budget of the show is used up: 109 % of it is used, and from 100 % on it stops new work. No new work of film begins;", told, StringComparison.Ordinal);
        Assert.Contains("What is kept costs 20.00 EUR a month at 20 EUR a tebibyte.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("STOPPED", goesOn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_say_what_is_late_and_where_the_time_went()
    {
        var home = TempFolder.NewPath();
        Guid id;
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home), default))
            id = (await library.WriteAsync(tx => tx.SubmitJobAsync(new() { Key = "k", Kind = "make-pull", Title = "Pull 1", Show = "film", Deadline = tx.Now.AddHours(-3), Actor = "ann", Steps = [new() { Name = "a", Function = "render-frames", Request = "{}" }] }, default), default)).Job.Id;

        var (code, figures, _) = await DemoCommandTests.RunAsync("jobs", "figures", "--library", home);
        var (_, shown, _) = await DemoCommandTests.RunAsync("jobs", "show", id.ToString(), "--library", home);

        var (late, queue, _) = await DemoCommandTests.RunAsync("jobs", "queue", "--library", home);
        var (unknown, _, advice) = await DemoCommandTests.RunAsync("capacity", "--plates", "1000", "--frames-each", "120", "--nodes", "4", "--cores", "32", "--library", home);

        Assert.Equal((ExitCode.Found, ExitCode.BadInput), (late, unknown));
        Assert.Contains("Make a small VFX pull", advice, StringComparison.Ordinal);
        Assert.Matches("film +make-pull +1 +0 +0 +0 ", queue);
        Assert.Contains("-3 h 0 min at most", queue, StringComparison.Ordinal);
        Assert.Matches("LATE  Pull 1 \\(film\\): is late, 3 h 0 min after .* from asking to now", queue);
        Assert.Equal(ExitCode.Found, code);
        Assert.Contains("1 step waits for a worker, the longest for", figures, StringComparison.Ordinal);
        Assert.Contains("LATE  Pull 1 (film): is late, 3 h 0 min after", figures, StringComparison.Ordinal);
        Assert.Contains("from asking to now", shown, StringComparison.Ordinal);
    }
}
