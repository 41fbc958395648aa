using Acetate.Cli;
using Acetate.Library;
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
    public async Task Jobs_say_what_is_late_and_where_the_time_went()
    {
        var home = TempFolder.NewPath();
        Guid id;
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home), default))
            id = (await library.WriteAsync(tx => tx.SubmitJobAsync(new() { Key = "k", Kind = "make-pull", Title = "Pull 1", Show = "film", Deadline = tx.Now.AddHours(-3), Actor = "ann", Steps = [new() { Name = "a", Function = "render-frames", Request = "{}" }] }, default), default)).Job.Id;

        var (code, figures, _) = await DemoCommandTests.RunAsync("jobs", "figures", "--library", home);
        var (_, shown, _) = await DemoCommandTests.RunAsync("jobs", "show", id.ToString(), "--library", home);

        Assert.Equal(ExitCode.Found, code);
        Assert.Contains("1 step waits for a worker, the longest for", figures, StringComparison.Ordinal);
        Assert.Contains("LATE  Pull 1 (film): is late, 3 h 0 min after", figures, StringComparison.Ordinal);
        Assert.Contains("from asking to now", shown, StringComparison.Ordinal);
    }
}
