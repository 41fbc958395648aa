using System.Text;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.Exchange;

namespace Acetate.Tools.Tests.Exchange;

/// <summary>Lists of others, held against a small library and brought in.</summary>
public sealed class ClipImportTests : IAsyncLifetime
{
    private static readonly Guid First = new("0199a7f0-0000-7000-8000-000000000001"), Second = new("0199a7f0-0000-7000-8000-000000000002"), Third = new("0199a7f0-0000-7000-8000-000000000003"),
        Twin = new("0199a7f0-0000-7000-8000-000000000004"), Sound = new("0199a7f0-0000-7000-8000-000000000005");

    private readonly TempFolder folder = new();
    private MediaLibrary library = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Path.Join(folder.Path, "library")), Token);
        await library.WriteAsync(async tx =>
        {
            await tx.AddShowAsync(new Show { Name = "film", Title = "A film" }, Token);
            var rolls = new List<Guid>();
            foreach (var (name, day) in new[] { ("A001R2EC", 11), ("B001R1AB", 12), ("18Y12M31", 11) })
            {
                rolls.Add(Guid.CreateVersion7());
                await tx.AddRollAsync(new Roll { Id = rolls[^1], Show = "film", Name = name, Kind = RollKind.Camera, ShootDay = new(2026, 5, day), FoundAt = tx.Now, StorePrefix = $"film/{name}" }, Token);
            }

            Clip Made(Guid id, int roll, string name, string start, params ClipFact[] facts) => new()
            {
                Id = id,
                Roll = rolls[roll],
                Name = name,
                Kind = "single",
                Files = [$"Clips/{name}.mov"],
                Frames = 240,
                Rate = "24",
                TimecodeStart = start,
                TimecodeEnd = start.Replace(":00:00", ":10:00", StringComparison.Ordinal),
                State = ClipState.Inspected,
                Facts = [.. facts],
            };
            await tx.PutClipsAsync(
            [
                Made(First, 0, "A001C001_260511_R2EC", "10:00:00:00", new ClipFact("slate.scene", "42", "42", "header"), new("exposure.iso", "800", "800", "header")), Made(Second, 0, "A001C002_260511_R2EC", "11:00:00:00"),
                Made(Third, 0, "GOPR0001", "12:00:00:00"), Made(Twin, 1, "GOPR0001", "13:00:00:00"), Made(Sound, 2, "A101_1", "14:00:00:00"),
            ], Token);
        }, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await library.DisposeAsync();
        folder.Dispose();
    }

    private Task<ClipImportReport> PreviewAsync(string text, ConflictRule rule = ConflictRule.Keep, string name = "day11.csv") => ClipImport.PreviewAsync(library, "film", Encoding.UTF8.GetBytes(text), name, rule, Token);

    private Task<ClipImportReport> ApplyAsync(string text, string seen, ConflictRule rule = ConflictRule.Keep, string name = "day11.csv") =>
        ClipImport.ApplyAsync(library, "film", Encoding.UTF8.GetBytes(text), name, rule, seen, "zoë", Token);

    private Task<string> ValueAsync(Guid clip, string field) => library.ReadAsync(
        async tx => ClipValues.Of((await tx.ClipAsync(clip, Token))!, await tx.ClipEditsAsync(clip, Token)).Single(value => value.Field == field) is var one ? $"{one.Value} by {one.Origin}" : "", Token);

    private static string Told(ClipImportReport report) => string.Join("; ", report.Clips.SelectMany(clip => clip.Fields.Select(field => $"{clip.Name[..8]} {field.Label} {KebabCase.Of(field.State)} {field.Value}{(field.IsWritten ? " !" : "")}")));

    [Fact]
    public async Task A_report_says_what_is_the_same_new_conflicting_or_unclear_and_changes_nothing()
    {
        var report = await PreviewAsync("""
            Clip,Roll,Scene,Take,Circled,ISO,Focal Length,Weather
            A001C001_260511_R2EC,A001,42B,01,x,EI 800,35 mm,rain
            a001_c002_260511_r2ec.mov,,42B,2,,fast,,
            C999,A001,1,1,,,,
            """);

        Assert.Equal("A001C001 Scene conflict 42B; A001C001 Take new 01 !; A001C001 Circled new true !; A001C001 Focal length new 35 !; A001C001 ISO same 800; A001C002 Scene new 42B !; A001C002 Take new 2 !; A001C002 ISO unclear fast",
            string.Join("; ", Told(report).Split("; ").OrderBy(line => line[..8], StringComparer.Ordinal).ThenBy(line => Array.IndexOf(["Scene", "Take", "Circled", "Focal", "ISO"], line.Split(' ')[1]))));
        Assert.Equal((1, 1, 1, 5), (report.Conflicts, report.Same, report.Unclear, report.Written));
        Assert.Equal(("C999", UnmatchedKind.NoSuchClip, 4), (report.Unmatched.Single().Title, report.Unmatched.Single().Kind, report.Unmatched.Single().Line));
        Assert.Equal("Weather", report.Unknown.Single());
        Assert.Equal(" by ", await ValueAsync(First, "slate.take"));
    }

    [Fact]
    public async Task What_was_seen_is_written_with_its_source_can_be_taken_back_and_is_audited_and_the_files_keep_their_word()
    {
        const string list = "Name,Scene,Take\nA001C001_260511_R2EC,42B,1\n";
        var seen = await PreviewAsync(list, ConflictRule.Files, "/Users/me/day11.csv");

        var done = await ApplyAsync(list, seen.Mark, ConflictRule.Files);
        var edits = await library.ReadAsync(tx => tx.ClipEditsAsync(First, Token), Token);
        await library.WriteAsync(tx => tx.RevertClipEditAsync(First, edits.Single(edit => edit.Field == "slate.scene").Number, 1, "no", "bo", Token), Token);

        Assert.Equal((true, 2), (done.IsApplied, done.Written));
        Assert.Equal(["slate.scene 42B zoë report:day11.csv day11.csv, line 2", "slate.take 1 zoë report:day11.csv day11.csv, line 2"], edits.Select(edit => $"{edit.Field} {edit.After} {edit.Author} {edit.Source} {edit.Reason}"));
        Assert.Equal("42 by header", await ValueAsync(First, "slate.scene"));
        Assert.Equal("1 by report:day11.csv", await ValueAsync(First, "slate.take"));
        Assert.Contains(await library.ReadAsync(tx => tx.AuditAfterAsync(0, 100, Token), Token), entry => entry.Action == "clips.imported" && entry.Target == "day11.csv");
        Assert.Equal(0, (await PreviewAsync(list)).Written);
    }

    [Fact]
    public async Task Whoever_was_quicker_keeps_what_they_said_and_nothing_is_written()
    {
        const string list = "Name,Scene,Take\nA001C001_260511_R2EC,42,1\nA001C002_260511_R2EC,7,7\n";
        var seen = await PreviewAsync(list);
        await library.WriteAsync(tx => tx.EditClipAsync(Second, new("slate.scene", "8", 0), "bo", "", Token), Token);

        var refusal = await Assert.ThrowsAsync<LibraryException>(() => ApplyAsync(list, seen.Mark));

        Assert.Equal(LibraryProblem.Conflict, refusal.Problem);
        Assert.Equal((" by ", "8 by person:bo"), (await ValueAsync(First, "slate.take"), await ValueAsync(Second, "slate.scene")));
    }

    [Theory]
    [InlineData(ConflictRule.Keep, "42 by header", "8 by person:bo")]
    [InlineData(ConflictRule.Files, "9 by report:day11.csv", "8 by person:bo")]
    [InlineData(ConflictRule.All, "9 by report:day11.csv", "9 by report:day11.csv")]
    public async Task Conflicts_go_by_the_rule(ConflictRule rule, string ofFile, string ofPerson)
    {
        const string list = "Name,Scene\nA001C001_260511_R2EC,9\nA001C002_260511_R2EC,9\n";
        await library.WriteAsync(tx => tx.EditClipAsync(Second, new("slate.scene", "8", 0), "bo", "", Token), Token);

        var seen = await PreviewAsync(list, rule);
        await ApplyAsync(list, seen.Mark, rule);

        Assert.Equal(2, seen.Conflicts);
        Assert.Equal((ofFile, ofPerson), (await ValueAsync(First, "slate.scene"), await ValueAsync(Second, "slate.scene")));
    }

    [Theory]
    [InlineData("Name,Scene\nGOPR0001,1", "2 clips could be meant")]
    [InlineData("Name,Start TC,Scene\nA001C001_260511_R2EC,20:00:00:00,1", "A clip of that name is there, but not at 20:00:00:00")]
    [InlineData("Roll,Start TC,Scene\nA001,10:00:05:00,1", "No clip of the show is called 'A001 10:00:05:00'.")]
    [InlineData("Acetate Clip,Name,Scene\n0199a7f0-0000-7000-8000-0000000000ff,GOPR0001,1", "has the id")]
    public async Task A_doubt_is_never_decided(string list, string sentence)
    {
        var report = await PreviewAsync(list);

        Assert.Contains(sentence, Assert.Single(report.Unmatched).Why, StringComparison.Ordinal);
        Assert.Equal(0, report.Written);
    }

    [Theory]
    [InlineData("Name,Roll,Scene\nGOPR0001,B001,1", 4)]
    [InlineData("Name,Start,Scene\nGOPR0001,12:00:04:00,1", 3)]
    [InlineData("Name,Date,Scene\nGOPR0001,2026-05-12,1", 4)]
    [InlineData("Acetate Clip,Name,Scene\n0199a7f0-0000-7000-8000-000000000004,GOPR0001,1", 4)]
    [InlineData("Clip,Roll,Scene\nC002,A001,1", 2)]
    [InlineData("Clip;Roll;Scene\n2;A001R2EC;1", 2)]
    [InlineData("Roll,Start TC,Scene\nA001,11:00:00:00,1", 2)]
    [InlineData("SOUND REPORT\rRoll:,\"\",Mixer:,\"Jo\"\r\rFile Name,Tape,Scene,Take\r\"A101_1_X.WAV\",\"18Y12M31\",\"A101\",\"01\"", 5)]
    [InlineData("Heading\r\nFIELD_DELIM\tTABS\r\nFPS\t24\r\n\r\nColumn\r\nName\tTape\tStart\tEnd\tScene\r\n\r\nData\r\nA001C001_260511_R2EC\tA001R2EC\t10:00:02:00\t10:00:04:00\t1\r\n", 1)]
    public async Task Clips_are_found_by_name_roll_day_and_timecode_in_the_dialects_of_the_set(string list, int clip)
    {
        var report = await PreviewAsync(list);

        Assert.Empty(report.Unmatched);
        Assert.EndsWith($"{clip}", Assert.Single(report.Clips).Clip.ToString(), StringComparison.Ordinal);
        Assert.Equal("slate.scene", report.Clips[0].Fields[0].Field);
    }

    [Fact]
    public async Task A_list_that_says_two_things_of_one_clip_says_neither()
    {
        var report = await PreviewAsync("Name,Scene,Take\nA001C001_260511_R2EC,1,1\nA001C001_260511_R2EC,2,01\n");

        Assert.Equal("Line 2 says '1' and line 3 '2'.", report.Clips.Single().Fields.Single(field => field.Field == "slate.scene").Why);
        Assert.Equal(ImportState.New, report.Clips.Single().Fields.Single(field => field.Field == "slate.take").State);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ale")]
    public async Task What_was_exported_and_corrected_comes_back_and_what_was_not_is_the_same(string form)
    {
        await library.WriteAsync(tx => tx.EditClipAsync(Second, new("slate.note", "=rain,\n\"boom\" in shot", 0), "bo", "", Token), Token);
        var clips = await ListedClip.ReadAsync(library, [First, Second, Third, Twin], ["film"], Token);
        var list = Encoding.UTF8.GetString(ClipList.Of(form, "bin", "", clips).Span);

        var same = await PreviewAsync(list, name: $"bin.{form}");
        var changed = await PreviewAsync(list.Replace("\t42\t", "\t43\t", StringComparison.Ordinal).Replace(",42,", ",43,", StringComparison.Ordinal), name: $"bin.{form}");

        Assert.Equal((4, 0, 0, 0), (same.Clips.Length, same.Unmatched.Length, same.Written, same.Conflicts));
        Assert.Equal("A001C001 Scene conflict 43", Assert.Single(Told(changed).Split("; "), line => line.Contains("conflict", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "no table")]
    [InlineData("just words", "no table")]
    [InlineData("Name,Scene\n", "no row")]
    [InlineData("Heading\nFPS\t24\n", "Column")]
    public async Task What_is_no_list_is_refused_with_a_sentence(string text, string words) =>
        Assert.Contains(words, (await Assert.ThrowsAsync<FormatException>(() => PreviewAsync(text))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Names_of_files_and_values_of_strangers_do_no_harm()
    {
        var list = $"Name,Scene,Comments\nA001C002_260511_R2EC,\"a\u0007b\",\"{new string('x', 5000)}\"\n";
        var report = await PreviewAsync(list, name: "../../\u0000evil\n.csv");

        Assert.Equal((2, 0, "_evil_.csv"), (report.Unclear, report.Written, report.Name));
    }
}
