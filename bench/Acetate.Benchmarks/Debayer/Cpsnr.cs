namespace Acetate.Benchmarks.Debayer;

/// <summary>Peak signal to noise of all three colours together, in decibels. 20 pixels at each edge do not count.</summary>
internal static class Cpsnr
{
    /// <summary>Of light from 0 to 1.</summary>
    public static double OfLight(TruePicture truth, TruePicture result) => Of(truth, result, value => value);

    /// <summary>Of the same as an sRGB display is sent it, which weighs shadows as eyes do.</summary>
    public static double OfDisplay(TruePicture truth, TruePicture result) => Of(truth, result, ToDisplay);

    private static double Of(TruePicture truth, TruePicture result, Func<float, float> shown)
    {
        const int border = 20;
        var (sum, count) = (0.0, 0L);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = border; y < truth.Height - border; y++)
            {
                for (var x = border; x < truth.Width - border; x++)
                {
                    var at = y * truth.Width + x;
                    var difference = (double)shown(Math.Clamp(result[channel][at], 0, 1)) - shown(truth[channel][at]);
                    sum += difference * difference;
                    count++;
                }
            }
        }

        return -10 * Math.Log10(sum / count);
    }

    private static float ToDisplay(float light) => light <= 0.0031308f ? light * 12.92f : 1.055f * MathF.Pow(light, 1 / 2.4f) - 0.055f;
}
