using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Acetate.Benchmarks.Ingest;
using Acetate.Compute;
using Acetate.Imaging.Tests;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;
using Acetate.Timing;

namespace Acetate.Benchmarks.Engine;

/// <summary>The programs as they are shipped: how soon a worker has a picture, and how much memory a large one takes.</summary>
internal static class Programs
{
    private const int Starts = 7;

    private static string Shipped(string name) => Path.Join(Checkout.Root, "artifacts", "programs", name);

    /// <summary>From the start of a worker to its first finished frame, beside an empty program of .NET from its start to its end.</summary>
    public static async Task FirstPixelAsync(string folder, int rounds)
    {
        File.WriteAllBytes(Path.Join(folder, "frame.0000001.ari"), SensorClip.Frame(640, 360, 0));
        var empty = Empty(folder);
        var run = 0;
        var seconds = new List<double>();
        var figures = await new Turns(rounds * Starts)
            .With("empty", () => Task.Run(() => Shell.Run(empty, [])))
            .With("worker", async () => seconds.Add(await FirstFrameAsync(folder, ++run)))
            .RunAsync();
        var (first, nothing) = (1000 * Shell.Median(seconds), 1000 * figures["empty"].Seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nWorker, from its start to its first finished frame (ARRIRAW 640×360 → OpenEXR on disk, read back), median of {rounds * Starts}\n  acetate-worker                           {first,6:F0} ms\n  an empty .NET program, start to end      {nothing,6:F0} ms   (framework-dependent, not compiled ahead)\n  {first - nothing:F0} ms more   goal 60 or less"));
    }

    /// <summary>The most memory that rendering frames of 8192×4320 takes, with two gigabytes allowed.</summary>
    public static async Task CeilingAsync(string folder)
    {
        const int width = 8192, height = 4320, frames = 4;
        var samples = new byte[width * height * 2];
        var grain = new Grain(1);
        foreach (ref var sample in MemoryMarshal.Cast<byte, ushort>(samples.AsSpan())) sample = (ushort)(20000 + grain.Below(500));
        var clip = Directory.CreateDirectory(Path.Join(folder, "A002C001_260101_R1BE")).FullName;
        var dng = new DngWriter
        {
            Width = width,
            Height = height,
            Make = "Acetate",
            Model = "Grain",
            Serial = "1",
            Reel = "A002",
            CameraLabel = "A",
            LensModel = "-",
            Black = 0,
            White = 65535,
            ColorMatrix = ImmutableArray.Create(32405, -15371, -4985, -9693, 18760, 416, 556, -2040, 10572),
            AsShotNeutral = [1000, 1000, 1000],
            Iso = 800,
            ShutterDenominator = 48,
            Date = "2026:01:01 00:00:00",
        };
        for (var i = 0; i < frames; i++)
        {
            await using var file = File.Create(Path.Join(clip, $"A002C001_260101_R1BE.{i + 1:0000000}.dng"));
            dng.Write(file, new Timecode(i, FrameRate.Fps24), samples);
        }

        using var process = Process.Start(new ProcessStartInfo(Shipped("acetate"), ["render", clip, "-o", Path.Join(folder, "plate.####.exr"), "--memory", "2"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (told, complaint) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var most = 0L;
        while (!process.WaitForExit(5)) most = Math.Max(most, HighWater(process.Id));
        if (process.ExitCode != 0) throw new InvalidOperationException($"acetate render ended with {process.ExitCode}: {await told} {await complaint}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nacetate render of {frames} frames of CinemaDNG {width}×{height} to OpenEXR ZIPS, --memory 2\n  most memory resident (VmHWM)             {most / 1e6,6:F0} MB   goal below 2,000 MB"));
    }

    private static async Task<double> FirstFrameAsync(string folder, int run)
    {
        var request = new RenderFramesRequest
        {
            Store = StoreUrl.ForFolder(folder),
            Clip = new() { Name = "frame", Kind = ClipKind.Sequence, Files = ["frame.0000001.ari"] },
            Outputs = [new() { Name = $"first{run}.####.exr" }],
            Target = StoreUrl.ForFolder(folder),
        };
        var line = JsonSerializer.Serialize(new WorkerRequest($"{run}", RenderFrames.Name, JsonSerializer.SerializeToElement(request, StepJson.Options), Scratch: folder), StepJson.Options);
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(Shipped("acetate-worker")) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaint = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        double? first = null;
        while (await process.StandardOutput.ReadLineAsync() is { } reply)
        {
            // Progress is told a few times a second at most; the result says it too.
            var said = JsonSerializer.Deserialize<WorkerReply>(reply, StepJson.Options);
            if (said is { Progress.Done: 1 } or { Result: StepResult.Done }) first ??= Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 && first is { } seconds ? seconds : throw new InvalidOperationException($"acetate-worker ended with {process.ExitCode}: {await complaint}");
    }

    private static string Empty(string folder)
    {
        var project = Directory.CreateDirectory(Path.Join(folder, "empty")).FullName;
        File.WriteAllText(Path.Join(project, "empty.csproj"), "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><InvariantGlobalization>true</InvariantGlobalization></PropertyGroup></Project>");
        File.WriteAllText(Path.Join(project, "Program.cs"), "return;");
        Shell.Run("dotnet", ["build", project, "-c", "Release", "-o", Path.Join(project, "out"), "-v", "q", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"]);
        return Path.Join(project, "out", "empty");
    }

    private static long HighWater(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }
}
