namespace Acetate.Media.Sound.Check;

/// <summary>Finds spikes in one channel: bends (second differences) that nothing within 30 ms before and after comes near to.</summary>
/// <remarks>A voice bends as sharply at each pulse of its pitch, and a clap goes on in the room: both have neighbours, and a click has none.</remarks>
internal sealed class ClickCheck
{
    private const double BinSeconds = 0.0005, ReachSeconds = 0.03, OnsetFactor = 30, Floor = 1e-5;

    private readonly Action<long, double> found;
    private readonly int binSamples, own, reach;
    private readonly double least, factor;
    private readonly (double Bend, long Place)[] bins;
    private (double Bend, long Place) now;
    private double last, before;
    private long at, filled;

    /// <param name="rate">Hertz.</param>
    /// <param name="limits">From where on a bend is a click.</param>
    /// <param name="found">Takes the sample of each click and its bend, in order.</param>
    public ClickCheck(int rate, SoundLimits limits, Action<long, double> found)
    {
        this.found = found;
        (least, factor) = (SoundLimits.Amplitude(limits.ClickLevel), limits.ClickFactor);
        binSamples = Math.Max(1, (int)(BinSeconds * rate));
        own = Math.Max(1, (int)Math.Round(limits.ClickMilliseconds / 1000 / BinSeconds));
        reach = Math.Max(own + 1, (int)(ReachSeconds / BinSeconds));
        bins = new (double, long)[2 * reach + 1];
    }

    public void Add(ReadOnlySpan<float> samples)
    {
        foreach (var sample in samples)
        {
            var bend = Math.Abs(sample - 2 * last + before);
            // The first samples have nothing before them: that sound begins is no click.
            if (bend > now.Bend && at > 1) now = (bend, at);
            (before, last) = (last, sample);
            if (++at % binSamples == 0) EndBin();
        }
    }

    public void Finish()
    {
        for (var i = 0; i <= reach; i++) EndBin();
    }

    private void EndBin()
    {
        bins[filled++ % bins.Length] = now;
        now = default;
        var middle = filled - 1 - reach;
        if (middle < 0) return;
        var (bend, place) = Bin(middle);
        if (bend <= least) return;
        var (earlier, later) = (0.0, 0.0);
        for (var i = middle - reach; i <= middle + reach; i++)
        {
            if (i == middle || i < 0) continue;
            var other = Bin(i).Bend;
            // Of one click the sharpest bend is told, and the first of those that are alike.
            if (Math.Abs(i - middle) > own ? other * factor >= bend : other > bend || other == bend && i < middle) return;
            if (Math.Abs(i - middle) <= own) continue;
            if (i < middle) earlier = Math.Max(earlier, Bin(i).Bend);
            else later = Math.Max(later, Bin(i).Bend);
        }

        // Between silence and sound there is a beginning or an end, which is as sharp in a test tone; a click comes back to what was before.
        if (Math.Max(earlier, later) + Floor > OnsetFactor * (Math.Min(earlier, later) + Floor)) return;
        found(place, bend);
    }

    private (double Bend, long Place) Bin(long number) => bins[number % bins.Length];
}
