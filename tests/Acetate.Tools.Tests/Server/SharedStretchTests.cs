using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Steps;
using Acetate.Tools.Sharing;

namespace Acetate.Tools.Tests.Server;

/// <summary>Some frames of a clip are shared: what is played and saved is a file of exactly those frames, made by a worker, and nothing before or after them is in it.</summary>
public sealed class SharedStretchTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const int Frames = 100;

    [Fact]
    public async Task A_stretch_is_a_file_of_exactly_its_frames()
    {
        Corpus.Program("ffmpeg");
        var clip = await ClipAsync("A001C001");
        using var admin = server.Client(server.Admin);
        using var made = await admin.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, clips = new[] { new { clip, @in = "10:00:01:05", @out = "10:00:02:00" } }, link = new { rights = new[] { "view", "download" } } });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("share").GetProperty("id").GetGuid();

        using var early = await admin.GetAsync($"api/shared/{id}/items/0/proxy.mp4");
        await CutAsync(clip);
        var item = (await (await admin.GetAsync($"api/shared/{id}")).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items")[0];
        using var saved = await admin.GetAsync($"api/shared/{id}/items/0/download");
        using var poster = await admin.GetAsync($"api/shared/{id}/items/0/poster.jpg");
        var file = Path.Join(server.Home, "saved.mp4");
        await File.WriteAllBytesAsync(file, await saved.Content.ReadAsByteArrayAsync());
        var shades = await ShadesAsync(file);

        Assert.Equal("not-playable", await RunningServer.ProblemAsync(early));
        Assert.Equal((20, "10:00:01:05", true), (item.GetProperty("frames").GetInt32(), item.GetProperty("timecode").GetString(), item.GetProperty("isStretch").GetBoolean()));
        Assert.Equal(HttpStatusCode.OK, poster.StatusCode);
        // Frame n of the clip has the brightness 16 + 2n.
        Assert.Equal(20, shades.Count);
        Assert.All(shades.Index(), one => Assert.InRange(one.Item, 16 + (2 * (30 + one.Index)) - 1, 16 + (2 * (30 + one.Index)) + 1));
        Assert.Equal("A001C001_30-50.mp4", saved.Content.Headers.ContentDisposition!.FileName?.Trim('"'));
    }

    [Fact]
    public async Task What_is_no_stretch_of_a_clip_is_refused_and_the_whole_clip_is_no_stretch()
    {
        Corpus.Program("ffmpeg");
        var clip = await ClipAsync("A001C002");
        using var admin = server.Client(server.Admin);
        Task<HttpResponseMessage> Share(string? from, string? to) => admin.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, clips = new[] { new { clip, @in = from, @out = to } }, link = new { } });

        foreach (var (from, to) in new (string?, string?)[] { ("-1", "5"), ("5", "5"), ("50", "30"), ("0", "101"), ("99999999999999999999", null), ("09:59:59:24", null), ("10:00:04:00", null), ("nonsense", null), ("", "5"), (null, "10:00:04:01") })
        {
            using var answer = await Share(from, to);
            Assert.True(await RunningServer.ProblemAsync(answer) == "invalid-request", $"{from} to {to}: {(int)answer.StatusCode}");
        }

        using var whole = await Share("10:00:00:00", "10:00:04:00");
        var id = (await whole.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("share").GetProperty("id").GetGuid();
        using var played = await admin.GetAsync($"api/shared/{id}/items/0/proxy.mp4");
        Assert.Equal(HttpStatusCode.OK, played.StatusCode);
        Assert.Empty(await server.Library.ReadAsync(tx => tx.JobsAboutAsync(clip.ToString(), default), default));
    }

    [Fact]
    public async Task A_stretch_that_cannot_be_cut_says_why()
    {
        Corpus.Program("ffmpeg");
        var clip = await ClipAsync("A001C003");
        await File.WriteAllTextAsync(Path.Join(server.Library.Options.Derived.LocalPath, "proxies/A001C003/proxy.mp4"), "damaged");
        using var admin = server.Client(server.Admin);
        using var made = await admin.PostAsJsonAsync("api/shares", new { show = RunningServer.Show, clips = new[] { new { clip, @in = "10", @out = "20" } }, link = new { } });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("share").GetProperty("id").GetGuid();

        await CutAsync(clip);
        using var played = await admin.GetAsync($"api/shared/{id}/items/0/proxy.mp4");

        Assert.Equal("not-playable", await RunningServer.ProblemAsync(played));
        Assert.Contains("no picture whose frames can be counted", await played.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Runs the cut that was ordered as a worker does, and records its result as the runner does.</summary>
    private async Task CutAsync(Guid clip)
    {
        var (job, step, request) = await server.Library.ReadAsync(async tx =>
        {
            var found = Assert.Single(await tx.JobsAboutAsync(clip.ToString(), default));
            var only = Assert.Single(await tx.StepsAsync(found.Id, default));
            return (found, only, (await tx.RequestAsync(only.Id, default))!);
        }, default);
        var context = new StepContext { ScratchFolder = Directory.CreateDirectory(Path.Join(server.Home, "scratch")).FullName };
        var outcome = await StepCatalogue.Functions.RunAsync(step.Function, JsonSerializer.Deserialize<JsonElement>(request), context, default);
        await server.Library.WriteAsync(tx => new ClipCutWork().RecordAsync(tx, job, step with { State = StepState.Done }, outcome.Result, default), default);
        Assert.Empty(Directory.EnumerateFileSystemEntries(context.ScratchFolder));
    }

    /// <summary>A clip with a real proxy of 100 frames with sound, each of them brighter than the one before.</summary>
    private async Task<Guid> ClipAsync(string name)
    {
        var folder = $"proxies/{name}";
        var path = Directory.CreateDirectory(Path.Join(server.Library.Options.Derived.LocalPath, folder)).FullName;
        await RunAsync("-f", "lavfi", "-i", $"nullsrc=s=64x64:r=25,geq=lum='16+2*N':cb=128:cr=128", "-f", "lavfi", "-i", "sine=440:sample_rate=48000", "-frames:v", $"{Frames}", "-t", "4",
            "-c:v", "libx264", "-crf", "5", "-g", "25", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "aac", "-timecode", "10:00:00:00", "-f", "mp4", Path.Join(path, "proxy.mp4"));
        await server.Library.WriteAsync(tx => tx.PutClipsAsync([new Clip
        {
            Id = Guid.CreateVersion7(),
            Roll = server.Roll,
            Name = name,
            Frames = Frames,
            Rate = "25/1",
            TimecodeStart = "10:00:00:00",
            TimecodeEnd = "10:00:04:00",
            ProxyState = Acetate.Library.Clips.ProxyState.Made,
            Proxy = new ClipProxy { Video = $"{folder}/proxy.mp4", Frames = Frames, Timecode = "10:00:00:00" },
        }], default), default);
        return (await server.Library.ReadAsync(tx => tx.ClipAsync(server.Roll, name, default), default))!.Id;
    }

    /// <summary>The brightness of each frame.</summary>
    private static async Task<List<int>> ShadesAsync(string file)
    {
        var raw = file + ".gray";
        await RunAsync("-i", file, "-vf", "extractplanes=y", "-f", "rawvideo", "-pix_fmt", "gray", raw);
        return [.. (await File.ReadAllBytesAsync(raw)).Chunk(64 * 64).Select(frame => (int)Math.Round(frame.Average(value => value)))];
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments]) { RedirectStandardError = true })!;
        var complaint = await ffmpeg.StandardError.ReadToEndAsync();
        await ffmpeg.WaitForExitAsync();
        Assert.True(ffmpeg.ExitCode == 0, complaint);
    }
}
