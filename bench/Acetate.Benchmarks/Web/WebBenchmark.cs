using System.Diagnostics;
using System.Globalization;

namespace Acetate.Benchmarks.Web;

/// <summary>
/// The web app over a library of 100,000 clips in a real Chromium: frames while its long lists scroll, against the frames that the
/// display draws of an empty page; the time from a key or click to the picture that answers it; and the first load.
/// </summary>
/// <remarks>
/// Options: <c>--clips N</c>, <c>--folder DIR</c> (default: the temporary folder), <c>--pictures DIR</c> to draw every place at both
/// sizes into a folder instead of measuring.
/// </remarks>
internal static class WebBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var clips = args.Option("--clips") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 100_000;
        var home = Path.Join(args.Option("--folder") ?? Path.GetTempPath(), $"acetate-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(home);
        try
        {
            var started = Stopwatch.GetTimestamp();
            var (roll, job) = await HugeLibrary.MakeAsync(home, clips);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A library of {clips:N0} clips was made in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s."));
            await using var server = await ServedLibrary.StartAsync(home, "--web", Path.Join(Checkout.Root, "web", "dist"));
            using var browser = Process.Start("node",
                [Path.Join(Checkout.Root, "web", "bench", "huge.mjs"), server.Link, HugeLibrary.Show, $"{roll}", $"{job}", .. args.Option("--pictures") is { } folder ? [Path.GetFullPath(folder)] : Array.Empty<string>()]);
            await browser.WaitForExitAsync();
            return browser.ExitCode;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
