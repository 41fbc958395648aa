using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Waveform;

namespace Acetate.Imaging.Tests.Sound;

public sealed class WaveformTests
{
    [Theory]
    [InlineData(8, 1)]
    [InlineData(64, 1)]
    [InlineData(4096, 1)]
    [InlineData(32, 16)]
    public void A_transform_is_the_sum_that_defines_it_and_its_inverse_leads_back(int length, int lanes)
    {
        var (dice, fft) = (new Dice(1), new Fft(length, lanes));
        var real = Enumerable.Range(0, length * lanes).Select(_ => (float)dice.NextDouble() - 0.5f).ToArray();
        var imaginary = Enumerable.Range(0, length * lanes).Select(_ => (float)dice.NextDouble() - 0.5f).ToArray();
        var (ownReal, ownImaginary) = ((float[])real.Clone(), (float[])imaginary.Clone());

        fft.Forward(real, imaginary);

        foreach (var lane in new[] { 0, lanes - 1 })
            foreach (var k in new[] { 0, 1, 3, length / 2, length - 1 })
            {
                var sum = System.Numerics.Complex.Zero;
                for (var j = 0; j < length; j++)
                    sum += new System.Numerics.Complex(ownReal[(j * lanes) + lane], ownImaginary[(j * lanes) + lane]) * System.Numerics.Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)j * k % length) / length);
                Assert.InRange(real[(k * lanes) + lane] - sum.Real, -1e-4, 1e-4);
                Assert.InRange(imaginary[(k * lanes) + lane] - sum.Imaginary, -1e-4, 1e-4);
            }

        fft.Inverse(real, imaginary);
        Assert.All(real.Zip(ownReal), pair => Assert.InRange(pair.First - pair.Second, -1e-6f, 1e-6f));
        Assert.All(imaginary.Zip(ownImaginary), pair => Assert.InRange(pair.First - pair.Second, -1e-6f, 1e-6f));
    }

    [Fact]
    public void A_take_is_found_to_the_sample_although_its_level_and_polarity_differ()
    {
        var world = Voice.Speak(new Dice(5), 20 * 48000);
        var take = world.AsSpan(7 * 48000 + 123, 8 * 48000).ToArray();
        for (var i = 0; i < take.Length; i++) take[i] *= -0.05f;

        var match = Find(take, world)!;

        Assert.InRange(match.Offset - (7 * 48000 + 123), -0.1, 0.1);
        Assert.True(match is { IsSure: true, IsInverted: true }, match.ToString());
    }

    [Theory]
    [InlineData(1001.0)]
    [InlineData(-80.0)]
    public void Drift_is_measured_to_a_millionth_or_two(double ppm)
    {
        var world = Voice.Speak(new Dice(6), 24 * 48000);
        var take = new float[20 * 48000];
        Resampler.Best(1 + (ppm * 1e-6)).Read(world, 2 * 48000, 1 + (ppm * 1e-6), take);

        var match = Find(take, world)!;

        Assert.InRange(match.Offset - (2 * 48000), -1, 1);
        Assert.InRange(match.DriftPpm - ppm, -2, 2);
        Assert.InRange(match.DriftErrorPpm, 0, 5);
        Assert.True(match.IsSure, match.ToString());
    }

    [Fact]
    public void A_take_that_began_before_the_recording_is_found_where_both_are()
    {
        var world = Voice.Speak(new Dice(7), 30 * 48000);

        var match = Find(world.AsSpan(0, 15 * 48000).ToArray(), world.AsSpan(6 * 48000).ToArray())!;

        Assert.InRange(match.Offset + (6 * 48000), -0.5, 0.5);
    }

    [Fact]
    public void Sound_at_another_sample_rate_is_found_as_well()
    {
        var world = Voice.Speak(new Dice(8), 20 * 48000);
        var take = new float[10 * 44100];
        Resampler.Best(480.0 / 441).Read(world, 4 * 48000, 480.0 / 441, take);

        var match = WaveformSync.Find(new HeldSamples(44100, take), [0], new HeldSamples(48000, world), [0], TestContext.Current.CancellationToken)!;

        Assert.InRange(match.Offset - (4 * 48000), -1, 1);
        Assert.True(match.IsSure, match.ToString());
    }

    [Fact]
    public void Another_take_silence_and_a_tone_are_never_sure()
    {
        var world = Voice.Speak(new Dice(9), 20 * 48000);
        var tone = Enumerable.Range(0, 20 * 48000).Select(i => 0.1f * MathF.Sin(i * 2 * MathF.PI / 48)).ToArray();

        Assert.False(Find(Voice.Speak(new Dice(10), 8 * 48000), world)?.IsSure ?? false);
        Assert.Null(Find(new float[8 * 48000], world));
        Assert.Null(Find(new float[1000], world));
        Assert.False(Find(tone.AsSpan(0, 8 * 48000).ToArray(), tone)?.IsSure ?? false);
    }

    [Theory]
    [InlineData(960, 960, 0.001f)] // hum of 50 Hz with all its harmonics
    [InlineData(960, 960, 0.1f)]
    [InlineData(9600, 1000, 0.1f)] // a motor
    [InlineData(48000, 1500, 0.001f)] // a metronome
    [InlineData(48000, 1500, 0.1f)]
    public void What_repeats_itself_is_never_sure_whatever_noise_lies_over_it(int period, int length, float noise)
    {
        var burst = Noise(period, length, 0.3f);
        var world = Enumerable.Range(0, 12 * 48000).Select(i => i % period < length ? burst[i % period] : 0).ToArray();
        var take = world.AsSpan(123_456, 6 * 48000).ToArray();
        Mix(take, Noise(1, take.Length, noise));
        Mix(world, Noise(2, world.Length, noise));

        var match = Find(take, world);

        Assert.False(match?.IsSure ?? false, match?.ToString());
    }

    [Fact]
    public void What_is_heard_twice_is_not_sure()
    {
        var world = Voice.Speak(new Dice(11), 30 * 48000);
        world.AsSpan(2 * 48000, 10 * 48000).CopyTo(world.AsSpan(18 * 48000));

        var match = Find(world.AsSpan(3 * 48000, 8 * 48000).ToArray(), world)!;

        Assert.False(match.IsSure);
        Assert.InRange(Math.Abs(match.RivalOffset!.Value - match.Offset), (16 * 48000) - 1, (16 * 48000) + 1);
    }

    [Theory]
    [InlineData(1.001)]
    [InlineData(0.9995)]
    [InlineData(1.0884353741)]
    public void Resampling_keeps_a_tone_and_adds_nothing(double step)
    {
        // A tone of 9 kHz, which 48 kHz and 44.1 kHz both hold.
        var source = Enumerable.Range(0, 24000).Select(i => (float)Math.Sin(i * 2 * Math.PI * 9000 / 48000)).ToArray();
        var made = new float[16000];

        Resampler.Best(step).Read(source, 1000.25, step, made);

        var error = made.Select((sample, i) => sample - Math.Sin((1000.25 + (i * step)) * 2 * Math.PI * 9000 / 48000)).Max(Math.Abs);
        Assert.InRange(20 * Math.Log10(error), -200, -105);
    }

    private static float[] Noise(int seed, int length, float level)
    {
        var dice = new Dice(seed);
        return [.. Enumerable.Range(0, length).Select(_ => level * (float)(dice.NextDouble() - 0.5))];
    }

    private static void Mix(float[] sound, float[] other)
    {
        for (var i = 0; i < sound.Length; i++) sound[i] += other[i];
    }

    private static WaveformMatch? Find(float[] take, float[] recording) =>
        WaveformSync.Find(new HeldSamples(48000, take), [0], new HeldSamples(48000, recording), [0], TestContext.Current.CancellationToken);
}
