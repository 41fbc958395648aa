using System.Globalization;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Check;

/// <summary>What is wrong with a clip by what its files say, without a look at pictures or sound.</summary>
internal static class FileCheck
{
    public static IEnumerable<ClipFinding> Find(ClipInspection inspection, FrameRate? expected, bool wasDecoded)
    {
        foreach (var problem in inspection.Problems)
        {
            // Holes are told frame by frame where frames were asked for.
            if (problem.Code == "hole" && wasDecoded) continue;
            yield return new()
            {
                Fault = problem.Code.StartsWith("timecode", StringComparison.Ordinal) ? ClipFault.Timecode : ClipFault.File,
                Severity = problem.Severity switch { ProblemSeverity.Error => FindingSeverity.Alarm, ProblemSeverity.Warning => FindingSeverity.Warning, _ => FindingSeverity.Information },
                Words = problem.File is { } file ? $"{file}: {problem.Message}" : problem.Message,
            };
        }

        var hasRate = FrameRate.TryParse(inspection.Image?.Rate, out var rate);
        if (expected is { } wanted)
        {
            if (!hasRate) yield return Rate(FindingSeverity.Warning, $"The file does not say how many frames a second it has; {wanted} are expected.");
            else if (rate.ToKnown() != wanted.ToKnown()) yield return Rate(FindingSeverity.Alarm, $"The clip has {rate} frames a second, and {wanted} are expected. Check the camera's project rate.");
        }

        if (hasRate && FrameRate.TryParse(inspection.Timecode?.Rate, out var labels) && !Counts(rate, labels))
            yield return Rate(FindingSeverity.Warning, $"The picture has {rate} frames a second and its timecode counts {labels}: one of both is wrong.");
        if (hasRate && FrameRate.TryParse(inspection.Exposure?.SensorRate, out var sensor) && Math.Abs(sensor.Approximate / rate.Approximate - 1) > 0.0005)
            yield return Rate(FindingSeverity.Information, string.Create(CultureInfo.InvariantCulture, $"It was recorded at {sensor} frames a second and runs at {rate}: {sensor.Approximate / rate.Approximate:0.##} times slower than life."));

        static ClipFinding Rate(FindingSeverity severity, string words) => new() { Fault = ClipFault.Rate, Severity = severity, Words = words };
    }

    // Above 30 frames a second labels may count every second frame.
    private static bool Counts(FrameRate picture, FrameRate labels) =>
        picture.ToKnown() == labels.ToKnown() || picture.Approximate > 31 && Math.Abs(picture.Approximate / labels.Approximate - Math.Round(picture.Approximate / labels.Approximate)) < 1e-6;
}
