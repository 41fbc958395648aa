namespace Acetate.Benchmarks.Sound.Scenes;

/// <summary>Numbers by chance that are the same on every machine and in every version (SplitMix64).</summary>
internal sealed class Dice(int seed)
{
    // Mixed, or the numbers of one seed would be those of the next a place later.
    private ulong state = Mix((ulong)seed + 0x9e3779b97f4a7c15);

    /// <summary>0 up to 1.</summary>
    public double NextDouble()
    {
        state += 0x9e3779b97f4a7c15;
        return (Mix(state) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>0 up to a number.</summary>
    public int Next(int end) => (int)(NextDouble() * end);

    private static ulong Mix(ulong value)
    {
        var mixed = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
}
