using System.Text.Json;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate colour</c> as people and scripts use it.</summary>
public sealed class ColourCommandTests
{
    [Fact]
    public async Task A_colour_goes_through_a_transform_and_every_step_is_told()
    {
        var run = await DemoCommandTests.RunAsync("colour", "apply", "ACEScct_to_ACES2065-1", "0.5", "0.4", "0.3", "--json");

        Assert.Equal(ExitCode.Done, run.Code);
        using var report = JsonDocument.Parse(run.Output);
        var output = report.RootElement.GetProperty("output").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        Assert.Equal([0.386397222658, 0.158557251811, 0.043152537925], output, new Near());
        Assert.Equal(["ACEScct to linear", "ACES AP1 to ACES AP0 (Bradford)"], report.RootElement.GetProperty("steps").EnumerateArray().Select(s => s.GetString()!));
    }

    [Fact]
    public async Task Our_own_encodings_go_there_and_back_negative_light_included()
    {
        var there = await DemoCommandTests.RunAsync("colour", "apply", "ACES2065-1 to ARRI LogC3 EI 1600", "0.18", "0.18", "-0.002", "--json");
        using var report = JsonDocument.Parse(there.Output);
        var codes = report.RootElement.GetProperty("output").EnumerateArray().Select(v => v.GetRawText()).ToArray();

        var back = await DemoCommandTests.RunAsync(["colour", "apply", "arri logc3 ei 1600 TO aces2065-1", .. codes]);

        Assert.StartsWith("0.18 0.18 -0.002", back.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "There is no transform 'LogC5'. 'acetate colour list' lists them all.", "LogC5", "1", "1", "1")]
    [InlineData(4, "There is no transform 'ARRI LogC3 EI 100 to ACES2065-1'.", "ARRI LogC3 EI 100 to ACES2065-1", "1", "1", "1")]
    [InlineData(2, "'NaN' is not a number. Write the components as 0.18 or -0.02.", "IDENTITY", "1", "NaN", "1")]
    [InlineData(2, "R G B is missing.", "IDENTITY", "1", "1")]
    public async Task What_is_wrong_is_said_in_a_sentence(int code, string sentence, params string[] arguments)
    {
        var run = await DemoCommandTests.RunAsync(["colour", "apply", .. arguments]);

        Assert.Equal(code, (int)run.Code);
        Assert.StartsWith(sentence, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Every_name_that_is_listed_can_be_applied()
    {
        var list = await DemoCommandTests.RunAsync("colour", "list");
        var names = list.Output.TrimEnd().Split('\n');

        Assert.True(names.Length > 150);
        foreach (var name in names.Where(n => !n.Contains("_2.0", StringComparison.Ordinal)))
            Assert.Equal(ExitCode.Done, (await DemoCommandTests.RunAsync("colour", "apply", name, "0.18", "0.18", "0.18")).Code);
    }

    [Fact]
    public async Task Files_are_transforms_too_and_baking_writes_one_that_gives_the_same()
    {
        using var folder = new TempFolder();
        var correction = Path.Join(folder.Path, "look.cc");
        await File.WriteAllTextAsync(correction, "<ColorCorrection id='x'><SOPNode><Slope>2 1 1</Slope><Offset>0 0 0.25</Offset><Power>1 1 1</Power></SOPNode></ColorCorrection>");
        Assert.StartsWith("1 0.5 0.75", (await DemoCommandTests.RunAsync("colour", "apply", correction, "0.75", "0.5", "0.5")).Output, StringComparison.Ordinal);
        Assert.StartsWith("1.5 0.5 0.75", (await DemoCommandTests.RunAsync("colour", "apply", correction, "0.75", "0.5", "0.5", "--no-clamp")).Output, StringComparison.Ordinal);

        foreach (var (name, more) in ((string, string[])[])[("a.cube", ["--size", "5"]), ("exact.clf", []), ("table.clf", ["--size", "5"])])
        {
            var baked = Path.Join(folder.Path, name);
            var run = await DemoCommandTests.RunAsync(["colour", "bake", "IDENTITY", correction, "-o", baked, .. more]);
            Assert.True(run.Code == ExitCode.Done, run.Error);
            Assert.StartsWith("0.5 0.5 0.75", (await DemoCommandTests.RunAsync("colour", "apply", baked, "0.25", "0.5", "0.5")).Output, StringComparison.Ordinal);
            var again = await DemoCommandTests.RunAsync(["colour", "bake", "IDENTITY", "-o", baked, .. more]);
            Assert.Equal(ExitCode.BadInput, again.Code);
            Assert.Contains("nothing is overwritten", again.Error, StringComparison.Ordinal);
        }

        Assert.Equal(4, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task A_still_is_held_against_a_picture_and_the_exit_code_and_the_figures_say_how_it_went()
    {
        using var folder = new TempFolder();
        var (still, picture, map) = (Path.Join(folder.Path, "still.png"), Path.Join(folder.Path, "daily.png"), Path.Join(folder.Path, "map.png"));
        foreach (var (file, look) in ((string, string)[])[(still, "null"), (picture, "eq=brightness=-0.12")])
        {
            using var child = System.Diagnostics.Process.Start(Corpus.Program("ffmpeg"), ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180", "-frames:v", "1", "-vf", $"gblur=sigma=2,{look},format=rgb24", file]);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var same = await DemoCommandTests.RunAsync("colour", "compare", still, still);
        var other = await DemoCommandTests.RunAsync("colour", "compare", still, picture, "--map", map, "--json");
        var again = await DemoCommandTests.RunAsync("colour", "compare", still, picture, "--map", map);

        Assert.True(same.Code == ExitCode.Done, same.Error + same.Output);
        Assert.StartsWith("The picture has the look of the still still.png: 0.0 ΔE2000", same.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Found, other.Code);
        using var said = JsonDocument.Parse(other.Output);
        Assert.Equal(("differs", map), (said.RootElement.GetProperty("verdict").GetString(), said.RootElement.GetProperty("map").GetString()));
        Assert.InRange(said.RootElement.GetProperty("lightness").GetDouble(), -25, -5);
        Assert.True(File.Exists(map));
        Assert.Equal(ExitCode.BadInput, again.Code);
        Assert.Contains("nothing is overwritten", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "There is no file '/tmp/acetate-no-such.png'", "compare", "/tmp/acetate-no-such.png", "clip.mov")]
    [InlineData(2, "makes no finite colour of 1e30 1 1", "apply", "ARRI_LOGC4_to_ACES2065-1", "1e30", "1", "1")]
    [InlineData(4, "There is no file 'nowhere.cube'", "apply", "nowhere.cube", "1", "1", "1")]
    [InlineData(2, "neither a .cube nor a .clf", "bake", "IDENTITY", "-o", "/tmp/x.lut")]
    [InlineData(2, "Bake the transform into a table first. --size or --over does.", "bake", "ADX10_to_ACES2065-1", "-o", "/tmp/acetate-no-such.clf")]
    [InlineData(2, "2 to 129", "bake", "IDENTITY", "-o", "/tmp/acetate-no-such.cube", "--size", "500")]
    public async Task What_cannot_be_is_said_in_a_sentence(int code, string sentence, params string[] arguments)
    {
        var run = await DemoCommandTests.RunAsync(["colour", .. arguments]);

        Assert.Equal(code, (int)run.Code);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-6;

        public int GetHashCode(double obj) => 0;
    }
}
