using System.Globalization;
using System.Text;
using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Timing;

namespace Acetate.Library.Tests.Matching;

/// <summary>Whole lists as systems write them, through the readers of cuts, against a made show.</summary>
public sealed class ListTests
{
    private static readonly FilmedShow Show = FilmedShow.Shoot(21, [Family.Arri, Family.Arri35, Family.Red, Family.Sony, Family.Blackmagic], days: 12, rate: FrameRate.Fps24);

    private static string Cut8(string name) => name.Length > 8 ? name[..8] : name;

    /// <summary>How each system writes one event: the reel, the speed line, comments. The generator knows the clip; the list does not say more than it does.</summary>
    private static readonly Dictionary<string, Func<FilmedClip, Listed, IEnumerable<string>>> Dialects = new()
    {
        ["CMX 3600, reels of 8 letters"] = (c, e) => [e.Line(Cut8(c.Name))],
        ["CMX 3600 with slates as clip names"] = (c, e) => [e.Line(Cut8(c.Name)), $"* FROM CLIP NAME:  {e.Number}/01-03* CAMA", $"* SOURCE FILE: {c.Name}"],
        ["Avid File_16"] = (c, e) => [e.Line(c.Name.Length > 16 ? c.Name[..16] : c.Name), $"* FROM CLIP NAME:  {c.Name}.new.01"],
        ["Avid File_32"] = (c, e) => [e.Line(c.Name), $"* FROM CLIP NAME:  {c.Name}.sub.02"],
        ["Avid File_129"] = (c, e) => [e.Line($"{c.Name}.mxf"), $"* FROM CLIP NAME:  {c.Name}.sync.01"],
        ["Avid, tapes as reels"] = (c, e) => [e.Line(c.Roll.Name), $"* FROM CLIP NAME:  {e.Number}A-1"],
        ["Premiere"] = (c, e) => [e.Line("AX"), $"* FROM CLIP NAME: {c.Name}_Proxy.mov"],
        ["Resolve"] = (c, e) => [e.Line(Cut8(c.Name)), $"* FROM CLIP NAME: {c.Name.ToLowerInvariant()}.mov"],
        ["Final Cut Pro 7"] = (c, e) => [e.Line($"CARD{e.Number}"), $"FINAL CUT PRO REEL: {c.Name} REPLACED BY: CARD{e.Number}"],
        ["Flame"] = (c, e) => [e.Line("TAPE_1"), $"DLEDL: EDIT:0 FILENAME: {c.Name}.(1025@1222).dpx", "DLEDL: PATH: /mnt/projects/film/plates"],
    };

    public static TheoryData<string> Names() => [.. Dialects.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_event_of_a_list_finds_its_clip(string dialect)
    {
        var (dice, truths, text, record) = (new Dice(77), new List<(FilmedClip Clip, SourceRange Range)>(), new StringBuilder("TITLE:   REEL 1\nFCM: NON-DROP FRAME\n"), 86400L);
        var mangling = new Mangling(Show, dice);
        for (var i = 1; i <= 60; i++)
        {
            var clip = dice.Of(Show.Clips);
            var range = mangling.Range(clip);
            truths.Add((clip, range));
            foreach (var line in Dialects[dialect](clip, new Listed(i, range, record))) text.Append(line).Append('\n');
            record += range.Frames;
        }

        var cut = CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), "reel1.edl", new CutReadOptions { Rate = FrameRate.Fps24 });
        var outcomes = new ClipMatcher().Match(CutClaims.Of(cut), Show.Index).Outcomes;

        Assert.Equal(truths.Count, outcomes.Length);
        Assert.All(outcomes.Zip(truths), p =>
        {
            var matched = p.First as MatchOutcome.Matched;
            Assert.True(matched is not null, $"{p.Second.Clip.Name}: {p.First.Word}, {p.First.Why}");
            Assert.True(matched.Clip.Id == p.Second.Clip.Id, $"{p.Second.Clip.Name} was taken for {matched.Clip.Name}: {p.First.Why}");
            Assert.Equal(p.Second.Range.Start, p.Second.Clip.Start.AddWrapping(matched.Frames!.Value.Start));
        });
    }

    [Fact]
    public void What_is_no_camera_original_is_told_apart_in_a_list()
    {
        const string List = """
            TITLE:   REEL 1
            FCM: NON-DROP FRAME
            001  BL       V     C        00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00
            002  AX       V     C        00:00:00:00 00:00:02:00 01:00:01:00 01:00:03:00
            * FROM CLIP NAME: Title 04
            003  ZZ100_50 V     C        01:00:04:05 01:00:05:12 01:00:03:00 01:00:04:07
            * SOURCE FILE: ZZ100_501.LAY3.01
            004  AX       V     C        00:00:00:00 00:00:01:00 01:00:04:07 01:00:05:07
            * FROM CLIP NAME: getty_98127364.mov
            """;

        var outcomes = new ClipMatcher().Match(CutClaims.Of(CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(List)), "x.edl", new CutReadOptions { Rate = FrameRate.Fps24 })), Show.Index).Outcomes;

        Assert.Equal([MediaKind.Black, MediaKind.Title, MediaKind.VfxTemp, MediaKind.Stock], outcomes.Select(o => Assert.IsType<MatchOutcome.NotCameraMedia>(o).Kind));
    }

    [Fact]
    public void A_reports_decision_key_belongs_to_its_event()
    {
        var clip = Show.Clips[9];
        var range = new SourceRange(clip.Start.AddWrapping(10), 24);
        var text = $"TITLE: X\nFCM: NON-DROP FRAME\n{new Listed(1, range, 86400).Line("SLATE9")}\n* FROM CLIP NAME: 12A-1\n";
        var cut = CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.edl", new CutReadOptions { Rate = FrameRate.Fps24 });

        var e = MatchReport.Of("film", cut, new ClipMatcher().Match(CutClaims.Of(cut), Show.Index)).Events.Single();
        var decision = new MatchDecision { Id = Guid.CreateVersion7(), Names = e.Names, SourceStart = e.SourceStart, SourceRate = e.SourceRate, SourceFrames = e.SourceFrames, Clip = clip.Id };

        Assert.Equal("missing", e.Outcome);
        Assert.True(Assert.IsType<MatchOutcome.Matched>(new ClipMatcher().Match(CutClaims.Of(cut), Show.Index, [decision]).Outcomes.Single()).IsDecided);
    }

    /// <summary>An event as a list has it.</summary>
    private sealed record Listed(int Index, SourceRange Range, long Record)
    {
        public string Number => Index.ToString("000", CultureInfo.InvariantCulture);

        public string Line(string reel) => string.Create(CultureInfo.InvariantCulture,
            $"{Number}  {reel,-8} V     C        {Range.Start} {Range.Start.AddWrapping(Range.Frames)} {new Timecode(Record, FrameRate.Fps24)} {new Timecode(Record + Range.Frames, FrameRate.Fps24)}");
    }
}
