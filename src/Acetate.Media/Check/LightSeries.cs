using System.Globalization;
using Acetate.Timing;

namespace Acetate.Media.Check;

/// <summary>What is wrong with light: black frames, highlights at the end of the range, flicker; and where the picture is soft.</summary>
internal static class LightSeries
{
    private const int Window = 32, Hop = 16;

    public static IEnumerable<ClipFinding> Find(IReadOnlyList<FrameFacts> frames, PictureLimits limits, FrameRate rate)
    {
        foreach (var (first, last) in Runs(frames, frame => frame.BlackTop <= limits.BlackLevel && frame.High - frame.Low <= limits.BlackRange, 1))
            yield return Finding(ClipFault.Black, FindingSeverity.Alarm, first, last, 1, string.Create(CultureInfo.InvariantCulture, $"{Frames(last - first + 1)} black."));
        foreach (var (first, last) in Runs(frames, frame => frame.Clipped >= limits.ClipInformation, 1))
        {
            var worst = Enumerable.Range(first, last - first + 1).Max(i => frames[i].Clipped);
            yield return Finding(ClipFault.ClippedPicture, worst >= limits.ClipWarning ? FindingSeverity.Warning : FindingSeverity.Information, first, last, worst / limits.ClipWarning,
                string.Create(CultureInfo.InvariantCulture, $"Up to {worst * 100:0.0} % of the picture is at the end of its range: there is no detail in these highlights."));
        }

        foreach (var finding in Flicker(frames, limits, rate)) yield return finding;
        foreach (var finding in Soft(frames, limits)) yield return finding;

        ClipFinding Finding(ClipFault fault, FindingSeverity severity, int first, int last, double score, string words) =>
            new() { Fault = fault, Severity = severity, First = frames[first].Number, Last = frames[last].Number, Score = Math.Round(score, 2), Words = words };
    }

    private static string Frames(int count) => count == 1 ? "The frame is" : string.Create(CultureInfo.InvariantCulture, $"{count} frames are");

    private static IEnumerable<(int First, int Last)> Runs(IReadOnlyList<FrameFacts> frames, Func<FrameFacts, bool> isSo, int least)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            if (frames[i].Missing is not null || !isSo(frames[i])) continue;
            var last = i;
            while (last + 1 < frames.Count && frames[last + 1].Missing is null && isSo(frames[last + 1])) last++;
            if (last - i + 1 >= least) yield return (i, last);
            i = last;
        }
    }

    private static IEnumerable<ClipFinding> Flicker(IReadOnlyList<FrameFacts> frames, PictureLimits limits, FrameRate rate)
    {
        var speed = rate.IsSet ? rate.Approximate : 24;
        var (since, until, worst, hertz) = (-1, -1, 0.0, 0.0);
        for (var from = 0; from + Window <= frames.Count; from += Hop)
        {
            if (Pulse(frames, from, limits, speed) is not var (level, frequency)) continue;
            if (since >= 0 && from > until + 1)
            {
                if (until - since >= Window) yield return Finding();
                since = -1;
            }

            if (since < 0) (since, worst) = (from, 0);
            until = from + Window - 1;
            if (level > worst) (worst, hertz) = (level, frequency);
        }

        // One window alone may be a movement of hands.
        if (since >= 0 && until - since >= Window) yield return Finding();

        ClipFinding Finding() => new()
        {
            Fault = ClipFault.Flicker,
            Severity = FindingSeverity.Warning,
            First = frames[since].Number,
            Last = frames[until].Number,
            Score = Math.Round(worst / limits.FlickerLevel, 2),
            Words = string.Create(CultureInfo.InvariantCulture, $"The picture pulses about {hertz:0.0} times a second by {worst * 100:0.0} % of its brightness: light and shutter do not fit together. Tell the camera crew."),
        };
    }

    /// <summary>The level and frequency of the pulse that is most of what changes in a window, everywhere in the picture alike; null when there is none.</summary>
    private static (double Level, double Frequency)? Pulse(IReadOnlyList<FrameFacts> frames, int from, PictureLimits limits, double speed)
    {
        for (var i = from; i < from + Window; i++)
            if (frames[i].Missing is not null || i > from && frames[i].IsCut) return null;
        var whole = Changes(frame => frame.Mean);
        if (whole is null) return null;
        var (low, high) = (Math.Max(2, (int)Math.Ceiling(limits.FlickerFrom * Window / speed)), Math.Min(Window / 2 - 1, (int)(limits.FlickerTo * Window / speed)));
        var power = new double[Window / 2 + 1];
        for (var bin = 1; bin < power.Length; bin++)
        {
            var (re, im) = Wave(whole, bin);
            power[bin] = re * re + im * im;
        }

        var (all, best) = (power.Sum(), 0);
        for (var bin = low; bin <= high; bin++)
            if (power[bin] > power[best]) best = bin;
        if (best == 0) return null;
        var peak = power[best] + power[best - 1] + power[Math.Min(best + 1, Window / 2)];
        // A Hann window keeps 3/8 of the power; both halves of the spectrum hold it.
        var level = Math.Sqrt(2 * peak / (Window * Window * 3.0 / 8));
        if (level < limits.FlickerLevel || peak < limits.FlickerPart * all) return null;
        var (pulse, alike, counted) = (Wave(whole, best), 0, 0);
        for (var area = 0; area < FrameMeasure.Areas; area++)
        {
            var own = area;
            if (Changes(frame => frame.AreaMeans[own]) is not { } changes) continue;
            counted++;
            // The pulse of the area is that of the whole: as strong and at the same time, give or take what moves there.
            var (re, im) = Wave(changes, best);
            if ((re * pulse.Re + im * pulse.Im) / (pulse.Re * pulse.Re + pulse.Im * pulse.Im) is > 0.5 and < 2) alike++;
        }

        return counted > 0 && alike >= 0.7 * counted ? (level, best * speed / Window) : null;

        // Relative to the window's mean, without its slope; null where it is too dark to say.
        double[]? Changes(Func<FrameFacts, float> value)
        {
            var values = new double[Window];
            for (var i = 0; i < Window; i++) values[i] = value(frames[from + i]);
            var mean = values.Average();
            if (mean < 0.03) return null;
            var (slope, weight) = (0.0, 0.0);
            for (var i = 0; i < Window; i++) (slope, weight) = (slope + (i - (Window - 1) / 2.0) * (values[i] - mean), weight + Math.Pow(i - (Window - 1) / 2.0, 2));
            for (var i = 0; i < Window; i++) values[i] = (values[i] - mean - slope / weight * (i - (Window - 1) / 2.0)) / mean;
            return values;
        }

        static (double Re, double Im) Wave(double[] values, int bin)
        {
            var (re, im) = (0.0, 0.0);
            for (var i = 0; i < Window; i++)
            {
                var (sine, cosine) = Math.SinCos(2 * Math.PI * bin * i / Window);
                (re, im) = (re + Hann(i) * values[i] * cosine, im - Hann(i) * values[i] * sine);
            }

            return (re, im);
        }

        static double Hann(int i) => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / Window);
    }

    private static IEnumerable<ClipFinding> Soft(IReadOnlyList<FrameFacts> frames, PictureLimits limits)
    {
        var sharp = frames.Where(frame => frame.Missing is null && frame.Sharpness > 0).Select(frame => frame.Sharpness).Order().ToList();
        if (sharp.Count < 2 * limits.SoftFrames) yield break;
        var usual = sharp[(int)(0.9 * (sharp.Count - 1))];
        foreach (var (first, last) in Runs(frames, frame => frame.Sharpness > 0 && frame.Sharpness < limits.SoftPart * usual, limits.SoftFrames))
            yield return new()
            {
                Fault = ClipFault.Soft,
                Severity = FindingSeverity.Information,
                First = frames[first].Number,
                Last = frames[last].Number,
                Score = Math.Round(limits.SoftPart * usual / Enumerable.Range(first, last - first + 1).Min(i => frames[i].Sharpness), 2),
                Words = "The sharpest part of the picture is softer here than elsewhere in the clip: focus, movement, or meant so.",
            };
    }
}
