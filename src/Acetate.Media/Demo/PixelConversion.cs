namespace Acetate.Media.Demo;

/// <summary>Display values to what cameras store: ten bit video, or a sensor's numbers behind a colour filter.</summary>
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

    /// <summary>Packs as planes of luma and halved chroma, ten bits in little endian words, limited range, Rec. 709 matrix (<c>yuv422p10le</c>).</summary>
    public static void ToVideo(Canvas canvas, byte[] target)
    {
        var (width, pixels) = (canvas.Width, canvas.Pixels);
        var size = canvas.Width * canvas.Height;
        Parallel.For(0, canvas.Height, y =>
        {
            for (var x = 0; x < width; x += 2)
            {
                var at = (y * width + x) * 3;
                int r0 = pixels[at], g0 = pixels[at + 1], b0 = pixels[at + 2], r1 = pixels[at + 3], g1 = pixels[at + 4], b1 = pixels[at + 5];
                Put(target, y * width + x, Luma(r0, g0, b0));
                Put(target, y * width + x + 1, Luma(r1, g1, b1));
                // Weights in 65,536ths of a ten bit step for each step of the sum of two pixels.
                int r = r0 + r1, g = g0 + g1, b = b0 + b1;
                var chroma = y * width / 2 + x / 2;
                Put(target, size + chroma, 512 + (-13192 * r - 44377 * g + 57569 * b + (1 << 15) >> 16));
                Put(target, size + size / 2 + chroma, 512 + (57569 * r - 52290 * g - 5279 * b + (1 << 15) >> 16));
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

    private static int Luma(int r, int g, int b) => 64 + ((47864 * r + 161017 * g + 16255 * b + (1 << 15)) >> 16);

    private static void Put(byte[] target, int index, int value)
    {
        target[index * 2] = (byte)value;
        target[index * 2 + 1] = (byte)(value >> 8);
    }
}
