using System.Collections.Immutable;

namespace Acetate.Media.Sound.Check;

/// <summary>Something in sound that is wrong, or worth a look.</summary>
/// <param name="Fault">What.</param>
/// <param name="Channels">In which channels, from 0.</param>
/// <param name="First">The first sample of it.</param>
/// <param name="Last">The last sample of it.</param>
/// <param name="Value">How bad: a level in dBFS, a correlation, a part of full scale; which, <paramref name="Words"/> say.</param>
/// <param name="Words">One sentence for people.</param>
public sealed record SoundFinding(SoundFault Fault, ImmutableArray<int> Channels, long First, long Last, double Value, string Words);

/// <summary>What can be wrong with sound.</summary>
public enum SoundFault
{
    /// <summary>A channel has no sound from its beginning to its end.</summary>
    Mute,

    /// <summary>No sound for a while.</summary>
    Silence,

    /// <summary>Samples are held at full scale.</summary>
    Clipped,

    /// <summary>A spike of less than two milliseconds.</summary>
    Click,

    /// <summary>Samples that stay the same within sound: something was lost.</summary>
    Gap,

    /// <summary>The mean of a channel is not zero.</summary>
    Offset,

    /// <summary>Two channels work against each other.</summary>
    Phase,

    /// <summary>Two channels are the same.</summary>
    Same,

    /// <summary>The mains can be heard.</summary>
    Hum,
}
