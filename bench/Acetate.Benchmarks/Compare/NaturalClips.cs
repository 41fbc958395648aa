using System.Diagnostics;
using System.Globalization;
using Acetate.Cdl;
using Acetate.Imaging.Compare;

namespace Acetate.Benchmarks.Compare;

/// <summary>Real footage of the corpus, and offlines made of it: graded, labelled, reframed, masked, compressed.</summary>
internal static class NaturalClips
{
    /// <summary>Edited trailers, hand-held and moving cameras, a road and a lawn from cameras that stand still, an aerial, animation.</summary>
    public static readonly string[] All =
    [
        "natural-video/flower.mp4", "natural-video/chrome.mp4", "natural-video/car-detection.mp4", "natural-video/TearsOfSteel_battle_800x332_24fps_70s.webm", "natural-video/nasa_13013.mp4",
        "natural-video/video.mp4", "natural-video/BART_2021-02-07.m4v", "natural-video/BigBuckBunny_854x480_24fps_0-30s.mp4", "camera-gopro/GoPro_MAX_heromode.mp4",
        "camera-panasonic/Panasonic_AVCHD.mts", "camera-apple/iPhoneX_livephoto.mov",
    ];

    private const string Labels =
        "drawbox=0:0:iw:ih*0.07:black@0.5:t=fill,drawtext=text='A001C003 %{n}':x=10:y=4:fontsize=h/20:fontcolor=white,drawbox=0:ih*0.92:iw:ih*0.08:black@0.5:t=fill,drawtext=text='01\\:00\\:%{n}  REEL 1 EVENT 12':x=w/3:y=h*0.93:fontsize=h/18:fontcolor=white";

    private const string Reframed = "crop=iw*0.95:ih*0.95:iw*0.035:ih*0.01";

    /// <summary>What is done to an offline: FFmpeg's filter, and the quality of H.264 (higher is worse).</summary>
    public static (string Name, string Filter, int Quality)[] Treatments(string samples)
    {
        var cdl = $"{Cdl(samples)},eq=saturation=0.7";
        var lut = $"lut3d={Path.Join(samples, "color-cdl-lut", "LogC_Video.cube")}";
        return
        [
            ("H.264, quality 34", "scale=640:-2", 34),
            ("a CDL with lower saturation", $"{cdl},scale=640:-2", 26),
            ("a LUT made for another curve", $"{lut},scale=640:-2", 26),
            ("labels above and below", $"scale=640:-2,{Labels}", 26),
            ("reframed by 5 %", $"{Reframed},scale=640:-2", 26),
            ("masked, a label in the bar", "crop=iw:trunc(iw/2.5/2)*2:0:(ih-oh)/2,scale=640:-2,pad=640:480:0:(oh-ih)/2,drawtext=text='01\\:00\\:%{n}  REEL 1 EVENT 12':x=w/3:y=h*0.93:fontsize=h/18:fontcolor=white", 26),
            ("black and white, hard", "hue=s=0,eq=contrast=1.6:brightness=-0.05,scale=640:-2", 26),
            ("CDL, labels, 5 %, quality 36", $"{Reframed},{cdl},scale=480:-2,{Labels}", 36),
        ];
    }

    /// <summary>Frames of a movie as sketches of at most 240 pixels.</summary>
    public static List<PictureSketch> Read(string path, int most)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg",
            ["-v", "error", "-nostdin", "-i", path, "-frames:v", $"{most}", "-vf", "scale=240:240:force_original_aspect_ratio=decrease:flags=area,setsar=1", "-f", "image2pipe", "-c:v", "pgm", "-pix_fmt", "gray", "-"])
        { RedirectStandardOutput = true })!;
        using var stream = new BufferedStream(process.StandardOutput.BaseStream, 1 << 20);
        var frames = new List<PictureSketch>();
        while (Header(stream) is var (width, height))
        {
            var bytes = new byte[width * height];
            stream.ReadExactly(bytes);
            frames.Add(new(width, height, Array.ConvertAll(bytes, code => code / 255f)));
        }

        process.WaitForExit();
        return frames;
    }

    /// <summary>Makes an offline.</summary>
    public static void Make(string from, string to, int most, string filter, int quality)
    {
        using var process = Process.Start("ffmpeg",
            ["-v", "error", "-nostdin", "-y", "-i", from, "-frames:v", $"{most}", "-an", "-vf", filter, "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-crf", $"{quality}", to]);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"ffmpeg could not make an offline of '{from}'.");
    }

    // A correction of the corpus, as FFmpeg's formula: (slope × value + offset) to a power.
    private static string Cdl(string samples)
    {
        var values = CdlReader.Read(Path.Join(samples, "color-cdl-lut", "cdl_test1.ccc")).Corrections.Select(one => one.Values).First(one => one is { IsNeutral: false } && one.Offset is { Red: < 0.2 and > -0.2, Green: < 0.2 and > -0.2, Blue: < 0.2 and > -0.2 });
        return $"lutrgb=r={Channel(values.Slope.Red, values.Offset.Red, values.Power.Red)}:g={Channel(values.Slope.Green, values.Offset.Green, values.Power.Green)}:b={Channel(values.Slope.Blue, values.Offset.Blue, values.Power.Blue)}";

        static string Channel(double slope, double offset, double power) => string.Create(CultureInfo.InvariantCulture, $"'255*pow(clip(val/255*{slope}+{offset},0,1),{power})'");
    }

    private static (int Width, int Height)? Header(BufferedStream stream)
    {
        var words = new List<string>();
        var word = "";
        while (words.Count < 4)
        {
            var letter = stream.ReadByte();
            if (letter < 0) return null;
            if (!char.IsWhiteSpace((char)letter)) word += (char)letter;
            else if (word.Length > 0) (words, word) = ([.. words, word], "");
        }

        return (int.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture));
    }
}
