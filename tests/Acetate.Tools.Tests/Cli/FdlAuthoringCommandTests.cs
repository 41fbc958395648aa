using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate fdl make</c> and <c>acetate fdl chart</c>.</summary>
public sealed class FdlAuthoringCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_camera_mode_and_shapes_make_a_valid_list()
    {
        var (code, output, error) = await RunAsync(
            "fdl", "make", "--canvas", "4448x3096", "--aspect", "2.39", "--aspect", "streaming=16:9", "--protection", "10", "--camera", "A camera", "--mode", "4.5K LF Open Gate", "-o", At("a.fdl"));
        using var list = JsonDocument.Parse(await File.ReadAllBytesAsync(At("a.fdl"), Cancel));

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Contains("4004 × 1676", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await RunAsync("fdl", "validate", At("a.fdl"))).Code);
        var root = list.RootElement;
        Assert.Equal("FI239", root.GetProperty("default_framing_intent").GetString());
        Assert.Equal(["FI239 2.39:1 239 100 0.1", "streaming streaming 16 9 0.1"], root.GetProperty("framing_intents").EnumerateArray().Select(intent =>
            $"{intent.GetProperty("id")} {intent.GetProperty("label")} {intent.GetProperty("aspect_ratio").GetProperty("width")} {intent.GetProperty("aspect_ratio").GetProperty("height")} {intent.GetProperty("protection")}"));
        var canvas = root.GetProperty("contexts")[0].GetProperty("canvases")[0];
        Assert.Equal(("A camera", "4.5K LF Open Gate"), (root.GetProperty("contexts")[0].GetProperty("label").GetString(), canvas.GetProperty("label").GetString()));
        Assert.Equal(["4004 1676 222 710", "4004 2252 222 422"], canvas.GetProperty("framing_decisions").EnumerateArray().Select(decision =>
            $"{decision.GetProperty("dimensions").GetProperty("width").GetDouble()} {decision.GetProperty("dimensions").GetProperty("height").GetDouble()} {decision.GetProperty("anchor_point").GetProperty("x").GetDouble()} {decision.GetProperty("anchor_point").GetProperty("y").GetDouble()}"));
    }

    [Fact]
    public async Task A_squeezed_picture_and_an_effective_area_with_its_corner_are_taken_in()
    {
        var (code, output, _) = await RunAsync("fdl", "make", "--canvas", "2880x2160", "--squeeze", "2", "--effective", "2800x2100+80+0", "--aspect", "239:100", "--round", "whole", "-o", At("a.fdl"), "--json");
        using var report = JsonDocument.Parse(output);

        Assert.Equal(ExitCode.Done, code);
        var canvas = report.RootElement.GetProperty("fdl").GetProperty("contexts")[0].GetProperty("canvases")[0];
        Assert.Equal((2, 80, 0), (canvas.GetProperty("anamorphic_squeeze").GetDouble(), canvas.GetProperty("effective_anchor_point").GetProperty("x").GetDouble(), canvas.GetProperty("effective_anchor_point").GetProperty("y").GetDouble()));
        // 2100 · 2.39 / 2, rounded up.
        Assert.Equal(2510, canvas.GetProperty("framing_decisions")[0].GetProperty("dimensions").GetProperty("width").GetDouble());
    }

    [Theory]
    [InlineData("--canvas 44x --aspect 2.39", 2, "--canvas takes a size in pixels such as 4448x3096, not '44x'.")]
    [InlineData("--canvas 100x-5 --aspect 2.39", 2, "--canvas takes a size")]
    [InlineData("--canvas 100x100 --aspect 3:0", 2, "--aspect takes a shape such as 2.39 or 16:9, or with a name theatrical=2.39, not '3:0'.")]
    [InlineData("--canvas 100x100 --aspect 2,39", 2, "--aspect takes a shape")]
    [InlineData("--canvas 100x100 --aspect 2.39 --protection 100", 2, "--protection takes a percentage from 0 to less than 100, such as 10, not '100'.")]
    [InlineData("--canvas 100x100 --aspect 2.39 --squeeze 0", 2, "--squeeze takes a squeeze from 0.01 to 100")]
    [InlineData("--canvas 100x100 --aspect 2.39 --effective 80x80+1", 2, "--effective takes a size and perhaps a corner")]
    [InlineData("--canvas 100x100 --aspect 2.39 --effective 80x80+30+0", 3, "The effective area reaches to 110 × 80 and so beyond the canvas of 100 × 100.")]
    [InlineData("--canvas 100x100 --aspect 2.39 --effective 200x100", 3, "beyond the canvas")]
    [InlineData("--canvas 100x100 --aspect 2.39 --aspect 2.39", 3, "There is another framing intent 'FI239' in this list.")]
    [InlineData("--canvas 100x100 --aspect 2.39 --canvas-id a-b", 3, "'a-b' is not an id.")]
    public async Task What_cannot_be_is_told_and_nothing_is_written(string options, int expected, string says)
    {
        var (code, output, error) = await RunAsync(["fdl", "make", .. options.Split(' '), "-o", At("a.fdl")]);

        Assert.Equal((expected, ""), ((int)code, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_shape_that_whole_pixels_cannot_have_is_told()
    {
        var (code, _, error) = await RunAsync("fdl", "make", "--canvas", "100x100", "--aspect", "80", "-o", At("a.fdl"));

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal("warning: CV1-FI80 is seen as 50:1 and not as 80:1. The canvas has too few pixels for that shape.", error.Trim());
    }

    [Fact]
    public async Task A_chart_has_its_lines_at_the_list_s_pixels_as_EXR_and_as_PNG()
    {
        Assert.Equal(ExitCode.Done, (await RunAsync("fdl", "make", "--canvas", "640x400", "--aspect", "2:1", "--protection", "10", "-o", At("a.fdl"))).Code);

        var (code, output, error) = await RunAsync("fdl", "chart", At("a.fdl"), "-o", At("a.png"), "--json");
        var second = await RunAsync("fdl", "chart", At("a.fdl"), "-o", At("a.exr"));

        Assert.Equal((ExitCode.Done, "", ExitCode.Done), (code, error, second.Code));
        using var report = JsonDocument.Parse(output);
        Assert.Equal(["canvas 0 0 640 400", "protection 0 40 640 320", "framing 32 56 576 288"], report.RootElement.GetProperty("frames").EnumerateArray().Select(frame =>
            $"{frame.GetProperty("layer")} {frame.GetProperty("x").GetDouble()} {frame.GetProperty("y").GetDouble()} {frame.GetProperty("width").GetDouble()} {frame.GetProperty("height").GetDouble()}"));
        foreach (var file in (string[])["a.png", "a.exr"])
        {
            var pixels = Pixels(At(file), 640 * 400);
            (float, float, float) Pixel(int x, int y) => pixels[y * 640 + x];
            var (grey, framing, protection) = (Pixel(200, 20), Pixel(32, 56), Pixel(200, 40));
            Assert.Equal(3, new HashSet<(float, float, float)> { grey, framing, protection }.Count);
            Assert.Equal(framing, Pixel(607, 343));
            Assert.Equal((grey, grey, grey, grey), (Pixel(31, 200), Pixel(608, 200), Pixel(200, 55), Pixel(200, 344)));
            Assert.Equal((protection, grey), (Pixel(200, 359), Pixel(200, 360)));
        }

        // A middle grey is 18 percent of light in ACES, and 0.461 of full in sRGB.
        Assert.Equal(0.18f, Pixels(At("a.exr"), 640 * 400)[20 * 640 + 200].R, 0.0005f);
        Assert.Equal(0.4613f, Pixels(At("a.png"), 640 * 400)[20 * 640 + 200].R, 0.0005f);
    }

    [Fact]
    public async Task A_chart_of_a_squeezed_canvas_says_so_in_its_pixels_shape()
    {
        await RunAsync("fdl", "make", "--canvas", "320x240", "--squeeze", "2", "--aspect", "2.39", "-o", At("a.fdl"));

        Assert.Equal(ExitCode.Done, (await RunAsync("fdl", "chart", At("a.fdl"), "-o", At("a.exr"))).Code);

        Assert.Contains("pixelAspectRatio: float 2", await OutputOf("exrinfo", "-v", At("a.exr")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jpg", "", 2, "A chart is written as .exr or .png")]
    [InlineData("there.png", "", 3, "is there already, and nothing is overwritten")]
    [InlineData("nowhere/a.png", "", 4, "There is no folder")]
    [InlineData("a.png", "--intent X", 4, "no framing decision for the intent 'X'. It has the intents FI2, FI239.")]
    [InlineData("a.png", "--canvas CV7", 4, "no canvas 'CV7'")]
    public async Task A_chart_that_cannot_be_drawn_says_why(string name, string options, int expected, string says)
    {
        await RunAsync("fdl", "make", "--canvas", "640x400", "--aspect", "2", "--aspect", "2.39", "-o", At("a.fdl"));
        folder.Write("there.png", "mine"u8.ToArray());

        var (code, output, error) = await RunAsync(["fdl", "chart", At("a.fdl"), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-o", At(name)]);

        Assert.Equal((expected, ""), ((int)code, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(At("there.png"), Cancel));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public async Task A_canvas_too_large_for_a_picture_is_refused_before_a_pixel_is_made()
    {
        await RunAsync("fdl", "make", "--canvas", "100000x100000", "--aspect", "2", "-o", At("a.fdl"));

        var (code, _, error) = await RunAsync("fdl", "chart", At("a.fdl"), "-o", At("a.png"));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("each side takes up to 65535", error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("a.png")));
    }

    [Theory]
    [InlineData("make")]
    [InlineData("chart")]
    public async Task Help_shows_an_example_and_ends_with_the_exit_codes(string verb)
    {
        var (code, output, _) = await RunAsync("fdl", verb, "--help");

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains($"acetate fdl {verb} ", output, StringComparison.Ordinal);
        Assert.StartsWith("70 ", output.TrimEnd().Split('\n')[^1].Trim(), StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string At(string name) => Path.Join(folder.Path, name);

    // By FFmpeg, which has read neither our writer nor our drawing.
    private static (float R, float G, float B)[] Pixels(string file, int count)
    {
        using var process = Process.Start(new ProcessStartInfo(Corpus.Program("ffmpeg"), ["-v", "error", "-i", file, "-f", "rawvideo", "-pix_fmt", "gbrpf32le", "-"]) { RedirectStandardOutput = true })!;
        using var all = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(all);
        process.WaitForExit();
        var values = MemoryMarshal.Cast<byte, float>(all.ToArray().AsSpan()).ToArray();
        Assert.Equal(3 * count, values.Length);
        return [.. Enumerable.Range(0, count).Select(i => (values[2 * count + i], values[i], values[count + i]))];
    }

    private static async Task<string> OutputOf(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Corpus.Program(program), arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return output;
    }

    private static Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] arguments) => DemoCommandTests.RunAsync(arguments);
}
