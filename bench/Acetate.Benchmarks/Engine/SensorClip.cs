using Acetate.Imaging.Tests;
using Acetate.Imaging.Tests.Formats.Arri;
using Acetate.Media.Inspect;

namespace Acetate.Benchmarks.Engine;

/// <summary>ARRIRAW of a scene with large and small shapes and the noise of a sensor: what compressors and debayers meet on a set.</summary>
internal sealed class SensorClip
{
    /// <summary>An open gate recording's size.</summary>
    public const int Width = 4448, Height = 3096;

    // So many frames differ; a longer clip reads them again and again.
    private const int Different = 4;

    private readonly string[] _paths;

    private SensorClip(string[] paths) => _paths = paths;

    /// <summary>A frame's file.</summary>
    public string this[int frame] => _paths[frame % _paths.Length];

    /// <summary>Writes the frames into a folder.</summary>
    public static SensorClip Shoot(string folder)
    {
        var paths = Enumerable.Range(1, Different).Select(i => Path.Join(folder, $"A001C001_260101_R1BE.{i:0000000}.ari")).ToArray();
        Parallel.For(0, Different, i => File.WriteAllBytes(paths[i], Frame(Width, Height, (uint)i)));
        return new(paths);
    }

    /// <summary>A frame of so many.</summary>
    public static byte[] Frame(int width, int height, uint seed)
    {
        var noise = new float[1 << 16];
        var random = new Grain(1);
        for (var i = 0; i < noise.Length; i++) noise[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.Unit())) * Math.Cos(Math.Tau * random.Unit()));
        return AriFixture.Frame(
            width, height,
            (x, y) =>
            {
                // Six stops around a grey of 18 % at an exposure index of 800.
                var light = 0.005 * Math.Pow(2, 6 * Shapes(x, y, 0, seed) - 3);
                var warmth = 0.5 * Shapes(x, y, 7, seed) - 0.25;
                // Shot noise and read noise: 36 dB at grey, and a dynamic range of 14.5 stops.
                var grain = noise[Hash((uint)x, (uint)y, seed) & 0xFFFF];
                return (Seen(light * (1 + warmth) / 1.3667), Seen(light), Seen(light * (1 - warmth) / 1.645));

                double Seen(double value) => value + grain * Math.Sqrt(1.6e-9 + 1.1e-6 * value);
            },
            lookBytes: 0, // LibRaw expects the picture right after the header
            change: file => AriFixture.F32(file, 0xC4, 1));
    }

    /// <summary>The clip with so many frames.</summary>
    public ClipSource Clip(int frames) => new()
    {
        Name = "A001C001_260101_R1BE",
        Kind = ClipKind.Sequence,
        Files = [.. Enumerable.Range(0, frames).Select(i => new ClipFile($"A001C001_260101_R1BE.{i + 1:0000000}.ari", this[i], new FileInfo(this[i]).Length))],
    };

    // Five octaves of shapes with soft edges, 0 to 1.
    private static double Shapes(int x, int y, uint kind, uint seed)
    {
        var (sum, weight) = (0.0, 0.5);
        for (var octave = 0; octave < 5; octave++, weight /= 2)
        {
            var size = 1024 >> octave;
            // The camera moves a little from frame to frame.
            var (at, down) = (x + 4 * (int)seed, y);
            var (column, row) = (at / size, down / size);
            var (u, v) = (Smooth((at % size) / (double)size), Smooth((down % size) / (double)size));
            sum += weight * (Corner(column, row) * (1 - u) * (1 - v) + Corner(column + 1, row) * u * (1 - v) + Corner(column, row + 1) * (1 - u) * v + Corner(column + 1, row + 1) * u * v);

            double Corner(int i, int j) => (Hash((uint)i, (uint)j, kind * 31 + (uint)octave) & 0xFFFF) / 65535.0;
        }

        return sum / (1 - 2 * weight);
    }

    private static double Smooth(double t) => t * t * (3 - 2 * t);

    private static uint Hash(uint x, uint y, uint seed)
    {
        var value = x * 0x9E3779B1 ^ y * 0x85EBCA77 ^ (seed + 1) * 0xC2B2AE3D;
        value = (value ^ (value >> 15)) * 0x2C1B3C6D;
        value = (value ^ (value >> 12)) * 0x297A2D39;
        return value ^ (value >> 15);
    }
}
