using System.Text.Json;
using Acetate.Cdl;
using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>The texts that OpenTimelineIO's adapter writes of the same timelines, and where and why ours differ.</summary>
public sealed class WriterCaseTests
{
    /// <summary>What we write otherwise, beside the FCM line, which every list of ours has: an adapter's list leaves the counting to be guessed.</summary>
    private static readonly Dictionary<string, (string Why, (string Theirs, string Ours)[] Lines)> Deviations = new()
    {
        ["global-start"] = ("The timeline begins at one o'clock; the adapter loses that.",
        [
            ("00:00:00:00 00:00:02:00\n", "01:00:00:00 01:00:02:00\n"),
            ("00:00:02:00 00:00:03:00\n", "01:00:02:00 01:00:03:00\n"),
        ]),
        ["reel-metadata-12"] = ("The reel was to be 12 characters long, and a reader learns what it was.",
        [
            ("MyLongReelName01 V", "MyLongReelNa V"),
            ("* FROM CLIP: /v/a.mov\n", "* FROM CLIP: /v/a.mov\n* OTIO TRUNCATED REEL NAME FROM: MyLongReelName01\n"),
        ]),
        ["speed-2"] = ("Twice the speed uses twice the frames, not half of them; the M2 line has the columns that Avid and others read.",
        [
            ("00:00:00:00 00:00:01:00 00:00:00:00 00:00:02:00", "00:00:00:00 00:00:04:00 00:00:00:00 00:00:02:00"),
            ("M2   a\t\t48.0\t\t\t00:00:00:00", "M2   a              048.0                00:00:00:00"),
        ]),
        ["freeze"] = ("The M2 line has the columns that Avid and others read.", [("M2   a\t\t0.0\t\t\t00:00:00:00", "M2   a              000.0                00:00:00:00")]),
        ["dissolve"] = ("The duration stands in its column, as in every list of an editing system.", [("V     D 012    ", "V     D    012 ")]),
        ["dissolve-centered"] = ("The duration stands in its column, as in every list of an editing system.", [("V     D 012    ", "V     D    012 ")]),
        ["cdl"] = ("One form of grades in all that we write, with four decimals.",
        [
            ("*ASC_SOP (1.1 0.9 1.0) (-0.01 0.02 0.0) (1.2 0.95 1.0)\n*ASC_SAT 0.85", "* ASC_SOP (1.1000 0.9000 1.0000)(-0.0100 0.0200 0.0000)(1.2000 0.9500 1.0000)\n* ASC_SAT 0.8500"),
        ]),
        ["missing-media"] = ("The reel is the whole name; nothing was cut off.", [("* OTIO TRUNCATED REEL NAME FROM: a\n", "")]),
    };

    public static TheoryData<string> Cases()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("conformance/edl/writer-cases.json")));
        return [.. json.RootElement.EnumerateArray().Select(test => test.GetProperty("id").GetString()!)];
    }

    [Fact]
    public void The_corpus_has_all_its_timelines() => Assert.Equal(14, Cases().Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_timeline_is_written_as_the_adapter_writes_it_or_better(string id)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("conformance/edl/writer-cases.json")));
        var test = json.RootElement.EnumerateArray().Single(t => t.GetProperty("id").GetString() == id);
        var options = test.GetProperty("options");
        var style = options.TryGetProperty("style", out var name) && name.GetString() == "premiere" ? EdlStyle.Premiere : EdlStyle.Avid;
        if (options.TryGetProperty("reelname_len", out var length)) style = style with { ReelLength = length.ValueKind == JsonValueKind.Null ? null : length.GetInt32() };

        var written = EdlComposer.Compose(Programme(test.GetProperty("timeline"), FrameRate.Parse(test.GetProperty("rate").GetRawText())), style);

        if (!test.GetProperty("ok").GetBoolean())
        {
            // The adapter refuses a second picture track; we write a list for each.
            Assert.Equal(["T", "T V2"], written.Lists.Select(list => list.Title));
            Assert.Contains("V2    C", written.Lists[1].ToString(), StringComparison.Ordinal);
            Assert.Contains(written.Problems, problem => problem.Message.Contains("the programme became 2 lists", StringComparison.Ordinal));
            return;
        }

        var expected = test.GetProperty("edl").GetString()!.Replace("TITLE: T\n\n", "TITLE: T\nFCM: NON-DROP FRAME\n\n", StringComparison.Ordinal);
        foreach (var (theirs, ours) in Deviations.GetValueOrDefault(id).Lines ?? [])
        {
            Assert.Contains(theirs, expected, StringComparison.Ordinal);
            expected = expected.Replace(theirs, ours, StringComparison.Ordinal);
        }

        Assert.Equal(expected, written.Lists.Single().ToString());
        Assert.DoesNotContain(written.Problems, problem => problem.Severity == EdlSeverity.Error);
    }

    /// <summary>An OpenTimelineIO timeline of the cases as tracks of clips.</summary>
    private static EdlProgramme Programme(JsonElement timeline, FrameRate rate)
    {
        var start = timeline.GetProperty("global_start_time") is { ValueKind: JsonValueKind.Object } time ? Frames(time) : 0;
        var tracks = new List<EdlTrack>();
        foreach (var track in timeline.GetProperty("tracks").GetProperty("children").EnumerateArray())
        {
            var isVideo = track.GetProperty("kind").GetString() == "Video";
            var (at, clips, into) = (start, new List<EdlClip>(), EdlTransition.Cut);
            foreach (var item in track.GetProperty("children").EnumerateArray())
            {
                switch (item.GetProperty("OTIO_SCHEMA").GetString()!.Split('.')[0])
                {
                    case "Transition": into = EdlTransition.Dissolve((int)(Frames(item.GetProperty("in_offset")) + Frames(item.GetProperty("out_offset")))); break;
                    case "Gap": at += Frames(item.GetProperty("source_range").GetProperty("duration")); break;
                    default:
                        var clip = Clip(item, rate, at) with { Transition = into };
                        clips.Add(clip);
                        (at, into) = (at + clip.RecordFrames, EdlTransition.Cut);
                        break;
                }
            }

            tracks.Add(new(new(isVideo, tracks.Count(t => t.Channel.IsVideo == isVideo) + 1), [.. clips]));
        }

        return new() { Title = timeline.GetProperty("name").GetString()!, Rate = rate, Tracks = [.. tracks] };
    }

    private static EdlClip Clip(JsonElement item, FrameRate rate, long at)
    {
        var range = item.GetProperty("source_range");
        var metadata = item.GetProperty("metadata");
        var media = item.GetProperty("media_references").GetProperty("DEFAULT_MEDIA");
        var speed = item.GetProperty("effects").EnumerateArray().Select(effect => new EdlFactor((long)effect.GetProperty("time_scalar").GetDouble(), 1)).FirstOrDefault(EdlFactor.One);
        return new()
        {
            Name = item.GetProperty("name").GetString()!,
            Reel = metadata.TryGetProperty("cmx_3600", out var cmx) && cmx.GetProperty("reel").GetString() is not "AX" and var reel ? reel : null,
            IsEnabled = item.GetProperty("enabled").GetBoolean(),
            MediaPath = media.TryGetProperty("target_url", out var url) ? url.GetString() : null,
            SourceIn = new(Frames(range.GetProperty("start_time")), rate),
            RecordIn = new(at, rate),
            RecordFrames = Frames(range.GetProperty("duration")),
            Speed = speed,
            Grade = metadata.TryGetProperty("cdl", out var cdl) ? Grade(cdl) : null,
        };
    }

    private static EdlGrade Grade(JsonElement cdl)
    {
        var sop = cdl.GetProperty("asc_sop");
        return new(0) { Slope = Triple("slope"), Offset = Triple("offset"), Power = Triple("power"), Saturation = cdl.GetProperty("asc_sat").GetDouble() };

        Rgb Triple(string name) => sop.GetProperty(name) is var list ? new(list[0].GetDouble(), list[1].GetDouble(), list[2].GetDouble()) : default;
    }

    private static long Frames(JsonElement time) => (long)time.GetProperty("value").GetDouble();
}
