using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Acetate.Aaf.Mobs;

namespace Acetate.Aaf.Compositions;

/// <summary>Gathers the markers of a mob's event slots.</summary>
internal static class Markers
{
    // A clip of a bin is used many times; its markers are gathered once.
    private static readonly ConditionalWeakTable<AafMob, object> Gathered = [];

    /// <summary>The markers of a mob, by place.</summary>
    public static ImmutableArray<AafMarker> Of(AafMob mob) =>
        (ImmutableArray<AafMarker>)Gathered.GetValue(mob, static key => Gather(key));

    /// <summary>Those of markers sorted by place that stand from one frame to before another.</summary>
    public static IEnumerable<AafMarker> Between(ImmutableArray<AafMarker> markers, long start, long end)
    {
        var (low, high) = (0, markers.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (markers[middle].Frame < start)
                low = middle + 1;
            else
                high = middle;
        }

        for (; low < markers.Length && markers[low].Frame < end; low++)
            yield return markers[low];
    }

    private static ImmutableArray<AafMarker> Gather(AafMob mob)
    {
        var found = new List<AafMarker>();
        foreach (var slot in mob.Slots.Where(slot => slot.Kind == AafSlotKind.Event))
        {
            if (slot.EditRate.ToRate() is not { } rate)
                continue;
            foreach (var marker in In(slot.Segment))
            {
                if (marker.Position is not { } frame)
                    continue;
                var length = marker.Length > 0 ? marker.Length
                    : marker.Details.FirstOrDefault(tag => tag.Name == "_ATN_CRM_LENGTH") is { } tag && long.TryParse(tag.Text, out var said) && said > 0 ? said : 1;
                found.Add(new()
                {
                    Text = marker,
                    Frame = frame,
                    Length = length,
                    Rate = rate,
                    Slots = marker.Slots,
                    PhysicalTrack = slot.PhysicalTrack,
                });
            }
        }

        return [.. found.OrderBy(marker => marker.Frame)];
    }

    private static IEnumerable<AafComponent.Marker> In(AafComponent? segment) => segment switch
    {
        AafComponent.Marker marker => [marker],
        AafComponent.Sequence sequence => sequence.Components.OfType<AafComponent.Marker>(),
        _ => [],
    };
}
