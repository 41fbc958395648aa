using System.Text;
using System.Text.Json;
using Acetate.Cuts;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

public sealed class EdlCutTests
{
    [Fact]
    public void Events_of_every_synthetic_list_have_the_expected_reels_and_frames()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Corpus.PathOf("conformance/edl/synthetic/expected.json")));
        var (lists, compared) = (0, 0);
        foreach (var expected in json.RootElement.EnumerateArray())
        {
            var file = expected.GetProperty("file").GetString()!;
            if (!expected.TryGetProperty("events", out var events) || events.GetArrayLength() == 0 || events.EnumerateArray().Any(e => !e.TryGetProperty("record_frames", out var frames) || frames.ValueKind != JsonValueKind.Number)) continue;
            if (!FrameRate.TryParse(expected.GetProperty("rate").GetRawText(), out var rate)) continue;
            var cut = CutReader.Read(Corpus.PathOf($"conformance/{file}"), new() { Rate = rate.ToKnown() });
            var theirs = events.EnumerateArray().Where(e => e.GetProperty("record_frames").GetInt64() > 0).Select(e =>
                $"{e.GetProperty("number").GetString()} {e.GetProperty("reel").GetString()} {e.GetProperty("source_in_frames")} {e.GetProperty("source_frames")} {e.GetProperty("record_in_frames")} {e.GetProperty("record_frames")}");
            var ours = cut.Events.Where(item => item.Record is { IsEmpty: false }).Select(item =>
                $"{item.Number} {item.Source.Reel} {item.Source.Range?.Start} {item.Source.Range?.Length} {item.Record?.Start} {item.Record?.Length}");

            Assert.True(theirs.SequenceEqual(ours), $"{file}\n  {string.Join("\n  ", theirs)}\nbut\n  {string.Join("\n  ", ours)}");
            lists++;
            compared += ours.Count();
        }

        Assert.True(lists > 60 && compared > 80, $"only {lists} lists with {compared} events were compared");
    }

    [Fact]
    public void A_dissolve_joins_two_events_and_the_outgoing_one_lasts_through_it()
    {
        var cut = Read("""
            TITLE: REEL 1
            001  A001C001 V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
            * FROM CLIP NAME: one.mov
            002  A001C001 V     C        01:00:02:00 01:00:02:00 00:00:02:00 00:00:02:00
            002  B001C002 V     D    012 05:00:00:00 05:00:03:00 00:00:02:00 00:00:05:00
            * FROM CLIP NAME: one.mov
            * TO CLIP NAME: two.mov
            """);

        Assert.Equal(("REEL 1", 2), (cut.Name, cut.Events.Length));
        var mix = cut.Events[1].TransitionIn!;
        Assert.Same(mix, cut.Events[0].TransitionOut);
        Assert.Equal((TransitionKind.Dissolve, new Ratio(0), new Ratio(12), "001", "002"), (mix.Kind, mix.InOffset, mix.OutOffset, mix.From, mix.To));
        Assert.Equal(new CutRange(86400, 60, FrameRate.Fps24), cut.Events[0].Source.Used);
        Assert.Equal(new CutRange(86400, 48, FrameRate.Fps24), cut.Events[0].Source.Range);
        Assert.Equal(("two.mov", "one.mov"), (cut.Events[1].Source.ClipName, mix.FromNames.First(name => name.Kind == SourceNameKind.ClipName).Value));
    }

    [Fact]
    public void Every_name_of_a_source_stands_apart_with_its_origin_and_line()
    {
        var cut = Read("""
            000001  A003C003 V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
            * FROM CLIP NAME:  210/01-03* CAMA
            * SOURCE FILE: A003C003_190318BQ
            * LOC: 00:00:01:00 CYAN 208_050_E05 // SPLIT SCREEN
            * COMMENT: needs cleanup
            * ASC_SOP (1.1 0.9 1)(0 0 0)(1 1 1)
            * ASC_SAT 0.5
            * AMF_UUID 1f2e
            FINAL CUT PRO REEL: A003C003_190318BQ REPLACED BY: A003C003
            """);

        var item = Assert.Single(cut.Events);
        Assert.Equal(
            [
                (SourceNameKind.Reel, "A003C003", "reel column", 1), (SourceNameKind.LongReel, "A003C003_190318BQ", "FINAL CUT PRO REEL … REPLACED BY", 9),
                (SourceNameKind.ClipName, "210/01-03* CAMA", "* FROM CLIP NAME", 2), (SourceNameKind.SourceFile, "A003C003_190318BQ", "* SOURCE FILE", 3), (SourceNameKind.AmfUuid, "1f2e", "* AMF_UUID", 8),
            ],
            item.Source.Names.Select(name => (name.Kind, name.Value, name.Origin, name.Line)));
        Assert.Equal(("208_050_E05 // SPLIT SCREEN", "CYAN", new CutRange(24, 0, FrameRate.Fps24)), (item.Markers[0].Name, item.Markers[0].Color, item.Markers[0].At));
        Assert.Equal(0.5, item.Grade!.Saturation);
        Assert.Contains("needs cleanup", item.Comments[0], StringComparison.Ordinal);
        Assert.Equal("000001", item.Number);
    }

    [Theory]
    [InlineData("048.0", "2", 48 * 2)]
    [InlineData("-024.0", "-1", 48)]
    [InlineData("012.0", "1/2", 24)]
    [InlineData("000.0", "0", 1)]
    public void A_speed_is_exact_and_tells_which_frames_are_used(string written, string factor, int used)
    {
        var cut = Read($"""
            001  A001C001 V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
            M2   A001C001       {written}                01:00:00:00
            """);

        Assert.Equal((factor, new Ratio(used)), (cut.Events[0].Speed.Factor.ToString(), cut.Events[0].Source.Used!.Value.Length));
        Assert.Equal($"M2 {written}", cut.Events[0].Speed.AsWritten);
    }

    [Fact]
    public void A_list_without_a_rate_gets_one_that_fits_and_says_so()
    {
        var cut = CutReader.Read(new MemoryStream("001  A V C 01:00:00:24 01:00:02:00 00:00:00:00 00:00:01:01\n"u8.ToArray()), "a.edl");

        Assert.Equal(FrameRate.Fps25, cut.Rate);
        Assert.Contains(cut.Problems, problem => problem.Code == "rate-assumed");
    }

    [Fact]
    public void What_is_no_list_is_refused_with_a_way_out()
    {
        var refused = Assert.Throws<CutException>(() => CutReader.Read(new MemoryStream("Dear editor,\nplease find attached\n"u8.ToArray()), "mail.edl"));

        Assert.StartsWith("mail.edl, line 1: No line of the file is an event", refused.Message, StringComparison.Ordinal);
    }

    private static Cut Read(string text) => CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a.edl", new() { Rate = FrameRate.Fps24 });
}
