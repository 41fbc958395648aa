using System.Collections.Immutable;

namespace Acetate.Media.Slates;

/// <summary>Makes one answer of what several frames say. Pure.</summary>
/// <remarks>
/// Each value weighs what its readings are sure of together; a code, which has a checksum, weighs three times that. The heaviest is proposed. Its confidence is the mean of its readings, times its part of all weight, times
/// 0.6 where one frame alone says so, 0.85 for two and 0.95 for more; of a code it is taken as it is. Where others hold a fifth of the weight or more, it is never above a half.
/// </remarks>
internal static class SlateVote
{
    private const double CodeWeight = 3, Disputed = 0.2, MostOfDisputed = 0.5, Least = 0.15;

    /// <summary>What is proposed for each field, scene and take first.</summary>
    public static ImmutableArray<SlateValue> Of(IReadOnlyCollection<SlateReading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        return [.. readings.GroupBy(reading => reading.Field).OrderBy(group => group.Key).Select(One).OfType<SlateValue>()];
    }

    private static SlateValue? One(IGrouping<SlateField, SlateReading> readings)
    {
        var values = readings.GroupBy(reading => reading.Value, StringComparer.Ordinal)
            .Select(group => (Value: group.Key, Readings: group.ToList(), Weight: group.Sum(reading => reading.Confidence * (reading.IsCode ? CodeWeight : 1))))
            .OrderByDescending(value => value.Weight).ThenBy(value => value.Value, StringComparer.Ordinal).ToList();
        var first = values[0];
        var part = first.Weight / Math.Max(1e-9, values.Sum(value => value.Weight));
        var isCode = first.Readings.Any(reading => reading.IsCode);
        var frames = first.Readings.Select(reading => reading.Frame).Distinct().Count();
        var sure = isCode ? first.Readings.Max(reading => reading.Confidence) : first.Readings.Average(reading => reading.Confidence) * part * (frames switch { 1 => 0.6, 2 => 0.85, _ => 0.95 });
        if (1 - part >= Disputed) sure = Math.Min(sure, MostOfDisputed);
        if (sure < Least) return null;
        var best = first.Readings.OrderByDescending(reading => reading.IsCode).ThenByDescending(reading => reading.Confidence).ThenBy(reading => reading.Frame).First();
        return new()
        {
            Field = readings.Key,
            Value = first.Value,
            Raw = best.Raw,
            Confidence = Math.Round(sure, 2),
            Frame = best.Frame,
            Box = best.Box,
            Frames = frames,
            IsCode = isCode,
            Others = [.. values.Skip(1).Take(4).Select(value => value.Value)],
        };
    }
}
