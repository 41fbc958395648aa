using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Check;

namespace Acetate.Imaging.Tests.Sound;

/// <summary>Faults that are put into speech are found where they are, and speech without faults has none.</summary>
public sealed class SoundCheckTests
{
    private const int Rate = 48000;

    private static float[] Voiced(int seconds, int seed = 3)
    {
        var voice = Voice.Speak(new Dice(seed), seconds * Rate);
        var dice = new Dice(seed + 1);
        var loudest = voice.Max(Math.Abs);
        var mean = voice.Average();
        // A room is never still.
        for (var i = 0; i < voice.Length; i++) voice[i] = (voice[i] - mean) / loudest * 0.6f + 0.004f * (float)(dice.NextDouble() - 0.5);
        return voice;
    }

    private static SoundFinding[] Found(params float[][] channels) => [.. SoundCheck.Run(new HeldSamples(Rate, channels), new(), TestContext.Current.CancellationToken)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Speech_in_a_room_has_no_fault(int seed) => Assert.Empty(Found(Voiced(12, seed)));

    [Fact]
    public void A_channel_without_sound_is_mute_and_a_pause_of_digital_silence_is_told_with_its_length()
    {
        var (voice, mute) = (Voiced(10), new float[10 * Rate]);
        voice.AsSpan(4 * Rate, 3 * Rate).Clear();

        var found = Found(voice, mute);

        Assert.Equal([SoundFault.Silence, SoundFault.Mute], found.OrderBy(one => one.Channels[0]).Select(one => one.Fault));
        var pause = found.Single(one => one.Fault == SoundFault.Silence);
        Assert.Equal((4 * Rate, 7 * Rate - 1), ((int)pause.First, (int)pause.Last));
    }

    [Fact]
    public void Tops_that_are_held_at_full_scale_are_clipped_and_a_peak_that_touches_it_is_not()
    {
        var (held, touching) = (Voiced(6), Voiced(6));
        for (var i = 2 * Rate; i < 3 * Rate; i++) held[i] = Math.Clamp(held[i] * 6, -1, 1);
        var top = Array.IndexOf(touching, touching.Max());
        touching[top] = 1;

        Assert.All(Found(held), one => Assert.True(one.Fault == SoundFault.Clipped && one.First >= 2 * Rate && one.Last < 3 * Rate, one.ToString()));
        Assert.NotEmpty(Found(held));
        Assert.DoesNotContain(Found(touching), one => one.Fault == SoundFault.Clipped);
    }

    [Theory]
    [InlineData(0.25f, 1)]
    [InlineData(-0.5f, 1)]
    [InlineData(0.3f, 8)]
    public void A_spike_is_a_click_at_its_place(float height, int length)
    {
        var voice = Voiced(6);
        for (var i = 0; i < length; i++) voice[123_456 + i] += height;

        var click = Assert.Single(Found(voice));
        Assert.Equal(SoundFault.Click, click.Fault);
        Assert.InRange(click.First, 123_455, 123_458);
    }

    [Fact]
    public void Sound_that_stands_still_has_a_gap_whether_at_zero_or_elsewhere()
    {
        var (zero, stuck) = (Voiced(6), Voiced(6));
        var loud = Loudest(zero);
        zero.AsSpan(loud, 240).Clear();
        stuck.AsSpan(loud, 240).Fill(stuck[loud]);

        foreach (var voice in (float[][])[zero, stuck])
        {
            var gap = Assert.Single(Found(voice), one => one.Fault == SoundFault.Gap);
            Assert.InRange(gap.First, loud - 1, loud + 1);
            Assert.InRange(gap.Last, loud + 238, loud + 241);
        }
    }

    [Fact]
    public void An_inverted_channel_works_against_its_neighbour_and_a_channel_that_is_there_twice_is_told()
    {
        var voice = Voiced(8);
        var inverted = voice.Select(sample => -sample).ToArray();
        var (other, apart) = (Voiced(8, 5), Voiced(8, 7));

        var against = Assert.Single(Found(voice, inverted));
        Assert.Equal((SoundFault.Phase, 0L), (against.Fault, against.First));
        Assert.Equal(SoundFault.Same, Assert.Single(Found(voice, voice)).Fault);
        Assert.Empty(Found(other, apart));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(60)]
    public void The_mains_are_heard_and_named(int mains)
    {
        var voice = Voiced(8);
        for (var i = 0; i < voice.Length; i++) voice[i] += 0.02f * MathF.Sin(2 * MathF.PI * mains * i / Rate) + 0.01f * MathF.Sin(4 * MathF.PI * mains * (i % Rate) / Rate);

        var hum = Assert.Single(Found(voice));
        Assert.Equal(SoundFault.Hum, hum.Fault);
        Assert.Contains($"{mains} Hz", hum.Words, StringComparison.Ordinal);
        Assert.InRange(hum.Value, -36, -31);
    }

    [Fact]
    public void What_is_off_zero_is_told_with_how_much()
    {
        var off = Assert.Single(Found([.. Voiced(4).Select(sample => sample + 0.03f)]));

        Assert.Equal(SoundFault.Offset, off.Fault);
        Assert.InRange(off.Value, 0.029, 0.031);
    }

    [Fact]
    public void Hundreds_of_clicks_are_told_as_a_number()
    {
        var voice = Voiced(20);
        for (var i = 2000; i < voice.Length; i += 2000) voice[i] += 0.8f;

        var found = Found(voice).Where(one => one.Fault == SoundFault.Click).ToList();

        Assert.Equal(SoundCheck.MostOfAKind + 1, found.Count);
        Assert.Contains("more places", found.MaxBy(one => one.First)!.Words, StringComparison.Ordinal);
    }

    private static int Loudest(float[] voice)
    {
        var best = 0;
        for (var (at, most) = (Rate, 0.0); at < voice.Length - Rate; at += 480)
            if (voice.AsSpan(at, 480).ToArray().Sum(sample => (double)sample * sample) is var power && power > most) (best, most) = (at + 480, power);
        return best;
    }
}
