namespace Acetate.Media.Demo;

/// <summary>Display values to what cameras store: ten bit log video, or a sensor's numbers behind a colour filter.</summary>
internal static class PixelConversion
{
    /// <summary>The sensor's number for no light and for the most light.</summary>
    public const int Black = 256, White = 4095;

    /// <summary>How much of each channel the sensor sees of neutral light, green being 1: the DNG tag AsShotNeutral, in thousandths.</summary>
    public static ReadOnlySpan<int> NeutralThousandths => [520, 1000, 640];

    /// <summary>What each channel of the sensor sees of linear Rec. 709 red, green and blue, in thousandths; each row sums to 1000.</summary>
    public static ReadOnlySpan<int> SensorThousandths => [850, 120, 30, 60, 900, 40, 20, 130, 850];

    /// <summary>Linear light of a display value, 0 to 65535, by the inverse of the Rec. 709 curve.</summary>
    private static readonly int[] Linear =
        [.. Enumerable.Range(0, 256).Select(value => (int)Math.Round(65535 * (value < 20.655 ? value / 255.0 / 4.5 : Math.Pow((value / 255.0 + 0.099) / 1.099, 1 / 0.45))))];

    /// <summary>ARRI Wide Gamut 3 of linear Rec. 709 red, green and blue, in thousandths; each row sums to 1000. Both whites are D65.</summary>
    private static ReadOnlySpan<int> WideThousandths => [631, 271, 98, 37, 793, 170, 17, 149, 834];

    /// <summary>LogC3 at exposure index 800 ("ALEXA Log C Curve", ARRI 2017, table of the parameters for scene exposure), 0 to 65535 for signals of 0 to 1,
    /// of linear light of 0 to 65535 for no light and display white. As on the raw sensor, display white is nine tenths of what a perfect white scatters.</summary>
    private static readonly int[] Log = [.. Enumerable.Range(0, 65536).Select(value =>
    {
        var light = value / 65535.0 * 0.9;
        return (int)Math.Round(65535 * (light > 0.010591 ? 0.247190 * Math.Log10(5.555556 * light + 0.052272) + 0.385537 : 5.367655 * light + 0.092809));
    })];

    /// <summary>Records as an ARRI camera does: LogC3 in ARRI Wide Gamut 3, packed as planes of luma and halved chroma, ten bits in little endian words,
    /// limited range, Rec. 709 matrix (<c>yuv422p10le</c>).</summary>
    public static void ToLogVideo(Canvas canvas, byte[] target)
    {
        var (width, pixels) = (canvas.Width, canvas.Pixels);
        var size = canvas.Width * canvas.Height;
        Parallel.For(0, canvas.Height, y =>
        {
            for (var x = 0; x < width; x += 2)
            {
                var at = (y * width + x) * 3;
                var (r0, g0, b0) = LogOf(pixels.AsSpan(at, 3));
                var (r1, g1, b1) = LogOf(pixels.AsSpan(at + 3, 3));
                Put(target, y * width + x, Luma(r0, g0, b0));
                Put(target, y * width + x + 1, Luma(r1, g1, b1));
                // Weights in millionths: of 65,535ths of the signal, of the mean of two pixels.
                long r = r0 + r1, g = g0 + g1, b = b0 + b1;
                var chroma = y * width / 2 + x / 2;
                Put(target, size + chroma, 512 + Steps(-114572 * r - 385428 * g + 500000 * b, 896 / 2));
                Put(target, size + size / 2 + chroma, 512 + Steps(500000 * r - 454153 * g - 45847 * b, 896 / 2));
            }
        });
    }

    /// <summary>Samples through a red-green, green-blue filter into 16 bit little endian words of <see cref="Black"/> to <see cref="White"/>.</summary>
    public static void ToBayer(Canvas canvas, byte[] target)
    {
        var (width, pixels) = (canvas.Width, canvas.Pixels);
        var weights = SensorThousandths.ToArray();
        var neutral = NeutralThousandths.ToArray();
        Parallel.For(0, canvas.Height, y =>
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * width + x) * 3;
                var channel = (y & 1) + (x & 1);
                long seen = (long)weights[channel * 3] * Linear[pixels[at]] + (long)weights[channel * 3 + 1] * Linear[pixels[at + 1]]
                    + (long)weights[channel * 3 + 2] * Linear[pixels[at + 2]];
                // Nine tenths of the range is display white: some headroom, as a camera has.
                Put(target, y * width + x, Black + (int)(seen * neutral[channel] / 1000 * (White - Black) * 9 / 10 / 1000 / 65535));
            }
        });
    }

    private static (int R, int G, int B) LogOf(ReadOnlySpan<byte> pixel)
    {
        var (r, g, b) = (Linear[pixel[0]], Linear[pixel[1]], Linear[pixel[2]]);
        var wide = WideThousandths;
        return (Log[(wide[0] * r + wide[1] * g + wide[2] * b) / 1000], Log[(wide[3] * r + wide[4] * g + wide[5] * b) / 1000], Log[(wide[6] * r + wide[7] * g + wide[8] * b) / 1000]);
    }

    private static int Luma(int r, int g, int b) => 64 + Steps(212600L * r + 715200L * g + 72200L * b, 876);

    /// <summary>So many ten bit steps of a signal in millionths of 65,535ths, rounded.</summary>
    private static int Steps(long signal, int range) => (int)Math.Round(signal / 65535e6 * range);

    private static void Put(byte[] target, int index, int value)
    {
        target[index * 2] = (byte)value;
        target[index * 2 + 1] = (byte)(value >> 8);
    }
}
