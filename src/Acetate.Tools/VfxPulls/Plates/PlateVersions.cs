using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Acetate.Library;

namespace Acetate.Tools.VfxPulls.Plates;

/// <summary>A plate as a turnover wants it, before it has a number.</summary>
/// <param name="Shot">The shot.</param>
/// <param name="Element">Its name where the cut says one, such as <c>BG01</c>; null: plates are counted (PL01, PL02).</param>
/// <param name="Clip">The clip it is made of.</param>
/// <param name="Range">Its frames.</param>
/// <param name="Recipe">What decides how the frames look, as one text: another recipe makes other pictures.</param>
public sealed record WantedPlate(string Shot, string? Element, Guid Clip, PlateRange Range, string Recipe);

/// <summary>A plate of an earlier turnover.</summary>
/// <param name="Shot">The shot.</param>
/// <param name="Element">Such as <c>PL01</c>.</param>
/// <param name="Version">From 1.</param>
/// <param name="Clip">The clip it was made of.</param>
/// <param name="Range">Its frames.</param>
/// <param name="Recipe">How it was made.</param>
public sealed record DeliveredPlate(string Shot, string Element, int Version, Guid Clip, PlateRange Range, string Recipe)
{
    /// <summary>The number of its first frame; null when nobody kept it.</summary>
    public long? FirstNumber { get; init; }
}

/// <summary>A run of frames of a clip, half-open, counted from 0.</summary>
/// <param name="Start">The first frame.</param>
/// <param name="End">The frame after the last.</param>
public readonly record struct FrameRun(long Start, long End);

/// <summary>What becomes of a wanted plate.</summary>
/// <param name="Wanted">What was wanted; null for a plate that the cut no longer has.</param>
/// <param name="Before">The plate it follows; null for a new one.</param>
/// <param name="Element">Which plate of the shot.</param>
/// <param name="Version">Its version; that of <paramref name="Before"/> when nothing is delivered.</param>
/// <param name="Change">Against the turnover before.</param>
/// <param name="Render">What must be rendered, in order; the rest of the range was rendered before. Empty when nothing is delivered.</param>
public sealed record PlateTurnover(WantedPlate? Wanted, DeliveredPlate? Before, string Element, int Version, PlateChange Change, ImmutableArray<FrameRun> Render)
{
    /// <summary>Whether a version of it is delivered in this turnover.</summary>
    public bool IsDelivered => !Render.IsEmpty;

    /// <summary>Frames to render.</summary>
    public long RenderFrames => Render.Sum(run => run.End - run.Start);
}

/// <summary>How a plate differs from the turnover before.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PlateChange>))]
public enum PlateChange
{
    /// <summary>There was none of this clip in this shot.</summary>
    New,

    /// <summary>The cut shows the same frames as before.</summary>
    Same,

    /// <summary>The cut shows fewer frames than before.</summary>
    Shortened,

    /// <summary>The cut shows more than before. Where it needs more than was delivered, the whole range is delivered as a new version.</summary>
    Extended,

    /// <summary>The cut shows as many frames as before, but others.</summary>
    Slipped,

    /// <summary>The frames would look different: colour, framing or development have changed.</summary>
    Remade,

    /// <summary>The cut no longer has it.</summary>
    Omitted,
}

/// <summary>Gives plates their numbers and versions, and finds what must be rendered, from what was delivered before.</summary>
/// <remarks>More frames of the same clip are a new version of the same plate, delivered whole; another clip, or a stretch of the same clip
/// that lies apart, is another plate of the shot. A number is never used for a second plate, even when the first has left the cut.</remarks>
public static class PlateVersions
{
    /// <summary>What becomes of each wanted plate, in their order; then the plates that the cut no longer has, among the shots of earlier turnovers.</summary>
    /// <param name="wanted">The turnover's plates.</param>
    /// <param name="delivered">All plates of earlier turnovers of the show.</param>
    /// <param name="shotsBefore">Shots of the version of the cut that this one follows: those that are not wanted any more have left it. Of others, which may be in
    /// another reel, nobody knows; none where only some shots are pulled.</param>
    public static ImmutableArray<PlateTurnover> For(IReadOnlyList<WantedPlate> wanted, IReadOnlyList<DeliveredPlate> delivered, IReadOnlySet<string>? shotsBefore = null)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(delivered);
        var latest = delivered.GroupBy(plate => (plate.Shot, plate.Element)).Select(group => group.MaxBy(plate => plate.Version)!).ToLookup(plate => plate.Shot, StringComparer.Ordinal);
        var used = new HashSet<DeliveredPlate>(ReferenceEqualityComparer.Instance);
        var names = delivered.Select(plate => (plate.Shot, plate.Element)).Concat(wanted.Where(plate => plate.Element is not null).Select(plate => (plate.Shot, plate.Element!))).ToHashSet();
        var turnovers = ImmutableArray.CreateBuilder<PlateTurnover>(wanted.Count);
        foreach (var plate in wanted)
        {
            var before = latest[plate.Shot]
                .Where(earlier => !used.Contains(earlier) && earlier.Clip == plate.Clip && (plate.Element is null || plate.Element == earlier.Element) && earlier.Range.Meets(plate.Range))
                .MaxBy(earlier => Shared(earlier.Range, plate.Range));
            if (before is not null)
            {
                used.Add(before);
                turnovers.Add(Following(plate, before));
                continue;
            }

            var element = plate.Element ?? NextOf(plate.Shot, names);
            var version = latest[plate.Shot].Where(earlier => earlier.Element == element).Select(earlier => earlier.Version).DefaultIfEmpty(0).Max() + 1;
            turnovers.Add(new(plate, null, element, version, PlateChange.New, [new(plate.Range.Start, plate.Range.End)]));
        }

        var shots = wanted.Select(plate => plate.Shot).ToHashSet(StringComparer.Ordinal);
        foreach (var left in latest.Where(group => shotsBefore?.Contains(group.Key) is true || shots.Contains(group.Key)).SelectMany(group => group).Where(plate => !used.Contains(plate)).OrderBy(plate => plate.Shot, StringComparer.Ordinal).ThenBy(plate => plate.Element, StringComparer.Ordinal))
            turnovers.Add(new(null, left, left.Element, left.Version, PlateChange.Omitted, []));
        return turnovers.ToImmutable();
    }

    private static PlateTurnover Following(WantedPlate plate, DeliveredPlate before)
    {
        var (now, then) = (plate.Range, before.Range);
        if (plate.Recipe != before.Recipe) return new(plate, before, before.Element, before.Version + 1, PlateChange.Remade, [new(now.Start, now.End)]);
        var (shown, shownBefore) = (now.UsedEnd - now.UsedStart, then.UsedEnd - then.UsedStart);
        var change = (now.UsedStart, now.UsedEnd) == (then.UsedStart, then.UsedEnd) ? PlateChange.Same
            : shown == shownBefore ? PlateChange.Slipped
            : shown < shownBefore ? PlateChange.Shortened : PlateChange.Extended;
        // Longer handles alone are frames to render, too, though the cut is the same.
        var render = ImmutableArray.CreateBuilder<FrameRun>();
        if (now.Start < then.Start) render.Add(new(now.Start, Math.Min(now.End, then.Start)));
        if (now.End > then.End) render.Add(new(Math.Max(now.Start, then.End), now.End));
        return new(plate, before, before.Element, render.Count == 0 ? before.Version : before.Version + 1, change, render.ToImmutable());
    }

    private static long Shared(PlateRange a, PlateRange b) => Math.Min(a.End, b.End) - Math.Max(a.Start, b.Start);

    private static string NextOf(string shot, HashSet<(string, string)> names)
    {
        for (var number = 1; ; number++)
        {
            var name = "PL" + number.ToString("00", CultureInfo.InvariantCulture);
            if (names.Add((shot, name))) return name;
        }
    }
}
