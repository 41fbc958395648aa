using System.Collections.Immutable;
using Acetate.Aaf.Mobs;

namespace Acetate.Aaf.Compositions;

/// <summary>How the speed of a clip behaves.</summary>
public enum AafSpeedKind
{
    /// <summary>The same all along: faster, slower, or backwards.</summary>
    Constant,

    /// <summary>One frame is held.</summary>
    Freeze,

    /// <summary>It changes: a ramp.</summary>
    Varying,
}

/// <summary>A change of speed: which source frame plays at which frame of the cut.</summary>
/// <remarks>
/// Avid writes the curve of offsets (<c>PARAM_SPEED_OFFSET_MAP_U</c>, or <c>PARAM_OFFSET_MAP_U</c> when a person drew the curve itself), the
/// speeds it was made of (<c>PARAM_SPEED_MAP_U</c>), and a <c>SpeedRatio</c>, the length of the result over the length of the source, that is
/// often rounded; they are believed in this order. Other programs write the ratio alone.
/// </remarks>
public sealed record AafSpeed
{
    /// <summary>Constant, freeze or ramp.</summary>
    public required AafSpeedKind Kind { get; init; }

    /// <summary>Source frames for each frame of the cut: 2 is double speed, -1 backwards, 0 a freeze. Of a ramp, its mean.</summary>
    public required AafRational Ratio { get; init; }

    /// <summary>The source frame that plays first, counted from the first frame of the clip within; 7 of 8 frames backwards.</summary>
    public required AafRational FirstOffset { get; init; }

    /// <summary>The curve, of a ramp: at which frame of the item which source frame plays, both counted from 0.</summary>
    public ImmutableArray<AafSpeedPoint> Points { get; init; } = [];

    /// <summary>How the curve goes from point to point, of a ramp, such as <c>LinearInterp</c>.</summary>
    public string Interpolation { get; init; } = "";

    /// <summary>The speeds a person set, of a ramp, where the file has them: source frames for each frame of the cut over frames of the item.</summary>
    public ImmutableArray<AafSpeedPoint> SpeedPoints { get; init; } = [];

    /// <summary>The source frame that plays at a frame of the item, counted from the first frame of the clip within.</summary>
    /// <remarks>Of a ramp by straight lines between its points; before and after them by the first and last frame.</remarks>
    /// <param name="frame">The frame of the item, from 0.</param>
    public double SourceOffset(double frame)
    {
        if (Kind != AafSpeedKind.Varying || Points.Length < 2)
            return FirstOffset.ToDouble() + (frame * Ratio.ToDouble());
        if (frame <= Points[0].Frame)
            return Points[0].Value;
        for (var i = 1; i < Points.Length; i++)
        {
            var (before, after) = (Points[i - 1], Points[i]);
            if (frame < after.Frame)
                return before.Value + ((frame - before.Frame) / (after.Frame - before.Frame) * (after.Value - before.Value));
        }

        return Points[^1].Value;
    }

    internal static AafSpeed? Of(AafComponent.Effect effect) => SpeedReader.Of(effect);

    internal Fraction SourceOffset(Fraction at)
    {
        if (Kind == AafSpeedKind.Varying && Points.Length >= 2)
            return new((Int128)Math.Floor(SourceOffset((double)at.Top / (double)at.Bottom)), 1);
        return new Fraction(FirstOffset.Numerator, FirstOffset.Denominator) + (at * Ratio);
    }
}

/// <summary>A point of a curve.</summary>
/// <param name="Frame">Frames from the beginning of the item.</param>
/// <param name="Value">The source frame, or the speed.</param>
public readonly record struct AafSpeedPoint(double Frame, double Value);
