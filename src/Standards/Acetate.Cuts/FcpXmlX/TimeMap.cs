using System.Xml.Linq;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts.FcpXmlX;

/// <summary>How the time a clip shows becomes the time of its medium: the element <c>timeMap</c>, in seconds.</summary>
internal sealed class TimeMap
{
    private readonly List<(Ratio Time, Ratio Value, string Way)> points;

    private TimeMap(List<(Ratio Time, Ratio Value, string Way)> points, SpeedKind kind) => (this.points, Kind) = (points, kind);

    /// <summary>Constant, freeze or ramp.</summary>
    public SpeedKind Kind { get; }

    /// <summary>Medium time per shown time; of a ramp the average.</summary>
    public Ratio Factor => points is [var first, .., var last] && last.Time != first.Time ? (last.Value - first.Value) / (last.Time - first.Time) : Ratio.Zero;

    /// <summary>The map of a clip; null when it runs as shot.</summary>
    public static TimeMap? Of(XElement clip, ProblemLog log)
    {
        if (clip.Child("timeMap") is not { } map) return null;
        var points = new List<(Ratio Time, Ratio Value, string Way)>();
        foreach (var point in map.Children("timept").Take(10_000))
        {
            if (Resources.Time(point.Attr("time")) is { } time && Resources.Time(point.Attr("value")) is { } value && (points.Count == 0 || time > points[^1].Time))
                points.Add((time, value, point.Attr("interp") ?? ""));
            else
                log.Error("bad-time", point.Line(), "timept", "A point of the time map has no time and value that can be, or is not later than the one before.", "The point was passed over; look at the clip's speed in the editing system.");
        }

        if (points.Count < 2) return points.Count == 1 ? new(points, SpeedKind.Freeze) : null;
        var slope = Slope(0);
        for (var i = 1; i < points.Count - 1; i++)
            if (Slope(i) != slope) return new(points, SpeedKind.Ramp);
        return slope == Ratio.One && points[0].Time == points[0].Value ? null : new(points, slope.Sign == 0 ? SpeedKind.Freeze : SpeedKind.Constant);

        Ratio Slope(int i) => (points[i + 1].Value - points[i].Value) / (points[i + 1].Time - points[i].Time);
    }

    /// <summary>The medium's time at a shown time; straight between points, and on beyond them.</summary>
    public Ratio At(Ratio time)
    {
        if (points.Count == 1) return points[0].Value;
        var i = 0;
        while (i < points.Count - 2 && points[i + 1].Time <= time) i++;
        var ((t0, v0, _), (t1, v1, _)) = (points[i], points[i + 1]);
        return v0 + (v1 - v0) * (time - t0) / (t1 - t0);
    }

    /// <summary>The speed in the model's words.</summary>
    /// <param name="start">The shown time at the event's begin.</param>
    /// <param name="length">How long it is shown, in seconds.</param>
    /// <param name="recordRate">Record frames per second.</param>
    /// <param name="sourceRate">Source frames per second.</param>
    public CutSpeed Speed(Ratio start, Ratio length, Ratio recordRate, Ratio sourceRate)
    {
        if (Kind != SpeedKind.Ramp) return CutSpeed.Of(Factor, "timeMap");
        var seen = points.Where(point => point.Time > start && point.Time < start + length).Select(point => (point.Time, point.Value, point.Way)).ToList();
        seen.Insert(0, (start, At(start), ""));
        seen.Add((start + length, At(start + length), ""));
        return new()
        {
            Kind = SpeedKind.Ramp,
            AsWritten = "timeMap",
            Factor = length.Sign == 0 ? Ratio.Zero : (seen[^1].Value - seen[0].Value) / length,
            Points = [.. seen.Select(point => new SpeedPoint((point.Time - start) * recordRate, point.Value * sourceRate, point.Way))],
        };
    }
}
