using Acetate.Aaf.Mobs;

namespace Acetate.Aaf.Compositions;

/// <summary>Where each component of a sequence begins and is cut.</summary>
/// <remarks>
/// A transition overlaps both neighbours: what follows it begins with it, before what precedes it has ended, and the cut lies where
/// the transition says. Lengths are added as far as they are honest.
/// </remarks>
internal sealed class SequencePlaces
{
    private readonly long[] begins, cuts;

    private SequencePlaces(long[] begins, long[] cuts, long length) => (this.begins, this.cuts, Length) = (begins, cuts, length);

    /// <summary>Edit units from the beginning to the end of all.</summary>
    public long Length { get; }

    public static SequencePlaces Of(AafComponent.Sequence sequence)
    {
        var components = sequence.Components;
        var (begins, cuts) = (new long[components.Length], new long[components.Length]);
        var (at, cut) = (0L, 0L);
        for (var i = 0; i < components.Length; i++)
        {
            var length = Math.Clamp(components[i].Length, 0, int.MaxValue);
            if (components[i] is AafComponent.Transition transition)
            {
                at = begins[i] = Math.Max(0, at - length);
                cut = cuts[i] = Math.Max(cut, at + Math.Clamp(transition.CutPoint, 0, length));
                continue;
            }

            begins[i] = at;
            cuts[i] = cut = Math.Max(cut, i > 0 && components[i - 1] is AafComponent.Transition ? cuts[i - 1] : at);
            at += length;
        }

        return new(begins, cuts, at);
    }

    /// <summary>Where a component begins, the part under a transition included.</summary>
    public long Begin(int component) => begins[component];

    /// <summary>Where a component begins to be seen alone or to more than half: at the cut.</summary>
    public long Cut(int component) => cuts[component];

    /// <summary>Where a component is followed by the next at the cut.</summary>
    public long End(int component) =>
        component + 1 < cuts.Length ? Math.Min(cuts[component + 1], Length) : Math.Max(Length, cuts[component]);

    /// <summary>The component that is cut in at a place, never a transition unless there is nothing else.</summary>
    public int At(long place)
    {
        // The last one that is cut in by then: a transition, and components without length, share their cut with what follows.
        var (low, high) = (0, cuts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (cuts[middle] <= place)
                low = middle + 1;
            else
                high = middle;
        }

        return Math.Max(0, low - 1);
    }
}
