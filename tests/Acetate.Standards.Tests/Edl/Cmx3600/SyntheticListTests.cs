using System.Text.Json;
using Acetate.Cdl;
using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>Each feature of the format, one small list each: what was read is what the corpus expects.</summary>
public sealed class SyntheticListTests
{
    /// <summary>Where the corpus expects a finding: the rule that tells it, and words of its sentence.</summary>
    private static readonly Dictionary<string, (EdlRule Rule, string Says)> Findings = new()
    {
        ["record-overlap"] = (EdlRule.RecordOverlap, "Event 002 begins at 01:00:01:00 on V1, where event 001 in line 4 runs until 01:00:02:00"),
        ["length-mismatch"] = (EdlRule.LengthMismatch, "takes 72 frames of its source and 48 frames of the programme"),
        ["frames-beyond-rate"] = (EdlRule.FrameBeyondRate, "The source in 01:00:00:24 of event 001 has frame 24; a second at 24 ends with 23. Read the list at 25"),
        ["missing-column"] = (EdlRule.MissingColumn, "Event 001 has three times instead of four"),
        ["not-an-edl"] = (EdlRule.NoEvents, "There is no event"),
        ["empty"] = (EdlRule.NoEvents, "There is no event"),
    };

    public static TheoryData<string> Cases()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("conformance/edl/synthetic/expected.json")));
        return [.. json.RootElement.EnumerateArray().Select(test => test.GetProperty("id").GetString()!)];
    }

    [Fact]
    public void The_corpus_has_all_its_lists() => Assert.Equal(89, Cases().Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_list_is_read_as_the_corpus_expects(string id)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("conformance/edl/synthetic/expected.json")));
        var test = json.RootElement.EnumerateArray().Single(t => t.GetProperty("id").GetString() == id);
        var path = Corpus.PathOf($"conformance/{test.GetProperty("file").GetString()}");
        var document = EdlReader.Read(path);

        var reading = document.At(FrameRate.Parse(test.GetProperty("rate").GetRawText()));

        if (test.TryGetProperty("title", out var title)) Assert.Equal(title.GetString(), reading.Title);
        if (test.TryGetProperty("header_comments", out var header))
            Assert.Equal(header.EnumerateArray().Select(c => c.GetString()!), document.HeaderComments.Select(c => c.Text));
        if (test.TryGetProperty("finding", out _))
        {
            var (rule, says) = Findings[id];
            Assert.Contains(reading.Problems, problem => problem.Rule == rule && problem.ToString().Contains(says, StringComparison.Ordinal));
        }
        else
        {
            Assert.True(reading.IsValid, string.Join('\n', reading.Problems));
        }

        var expected = test.GetProperty("events").EnumerateArray().ToList();
        if (test.TryGetProperty("raw_events", out var raw)) AssertRaw(raw, reading);
        else Assert.Equal(expected.Count, reading.Events.Length);
        foreach (var (e, read) in expected.Zip(reading.Events)) AssertEvent(e, read);
    }

    private static void AssertRaw(JsonElement raw, EdlReading reading)
    {
        Assert.Equal(raw.GetArrayLength(), reading.Events.Length);
        foreach (var (e, read) in raw.EnumerateArray().Zip(reading.Events))
        {
            Assert.Equal(e.GetProperty("number").GetString(), read.Number);
            if (e.TryGetProperty("source_frames", out var source)) Assert.Equal(source.GetInt64(), read.SourceFrames);
            if (e.TryGetProperty("record_frames", out var record)) Assert.Equal(record.GetInt64(), read.RecordFrames);
        }
    }

    private static void AssertEvent(JsonElement expected, EdlEvent read)
    {
        foreach (var (name, value) in expected.EnumerateObject().Select(p => (p.Name, p.Value)))
        {
            switch (name)
            {
                case "number": Assert.Equal(value.GetString(), read.Number); break;
                case "reel": Assert.Equal(value.GetString(), read.Reel); break;
                // V and V1 are one channel to us; the text keeps how it was written.
                case "channels": Assert.Equal(Texts(value).Select(c => c == "V" ? "V1" : c), read.Channels.Select(c => c.ToString())); break;
                case "transition": Assert.Equal(value.GetString(), read.Transition.Text); break;
                case "transition_frames": Assert.Equal(value.ValueKind == JsonValueKind.Null ? null : value.GetInt32(), read.Transition.Frames); break;
                case "wipe_pattern": Assert.Equal(value.GetInt32(), read.Transition.WipePattern); break;
                case "source_in": Assert.Equal(value.GetString(), read.SourceIn.Text); break;
                case "source_out": Assert.Equal(value.GetString(), read.SourceOut.Text); break;
                case "record_in": Assert.Equal(value.GetString(), read.RecordIn.Text); break;
                case "record_out": Assert.Equal(value.GetString(), read.RecordOut.Text); break;
                case "source_in_frames": Assert.Equal(value.GetInt64(), read.SourceIn.Timecode?.Frame); break;
                case "source_out_frames": Assert.Equal(value.GetInt64(), read.SourceOut.Timecode?.Frame); break;
                case "record_in_frames": Assert.Equal(value.GetInt64(), read.RecordIn.Timecode?.Frame); break;
                case "record_out_frames": Assert.Equal(value.GetInt64(), read.RecordOut.Timecode?.Frame); break;
                case "source_frames": Assert.Equal(value.GetInt64(), read.SourceFrames); break;
                case "record_frames": Assert.Equal(value.GetInt64(), read.RecordFrames); break;
                case "black": Assert.Equal(EdlReelKind.Black, read.ReelKind); break;
                case "auxiliary": Assert.Equal(EdlReelKind.Auxiliary, read.ReelKind); break;
                case "clip_name": Assert.Equal(value.GetString(), read.ClipName); break;
                case "from_clip": Assert.Equal(value.GetString(), read.ClipPath); break;
                case "from_file": Assert.Equal(value.GetString(), read.FilePath); break;
                case "effect_name": Assert.Equal(value.GetString(), read.EffectName); break;
                case "original_reel": Assert.Equal(value.GetString(), read.OriginalReel); break;
                case "comments": Assert.Equal(Texts(value), read.Comments.Select(c => c.Text)); break;
                case "cdl_reference": Assert.Equal(value.GetString(), read.GradeReference); break;
                case "freeze": Assert.True(read.IsFreeze); break;
                case "time_scalar": Assert.Equal(value.GetDouble(), read.SpeedFactor.Value, 1e-12); break;
                case "m2":
                    Assert.Equal((value.GetProperty("reel").GetString(), value.GetProperty("speed").GetDecimal(), value.GetProperty("time").GetString()), (read.Speed!.Reel, read.Speed.FramesPerSecond, read.Speed.Time.Text));
                    break;
                case "split":
                    Assert.Equal((value.GetProperty("kind").GetString() == "audio", value.GetProperty("delay").GetString(), 5L), (read.Splits.Single().IsAudio, read.Splits[0].Delay, read.Splits[0].Frames));
                    break;
                case "amf": Assert.Equal((value.GetProperty("name").GetString(), value.GetProperty("uuid").GetString()), (read.AmfName, read.AmfUuid)); break;
                case "fdl": Assert.Equal((value.GetProperty("uuid").GetString(), value.GetProperty("framing_decision_id").GetString()), (read.FdlUuid, read.FdlFramingDecision)); break;
                case "image_sequence": Assert.Equal((value.GetProperty("first").GetInt64(), value.GetProperty("last").GetInt64()), (read.ImageSequence!.First, read.ImageSequence.Last)); break;
                case "cdl":
                    Assert.Equal((Triple(value, "slope"), Triple(value, "offset"), Triple(value, "power")), (read.Grade!.Slope, read.Grade.Offset, read.Grade.Power));
                    Assert.Equal(value.GetProperty("saturation") is { ValueKind: JsonValueKind.Number } saturation ? saturation.GetDouble() : null, read.Grade.Saturation);
                    break;
                case "markers":
                    Assert.Equal(
                        value.EnumerateArray().Select(m => (m.GetProperty("time").GetString(), m.GetProperty("color").GetString(), m.GetProperty("text").GetString(), m.TryGetProperty("duration_frames", out var d) ? d.GetInt64() : (long?)null)),
                        read.Markers.Select(m => ((string?)m.Time.Text, (string?)m.Colour, (string?)m.Text, m.Frames)));
                    break;
                default: Assert.Fail($"The corpus expects '{name}', which no test compares."); break;
            }
        }
    }

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString()!);

    private static Rgb? Triple(JsonElement cdl, string name) =>
        cdl.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? new(list[0].GetDouble(), list[1].GetDouble(), list[2].GetDouble()) : null;
}
