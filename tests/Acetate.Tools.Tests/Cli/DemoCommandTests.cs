using System.Diagnostics;
using System.Text.Json;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary>One sealed demo day for all tests of this file; each test works on its own copy.</summary>
public sealed class DemoDayFixture : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("acetate-demo-cli-").FullName;

    public async ValueTask InitializeAsync()
    {
        if (!IsInstalled) return;
        var (code, _, error) = await DemoCommandTests.RunAsync("demo", "shoot", Path.Join(Folder, "day"), "--small", "--seconds", "2");
        Assert.True(code == ExitCode.Done, error);
    }

    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Join(folder, "ffmpeg")));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

public sealed class DemoCommandTests(DemoDayFixture demo) : IClassFixture<DemoDayFixture>
{
    private const string Day = "20260102_Day01_MU";

    [Fact]
    public async Task The_day_is_sealed_and_intact()
    {
        Corpus.Program("ffmpeg");
        foreach (var roll in (string[])["Camera_Media/A001", "Camera_Media/B001", "Sound_Media/S001"])
        {
            var (code, output, _) = await RunAsync("mhl", "verify", Path.Join(demo.Folder, "day", Day, roll), "--json");
            Assert.Equal((ExitCode.Done, "intact"), (code, Json(output).GetProperty("verdict").GetString()));
        }
    }

    [Fact]
    public async Task A_day_that_is_there_is_not_overwritten()
    {
        Corpus.Program("ffmpeg");
        var (code, _, error) = await RunAsync("demo", "shoot", Path.Join(demo.Folder, "day"), "--small", "--seconds", "2");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("is there already", error);
    }

    [Theory]
    [InlineData("bitflip", "Camera_Media/B001", 1, "mismatch")]
    [InlineData("missing", "Camera_Media/B001", 1, "missing")]
    [InlineData("extra", "Sound_Media/S001", 1, "unlisted")]
    [InlineData("unlisted", "Camera_Media/B001", 1, "unlisted")]
    [InlineData("truncated", "Camera_Media/B001", 1, "mismatch")]
    [InlineData("hole", "Camera_Media/A001", 1, "missing")]
    [InlineData("odd-size", "Camera_Media/A001", 1, "mismatch")]
    [InlineData("zero-length", "Sound_Media/S001", 1, "mismatch")]
    [InlineData("bad-chain", "Camera_Media/B001", 3, null)]
    [InlineData("edited-manifest", "Camera_Media/B001", 3, null)]
    [InlineData("missing-generation", "Camera_Media/B001", 3, null)]
    public async Task A_fault_after_sealing_is_found_by_verifying(string fault, string roll, int expected, string? status)
    {
        var day = await WithFaultAsync(fault);

        var (code, output, _) = await RunAsync("mhl", "verify", Path.Join(day, roll), "--json");

        Assert.Equal(expected, (int)code);
        if (status is not null)
            Assert.Contains(Json(output).GetProperty("files").EnumerateArray(), file => file.GetProperty("status").GetString() == status);
    }

    [Theory]
    [InlineData("hole", "Camera_Media/A001", "hole")]
    [InlineData("odd-size", "Camera_Media/A001", "truncated")]
    [InlineData("truncated", "Camera_Media/B001", "no-moov")]
    [InlineData("lost-moov", "Camera_Media/B001", "no-moov")]
    [InlineData("zero-length", "Sound_Media/S001", "zero-length")]
    [InlineData("bad-ixml", "Sound_Media/S001", "ixml-broken")]
    public async Task A_fault_of_a_clip_is_found_by_inspecting(string fault, string roll, string problem)
    {
        var day = await WithFaultAsync(fault);

        var (code, output, _) = await RunAsync("inspect", Path.Join(day, roll), "--json");

        Assert.Equal(ExitCode.Found, code);
        Assert.Contains(Json(output).GetProperty("clips").EnumerateArray().SelectMany(clip => clip.GetProperty("problems").EnumerateArray()),
            one => one.GetProperty("code").GetString() == problem);
    }

    [Fact]
    public async Task Every_fault_of_the_help_can_be_made()
    {
        foreach (var fault in Acetate.Cli.Demo.DemoFaults.All) await WithFaultAsync(fault.Name);
    }

    [Fact]
    public async Task An_unknown_fault_is_a_mistake_on_the_command_line()
    {
        var (code, _, error) = await RunAsync("demo", "shoot", Path.Join(demo.Folder, "nowhere"), "--fault", "gremlin");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("gremlin", error);
    }

    [Fact]
    public async Task Inspecting_says_what_a_person_needs_in_one_line_a_clip()
    {
        Corpus.Program("ffmpeg");
        var (code, output, _) = await RunAsync("inspect", Path.Join(demo.Folder, "day", Day));

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("B001C001_260102_R1AC  B001  10:12:00:00  10:12:02:00  24000/1001  48      640x360 prores Standard", output);
        Assert.Contains("12A_T01               S001  10:11:59:00", output);
    }

    [Fact]
    public async Task Inspecting_what_is_not_there_says_so()
    {
        var (code, _, error) = await RunAsync("inspect", "/nowhere/at/all");

        Assert.Equal((ExitCode.NotFound, true), (code, error.Contains("/nowhere/at/all", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_proxy_lands_whole_beside_its_poster_and_strip_or_not_at_all()
    {
        Corpus.Program("ffmpeg");
        var folder = Directory.CreateDirectory(Path.Join(demo.Folder, "proxies")).FullName;

        var (code, output, _) = await RunAsync("proxy", Path.Join(demo.Folder, "day", Day, "Camera_Media/A001/A001_01021012_C001"), "-o", Path.Join(folder, "a.mp4"), "--json");

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal((48, "10:12:00:06"), (Json(output).GetProperty("frames").GetInt32(), Json(output).GetProperty("timecode").GetString()));
        Assert.Equal(["a.mp4", "a.poster.jpg", "a.strip.jpg"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task FFmpeg_dies_with_a_killed_parent()
    {
        Corpus.Program("ffmpeg");
        Corpus.Program("setpriv");
        var target = Path.Join(demo.Folder, "killed");
        using var process = Process.Start(new ProcessStartInfo(Programs.Acetate, ["demo", "shoot", target, "--seconds", "120"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var child = 0;
        for (var tries = 0; tries < 300 && (child = ChildOf(process.Id)) == 0; tries++) await Task.Delay(100);
        Assert.NotEqual(0, child);

        process.Kill();

        for (var tries = 0; tries < 100 && IsFFmpeg(child); tries++) await Task.Delay(50);
        Assert.False(IsFFmpeg(child), "FFmpeg outlived its parent.");
    }

    internal static async Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>The day with one fault, without drawing it again: faults before sealing are made and sealed as the command does.</summary>
    private async Task<string> WithFaultAsync(string name)
    {
        Corpus.Program("ffmpeg");
        var copy = Path.Join(demo.Folder, $"fault-{name}-{Guid.CreateVersion7():N}", Day);
        Copy(Path.Join(demo.Folder, "day", Day), copy);
        var fault = Acetate.Cli.Demo.DemoFaults.All.Single(one => one.Name == name);
        if (fault.IsBeforeSealing)
            foreach (var seal in Directory.GetDirectories(copy, "ascmhl", SearchOption.AllDirectories)) Directory.Delete(seal, recursive: true);
        fault.Apply(copy);
        if (fault.IsBeforeSealing)
            foreach (var roll in (string[])["Camera_Media/A001", "Camera_Media/B001", "Sound_Media/S001"])
                await Acetate.Cli.Demo.DemoCommand.SealAsync(Path.Join(copy, roll), TestContext.Current.CancellationToken);
        return copy;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(to + folder[from.Length..]);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, to + file[from.Length..]);
    }

    // In a sandbox it is a child of the one that made it, which is a child of ours.
    private static int ChildOf(int parent) => Directory.GetDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .FirstOrDefault(id => id > 0 && IsFFmpeg(id) && IsBelow(id, parent));

    private static bool IsBelow(int id, int parent)
    {
        try
        {
            for (var depth = 0; depth < 5 && id > 1; depth++)
            {
                id = int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
                if (id == parent) return true;
            }
        }
        catch (IOException)
        {
            // It ended while we looked.
        }

        return false;
    }

    private static bool IsFFmpeg(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/comm").Trim() == "ffmpeg" && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
