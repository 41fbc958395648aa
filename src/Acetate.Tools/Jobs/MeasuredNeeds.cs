using System.Collections.Frozen;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;

namespace Acetate.Tools.Jobs;

/// <summary>What steps need: what they ask for, until enough of them were measured; then what those took.</summary>
internal sealed class MeasuredNeeds(MediaLibrary library, TimeProvider clock)
{
    private const int Enough = 20;
    private const int GrainMiB = 64;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private FrozenDictionary<(string Function, int Asked), int> memory = FrozenDictionary<(string, int), int>.Empty;
    private long? read;

    /// <summary>Reads what was measured, now and then.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (read is { } before && clock.GetElapsedTime(before) < Fresh) return;
        var profiles = await library.ReadAsync(tx => tx.ProfilesAsync(cancellationToken), cancellationToken);
        memory = profiles.Where(profile => profile.Runs >= Enough).ToFrozenDictionary(profile => (profile.Function, profile.MemoryMib), profile => Memory(profile.MemoryMib, profile.PeakMib));
        read = clock.GetTimestamp();
    }

    /// <summary>What a step is given.</summary>
    /// <param name="function">Its function.</param>
    /// <param name="cores">The cores that it asks for.</param>
    /// <param name="memoryMib">The memory that it asks for, in MiB.</param>
    /// <param name="stallSeconds">The longest silence allowed.</param>
    /// <param name="losses">How often in a row its end was not seen: a scheduler that keeps to limits ends what exceeds them, so each time it gets twice as much.</param>
    public StepNeeds Of(string function, double cores, int memoryMib, double stallSeconds, int losses)
    {
        var measured = memory.GetValueOrDefault((function, memoryMib), memoryMib);
        if (losses > 0) measured = Math.Max(measured, memoryMib) << Math.Min(losses - 1, 3);
        return new() { Cores = cores, MemoryMiB = measured, Stall = TimeSpan.FromSeconds(stallSeconds) };
    }

    /// <summary>A quarter more than the most that was seen, in whole grains; between a quarter and four times of what is asked for.</summary>
    internal static int Memory(int asked, double peakMib) =>
        (int)Math.Clamp(Math.Ceiling(peakMib * 1.25 / GrainMiB) * GrainMiB, Math.Max(GrainMiB, asked / 4), Math.Max(GrainMiB, asked * 4.0));
}
