using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Tools.Tests.Ingest;

namespace Acetate.Tools.Tests.Cards;

/// <summary>Real camera and recorder files, arranged as the cards they came from, brought in by one run of the real workers.</summary>
public sealed class RealCardTests
{
    /// <summary>Where each file lay: <c>roll/path in the roll</c> ← file of the corpus.</summary>
    private static readonly (string Card, string Sample)[] Files =
    [
        ("A001/XDROOT/Clip/Clip0001.MXF", "camera-sony/Sony-00001.mxf"),
        ("A001/XDROOT/Clip/Clip0001M01.XML", "camera-sony-sidecars/ILCE-6700_C0391M01.XML"),
        ("A001/XDROOT/MEDIAPRO.XML", "camera-sony-sidecars/AX100_card/PRIVATE/M4ROOT/MEDIAPRO.XML"),
        ("A002/XDROOT/Clip/Clip0002.MXF", "camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf"),
        ("B001/PRIVATE/M4ROOT/CLIP/C0001.MP4", "camera-sony/sony-a7-xavc.MP4"),
        ("B001/PRIVATE/M4ROOT/CLIP/C0001M01.XML", "camera-sony-sidecars/AX100_card/PRIVATE/M4ROOT/CLIP/C0001M01.XML"),
        ("B001/PRIVATE/M4ROOT/MEDIAPRO.XML", "camera-sony-sidecars/AX100_card/PRIVATE/M4ROOT/MEDIAPRO.XML"),
        ("C001/PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", "camera-sony/Sony_ILCE-7M3_AVCHD.mts"),
        ("D001/PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", "camera-panasonic/Panasonic_AVCHD.mts"),
        ("E001/DCIM/100GOPRO/GH010001.MP4", "camera-gopro/GoPro_MAX_heromode.mp4"),
        ("E001/DCIM/100GOPRO/GH010002.MP4", "camera-gopro/fake-gp-media-with-real-gpmf.mp4"),
        ("F001/DCIM/100APPLE/IMG_0001.MOV", "camera-apple/iPhoneX_livephoto.mov"),
        ("F001/DCIM/100APPLE/IMG_0002.MOV", "camera-apple/dolbyVision-hdr.MOV"),
        ("F001/DCIM/100APPLE/IMG_0003.DNG", "camera-apple/iPhone12Pro_ProRAW_header_only.dng"),
        ("G001/CONTENTS/CLIPS001/A001C001_190520AB_CANON.MOV", "camera-canon/crop-to-container-dims-canon.mov"),
        ("G002/DCIM/100CANON/IMG_0002.CR3", "camera-canon/canon-r6.cr3"),
        ("A106/A106_0118G5.RDM/A106_C037_0118G5.RDC/A106_C037_0118G5_002.R3D", "camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D"),
        ("I001/Sequence_1.mov", "prores-mov/Sequence_1-Apple_ProRes_422_HQ.mov"),
        ("I001/Meridian.mxf", "prores-mov/Meridian-Apple_ProResProxy-HDR10.mxf"),
        ("I001/small.mov", "prores-mov/apple-prores-422.mov"),
        ("J001/D10.mxf", "mxf-misc/sample.mxf"),
        ("J001/XDCAM.mxf", "mxf-misc/fixture.mxf"),
        ("J001/JPEG2000.mxf", "mxf-misc/video1.mxf"),
        ("J001/sound.mxf", "mxf-misc/audio1.mxf"),
        ("J001/text.mxf", "mxf-misc/utf8_embedded_text.mxf"),
        ("J001/header.mxf", "mxf-misc/MXF.mxf"),
        ("K001/DNxHR.mov", "dnx-avid-mxf/dnxhr_cid1271_12bit.mov"),
        ("K001/Avid_V01.mxf", "dnx-avid-mxf/track_01_v02.mxf"),
        ("K001/Avid_A01.mxf", "dnx-avid-mxf/track_02_a01.mxf"),
        ("L001/xdcam-ex.mov", "xdcam-hdv-dv-mov/xdcam-ex-1080p24.mov"),
        ("L001/xdcam-hd.mov", "xdcam-hdv-dv-mov/xdcam-hd-1080i50.mov"),
        ("18Y12M31/A101_1.WAV", "audio-location-sound/A101_1.WAV"),
        ("18Y12M31/A101_4.WAV", "audio-location-sound/A101_4.WAV"),
        .. Enumerable.Range(1, 5).Select(track => ($"Sr001/Sr001-2C-01_0{track}.WAV", $"audio-location-sound/Sr001-2C-01_0{track}.WAV")),
        ("S002/surround.wav", "audio-bwf-misc/wavinfo Test Project - Audio - 5.1.wav"),
        ("S002/adm.wav", "audio-bwf-misc/adm_1.wav"),
        ("S002/umid.wav", "audio-bwf-misc/umid.wav"),
    ];

    private static readonly Dictionary<string, (RollKind Kind, string Layout)> Rolls = new()
    {
        ["A001"] = (RollKind.Camera, "sony-xdroot"),
        ["A002"] = (RollKind.Camera, "sony-xdroot"),
        ["B001"] = (RollKind.Camera, "sony-m4root"),
        ["C001"] = (RollKind.Camera, "avchd"),
        ["D001"] = (RollKind.Camera, "avchd"),
        ["E001"] = (RollKind.Camera, "gopro"),
        ["F001"] = (RollKind.Camera, "apple"),
        ["G001"] = (RollKind.Camera, "canon-contents"),
        ["G002"] = (RollKind.Camera, "canon-dcim"),
        ["A106"] = (RollKind.Camera, "red"),
        ["I001"] = (RollKind.Camera, "generic"),
        ["J001"] = (RollKind.Camera, "generic"),
        ["K001"] = (RollKind.Camera, "generic"),
        ["L001"] = (RollKind.Camera, "generic"),
        ["18Y12M31"] = (RollKind.Sound, "sound"),
        ["Sr001"] = (RollKind.Sound, "sound"),
        ["S002"] = (RollKind.Sound, "sound"),
    };

    /// <summary>What every clip must become: the proxy's display size (0 for sound), its length in seconds, and its timecode.</summary>
    private static readonly Dictionary<string, (int Width, int Height, double Seconds, string Timecode)> Playable = new()
    {
        ["A001/Clip0001"] = (810, 608, 4 / 25.0, "07:12:10:00"),
        // The file is the first 2.5 MB of a longer one: 6 frames of it are there.
        ["A002/Clip0002"] = (1920, 1080, 6 / 25.0, "08:00:37:05"),
        ["C001/00000"] = (1920, 1080, 13 / 25.0, ""),
        ["D001/00000"] = (1920, 1080, 31 * 1001 / 30000.0, ""),
        ["E001/GH0001"] = (848, 480, 315 * 1001 / 30000.0, "15:44:35:10"),
        ["E001/GH0002"] = (128, 96, 10, ""),
        // Held upright: the picture is turned, not lying on its side.
        ["F001/IMG_0001"] = (608, 1080, 0.5, ""),
        ["F001/IMG_0002"] = (608, 1080, 4 / 30.0, ""),
        ["G001/A001C001_190520AB_CANON"] = (1920, 1080, 1001 / 30000.0, ""),
        ["I001/Meridian"] = (1280, 720, 5 * 1001 / 60000.0, "00:01:15;26"),
        ["I001/Sequence_1"] = (1920, 1080, 2 / 29.97, ""),
        ["I001/small"] = (320, 240, 1, ""),
        ["J001/D10"] = (810, 608, 2 / 25.0, "23:58:30:00"),
        ["J001/XDCAM"] = (768, 576, 10.64, "00:00:00:00"),
        ["J001/JPEG2000"] = (1920, 1080, 1001 / 24000.0, "00:00:00:00"),
        ["J001/sound"] = (0, 0, 0.04, ""),
        ["K001/DNxHR"] = (1920, 1080, 1 / 24.0, "01:00:00:00"),
        ["K001/Avid_V01"] = (1280, 720, 10 * 1001 / 24000.0, "01:00:00:00"),
        ["K001/Avid_A01"] = (0, 0, 0.459, ""),
        // 1440 samples a line, shown as wide as 1920.
        ["L001/xdcam-ex"] = (1920, 1080, 1, ""),
        ["L001/xdcam-hd"] = (1920, 1080, 1, ""),
        ["18Y12M31/A101_1"] = (0, 0, 5.005, ""),
        ["18Y12M31/A101_4"] = (0, 0, 3.003, ""),
        ["Sr001/Sr001-2C-01"] = (0, 0, 7, ""),
        ["S002/surround"] = (0, 0, 1, ""),
        ["S002/adm"] = (0, 0, 0.04, ""),
        ["S002/umid"] = (0, 0, 1, ""),
    };

    /// <summary>The clips that nobody can play from these files, and what a person is told.</summary>
    private static readonly Dictionary<string, (ProxyState State, string Reason)> Unplayable = new()
    {
        ["A106/A106_C037_0118G5"] = (ProxyState.Unavailable, "RED R3D cannot be decoded without its maker's software"),
        ["B001/C0001"] = (ProxyState.Failed, "the file ends at 2745"),
        ["F001/IMG_0003"] = (ProxyState.Unavailable, "The raw picture is cut"),
        ["G002/IMG_0002"] = (ProxyState.Unavailable, "IMG_0002.CR3': LibRaw "),
        ["J001/text"] = (ProxyState.Failed, "FFmpeg could not make the proxy"),
        ["J001/header"] = (ProxyState.Failed, "FFmpeg could not make the proxy"),
    };

    /// <summary>Facts that the files themselves carry, each from where it must come.</summary>
    private static readonly (string Clip, string Field, string Value)[] Facts =
    [
        ("A002/Clip0002", "mxf.company", "Sony"), ("C001/00000", "image.codec", "h264"), ("E001/GH0001", "tag.firmware", "H19.03.01.30.00"),
        ("Sr001/Sr001-2C-01", "slate.scene", "2C"), ("K001/Avid_V01", "clip.reel", "Example tape"),
    ];

    [Fact]
    public async Task Real_files_on_the_cards_they_came_from_become_complete_rolls_with_playable_proxies()
    {
        Corpus.Program("ffmpeg");
        await using var bench = await IngestBench.OpenAsync();
        foreach (var (card, sample) in Files)
        {
            var target = Path.Join(bench.Folder.Path, "shuttle", card);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Corpus.PathOf($"samples/{sample}"), target);
        }

        var receipt = await bench.SubmitAsync("shuttle");
        var rolls = await bench.RunAsync([.. receipt.Rolls.Select(r => r.Roll)], TimeSpan.FromMinutes(5));

        Assert.Equal(Rolls.OrderBy(r => r.Key, StringComparer.Ordinal), rolls.Select(r => KeyValuePair.Create(r.Name, (r.Kind, r.Layout))).OrderBy(r => r.Key, StringComparer.Ordinal));
        var clips = new Dictionary<string, Clip>();
        foreach (var roll in rolls)
        {
            Assert.Equal((roll.Name, RollStage.Complete, null), (roll.Name, roll.Stage, roll.Hold));
            foreach (var clip in await bench.Library.ReadAsync(tx => tx.ClipsAsync(roll.Id, default), default)) clips.Add($"{roll.Name}/{clip.Name}", clip);
        }

        Assert.Equal(Playable.Keys.Concat(Unplayable.Keys).Order(StringComparer.Ordinal), clips.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, expected) in Unplayable)
        {
            Assert.Equal((name, expected.State), (name, clips[name].ProxyState));
            Assert.Contains(expected.Reason, clips[name].ProxyReason + string.Join(' ', clips[name].Problems), StringComparison.Ordinal);
        }

        foreach (var (name, expected) in Playable) await CheckAsync(bench, name, clips[name], expected);
        // A file that is nothing but a list of headers tells nothing; every other file does, and says from where.
        foreach (var (name, clip) in clips)
        {
            if (name is not "A106/A106_C037_0118G5") Assert.NotEmpty(clip.Facts);
            Assert.All(clip.Facts, fact => Assert.True(fact is { Field.Length: > 0, Origin.Length: > 0 }, $"{name} {fact}"));
        }

        foreach (var (name, field, value) in Facts)
            Assert.Contains(clips[name].Facts, f => f.Field == field && f.Value == value);
    }

    /// <summary>The proxy is what an ordinary player plays, as long and as wide as the clip, and begins at its timecode.</summary>
    private static async Task CheckAsync(IngestBench bench, string name, Clip clip, (int Width, int Height, double Seconds, string Timecode) expected)
    {
        Assert.True(clip is { ProxyState: ProxyState.Made, Proxy: not null }, $"{name}: {clip.ProxyState} {clip.ProxyReason}");
        Assert.Equal((name, expected.Timecode), (name, clip.Proxy.Timecode));
        var derived = Path.Join(bench.Home, "derived");
        using var probe = await ProbeAsync(Path.Join(derived, clip.Proxy.Video));
        var streams = probe.RootElement.GetProperty("streams").EnumerateArray().ToList();
        var isSound = expected.Width == 0;
        foreach (var stream in streams)
        {
            var kind = stream.GetProperty("codec_type").GetString();
            Assert.Contains(kind, new[] { "video", "audio", "data" });
            if (kind != "data") Assert.Equal((name, kind == "video" ? "h264" : "aac"), (name, stream.GetProperty("codec_name").GetString()));
        }

        var main = Assert.Single(streams, s => s.GetProperty("codec_type").GetString() == (isSound ? "audio" : "video"));
        var seconds = double.Parse(main.GetProperty("duration").GetString()!, CultureInfo.InvariantCulture);
        // Sound comes in packets of 1,024 samples; pictures to the frame.
        Assert.True(Math.Abs(seconds - expected.Seconds) <= (isSound ? 0.05 : 0.001), $"{name} lasts {seconds} s, not {expected.Seconds}");
        if (isSound) return;
        Assert.Equal((name, expected.Width, expected.Height), (name, main.GetProperty("width").GetInt32(), main.GetProperty("height").GetInt32()));
        if (main.TryGetProperty("sample_aspect_ratio", out var aspect)) Assert.Equal("1:1", aspect.GetString());
        foreach (var picture in new[] { clip.Proxy.Poster, clip.Proxy.Strip }) Assert.True(new FileInfo(Path.Join(derived, picture)).Length > 100, $"{name} {picture}");
    }

    private static async Task<JsonDocument> ProbeAsync(string path)
    {
        using var probe = Process.Start(new ProcessStartInfo(Corpus.Program("ffprobe"), ["-v", "error", "-show_streams", "-of", "json", path]) { RedirectStandardOutput = true })!;
        var document = await JsonDocument.ParseAsync(probe.StandardOutput.BaseStream);
        await probe.WaitForExitAsync();
        Assert.Equal(0, probe.ExitCode);
        return document;
    }
}
