namespace Acetate.Media.Demo;

/// <summary>What the microphones hear: room tone, a voice-like hum on each, and the clap. Integers only: the same everywhere.</summary>
internal sealed class DemoSound(ulong seed, long clapSample)
{
    private const int ClapLength = 4800;

    /// <summary>The sample of a channel.</summary>
    public int At(int channel, long sample)
    {
        var value = Noise(sample, channel) / 2048;
        value += Hum(sample, 110 + 55 * channel) * (channel == 0 ? 1 : 2) / 24;
        var sinceClap = sample - clapSample;
        if (sinceClap is >= 0 and < ClapLength)
        {
            // A burst of noise that falls with the fourth power of time left: sharp at its first sample.
            var left = ClapLength - sinceClap;
            value += (int)(Noise(sample, channel + 16) * (left * left / ClapLength * left / ClapLength * left / ClapLength) / ClapLength * 7 / 10);
        }

        return Math.Clamp(value, -8_388_608, 8_388_607);
    }

    /// <summary>A triangle wave that swells and fades twice a second, like syllables.</summary>
    private static int Hum(long sample, int hertz)
    {
        var phase = (int)(sample * hertz % 48000);
        var wave = (phase < 24000 ? phase : 48000 - phase) * 700 / 2 - 4_200_000;
        var swell = (int)(sample % 24000);
        return wave / 12000 * (swell < 12000 ? swell : 24000 - swell);
    }

    private int Noise(long sample, int channel)
    {
        var hash = ((ulong)sample * 0x9e3779b97f4a7c15) ^ ((ulong)channel * 0xc2b2ae3d27d4eb4f) ^ (seed * 0x165667b19e3779f9);
        hash ^= hash >> 29;
        hash *= 0xbf58476d1ce4e5b9;
        hash ^= hash >> 32;
        return (int)(hash & 0xffffff) - 0x800000;
    }
}
