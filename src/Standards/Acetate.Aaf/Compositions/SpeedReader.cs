using System.Collections.Immutable;
using Acetate.Aaf.Mobs;
using Acetate.Aaf.Objects;

namespace Acetate.Aaf.Compositions;

/// <summary>Finds out what an effect does to speed.</summary>
internal static class SpeedReader
{
    private const int MaxPoints = 100_000;
    private static readonly Guid VideoSpeedControl = Guid.Parse("9d2ea890-0968-11d3-8a38-0050040ef7d2"), VideoRepeat = Guid.Parse("9d2ea891-0968-11d3-8a38-0050040ef7d2");

    /// <summary>The change of speed; null when the effect makes none.</summary>
    public static AafSpeed? Of(AafComponent.Effect effect)
    {
        if (!effect.Operation.IsTimeWarp && effect.Operation.Id != VideoSpeedControl && effect.Operation.Id != VideoRepeat)
            return null;
        if (Curve(effect, "PARAM_SPEED_OFFSET_MAP_U") is { } offsets)
            return offsets;
        if (Curve(effect, "PARAM_OFFSET_MAP_U") is { } drawn)
            return drawn;
        if (effect.Parameter("PARAM_SPEED_MAP_U") is { Points: [{ Value: AafValue.Ratio { Number: { IsNumber: true } only } }] })
            return Constant(only, Backwards(only, effect));
        if (effect.Operation.Id == VideoRepeat)
            return Constant(new(0, 1), new(0, 1));
        if (effect.Parameter("SpeedRatio")?.Value is not AafValue.Ratio { Number: { IsNumber: true } ratio })
            return effect.Operation.IsTimeWarp ? Unknown(effect) : null;

        // One frame stretched to the whole length is a freeze, however the length is written.
        var isFreeze = ratio.Numerator == 0 || (effect.Length > 1 && ratio.Numerator == ratio.Denominator * effect.Length);
        var speed = isFreeze ? new(0, 1) : ratio.Numerator < 0 ? new AafRational(-ratio.Denominator, -Math.Max(ratio.Numerator, -int.MaxValue)) : new(ratio.Denominator, ratio.Numerator);
        return Constant(speed, Backwards(speed, effect));
    }

    private static AafSpeed? Curve(AafComponent.Effect effect, string name)
    {
        if (effect.Parameter(name) is not { Points.Length: >= 2 } parameter || parameter.Points.Length > MaxPoints)
            return null;
        var points = Points(parameter, effect.Length);
        if (points.Length < 2)
            return null;
        if (parameter.Points is [{ Value: AafValue.Ratio { Number: { IsNumber: true } from } }, { Value: AafValue.Ratio { Number: { IsNumber: true } to } }]
            && Slope(parameter.Points[0].Time, parameter.Points[1].Time, from, to, effect.Length) is { } slope)
            return Constant(slope, from);
        var mean = (points[^1].Value - points[0].Value) / (points[^1].Frame - points[0].Frame);
        if (points.Zip(points.Skip(1), (before, after) => (after.Value - before.Value) / (after.Frame - before.Frame)).All(each => Math.Abs(each - mean) < 1e-9))
            return Constant(Nearest(mean), Nearest(points[0].Value));
        return new()
        {
            Kind = AafSpeedKind.Varying,
            Ratio = Nearest(mean),
            FirstOffset = Nearest(points[0].Value),
            Points = points,
            Interpolation = parameter.Interpolation,
            SpeedPoints = effect.Parameter("PARAM_SPEED_MAP_U") is { Points.Length: > 0 } speeds ? Points(speeds, effect.Length) : [],
        };
    }

    /// <summary>The points with rising times, which are frames, or parts of the way from the first frame to the last.</summary>
    private static ImmutableArray<AafSpeedPoint> Points(AafParameter parameter, long length)
    {
        var all = ImmutableArray.CreateBuilder<AafSpeedPoint>();
        var scale = Scale(parameter.Points[^1].Time.ToDouble(), length);
        foreach (var point in parameter.Points)
        {
            if (point.Time.IsNumber && point.Number is { } value && (all.Count == 0 || point.Time.ToDouble() * scale > all[^1].Frame))
                all.Add(new(point.Time.ToDouble() * scale, value));
        }

        return all.ToImmutable();
    }

    /// <summary>How many frames a unit of time is: curves that end near 1 count parts of the way.</summary>
    private static long Scale(double last, long length) => length > 2 && last <= length / (length - 1.0) + 1e-9 ? length - 1 : 1;

    private static AafRational? Slope(AafRational begin, AafRational end, AafRational from, AafRational to, long length)
    {
        if (!begin.IsNumber || !end.IsNumber || !(end.ToDouble() > begin.ToDouble()))
            return null;
        var time = new Fraction(end.Numerator, end.Denominator) - new Fraction(begin.Numerator, begin.Denominator);
        var rise = new Fraction(to.Numerator, to.Denominator) - new Fraction(from.Numerator, from.Denominator);
        var slope = new Fraction(rise.Top * time.Bottom, rise.Bottom * time.Top * Scale(end.ToDouble(), length));
        return Int128.Abs(slope.Top) <= int.MaxValue && slope.Bottom <= int.MaxValue
            ? new((int)slope.Top, (int)slope.Bottom)
            : Nearest((double)slope.Top / (double)slope.Bottom);
    }

    private static AafSpeed Constant(AafRational ratio, AafRational first) =>
        new() { Kind = ratio.Numerator == 0 ? AafSpeedKind.Freeze : AafSpeedKind.Constant, Ratio = ratio, FirstOffset = first };

    /// <summary>A clip that plays backwards begins with the last frame of what lies within.</summary>
    private static AafRational Backwards(AafRational ratio, AafComponent.Effect effect) =>
        ratio.ToDouble() < 0 && effect.Inputs is [{ Length: > 0 and <= int.MaxValue } input, ..] ? new((int)input.Length - 1, 1) : new(0, 1);

    /// <summary>A change of speed whose settings this reader cannot tell: it is flagged as a ramp without points.</summary>
    private static AafSpeed Unknown(AafComponent.Effect effect)
    {
        var mean = effect.Length > 0 && effect.Inputs is [{ Length: > 0 } input, ..] ? (double)input.Length / effect.Length : 1;
        return new() { Kind = AafSpeedKind.Varying, Ratio = Nearest(mean), FirstOffset = new(0, 1) };
    }

    private static AafRational Nearest(double value)
    {
        var bounded = Math.Clamp(double.IsFinite(value) ? value : 0, -2000, 2000);
        var nearest = new Fraction((Int128)Math.Round(bounded * 1_000_000), 1_000_000);
        return new((int)nearest.Top, (int)nearest.Bottom);
    }
}
