using System.Text.Json;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate amf</c> as people and scripts use it.</summary>
public sealed class AmfCommandTests
{
    [Fact]
    public async Task A_valid_file_is_0_and_explained_in_the_order_of_its_steps()
    {
        using var report = await JsonAsync(ExitCode.Done, "amf", "explain", Sample("samples/08_mixed_cdl_and_lut.amf"), "--json");

        var steps = report.RootElement.GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal(["input", "look", "look", "look", "output"], steps.Select(step => step.GetProperty("stage").GetString()));
        Assert.Equal("ARRI LogC4 to ACES2065-1", steps[0].GetProperty("name").GetString());
        Assert.Equal("urn:ampas:aces:transformId:v2.0:CSC.Arri.LogC4_to_ACES.a2.v1", steps[0].GetProperty("transformId").GetString());
        Assert.Equal("CDL slope 1.1 1.05 0.98, offset 0.01 0 0, saturation 1.08 in ACEScct", steps[1].GetProperty("name").GetString());
        Assert.Equal("LUT MasterLookBright_O-Rec709.clf", steps[2].GetProperty("name").GetString());
        Assert.All(steps, step => Assert.False(step.GetProperty("applied").GetBoolean()));
        Assert.All(steps, step => Assert.True(step.GetProperty("known").GetBoolean()));
        Assert.DoesNotContain(report.RootElement.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("severity").GetString() != "info");
    }

    [Fact]
    public async Task People_read_what_is_in_the_pixels_and_what_is_still_to_be_applied()
    {
        var (code, output, _) = await DemoCommandTests.RunAsync("amf", "explain", Sample("samples/28_mixed_applied_status.amf"));

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("in the pixels", output, StringComparison.Ordinal);
        Assert.Contains("Already in the pixels, not to be applied again: ", output, StringComparison.Ordinal);
        Assert.Contains("Still to be applied, in this order: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_transform_is_an_error_for_plates_and_a_warning_for_proxies()
    {
        var file = Sample("samples/mut-id-input-unknown-name.amf");

        using var plates = await JsonAsync(ExitCode.BadInput, "amf", "validate", file, "--json");
        using var proxies = await JsonAsync(ExitCode.Found, "amf", "validate", file, "--for", "proxies", "--json");
        using var explained = await JsonAsync(ExitCode.Found, "amf", "explain", file, "--json");

        Assert.Equal("invalid", plates.RootElement.GetProperty("verdict").GetString());
        var problem = plates.RootElement.GetProperty("problems").EnumerateArray().Single(problem => problem.GetProperty("severity").GetString() == "error");
        Assert.Equal(("unknown-transform", "pipeline/inputTransform"), (problem.GetProperty("code").GetString(), problem.GetProperty("element").GetString()));
        Assert.True(problem.GetProperty("line").GetInt32() > 1);
        Assert.Equal("warnings", proxies.RootElement.GetProperty("verdict").GetString());
        Assert.False(explained.RootElement.GetProperty("steps")[0].GetProperty("known").GetBoolean());
    }

    [Theory]
    [InlineData("samples/mut-file-missing.amf", "missing-file")]
    [InlineData("samples/mut-hash-wrong.amf", "hash-mismatch")]
    [InlineData("samples/mut-cdl-workingspace-mismatch.amf", "mismatched-cdl-working-space")]
    [InlineData("samples/mut-two-pipelines.amf", "unexpected-element")]
    public async Task Errors_are_3_and_named_by_code_and_element(string sample, string code)
    {
        using var report = await JsonAsync(ExitCode.BadInput, "amf", "validate", Sample(sample), "--json");

        Assert.Contains(report.RootElement.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("code").GetString() == code);
    }

    [Fact]
    public async Task What_is_no_AMF_is_3_with_its_line_and_what_is_not_there_is_4()
    {
        using var folder = new TempFolder();
        var broken = folder.Write("broken.amf", "<a>\n<b></a>"u8.ToArray());

        var (code, output, error) = await DemoCommandTests.RunAsync("amf", "validate", broken);
        using var json = await JsonAsync(ExitCode.BadInput, "amf", "explain", broken, "--json");
        var missing = await DemoCommandTests.RunAsync("amf", "validate", Path.Join(folder.Path, "gone.amf"));
        var directory = await DemoCommandTests.RunAsync("amf", "validate", folder.Path);

        Assert.Equal((ExitCode.BadInput, ""), (code, error));
        Assert.StartsWith("error    broken.amf, line 2: The document is not well-formed XML", output, StringComparison.Ordinal);
        Assert.Equal("not-an-amf", json.RootElement.GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.Equal((ExitCode.NotFound, ExitCode.BadInput), (missing.Code, directory.Code));
        Assert.Contains("gone.amf", missing.Error, StringComparison.Ordinal);
        Assert.Contains("is a folder", directory.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_use_nobody_knows_is_2_with_those_there_are()
    {
        var (code, _, error) = await DemoCommandTests.RunAsync("amf", "validate", "a.amf", "--for", "dailies");

        Assert.Equal((ExitCode.Usage, "--for takes plates or proxies, not 'dailies'."), (code, error.TrimEnd()));
    }

    [Theory]
    [InlineData("amf")]
    [InlineData("amf", "validate")]
    [InlineData("amf", "explain")]
    public async Task Help_shows_an_example_and_ends_with_the_exit_codes(params string[] verb)
    {
        var (code, output, _) = await DemoCommandTests.RunAsync([.. verb, "--help"]);

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("acetate amf", output, StringComparison.Ordinal);
        Assert.Contains(" 3  not an AMF, or one with errors", output, StringComparison.Ordinal);
        Assert.StartsWith("70 ", output.TrimEnd().Split('\n')[^1].Trim(), StringComparison.Ordinal);
    }

    private static string Sample(string name) => Corpus.PathOf($"conformance/amf/{name}");

    private static async Task<JsonDocument> JsonAsync(ExitCode expected, params string[] arguments)
    {
        var (code, output, error) = await DemoCommandTests.RunAsync(arguments);
        Assert.True(expected == code, $"{code}: {output} {error}");
        return JsonDocument.Parse(output);
    }
}
