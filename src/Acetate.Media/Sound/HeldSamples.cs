namespace Acetate.Media.Sound;

/// <summary>Sound that lies in memory: a short take, a part of another sound.</summary>
public sealed class HeldSamples : ISoundSamples
{
    private readonly float[][] channels;

    /// <summary>Takes channels of equal length.</summary>
    /// <exception cref="ArgumentException">There is none, or they differ in length.</exception>
    public HeldSamples(int sampleRate, params float[][] channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        if (channels.Length == 0 || channels.Any(channel => channel.Length != channels[0].Length))
            throw new ArgumentException("Sound has at least one channel, and all are equally long.", nameof(channels));
        (SampleRate, this.channels) = (sampleRate, channels);
    }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public int Channels => channels.Length;

    /// <inheritdoc/>
    public long Length => channels[0].Length;

    /// <inheritdoc/>
    public void Read(long start, ReadOnlySpan<int> channels, Span<float> target)
    {
        target.Clear();
        var from = Math.Clamp(start, 0, Length);
        var count = (int)(Math.Clamp(start + target.Length, from, Length) - from);
        if (count <= 0) return;
        var part = target.Slice((int)(from - start), count);
        foreach (var channel in channels)
        {
            var source = this.channels[channel].AsSpan((int)from, count);
            for (var i = 0; i < part.Length; i++) part[i] += SampleBytes.Tamed(source[i]);
        }

        SampleBytes.Divide(part, channels.Length);
    }
}
