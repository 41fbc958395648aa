namespace Acetate.Imaging.Tests;

/// <summary>Numbers that look like noise and are the same every time (SplitMix64).</summary>
internal sealed class Grain(ulong seed)
{
    private ulong state = seed;

    /// <summary>A whole number from 0 up to, not including, a limit.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1L << 53));

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
