using Acetate.Timing;

namespace Acetate.Benchmarks.Sound.Scenes;

/// <summary>Draws linear timecode as a generator sends it (SMPTE ST 12-1): biphase mark with edges that rise in a few microseconds.</summary>
internal sealed class LtcSignal
{
    /// <summary>The first label.</summary>
    public required Timecode First { get; init; }

    public uint UserBits { get; init; }

    /// <summary>Playback speed.</summary>
    public double Speed { get; init; } = 1;

    public float Level { get; init; } = 0.3f;

    /// <summary>The sample at which the first label begins.</summary>
    public double Offset { get; init; }

    /// <summary>So many words as samples.</summary>
    public float[] Draw(int sampleRate, int words, int length)
    {
        var bit = sampleRate / (First.Rate.Approximate * 80 * Speed);
        var changes = new List<double>();
        for (var number = 0; number < words; number++)
        {
            var bits = Word(First.AddWrapping(number));
            for (var i = 0; i < 80; i++)
            {
                var at = Offset + (((number * 80.0) + i) * bit);
                changes.Add(at);
                if (bits[i]) changes.Add(at + (bit / 2));
            }
        }

        changes.Add(Offset + (words * 80.0 * bit));
        var samples = new float[length];
        var (next, level) = (0, 1f);
        for (var i = 0; i < length; i++)
        {
            // The mean over the sample's own time, so that edges lie between samples as they do on a wire.
            var (mean, from) = (0.0, (double)i);
            while (next < changes.Count && changes[next] <= i + 1)
            {
                mean += level * (Math.Max(from, changes[next]) - from);
                from = Math.Max(from, changes[next]);
                level = -level;
                next++;
            }

            mean += level * (i + 1 - from);
            samples[i] = i + 1 < Offset || next >= changes.Count ? 0 : Level * (float)mean;
        }

        return samples;
    }

    /// <summary>The bits of a word in the order of sending.</summary>
    private bool[] Word(Timecode label)
    {
        var bits = new bool[80];
        Put(0, label.Frames % 10, 4);
        Put(8, label.Frames / 10, 2);
        bits[10] = label.IsDrop;
        Put(16, label.Seconds % 10, 4);
        Put(24, label.Seconds / 10, 3);
        Put(32, label.Minutes % 10, 4);
        Put(40, label.Minutes / 10, 3);
        Put(48, label.Hours % 10, 4);
        Put(56, label.Hours / 10, 2);
        for (var group = 0; group < 8; group++) Put(4 + (8 * group), (int)(UserBits >> (4 * group)) & 15, 4);
        foreach (var (value, i) in "0011111111111101".Select((value, i) => (value, i))) bits[64 + i] = value == '1';
        // Polarity correction: an even number of zeros, so that every word begins with the same edge (bit 59 at 25, else 27).
        if (bits.Count(one => !one) % 2 != 0) bits[label.Rate.LabelsPerSecond == 25 ? 59 : 27] = true;
        return bits;

        void Put(int at, int value, int width)
        {
            for (var i = 0; i < width; i++) bits[at + i] = ((value >> i) & 1) != 0;
        }
    }
}
