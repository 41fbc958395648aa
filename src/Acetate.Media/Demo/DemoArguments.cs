using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Media.Demo;

/// <summary>The command line that encodes the demo's ProRes clips.</summary>
public static class DemoArguments
{
    /// <summary>ProRes 422 from frames on standard input, with scratch sound, timecode, and metadata keys as ARRI cameras write them.</summary>
    public static ImmutableArray<string> Movie(DemoTake take, int width, int height, string sound, string output)
    {
        ArgumentNullException.ThrowIfNull(take);
        var recorded = DemoShoot.RecordedAt(take).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return
        [
            "-hide_banner", "-nostats", "-loglevel", "error", "-y", "-protocol_whitelist", "file,pipe",
            "-f", "rawvideo", "-pix_fmt", "yuv422p10le", "-s", $"{width}x{height}", "-framerate", DemoDay.Rate.ToRatio(), "-i", "pipe:0",
            "-i", $"file:{sound}",
            "-map", "0:v", "-map", "1:a",
            "-c:v", "prores", "-profile:v", "2", "-vendor", "apl0", "-threads", "2",
            "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
            "-c:a", "pcm_s24le",
            "-timecode", take.Start.ToString(), "-metadata:s:v", $"reel_name={take.Roll}",
            "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
            "-movflags", "use_metadata_tags",
            .. Keys(take, recorded).SelectMany(pair => (string[])["-metadata", $"{pair.Key}={pair.Text}"]),
            "-f", "mov", $"file:{output}",
        ];
    }

    private static ImmutableArray<(string Key, string Text)> Keys(DemoTake take, string recorded) =>
    [
        ("com.apple.quicktime.creationdate", recorded),
        ("com.arri.camera.CameraModel", "Demo Mini"),
        ("com.arri.camera.CameraSerialNumber", "4711"),
        ("com.arri.camera.CameraIndex", take.Camera),
        ("com.arri.camera.ReelName", take.Roll),
        ("com.arri.camera.SceneName", take.Scene),
        ("com.arri.camera.TakeName", take.Take),
        ("com.arri.camera.ExposureIndexAsa", "800"),
        ("com.arri.camera.ColorGammaSxS", "LOG-C"),
        ("com.arri.camera.ShutterAngle", "1800"),
        ("com.arri.camera.WhiteBalanceKelvin", "5600"),
        ("com.arri.camera.WhiteBalanceTintCc", "0"),
        ("com.arri.camera.SensorFps", "23976"),
        ("com.arri.camera.LensType", "Demo Prime 50mm"),
        ("com.arri.camera.SupVersion", "1.0"),
        ("creation_time", recorded),
    ];
}
