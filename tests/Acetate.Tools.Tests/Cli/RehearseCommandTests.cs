using System.Text.Json;
using Acetate.Cli;
using Acetate.Tools.Tests.Cards;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate rehearse</c>: a camera test before the first day.</summary>
public sealed class RehearseCommandTests(DemoCards cards) : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_clip_goes_through_every_step_and_what_would_go_wrong_is_told_with_stills()
    {
        Corpus.Program("ffmpeg");
        var shoot = await cards.CopyAsync(Path.Join(folder.Path, "shoot"));
        var raw = Directory.EnumerateDirectories(shoot, "A001_*C001", SearchOption.AllDirectories).First();
        var test = Directory.CreateDirectory(Path.Join(folder.Path, "test")).FullName;
        foreach (var file in Directory.EnumerateFiles(raw)) File.Copy(file, Path.Join(Directory.CreateDirectory(Path.Join(test, Path.GetFileName(raw))).FullName, Path.GetFileName(file)));
        File.Copy(Corpus.PathOf("samples/prores-mov/apple-prores-422-hq.mov"), Path.Join(test, "B001C001.mov"));
        File.WriteAllText(Path.Join(test, "C001C001.mov"), "no movie");
        File.Copy(Corpus.PathOf("samples/natural-video/flower.webm"), Path.Join(test, "flower.webm"));
        var report = Path.Join(folder.Path, "report");

        var (code, output, error) = await RunAsync("rehearse", test, "-o", report, "--json");

        Assert.True(code == ExitCode.Found, error);
        using var document = JsonDocument.Parse(output);
        var clips = document.RootElement.GetProperty("clips").EnumerateArray().ToDictionary(
            clip => clip.GetProperty("name").GetString()!, clip => string.Join(' ', clip.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("name").GetString()}:{step.GetProperty("verdict").GetString()}")));
        Assert.Equal("inspect:good frame:good plate:good proxy:good trim:good", clips[Path.GetFileName(raw)]);
        // Nothing in that clip says what its values mean: to look at it is shown with a warning, a plate cannot be made.
        Assert.Equal("inspect:good frame:odd plate:bad proxy:good trim:good", clips["B001C001"]);
        Assert.StartsWith("inspect:bad frame:bad plate:bad proxy:bad", clips["C001C001"], StringComparison.Ordinal);
        Assert.Contains(document.RootElement.GetProperty("show").EnumerateArray(), finding => finding.GetString()!.Contains("how their colours are encoded: B001C001", StringComparison.Ordinal));
        Assert.Contains("1 file with pictures or sound belongs to no clip by name and place, and was not rehearsed: flower.webm. Name one alone to rehearse it.", document.RootElement.GetProperty("show").EnumerateArray().Select(finding => finding.GetString()));
        Assert.True(File.Exists(Path.Join(report, "report.html")) && File.Exists(Path.Join(report, "report.json")));
        Assert.Equal(2, Directory.EnumerateFiles(report, "*.png").Count());
        Assert.Single(Directory.EnumerateFiles(report, "*.exr"));
        Assert.False(Directory.Exists(Path.Join(report, ".scratch")));
    }

    [Fact]
    public async Task A_folder_that_is_there_is_left_alone()
    {
        var there = Directory.CreateDirectory(Path.Join(folder.Path, "there")).FullName;

        var (code, _, error) = await RunAsync("rehearse", Corpus.PathOf("samples/prores-mov"), "-o", there);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("nothing is overwritten", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_clip_nothing_is_made()
    {
        var (code, _, error) = await RunAsync("rehearse", Directory.CreateDirectory(Path.Join(folder.Path, "empty")).FullName, "-o", Path.Join(folder.Path, "report"));

        Assert.Equal(ExitCode.NotFound, code);
        Assert.Contains("No clip was found", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(folder.Path, "report")));
    }

    private static Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] arguments) => DemoCommandTests.RunAsync(arguments);
}
