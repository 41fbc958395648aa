using Acetate.Timing;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>Which source frames an event plays.</summary>
/// <remarks>
/// Writers differ in what the source columns hold beside an M2 line: the length that is used, or the record length again. With
/// <c>wanted = record · |factor|</c>, columns that hold about <c>wanted</c> count; columns that hold the record length do not, and
/// <c>wanted</c> does. Backwards, the time of the M2 line is the frame that is shown first.
/// </remarks>
internal static class PlayedSource
{
    private static readonly (int Numerator, int Denominator)[] Plain = [(1, 1), (2, 1), (1, 2), (3, 1), (4, 1), (1, 4)];

    /// <summary>The exact factor of a speed that is written with one decimal.</summary>
    public static EdlFactor Factor(decimal framesPerSecond, FrameRate rate)
    {
        foreach (var (numerator, denominator) in Plain)
        {
            var sign = Math.Sign(framesPerSecond);
            var exact = (decimal)rate.Numerator * numerator / ((decimal)rate.Denominator * denominator);
            var labels = (decimal)rate.LabelsPerSecond * numerator / denominator;
            var speed = Math.Abs(framesPerSecond);
            if (Math.Abs(speed - exact) < 0.1m || Math.Abs(speed - labels) < 0.1m) return new(sign * numerator, denominator);
        }

        return Simple(framesPerSecond, rate)
            ?? EdlFactor.Of((Int128)decimal.Round(framesPerSecond * 1_000_000m) * rate.Denominator, (Int128)1_000_000 * rate.Numerator);
    }

    /// <summary>The simplest fraction whose speed is written so; null when there is none. One decimal cannot tell 24 frames per second from 24000/1001, and writers count
    /// either: <c>008.0</c> in a list at 23.976 is a third, by labels exactly and by frames after rounding.</summary>
    private static EdlFactor? Simple(decimal framesPerSecond, FrameRate rate)
    {
        const int MostParts = 12;
        var (speed, sign) = (Math.Abs(framesPerSecond), Math.Sign(framesPerSecond));
        if (rate.Denominator == 1 || speed == 0) return null;
        var exact = (decimal)rate.Numerator / rate.Denominator;
        for (var parts = 1; parts <= MostParts; parts++)
        {
            var of = (int)decimal.Round(speed * parts / rate.LabelsPerSecond);
            var frames = exact * of / parts;
            if (of > 0 && (speed * parts == rate.LabelsPerSecond * of || speed == decimal.Round(frames, 1, MidpointRounding.AwayFromZero) || speed == decimal.Round(frames, 1, MidpointRounding.ToZero)))
                return EdlFactor.Of(sign * of, parts);
        }

        return null;
    }

    /// <summary>Whether the source columns hold the frames that a speed of one decimal uses, counted to the last frame or to its end.</summary>
    public static bool IsNear(long columns, long record, EdlFactor factor, FrameRate rate)
    {
        var tolerance = 1 + record * rate.Denominator / (10L * rate.Numerator);
        var least = Math.Max(record - 1, 0) * (Int128)Math.Abs(factor.Numerator) / factor.Denominator;
        return columns >= least - tolerance && columns <= factor.SourceFrames(record) + tolerance;
    }

    public static EdlPlayed? Of(EdlEvent e, FrameRate rate, EdlProblems problems)
    {
        if (e is not { SourceIn.Timecode: { } first, RecordFrames: { } record }) return null;
        if (e.IsFreeze) return new(e.Speed?.Time.Timecode ?? first, Math.Min(record, 1), false, EdlPlayedBasis.Speed);
        if (e.SourceFrames is not { } columns) return null;
        if (e.Speed is not { } speed)
        {
            if (columns == record) return new(first, columns, false, EdlPlayedBasis.Columns);
            problems.Add(
                EdlRule.LengthMismatch, e.ReelKind is EdlReelKind.Black or EdlReelKind.Bars ? EdlSeverity.Notice : EdlSeverity.Warning, e.Line,
                $"Event {e.Number} takes {Count(columns)} of its source and {Count(record)} of the programme, and no M2 line says a speed.",
                "Check that the list is read at its own rate; otherwise add the M2 line that is missing.");
            return new(first, Math.Max(columns, record), false, EdlPlayedBasis.Larger);
        }

        var wanted = speed.Factor.SourceFrames(record);
        var isNear = IsNear(columns, record, speed.Factor, rate);
        var (frames, basis) = isNear ? (columns, EdlPlayedBasis.Columns) : columns == record ? (wanted, EdlPlayedBasis.Speed) : (Math.Max(columns, wanted), EdlPlayedBasis.Larger);
        if (basis == EdlPlayedBasis.Larger)
        {
            problems.Add(
                EdlRule.Speed, EdlSeverity.Warning, speed.Line,
                $"Event {e.Number} takes {Count(columns)} of its source; {Count(record)} of the programme at {speed.FramesPerSecond:0.0##} frames per second need {wanted}.",
                $"The larger length, {Count(frames)}, is taken; check speed and times.");
        }

        if (speed.Factor.Numerator >= 0) return new(first, frames, false, basis);
        var shownFirst = speed.Time.Timecode ?? first;
        if (frames - 1 > shownFirst.Frame && first.Frame <= shownFirst.Frame)
        {
            // Premiere numbers files without timecode from 0, and means the columns.
            problems.Add(
                EdlRule.Speed, EdlSeverity.Warning, speed.Line,
                $"Event {e.Number} runs backwards from {speed.Time}, and fewer than {Count(frames)} lie before that in its day; those after its source in {e.SourceIn} are taken.",
                "Check which frames are meant.");
            return new(first, frames, true, basis);
        }

        return new(Timecode.Wrapping(shownFirst.Frame - Math.Max(frames - 1, 0), rate, shownFirst.IsDrop), frames, true, basis);
    }

    private static string Count(long frames) => frames == 1 ? "1 frame" : $"{frames} frames";
}
