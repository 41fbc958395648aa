using System.Globalization;

namespace Acetate.Media.Check;

/// <summary>Pixels that stand out at the same place frame after frame, whatever is around them.</summary>
internal sealed class LonePixelSeries(PictureLimits limits)
{
    private const int Most = 50_000, MostTold = 20;

    private readonly Dictionary<(int X, int Y, bool IsHot), Trace> traces = [];
    private readonly List<long> looked = [];

    /// <summary>Takes what was found in a frame.</summary>
    public void Add(long number, LonePixel[] pixels)
    {
        looked.Add(number);
        foreach (var pixel in pixels)
        {
            var place = (pixel.X, pixel.Y, pixel.Contrast > 0);
            if (!traces.TryGetValue(place, out var trace))
            {
                if (traces.Count >= Most) continue;
                traces[place] = trace = new() { First = looked.Count - 1 };
            }

            trace.Add(looked.Count - 1, number, pixel);
        }

        // Sparks come and go: places that were seen once in a while are forgotten.
        if (looked.Count % 32 != 0) return;
        foreach (var place in traces.Where(one => one.Value.Count < 3 && looked.Count - one.Value.First > 16).Select(one => one.Key).ToList()) traces.Remove(place);
    }

    /// <summary>The pixels that are hot or dead.</summary>
    public IEnumerable<ClipFinding> Find(IReadOnlyList<FrameFacts> frames)
    {
        var first = frames.Count == 0 ? 0 : frames[0].Number;
        foreach (var hot in new[] { true, false })
        {
            var found = traces.Where(one => one.Key.IsHot == hot && one.Value.Count >= limits.LoneFrames && one.Value.Count >= limits.LonePart * one.Value.Span).OrderByDescending(one => Math.Abs(one.Value.Contrast)).ToList();
            foreach (var ((x, y, _), trace) in found.Take(MostTold))
            {
                // What is around it changes, and it does not: it is no thing of the scene. Without change nobody can tell.
                var isCertain = trace.Deviation >= limits.LoneChange;
                yield return new()
                {
                    Fault = hot ? ClipFault.HotPixel : ClipFault.DeadPixel,
                    Severity = isCertain ? FindingSeverity.Alarm : FindingSeverity.Information,
                    First = looked[trace.First],
                    Last = trace.Last,
                    Score = Math.Round(Math.Abs(trace.Contrast / trace.Count) / limits.LoneContrast, 2),
                    Region = new(x, y, 1, 1),
                    Words = string.Create(CultureInfo.InvariantCulture, $"The pixel at column {x}, row {y} is {(hot ? "bright" : "dark")} in {trace.Count} of {trace.Span} frames looked at, {(isCertain
                        ? $"whatever is around it: the sensor has a {(hot ? "hot" : "dead")} pixel. Have it mapped out, and retouch these frames"
                        : "but nothing moves there: it may be a pixel of the sensor, or a thing in the scene")}."),
                };
            }

            if (found.Count > MostTold)
                yield return new() { Fault = hot ? ClipFault.HotPixel : ClipFault.DeadPixel, Severity = FindingSeverity.Information, First = first, Last = frames[^1].Number, Score = found.Count, Words = string.Create(CultureInfo.InvariantCulture, $"{found.Count - MostTold} more pixels stand out in the same way.") };
        }
    }

    private sealed class Trace
    {
        private double sum, squares;

        public required int First { get; init; }

        public int Count { get; private set; }

        /// <summary>Frames looked at from the first in which it stood out to the last.</summary>
        public int Span { get; private set; }

        public long Last { get; private set; }

        public double Contrast { get; private set; }

        /// <summary>How much what is around it changed.</summary>
        public double Deviation => Math.Sqrt(Math.Max(0, squares / Count - sum / Count * (sum / Count)));

        public void Add(int index, long number, LonePixel pixel)
        {
            Span = index - First + 1;
            (Count, Last, Contrast) = (Count + 1, number, Contrast + pixel.Contrast);
            (sum, squares) = (sum + pixel.Around, squares + (double)pixel.Around * pixel.Around);
        }
    }
}
