using System.Collections.Immutable;

namespace Acetate.Tools.VfxPulls.Plates;

/// <summary>Frames of a plate that are copied from an earlier version, because they would be the same pictures under the same numbers.</summary>
/// <param name="From">Where they lie.</param>
/// <param name="Run">Which frames of the clip.</param>
public sealed record ReusedRun(EarlierPlate From, FrameRun Run);

/// <summary>Divides a plate into what is rendered and what is copied.</summary>
public static class ReusedFrames
{
    /// <summary>What is rendered and what is copied of a plate, each in the order of the clip's frames. Together they are its whole range.</summary>
    /// <param name="plate">As it was decided.</param>
    /// <param name="earlier">Plates that were delivered before. One that lacks frames, was made otherwise, or numbered them otherwise, is passed over: what nobody has is rendered.</param>
    public static (ImmutableArray<FrameRun> Render, ImmutableArray<ReusedRun> Copy) Of(PlannedPlate plate, IReadOnlyList<EarlierPlate> earlier)
    {
        ArgumentNullException.ThrowIfNull(plate);
        ArgumentNullException.ThrowIfNull(earlier);
        var offset = plate.FirstNumber - plate.Range.Start;
        var known = earlier.Where(one => one.Plate.Shot == plate.Shot && one.Plate.Element == plate.Element && one.Plate.Clip == plate.Clip && one.Plate.Version < plate.Version
                && one.Plate.Recipe == plate.Recipe && one.Plate.FirstNumber - one.Plate.Start == offset)
            .OrderByDescending(one => one.Plate.Version).ToList();
        var (render, copy) = (ImmutableArray.CreateBuilder<FrameRun>(), ImmutableArray.CreateBuilder<ReusedRun>());
        var at = plate.Range.Start;
        foreach (var run in plate.Render.Append(new(plate.Range.End, plate.Range.End)))
        {
            while (at < run.Start)
            {
                var from = known.FirstOrDefault(one => one.Plate.Start <= at && at < one.Plate.End);
                var end = from is not null ? Math.Min(run.Start, from.Plate.End) : known.Where(one => one.Plate.Start > at).Select(one => one.Plate.Start).Append(run.Start).Min();
                end = Math.Min(end, run.Start);
                if (from is null) Render(new(at, end));
                else copy.Add(new(from, new(at, end)));
                at = end;
            }

            if (run.End > run.Start) Render(run);
            at = Math.Max(at, run.End);
        }

        return (render.ToImmutable(), copy.ToImmutable());

        void Render(FrameRun run)
        {
            if (render.Count > 0 && render[^1].End == run.Start) render[^1] = new(render[^1].Start, run.End);
            else render.Add(run);
        }
    }
}
