namespace Acetate.Benchmarks.Sound.Scenes;

/// <summary>What becomes of sound on its way to a microphone: delay, walls, noise, level, another clock.</summary>
internal static class Room
{
    /// <summary>Sound as it arrives after early reflections and a tail (four combs and two all-passes, after Schroeder).</summary>
    /// <param name="random">Says where walls are.</param>
    /// <param name="sound">At the source, 48 kHz.</param>
    /// <param name="delay">Samples of the direct way.</param>
    /// <param name="tail">Seconds until the tail has lost 60 dB; 0: outdoors.</param>
    /// <param name="wet">How loud the tail is against the direct sound.</param>
    public static float[] Hear(Dice random, float[] sound, int delay, double tail, double wet)
    {
        var heard = new float[sound.Length];
        Add(sound, heard, delay, 1);
        for (var wall = 0; wall < (tail > 0 ? 8 : 2); wall++)
            Add(sound, heard, delay + (int)(48000 * (0.002 + (0.04 * random.NextDouble()))), (float)((random.NextDouble() - 0.4) * (tail > 0 ? 0.6 : 0.25)));
        if (tail <= 0) return heard;
        var echo = new float[sound.Length];
        foreach (var comb in new[] { 1687, 1931, 2053, 2251 })
        {
            var (line, at) = (new float[comb], 0);
            var feedback = (float)Math.Pow(10, -3.0 * comb / 48000 / tail);
            for (var i = 0; i < sound.Length; i++)
            {
                var value = line[at];
                echo[i] += value;
                line[at] = sound[i] + (feedback * value);
                at = at + 1 == comb ? 0 : at + 1;
            }
        }

        foreach (var pass in new[] { 241, 83 })
        {
            var (line, at) = (new float[pass], 0);
            for (var i = 0; i < echo.Length; i++)
            {
                var value = echo[i] + (0.7f * line[at]);
                echo[i] = line[at] - (0.7f * value);
                line[at] = value;
                at = at + 1 == pass ? 0 : at + 1;
            }
        }

        Add(echo, heard, delay, (float)(wet / 4));
        return heard;
    }

    /// <summary>Noise of a place: traffic that swells below, hiss above.</summary>
    public static void AddAmbience(Dice random, float[] sound, double level)
    {
        var (low, slow, swell) = (0.0, 1.0, 1.0);
        for (var i = 0; i < sound.Length; i++)
        {
            var white = random.NextDouble() - 0.5;
            low += 0.02 * (white - low);
            if (i % 24000 == 0) slow = 0.5 + random.NextDouble();
            swell += (slow - swell) * 0.00005;
            sound[i] += (float)(level * swell * ((8 * low) + (0.5 * white)));
        }
    }

    private static void Add(float[] source, float[] target, int delay, float gain)
    {
        for (var i = Math.Max(0, delay); i < target.Length; i++) target[i] += gain * source[i - delay];
    }
}
