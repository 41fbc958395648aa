using System.Text.Json;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate cut</c> as people and scripts use it.</summary>
public sealed class CutCommandTests
{
    private const string List = """
        TITLE: R1
        FCM: NON-DROP FRAME

        001  A001C001 V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
        * FROM CLIP NAME: A001C001_190520_R3KN
        * LOC: 00:00:01:00 RED VFX_010
        002  B001C002 V     D    012 05:00:00:00 05:00:03:00 00:00:02:00 00:00:05:00
        * FROM CLIP NAME: B001C002_190520_R1AB
        M2   B001C002       048.0                05:00:00:00

        """;

    [Fact]
    public async Task Read_gives_the_events_as_the_contract_of_the_command_line_says()
    {
        using var folder = new TempFolder();
        var file = Write(folder, "r1.edl", List);

        var (code, output, _) = await DemoCommandTests.RunAsync("cut", "read", file, "--rate", "24", "--json");

        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal(("edl", "24", "half-open"), (root.GetProperty("format").GetString(), root.GetProperty("rate").GetString(), root.GetProperty("ranges").GetString()));
        var first = root.GetProperty("events")[0];
        Assert.Equal(("001", "A001C001", "A001C001_190520_R3KN", "01:00:00:00", "01:00:02:00", "00:00:00:00", "00:00:02:00", "V1"),
            (Text(first, "number"), Text(first, "reel"), Text(first, "clipName"), Text(first, "sourceIn"), Text(first, "sourceOut"), Text(first, "recordIn"), Text(first, "recordOut"), Text(first, "track")));
        Assert.Equal(("VFX_010", "RED"), (Text(first.GetProperty("locators")[0], "text"), Text(first.GetProperty("locators")[0], "color")));
        var second = root.GetProperty("events")[1];
        Assert.Equal(("dissolve", "12"), (Text(second.GetProperty("transition"), "kind"), Text(second.GetProperty("transition"), "frames")));
        Assert.Equal("2", Text(second.GetProperty("speed"), "factor"));
        Assert.Equal(JsonValueKind.Array, root.GetProperty("problems").ValueKind);
        Assert.True(code is ExitCode.Done or ExitCode.Found);
    }

    [Fact]
    public async Task Lint_is_0_for_a_clean_list_and_1_with_lines_for_another()
    {
        using var folder = new TempFolder();
        var clean = Write(folder, "clean.edl", "TITLE: A\nFCM: NON-DROP FRAME\n001  A001C001 V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n* FROM CLIP NAME: A001C001_190520_R3KN\n");
        var bad = Write(folder, "bad.edl", "001  AX       V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n");

        var (good, _, _) = await DemoCommandTests.RunAsync("cut", "lint", clean, "--rate", "24");
        var (code, output, _) = await DemoCommandTests.RunAsync("cut", "lint", bad, "--rate", "24");

        Assert.Equal((ExitCode.Done, ExitCode.Found), (good, code));
        Assert.Contains("error: line 1: event 001: Its reel is AX, which says nothing, and no name says more. Export the list with clip names", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_is_0_for_renumbered_events_and_1_when_something_differs()
    {
        using var folder = new TempFolder();
        var (old, renumbered, changed) = (Write(folder, "1.edl", List), Write(folder, "2.edl", List.Replace("001  A", "010  A", StringComparison.Ordinal)),
            Write(folder, "3.edl", List.Replace("01:00:02:00 00:00:00:00", "01:00:01:12 00:00:00:00", StringComparison.Ordinal).Replace("00:00:00:00 00:00:02:00", "00:00:00:12 00:00:02:00", StringComparison.Ordinal)));

        var (same, _, _) = await DemoCommandTests.RunAsync("cut", "diff", old, renumbered, "--rate", "24");
        var (code, output, _) = await DemoCommandTests.RunAsync("cut", "diff", old, changed, "--rate", "24", "--json");

        Assert.Equal((ExitCode.Done, ExitCode.Found), (same, code));
        using var json = JsonDocument.Parse(output);
        Assert.Equal("shortened", json.RootElement.GetProperty("changes")[0].GetProperty("kinds")[0].GetString());
        Assert.Equal(1, json.RootElement.GetProperty("counts").GetProperty("shortened").GetInt32());
    }

    [Fact]
    public async Task Convert_writes_a_new_file_and_never_over_another()
    {
        using var folder = new TempFolder();
        var file = Write(folder, "r1.edl", List);
        var target = Path.Join(folder.Path, "r1.otio");

        var (code, output, _) = await DemoCommandTests.RunAsync("cut", "convert", file, "-o", target, "--rate", "24");
        var (again, _, error) = await DemoCommandTests.RunAsync("cut", "convert", file, "-o", target, "--rate", "24");

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("2 events, nothing lost", output, StringComparison.Ordinal);
        Assert.Equal("Timeline.1", JsonDocument.Parse(File.ReadAllText(target)).RootElement.GetProperty("OTIO_SCHEMA").GetString());
        Assert.Equal(ExitCode.BadInput, again);
        Assert.Contains("nothing is overwritten", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_writes_an_edl_in_the_form_that_is_asked_for_and_without_one_as_it_was()
    {
        using var folder = new TempFolder();
        var file = Write(folder, "r1.edl", List.Replace("A001C001 V", "A001C001_190520_R3KN V", StringComparison.Ordinal));
        var (asked, same) = (Path.Join(folder.Path, "asked.edl"), Path.Join(folder.Path, "same.edl"));

        var (code, output, _) = await DemoCommandTests.RunAsync("cut", "convert", file, "-o", asked, "--rate", "24", "--edl", "cmx3600");
        var (unasked, _, _) = await DemoCommandTests.RunAsync("cut", "convert", file, "-o", same, "--rate", "24");

        var text = File.ReadAllText(asked);
        Assert.True(code == ExitCode.Done || output.Contains("lost: ", StringComparison.Ordinal), output);
        Assert.DoesNotContain("A001C001_190520_R3KN V", text, StringComparison.Ordinal);
        Assert.Contains("001  A001C001 V", text, StringComparison.Ordinal);
        Assert.Matches("FROM CLIP NAME: +A001C001_190520_R3KN", text);
        Assert.Equal(ExitCode.Done, unasked);
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(same));
    }

    [Theory]
    [InlineData((int)ExitCode.NotFound, "There is no ", "cut", "read", "/nowhere/a.edl")]
    [InlineData((int)ExitCode.Usage, "frame rate", "cut", "read", "/nowhere/a.edl", "--rate", "fast")]
    [InlineData((int)ExitCode.Usage, "does not say its format", "cut", "convert", "/nowhere/a.edl", "-o", "/nowhere.txt")]
    [InlineData((int)ExitCode.Usage, "--column takes FIELD=NAME", "cut", "read", "/nowhere/a.csv", "--column", "reel")]
    public async Task Mistakes_are_told_in_a_sentence(int expected, string sentence, params string[] arguments)
    {
        var (code, _, error) = await DemoCommandTests.RunAsync(arguments);

        Assert.Equal(expected, (int)code);
        Assert.Contains(sentence, error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static string Write(TempFolder folder, string name, string text)
    {
        var file = Path.Join(folder.Path, name);
        File.WriteAllText(file, text);
        return file;
    }
}
