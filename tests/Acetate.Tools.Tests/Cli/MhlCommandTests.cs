using System.Text.Json;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate mhl</c> as people and scripts use it.</summary>
public sealed class MhlCommandTests : IDisposable
{
    private readonly string root = Path.Join(Directory.CreateTempSubdirectory("acetate-cli-mhl-").FullName, "A002R2EC");

    public MhlCommandTests()
    {
        Write("Clips/A.mov", "first");
        Write("Clips/B.mov", "second");
        Write("Sidecar.txt", "notes");
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(root)!, recursive: true);

    [Fact]
    public async Task Create_seals_and_says_what_it_sealed()
    {
        using var report = await JsonAsync(ExitCode.Done, "mhl", "create", root, "--hash", "xxh64", "--hash", "md5", "--json");

        Assert.Equal(1, report.RootElement.GetProperty("generation").GetInt32());
        var file = report.RootElement.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("path").GetString() == "Clips/A.mov");
        Assert.Equal(5, file.GetProperty("size").GetInt64());
        Assert.Equal("8b04d5e3775d298e78455efc5ca404d5", file.GetProperty("hashes").GetProperty("md5").GetString());
        Assert.Equal(16, file.GetProperty("hashes").GetProperty("xxh64").GetString()!.Length);
        Assert.Equal("Clips", report.RootElement.GetProperty("directories").EnumerateArray().Single().GetProperty("path").GetString());
        Assert.True(File.Exists(Path.Join(root, report.RootElement.GetProperty("manifest").GetString())));
    }

    [Fact]
    public async Task A_folder_that_only_holds_sealed_ones_shows_their_histories_and_names_them_when_nothing_can_be_compared()
    {
        foreach (var part in new[] { "Clips", "Audio" })
        {
            Write($"{part}/x.mov", part);
            Assert.Equal(ExitCode.Done, (await DemoCommandTests.RunAsync("mhl", "create", Path.Join(root, part))).Code);
        }

        var info = await DemoCommandTests.RunAsync("mhl", "info", root);
        var verify = await DemoCommandTests.RunAsync("mhl", "verify", root);
        var diff = await DemoCommandTests.RunAsync("mhl", "diff", root);

        Assert.Equal((ExitCode.Done, ExitCode.BadInput, ExitCode.BadInput), (info.Code, verify.Code, diff.Code));
        foreach (var said in new[] { info.Error, verify.Error, diff.Error })
            Assert.Equal($"'{root}' itself is not sealed, but 2 folders in it are: 'Audio', 'Clips'. Name one of them, or seal it as a whole with 'acetate mhl create {root}'.", said.TrimEnd());
        Assert.Equal(3, info.Output.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Verify_is_0_when_intact_and_names_the_chain()
    {
        await SealAsync();

        using var report = await JsonAsync(ExitCode.Done, "mhl", "verify", root, "--directory-hashes", "--json");

        Assert.Equal("intact", report.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(1, report.RootElement.GetProperty("generations").GetInt32());
        var generation = report.RootElement.GetProperty("chain").EnumerateArray().Single();
        Assert.Equal((1, "intact"), (generation.GetProperty("generation").GetInt32(), generation.GetProperty("verdict").GetString()));
        Assert.All(report.RootElement.GetProperty("files").EnumerateArray(), f => Assert.Equal("intact", f.GetProperty("status").GetString()));
        Assert.All(report.RootElement.GetProperty("directories").EnumerateArray(), f => Assert.Equal("intact", f.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Verify_is_1_and_names_every_finding()
    {
        await SealAsync();
        Write("Clips/A.mov", "fir5t");
        File.Delete(Path.Join(root, "Clips/B.mov"));
        Write("new.txt", "new");
        File.Move(Path.Join(root, "Sidecar.txt"), Path.Join(root, "Renamed.txt"));

        using var report = await JsonAsync(ExitCode.Found, "mhl", "verify", root, "--json");

        Assert.Equal("failed", report.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(
            ["Clips/A.mov mismatch", "Clips/B.mov missing", "Renamed.txt renamed", "new.txt unlisted"],
            report.RootElement.GetProperty("files").EnumerateArray().Select(f => $"{f.GetProperty("path").GetString()} {f.GetProperty("status").GetString()}"));
    }

    [Fact]
    public async Task Verify_is_3_when_the_history_was_edited_and_says_which_generation()
    {
        await SealAsync();
        var manifest = Directory.EnumerateFiles(Path.Join(root, "ascmhl"), "*.mhl").Single();
        File.AppendAllText(manifest, " ");

        using var report = await JsonAsync(ExitCode.BadInput, "mhl", "verify", root, "--json");
        var (code, _, error) = await RunAsync("mhl", "verify", root);

        Assert.Equal("modified", report.RootElement.GetProperty("chain").EnumerateArray().Single().GetProperty("verdict").GetString());
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("Generation 1 was changed", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("diff")]
    [InlineData("info")]
    public async Task A_folder_without_history_is_3(string verb) => Assert.Equal(ExitCode.BadInput, (await RunAsync("mhl", verb, root)).Code);

    [Fact]
    public async Task A_folder_that_is_not_there_is_4()
    {
        var (code, output, error) = await RunAsync("mhl", "verify", Path.Join(root, "nowhere"));

        Assert.Equal((ExitCode.NotFound, ""), (code, output));
        Assert.Contains("nowhere", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mhl", "verify")]
    [InlineData("mhl", "create", "x", "--hash")]
    [InlineData("mhl", "create", "x", "--no-such-option")]
    [InlineData("mhl", "seal", "x")]
    public async Task A_wrong_command_line_is_2_and_leaves_standard_output_alone(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_hash_format_is_2_and_the_known_ones_are_named()
    {
        var (code, _, error) = await RunAsync("mhl", "create", root, "--hash", "sha256");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("xxh128", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_file_is_verified_alone()
    {
        await SealAsync();
        Write("Clips/B.mov", "damage");

        Assert.Equal(ExitCode.Done, (await RunAsync("mhl", "verify", root, "--only", "Clips/A.mov")).Code);
        Assert.Equal(ExitCode.Found, (await RunAsync("mhl", "verify", root, "--only", "Clips/B.mov")).Code);
        Assert.Equal(ExitCode.Found, (await RunAsync("mhl", "verify", root, "--only", "nothere.mov")).Code);
        Assert.Equal(ExitCode.Usage, (await RunAsync("mhl", "verify", root, "--only", "../outside.mov")).Code);
    }

    [Fact]
    public async Task Diff_goes_by_names_and_by_sizes_when_asked()
    {
        await SealAsync();
        Write("Clips/A.mov", "another size");

        var (code, output, _) = await RunAsync("mhl", "diff", root);

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("should have 5", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Found, (await RunAsync("mhl", "diff", root, "--sizes")).Code);
        File.Delete(Path.Join(root, "Clips/A.mov"));
        Assert.Equal(ExitCode.Found, (await RunAsync("mhl", "diff", root)).Code);
    }

    [Fact]
    public async Task Info_tells_the_life_of_a_file()
    {
        await SealAsync();

        using var report = await JsonAsync(ExitCode.Done, "mhl", "info", root, "--only", "Clips/A.mov", "--json");

        var row = report.RootElement.GetProperty("life").EnumerateArray().Single();
        Assert.Equal((1, "original"), (row.GetProperty("generation").GetInt32(), row.GetProperty("action").GetString()));
        Assert.Equal(ExitCode.NotFound, (await RunAsync("mhl", "info", root, "--only", "never.mov")).Code);
    }

    [Fact]
    public async Task A_packing_list_verifies_a_copy()
    {
        await SealAsync();
        var lists = Path.Join(Path.GetDirectoryName(root), "lists");
        Assert.Equal(ExitCode.Done, (await RunAsync("mhl", "flatten", root, "-o", lists)).Code);
        var list = Directory.EnumerateFiles(lists, "packinglist_*.mhl", SearchOption.AllDirectories).Single();
        Directory.Delete(Path.Join(root, "ascmhl"), recursive: true);
        Write("beside.txt", "not on the list");

        Assert.Equal(ExitCode.Done, (await RunAsync("mhl", "verify", root, "--packing-list", list)).Code);
        Write("Clips/A.mov", "fir5t");
        Assert.Equal(ExitCode.Found, (await RunAsync("mhl", "verify", root, "--packing-list", list)).Code);
    }

    [Fact]
    public async Task An_old_list_is_written_and_verified()
    {
        Assert.Equal(ExitCode.Done, (await RunAsync("mhl", "create", root, "--legacy")).Code);

        using var report = await JsonAsync(ExitCode.Done, "mhl", "verify", root, "--json");

        Assert.Equal("mhl-1", report.RootElement.GetProperty("format").GetString());
        Assert.Equal(3, report.RootElement.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public async Task A_seal_that_was_interrupted_is_refused_until_it_is_adopted()
    {
        await SealAsync();
        Assert.Equal(ExitCode.Done, (await RunAsync("mhl", "create", root, "--comment", "second")).Code);
        var chain = Path.Join(root, "ascmhl", "ascmhl_chain.xml");
        var lines = File.ReadAllText(chain);
        var second = lines.IndexOf("  <hashlist sequencenr=\"2\">", StringComparison.Ordinal);
        File.WriteAllText(chain, lines[..second] + "</ascmhldirectory>");

        Assert.Equal(ExitCode.Done, (await RunAsync("mhl", "verify", root)).Code);
        var (code, _, error) = await RunAsync("mhl", "create", root);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("interrupted", error, StringComparison.Ordinal);
        using var adopted = await JsonAsync(ExitCode.Done, "mhl", "create", root, "--adopt", "--json");
        Assert.Equal(3, adopted.RootElement.GetProperty("generation").GetInt32());
    }

    [Fact]
    public async Task A_name_cannot_forge_a_line_of_a_table()
    {
        await SealAsync();
        Write("evil\n0 mismatch, all intact", "x");

        var (_, output, _) = await RunAsync("mhl", "verify", root);

        Assert.Contains("evil\\u000a0 mismatch", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mhl")]
    [InlineData("mhl", "create")]
    [InlineData("mhl", "verify")]
    [InlineData("mhl", "info")]
    [InlineData("mhl", "diff")]
    [InlineData("mhl", "flatten")]
    public async Task Help_shows_an_example_and_ends_with_the_exit_codes(params string[] verb)
    {
        var (code, output, _) = await RunAsync([.. verb, "--help"]);

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("Example", output, StringComparison.Ordinal);
        Assert.Contains("acetate mhl", output, StringComparison.Ordinal);
        Assert.StartsWith("70 ", output.TrimEnd().Split('\n')[^1].Trim(), StringComparison.Ordinal);
    }

    private void Write(string path, string text)
    {
        var full = Path.Join(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private async Task SealAsync() => Assert.Equal(ExitCode.Done, (await RunAsync("mhl", "create", root)).Code);

    private static async Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    private static async Task<JsonDocument> JsonAsync(ExitCode expected, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(expected == code, $"{code}: {output} {error}");
        return JsonDocument.Parse(output);
    }
}
