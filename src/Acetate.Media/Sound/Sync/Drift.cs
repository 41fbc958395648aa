using System.Globalization;

namespace Acetate.Media.Sound.Sync;

/// <summary>What a drift between two clocks means on a set.</summary>
public static class Drift
{
    /// <summary>Clocks that run freely differ by a few millionths; more than this is worth telling.</summary>
    public const double Notable = 10;

    /// <summary>The pull that a drift is, in words; null when it is none.</summary>
    /// <param name="ppm">How much faster the recorder ran than the camera, in millionths of what the files state.</param>
    public static string? PullOf(double ppm) => ppm switch
    {
        > 950 and < 1050 => "1001/1000: the recorder ran at 48,048 samples for 48,000 of the camera. Play the sound at 48,048 Hz, or pull it down by 1000/1001",
        > -1050 and < -950 => "1000/1001: the recorder ran at 47,952 samples for 48,000 of the camera. Play the sound at 47,952 Hz, or pull it up by 1001/1000",
        _ => null,
    };

    /// <summary>The drift as a sentence; null when it is small and of no consequence.</summary>
    /// <param name="ppm">As in <see cref="PullOf"/>.</param>
    /// <param name="seconds">How long the clip is.</param>
    /// <param name="framesPerSecond">Its picture's rate.</param>
    public static string? Sentence(double ppm, double seconds, double framesPerSecond)
    {
        var frames = Math.Abs(ppm) * 1e-6 * seconds * framesPerSecond;
        if (PullOf(ppm) is { } pull) return Text($"The sound drifts by {ppm:0} ppm, {frames:0.0} frames to the clip's end: a pull of {pull}.");
        if (frames > 1) return Text($"The sound drifts by {ppm:0.0} ppm, {frames:0.0} frames to the clip's end, and has to be corrected.");
        return Math.Abs(ppm) > Notable ? Text($"The sound drifts by {ppm:0.0} ppm, {frames:0.00} frames to the clip's end.") : null;

        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
