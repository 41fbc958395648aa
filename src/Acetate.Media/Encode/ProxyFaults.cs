using System.Collections.Immutable;

namespace Acetate.Media.Encode;

/// <summary>Tells which frames of a clip its proxy cannot show.</summary>
internal static class ProxyFaults
{
    /// <summary>Faults that are named; of more, the count is told.</summary>
    public const int Most = 20;

    /// <summary>Adds what is wrong, and what the proxy shows there.</summary>
    /// <param name="faults">Takes the sentences.</param>
    /// <param name="named">A sentence for each; of those beyond <see cref="Most"/> none is needed.</param>
    /// <param name="count">How many there are; 0 adds nothing.</param>
    public static void Add(ImmutableArray<string>.Builder faults, IReadOnlyCollection<string> named, int count)
    {
        if (count == 0) return;
        faults.AddRange(named.Take(Most));
        if (count > Most) faults.Add($"{count - Most:N0} more are missing or damaged.");
        faults.Add("Where a frame is missing or damaged the proxy shows the one before it.");
    }
}
