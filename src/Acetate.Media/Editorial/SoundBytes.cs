using Acetate.Media.Sound;

namespace Acetate.Media.Editorial;

/// <summary>One channel of a recording as samples of 24 bits at 48 kHz, little-endian, from a clip's first frame on.</summary>
/// <remarks>Samples that are there at 48 kHz are copied to the bit (up to 24 bits); at another rate they are resampled (<see cref="Resampler.Best"/>). Before the recording and after it there is silence.</remarks>
internal sealed class SoundBytes
{
    private const int Block = 48000, Rate = 48000;

    private readonly EditorialSound sound;
    private readonly Resampler? resampler;
    private readonly double step;
    private readonly float[] made = new float[Block], read;

    public SoundBytes(EditorialSound sound)
    {
        this.sound = sound;
        step = (double)sound.Samples.SampleRate / Rate;
        resampler = sound.Samples.SampleRate == Rate ? null : Resampler.Best(step);
        read = resampler is null ? [] : new float[(int)Math.Ceiling(Block * step) + (2 * resampler.Reach) + 4];
    }

    /// <summary>Samples that were above full scale, as recordings in floating point may be, and were held at it.</summary>
    public long Clipped { get; private set; }

    /// <summary>Makes samples.</summary>
    /// <param name="first">The first, counted from the clip's first frame.</param>
    /// <param name="target">Three bytes for each; whole samples, and no more than a second.</param>
    public void Read(long first, Span<byte> target)
    {
        var samples = made.AsSpan(0, target.Length / 3);
        if (resampler is null) sound.Samples.Read(sound.FirstSample + first, [sound.Channel], samples);
        else Resample(first, samples);
        for (var i = 0; i < samples.Length; i++)
        {
            var value = MathF.Round(samples[i] * 8_388_608f);
            if (value is > 8_388_607f or < -8_388_608f) Clipped++;
            var number = (int)Math.Clamp(value, -8_388_608f, 8_388_607f);
            (target[3 * i], target[(3 * i) + 1], target[(3 * i) + 2]) = ((byte)number, (byte)(number >> 8), (byte)(number >> 16));
        }
    }

    private void Resample(long first, Span<float> samples)
    {
        // In whole numbers up to the block, so that hours do not wander.
        var (whole, rest) = Math.DivRem(first * sound.Samples.SampleRate, Rate);
        var from = sound.FirstSample + whole - resampler!.Reach;
        var source = read.AsSpan(0, (int)Math.Ceiling(samples.Length * step) + (2 * resampler.Reach) + 2);
        sound.Samples.Read(from, [sound.Channel], source);
        resampler.Read(source, resampler.Reach + ((double)rest / Rate), step, samples);
    }
}
