using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Aces2;
using Acetate.Imaging.Colour.Compression;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Imaging.Colour.Luts;
using Acetate.Imaging.Colour.Rows;

namespace Acetate.Benchmarks.Colour;

/// <summary>Colour on rows of pixels, one core, beside OpenColorIO: its published-by-measurement figures, and its own <c>ocioperf</c> when it is installed.</summary>
internal static partial class ColourBenchmark
{
    private const int Width = 4096, Rounds = 4000;

    public static Task<int> RunAsync(string[] args)
    {
        const string bt1886 = "DISPLAY - CIE-XYZ-D65_to_REC.1886-REC.709", aces1 = "ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-VIDEO_1.0";
        var sdr = new ColourChain("ACES 2 SDR + BT.1886", [new OutputTransform(100, KnownGamuts.Rec709), ColourStyles.Find(bt1886)!]);
        var cct = KnownEncodings.All.Single(encoding => encoding.Name == "ACEScct");

        // Million pixels a second on one core: OpenColorIO 2.6-dev on a machine of this class, float RGBA.
        var theirs = new Dictionary<string, double> { ["LogC3 to ACES"] = 191, ["ACEScct to ACES"] = 200, ["reference gamut compression"] = 28.6, ["ACES 1 SDR + BT.1886"] = 7.9, [sdr.Name] = 3.1 };
        Console.WriteLine("Colour, million pixels a second on one core");
        Measure("LogC3 to ACES", KnownEncodings.LogC3(800).ToAces(), isCode: true);
        Measure("ACEScct to ACES", cct.ToAces(), isCode: true);
        Measure("reference gamut compression", new ReferenceGamutCompression(), isCode: false);
        Measure("ACES 1 SDR + BT.1886", new ColourChain("", [ColourStyles.Find(aces1)!, ColourStyles.Find(bt1886)!]), isCode: false);
        var exact = Measure(sdr.Name, sdr, isCode: false);
        foreach (var size in (ReadOnlySpan<int>)[33, 65, 129])
        {
            var table = Baked.Over(sdr, cct, size);
            var rate = Measure($"{sdr.Name}, table of {size}³", table, isCode: false, sdr.Name);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {rate / exact:F1} x the exact form"));
            foreach (var (stops, what) in ((double, string)[])[(2, "colours whose components are within two stops of each other"), (13, "colours of AP1, to its very edge")])
            {
                var (most, usual) = Wrong(sdr, table, stops);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    off by at most {most:F4} of code 1, in 995 of 1000 by less than {usual:F4}: {what}"));
            }
        }

        if (Installed("ocioperf") && Installed("ffmpeg")) WithOpenColorIO(aces1, bt1886);
        else Console.WriteLine("  ocioperf (Debian: opencolorio-tools) or ffmpeg is not installed: no figure of OpenColorIO from this machine.");
        return Task.FromResult(0);

        double Measure(string name, IColourOperation operation, bool isCode, string? beside = null)
        {
            var rate = Rate(RowColour.For(operation), isCode);
            var line = string.Create(CultureInfo.InvariantCulture, $"  {name,-42} {rate,8:F1}");
            if (theirs.TryGetValue(beside ?? name, out var other)) line += string.Create(CultureInfo.InvariantCulture, $"   OpenColorIO 2.6 {other,6:F1}   {rate / other,6:F1} x");
            Console.WriteLine(line);
            return rate;
        }
    }

    // Rows like a picture's: soft colours with grain.
    private static double Rate(RowColour colour, bool isCode)
    {
        var rows = new float[3][];
        var noise = new Noise(5);
        for (var c = 0; c < 3; c++)
        {
            rows[c] = new float[Width];
            for (var x = 0; x < Width; x++)
            {
                var code = 0.4 + 0.25 * Math.Sin(x / (400.0 + 60 * c) + c) + 0.02 * noise.Unit();
                rows[c][x] = (float)(isCode ? code : Math.Pow(2, code * 17.52 - 9.72));
            }
        }

        float[] r = new float[Width], g = new float[Width], b = new float[Width];
        var best = double.MaxValue;
        var total = Stopwatch.GetTimestamp();
        // Many short rounds, and the best of them: a busy machine leaves some of them alone.
        for (var round = 0; round < Rounds && (round < 60 || Stopwatch.GetElapsedTime(total).TotalSeconds < 1.5); round++)
        {
            rows[0].CopyTo(r, 0);
            rows[1].CopyTo(g, 0);
            rows[2].CopyTo(b, 0);
            var started = Stopwatch.GetTimestamp();
            colour.Apply(r, g, b);
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return Width / best / 1e6;
    }

    // About greys from 7 stops below 18 % to 6 above.
    private static (double Most, double Usual) Wrong(IColourOperation exact, IColourOperation table, double stops)
    {
        const int count = 200_000;
        var noise = new Noise(11);
        var toAces = KnownGamuts.Ap1.To(KnownGamuts.Ap0);
        float[][] one = [new float[count], new float[count], new float[count]], other = [new float[count], new float[count], new float[count]];
        for (var i = 0; i < count; i++)
        {
            var middle = 0.18 * Math.Pow(2, 13 * noise.Unit() - 7);
            var colour = toAces * new Rgb(Near(middle), Near(middle), Near(middle));
            (one[0][i], one[1][i], one[2][i]) = ((float)colour.R, (float)colour.G, (float)colour.B);
            for (var c = 0; c < 3; c++) other[c][i] = one[c][i];
        }

        RowColour.For(exact).Apply(one[0], one[1], one[2]);
        RowColour.For(table).Apply(other[0], other[1], other[2]);
        var off = Enumerable.Range(0, count).Select(i => Enumerable.Range(0, 3).Max(c => Math.Abs((double)one[c][i] - other[c][i]))).Order().ToArray();
        return (off[^1], off[(int)(count * 0.995)]);

        double Near(double light) => light * Math.Pow(2, stops * (noise.Unit() - 0.5));
    }

    private static void WithOpenColorIO(string aces1, string bt1886)
    {
        var folder = Directory.CreateTempSubdirectory("acetate-colour-").FullName;
        try
        {
            File.WriteAllText(Path.Join(folder, "config.ocio"), $$"""
                ocio_profile_version: 2
                roles:
                  default: aces
                displays:
                  d:
                    - !<View> {name: v, colorspace: aces}
                colorspaces:
                  - !<ColorSpace>
                    name: aces
                  - !<ColorSpace>
                    name: logc3
                    to_scene_reference: !<BuiltinTransform> {style: ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1}
                  - !<ColorSpace>
                    name: sdr
                    from_scene_reference: !<GroupTransform>
                      children:
                        - !<BuiltinTransform> {style: {{aces1}}}
                        - !<BuiltinTransform> {style: {{bt1886}}}
                """);
            Run(folder, "ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=1920x1080", "-frames:v", "1", "-pix_fmt", "gbrpf32le", "t.exr");
            foreach (var (name, from, to) in ((string, string, string)[])[("LogC3 to ACES", "logc3", "aces"), ("ACES 1 SDR + BT.1886", "aces", "sdr")])
            {
                var output = Run(folder, "ocioperf", "--colorspaces", from, to, "--image", "t.exr", "--iter", "5");
                if (InPlace().Match(output) is { Success: true } match)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  installed OpenColorIO, {name,-24} {1920 * 1080 / 1e3 / double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),8:F1}"));
                else
                    Console.WriteLine($"  ocioperf gave no figure for {name}: {output.Trim().Split('\n')[^1]}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["OCIO"] = Path.Join(folder, "config.ocio");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static bool Installed(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Join(folder, program)));

    [GeneratedRegex(@"\(in place\):\s+For \d+ iterations, it took: \[[\d.e+-]+, ([\d.e+-]+),")]
    private static partial Regex InPlace();

    /// <summary>Numbers that look like noise and are the same every time (SplitMix64).</summary>
    private sealed class Noise(ulong seed)
    {
        private ulong state = seed;

        public double Unit()
        {
            state += 0x9E3779B97F4A7C15;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1L << 53));
        }
    }
}
