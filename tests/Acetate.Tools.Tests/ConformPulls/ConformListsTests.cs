using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Library.Pulls;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;
using Acetate.Steps;
using Acetate.Steps.Compare;
using Acetate.Steps.Conform;
using Acetate.Storage;
using Acetate.Timing;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>Lists, tables and reports of a conform package.</summary>
public sealed partial class ConformListsTests : IDisposable
{
    private const string First = """
        TITLE: R1
        FCM: NON-DROP FRAME

        001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
        * FROM CLIP NAME:  =cmd|'/c calc'!A1
        002  A001C001 V     C        01:00:12:00 01:00:12:00 01:00:02:00 01:00:02:00
        002  A001C002 V     D    024 01:00:20:00 01:00:23:00 01:00:02:00 01:00:05:00
        * FROM CLIP NAME:  =cmd|'/c calc'!A1
        * TO CLIP NAME:  the "wide", at last
        003  A001C003 V     C        01:00:10:00 01:00:12:00 01:00:05:00 01:00:07:00
        M2   A001C003       -024.0                01:00:11:23
        * FROM CLIP NAME:  <b>back</b>
        004  A001C004 V     C        01:00:05:00 01:00:05:01 01:00:07:00 01:00:08:00
        M2   A001C004       000.0                01:00:05:00
        * FROM CLIP NAME:  still
        * FREEZE FRAME
        005  A001C005 V     C        01:00:00:00 01:00:02:00 01:00:08:00 01:00:09:00
        M2   A001C005       048.0                01:00:00:00
        * FROM CLIP NAME:  fast
        006  B999C001 V     C        06:00:00:00 06:00:01:00 01:00:09:00 01:00:10:00
        007  S001C001 V     C        01:00:30:00 01:00:31:00 01:00:10:00 01:00:11:00
        * FROM CLIP NAME:  frames
        008  BL       V     C        00:00:00:00 00:00:01:00 01:00:11:00 01:00:12:00

        """;

    private const string Second = """
        TITLE: R2
        FCM: NON-DROP FRAME

        001  A001C001 V     C        01:00:20:00 01:00:21:00 02:00:00:00 02:00:01:00
        * FROM CLIP NAME:  again
        002  A001C006 V     C        01:00:00:10 01:00:01:00 02:00:01:00 02:00:01:14
        003  VFX0010  V     C        00:00:00:00 00:00:01:00 02:00:01:14 02:00:02:14

        """;

    private readonly TempFolder folder = new();
    private readonly ConformFixture library = new();

    public ConformListsTests()
    {
        for (var i = 1; i <= 6; i++) library.Movie($"A001C{i:000}");
        library.Sequence("S001C001");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(".otio")]
    [InlineData(".xml")]
    [InlineData(".edl")]
    public async Task Relinked_lists_name_the_delivered_frames_and_are_matched_with_them_again_without_a_doubt(string extension)
    {
        var (plan, media) = await WriteAsync();
        var delivered = media.Values.Select(Filmed).ToList();

        foreach (var (name, text) in new[] { ("R1", First), ("R2", Second) })
        {
            var (cut, was) = (Read($"lists/{name}{extension}"), Cut(text));
            var result = new ClipMatcher().Match(CutClaims.Of(cut), ClipIndex.Of(delivered));

            Assert.Equal(was.Events.Select(Shown), cut.Events.Select(Shown));
            Assert.Equal(was.Events.Length, result.Outcomes.Length);
            foreach (var (item, outcome) in was.Events.Zip(result.Outcomes))
            {
                var planned = plan.Events.Single(one => one.Reel == name && one.Id == item.Id);
                if (planned.Piece is not { } place)
                {
                    Assert.IsNotType<MatchOutcome.Matched>(outcome);
                    continue;
                }

                var piece = plan.Clips[place - 1];
                var matched = Assert.IsType<MatchOutcome.Matched>(outcome);
                Assert.Equal(Filmed(media[piece.Step]).Name, matched.Clip.Name);
                // From cut to cut: what a dissolve shows beyond it stands at the transition.
                if (item.Speed.IsNormal) Assert.Equal(new ClipFrames(planned.Used!.Start - media[piece.Step].Result.Range!.Start, item.Source.Range!.Value.Length.Floor), matched.Frames);
                Assert.False(matched.IsPictureUnverified);
            }
        }
    }

    [Fact]
    public async Task Every_file_that_a_list_names_is_there()
    {
        var (_, media) = await WriteAsync();
        var files = media.Values.SelectMany(one => one.Result.Files).Select(file => file.Path["arriving/".Length..]).ToHashSet(StringComparer.Ordinal);

        var events = Read("lists/R1.otio").Events.Concat(Read("lists/R2.otio").Events).Where(item => item.Source[SourceNameKind.MediaPath] is not null).ToList();

        Assert.Equal(8, events.Count);
        foreach (var item in events)
        {
            var path = item.Source.Sequence is { } files1 ? $"{files1.Prefix}{files1.First:0000000}{files1.Suffix}" : Uri.UnescapeDataString(item.Source[SourceNameKind.MediaPath]!);
            Assert.StartsWith("../media/", path, StringComparison.Ordinal);
            Assert.Contains(path["../".Length..], files);
        }
    }

    [Fact]
    public async Task The_package_json_says_what_trimming_gave_and_keeps_its_rules()
    {
        var (plan, media) = await WriteAsync();

        var manifest = PackageJson.Read(File.ReadAllBytes(Path.Join(folder.Path, "arriving", "package.json")));

        Assert.Empty(PackageRules.Check(manifest));
        Assert.Equal(plan.Clips.Length, manifest.Clips.Length);
        foreach (var (clip, piece) in manifest.Clips.Zip(plan.Clips))
        {
            var made = media[piece.Step].Result;
            Assert.Equal(made.Files.Select(file => (Path: file.Path["arriving/".Length..], Size: (long?)file.Size)), clip.Files.Select(file => (file.Path, Size: file.Length)));
            Assert.Equal(made.Method == TrimMethod.Whole ? PackageTreatment.Whole : PackageTreatment.Trimmed, clip.Treatment);
            Assert.Equal((made.Range!.Start, made.Range.End, made.Range.End - made.Range.Start - made.Missing.Length), (clip.Range!.Start, clip.Range.End, clip.Frames));
        }

        Assert.Contains(manifest.Clips, clip => clip.Treatment == PackageTreatment.Whole && clip.WhyWhole == "Long GOP." && clip.Files.Single().Hash!.StartsWith("xxh128:", StringComparison.Ordinal));
        Assert.Contains(manifest.Clips, clip => clip.Events.Contains("R2:001"));
        Assert.Equal(["A001C006"], manifest.Clips.Where(clip => clip.Cdl == "documents/A001C006.cdl").Select(clip => clip.Source.Clip));
        Assert.Equal(["006", "R2:003"], manifest.Missing.Select(one => one.Event));
        Assert.Equal("cut/R1.otio", manifest.Cut.Otio);
        var there = Directory.EnumerateFiles(Path.Join(folder.Path, "arriving"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Join(folder.Path, "arriving"), path).Replace('\\', '/')).Order(StringComparer.Ordinal);
        Assert.Equal(there.Except(["package.json", "cut/R1.otio", "cut/R2.otio"]), manifest.Documents.Select(document => document.Path).Except(["README.txt", "cut/R2.edl", "documents/A001C006.cdl"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tables_answer_for_every_event_and_no_cell_is_a_formula()
    {
        await WriteAsync();

        var report = Rows("report.csv");
        var mapping = Rows("mapping.csv");
        var missing = Rows("missing.csv");

        Assert.Equal(11, report.Count);
        Assert.Equal(["found", "found", "found", "found", "found", "needed", "found", "black", "found", "found", "VFX"], report.Select(row => row["Outcome"]));
        Assert.All(report, row => Assert.NotEqual("", row["Why"]));
        Assert.Equal("'=cmd|'/c calc'!A1", report[0]["List Name"]);
        Assert.Equal("the \"wide\", at last", report[1]["List Name"]);
        Assert.Equal(8, mapping.Count);
        Assert.Equal(("A001C002", "whole", "Long GOP.", "0", "1000"), (mapping[1]["Original Clip"], mapping[1]["Treatment"], mapping[1]["Why Whole"], mapping[1]["First Frame"], mapping[1]["Frames"]));
        Assert.Equal(("01:00:09:16", "01:00:13:08", "yes", "232", "88"), (mapping[0]["TC In"], mapping[0]["TC Out"], mapping[0]["Exact"], mapping[0]["First Frame"], mapping[0]["Frames"]));
        Assert.Equal("720", mapping.Single(row => row["Original Clip"] == "S001C001")["Frames Missing"]);
        Assert.Equal(["needed", "VFX"], missing.Select(row => row["What"]));
        Assert.Equal("Hand over the final of the shot from visual effects.", missing[1]["What To Do"]);
        var lacking = missing[0];
        Assert.Equal(("006", "needed", "B999C001"), (lacking["Event"], lacking["What"], lacking["Roll Needed"]));
        Assert.Contains("Bring in the roll B999C001", lacking["What To Do"], StringComparison.Ordinal);
        Assert.Equal(["003", "004", "005"], Rows("repositions.csv").Select(row => row["Event"]));
        Assert.False(File.Exists(Path.Join(folder.Path, "arriving", "changes.csv")));
    }

    [Fact]
    public async Task The_page_runs_nothing_loads_nothing_and_takes_no_markup_from_a_list()
    {
        await WriteAsync();

        var page = Text("report.html");

        Assert.Contains("&lt;b&gt;back&lt;/b&gt;", page, StringComparison.Ordinal);
        foreach (var forbidden in new[] { "<b>back", "<script", "<link", "http://", "https://", "onload" }) Assert.DoesNotContain(forbidden, page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<html lang=en>", page, StringComparison.Ordinal);
        Assert.Equal(page.Split("<table>").Length, page.Split("<caption>").Length);
        Assert.Contains("✗ 1 event is not delivered", page, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", page, StringComparison.Ordinal);
        Assert.StartsWith("%PDF-1.7", Text("report.pdf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Written_again_it_is_the_same_to_the_byte_and_nothing_else_is_overwritten()
    {
        await WriteAsync();
        var before = Tree();
        await WriteAsync();

        Assert.Equal(before, Tree());
        Assert.True(before.Count > 12);

        File.WriteAllText(Path.Join(folder.Path, "arriving", "mapping.csv"), "mine");
        var problem = await Assert.ThrowsAsync<StepFailedException>(() => WriteAsync());

        Assert.Contains("'mapping.csv' is there already", problem.Message, StringComparison.Ordinal);
        Assert.Equal("mine", Text("mapping.csv"));
    }

    [Fact]
    public async Task A_piece_that_could_not_be_made_is_told_and_its_events_keep_what_the_list_called_them()
    {
        var (plan, _) = await WriteAsync(refused: "A001C005");

        Assert.Equal(["005", "006", "003"], Rows("missing.csv").Select(row => row["Event"]));
        Assert.Contains("it is encrypted", Rows("missing.csv")[0]["Why"], StringComparison.Ordinal);
        Assert.Equal("A001C005", Read("lists/R1.edl").Events.Single(item => item.Name == "fast").Source.Reel);
        var manifest = PackageJson.Read(File.ReadAllBytes(Path.Join(folder.Path, "arriving", "package.json")));
        Assert.Equal(plan.Clips.Length - 1, manifest.Clips.Length);
        Assert.Equal(["006", "R2:003", "005"], manifest.Missing.Select(one => one.Event));
        Assert.Empty(PackageRules.Check(manifest));
    }

    [Fact]
    public async Task A_change_links_to_what_earlier_packages_delivered_and_says_so()
    {
        var clip = library.Clips.Values.Single(one => one.Clip.Name == "A001C001").Clip.Id;

        var (plan, _) = await WriteAsync(delivered: [new("AGM_conform_001", "media/A001/A001C001.mov", clip, new(200, 320))]);

        Assert.Equal(["delivered before", "new here", "new here", "new here", "new here", "not delivered", "new here", "nothing to deliver", "new here", "new here", "not delivered"], Rows("changes.csv").Select(row => row["Change"]));
        var item = Read("lists/R1.otio").Events[0];
        Assert.Equal("../../AGM_conform_001/media/A001/A001C001.mov", item.Source[SourceNameKind.MediaPath]);
        Assert.Equal(new CutRange(86400 + 200, 120, FrameRate.Fps24), item.Source.Available);
        Assert.Equal(new CutRange(86400 + 240, 48, FrameRate.Fps24), item.Source.Range);
        Assert.Contains(plan.Events, one => one.Fate == ConformFate.DeliveredBefore);
    }

    [Fact]
    public async Task A_clip_of_several_files_is_no_sequence_and_lists_name_its_first_file()
    {
        library.Add("D001C001", "D001", "01:00:00:00", "24", 1000, ClipKind.Spanned, ["Clip/D001C001_001.mov", "Clip/D001C001_002.mov"], [10, 10], "prores");

        await WriteAsync(lists: ["TITLE: R1\n001  D001C001 V     C        01:00:10:00 01:00:11:00 01:00:00:00 01:00:01:00\n"]);

        var item = Read("lists/R1.otio").Events[0];
        Assert.Equal("../media/D001/Clip/D001C001_001.mov", item.Source[SourceNameKind.MediaPath]);
        Assert.Null(item.Source.Sequence);
    }

    [Fact]
    public async Task For_Flame_a_list_says_where_each_file_lies_and_begins()
    {
        await WriteAsync(settings: new() { Layout = ConformLayout.Flame });

        Assert.Contains("DLEDL: START TC: 01:00:09:16\nDLEDL: PATH: ../media\nDLEDL: EDIT:0 FILENAME: ", Text("lists/R1.edl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_is_a_frame_out_keeps_its_labels_and_the_frame_that_is_not_there_is_told()
    {
        library.Movie("C001C001", start: "03:00:00:00");
        const string list = "TITLE: R1\n001  C001C001 V     C        02:59:59:23 03:00:01:00 01:00:00:00 01:00:01:01\n";

        var (plan, _) = await WriteAsync(lists: [list]);

        Assert.Equal(new FrameSpan(0, 24), plan.Events[0].Used);
        Assert.Equal("02:59:59:23", Read("lists/R1.edl").Events[0].Source.Range!.Value.StartLabel);
        Assert.Contains("Its first frame is not in 'C001C001.mov'.", Text("lists/notes.csv"), StringComparison.Ordinal);
    }

    private async Task<(PlannedConform Plan, Dictionary<string, (ConformPiece Piece, TrimClipResult Result)> Media)> WriteAsync(
        string refused = "", ImmutableArray<DeliveredPiece> delivered = default, string[]? lists = null, ConformPullSettings? settings = null, ComparePicturesResult? check = null)
    {
        lists ??= [First, Second];
        var reels = lists.Select((list, i) => library.Reel($"R{i + 1}", list, one =>
            one.Kind == CutEventKind.Black ? new MatchOutcome.NotCameraMedia(MediaKind.Black) { Event = one.Id, Why = "The list says black." }
            : one.Source.Reel == "VFX0010" ? new MatchOutcome.NotCameraMedia(MediaKind.VfxTemp) { Event = one.Id, Why = "Its name is that of a shot." } : null)).ToList();
        var plan = ConformPullPlan.For(reels, library.Clips, [], settings ?? new(), delivered.IsDefault ? [] : delivered);
        var order = new ConformPullOrder
        {
            Show = "AGM",
            Recipient = "lab",
            Rate = "24",
            Settings = settings ?? new(),
            Documents = [new("A001C006.cdl", Encoding.UTF8.GetBytes("<ColorDecisionList xmlns=\"urn:ASC:CDL:v1.01\"><ColorDecision><ColorCorrection><SOPNode><Slope>1 1 1</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode></ColorCorrection></ColorDecision></ColorDecisionList>"))],
            Reels = [.. lists.Skip(1).Select((list, i) => new PullDocument($"R{i + 2}.edl", Encoding.UTF8.GetBytes(list)))],
            Since = delivered.IsDefault ? null : Guid.NewGuid(),
        };
        var package = new PullPackage
        {
            Pull = new() { Id = new(1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0), Show = "AGM", Kind = PullKind.Conform, Recipient = "lab", Number = 2, CutName = "R1.edl", Cut = "", Settings = "", Plan = "", CreatedBy = "zoë" },
            Cut = reels[0].Cut,
            CutBytes = [.. Encoding.UTF8.GetBytes(lists[0])],
            Clips = library.Clips,
            Target = StoreUrl.ForFolder(folder.Path),
            Prefix = "arriving",
            Name = "AGM_conform_002",
            At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
            Author = new("zoë", ""),
        };
        var media = plan.Clips.ToDictionary(piece => piece.Step, piece => (piece, Trimmed(piece, refused)));
        // What ingest left for one clip is a small picture, for another it is none, and for a third it is not there any more.
        Directory.CreateDirectory(Path.Join(folder.Path, "derived"));
        File.WriteAllBytes(Path.Join(folder.Path, "derived", "0.jpg"), [0xff, 0xd8, 0xff]);
        File.WriteAllText(Path.Join(folder.Path, "derived", "1.jpg"), "<html>");
        var clips = library.Clips.Values.Select((one, i) => one with { Clip = one.Clip with { Proxy = i < 3 ? new() { Poster = $"{i}.jpg" } : null } }).ToDictionary(one => one.Clip.Id);
        var steps = check is null ? [] : (ImmutableArray<ConformCheckOf>)[new("check/0001", "R1")];
        var request = ConformLists.RequestOf(package with { Derived = StoreUrl.ForFolder(Path.Join(folder.Path, "derived")), Clips = clips }, order, plan, steps);
        var again = JsonSerializer.Deserialize<WriteConformListsRequest>(JsonSerializer.SerializeToUtf8Bytes(request, StepJson.Options), StepJson.Options)!;
        await WriteConformLists.RunAsync(again, new() { Json = StepJson.Options, Outputs = Outputs() }, Token);
        return (plan, media);

        ImmutableDictionary<string, JsonElement> Outputs()
        {
            var outputs = request.Trims.ToImmutableDictionary(one => one.Step, one => JsonSerializer.SerializeToElement(new TrimClipsResult([.. one.Pieces.Select(piece => media[piece].Item2)]), StepJson.Options));
            return check is null ? outputs : outputs.Add("check/0001", JsonSerializer.SerializeToElement(check, StepJson.Options));
        }
    }

    /// <summary>What a trim gives: A001C002 turns out whole, and a sequence lacks a frame.</summary>
    private TrimClipResult Trimmed(ConformPiece piece, string refused)
    {
        if (piece.ClipName == refused) return new() { Reason = "it is encrypted" };
        var isWhole = piece.ClipName == "A001C002";
        var (start, end) = isWhole ? (0, piece.ClipFrames!.Value) : (piece.Range.Start, piece.Range.End);
        var pulled = library.Clips[piece.Clip];
        Assert.True(Timecode.TryParse(pulled.Clip.TimecodeStart, FrameRate.Fps24, out var first));
        return new()
        {
            Method = isWhole ? TrimMethod.Whole : piece.IsSequence ? TrimMethod.Frames : TrimMethod.MovieSamples,
            Exact = !isWhole,
            Proof = isWhole ? "Long GOP." : "Every sample was compared.",
            Range = new() { Start = start, End = end, In = first.AddWrapping(start).ToString(), Out = first.AddWrapping(end).ToString(), Rate = FrameRate.Fps24 },
            Files = piece.IsSequence
                ? [.. pulled.Media.Files[(int)start..(int)end].Select(file => new StoredTrimFile($"arriving/{Path.GetDirectoryName(piece.Path)!.Replace('\\', '/')}/{file[(file.LastIndexOf('/') + 1)..]}", file, 1000) { Xxh128 = new string('a', 32) })]
                : [.. pulled.Media.Files.Select((file, i) => new StoredTrimFile($"arriving/{(i == 0 ? piece.Path : $"{Path.GetDirectoryName(piece.Path)!.Replace('\\', '/')}/{Path.GetFileName(file)}")}", file, 4711) { Xxh128 = new string('b', 32) })],
            Missing = piece.IsSequence ? [720] : [],
        };
    }

    /// <summary>A delivered file as a library that takes it in would know it.</summary>
    private FilmedClip Filmed((ConformPiece Piece, TrimClipResult Result) one)
    {
        var name = one.Piece.IsSequence ? one.Piece.ClipName : Path.GetFileNameWithoutExtension(one.Result.Files[0].Path);
        return new()
        {
            Id = new(one.Piece.Place + 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            Name = name,
            Roll = new(one.Piece.Roll, one.Piece.RollName, one.Piece.ShootDay),
            Reel = one.Piece.Tape,
            Start = Timecode.Parse(one.Result.Range!.In!, FrameRate.Fps24),
            Frames = one.Result.Range.End - one.Result.Range.Start,
        };
    }

    private Cut Read(string path) => CutReader.Read(Path.Join(folder.Path, "arriving", path), new() { Rate = FrameRate.Fps24 });

    private static Cut Cut(string list) => CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(list)), "a.edl", new() { Rate = FrameRate.Fps24 });

    private string Text(string path) => File.ReadAllText(Path.Join(folder.Path, "arriving", path));

    /// <summary>The rows of a table by their columns (RFC 4180).</summary>
    private List<Dictionary<string, string>> Rows(string path)
    {
        var rows = new List<List<string>> { new() };
        var (cell, isQuoted, text) = (new StringBuilder(), false, Text(path));
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (isQuoted && letter == '"' && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else if (letter == '"') isQuoted = !isQuoted;
            else if (isQuoted || letter is not (',' or '\r' or '\n')) cell.Append(letter);
            else if (letter is ',' or '\r')
            {
                rows[^1].Add(cell.ToString());
                cell.Clear();
            }
            else rows.Add([]);
        }

        return [.. rows.Skip(1).Where(row => row.Count > 0).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private ImmutableSortedDictionary<string, string> Tree() => Directory.EnumerateFiles(Path.Join(folder.Path, "arriving"), "*", SearchOption.AllDirectories)
        .ToImmutableSortedDictionary(path => path, path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))), StringComparer.Ordinal);

    private static string Shown(CutEvent item) =>
        $"{item.Kind} {item.Record!.Value.Start} {item.Record.Value.Length} {(item.Kind == CutEventKind.Clip ? $"{item.Source.Used?.Start.Floor} {item.Source.Used?.End.Ceiling}" : "")} {item.Speed.Factor} {item.Speed.Kind} {item.TransitionIn?.Kind} {item.TransitionIn?.OutOffset} {item.TransitionOut?.OutOffset}";
}
