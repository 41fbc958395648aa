using System.Diagnostics;
using System.Text.Json;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate qc</c> as people and scripts use it, on movies of moving noise with faults in them.</summary>
public sealed class QcCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Black_frames_a_freeze_silence_and_a_wrong_rate_are_told_with_their_places()
    {
        var clip = Movie("A001C001.mov", "drawbox=c=black:t=fill:enable='between(n,40,42)'", "volume=0:enable='between(t,0,2.4)'");

        var run = await DemoCommandTests.RunAsync("qc", clip, "--rate", "24", "--json");

        Assert.True(run.Code == ExitCode.Found, run.Error + run.Output);
        using var report = JsonDocument.Parse(run.Output);
        var check = report.RootElement.GetProperty("clips")[0];
        Assert.Equal(("A001C001", 75), (check.GetProperty("clip").GetString(), check.GetProperty("frames").GetInt32()));
        var findings = check.GetProperty("findings").EnumerateArray().ToList();
        var black = Assert.Single(findings, one => one.GetProperty("fault").GetString() == "black");
        Assert.Equal(("alarm", 40, 42), (black.GetProperty("severity").GetString(), black.GetProperty("first").GetInt32(), black.GetProperty("last").GetInt32()));
        Assert.Contains(findings, one => one.GetProperty("fault").GetString() == "rate" && one.GetProperty("words").GetString()!.Contains("24", StringComparison.Ordinal));
        Assert.Contains(findings, one => one.GetProperty("fault").GetString() == "silence" && one.GetProperty("channels")[0].GetInt32() == 1);
    }

    [Fact]
    public async Task A_sound_clip_ends_with_nothing_found_and_limits_change_that()
    {
        var clip = Movie("A001C002.mov", "null", "anull");
        var limits = Path.Join(_folder.Path, "limits.json");

        var clean = await DemoCommandTests.RunAsync("qc", clip);
        await File.WriteAllTextAsync(limits, """{"picture":{"clipLevel":0.05}}""");
        var strict = await DemoCommandTests.RunAsync("qc", clip, "--limits", limits, "--no-sound");
        await File.WriteAllTextAsync(limits, """{"picture":{"clipLevl":0.05}}""");
        var misspelt = await DemoCommandTests.RunAsync("qc", clip, "--limits", limits);

        Assert.True(clean.Code == ExitCode.Done, clean.Error + clean.Output);
        Assert.Matches("A001C002 +75 +3.0 s +0 +0 +0", clean.Output);
        Assert.Equal(ExitCode.Found, strict.Code);
        Assert.Contains("warning: A001C002 frames 0 to 74", strict.Output, StringComparison.Ordinal);
        Assert.Contains("not checked: A001C002: Sound was not to be checked.", strict.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, misspelt.Code);
        Assert.Contains("There is no limit 'clipLevl'", misspelt.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "No clip was found", "EMPTY")]
    [InlineData(2, "is no frame rate", "EMPTY", "--rate", "fast")]
    [InlineData(2, "leave nothing to check", "EMPTY", "--no-picture", "--no-sound")]
    [InlineData(4, "There is no file or folder", "NOTHING")]
    [InlineData(4, "There is no file", "EMPTY", "--limits", "NOTHING")]
    public async Task What_is_wrong_is_said_in_a_sentence(int code, string words, params string[] arguments)
    {
        var run = await DemoCommandTests.RunAsync(["qc", .. arguments.Select(argument => argument == "EMPTY" ? _folder.Path : argument)]);

        Assert.Equal(code, (int)run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    /// <summary>Three seconds at 25 frames: a noisy picture that drifts, and a noise in both ears.</summary>
    private string Movie(string name, string video, string audio)
    {
        var path = Path.Join(_folder.Path, name);
        using var ffmpeg = Process.Start(Corpus.Program("ffmpeg"),
        [
            "-v", "error", "-f", "lavfi", "-i", "mandelbrot=s=192x128:r=25,format=gray,lutyuv=y='40+val*0.6',noise=alls=12:allf=t", "-f", "lavfi", "-i", "anoisesrc=a=0.1:r=48000:seed=3", "-f", "lavfi", "-i", "anoisesrc=a=0.1:r=48000:seed=4",
            "-filter_complex", $"[0:v]{video}[v];[1:a]{audio},aformat=channel_layouts=mono[l];[2:a]aformat=channel_layouts=mono[r];[l][r]join=inputs=2:channel_layout=stereo[a]", "-map", "[v]", "-map", "[a]", "-t", "3", "-c:v", "ffv1", "-pix_fmt", "yuv420p", "-c:a", "pcm_s24le", path,
        ]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return path;
    }
}
