namespace Acetate.Media.Sound.Check;

/// <summary>Whether the mains can be heard: lines at 50 or 60 Hz and their first multiples that stand out of what is beside them nearly all the time.</summary>
/// <remarks>Windows of a second under a Hann window, of which a line takes four bins of one hertz; beside it are bins from 5 to 9 Hz away. Goertzel's recursion, at a few frequencies.</remarks>
internal sealed class HumCheck
{
    private const int Harmonics = 3;
    private static readonly int[] Mains = [50, 60];
    private static readonly int[] Beside = [-9, -7, -5, 5, 7, 9];

    private readonly SoundLimits limits;
    private readonly float[] window, shape;
    private readonly Dictionary<int, (int Windows, int Clear, double Power)> heard = Mains.ToDictionary(mains => mains, _ => (0, 0, 0.0));
    private readonly int rate;
    private int filled;

    public HumCheck(int rate, SoundLimits limits)
    {
        (this.rate, this.limits) = (rate, limits);
        window = new float[rate];
        shape = [.. Enumerable.Range(0, rate).Select(i => (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * i / rate)))];
    }

    public void Add(ReadOnlySpan<float> samples)
    {
        while (samples.Length > 0)
        {
            var count = Math.Min(samples.Length, window.Length - filled);
            samples[..count].CopyTo(window.AsSpan(filled));
            filled += count;
            samples = samples[count..];
            if (filled < window.Length) continue;
            Look();
            filled = 0;
        }
    }

    /// <summary>The mains and their level, or null.</summary>
    public (int Frequency, double Level)? Heard()
    {
        var (mains, found) = heard.MaxBy(one => one.Value.Windows);
        return found.Windows >= 3 && found.Windows >= limits.HumPart * found.Clear ? (mains, SoundLimits.Level(Math.Sqrt(found.Power / found.Windows))) : null;
    }

    private void Look()
    {
        for (var i = 0; i < window.Length; i++) window[i] *= shape[i];
        foreach (var mains in Mains)
        {
            var (line, beside) = (0.0, 0.0);
            for (var harmonic = 1; harmonic <= Harmonics; harmonic++)
            {
                line += Power(mains * harmonic);
                beside += Beside.Average(distance => Power(mains * harmonic + distance));
            }

            var prominence = Math.Pow(10, limits.HumProminence / 10);
            var isHeard = SoundLimits.Level(Math.Sqrt(line)) >= limits.HumLevel && line >= beside * prominence;
            // Where somebody speaks so loudly that hum at the limit would be covered, a window says nothing.
            var isClear = isHeard || SoundLimits.Level(Math.Sqrt(beside * prominence)) <= limits.HumLevel;
            var before = heard[mains];
            heard[mains] = (before.Windows + (isHeard ? 1 : 0), before.Clear + (isClear ? 1 : 0), before.Power + (isHeard ? line : 0));
        }
    }

    /// <summary>The squared amplitude of a sine at a frequency in hertz, over one second under the window.</summary>
    private double Power(int frequency)
    {
        var turn = 2 * Math.Cos(2 * Math.PI * frequency / rate);
        var (one, two) = (0.0, 0.0);
        foreach (var sample in window) (one, two) = (sample + turn * one - two, one);
        // A Hann window halves what it sees: a sine of amplitude a gives a · n / 4.
        return (one * one + two * two - turn * one * two) / Math.Pow(rate / 4.0, 2);
    }
}
