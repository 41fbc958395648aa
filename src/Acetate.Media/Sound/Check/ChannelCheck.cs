using System.Globalization;

namespace Acetate.Media.Sound.Check;

/// <summary>One channel while it is listened to.</summary>
internal sealed class ChannelCheck
{
    private readonly int channel, rate;
    private readonly SoundLimits limits;
    private readonly double silent, loud;
    private readonly ClickCheck click;
    private readonly long silenceSamples, gapSamples;
    private readonly HumCheck hum;
    private readonly List<SoundFinding> findings = [];
    private readonly Dictionary<SoundFault, (int Count, long First, long Last)> more = [];

    private long at, silentSince = -1, clippedSince = -1, sameSince;
    private float last;
    private double sum, nearby, loudnessBeforeGap;
    private bool isHeard;

    public ChannelCheck(int channel, int rate, SoundLimits limits)
    {
        (this.channel, this.rate, this.limits) = (channel, rate, limits);
        (silent, loud) = (SoundLimits.Amplitude(limits.SilenceLevel), SoundLimits.Amplitude(limits.ClipLevel));
        silenceSamples = (long)(limits.SilenceSeconds * rate);
        gapSamples = Math.Max(4, (long)(limits.GapMilliseconds * rate / 1000));
        click = new(rate, limits, (place, size) => Tell(SoundFault.Click, place, place, SoundLimits.Level(size), $"Channel {channel + 1} clicks."));
        hum = new(rate, limits);
    }

    public void Add(ReadOnlySpan<float> samples)
    {
        hum.Add(samples);
        click.Add(samples);
        // How loud it is around here: in the last 10 ms.
        var quick = 1 - Math.Exp(-1 / (0.01 * rate));
        foreach (var sample in samples)
        {
            var size = Math.Abs(sample);
            sum += sample;
            Silence(size);
            Clipping(sample, size);
            Gap(sample);
            nearby += quick * ((double)sample * sample - nearby);
            last = sample;
            at++;
        }
    }

    public IEnumerable<SoundFinding> Finish()
    {
        EndSilence();
        EndClipping();
        EndGap(isInside: false);
        click.Finish();
        if (at == 0) yield break;
        if (!isHeard)
        {
            yield return new(SoundFault.Mute, [channel], 0, at - 1, limits.SilenceLevel, string.Create(CultureInfo.InvariantCulture, $"Channel {channel + 1} has no sound: it stays below {limits.SilenceLevel:0} dBFS."));
            yield break;
        }

        foreach (var finding in findings) yield return finding;
        foreach (var (fault, (count, first, final)) in more)
            yield return new(fault, [channel], first, final, count, $"Channel {channel + 1} has {count} more places of this kind.");
        var mean = sum / at;
        if (Math.Abs(mean) > limits.Offset)
            yield return new(SoundFault.Offset, [channel], 0, at - 1, mean, string.Create(CultureInfo.InvariantCulture, $"Channel {channel + 1} is off zero by {mean * 100:0.0} % of full scale."));
        if (hum.Heard() is var (frequency, level))
            yield return new(SoundFault.Hum, [channel], 0, at - 1, level, string.Create(CultureInfo.InvariantCulture, $"Channel {channel + 1} hums at {frequency} Hz, at {level:0} dBFS."));
    }

    private void Silence(float size)
    {
        if (size < silent)
        {
            if (silentSince < 0) silentSince = at;
            return;
        }

        isHeard = true;
        EndSilence();
    }

    private void EndSilence()
    {
        if (silentSince >= 0 && at - silentSince >= silenceSamples)
            Tell(SoundFault.Silence, silentSince, at - 1, (double)(at - silentSince) / rate, string.Create(CultureInfo.InvariantCulture, $"Channel {channel + 1} is silent for {(double)(at - silentSince) / rate:0.0} s."));
        silentSince = -1;
    }

    private void Clipping(float sample, float size)
    {
        // A top that is flat: music may touch full scale, but it does not stay there.
        if (size >= loud && (clippedSince < 0 || Math.Abs(sample - last) <= 2e-4f * size))
        {
            if (clippedSince < 0) clippedSince = at;
            return;
        }

        EndClipping();
        if (size >= loud) clippedSince = at;
    }

    private void EndClipping()
    {
        if (clippedSince >= 0 && at - clippedSince >= limits.ClipSamples)
            Tell(SoundFault.Clipped, clippedSince, at - 1, SoundLimits.Level(Math.Abs(last)), string.Create(CultureInfo.InvariantCulture, $"Channel {channel + 1} is clipped for {at - clippedSince} samples at {SoundLimits.Level(Math.Abs(last)):0.0} dBFS."));
        clippedSince = -1;
    }

    private void Gap(float sample)
    {
        if (at > 0 && sample == last) return;
        EndGap(isInside: true);
        sameSince = at;
    }

    private void EndGap(bool isInside)
    {
        // At full scale it is clipping, and after silence it is silence that went on.
        if (isInside && at - sameSince >= gapSamples && at - sameSince < silenceSamples && sameSince > 0 && Math.Abs(last) < loud && loudnessBeforeGap >= SoundLimits.Amplitude(limits.GapLevel))
            Tell(SoundFault.Gap, sameSince, at - 1, (at - sameSince) * 1000.0 / rate, string.Create(CultureInfo.InvariantCulture, $"Channel {channel + 1} stands still for {(at - sameSince) * 1000.0 / rate:0.0} ms within sound."));
        loudnessBeforeGap = Math.Sqrt(nearby);
    }

    private void Tell(SoundFault fault, long first, long final, double value, string words)
    {
        if (findings.Count(one => one.Fault == fault) < SoundCheck.MostOfAKind) findings.Add(new(fault, [channel], first, final, value, words));
        else more[fault] = more.TryGetValue(fault, out var known) ? (known.Count + 1, known.First, final) : (1, first, final);
    }
}
