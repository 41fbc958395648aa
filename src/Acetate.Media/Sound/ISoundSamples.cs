namespace Acetate.Media.Sound;

/// <summary>Sound that can be read at any place, as samples of −1 to 1. Several threads may read at once.</summary>
/// <remarks>What a file gives that is no number (NaN, infinity) reads as silence; what lies far beyond full scale is held to ±64 (36 dB over).</remarks>
public interface ISoundSamples
{
    /// <summary>Samples per second of each channel; 8,000 to 768,000.</summary>
    int SampleRate { get; }

    /// <summary>Channels; at least 1.</summary>
    int Channels { get; }

    /// <summary>Samples of each channel that are there, whatever a header claims.</summary>
    long Length { get; }

    /// <summary>Reads the mean of some channels from a sample on. Before the first sample and after the last there is silence.</summary>
    /// <param name="start">The first sample; may be negative.</param>
    /// <param name="channels">Which channels, from 0; at least one.</param>
    /// <param name="target">Filled to its end.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    void Read(long start, ReadOnlySpan<int> channels, Span<float> target);
}
