using System.Collections.Immutable;

namespace Acetate.Media.Sound.Check;

/// <summary>Listens to sound once, from its beginning to its end, and says what is wrong with it.</summary>
/// <remarks>Memory is that of a block, whatever the length. Deterministic.</remarks>
public static class SoundCheck
{
    private const int Block = 1 << 15;

    /// <summary>Findings of one kind in one channel beyond this many are told as a number.</summary>
    public const int MostOfAKind = 200;

    /// <summary>Everything that is found, by where it begins.</summary>
    /// <exception cref="IOException">The sound cannot be read.</exception>
    public static ImmutableArray<SoundFinding> Run(ISoundSamples sound, SoundLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sound);
        ArgumentNullException.ThrowIfNull(limits);
        var channels = Enumerable.Range(0, sound.Channels).Select(channel => new ChannelCheck(channel, sound.SampleRate, limits)).ToArray();
        // Neighbours make pairs, as recorders write them.
        var pairs = Enumerable.Range(0, sound.Channels / 2).Select(pair => new PairCheck(2 * pair, 2 * pair + 1, sound.SampleRate, limits)).ToArray();
        var blocks = Enumerable.Range(0, sound.Channels).Select(_ => new float[Block]).ToArray();
        for (long at = 0; at < sound.Length; at += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = (int)Math.Min(Block, sound.Length - at);
            for (var channel = 0; channel < channels.Length; channel++)
            {
                sound.Read(at, [channel], blocks[channel].AsSpan(0, count));
                channels[channel].Add(blocks[channel].AsSpan(0, count));
            }

            foreach (var pair in pairs) pair.Add(blocks[pair.Left].AsSpan(0, count), blocks[pair.Right].AsSpan(0, count));
        }

        return [.. channels.SelectMany(channel => channel.Finish()).Concat(pairs.SelectMany(pair => pair.Finish())).OrderBy(one => one.First).ThenBy(one => one.Channels[0]).ThenBy(one => one.Fault)];
    }
}
