using System.Diagnostics;
using System.Globalization;
using Acetate.Media.Check;
using Acetate.Timing;

namespace Acetate.Benchmarks.Qc;

/// <summary>A picture in memory, red, green and blue of 8 bits one after the other.</summary>
internal sealed record Picture(int Width, int Height, byte[] Codes)
{
    public Picture Copy() => this with { Codes = [.. Codes] };
}

/// <summary>Real footage of the corpus, held in memory, and what the check measures in it as it is.</summary>
internal sealed class Footage
{
    private const long MostBytes = 900_000_000;

    /// <summary>What a camera recorded, without a cut: stretches of trailers would have cuts, titles and fades of their own.</summary>
    public static readonly string[] Cameras =
    [
        "natural-video/flower.mp4", "natural-video/car-detection.mp4", "natural-video/park_joy_420_720p50_frm0to9_480x270.y4m", "camera-gopro/GoPro_MAX_heromode.mp4",
        "camera-panasonic/Panasonic_AVCHD.mts", "camera-apple/iPhoneX_livephoto.mov", "camera-sony/Sony_ILCE-7M3_AVCHD.mts", "camera-sony/sony-a7-xavc.MP4",
    ];

    /// <summary>Edited films, with cuts, titles and fades; live action and animation.</summary>
    public static readonly string[] Edited =
    [
        "natural-video/chrome.mp4", "natural-video/TearsOfSteel_battle_800x332_24fps_70s.webm", "natural-video/nasa_13013.mp4", "natural-video/BART_2021-02-07.m4v",
        "natural-video/BigBuckBunny_854x480_24fps_0-30s.mp4",
    ];

    private Footage(string name, FrameRate rate, List<Picture> pictures) => (Name, Rate, Pictures) = (name, rate, pictures);

    public string Name { get; }

    public FrameRate Rate { get; }

    public IReadOnlyList<Picture> Pictures { get; }

    /// <summary>Measured in each picture, with lone pixels.</summary>
    public FrameMeasure[] Measures { get; private set; } = [];

    public double Seconds => Pictures.Count / Rate.Approximate;

    /// <summary>Reads a movie, as much of it as memory is meant to hold; null when it is not there.</summary>
    public static Footage? Read(string path)
    {
        if (!File.Exists(path)) return null;
        var stream = Ask("ffprobe", ["-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height,r_frame_rate", "-of", "csv=p=0", path]).Trim().Split('\n')[0].Trim(',').Split(',');
        if (stream.Length < 3 || !int.TryParse(stream[0], CultureInfo.InvariantCulture, out var width) || !int.TryParse(stream[1], CultureInfo.InvariantCulture, out var height)) return null;
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", "-noautorotate", "-i", path, "-map", "0:v:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "-fps_mode", "passthrough", "-"]) { RedirectStandardOutput = true })!;
        var pictures = new List<Picture>();
        using var output = new BufferedStream(process.StandardOutput.BaseStream, 1 << 20);
        for (var bytes = 0L; bytes < MostBytes; bytes += 3L * width * height)
        {
            var codes = new byte[3 * width * height];
            if (output.ReadAtLeast(codes, codes.Length, throwOnEndOfStream: false) < codes.Length) break;
            pictures.Add(new(width, height, codes));
        }

        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        if (pictures.Count < 8) return null;
        var footage = new Footage(Path.GetFileName(path), FrameRate.Parse(stream[2].Trim()), pictures) { Measures = new FrameMeasure[pictures.Count] };
        Parallel.For(0, pictures.Count, () => new FrameMeasuring(width, height, new(), false), (i, _, measuring) =>
        {
            footage.Measures[i] = Measure(measuring, pictures[i]);
            return measuring;
        }, _ => { });
        return footage;
    }

    /// <summary>Measures a picture.</summary>
    public static FrameMeasure Measure(FrameMeasuring measuring, Picture picture)
    {
        var (red, green, blue) = (new float[picture.Width], new float[picture.Width], new float[picture.Width]);
        measuring.Begin(withLonePixels: true);
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Codes.AsSpan(3 * y * picture.Width);
            for (var x = 0; x < picture.Width; x++) (red[x], green[x], blue[x]) = (row[3 * x] / 255f, row[3 * x + 1] / 255f, row[3 * x + 2] / 255f);
            measuring.Row(red, green, blue);
        }

        return measuring.End();
    }

    /// <summary>The findings in a run of measures.</summary>
    public ClipFinding[] Check(IEnumerable<FrameMeasure> measures)
    {
        var check = new PictureCheck(new(), Rate, Pictures[0].Width, Pictures[0].Height);
        var number = 0L;
        foreach (var measure in measures) check.Add(number++, null, measure);
        return [.. check.Finish()];
    }

    private static string Ask(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
