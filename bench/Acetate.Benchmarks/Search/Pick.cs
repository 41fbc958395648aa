namespace Acetate.Benchmarks.Search;

/// <summary>Numbers that are the same in every run.</summary>
internal sealed class Pick(ulong seed)
{
    private ulong state = seed * 0x9E3779B97F4A7C15 + 1;

    public int Below(int bound)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return (int)((state * 0x2545F4914F6CDD1D >> 33) % (ulong)bound);
    }

    public int Of(int[] all) => all[Below(all.Length)];
}
