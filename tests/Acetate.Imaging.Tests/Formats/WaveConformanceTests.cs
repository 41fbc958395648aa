using System.Text.Json;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Formats;

/// <summary>Every broadcast wave file of the corpus gives what the corpus says is right.</summary>
public sealed class WaveConformanceTests
{
    private static readonly Dictionary<string, string> FindingCodes = new()
    {
        ["bext and iXML time stamps differ"] = "timestamps-differ",
        ["chunk not padded"] = "chunk-not-padded",
        ["iXML is not well-formed"] = "ixml-broken",
        ["bext is shorter than 602 bytes"] = "bext-short",
        ["data chunk is cut"] = "data-cut",
        ["RIFF length does not match the file"] = "riff-length",
        ["no fmt chunk"] = "no-fmt",
        ["second bext chunk"] = "second-bext",
    };

    [Fact]
    public async Task Every_synthetic_file_gives_what_is_expected()
    {
        var cases = Cases().Where(one => one.TryGetProperty("expected", out _)).ToList();

        foreach (var one in cases) await CheckExpectedAsync(one);

        Assert.Equal(33, cases.Count);
    }

    [Fact]
    public void Every_file_gives_the_chunks_samples_and_broadcast_extension_that_another_reader_finds()
    {
        var count = 0;
        foreach (var one in Cases())
        {
            var name = one.GetProperty("file").GetString()!;
            var reference = one.GetProperty("wavinfo");
            // Where the corpus says what is right, the other reader's opinion does not matter; it fails on several of these.
            if (one.TryGetProperty("expected", out var expected) && expected.TryGetProperty("finding", out _)) continue;
            var wave = Read(name);
            count++;

            if (one.TryGetProperty("chunks", out var chunks)) Assert.Equal(chunks.EnumerateArray().Select(chunk => (chunk[0].GetString(), chunk[1].GetInt64())),
                wave.Chunks.Select(chunk => ((string?)chunk.Id, chunk.Length)));
            if (!reference.GetProperty("ok").GetBoolean()) continue;
            var format = reference.GetProperty("fmt");
            Assert.Equal(format.GetProperty("channels").GetInt32(), wave.Format!.Channels);
            Assert.Equal(format.GetProperty("sample_rate").GetInt32(), wave.Format.SampleRate);
            Assert.Equal(format.GetProperty("bits").GetInt32(), wave.Format.Bits);
            if (reference.GetProperty("bext") is { ValueKind: JsonValueKind.Object } bext && !name.Contains("date-colons") && !name.Contains("metacorder"))
            {
                Assert.Equal(bext.GetProperty("originator").GetString(), wave.Bext!.Originator);
                Assert.Equal(bext.GetProperty("originator_date").GetString(), wave.Bext.Date);
                Assert.Equal(bext.GetProperty("time_reference").GetInt64(), wave.Bext.TimeReference);
                Assert.Equal(bext.GetProperty("version").GetInt32(), wave.Bext.Version);
                Assert.Equal(bext.GetProperty("umid").GetString(), wave.Bext.Umid);
                Assert.Equal(bext.GetProperty("coding_history").GetString(), wave.Bext.CodingHistory);
            }

            if (reference.GetProperty("cues") is { ValueKind: JsonValueKind.Object } cues)
                foreach (var cue in cues.EnumerateObject())
                    Assert.Contains(wave.Cues, mine => mine.Id.ToString() == cue.Name
                        && mine.Sample == cue.Value.GetProperty("frame").GetUInt32() && mine.Label == cue.Value.GetProperty("label").GetString());
        }

        Assert.True(count > 35, $"Only {count} files were compared.");
    }

    [Fact]
    public void A_recorders_iXML_gives_its_slate_and_tracks()
    {
        var wave = Read("recorders/zoom_F8_mix.wav");

        Assert.Equal("Scene_1_2AG", wave.IXml!["SCENE"]);
        Assert.Equal("001", wave.IXml["TAKE"]);
        Assert.Equal(["Mix-L", "Mix-R"], wave.IXml.Tracks.Select(track => track.Name));
        Assert.Equal(3917280000, wave.IXml.TimeReference);
    }

    private static async Task CheckExpectedAsync(JsonElement one)
    {
        var name = one.GetProperty("file").GetString()!;
        var wave = Read(name);
        var clip = await InspectAsync(name);
        foreach (var expected in one.GetProperty("expected").EnumerateObject())
        {
            var (got, want) = expected.Name switch
            {
                "time_reference" => (clip.Sound?.TimeReference?.ToString(), expected.Value.ValueKind == JsonValueKind.Null ? null : expected.Value.GetRawText()),
                "sample_rate" => (clip.Sound?.SampleRate.ToString(), expected.Value.GetRawText()),
                "timecode_rate" => (clip.Timecode?.Rate, FrameRate.Parse(expected.Value.GetString()!).ToRatio()),
                "drop_frame" => (clip.Timecode?.DropFrame.ToString(), expected.Value.GetBoolean().ToString()),
                "start_timecode" => (clip.Timecode?.Start, expected.Value.GetString()),
                "frames" or "frames_present" => (wave.Frames.ToString(), expected.Value.GetRawText()),
                "frames_claimed" => (wave.FramesClaimed.ToString(), expected.Value.GetRawText()),
                "scene" => (clip.Slate?.Scene, expected.Value.GetString()),
                "take" => (clip.Slate?.Take, expected.Value.GetString()),
                "channels" => (clip.Sound?.Channels.ToString(), expected.Value.GetRawText()),
                "bits" => (clip.Sound?.BitDepth.ToString(), expected.Value.GetRawText()),
                "audio_format" => (wave.Format?.Tag.ToString(), expected.Value.GetRawText()),
                "tracks" or "tracks_by_interleave" => (Words(clip.Sound!.Tracks.Select(track => track.Name)), Words(expected.Value)),
                "recorder_channels" => (Words(clip.Sound!.Tracks.Select(track => track.RecorderChannel?.ToString())), Words(expected.Value)),
                "bext_version" => (wave.Bext?.Version.ToString(), expected.Value.GetRawText()),
                "umid" => (wave.Bext?.Umid, expected.Value.GetString()),
                "date" => (wave.Bext?.Date, expected.Value.GetString()),
                "time" => (wave.Bext?.Time, expected.Value.GetString()),
                "description_fields" => (Pairs(wave.Bext!.DescriptionFields), Pairs(expected.Value)),
                "info" => (Pairs(wave.Info.OrderBy(pair => pair.Key)), Pairs(expected.Value)),
                "finding" => (string.Join(' ', clip.Problems.Select(problem => problem.Code).Where(code => code == FindingCodes[expected.Value.GetString()!])),
                    FindingCodes[expected.Value.GetString()!]),
                var unknown => (null, $"(no check for {unknown})"),
            };
            Assert.True(got == want, $"{name}: {expected.Name} is '{got}', expected '{want}'.");
        }
    }

    private static string Words(IEnumerable<string?> words) => string.Join(' ', words);

    private static string Words(JsonElement words) => Words(words.EnumerateArray().Select(word => word.ToString()));

    private static string Pairs(IEnumerable<KeyValuePair<string, string>> pairs) => string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Pairs(JsonElement pairs) =>
        Pairs(pairs.EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, pair.Value.GetString()!)).OrderBy(pair => pair.Key is "SPEED" ? "" : pair.Key));

    private static WaveFile Read(string name)
    {
        using var file = File.OpenRead(Corpus.PathOf($"conformance/bwf/{name}"));
        return WaveReader.Read(file);
    }

    private static Task<ClipInspection> InspectAsync(string name) =>
        new ClipInspector(TimeProvider.System).InspectAsync(
            new() { Name = name, Kind = ClipKind.Sound, Files = [ClipFile.At(Corpus.PathOf($"conformance/bwf/{name}"), name)] }, default);

    private static List<JsonElement> Cases()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("conformance/bwf/expected.json")));
        return [.. document.RootElement.EnumerateArray().Select(one => one.Clone())];
    }
}
