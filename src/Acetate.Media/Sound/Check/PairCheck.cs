using System.Globalization;

namespace Acetate.Media.Sound.Check;

/// <summary>Two channels beside each other while they are listened to: whether they work against each other, and whether they are one.</summary>
internal sealed class PairCheck(int left, int right, int rate, SoundLimits limits)
{
    private readonly int hop = Math.Max(1, rate / 2), windows = Math.Max(1, (int)Math.Round(limits.PhaseSeconds * 2));
    private readonly Queue<Sums> recent = new();
    private readonly List<SoundFinding> findings = [];
    private Sums now, all;
    private long at, against = -1;
    private double worst;

    public int Left => left;

    public int Right => right;

    public void Add(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            now += new Sums((double)one[i] * other[i], (double)one[i] * one[i], (double)other[i] * other[i]);
            if (++at % hop == 0) EndHop();
        }
    }

    public IEnumerable<SoundFinding> Finish()
    {
        EndAgainst(at);
        all += now;
        if (IsLoud(all, at) && all.Correlation > limits.SameCorrelation)
            findings.Add(new(SoundFault.Same, [left, right], 0, at - 1, all.Correlation, $"Channels {left + 1} and {right + 1} are the same."));
        return findings;
    }

    private void EndHop()
    {
        all += now;
        recent.Enqueue(now);
        now = default;
        if (recent.Count > windows) recent.Dequeue();
        if (recent.Count < windows) return;
        var sums = recent.Aggregate((a, b) => a + b);
        if (IsLoud(sums, (long)windows * hop) && sums.Correlation < limits.PhaseCorrelation)
        {
            if (against < 0) (against, worst) = (at - (long)windows * hop, 0);
            worst = Math.Min(worst, sums.Correlation);
        }
        else
        {
            EndAgainst(at - hop);
        }
    }

    private void EndAgainst(long end)
    {
        if (against >= 0)
            findings.Add(new(SoundFault.Phase, [left, right], against, end - 1, worst, string.Create(CultureInfo.InvariantCulture, $"Channels {left + 1} and {right + 1} work against each other for {(double)(end - against) / rate:0.0} s (correlation {worst:0.00}): one may be inverted.")));
        against = -1;
    }

    private bool IsLoud(Sums sums, long samples)
    {
        var least = Math.Pow(SoundLimits.Amplitude(limits.PairLevel), 2) * samples;
        return samples > 0 && sums.One >= least && sums.Other >= least;
    }

    private readonly record struct Sums(double Both, double One, double Other)
    {
        public double Correlation => One > 0 && Other > 0 ? Both / Math.Sqrt(One * Other) : 0;

        public static Sums operator +(Sums a, Sums b) => new(a.Both + b.Both, a.One + b.One, a.Other + b.Other);
    }
}
