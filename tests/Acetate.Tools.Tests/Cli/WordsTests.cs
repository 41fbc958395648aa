using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary>What the command says about mistakes: in words of the craft, the one that matters first, with a way out.</summary>
public sealed class WordsTests
{
    [Theory]
    [InlineData("foo", "There is no command 'foo' here. There is mhl, ingest")]
    [InlineData("mhl foo bar", "There is no command 'foo' here. There is create, verify")]
    [InlineData("mhl", "Say which command.")]
    [InlineData("mhl verify", "DIR is missing.")]
    [InlineData("mhl verify a b", "Nothing here takes 'b'.")]
    [InlineData("jobs show 1", "'1' is not an id. Ids look like")]
    [InlineData("pull show x", "'acetate pull list' shows them.")]
    [InlineData("pull conform cut.edl --show film --to grading --since x", "'acetate pull list' shows them.")]
    [InlineData("pull retry x", "'acetate pull list' shows them.")]
    [InlineData("tokens revoke x", "'acetate tokens list' shows them.")]
    [InlineData("pull conform cut.edl --show film --to grading --merge-gap -3", "--merge-gap takes a whole number from 0 to 100000, not '-3'.")]
    [InlineData("pull vfx cut.edl --show film --vendor lupus --minimum-width 0", "--minimum-width takes a whole number from 1 to 65535, not '0'.")]
    [InlineData("pull vfx cut.edl --show film --vendor lupus --first -1", "--first takes a whole number from 0 to 2147483647, not '-1'.")]
    [InlineData("demo shoot x --seed abc", "'abc' is not a whole number, as --seed needs it.")]
    [InlineData("demo shoot x --seconds abc", "'abc' is not a whole number, as --seconds needs it.")]
    [InlineData("demo shoot x --seconds 1", "--seconds must be from 2 to 600.")]
    [InlineData("serve --cores many", "'many' is not a number, as --cores needs it.")]
    [InlineData("inspect --bogus", "There is no option '--bogus' here.")]
    [InlineData("tokens create mara --scope read --days 1e300", "--days takes a number from more than 0 to 36500.")]
    [InlineData("users add \u0007", "A name has no spaces or control characters.")]
    [InlineData("mhl create /tmp --legacy --hash c4", "MHL 1.1 knows the hash formats xxh64, md5 and sha1.")]
    public async Task A_wrong_command_line_is_told_in_our_words_with_exit_code_2(string line, string says)
    {
        var (code, output, error) = await DemoCommandTests.RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith(says.Contains("shows them", StringComparison.Ordinal) ? "'x' is not an id." : says, error, StringComparison.Ordinal);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Whoever_or_whatever_does_not_exist_is_named_with_what_does_or_how_it_is_made()
    {
        using var folder = new TempFolder();
        folder.Write("card/A001/S001T001.WAV", 2_000);
        var home = Path.Join(folder.Path, "library");
        await DemoCommandTests.RunAsync("ingest", Path.Join(folder.Path, "card"), "--library", home, "--show", "film", "--yes", "--until", "uploaded");

        foreach (var (line, says) in new[]
        {
            ("tokens create mara --scope read", "'acetate users add mara' makes it"),
            ("archive restore A999 --show film", "Show 'film' has no roll 'A999'. It has A001."),
            ("archive restore A999 --show nix", "The library has no such show; it has film."),
            ("jobs list --show nix", "There is no show 'nix' in the library."),
            ("jobs show 0199a7c2-1f0e-7c3a-9d51-3f6c0e8b2a47", "'acetate jobs list' shows all."),
        })
        {
            var (code, _, error) = await DemoCommandTests.RunAsync([.. line.Split(' '), "--library", home]);

            Assert.Equal(ExitCode.NotFound, code);
            Assert.Contains(says, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_exported_log_is_never_replaced_and_leaves_nothing_half_written()
    {
        using var folder = new TempFolder();
        var home = Path.Join(folder.Path, "library");
        folder.Write("card/A001/S001T001.WAV", 2_000);
        await DemoCommandTests.RunAsync("ingest", Path.Join(folder.Path, "card"), "--library", home, "--show", "film", "--yes", "--until", "uploaded");
        var log = Path.Join(folder.Path, "audit.jsonl");
        Assert.Equal(ExitCode.Done, (await DemoCommandTests.RunAsync("audit", "export", "-o", log, "--library", home)).Code);
        var before = await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken);

        var again = await DemoCommandTests.RunAsync("audit", "export", "-o", log, "--library", home);
        var nowhere = await DemoCommandTests.RunAsync("audit", "export", "-o", Path.Join(folder.Path, "no", "log"), "--library", home);

        Assert.Equal((ExitCode.BadInput, ExitCode.NotFound), (again.Code, nowhere.Code));
        Assert.Contains("a log is never replaced", again.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.partial"));
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'eve' WHERE sequence = 1", "Broken at entry 1: Entry 1 was changed after it was written")]
    [InlineData("UPDATE audit SET at = 'yesterday' WHERE sequence = 1", "Broken at entry 1: Entry 1 holds a value that was never written so")]
    [InlineData("DELETE FROM audit", "Broken at entry 1: The log is empty, but the library is not")]
    public async Task A_log_that_was_tampered_with_behind_the_library_s_back_is_found(string change, string says)
    {
        using var folder = new TempFolder();
        var home = Path.Join(folder.Path, "library");
        folder.Write("card/A001/S001T001.WAV", 2_000);
        await DemoCommandTests.RunAsync("ingest", Path.Join(folder.Path, "card"), "--library", home, "--show", "film", "--yes", "--until", "uploaded");
        Assert.Equal(ExitCode.Done, (await DemoCommandTests.RunAsync("audit", "verify", "--library", home)).Code);
        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Join(home, "library.db")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var tampering = database.CreateCommand();
            tampering.CommandText = $"DROP TRIGGER audit_is_never_edited; DROP TRIGGER audit_is_never_deleted; {change}";
            await tampering.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (code, output, _) = await DemoCommandTests.RunAsync("audit", "verify", "--library", home);

        Assert.Equal(ExitCode.Found, code);
        Assert.StartsWith(says, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_none_is_told_without_the_words_of_a_parser()
    {
        using var folder = new TempFolder();
        foreach (var text in new[] { "hello\n", "null\n", "[\n", "{\"a\":1}\n", "{\"sequence\":1.5}\n", new string('x', 100_000) })
        {
            var (code, output, error) = await DemoCommandTests.RunAsync("audit", "verify", folder.Write("log", System.Text.Encoding.UTF8.GetBytes(text)));

            Assert.Equal(ExitCode.Found, code);
            Assert.StartsWith("Broken at entry 1: Line 1 is not an entry of an audit log. ", output, StringComparison.Ordinal);
            Assert.DoesNotContain("LineNumber", output + error, StringComparison.Ordinal);
            Assert.DoesNotContain("element of type", output + error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_link_that_signs_in_is_shown_to_a_person_and_kept_out_of_logs()
    {
        using var folder = new TempFolder();
        const string link = "http://127.0.0.1:5480/#token=act_secret";

        var shown = Acetate.Cli.Demo.DemoRun.Welcome(link, folder.Path, isTerminal: true);
        var logged = Acetate.Cli.Demo.DemoRun.Welcome(link, folder.Path, isTerminal: false);

        Assert.Contains(link, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("act_secret", logged, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:5480;", logged, StringComparison.Ordinal);
        var file = Path.Join(folder.Path, "link");
        Assert.Equal(link, File.ReadAllText(file).Trim());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }
}
