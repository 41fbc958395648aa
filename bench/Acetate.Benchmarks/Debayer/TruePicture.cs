using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Acetate.Benchmarks.Debayer;

/// <summary>A picture whose colours are all known, as light from 0 to 1: what a mosaic of it should become again.</summary>
internal sealed record TruePicture(string Name, int Width, int Height, float[] Red, float[] Green, float[] Blue)
{
    public float[] this[int channel] => channel switch { 0 => Red, 1 => Green, _ => Blue };

    /// <summary>The charts, and of the corpus what has every colour in every pixel. Pictures whose colours are coarser than their light are halved first.</summary>
    public static IEnumerable<TruePicture> All(string corpus)
    {
        yield return ZonePlate();
        yield return SlantedEdges();
        var samples = Path.Join(corpus, "samples");
        yield return Exposed(FromFFmpeg("Beachball (EXR, rendered)", Path.Join(samples, "exr", "singlepart.0001.exr"), "crop=910:876:654:244,format=gbrpf32le", isLight: true));
        yield return Exposed(FromFFmpeg("Garden (EXR, grey)", Path.Join(samples, "exr", "Garden.exr"), "crop=874:492,format=grayf32le", isLight: true));
        yield return Exposed(FromSensor("EOS 550D (DNG, halved)", Path.Join(samples, "dng-raw-bayer", "MagicLantern_EOS550D_1888x1182_14bit_bayer.dng")));
        foreach (var (name, file, at) in new[]
        {
            ("Tears of Steel (halved)", "TearsOfSteel_battle_800x332_24fps_70s.webm", "20"), ("Flower (halved)", "flower.webm", "0.5"),
            ("Park joy (halved)", "park_joy_420_720p50_frm0to9_480x270.y4m", "0.1"), ("Street (halved)", "car-detection.mp4", "3"),
            ("Big Buck Bunny (halved)", "BigBuckBunny_1280x720_vp8_0-30s.webm", "12"),
        })
            yield return FromFFmpeg(name, Path.Join(samples, "natural-video", file), "scale=trunc(iw/4)*2:trunc(ih/4)*2:flags=area,format=gbrpf32le", isLight: false, at);
    }

    // Rings finer and finer outwards, up to what a mosaic of one colour in four can hold and beyond; grey, as most fine detail is.
    private static TruePicture ZonePlate() => Drawn("zone plate", 512, 512, (x, y) =>
    {
        var (dx, dy) = (x - 256, y - 256);
        var light = (float)(0.5 + 0.45 * Math.Cos(Math.PI * (dx * dx + dy * dy) / 850));
        return (light, light, light);
    });

    // Edges of 5 degrees between colours, each pixel the mean of what it covers.
    private static TruePicture SlantedEdges() => Drawn("slanted edges", 480, 480, (x, y) =>
    {
        (float, float, float)[] colours = [(0.05f, 0.05f, 0.05f), (0.8f, 0.8f, 0.8f), (0.6f, 0.1f, 0.08f), (0.1f, 0.35f, 0.7f), (0.12f, 0.45f, 0.1f), (0.75f, 0.6f, 0.05f)];
        var (u, v) = (x * 0.99619 + y * 0.08716, y * 0.99619 - x * 0.08716);
        var (column, row) = ((int)Math.Floor(u / 37.3), (int)Math.Floor(v / 41.9));
        return colours[((column * 5 + row * 7) % colours.Length + colours.Length) % colours.Length];
    });

    private static TruePicture Drawn(string name, int width, int height, Func<double, double, (float R, float G, float B)> colour)
    {
        const int samples = 8;
        var picture = new TruePicture(name, width, height, new float[width * height], new float[width * height], new float[width * height]);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (r, g, b) = (0.0, 0.0, 0.0);
                for (var i = 0; i < samples * samples; i++)
                {
                    var light = colour(x + (i % samples + 0.5) / samples, y + (i / samples + 0.5) / samples);
                    (r, g, b) = (r + light.R, g + light.G, b + light.B);
                }

                var at = y * width + x;
                (picture.Red[at], picture.Green[at], picture.Blue[at]) = ((float)(r / samples / samples), (float)(g / samples / samples), (float)(b / samples / samples));
            }
        }

        return picture;
    }

    private static TruePicture FromFFmpeg(string name, string file, string filter, bool isLight, string? at = null)
    {
        // As a portable float map: a header of text, then rows from the lowest to the highest, of one value a pixel or of three.
        var bytes = Run("ffmpeg", ["-v", "error", .. (at is null ? Array.Empty<string>() : ["-ss", at]), "-i", file, "-frames:v", "1", "-vf", filter, "-f", "image2pipe", "-c:v", "pfm", "-"]);
        var (width, height, start) = PortableHeader(bytes);
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start));
        var channels = bytes[1] == (byte)'f' ? 1 : 3;
        var picture = new TruePicture(name, width, height, new float[width * height], new float[width * height], new float[width * height]);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var from = ((height - 1 - y) * width + x) * channels;
                for (var channel = 0; channel < 3; channel++)
                {
                    var value = values[from + Math.Min(channel, channels - 1)];
                    picture[channel][y * width + x] = isLight ? Math.Max(0, value) : ToLight(Math.Clamp(value, 0, 1));
                }
            }
        }

        return picture;
    }

    // A camera's own picture: of each square of four one pixel with all colours, as the sensor saw them.
    private static TruePicture FromSensor(string name, string file)
    {
        var bytes = Run("dcraw_emu", ["-h", "-4", "-o", "0", "-r", "1", "1", "1", "1", "-t", "0", "-Z", "-", file]);
        return PortablePixels(name, bytes);
    }

    /// <summary>A portable pixel map of 16 bits as light from 0 to 1.</summary>
    public static TruePicture PortablePixels(string name, byte[] bytes)
    {
        var (width, height, start) = PortableHeader(bytes);
        var picture = new TruePicture(name, width, height, new float[width * height], new float[width * height], new float[width * height]);
        for (var i = 0; i < width * height; i++)
            for (var channel = 0; channel < 3; channel++)
                picture[channel][i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(start + (i * 3 + channel) * 2)) / 65535f;
        return picture;
    }

    // White is half as much again as all but one in a hundred values.
    private static TruePicture Exposed(TruePicture picture)
    {
        var all = picture.Red.Concat(picture.Green).Concat(picture.Blue).Order().ToArray();
        var white = Math.Max(1e-6f, 1.5f * all[(int)(all.Length * 0.99)]);
        for (var channel = 0; channel < 3; channel++)
            for (var i = 0; i < picture[channel].Length; i++)
                picture[channel][i] = Math.Min(1, picture[channel][i] / white);
        return picture;
    }

    private static (int Width, int Height, int Start) PortableHeader(byte[] bytes)
    {
        var words = new List<string>();
        var at = 0;
        while (words.Count < 4)
        {
            var end = at;
            while (bytes[end] is not ((byte)' ' or (byte)'\n')) end++;
            words.Add(System.Text.Encoding.ASCII.GetString(bytes, at, end - at));
            at = end + 1;
        }

        return (int.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture), at);
    }

    private static float ToLight(float value) => value <= 0.04045f ? value / 12.92f : MathF.Pow((value + 0.055f) / 1.055f, 2.4f);

    internal static byte[] Run(string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return process.ExitCode == 0 && output.Length > 0 ? output.ToArray() : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} gave {process.ExitCode} and {output.Length} bytes.");
    }
}
