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

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-6;

        public int GetHashCode(double obj) => 0;
    }
}
