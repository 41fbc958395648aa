using System.Diagnostics;
using System.Text.Json;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate trim</c> as people and scripts use it.</summary>
public sealed class TrimCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Target => Path.Join(_folder.Path, "trims");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_part_is_cut_by_labels_and_the_report_says_how_it_was_proved()
    {
        var clip = Make("A001C001.mov", "-c:v", "prores_aw", "-profile:v", "0", "-timecode", "10:00:00:00");

        var run = await DemoCommandTests.RunAsync("trim", clip, "--in", "10:00:00:05", "--out", "10:00:00:15", "-o", Target, "--json");

        Assert.True(run.Code == ExitCode.Done, run.Error);
        using var report = JsonDocument.Parse(run.Output);
        var root = report.RootElement;
        Assert.Equal(("movie-samples", true, "A001C001.mov"), (root.GetProperty("method").GetString(), root.GetProperty("exact").GetBoolean(), root.GetProperty("files")[0].GetProperty("path").GetString()));
        var range = root.GetProperty("range");
        Assert.Equal((5, 15, true, "10:00:00:05", "10:00:00:15", "25"), (range.GetProperty("start").GetInt32(), range.GetProperty("end").GetInt32(), range.GetProperty("halfOpen").GetBoolean(),
            range.GetProperty("in").GetString(), range.GetProperty("out").GetString(), range.GetProperty("rate").GetString()));
        Assert.Equal(["A001C001.mov"], Directory.GetFileSystemEntries(Target).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Nothing_is_overwritten_and_nothing_half_made_is_left()
    {
        var clip = Make("A001C001.mov", "-c:v", "prores_aw", "-profile:v", "0");
        Directory.CreateDirectory(Target);
        var mine = Path.Join(Target, "A001C001.mov");
        await File.WriteAllTextAsync(mine, "somebody's own");

        var run = await DemoCommandTests.RunAsync("trim", clip, "--frames", "5-15", "-o", Target);
        var named = await DemoCommandTests.RunAsync("trim", clip, "--frames", "5-15", "-o", Target, "--name", "A001C001_t1");

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("is there already, and nothing is overwritten", run.Error, StringComparison.Ordinal);
        Assert.Equal("somebody's own", await File.ReadAllTextAsync(mine));
        Assert.Equal(ExitCode.Done, named.Code);
        Assert.Equal(["A001C001.mov", "A001C001_t1.mov"], Directory.GetFileSystemEntries(Target).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Sidecars_come_along_when_asked_for()
    {
        var clip = Make("C0001.MP4", "-c:v", "libx264", "-g", "5", "-f", "mp4");
        await File.WriteAllTextAsync(Path.Join(_folder.Path, "C0001M01.XML"), "<NonRealTimeMeta/>");

        var run = await DemoCommandTests.RunAsync("trim", clip, "--frames", "7-9", "-o", Target, "--sidecars", "--json");

        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.Equal(["C0001.MP4", "C0001M01.XML"], Directory.GetFileSystemEntries(Target).Select(Path.GetFileName).Order());
        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal("C0001M01.XML", report.RootElement.GetProperty("sidecars")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task What_cannot_be_cut_is_refused_with_the_reason_and_copied_whole_where_asked()
    {
        var clip = Corpus.PathOf("samples/camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D");

        var refused = await DemoCommandTests.RunAsync("trim", clip, "--frames", "0-1", "-o", Target, "--json");
        var isThere = Directory.Exists(Target);
        var whole = await DemoCommandTests.RunAsync("trim", clip, "--frames", "0-1", "-o", Target, "--whole", "--json");

        Assert.Equal((ExitCode.Found, ExitCode.Found, false), (refused.Code, whole.Code, isThere));
        using var report = JsonDocument.Parse(refused.Output);
        Assert.Equal(("refused", false, 0), (report.RootElement.GetProperty("method").GetString(), report.RootElement.GetProperty("exact").GetBoolean(), report.RootElement.GetProperty("files").GetArrayLength()));
        Assert.StartsWith("RED R3D", report.RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);
        using var copy = JsonDocument.Parse(whole.Output);
        Assert.Equal(("whole", false), (copy.RootElement.GetProperty("method").GetString(), copy.RootElement.GetProperty("exact").GetBoolean()));
        Assert.Equal(await File.ReadAllBytesAsync(clip), await File.ReadAllBytesAsync(Path.Join(Target, Path.GetFileName(clip))));
    }

    [Theory]
    [InlineData(2, "Say which part", "CLIP")]
    [InlineData(2, "--out is missing", "CLIP", "--in", "10:00:00:00")]
    [InlineData(2, "all say which part", "CLIP", "--in", "10:00:00:00", "--out", "10:00:01:00", "--frames", "1-2")]
    [InlineData(2, "'1..2' is no range", "CLIP", "--frames", "1..2")]
    [InlineData(2, "'24 h' is not a frame rate", "CLIP", "--frames", "1-2", "--rate", "24 h")]
    [InlineData(2, "'../x' is no name for a file", "CLIP", "--frames", "1-2", "--name", "../x")]
    [InlineData(2, "names no frame of a clip at 25 non-drop", "CLIP", "--in", "10:00:00:00", "--out", "10:00:00;10")]
    [InlineData(2, "holds no frame", "CLIP", "--frames", "9-9")]
    [InlineData(4, "lies outside the clip, which has the frames 0 to 24", "CLIP", "--frames", "9-99")]
    [InlineData(4, "There is no file or folder", "NOTHING", "--frames", "1-2")]
    public async Task What_is_wrong_is_said_in_a_sentence(int code, string words, params string[] arguments)
    {
        var clip = Make("A001C001.mov", "-c:v", "mjpeg", "-timecode", "10:00:00:00");

        var run = await DemoCommandTests.RunAsync(["trim", .. arguments.Select(argument => argument == "CLIP" ? clip : argument), "-o", Target]);

        Assert.Equal(code, (int)run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task A_cancelled_trim_leaves_nothing()
    {
        var clip = Make("A001C001.mov", "-c:v", "prores_aw", "-profile:v", "0");
        using var cancel = new CancellationTokenSource();
        var (output, error) = (new StringWriter(), new StringWriter());

        // FFmpeg compares for far longer than it takes to see that the work has begun.
        var run = CommandLine.RunAsync(["trim", clip, "--frames", "1-9", "-o", Target], output, error, cancel.Token);
        while (!run.IsCompleted && !(Directory.Exists(Target) && Directory.EnumerateFileSystemEntries(Target).Any())) await Task.Yield();
        await cancel.CancelAsync();
        var code = await run;

        Assert.Equal((ExitCode.Cancelled, "Cancelled.\n"), (code, error.ToString()));
        Assert.False(Directory.Exists(Target));
    }

    private string Make(string name, params string[] output)
    {
        var path = Path.Join(_folder.Path, name);
        using var ffmpeg = Process.Start(Corpus.Program("ffmpeg"), ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=128x72:r=25:d=1", .. output, path]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return path;
    }
}
