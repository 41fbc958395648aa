namespace Acetate.Media.Sound.Sync;

/// <summary>The clap of a slate: the one place where sound is suddenly much louder than all before.</summary>
/// <param name="Sample">Where it begins.</param>
/// <param name="Prominence">How many times its energy exceeds that of the next sudden sound; by 4 it stands out.</param>
internal sealed record Clap(double Sample, double Prominence)
{
    private const int PerSecond = 400, Before = 40, Apart = 200;

    /// <summary>Looks for it.</summary>
    /// <param name="sound">The sound.</param>
    /// <param name="channels">Its channels to listen to, mixed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The most sudden sound; null when there is none: nothing rises to thirty times what was before.</returns>
    public static Clap? Find(ISoundSamples sound, int[] channels, CancellationToken cancellationToken)
    {
        var step = sound.SampleRate / PerSecond;
        var count = (int)Math.Min(sound.Length / step, 4L * 3600 * PerSecond);
        var energy = new float[count];
        var block = new float[step * 1024];
        for (var at = 0; at < count; at += 1024)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sound.Read((long)at * step, channels, block);
            for (var i = 0; i < Math.Min(1024, count - at); i++)
            {
                // Differences of neighbours: a clap is bright, a door and wind are not.
                var sum = 0f;
                for (var k = (i * step) + 1; k < (i + 1) * step; k++) sum += (block[k] - block[k - 1]) * (block[k] - block[k - 1]);
                energy[at + i] = sum / step;
            }
        }

        var (best, second, bestAt) = (0f, 0f, -1);
        var before = 0.0;
        for (var i = 0; i < count; i++)
        {
            var rise = i < Before ? 0 : energy[i] - (30 * (float)(before / Before));
            if (rise > best)
            {
                if (bestAt < 0 || i - bestAt > Apart) second = Math.Max(second, best);
                (best, bestAt) = (rise, i);
            }
            else if (rise > second && i - bestAt > Apart)
            {
                second = rise;
            }

            before += energy[i] - (i >= Before ? energy[i - Before] : 0);
        }

        return bestAt < 0 || best <= 1e-9f ? null : new((double)bestAt * step, best / Math.Max(second, 1e-12f));
    }
}
