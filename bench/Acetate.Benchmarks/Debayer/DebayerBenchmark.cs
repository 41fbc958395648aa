using System.Diagnostics;
using System.Globalization;
using Acetate.Imaging.Debayer;
using Acetate.Imaging.Resample;

namespace Acetate.Benchmarks.Debayer;

/// <summary>How near debayers come to the truth, beside LibRaw's on the same mosaics, and how long ours and a scaler take.</summary>
internal static class DebayerBenchmark
{
    private const int Width = 4448, Height = 3096;

    public static Task<int> RunAsync(string[] args)
    {
        if (!args.Contains("--time-only")) Quality(args.Option("--corpus") ?? Environment.GetEnvironmentVariable("ACETATE_CORPUS") ?? Path.Join(Checkout.Root, "..", "shared"));
        Times();
        return Task.FromResult(0);
    }

    private static void Quality(string corpus)
    {
        Console.WriteLine("Peak signal to noise of all three colours together (CPSNR) in dB, of light / of sRGB values; 20 pixels at the edges left out:");
        var sums = new Dictionary<string, (double Light, double Display, int Count)>();
        foreach (var truth in TruePicture.All(corpus))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{truth.Name}, {truth.Width}×{truth.Height}"));
            foreach (var way in Demosaicing.All)
            {
                var result = way.Again(truth);
                var (light, display) = (Cpsnr.OfLight(truth, result), Cpsnr.OfDisplay(truth, result));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {way.Name,-26} {light,6:F2} / {display,5:F2}"));
                var (lights, displays, count) = sums.GetValueOrDefault(way.Name);
                sums[way.Name] = (lights + light, displays + display, count + 1);
            }
        }

        Console.WriteLine("mean of all");
        foreach (var (name, (light, display, count)) in sums)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-26} {light / count,6:F2} / {display / count,5:F2}"));
    }

    private static void Times()
    {
        var row = new float[Width];
        for (var x = 0; x < Width; x++) row[x] = 0.3f + 0.2f * MathF.Sin(x * 0.7f);
        void Mosaic(int y, Span<float> values) => row.AsSpan(0, values.Length).CopyTo(values);
        static void Nowhere(int y, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue) { }

        Console.WriteLine($"A frame of {Width} × {Height} on one thread, processor time:");
        foreach (var (name, debayer) in new (string, IDebayer)[]
        {
            ("ratio corrected (plates)", new RatioCorrected(Width, Height, BayerPattern.Grbg)), ("gradient corrected (quick)", new GradientCorrected(Width, Height, BayerPattern.Grbg)), ("half size", new HalfSize(Width, Height, BayerPattern.Grbg)),
        })
            Show(name, () => debayer.Run(Mosaic, Nowhere));
        foreach (var (name, placement, filter) in new[]
        {
            ("scaled to 2224 × 1548, Lanczos", Placement.Fill(Width, Height, 2224, 1548), ResampleFilter.Lanczos3),
            ("scaled to 1920 × 1336, area", Placement.Fill(Width, Height, 1920, 1336), ResampleFilter.Area),
            ("de-squeezed to 8896 × 3096, Lanczos", Placement.Fill(Width, Height, 2 * Width, Height), ResampleFilter.Lanczos3),
        })
        {
            var scaler = new Scaler(placement, filter, Nowhere);
            Show(name, () =>
            {
                for (var y = 0; y < Height; y++) scaler.Push(y, row, row, row);
            });
        }
    }

    private static void Show(string name, Action work)
    {
        // Time of the processor, not of the clock, so that whoever else works on the machine does not count; after the runtime has compiled
        // what is often called.
        var (rounds, before) = (0, TimeSpan.Zero);
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun).TotalSeconds < 2; rounds++)
        {
            if (Stopwatch.GetElapsedTime(begun).TotalSeconds < 0.5) (rounds, before) = (-1, Environment.CpuUsage.TotalTime);
            work();
            if (rounds < 0) before = Environment.CpuUsage.TotalTime;
        }

        var time = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / rounds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-38} {time,7:F1} ms   {Width * (double)Height / time / 1000,6:F0} Mpx/s"));
    }
}
