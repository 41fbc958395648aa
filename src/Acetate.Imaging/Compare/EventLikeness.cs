using System.Collections.Immutable;

namespace Acetate.Imaging.Compare;

/// <summary>An offline picture and the frames of the original around the one that the list says it shows.</summary>
/// <param name="Offline">The offline's picture.</param>
/// <param name="Originals">Frames of the original by their distance from the frame that the list says, in frames; 0 is that frame. At least one.</param>
public sealed record ComparedPlace(PictureSketch Offline, ImmutableSortedDictionary<int, PictureSketch> Originals);

/// <summary>Where the verdicts end. The defaults are measured: docs/guide/conform-check.md has the table.</summary>
public sealed record LikenessLimits
{
    /// <summary>The least score of a place that counts as alike.</summary>
    public double Alike { get; init; } = 0.88;

    /// <summary>A place of a lower score shows another picture.</summary>
    public double Different { get; init; } = 0.6;

    /// <summary>The part of the tiles without relation above which a place is doubtful, however well the rest fits.</summary>
    public double Dissent { get; init; } = 0.05;

    /// <summary>Less contrast than this cannot be compared: black, a fade, fog.</summary>
    public double Structure { get; init; } = 0.004;

    /// <summary>How much nearer (mean square of structure) another frame must be before it is named.</summary>
    public double SlipGain { get; init; } = 0.0005;

    /// <summary>The same in parts of how far the nearest frame is.</summary>
    public double SlipShare { get; init; } = 0.06;
}

/// <summary>What comparing an event's places came to.</summary>
public sealed record EventLikeness
{
    /// <summary>How alike it is.</summary>
    public required PictureVerdict Verdict { get; init; }

    /// <summary>Each place's likeness to the frame that explains it best, at the event's common <see cref="Slip"/>.</summary>
    public required ImmutableArray<Likeness> Places { get; init; }

    /// <summary>How many frames later in the clip the offline is than the list says, below 0 earlier; 0 when it is not, or when nothing in the picture tells.</summary>
    public int Slip { get; init; }

    /// <summary>Whether the best frame is the first or last that was looked at: the slip may be larger.</summary>
    public bool IsAtEdge { get; init; }

    /// <summary>Each place's own slip, where places move and do not agree, as with another speed; empty when they agree.</summary>
    public ImmutableArray<int> PlaceSlips { get; init; } = [];

    /// <summary>Whether it is doubtful only because its picture lies otherwise in the original than those of other events: it was repositioned, or it is another moment of a shot in which the camera moves.</summary>
    public bool IsOddlyFramed { get; init; }

    /// <summary>Whether frames further away could change the answer.</summary>
    public bool WantsMore { get; init; }

    /// <summary>How an offline usually lies in its originals, when most of some pictures of it lie alike; else null.</summary>
    /// <param name="likenesses">Of pictures of different events.</param>
    public static Reframing? UsualOf(IReadOnlyCollection<Likeness> likenesses)
    {
        ArgumentNullException.ThrowIfNull(likenesses);
        var framings = likenesses.Where(likeness => likeness.Score >= 0.8).Select(likeness => likeness.Framing).ToArray();
        if (framings.Length < 3) return null;
        var middle = framings.MaxBy(framing => framings.Count(other => other.IsNear(framing)));
        var alike = framings.Where(other => other.IsNear(middle)).ToArray();
        return alike.Length < 3 || 2 * alike.Length <= framings.Length ? null
            : new(Median(alike.Select(one => one.Scale)), Median(alike.Select(one => one.X)), Median(alike.Select(one => one.Y)), middle.IsMirrored);
    }

    /// <summary>Compares.</summary>
    /// <remarks>
    /// Each place is compared with the frame that the list says, and with those around it. That a slip is common to all places tells it from
    /// chance: the distances of all places are added before the nearest frame is named, and it is named only when it is nearer by more than
    /// compression makes of frames that are the same.
    /// </remarks>
    /// <param name="places">Such as the head, the middle and the tail of an event.</param>
    /// <param name="settings">How pictures are compared; the defaults when null.</param>
    /// <param name="limits">Where verdicts end; the defaults when null.</param>
    public static EventLikeness Of(IReadOnlyList<ComparedPlace> places, LikenessSettings? settings = null, LikenessLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentOutOfRangeException.ThrowIfZero(places.Count);
        (settings, limits) = (settings ?? new(), limits ?? new());
        var offlines = PictureSketch.WithCommonBars([.. places.Select(place => place.Offline)]);
        var originals = PictureSketch.WithCommonBars([.. places.SelectMany(place => place.Originals.Values)]).AsEnumerable().GetEnumerator();
        var looked = places.Select((place, i) => new Place(offlines[i], place.Originals.Keys.ToImmutableSortedDictionary(offset => offset, _ => originals.MoveNext() ? originals.Current : throw new InvalidOperationException()), settings)).ToArray();
        // The pictures of a shot lie alike in the offline: what the best of them shows helps the others.
        var guide = looked.MaxBy(place => place.Best.Score)!.Best;
        foreach (var place in looked)
            if (place.Best.Score < guide.Score - 0.02) place.Try(guide.Framing);
        var offsets = looked[0].Offsets.Where(offset => looked.All(place => place.Distances.ContainsKey(offset))).ToArray();
        var slip = Nearest(offsets, offset => looked.Average(place => place.Distances[offset]), limits);
        var own = looked.Select(place => Nearest(place.Offsets, offset => place.Distances[offset], limits)).ToArray();
        var isUneven = IsUneven(looked, own, slip, limits);
        var likenesses = looked.Select((place, i) => place.At(isUneven ? own[i] : slip)).ToImmutableArray();
        var verdict = Verdicts(likenesses, limits);
        if (verdict is PictureVerdict.Different or PictureVerdict.NotComparable)
            return new() { Verdict = verdict, Places = [.. looked.Select(place => place.At(0))], WantsMore = verdict == PictureVerdict.Different };
        // A frame that is only less unlike than the others is not the frame that is seen: that is another take.
        if (slip != 0 && !isUneven && likenesses.Any(place => place.Structure >= limits.Structure && place.Score < limits.Alike)) (slip, verdict) = (0, PictureVerdict.Doubtful);
        var isElsewhere = likenesses.Any(place => place.Structure >= limits.Structure && place.Score >= limits.Different && !place.Framing.IsNear(settings.Usual));
        var isAlike = verdict == PictureVerdict.Alike && slip == 0 && !isUneven;
        if (slip != 0 || isUneven || isElsewhere && settings.IsUsualKnown) verdict = PictureVerdict.Doubtful;
        return new()
        {
            Verdict = verdict,
            Places = likenesses,
            Slip = isUneven ? 0 : slip,
            IsAtEdge = !isUneven && slip != 0 && offsets.Length > 1 && (slip == offsets[0] || slip == offsets[^1]),
            PlaceSlips = isUneven ? [.. own] : [],
            IsOddlyFramed = isElsewhere && settings.IsUsualKnown && isAlike,
            WantsMore = isElsewhere || verdict == PictureVerdict.Doubtful,
        };
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    // The frame that is nearest, when it is nearer than the one that the list says by more than noise.
    private static int Nearest(IReadOnlyList<int> offsets, Func<int, double> distance, LikenessLimits limits)
    {
        if (offsets.Count == 0) return 0;
        var best = offsets.MinBy(offset => (distance(offset), Math.Abs(offset)));
        if (!offsets.Contains(0)) return best;
        var least = distance(best);
        return distance(0) - least > limits.SlipGain + limits.SlipShare * least ? best : 0;
    }

    // At another speed the places part more and more: two of them at least fit other frames far better than the common one.
    private static bool IsUneven(Place[] looked, int[] own, int slip, LikenessLimits limits)
    {
        if (looked.Length < 2 || own.Max() - own.Min() < 3) return false;
        if (!own.Zip(own.Skip(1)).All(pair => pair.First <= pair.Second) && !own.Zip(own.Skip(1)).All(pair => pair.First >= pair.Second)) return false;
        var parting = looked.Where((place, i) => place.Distances.TryGetValue(slip, out var common) && place.Distances[own[i]] is var least && place.At(own[i]).Score >= limits.Alike
            && common - least > 5 * (limits.SlipGain + limits.SlipShare * least)).Count();
        return parting >= 2;
    }

    private static PictureVerdict Verdicts(ImmutableArray<Likeness> places, LikenessLimits limits)
    {
        var seen = places.Where(place => place.Structure >= limits.Structure).ToArray();
        if (seen.Length == 0) return PictureVerdict.NotComparable;
        var (worst, mean) = (seen.Min(place => place.Score), seen.Average(place => place.Score));
        return mean < limits.Different ? PictureVerdict.Different
            : worst < limits.Alike || seen.Any(place => place.Dissent > limits.Dissent) ? PictureVerdict.Doubtful
            : PictureVerdict.Alike;
    }

    /// <summary>One place with all that was found of it.</summary>
    private sealed class Place
    {
        private readonly ImmutableSortedDictionary<int, PictureSketch> originals;
        private readonly PictureLikeness sought;
        private readonly Dictionary<int, Likeness> likenesses = [];
        public Place(PictureSketch offline, ImmutableSortedDictionary<int, PictureSketch> originals, LikenessSettings settings)
        {
            this.originals = originals;
            sought = new(offline, settings);
            var first = originals.ContainsKey(0) ? 0 : originals.Keys.First();
            var best = likenesses[first] = sought.In(originals[first]);
            var plain = best.Framing;
            foreach (var (offset, original) in originals)
            {
                if (offset == first) continue;
                // Where a pan was taken for a reframing, another frame without one fits as well.
                var likeness = likenesses[offset] = sought.In(original, plain, settings.Usual);
                if (likeness.Score - sought.Cost(likeness.Framing) > best.Score - sought.Cost(best.Framing) + 0.002) best = likeness;
            }

            Best = best;
            Offsets = [.. originals.Keys];
            if (settings.IsUsualKnown) TakeUsual(settings.Usual);
            Distances = Measured();
        }

        /// <summary>Its likeness to the frame that explains it best.</summary>
        public Likeness Best { get; private set; }

        public ImmutableArray<int> Offsets { get; }

        public Dictionary<int, double> Distances { get; private set; }

        /// <summary>Looks whether its picture lies where another place's does.</summary>
        public void Try(Reframing framing)
        {
            foreach (var (offset, original) in originals)
            {
                var likeness = sought.In(original, framing);
                if (likeness.Score <= likenesses[offset].Score) continue;
                likenesses[offset] = likeness;
                if (likeness.Score > Best.Score) Best = likeness;
            }

            Distances = Measured();
        }

        public Likeness At(int offset) => likenesses.TryGetValue(offset, out var known) ? known : sought.In(originals[Offsets.MinBy(other => Math.Abs(other - offset))], Best.Framing);

        // Where other events have shown how the offline lies, a place that fits there hardly worse lies there too: what fits better is the camera's
        // movement, taken for a reframing.
        private void TakeUsual(Reframing usual)
        {
            var there = originals.ToDictionary(one => one.Key, one => sought.At(one.Value, usual));
            var best = there.Values.MaxBy(likeness => likeness.Score)!;
            if (best.Score < Best.Score - 0.03) return;
            foreach (var (offset, likeness) in there) likenesses[offset] = likeness;
            Best = best;
        }

        private Dictionary<int, double> Measured() => originals.ToDictionary(one => one.Key, one => sought.Distance(one.Value, Best.Framing));
    }
}

/// <summary>How alike an offline and its original are.</summary>
public enum PictureVerdict
{
    /// <summary>They show the same.</summary>
    Alike,

    /// <summary>A person should look: parts of the picture differ, or it is another frame.</summary>
    Doubtful,

    /// <summary>They show different things: another take, another shot.</summary>
    Different,

    /// <summary>There is nothing in the picture to compare, or one of the two could not be had.</summary>
    NotComparable,
}
