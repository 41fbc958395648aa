using System.Security.Cryptography;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Tests.Encode;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Demo;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Demo;

/// <summary>The day that the tests of this file look at, drawn when the first of them asks for it.</summary>
public sealed class DrawnDay : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("acetate-demo-").FullName;
    private bool isDrawn;

    /// <summary>The day's folder. The tests of a class run one after another.</summary>
    public async Task<string> FolderAsync()
    {
        Corpus.Program("ffmpeg");
        if (!isDrawn) await new DemoShoot(DemoShootTests.Day, TimeProvider.System).WriteAsync(folder, static _ => { }, TestContext.Current.CancellationToken);
        isDrawn = true;
        return Path.Join(folder, DemoDay.Folder);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

public sealed class DemoShootTests(DrawnDay drawn) : IClassFixture<DrawnDay>, IDisposable
{
    internal static readonly DemoDay Day = new() { Seconds = 2, IsSmall = true };

    /// <summary>Display values of some fields of the chart, by their place: skin, sky, blue, green, red, yellow, white, a middle grey.</summary>
    private static readonly (int Field, int Colour)[] Chart =
        [(1, 0xc29682), (2, 0x627a9d), (12, 0x383d96), (13, 0x469449), (14, 0xaf363c), (15, 0xe7c71f), (18, 0xf3f3f2), (21, 0x7a7a79)];

    private readonly string _folder = Directory.CreateTempSubdirectory("acetate-demo-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_same_seed_makes_the_same_bytes_and_another_makes_others()
    {
        var first = await drawn.FolderAsync();
        var again = await ShootAsync("again", Day);
        var other = await ShootAsync("other", Day with { Seed = 2 });

        Assert.Equal(Hashes(first), Hashes(again));
        var same = Hashes(first).Intersect(Hashes(other)).ToList();
        Assert.All(same, line => Assert.StartsWith("Reports/", line));
    }

    [Fact]
    public async Task Cameras_and_sound_agree_on_the_time()
    {
        var day = await drawn.FolderAsync();
        foreach (var (take, kind, paths) in Clips(day))
        {
            var clip = await Inspecting.FilesAsync(kind, paths);

            Assert.Empty(clip.Problems);
            Assert.Equal((take.Roll, take.Start.ToString(), "24000/1001", take.At(take.Frames).ToString()), (clip.Reel, clip.Timecode?.Start, clip.Timecode?.Rate, clip.Timecode?.End));
            Assert.Equal((take.Scene, take.Take), kind == ClipKind.Sequence ? (take.Scene, take.Take) : (clip.Slate?.Scene, clip.Slate?.Take));
        }

        Assert.Equal(Day.RawTakes[0].Clap, Day.MovieTakes[0].Clap);
        Assert.Equal(Day.RawTakes[1].Clap, Day.SoundTakes[1].Clap);
    }

    [Fact]
    public async Task The_clap_is_heard_in_the_frame_in_which_it_is_seen()
    {
        var day = await drawn.FolderAsync();
        foreach (var (take, _, paths) in Clips(day).Where(clip => clip.Kind == ClipKind.Sound))
        {
            using var file = File.OpenRead(paths[0]);
            var wave = WaveReader.Read(file);
            var bytes = new byte[wave.DataPresent];
            file.Position = wave.DataOffset;
            file.ReadExactly(bytes);

            // The first sample of the second track that is louder than the voice ever is.
            var loud = Enumerable.Range(0, (int)wave.Frames!.Value).First(i => Math.Abs(Sample(bytes, (i * 4 + 1) * 3)) > 2_000_000);

            Assert.Equal(take.Clap, Timecode.FromSamplesWrapping(wave.Bext!.TimeReference!.Value + loud, 48000, DemoDay.Rate));
        }
    }

    [Fact]
    public async Task Raw_and_ProRes_show_the_colours_of_the_chart()
    {
        var day = await drawn.FolderAsync();
        var clips = Clips(day).ToList();

        // Small pictures with halved chroma and H.264 blur saturated fields a little; a wrong matrix, white or curve misses by far more.
        // The sensor has headroom: display white is nine tenths of its range. Raw and log are the light of one scene, and are rendered alike.
        static Rgb Shown(Rgb light) => SceneLook.ToDisplay.Apply(KnownGamuts.Rec709.To(KnownGamuts.Ap0) * (0.9 * light));
        await SeesAsync(clips[0], 1, Shown);
        await SeesAsync(clips[2], 2, Shown);
    }

    private async Task SeesAsync((DemoTake Take, ClipKind Kind, string[] Paths) clip, int unit, Func<Rgb, Rgb> shown)
    {
        Corpus.Program("ffmpeg");
        var folder = Directory.CreateDirectory(Path.Join(_folder, clip.Take.Clip)).FullName;
        var outcome = await new ProxyRenderer(TimeProvider.System, SceneLook.Looks).RenderAsync(
            Inspecting.Source(clip.Kind, clip.Paths), await Inspecting.FilesAsync(clip.Kind, clip.Paths), folder, static (_, _) => { }, default);
        var made = Assert.IsType<ProxyOutcome.Made>(outcome);
        Assert.Equal((clip.Take.Frames, clip.Take.Start.ToString()), ((int)made.Frames!.Value, made.Timecode));
        var path = Path.Join(folder, "frame.rgb");
        // A frame without the ball before the chart.
        Inspecting.Run("ffmpeg", "-v", "error", "-y", "-i", Path.Join(folder, made.Proxy), "-vf", "select='eq(n,40)',scale=in_color_matrix=bt709:in_range=tv", "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", path);
        var bytes = File.ReadAllBytes(path);
        foreach (var (field, colour) in Chart)
        {
            var (x, y) = (6 * unit + field % 6 * 10 * unit + 4 * unit, 62 * unit + field / 6 * 10 * unit + 4 * unit);
            var at = (y * made.Width!.Value + x) * 3;
            var (r, g, b) = shown(new Rgb(colour >> 16 & 255, colour >> 8 & 255, colour & 255).Each(code => Linear(code / 255)));
            foreach (var (expected, seen) in ((double, byte)[])[(r * 255, bytes[at]), (g * 255, bytes[at + 1]), (b * 255, bytes[at + 2])])
                Assert.True(Math.Abs(expected - seen) < 18, $"{clip.Take.Clip} field {field}: {bytes[at]} {bytes[at + 1]} {bytes[at + 2]}, expected {r * 255:0} {g * 255:0} {b * 255:0}");
        }
    }

    private static double Linear(double display) => display < 0.081 ? display / 4.5 : Math.Pow((display + 0.099) / 1.099, 1 / 0.45);

    private static int Sample(byte[] bytes, int at) => bytes[at] | bytes[at + 1] << 8 | (sbyte)bytes[at + 2] << 16;

    private static IEnumerable<(DemoTake Take, ClipKind Kind, string[] Paths)> Clips(string day)
    {
        foreach (var take in Day.RawTakes) yield return (take, ClipKind.Sequence, [.. Directory.GetFiles(Path.Join(day, "Camera_Media/A001", take.Clip)).Order(StringComparer.Ordinal)]);
        foreach (var take in Day.MovieTakes) yield return (take, ClipKind.Single, [Path.Join(day, "Camera_Media/B001", take.Clip + ".mov")]);
        foreach (var take in Day.SoundTakes) yield return (take, ClipKind.Sound, [Path.Join(day, "Sound_Media/S001", take.Clip + ".WAV")]);
    }

    private async Task<string> ShootAsync(string name, DemoDay day)
    {
        Corpus.Program("ffmpeg");
        var folder = Directory.CreateDirectory(Path.Join(_folder, name)).FullName;
        await new DemoShoot(day, TimeProvider.System).WriteAsync(folder, static _ => { }, TestContext.Current.CancellationToken);
        return Path.Join(folder, DemoDay.Folder);
    }

    private static List<string> Hashes(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(folder, path)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}")];
}
