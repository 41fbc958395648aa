using Acetate.Media.Trim;
using Acetate.Steps.Conform;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>What mapping.csv says of production sound.</summary>
public sealed class SoundMappingTests
{
    [Theory]
    // 96,000 samples after 10:00:00:00, two seconds of them; then samples that begin and end within frames; then at 23.976, where a second of labels lasts longer.
    [InlineData("24", 48_000, 96_000, 192_000, "48,48,10:00:02:00,10:00:04:00,96000,96000")]
    [InlineData("25", 48_000, 100, 3_900, "0,3,10:00:00:00,10:00:00:03,100,3800")]
    [InlineData("24000/1001", 48_000, 480_480, 960_960, "240,240,10:00:10:00,10:00:20:00,480480,480480")]
    [InlineData("", 48_000, 96_000, 192_000, ",,,,96000,96000")]
    [InlineData("24", null, 96_000, 192_000, ",,,,96000,96000")]
    public void A_recording_has_the_timecode_the_frames_and_the_samples_that_are_delivered(string rate, int? sampleRate, long first, long end, string cells)
    {
        var clip = new ConformClip { Id = Guid.NewGuid(), Name = "T001", Tape = "S001", Roll = "S001", ShootDay = new(2026, 5, 11), Rate = rate, Start = rate.Length > 0 ? "10:00:00:00" : "" };
        var asked = new ConformMedium { Step = "sound/0001", Clip = clip.Id, IsSound = true, SampleRate = sampleRate, Range = new(first, end) };
        var medium = new DeliveredMedium(asked, clip, new() { Method = TrimMethod.WaveSamples, Exact = true, Range = new() { Unit = "samples", Start = first, End = end } }, [new("sound/S001/T001.wav", "T001.wav", 9)], "sound/S001/T001.wav");
        var request = new WriteConformListsRequest { Store = new("file:///nowhere/"), Show = "film", Recipient = "lab", Name = "conform-0001", At = DateTimeOffset.UnixEpoch, Cuts = [], Events = [], Clips = [clip], Media = [asked] };

        var lines = ConformTables.Mapping(request, [medium]).Split("\r\n");
        var names = lines[0].TrimStart('\uFEFF').Split(',');
        var row = lines[1].Split(',');

        Assert.Equal(names.Length, row.Length);
        Assert.Equal(cells, string.Join(',', ((string[])["First Frame", "Frames", "TC In", "TC Out", "First Sample", "Samples"]).Select(name => row[Array.IndexOf(names, name)])));
    }
}
