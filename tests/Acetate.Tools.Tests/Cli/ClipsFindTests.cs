using System.Text.Json;
using Acetate.Cli;
using Acetate.Library;

namespace Acetate.Tools.Tests.Cli;

public sealed class ClipsFindTests
{
    [Fact]
    public async Task Clips_are_found_printed_and_told_as_json_and_csv()
    {
        var home = TempFolder.NewPath();
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home), TestContext.Current.CancellationToken)) await MatchCommandTests.FillAsync(library);
        Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] words) => DemoCommandTests.RunAsync(["clips", "find", "--library", home, .. words]);

        var (code, table, _) = await RunAsync("A001C001");
        var (_, json, _) = await RunAsync("name:A001*", "--show", "film", "--json");
        var (_, csv, _) = await RunAsync("--csv", "--sort", "-name", "--limit", "1");
        var (none, nothing, _) = await RunAsync("nowhere");
        var (usage, _, mistake) = await RunAsync("iso:8oo");
        var (missing, _, show) = await RunAsync("--show", "nothere");
        var (_, not, _) = await RunAsync("--", "-A001");

        using var document = JsonDocument.Parse(json);
        Assert.Equal((ExitCode.Done, ExitCode.Done, ExitCode.Usage, ExitCode.NotFound), (code, none, usage, missing));
        Assert.Contains("A001C001", table, StringComparison.Ordinal);
        Assert.StartsWith("A001", document.RootElement.GetProperty("clips")[0].GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.Equal("name:A001* show:\"film\"", document.RootElement.GetProperty("query").GetString());
        Assert.Equal(2, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("Show,Shoot Day,Unit,Roll,Clip,", csv, StringComparison.Ordinal);
        Assert.Equal("Nothing is found.", nothing.Trim());
        Assert.Contains("At character 5: '8oo' is no number or range of iso.", mistake, StringComparison.Ordinal);
        Assert.Contains("      ^", mistake, StringComparison.Ordinal);
        Assert.Contains("nothere", show, StringComparison.Ordinal);
        Assert.DoesNotContain("A001C001", not, StringComparison.Ordinal);
    }
}
