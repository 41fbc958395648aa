using System.Globalization;
using System.Text;
using Acetate.Cli;
using Acetate.Library;
using Acetate.Library.Rolls;
using Acetate.Standards.Tests.Aaf;

namespace Acetate.Tools.Tests.Cli;

/// <summary>Cuts that are broken, hostile or absurd, through the commands that read them: the right exit code, a sentence with its place, nothing else.</summary>
public sealed class BadCutTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();

    private string Home => Path.Join(folder.Path, "library");

    private string Secret => Path.Join(folder.Path, "secret.txt");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Secret, "the-secret-itself");
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Home), default);
        await MatchCommandTests.FillAsync(library);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <param name="File">The file's name.</param>
    /// <param name="Content">Its bytes, given the path of a file that must not be read.</param>
    /// <param name="Read">What <c>cut read</c> ends with.</param>
    /// <param name="Lint">What <c>cut lint</c> ends with.</param>
    /// <param name="Match">What <c>match</c> ends with.</param>
    /// <param name="Says">What reading or linting must say.</param>
    private sealed record Bad(string File, Func<string, byte[]> Content, ExitCode Read, ExitCode Lint, ExitCode Match, params string[] Says);

    private static readonly Dictionary<string, Bad> All = new()
    {
        ["nothing"] = Refused("a.edl", "", "a.edl"),
        ["binary as a list"] = new("a.edl", _ => [.. Enumerable.Range(0, 60_000).Select(i => (byte)(i * 7919 >> 3))], ExitCode.BadInput, ExitCode.BadInput, ExitCode.BadInput, "a.edl"),
        ["a movie as a list"] = new("a.edl", _ => [.. "\0\0\0\u0014ftypqt  \0\0\0\0qt  \0\0\0\bwide"u8, .. new byte[4000]], ExitCode.BadInput, ExitCode.BadInput, ExitCode.BadInput, "a.edl"),
        ["text that is no list"] = Refused("a.edl", "Dear all,\nplease find the cut attached.\n", "a.edl"),
        ["a list that ends in a line"] = Listed("001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00\n002  A001C002 V     C        10:10:05:00 10:1", ExitCode.Found, ExitCode.Found, ExitCode.Found, "Not read: line 4: Event 002 has one time instead of four"),
        ["25 hours"] = Listed("001  A001C001 V     C        25:00:01:00 25:00:02:00 01:00:00:00 01:00:01:00\n", ExitCode.Found, ExitCode.Found, ExitCode.Found, "line 3", "The hour 25 does not exist"),
        ["negative"] = Listed("001  A001C001 V     C        -10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00\n", ExitCode.Found, ExitCode.Found, ExitCode.Found, "line 3"),
        ["reversed"] = Listed("001  A001C001 V     C        10:00:02:00 10:00:01:00 01:00:00:00 01:00:01:00\n", ExitCode.Found, ExitCode.Found, ExitCode.Found, "line 3", "lies before its in"),
        ["overlapping"] = Listed("001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00\n002  A001C002 V     C        10:10:05:00 10:10:06:00 01:00:00:12 01:00:01:12\n", ExitCode.Done, ExitCode.Found, ExitCode.Done, "line 4", "event 001"),
        ["one number twice"] = Listed("001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00\n001  A001C002 V     C        10:10:05:00 10:10:06:00 01:00:01:00 01:00:02:00\n", ExitCode.Done, ExitCode.Found, ExitCode.Done, "The number 001 is used again"),
        ["a reel that is a path"] = Listed("001  ../../etc/passwd V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00\n", ExitCode.Done, ExitCode.Found, ExitCode.Found, "characters of a path"),
        ["10,000 levels"] = Refused("a.otio", string.Concat(Enumerable.Repeat("""{"OTIO_SCHEMA":"Stack.1","children":[""", 10_000)), "a.otio, line 1"),
        ["unknown schemas"] = new("a.otio", _ => Encoding.UTF8.GetBytes("""
            {"OTIO_SCHEMA":"Timeline.1","name":"a","tracks":{"OTIO_SCHEMA":"Stack.1","children":[{"OTIO_SCHEMA":"Track.1","kind":"Video","children":[
            {"OTIO_SCHEMA":"Hologram.7","name":"x","source_range":{"OTIO_SCHEMA":"TimeRange.1","start_time":{"OTIO_SCHEMA":"RationalTime.1","rate":24.0,"value":0.0},"duration":{"OTIO_SCHEMA":"RationalTime.1","rate":24.0,"value":24.0}}}]}]}}
            """), ExitCode.Found, ExitCode.Found, ExitCode.Found, "Hologram", "The cut has no event that shows a picture."),
        ["an external entity"] = new("a.fcpxml", secret => Encoding.UTF8.GetBytes($"""
            <?xml version="1.0"?><!DOCTYPE fcpxml [<!ENTITY xxe SYSTEM "file://{secret}">]>
            <fcpxml version="1.10"><resources/><project name="&xxe;"><sequence format="r1"><spine/></sequence></project></fcpxml>
            """), ExitCode.BadInput, ExitCode.BadInput, ExitCode.BadInput, "a.fcpxml"),
        ["entities within entities"] = new("a.xml", _ => Encoding.UTF8.GetBytes($"""
            <?xml version="1.0"?><!DOCTYPE xmeml [<!ENTITY a "aaaaaaaaaa">{string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY {(char)('a' + i)} \"{string.Concat(Enumerable.Repeat($"&{(char)('a' + i - 1)};", 10))}\">"))}]>
            <xmeml version="5"><sequence id="s"><name>&j;</name></sequence></xmeml>
            """), ExitCode.BadInput, ExitCode.BadInput, ExitCode.BadInput, "a.xml"),
        ["an AAF that contains itself"] = new("a.aaf", _ => Circle(), ExitCode.Found, ExitCode.Found, ExitCode.Found, "itself"),
        ["an AAF whose beginning is lost"] = new("a.aaf", _ => Circle()[512..], ExitCode.BadInput, ExitCode.BadInput, ExitCode.BadInput, "does not begin as one"),
        ["an AAF that ends early"] = new("a.aaf", _ => Circle()[..1500], ExitCode.BadInput, ExitCode.BadInput, ExitCode.BadInput, "a.aaf"),
        ["a shot list without a source"] = Refused("a.csv", "colour,mood\nred,good\n", "a.csv, line 1"),
        ["a log of nothing"] = Refused("a.ale", "Heading\nFPS\t24\n", "a.ale"),
    };

    public static TheoryData<string> Names() => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bad_cut_ends_with_its_exit_code_and_a_sentence(string name)
    {
        var bad = All[name];
        var file = Path.Join(folder.Path, bad.File);
        await File.WriteAllBytesAsync(file, bad.Content(Secret));

        var (read, shown, readError) = await DemoCommandTests.RunAsync("cut", "read", file, "--rate", "24");
        var (lint, problems, lintError) = await DemoCommandTests.RunAsync("cut", "lint", file, "--rate", "24");
        var (match, report, matchError) = await DemoCommandTests.RunAsync("match", file, "--show", "film", "--library", Home, "--rate", "24");

        var said = string.Join('\n', shown, readError, problems, lintError, report, matchError);
        Assert.True((bad.Read, bad.Lint, bad.Match) == (read, lint, match), $"{read} {lint} {match}: {said}");
        Assert.All(bad.Says, words => Assert.Contains(words, said, StringComparison.Ordinal));
        Assert.DoesNotContain("   at Acetate.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-itself", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vfx", "--vendor")]
    [InlineData("conform", "--to")]
    public async Task A_pull_of_a_list_that_is_cut_off_says_what_was_not_read_before_anybody_approves(string kind, string recipient)
    {
        var file = Path.Join(folder.Path, "a.edl");
        await File.WriteAllTextAsync(file, "TITLE: A\nFCM: NON-DROP FRAME\n001  BL       V     C        00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n002  A001C002 V     C        10:10:05:00 10:1");

        foreach (var how in (string[])["--plan", "--yes"])
        {
            var (code, output, error) = await DemoCommandTests.RunAsync("pull", kind, file, "--show", "film", recipient, "house", "--library", Home, "--rate", "24", how);

            Assert.True(code == ExitCode.Found, error + output);
            Assert.Contains("NOT READ  a.edl, line 4: Event 002 has one time instead of four", output, StringComparison.Ordinal);
            Assert.Contains(how == "--yes" ? "It was not made, though --yes was said" : "", error, StringComparison.Ordinal);
            Assert.Contains("is planned", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("vfx", "--vendor")]
    [InlineData("conform", "--to")]
    public async Task A_line_that_is_garbage_was_not_read_and_is_not_approved_unseen(string kind, string recipient)
    {
        var file = Path.Join(folder.Path, "a.edl");
        await File.WriteAllTextAsync(file, "TITLE: A\nFCM: NON-DROP FRAME\n001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00\n* LOC: 01:00:00:00 RED DEM_010_0010\n002 garbage line\n");

        var (code, output, error) = await DemoCommandTests.RunAsync("pull", kind, file, "--show", "film", recipient, "house", "--library", Home, "--rate", "24", "--yes");

        Assert.True(code == ExitCode.Found, error + output);
        Assert.Contains("NOT READ  a.edl, line 5: Event 002 has no times instead of four", output, StringComparison.Ordinal);
        Assert.Contains("begin the line with * if it is a remark.", output, StringComparison.Ordinal);
        Assert.Contains("is planned", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_nobody_can_be_asked_about_stays_planned_and_says_how_it_is_approved()
    {
        var file = Path.Join(folder.Path, "a.edl");
        await File.WriteAllTextAsync(file, "TITLE: A\nFCM: NON-DROP FRAME\n001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00\n");

        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Home), default))
            await library.WriteAsync(async tx =>
            {
                var roll = (await tx.RollsNamedAsync("film", "A001R1AB", default)).Single().Id;
                await tx.PutFilesAsync(roll, [new() { Number = 1, Path = "A001C001_260302_R1AB.mxf", Length = 1_000_000, Verdict = RollFileVerdict.Listed, Digests = [new("xxh128", new string('a', 32))] }], default);
                await tx.PutCopyAsync(new() { Id = Guid.CreateVersion7(), Roll = roll, Tier = CopyTier.Library, Store = library.Options.Store.ToString(), Prefix = "film/A001R1AB", State = CopyState.Verified }, default);
            }, default);

        var (code, output, error) = await DemoCommandTests.RunAsync("pull", "conform", file, "--show", "film", "--to", "unasked", "--library", Home, "--rate", "24", "--json");

        Assert.True(code == ExitCode.Cancelled, error + output);
        using var plan = System.Text.Json.JsonDocument.Parse(output);
        Assert.Equal("planned", plan.RootElement.GetProperty("state").GetString());
        Assert.Contains($"'acetate pull approve {plan.RootElement.GetProperty("id").GetGuid()}' makes it", error, StringComparison.Ordinal);
        Assert.Contains("--yes", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--plan")]
    [InlineData("--yes")]
    public async Task A_cut_that_names_no_shot_in_the_usual_way_has_nothing_to_deliver_and_says_what_to_do(string how)
    {
        var file = Path.Join(folder.Path, "a.edl");
        await File.WriteAllTextAsync(file, "TITLE: A\nFCM: NON-DROP FRAME\n001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00\n* LOC: 01:00:00:00 RED LUP_0100\n");

        var (code, output, error) = await DemoCommandTests.RunAsync("pull", "vfx", file, "--show", "film", "--vendor", "lupus", "--library", Home, "--rate", "24", how);

        Assert.True(code == ExitCode.Found, error + output);
        Assert.Matches("001 +not wanted +No shot rule finds a shot in it.", output);
        Assert.Contains("'shotRules' in --settings say how yours are named", output, StringComparison.Ordinal);
        Assert.Contains("is planned and has nothing to deliver, so it cannot be approved.", output, StringComparison.Ordinal);
        Assert.Contains(how == "--yes" ? "It was not made: there is nothing to deliver." : "", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_an_order_is_the_same_code_whichever_part_of_it_is_wrong_and_reels_are_listed()
    {
        var (one, other, empty) = (Path.Join(folder.Path, "R1.edl"), Path.Join(folder.Path, "R2.edl"), Path.Join(folder.Path, "R3.edl"));
        await File.WriteAllTextAsync(one, "TITLE: A\n001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00\n");
        await File.WriteAllTextAsync(other, "TITLE: B\n001  A001C002 V     C        10:10:05:00 10:10:06:00 01:00:00:00 01:00:01:00\n");
        await File.WriteAllTextAsync(empty, "");
        Task<(ExitCode Code, string Output, string Error)> Run(string to, params string[] more) => DemoCommandTests.RunAsync(["pull", "conform", one, other, "--show", "film", "--to", to, "--library", Home, "--plan", .. more]);

        Assert.Equal((ExitCode.Usage, ExitCode.Usage), ((await Run("house", "--rate", "banana")).Code, (await Run("house", "--handles", "x")).Code));
        var kept = await Run("Com1.eu");
        Assert.Equal(ExitCode.BadInput, kept.Code);
        Assert.Contains("A recipient's name is none that Windows keeps for itself, as 'Com1.eu' is", kept.Error, StringComparison.Ordinal);
        var nothing = await DemoCommandTests.RunAsync("pull", "conform", empty, "--show", "film", "--to", "house", "--library", Home, "--plan");
        Assert.Equal((ExitCode.BadInput, "R3.edl: The file is empty. Export the list again."), (nothing.Code, nothing.Error.TrimEnd()));
        var planned = await Run("house", "--rate", "24");
        Assert.Matches(@"Conform pull 1 for house +planned +R1\.edl, R2\.edl ", (await DemoCommandTests.RunAsync("pull", "list", "--show", "film", "--library", Home)).Output);
    }

    [Trait("kind", "thorough")]
    [Fact]
    public async Task A_hundred_thousand_events_are_read_looked_through_and_matched()
    {
        var text = new StringBuilder("TITLE: LONG\nFCM: NON-DROP FRAME\n");
        for (var i = 0; i < 100_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i + 1:000000}  A001C00{i % 4 + 1} V     C        10:{i % 4 * 10:00}:00:00 10:{i % 4 * 10:00}:00:01 {i / 86400 + 1:00}:{i / 1440 % 60:00}:{i / 24 % 60:00}:{i % 24:00} {(i + 1) / 86400 + 1:00}:{(i + 1) / 1440 % 60:00}:{(i + 1) / 24 % 60:00}:{(i + 1) % 24:00}\n");
        var file = Path.Join(folder.Path, "long.edl");
        await File.WriteAllTextAsync(file, text.ToString());

        var (lint, problems, _) = await DemoCommandTests.RunAsync("cut", "lint", file, "--rate", "24");
        var (match, report, error) = await DemoCommandTests.RunAsync("match", file, "--show", "film", "--library", Home, "--rate", "24");

        Assert.Equal(ExitCode.Found, lint);
        Assert.Contains("100000 events, 0 errors", problems, StringComparison.Ordinal);
        Assert.True(match == ExitCode.Done, error);
        Assert.Contains("100000 events: 100000 matched.", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_larger_than_any_cut_is_refused_before_it_is_read_whole()
    {
        var file = Path.Join(folder.Path, "huge.edl");
        await using (var huge = new FileStream(file, FileMode.CreateNew)) huge.SetLength(1L << 34);

        var (code, _, error) = await DemoCommandTests.RunAsync("cut", "read", file);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("huge.edl", error, StringComparison.Ordinal);
    }

    private static Bad Refused(string file, string text, params string[] says) => new(file, _ => Encoding.UTF8.GetBytes(text), ExitCode.BadInput, ExitCode.BadInput, ExitCode.BadInput, says);

    private static Bad Listed(string events, ExitCode read, ExitCode lint, ExitCode match, params string[] says) => new("a.edl", _ => Encoding.UTF8.GetBytes($"TITLE: A\nFCM: NON-DROP FRAME\n{events}"), read, lint, match, says);

    private static byte[] Circle()
    {
        var make = new TestAaf();
        return make.File(
            make.Composition(1, "one", make.Slot(1, make.Sequence(20, make.Clip(TestAaf.MobId(2), 1, 0, 10), make.Clip(TestAaf.MobId(2), 1, 5, 10)))),
            make.Composition(2, "two", make.Slot(1, make.Sequence(20, make.Clip(TestAaf.MobId(1), 1, 0, 10), make.Clip(TestAaf.MobId(1), 1, 5, 10)))));
    }
}
