namespace Acetate.Benchmarks.Sound.Scenes;

/// <summary>Something like speech: syllables of a buzz or a hiss through three moving resonances, words, breaths and pauses. Not a word of it can be understood, but its level, pitch and colour change as those of speech do.</summary>
internal static class Voice
{
    /// <summary>So many samples at 48 kHz, about −20 dBFS where somebody speaks.</summary>
    /// <param name="random">Says what is spoken.</param>
    /// <param name="length">Samples.</param>
    /// <param name="share">The part of the time in which somebody speaks, 0 to 1.</param>
    public static float[] Speak(Dice random, int length, double share = 0.6)
    {
        var sound = new float[length];
        var speaker = 90 + (130 * random.NextDouble());
        for (var at = 0; at < length;)
        {
            if (random.NextDouble() > share)
            {
                at += (int)(48000 * (0.2 + (1.8 * random.NextDouble())));
                speaker = random.NextDouble() < 0.3 ? 90 + (130 * random.NextDouble()) : speaker;
                continue;
            }

            for (var syllable = 2 + random.Next(8); syllable > 0 && at < length; syllable--)
            {
                var count = (int)(48000 * (0.08 + (0.22 * random.NextDouble())));
                Syllable(random, sound.AsSpan(at, Math.Min(count, length - at)), speaker * (0.85 + (0.3 * random.NextDouble())));
                at += count + (int)(48000 * 0.03 * random.NextDouble());
            }

            at += (int)(48000 * 0.25 * random.NextDouble());
        }

        return sound;
    }

    private static void Syllable(Dice random, Span<float> target, double pitch)
    {
        var isHiss = random.NextDouble() < 0.25;
        Span<double> centres = isHiss ? [1800 + (1500 * random.NextDouble()), 4200, 6000] : [280 + (600 * random.NextDouble()), 900 + (1400 * random.NextDouble()), 2400 + (900 * random.NextDouble())];
        Span<double> wide = [80, 110, 160];
        Span<double> a = stackalloc double[3], b = stackalloc double[3], one = stackalloc double[3], two = stackalloc double[3];
        for (var i = 0; i < 3; i++)
        {
            var radius = Math.Exp(-Math.PI * wide[i] / 48000);
            (a[i], b[i]) = (2 * radius * Math.Cos(2 * Math.PI * centres[i] / 48000), -radius * radius);
        }

        var (loudness, phase, glide) = ((isHiss ? 0.006 : 0.03) * (0.3 + random.NextDouble()), random.NextDouble(), 1 + (0.3 * (random.NextDouble() - 0.5)));
        for (var n = 0; n < target.Length; n++)
        {
            var part = (double)n / target.Length;
            var swell = Math.Min(1, Math.Min(part * 6, (1 - part) * 3));
            phase += pitch * (1 + ((glide - 1) * part)) / 48000;
            var source = isHiss ? random.NextDouble() - 0.5 : 0.02 * (random.NextDouble() - 0.5);
            if (phase >= 1)
            {
                phase -= 1;
                if (!isHiss) source += 1;
            }

            var sum = 0.0;
            for (var i = 0; i < 3; i++)
            {
                var value = source + (a[i] * one[i]) + (b[i] * two[i]);
                (two[i], one[i]) = (one[i], value);
                sum += value / (1 + i);
            }

            target[n] += (float)(loudness * swell * sum);
        }
    }
}
