using System.Text.Json;
using Acetate.Cli;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Otio;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate match</c> over a small library.</summary>
public sealed class MatchCommandTests : IAsyncLifetime
{
    private const string List = """
        TITLE:   REEL 1
        FCM: NON-DROP FRAME
        001  A001C001 V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00
        002  AX       V     C        10:10:05:00 10:10:06:12 01:00:01:00 01:00:02:12
        * FROM CLIP NAME: A001C002_260302_R1AB_Proxy.mov
        003  BL       V     C        00:00:00:00 00:00:01:00 01:00:02:12 01:00:03:12
        """;

    private const string Unmatched = List + "\n" + """
        004  B077C003_260303_R9ZZ V     C        11:00:00:00 11:00:01:00 01:00:03:12 01:00:04:12
        """;

    private const string Typed = """
        TITLE:   REEL 2
        FCM: NON-DROP FRAME
        004  A001C001_260302_R1AB V     C        10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00
        005  A001C003_260302_RIAC V     C        10:20:01:00 10:20:02:00 01:00:01:00 01:00:02:00

        """;

    private readonly TempFolder folder = new();

    private string Home => Path.Join(folder.Path, "library");

    public async ValueTask InitializeAsync()
    {
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Home), default);
        await FillAsync(library);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static Task FillAsync(MediaLibrary library) => library.WriteAsync(async tx =>
    {
        if (await tx.ShowAsync("film", default) is null) await tx.AddShowAsync(new Show { Name = "film", Title = "A film" }, default);
        if ((await tx.RollsNamedAsync("film", "A001R1AB", default)).Count > 0) return;
        var roll = Guid.CreateVersion7();
        await tx.AddRollAsync(new Roll { Id = roll, Show = "film", Name = "A001R1AB", Kind = RollKind.Camera, ShootDay = new DateOnly(2026, 3, 2), Unit = "MU", FoundAt = tx.Now }, default);
        await tx.PutClipsAsync(Enumerable.Range(1, 4).Select(i => new Library.Clips.Clip
        {
            Id = Guid.CreateVersion7(),
            Roll = roll,
            Name = $"A001C00{i}_260302_R1AB",
            Kind = "single",
            Files = [$"A001C00{i}_260302_R1AB.mxf"],
            Frames = 24 * 60,
            Rate = "24",
            TimecodeStart = $"10:{(i - 1) * 10:00}:00:00",
        }), default);
    }, default);

    private string Write(string name, string text)
    {
        var path = Path.Join(folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public async Task A_cut_whose_events_are_all_found_ends_with_0_and_says_why()
    {
        var (code, output, error) = await DemoCommandTests.RunAsync("match", Write("reel1.edl", List), "--show", "film", "--library", Home, "--rate", "24");

        Assert.True(code == ExitCode.Done, error + output);
        Assert.Contains("A001C001_260302_R1AB", output, StringComparison.Ordinal);
        Assert.Contains("The reel 'A001C001' is the first 8 letters of A001C001_260302_R1AB", output, StringComparison.Ordinal);
        Assert.Contains("3 events: 2 matched, 1 not camera media.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_without_its_roll_ends_with_1_and_the_roll_goes_into_the_ledger()
    {
        var (code, output, _) = await DemoCommandTests.RunAsync("match", Write("reel1.edl", Unmatched), "--show", "film", "--library", Home, "--rate", "24", "--expect");

        Assert.Equal(ExitCode.Found, code);
        Assert.Contains("Not in the library, shot 2026-03-03: B077R9ZZ (1 event).", output, StringComparison.Ordinal);
        Assert.Contains("1 roll was put into the ledger", output, StringComparison.Ordinal);
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Home), default);
        var expected = Assert.Single(await library.ReadAsync(tx => Library.Days.DayQueries.ExpectedRollsAsync(tx, "film", default), default));
        Assert.Equal(("B077R9ZZ", new DateOnly(2026, 3, 3), "reel1.edl"), (expected.Name, expected.ShootDay, expected.Source));
    }

    [Fact]
    public async Task The_result_is_written_as_OTIO_and_as_a_table_and_nothing_is_overwritten()
    {
        var (otio, csv, cut) = (Path.Join(folder.Path, "out.otio"), Path.Join(folder.Path, "out.csv"), Write("reel1.edl", Unmatched));

        var (code, output, error) = await DemoCommandTests.RunAsync("match", cut, "--show", "film", "--library", Home, "--rate", "24", "--otio", otio, "--csv", csv, "--json");
        var (again, _, refused) = await DemoCommandTests.RunAsync("match", cut, "--show", "film", "--library", Home, "--rate", "24", "--csv", csv);

        Assert.True(code == ExitCode.Found, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["matched", "matched", "not-camera-media", "missing"], json.RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("outcome").GetString()!));
        var clips = OtioReader.Read(otio).GetTimeline().VideoTracks.Single().Children.OfType<Acetate.Otio.Clip>().ToList();
        Assert.Equal(["A001C001_260302_R1AB", "A001C002_260302_R1AB"], clips.Take(2).Select(c => c.Name));
        Assert.Equal("missing", clips[3].Metadata["acetate"]!["match"]!["outcome"]!.AsText);
        Assert.Equal(10 * 3600 * 24 + 24, clips[0].SourceRange!.Value.StartTime.Value);
        Assert.Equal(5, (await File.ReadAllLinesAsync(csv)).Length);
        Assert.Equal(ExitCode.BadInput, again);
        Assert.Contains("nothing is overwritten", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ambiguous_event_is_decided_by_a_candidates_number_kept_for_the_next_version_and_taken_back()
    {
        var cut = Write("typed.edl", Typed);
        Task<(ExitCode Code, string Output, string Error)> Run(params string[] words) => DemoCommandTests.RunAsync(["match", .. words, "--show", "film", "--library", Home]);

        var before = await Run(cut, "--rate", "24");
        var shown = await Run("decide", cut, "005", "--rate", "24");
        var decided = await Run("decide", cut, "005", "--rate", "24", "--clip", "1", "--note", "seen");
        var later = await Run(Write("typed_v2.edl", Typed.Replace("005  ", "017  ", StringComparison.Ordinal)), "--rate", "24");
        var listed = await Run("decisions", "--json");
        using var json = JsonDocument.Parse(listed.Output);
        var id = Assert.Single(json.RootElement.GetProperty("decisions").EnumerateArray()).GetProperty("id").GetString()!;
        var undone = await Run("undo", id);
        var again = await Run("undo", id);

        Assert.True(before.Code == ExitCode.Found, before.Output);
        Assert.Contains($"'acetate match decide {cut} 005 --show film --rate 24' numbers the candidates.", before.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^1 +A001C003_260302_R1AB +A001R1AB +2026-03-02 ", shown.Output);
        Assert.True(decided.Code == ExitCode.Done, decided.Output + decided.Error);
        Assert.Contains("is matched with A001C003_260302_R1AB now", decided.Output, StringComparison.Ordinal);
        Assert.Contains($"acetate match undo {id} --show film", decided.Output, StringComparison.Ordinal);
        Assert.True(later.Code == ExitCode.Done, later.Output);
        Assert.Equal((ExitCode.Done, ExitCode.NotFound, ExitCode.Found), (undone.Code, again.Code, (await Run(cut, "--rate", "24")).Code));
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Home), default);
        Assert.Equal(["match.decided", "match.decision-taken-back"], (await library.ReadAsync(tx => tx.AuditAfterAsync(0, 100, default), default)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task Events_numbered_alike_are_told_apart_by_their_place_or_their_record_timecode()
    {
        var cut = Write("twice.edl", Typed.Replace("004  ", "005  ", StringComparison.Ordinal));
        Task<(ExitCode Code, string Output, string Error)> Run(params string[] words) => DemoCommandTests.RunAsync(["match", "decide", cut, .. words, "--show", "film", "--library", Home, "--rate", "24"]);

        var (several, _, error) = await Run("005");
        var (_, second, _) = await Run("005#2");
        var (_, placed, _) = await Run("01:00:00:00");
        var (none, _, _) = await Run("005#3");

        Assert.Equal((ExitCode.Usage, ExitCode.NotFound), (several, none));
        Assert.Contains("005#1 at 01:00:00:00", error, StringComparison.Ordinal);
        Assert.Contains("005#2 at 01:00:01:00", error, StringComparison.Ordinal);
        Assert.StartsWith("Event 005#2 at 01:00:01:00 is ambiguous", second, StringComparison.Ordinal);
        Assert.StartsWith("Event 005#1 at 01:00:00:00 is matched", placed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("match", 2, "Name the cut")]
    [InlineData("match decide {cut} 001 --show film --library {home} --clip 1 --none", 2, "Say one thing of an event")]
    [InlineData("match decide {cut} 001 --show film --library {home} --clip 9", 2, "The event has candidates 1 to 1, and no 9.")]
    [InlineData("match decide {cut} 001 --show film --library {home} --clip nix", 4, "has no clip 'nix'")]
    [InlineData("match decide {cut} 099 --show film --library {home}", 4, "no picture event '099'")]
    [InlineData("match decide {cut} 001 --show film --library {home} --kind potato", 2, "--kind takes black, bars")]
    [InlineData("match {cut}", 2, "--show NAME")]
    [InlineData("match {cut} --show film --library {home} --rate fast", 2, "'fast' is not a frame rate")]
    [InlineData("match {cut} --show nix --library {home}", 4, "nix")]
    [InlineData("match {home}/none.edl --show film --library {home}", 4, "none.edl")]
    [InlineData("match {cut} --show film --library {home} --rules {cut}", 3, "matching rules")]
    [InlineData("match {cut} --show film --server http://127.0.0.1:1 --rules {cut}", 2, "a server matches by its own rules")]
    public async Task What_is_wrong_is_said_in_a_sentence(string line, int code, string words)
    {
        var cut = Write("reel1.edl", List);

        var (ended, _, error) = await DemoCommandTests.RunAsync([.. line.Split(' ').Select(a => a.Replace("{cut}", cut, StringComparison.Ordinal).Replace("{home}", Home, StringComparison.Ordinal))]);

        Assert.Equal(code, (int)ended);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rules_that_are_printed_are_rules()
    {
        var (code, output, _) = await DemoCommandTests.RunAsync("match", "--print-rules");

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(1, Library.Matching.Rules.MatchRules.Parse(output).Version);
    }
}
