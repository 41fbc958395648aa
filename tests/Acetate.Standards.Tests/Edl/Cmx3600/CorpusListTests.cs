using System.Text.Json;
using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>Real lists beside what OpenTimelineIO's adapter and pycmx read in them, and where and why ours differs.</summary>
public sealed class CorpusListTests
{
    /// <summary>Lists that the adapter gives up, and what we say of the same thing.</summary>
    private static readonly Dictionary<string, (EdlRule? Rule, string Why)> GivenUp = new()
    {
        ["timecode_mismatch.edl"] = (EdlRule.LengthMismatch, "Four events whose lengths differ are told; the others are read."),
        ["KEY_TRANSITION.EDL"] = (null, "Keys are read."),
        ["SIMPLE_DISSOLVE.EDL"] = (null, "A fade in may begin a list."),
        ["SPEEDUP_REVERSE_AND_FADEOUT.EDL"] = (null, "A fade out after the first event is a fade out."),
        ["TRAILER_EDL.edl"] = (null, "A fade in may begin a list."),
        ["test.edl"] = (EdlRule.FrameBeyondRate, "The list is at 25; each event that has frame 24 is told."),
        ["test_2398.edl"] = (EdlRule.FrameBeyondRate, "As above."),
        ["test_2398psf.edl"] = (EdlRule.FrameBeyondRate, "As above."),
        ["test_24.edl"] = (EdlRule.FrameBeyondRate, "As above."),
        ["test_24psf.edl"] = (EdlRule.FrameBeyondRate, "As above."),
        ["test_25.edl"] = (EdlRule.LengthMismatch, "Black of another length than its record is told."),
        ["test_2997DF.edl"] = (EdlRule.LengthMismatch, "The list is at 25."),
        ["test_2997NDF.edl"] = (EdlRule.LengthMismatch, "The list is at 25."),
        ["test_50.edl"] = (EdlRule.LengthMismatch, "The list is at 25."),
        ["test_5994DF.edl"] = (EdlRule.LengthMismatch, "The list is at 25."),
        ["test_5994NDF.edl"] = (EdlRule.LengthMismatch, "The list is at 25."),
    };

    /// <summary>Lists that pycmx gives up: CR line ends, narrow columns.</summary>
    private static readonly string[] GivenUpByPycmx = ["PLATES.EDL", "edl_mixed_line_endings.edl", "ISSUE_19_unusual01.edl"];

    private static JsonDocument Expected => JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("conformance/edl/corpus-expected.json")));

    [Fact]
    public void Every_clip_that_the_adapter_reads_is_an_event_of_ours()
    {
        using var json = Expected;
        var (lists, clips, transitions) = (0, 0, 0);
        foreach (var (test, file, reading) in Readings(json))
        {
            if (!test.GetProperty("ok").GetBoolean())
            {
                if (GivenUp[file].Rule is { } rule) Assert.Contains(reading.Problems, problem => problem.Rule == rule);
                else Assert.True(reading.IsValid, file);
                continue;
            }

            lists++;
            Assert.True(reading.IsValid, string.Join('\n', reading.Problems));
            foreach (var track in test.GetProperty("timeline").GetProperty("tracks").EnumerateArray())
            {
                var (c, t) = AssertTrack(track, reading, file);
                (clips, transitions) = (clips + c, transitions + t);
            }
        }

        Assert.Equal((27, 227, 6), (lists, clips, transitions));
    }

    [Fact]
    public void Every_edit_that_pycmx_reads_is_an_event_of_ours()
    {
        using var json = Expected;
        var edits = 0;
        foreach (var (test, file, reading) in Readings(json))
        {
            if (!test.TryGetProperty("pycmx", out var pycmx) || pycmx.ValueKind == JsonValueKind.Null) continue;
            if (!pycmx.GetProperty("ok").GetBoolean())
            {
                Assert.Contains(file, GivenUpByPycmx);
                Assert.True(reading.IsValid, file);
                continue;
            }

            var all = pycmx.GetProperty("events").EnumerateArray().SelectMany(e => e.GetProperty("edits").EnumerateArray().Select(edit => (Number: e.GetProperty("number").GetInt32(), Edit: edit))).ToList();

            // It loses the event of a line with two blanks at its end.
            var events = reading.Events.Skip(file == "SPLICEME.EDL" ? 1 : 0).ToList();
            Assert.Equal(all.Count, events.Count);
            foreach (var ((number, edit), read) in all.Zip(events))
            {
                edits++;
                Assert.Equal(number, int.Parse(read.Number, System.Globalization.CultureInfo.InvariantCulture));
                // It counts columns from the right; a wipe's wider line pushes the channel into the reel.
                var isShifted = Text("source") == "TST V";
                Assert.Equal(isShifted ? "TST" : Text("source"), read.Reel);

                // It finds no names without a star.
                if (read.Side == EdlSide.Whole && file != "gap_test.edl") Assert.Equal((Text("clip_name"), Text("source_file")), (read.ClipName, read.SourceFile));
                Assert.Equal(
                    (Text("source_in"), Text("source_out"), Text("record_in"), Text("record_out")),
                    (read.SourceIn.Text, read.SourceOut.Text, read.RecordIn.Text, read.RecordOut.Text));
                Assert.Equal(edit.GetProperty("video").GetBoolean() || isShifted, read.Channels.Any(channel => channel.IsVideo));
                Assert.Equal(edit.GetProperty("black").GetBoolean(), read.ReelKind == EdlReelKind.Black);
                Assert.Equal(edit.GetProperty("aux").GetBoolean(), read.ReelKind == EdlReelKind.Auxiliary);

                string? Text(string name) => edit.GetProperty(name).GetString();
            }
        }

        Assert.Equal(396, edits);
    }

    [Theory]
    [InlineData("TIMEWARP.EDL", 0, 124, false)]
    [InlineData("TIMEWARP_HALF.EDL", 0, 5, false)]
    [InlineData("FCP_REVERSE.EDL", 0, 1000, true)]
    [InlineData("SPEEDUP_REVERSE_AND_FADEOUT.EDL", 0, 965, true)]
    public void The_source_frames_of_a_speed_are_those_of_the_Ruby_library(string file, int index, long frames, bool isReversed)
    {
        var played = EdlReader.Read(Corpus.PathOf($"conformance/edl/guerilla-edl/{file}")).At(FrameRate.Fps25).Events[index].Played!;

        Assert.Equal((frames, isReversed), (played.Frames, played.IsReversed));
    }

    private static (int Clips, int Transitions) AssertTrack(JsonElement track, EdlReading reading, string file)
    {
        var channel = track.GetProperty("name").GetString() is "V" ? new EdlChannel(true, 1) : new(track.GetProperty("kind").GetString() == "Video", int.Parse(track.GetProperty("name").GetString()!.TrimStart('A', 'V', 'N', 'O', 'E'), System.Globalization.CultureInfo.InvariantCulture));
        var events = reading.On(channel).Where(e => e.RecordFrames > 0).ToList();
        var (clips, transitions) = (0, 0);
        foreach (var item in track.GetProperty("children").EnumerateArray())
        {
            switch (item.GetProperty("type").GetString())
            {
                case "Transition":
                    transitions++;
                    Assert.Equal((int)item.GetProperty("out_offset").GetProperty("value").GetDouble(), events[clips].Transition.Frames);
                    break;
                case "Clip":
                    AssertClip(item, events[clips++], events[0], file);
                    break;
                default: break;
            }
        }

        Assert.Equal(events.Count, clips);
        return (clips, transitions);
    }

    private static void AssertClip(JsonElement clip, EdlEvent read, EdlEvent first, string file)
    {
        var range = clip.GetProperty("source_range");
        Assert.Equal((long)range.GetProperty("start").GetProperty("value").GetDouble(), read.SourceIn.Timecode!.Value.Frame);

        // Told to ignore mismatches the adapter takes the source's length and lets the clip grow over its record.
        var isMismatch = file == "timecode_mismatch.edl" && read.SourceFrames != read.RecordFrames;
        if (!isMismatch)
        {
            Assert.Equal((long)range.GetProperty("duration").GetProperty("value").GetDouble(), read.RecordFrames);
            if (file != "timecode_mismatch.edl")
                Assert.Equal((long)clip.GetProperty("range_in_track").GetProperty("start").GetProperty("value").GetDouble(), read.RecordIn.Timecode!.Value.Frame - first.RecordIn.Timecode!.Value.Frame);
        }

        // It takes the FF off a freeze, and calls a clip without a name by its number.
        var name = clip.GetProperty("name").GetString();
        Assert.Equal(name, (read.IsFreeze && name?.EndsWith(" FF", StringComparison.Ordinal) == false ? read.ClipName?[..^3] : read.ClipName) ?? read.Number);
        if (clip.GetProperty("media").GetProperty("target_url").GetString() is { } url) Assert.Equal(url, read.ClipPath ?? read.FilePath);
        if (clip.TryGetProperty("cmx_3600", out var cmx) && cmx.TryGetProperty("reel", out var reel)) Assert.Equal(reel.GetString(), read.Reel);
        Assert.Equal(
            clip.GetProperty("markers").EnumerateArray().Select(m => (m.GetProperty("name").GetString(), m.GetProperty("color").GetString(), (long)m.GetProperty("range").GetProperty("start").GetProperty("value").GetDouble())),
            read.Markers.Select(m => ((string?)m.Text, (string?)m.Colour, m.Time.Timecode!.Value.Frame)));
        foreach (var effect in clip.GetProperty("effects").EnumerateArray())
            Assert.Equal(effect.GetProperty("scalar").GetDouble(), read.SpeedFactor.Value, 1e-9);
        if (!clip.TryGetProperty("cdl", out var cdl)) return;
        var sop = cdl.GetProperty("asc_sop");
        Assert.Equal(
            (sop.GetProperty("slope")[0].GetDouble(), sop.GetProperty("offset")[1].GetDouble(), sop.GetProperty("power")[1].GetDouble(), cdl.GetProperty("asc_sat").GetDouble()),
            (read.Grade!.Slope!.Value.Red, read.Grade.Offset!.Value.Green, read.Grade.Power!.Value.Green, read.Grade.Saturation));
    }

    private static IEnumerable<(JsonElement Test, string File, EdlReading Reading)> Readings(JsonDocument json) =>
        json.RootElement.EnumerateArray().Select(test =>
        {
            var path = Corpus.PathOf($"conformance/{test.GetProperty("file").GetString()}");
            return (test, Path.GetFileName(path), EdlReader.Read(path).At(FrameRate.Parse(test.GetProperty("rate").GetRawText())));
        });
}
