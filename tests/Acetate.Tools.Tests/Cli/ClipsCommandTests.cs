using System.Text.Json;
using Acetate.Cli;
using Acetate.Library;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate clips</c>: corrections with their origin, their history and the way back.</summary>
public sealed class ClipsCommandTests : IAsyncLifetime
{
    private const string Clip = "A001C001_260302_R1AB";

    private readonly TempFolder folder = new();

    private string Home => Path.Join(folder.Path, "library");

    public async ValueTask InitializeAsync()
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Home), default);
        await MatchCommandTests.FillAsync(library);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] line) => DemoCommandTests.RunAsync([.. line, "--show", "film", "--library", Home]);

    [Fact]
    public async Task A_correction_is_shown_with_its_origin_kept_in_the_history_and_taken_back()
    {
        var set = await RunAsync("clips", "set", Clip, "scene=42B", "take=3", "--reason", "slate");
        var late = await RunAsync("clips", "set", Clip, "scene=43", "--version-seen", "0");
        var seen = await RunAsync("clips", "show", Clip, "--json");
        var back = await RunAsync("clips", "revert", Clip, "1");
        var again = await RunAsync("clips", "set", Clip, "take=");
        var history = await RunAsync("clips", "history", Clip, "--json");

        Assert.True(set.Code == ExitCode.Done, set.Error);
        Assert.Equal(ExitCode.Found, late.Code);
        Assert.Contains("it is '42B' now, and you wanted '43'", late.Error, StringComparison.Ordinal);
        using var values = JsonDocument.Parse(seen.Output);
        var scene = values.RootElement.GetProperty("values").EnumerateArray().Single(value => value.GetProperty("field").GetString() == "slate.scene");
        Assert.Equal(("42B", $"person:{Environment.UserName}@command-line"), (scene.GetProperty("value").GetString(), scene.GetProperty("origin").GetString()));
        Assert.Equal((ExitCode.Done, ExitCode.Done), (back.Code, again.Code));
        using var edits = JsonDocument.Parse(history.Output);
        Assert.Equal(["slate.take:", "slate.scene:", "slate.take:3", "slate.scene:42B"],
            edits.RootElement.GetProperty("edits").EnumerateArray().Select(edit => $"{edit.GetProperty("field").GetString()}:{edit.GetProperty("after").GetString()}"));
    }

    [Theory]
    [InlineData("set A001C001_260302_R1AB scene", 2, "'scene' is not FIELD=VALUE")]
    [InlineData("set A001C001_260302_R1AB model=x", 2, "'model' is not a field that can be corrected")]
    [InlineData("set A001C001_260302_R1AB scene=1 slate.scene=2", 2, "slate.scene is there twice")]
    [InlineData("set A001C001_260302_R1AB iso=fast", 2, "'fast' is not a value for ISO")]
    [InlineData("set A001C001_260302_R1AB reel=B001", 2, "Say that you mean it.")]
    [InlineData("set nix scene=1", 4, "Show 'film' has no clip 'nix'.")]
    [InlineData("revert A001C001_260302_R1AB 7", 2, "has no edit 7.")]
    public async Task What_is_wrong_is_said_in_a_sentence_and_nothing_is_written(string line, int code, string says)
    {
        var (ended, _, error) = await RunAsync(["clips", .. line.Split(' ')]);

        Assert.Equal(code, (int)ended);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Contains("Nobody has corrected anything", (await RunAsync("clips", "history", "A001C001_260302_R1AB")).Output, StringComparison.Ordinal);
    }
}
