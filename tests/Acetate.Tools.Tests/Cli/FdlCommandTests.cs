using System.Text.Json;
using System.Text.Json.Nodes;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate fdl</c> as people and scripts use it.</summary>
public sealed class FdlCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_valid_list_is_0_and_says_what_it_holds()
    {
        var (code, output, error) = await RunAsync("fdl", "validate", Write("a.fdl", List()));

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Contains("valid ASC FDL 2.0 with 2 canvases, 2 framing decisions and 2 canvas templates.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_is_not_valid_is_3_and_every_mistake_has_its_place()
    {
        var list = List();
        list["contexts"]![0]!["canvases"]![0]!["dimensions"]!["width"] = 0;
        list["default_framing_intent"] = "FI9";
        var path = Write("a.fdl", list);

        var (code, output, _) = await RunAsync("fdl", "validate", path);
        using var report = await JsonAsync(ExitCode.BadInput, "fdl", "validate", path, "--json");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("/contexts/0/canvases/0/dimensions/width: 'width' is 0, but must be above 0.", output, StringComparison.Ordinal);
        Assert.False(report.RootElement.GetProperty("valid").GetBoolean());
        var problem = Assert.Single(report.RootElement.GetProperty("problems").EnumerateArray());
        Assert.Equal(
            (path, "out-of-range", "error", "/contexts/0/canvases/0/dimensions/width"),
            (problem.GetProperty("file").GetString(), problem.GetProperty("rule").GetString(), problem.GetProperty("severity").GetString(), problem.GetProperty("path").GetString()));
        Assert.True(problem.GetProperty("line").GetInt32() > 1);
    }

    [Fact]
    public async Task Warnings_are_told_and_leave_the_list_valid()
    {
        var list = List();
        list["uuid"] = "mine";

        var (code, output, _) = await RunAsync("fdl", "validate", Write("a.fdl", list));

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("warning: ", output, StringComparison.Ordinal);
        Assert.Contains("'mine' is not a UUID", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_JSON_is_3_with_its_line()
    {
        var (code, output, error) = await RunAsync("fdl", "validate", folder.Write("a.fdl", "{\n\"uuid\": }"u8.ToArray()));

        Assert.Equal((ExitCode.BadInput, ""), (code, error));
        Assert.Contains("line 2, /: This is not JSON", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("apply")]
    public async Task A_file_that_is_not_there_is_4(string verb)
    {
        string[] rest = verb == "apply" ? ["--template-file", Write("t.fdl", List()), "-o", At("b.fdl")] : [];

        var (code, output, error) = await RunAsync(["fdl", verb, At("nowhere.fdl"), .. rest]);

        Assert.Equal((ExitCode.NotFound, ""), (code, output));
        Assert.Contains("nowhere.fdl", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Applying_writes_a_valid_list_with_the_new_canvas()
    {
        var source = Write("a.fdl", List());
        string[] command = ["fdl", "apply", source, "--template-file", source, "--template", "HD", "--canvas", "CV1", "-o"];

        var (code, output, error) = await RunAsync([.. command, At("b.fdl")]);
        using var report = await JsonAsync(ExitCode.Done, [.. command, At("c.fdl"), "--json"]);

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("1920 × 1080", output, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(At("b.fdl"), Cancel), await File.ReadAllBytesAsync(At("c.fdl"), Cancel));
        Assert.Equal(ExitCode.Done, (await RunAsync("fdl", "validate", At("b.fdl"))).Code);
        Assert.Empty(report.RootElement.GetProperty("problems").EnumerateArray());
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(await File.ReadAllBytesAsync(At("c.fdl"), Cancel)), report.RootElement.GetProperty("fdl")));
        var canvas = report.RootElement.GetProperty("fdl").GetProperty("contexts")[0].GetProperty("canvases")[1];
        Assert.Equal(("CV1_HD", "CV1", 1920), (canvas.GetProperty("id").GetString(), canvas.GetProperty("source_canvas_id").GetString(), canvas.GetProperty("dimensions").GetProperty("width").GetInt32()));
        Assert.Equal(0.5, canvas.GetProperty("_scale_factor").GetDouble());
        Assert.Equal(128, report.RootElement.GetProperty("placement").GetProperty("source").GetProperty("x").GetDouble());
        Assert.Empty(Directory.GetFiles(folder.Path, "*.partial"));
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        var (source, target) = (Write("a.fdl", List()), folder.Write("b.fdl", "mine"u8.ToArray()));

        var (code, _, error) = await RunAsync("fdl", "apply", source, "--template-file", source, "--template", "HD", "--canvas", "CV1", "-o", target);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("nothing is overwritten", error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(target, Cancel));
    }

    [Theory]
    [InlineData("--canvas CV1", 2, "has 2 canvas templates. Name one with --template: HD, PROT.")]
    [InlineData("--canvas CV1 --template UHD", 4, "has no canvas template 'UHD'. It has HD, PROT.")]
    [InlineData("--template HD", 2, "the canvases are CV1, CV2. (--context, --canvas and --intent name them.)")]
    [InlineData("--template HD --canvas CV3", 4, "has no canvas 'CV3'. It has the canvases CV1, CV2.")]
    [InlineData("--template HD --canvas CV1 --intent FI2", 4, "no framing decision for the intent 'FI2'. It has the intents FI1.")]
    [InlineData("--template HD --context B", 4, "no context 'B'. It has the contexts A camera.")]
    [InlineData("--template PROT --canvas CV1", 3, "fit_source names 'framing_decision.protection_dimensions', but the source does not have it.")]
    [InlineData("--template HD --canvas CV1 -o nowhere/b.fdl", 4, "There is no folder")]
    public async Task What_is_left_open_or_not_there_is_told_with_a_way_out(string options, int expected, string says)
    {
        var source = Write("a.fdl", List());
        var target = options.Contains(" -o ", StringComparison.Ordinal) ? At(options.Split(' ')[^1]) : At("b.fdl");

        var (code, output, error) = await RunAsync(["fdl", "apply", source, "--template-file", source, .. options.Split(" -o ")[0].Split(' '), "-o", target]);

        Assert.Equal((expected, ""), ((int)code, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task A_template_file_that_is_not_valid_is_3_and_nothing_is_written()
    {
        var broken = List();
        broken["canvas_templates"]![0]!["fit_method"] = "stretch";
        string[] command = ["fdl", "apply", Write("a.fdl", List()), "--template-file", Write("t.fdl", broken), "-o", At("b.fdl")];

        var (code, output, error) = await RunAsync(command);
        using var report = await JsonAsync(ExitCode.BadInput, [.. command, "--json"]);

        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains("t.fdl, line ", error, StringComparison.Ordinal);
        Assert.Equal("unknown-word", report.RootElement.GetProperty("problems")[0].GetProperty("rule").GetString());
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("fdl").ValueKind);
        Assert.False(File.Exists(At("b.fdl")));
    }

    [Fact]
    public async Task A_target_of_0_lines_is_applied_although_the_schema_does_not_know_it()
    {
        var list = List();
        list["canvas_templates"]![0]!["target_dimensions"]!["height"] = 0;
        list["canvas_templates"]![0]!["fit_method"] = "width";
        var source = Write("a.fdl", list);

        using var report = await JsonAsync(ExitCode.Done, "fdl", "apply", source, "--template-file", source, "--template", "HD", "--canvas", "CV1", "-o", At("b.fdl"), "--json");

        Assert.All(report.RootElement.GetProperty("problems").EnumerateArray(), problem => Assert.Equal("zero-target", problem.GetProperty("rule").GetString()));
        Assert.Equal(1080, report.RootElement.GetProperty("fdl").GetProperty("contexts")[0].GetProperty("canvases")[1].GetProperty("dimensions").GetProperty("height").GetInt32());
    }

    [Fact]
    public async Task Every_recorded_scenario_with_files_gives_its_canvas_on_the_command_line()
    {
        var corpus = Corpus.PathOf("conformance/fdl");
        using var scenarios = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Join(corpus, "scenarios.json"), Cancel));
        var number = 0;
        foreach (var scenario in scenarios.RootElement.GetProperty("cases").EnumerateArray().Where(known => known.TryGetProperty("template_file", out _)))
        {
            string Text(string name) => scenario.GetProperty(name).GetString()!;
            using var report = await JsonAsync(
                ExitCode.Done, "fdl", "apply", Path.Join(corpus, Text("source")), "--template-file", Path.Join(corpus, Text("template_file")),
                "--template", scenario.GetProperty("template").GetProperty("id").GetString()!, "--context", Text("context_label"), "--canvas", Text("canvas_id"), "--intent", Text("framing_intent_id"),
                "-o", At($"{number++}.fdl"), "--json");

            var (expected, canvas) = (scenario.GetProperty("expected_current"), report.RootElement.GetProperty("fdl").GetProperty("contexts")[0].GetProperty("canvases").EnumerateArray().Last());
            Assert.Equal(Size(expected.GetProperty("output_canvas_dims")), Size(canvas.GetProperty("dimensions")));
            Assert.Equal(Size(expected.GetProperty("output_fd_dims")), Size(canvas.GetProperty("framing_decisions")[0].GetProperty("dimensions")));
        }

        Assert.True(number > 35, $"Only {number} scenarios were found.");

        static (double, double) Size(JsonElement size) => (Math.Round(size.GetProperty("width").GetDouble(), 6), Math.Round(size.GetProperty("height").GetDouble(), 6));
    }

    [Theory]
    [InlineData("fdl")]
    [InlineData("fdl", "validate")]
    [InlineData("fdl", "apply")]
    public async Task Help_shows_an_example_and_ends_with_the_exit_codes(params string[] verb)
    {
        var (code, output, _) = await RunAsync([.. verb, "--help"]);

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("Example", output, StringComparison.Ordinal);
        Assert.Contains("acetate fdl", output, StringComparison.Ordinal);
        Assert.StartsWith("70 ", output.TrimEnd().Split('\n')[^1].Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fdl", "validate")]
    [InlineData("fdl", "apply", "a.fdl", "-o", "b.fdl")]
    [InlineData("fdl", "apply", "a.fdl", "--template-file", "t.fdl")]
    public async Task A_wrong_command_line_is_2(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string At(string name) => Path.Join(folder.Path, name);

    private string Write(string name, JsonObject list) =>
        folder.Write(name, System.Text.Encoding.UTF8.GetBytes(list.ToString()));

    private static JsonObject List() => JsonNode.Parse("""
        {
          "uuid": "9a1e3c5f-0000-4000-8000-00000000000a", "version": { "major": 2, "minor": 0 }, "default_framing_intent": "FI1",
          "framing_intents": [ { "id": "FI1", "aspect_ratio": { "width": 16, "height": 9 } } ],
          "contexts": [ { "label": "A camera", "canvases": [
            { "label": "Open gate", "id": "CV1", "source_canvas_id": "CV1", "dimensions": { "width": 4096, "height": 3000 },
              "framing_decisions": [ { "id": "CV1-FI1", "framing_intent_id": "FI1", "dimensions": { "width": 3840.0, "height": 2160.0 }, "anchor_point": { "x": 128.0, "y": 420.0 } } ] },
            { "label": "Crop", "id": "CV2", "source_canvas_id": "CV2", "dimensions": { "width": 2048, "height": 1152 },
              "framing_decisions": [ { "id": "CV2-FI1", "framing_intent_id": "FI1", "dimensions": { "width": 1920.0, "height": 1080.0 }, "anchor_point": { "x": 64.0, "y": 36.0 } } ] }
          ] } ],
          "canvas_templates": [
            { "label": "HD", "id": "HD", "target_dimensions": { "width": 1920, "height": 1080 }, "target_anamorphic_squeeze": 1.0, "fit_source": "framing_decision.dimensions", "fit_method": "fit_all" },
            { "label": "Protected", "id": "PROT", "target_dimensions": { "width": 1920, "height": 1080 }, "target_anamorphic_squeeze": 1.0, "fit_source": "framing_decision.protection_dimensions", "fit_method": "fit_all" }
          ]
        }
        """)!.AsObject();

    private static Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] arguments) => DemoCommandTests.RunAsync(arguments);

    private static async Task<JsonDocument> JsonAsync(ExitCode expected, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(expected == code, $"{code}: {output} {error}");
        return JsonDocument.Parse(output);
    }
}
