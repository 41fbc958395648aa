using Acetate.Timing;

namespace Acetate.Cuts.Reading;

/// <summary>Which stretch of a source is seen.</summary>
/// <remarks>At t record frames after the record in, the source stands at <c>start + factor · t · (source rate / record rate)</c>. An event shows
/// t from minus what a transition shows before it to its length and what one shows after it. A reversed source stands at the end of its
/// range at first. A range whose end falls between two frames takes the frame it cuts (<see cref="CutRange.Frames"/>).</remarks>
internal static class SourceUse
{
    /// <summary>Source frames per record frame at this speed.</summary>
    public static Ratio Step(Ratio factor, FrameRate source, FrameRate record) => source == record
        ? factor
        : factor * new Ratio(source.Numerator, source.Denominator) * new Ratio(record.Denominator, record.Numerator);

    /// <summary>The seen stretch of a source that stands at <paramref name="first"/> when the event begins.</summary>
    /// <param name="first">Source position at the record in; for reverse the end of what is played (the frame before it is shown first).</param>
    /// <param name="length">Record frames of the event.</param>
    /// <param name="head">Record frames that a transition shows before.</param>
    /// <param name="tail">Record frames that a transition shows after.</param>
    /// <param name="speed">The speed; of a ramp its points, where there are any.</param>
    /// <param name="like">A range with the source's rate and labels.</param>
    /// <param name="recordRate">Rate of the record side.</param>
    public static CutRange Of(Ratio first, Ratio length, Ratio head, Ratio tail, CutSpeed speed, CutRange like, FrameRate recordRate)
    {
        if (speed.Kind == SpeedKind.Freeze) return new(first.Floor, 1, like.Rate, like.IsDrop);
        if (speed.Kind == SpeedKind.Ramp && speed.Points.Length > 1)
        {
            var (low, high) = (speed.Points.Min(point => point.Source), speed.Points.Max(point => point.Source));
            return CutRange.Between(low, low == high ? high + 1 : high, like.Rate, like.IsDrop);
        }

        var step = Step(speed.Factor, like.Rate, recordRate);
        var (from, to) = (first - step * head, first + step * (length + tail));
        return from <= to ? CutRange.Between(from, to, like.Rate, like.IsDrop) : CutRange.Between(to, from, like.Rate, like.IsDrop);
    }

    /// <summary>The earliest source frame that an event itself plays, without what transitions show beyond it.</summary>
    /// <param name="item">The event; of a ramp, and without a record range, the earliest that is seen.</param>
    /// <param name="seen">What is seen of the source.</param>
    public static Ratio FirstPlayed(CutEvent item, CutRange seen)
    {
        if (item.Speed.Kind != SpeedKind.Constant || item.Record is not { } record) return seen.Start;
        var beyond = item.Speed.Factor.Sign < 0 ? item.TransitionOut?.OutOffset ?? 0 : item.TransitionIn?.InOffset ?? 0;
        return seen.Start + Step(item.Speed.Factor.Absolute, seen.Rate, record.Rate) * beyond;
    }
}
