using System.Globalization;
using Acetate.Timing;

namespace Acetate.Media.Check;

/// <summary>Frames that repeat the one before: duplicates, freezes, patterns of another rate.</summary>
/// <remarks>A frame repeats when it differs from the one before far less than frames around it do, on both sides: of a scene that comes to rest, or sets out, nothing is told.</remarks>
internal static class StillSeries
{
    // Frames looked at on each side for what is usual, of those that do not stand still themselves.
    private const int Reach = 5, Around = 40;

    private const int CadenceRepeats = 6;

    public static IEnumerable<ClipFinding> Find(IReadOnlyList<FrameFacts> frames, PictureLimits limits, FrameRate rate)
    {
        var repeats = Repeats(frames, limits);
        var isCadence = Cadences(frames, repeats, out var cadences);
        foreach (var finding in cadences) yield return finding;
        for (var i = 0; i < frames.Count; i++)
        {
            if (!repeats[i] || isCadence[i]) continue;
            var last = i;
            while (last + 1 < frames.Count && repeats[last + 1]) last++;
            var count = last - i + 1;
            yield return count >= limits.FreezeFrames
                ? Finding(ClipFault.Freeze, FindingSeverity.Alarm, i, last, string.Create(CultureInfo.InvariantCulture, $"The picture stands still for {count} frames while the scene moves. Compare with another copy or the card; frames may be lost."))
                : Finding(ClipFault.Duplicate, FindingSeverity.Alarm, i, last, count == 1 ? "The frame repeats the one before it. A frame may be lost." : string.Create(CultureInfo.InvariantCulture, $"{count} frames repeat the one before them. Frames may be lost."));
            i = last;
        }

        var least = rate.IsSet ? Math.Max(2, (int)(limits.FreezeSeconds * rate.Approximate)) : 48;
        for (var i = 0; i < frames.Count; i++)
        {
            if (!frames[i].IsSame || repeats[i]) continue;
            var last = i;
            while (last + 1 < frames.Count && frames[last + 1].IsSame) last++;
            // A black or even picture has no noise to differ by.
            if (last - i + 1 >= least && frames[i].High - frames[i].Low > 0.05)
                yield return Finding(ClipFault.Freeze, FindingSeverity.Warning, i, last, string.Create(CultureInfo.InvariantCulture, $"{last - i + 1} frames are equal in every pixel: no camera records that. The picture stands still, or was made by a program."));
            i = last;
        }

        ClipFinding Finding(ClipFault fault, FindingSeverity severity, int first, int last, string words) => new()
        {
            Fault = fault,
            Severity = severity,
            First = frames[first].Number,
            Last = frames[last].Number,
            Score = Math.Round(Math.Min(100, limits.RepeatPart * Usual(frames, repeats, first) / Math.Max(1e-7, frames[first].Motion)), 2),
            Words = words,
        };
    }

    /// <summary>Frames that differ little from the one before, in runs on both sides of which the scene moves at once.</summary>
    private static bool[] Repeats(IReadOnlyList<FrameFacts> frames, PictureLimits limits)
    {
        var (still, repeats) = (new bool[frames.Count], new bool[frames.Count]);
        var near = new List<float>(2 * Around);
        for (var i = 1; i < frames.Count; i++)
        {
            if (frames[i].IsCut || frames[i].Motion < 0) continue;
            near.Clear();
            for (var other = i - 1; other > 0 && other >= i - Around && !frames[other].IsCut; other--) near.Add(frames[other].Motion);
            for (var other = i + 1; other < frames.Count && other <= i + Around && !frames[other].IsCut; other++) near.Add(frames[other].Motion);
            near.Sort();
            // Three quarters of the way up: even when every second frame repeats, or half of them stand still, that one moves.
            still[i] = near.Count >= 4 && frames[i].Motion < limits.RepeatPart * near[near.Count * 3 / 4];
        }

        for (var i = 1; i < frames.Count; i++)
        {
            if (!still[i]) continue;
            var (last, most) = (i, frames[i].Motion);
            while (last + 1 < frames.Count && still[last + 1]) most = Math.Max(most, frames[++last].Motion);
            var usual = Math.Min(Side(frames, still, i, -1), Side(frames, still, last, 1));
            if (usual >= limits.RepeatMotion && most < limits.RepeatPart * usual) Array.Fill(repeats, true, i, last - i + 1);
            i = last;
        }

        return repeats;
    }

    private static double Usual(IReadOnlyList<FrameFacts> frames, bool[] repeats, int at)
    {
        var last = at;
        while (last + 1 < frames.Count && repeats[last + 1]) last++;
        return Math.Min(Side(frames, repeats, at, -1), Side(frames, repeats, last, 1));
    }

    /// <summary>The second largest motion of the nearest frames that move, on one side; 0 where a cut or the end is too near to say, or where the scene only slowly comes to rest or sets out.</summary>
    private static double Side(IReadOnlyList<FrameFacts> frames, bool[] still, int at, int step)
    {
        var (largest, second, seen, nearest) = (0.0, 0.0, 0, 0.0);
        for (var i = at + step; i > 0 && i < frames.Count && seen < Reach && Math.Abs(i - at) <= 2 * Reach; i += step)
        {
            // After a freeze the scene may be so far on that it looks like a cut.
            if (frames[i].IsCut && (step < 0 || i != at + 1)) break;
            if (still[i] || frames[i].IsCut) continue;
            if (seen++ == 0) nearest = frames[i].Motion;
            var motion = frames[i].Motion;
            (largest, second) = motion > largest ? (motion, largest) : (largest, Math.Max(second, motion));
        }

        return seen >= 3 && nearest > 0.4 * second ? second : 0;
    }

    /// <summary>Single repeats in a regular pattern of two to six frames are no loss: the clip was shot at another rate.</summary>
    private static bool[] Cadences(IReadOnlyList<FrameFacts> frames, bool[] repeats, out List<ClipFinding> found)
    {
        (found, var isCadence) = ([], new bool[repeats.Length]);
        for (var period = 2; period <= 6; period++)
            for (var i = 0; i < repeats.Length; i++)
            {
                if (!repeats[i] || isCadence[i]) continue;
                var (count, last) = (1, i);
                while (last + period < repeats.Length && repeats[last + period] && Enumerable.Range(last + 1, period - 1).All(between => !repeats[between])) (count, last) = (count + 1, last + period);
                if (count < CadenceRepeats) continue;
                for (var at = i; at <= last; at += period) isCadence[at] = true;
                found.Add(new()
                {
                    Fault = ClipFault.Cadence,
                    Severity = FindingSeverity.Warning,
                    First = frames[i].Number,
                    Last = frames[last].Number,
                    Score = (double)count / CadenceRepeats,
                    Words = string.Create(CultureInfo.InvariantCulture, $"One frame of each {period} repeats the one before, {count} times in a row: the picture was made at another rate than the file runs at. Ask for the original."),
                });
            }

        return isCadence;
    }
}
