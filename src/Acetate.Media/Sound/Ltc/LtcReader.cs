namespace Acetate.Media.Sound.Ltc;

/// <summary>Hears linear timecode in samples that come one block after the other.</summary>
/// <remarks>
/// <para>Linear timecode (SMPTE ST 12-1, clause 9) is a square wave in biphase mark: the level changes at the beginning of each bit, and once
/// more in the middle of a one. A word has 80 bits, 26 of time, 32 of the user, 6 flags and at its end the 16 of the sync word,
/// 0011 1111 1111 1101, which no other bits can imitate and whose ends tell the direction. 24 words a second are 1920 bits, 30 are 2400.</para>
/// <para>What is done: the mean is taken off; a change of level counts when the signal goes through a quarter of its running peak on the other
/// side (so that noise around zero does not), and its place is where the line between two samples meets zero; the distance to the change before is a
/// whole bit or half of one, compared with three quarters of the bit's running length; two halves are a one. 80 bits are held, and each time the
/// sync word lies at their end (or, reversed, at their beginning) they are a word, if its digits are those of a time.</para>
/// <para>The bit's length follows the signal (an eighth of each difference), and is found anew from the distances of the last changes when
/// they no longer fit: so any speed from half to twice is heard, and a change of it on the way.</para>
/// </remarks>
public sealed class LtcReader
{
    private const int Bits = 80, Recent = 128;
    private const ushort Sync = 0b0011_1111_1111_1101, Reversed = 0b1011_1111_1111_1100;

    private readonly double shortestBit, longestBit;
    private readonly float meanRate, peakFall;
    private readonly double[] starts = new double[Bits];
    private readonly double[] recent = new double[Recent];
    private readonly Action<LtcFrame> heard;
    private UInt128 word;
    private long sample, held;
    private double lastChange = double.NaN, crossing = double.NaN, halfBegan = double.NaN, bit;
    private float mean, peak, before;
    private int recentCount, recentAt, misfits;
    private bool isHigh;

    /// <param name="sampleRate">Hertz; 8,000 and more.</param>
    /// <param name="heard">Called with each word, in the order of the file.</param>
    public LtcReader(int sampleRate, Action<LtcFrame> heard)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 8000);
        this.heard = heard;
        // 23.976 at half speed, 30 at twice, and a tenth more on both sides.
        (longestBit, shortestBit) = (sampleRate / (24 * 80 * 0.5 * 0.9), sampleRate / (30 * 80 * 2 * 1.1));
        meanRate = 1 - MathF.Exp(-2 * MathF.PI * 20 / sampleRate);
        peakFall = MathF.Exp(-1 / (0.02f * sampleRate));
    }

    /// <summary>Takes the next samples.</summary>
    public void Take(ReadOnlySpan<float> samples)
    {
        foreach (var raw in samples)
        {
            mean += meanRate * (raw - mean);
            var level = raw - mean;
            peak = Math.Max(Math.Abs(level), peak * peakFall);
            if (level >= 0 != before >= 0) crossing = sample - (level / (level - (double)before));
            // Below −80 dBFS there is no timecode, only the noise of converters.
            if (peak > 1e-4f && (isHigh ? level < -peak / 4 : level > peak / 4))
            {
                isHigh = !isHigh;
                Changed(double.IsNaN(crossing) ? sample : crossing);
            }

            before = level;
            sample++;
        }
    }

    private void Changed(double at)
    {
        var distance = at - lastChange;
        lastChange = at;
        if (!(distance > 0) || distance > longestBit * 1.5)
        {
            Lose();
            return;
        }

        recent[recentAt] = distance;
        recentAt = (recentAt + 1) % Recent;
        recentCount = Math.Min(Recent, recentCount + 1);
        if (bit == 0 && !TryFindBit()) return;
        var isHalf = distance < bit * 0.75;
        var expected = isHalf ? bit / 2 : bit;
        if (Math.Abs(distance - expected) > bit * 0.3) Misfit();
        else misfits = Math.Max(0, misfits - 1);
        if (bit == 0) return;

        if (!isHalf)
        {
            // A whole bit cannot begin in the middle of another: what was taken for the first half was the second.
            if (!double.IsNaN(halfBegan)) held = 0;
            halfBegan = double.NaN;
            Follow(distance);
            Push(false, at - distance, at);
        }
        else if (double.IsNaN(halfBegan))
        {
            halfBegan = at - distance;
        }
        else
        {
            var began = halfBegan;
            halfBegan = double.NaN;
            Follow(at - began);
            Push(true, began, at);
        }
    }

    private void Follow(double length)
    {
        bit += (length - bit) / 8;
        bit = Math.Clamp(bit, shortestBit, longestBit);
    }

    private void Misfit()
    {
        if (++misfits < 8) return;
        bit = 0;
        misfits = 0;
        held = 0;
        halfBegan = double.NaN;
        TryFindBit();
    }

    /// <summary>A signal of halves and wholes: the great distances are twice the small ones. Wholes are at least a tenth of any word, halves a quarter.</summary>
    private bool TryFindBit()
    {
        if (recentCount < Recent) return false;
        Span<double> sorted = stackalloc double[Recent];
        recent.CopyTo(sorted);
        sorted.Sort();
        var (half, whole) = (sorted[Recent / 16], sorted[Recent * 15 / 16]);
        if (whole < half * 1.5 || whole > half * 2.7) return false;
        var found = ((2 * half) + whole) / 2;
        if (found < shortestBit || found > longestBit) return false;
        bit = found;
        return true;
    }

    private void Lose()
    {
        (held, recentCount, recentAt, misfits, bit) = (0, 0, 0, 0, 0);
        halfBegan = double.NaN;
    }

    private void Push(bool isOne, double began, double ended)
    {
        // The newest bit lies at the top, so that bit 0 of the word is bit 0 of the number once the word is whole.
        word = (word >> 1) | (isOne ? UInt128.One << (Bits - 1) : UInt128.Zero);
        starts[held % Bits] = began;
        held++;
        if (held < Bits) return;
        var first = starts[held % Bits];
        if (Backwards((ushort)(word >> 64)) == Sync) Give((ulong)word, first, ended, isReverse: false);
        else if (Backwards((ushort)word) == Reversed) Give(Turned(word), first, ended, isReverse: true);
    }

    /// <summary>Bits as the standard prints them, the first one to the left.</summary>
    private static ushort Backwards(ushort bits)
    {
        var turned = 0;
        for (var i = 0; i < 16; i++) turned |= ((bits >> i) & 1) << (15 - i);
        return (ushort)turned;
    }

    private static ulong Turned(UInt128 word)
    {
        ulong turned = 0;
        for (var i = 0; i < 64; i++)
            if (((word >> (Bits - 1 - i)) & 1) != 0) turned |= 1UL << i;
        return turned;
    }

    private void Give(ulong bits, double start, double end, bool isReverse)
    {
        int Digit(int at, int width) => (int)(bits >> at) & ((1 << width) - 1);
        var (frameUnits, frameTens) = (Digit(0, 4), Digit(8, 2));
        var (secondUnits, secondTens) = (Digit(16, 4), Digit(24, 3));
        var (minuteUnits, minuteTens) = (Digit(32, 4), Digit(40, 3));
        var (hourUnits, hourTens) = (Digit(48, 4), Digit(56, 2));
        if (frameUnits > 9 || secondUnits > 9 || minuteUnits > 9 || hourUnits > 9 || secondTens > 5 || minuteTens > 5) return;
        var (hours, frames) = ((hourTens * 10) + hourUnits, (frameTens * 10) + frameUnits);
        if (hours > 23 || frames > 29) return;
        uint user = 0;
        for (var group = 0; group < 8; group++) user |= (uint)Digit(4 + (8 * group), 4) << (4 * group);
        heard(new(hours, (minuteTens * 10) + minuteUnits, (secondTens * 10) + secondUnits, frames, Digit(10, 1) == 1, user, start, end - start, isReverse));
    }
}
