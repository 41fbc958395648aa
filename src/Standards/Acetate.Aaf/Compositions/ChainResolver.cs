using System.Collections.Immutable;
using Acetate.Aaf.Mobs;
using Acetate.Timing;

namespace Acetate.Aaf.Compositions;

/// <summary>Follows source clips from mob to mob.</summary>
internal sealed class ChainResolver(AafFile file)
{
    // Mobs and sequences are searched once for each clip that points into them, so that what is searched is kept.
    private readonly Dictionary<AafComponent.Sequence, SequencePlaces> places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<AafMobId, (SortedDictionary<int, AafSlot> Slots, TimecodeTracks Timecodes)> mobs = [];

    private const int MaxLinksOfAll = 1_000_000;
    private int linksOfAll;

    /// <summary>Where a clip comes from.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="at">The place within the clip.</param>
    /// <param name="rate">The rate of the track on which the clip lies.</param>
    /// <param name="owner">The mob that the track belongs to.</param>
    public AafSourceChain Resolve(AafComponent.SourceClip clip, Fraction at, FrameRate rate, AafMob owner)
    {
        var links = ImmutableArray.CreateBuilder<AafSourceLink>();
        var visited = new HashSet<(AafMobId, int)>();
        while (true)
        {
            var id = clip.Mob ?? owner.Id;
            if (id.IsNull)
                return Ended(AafChainEnd.Origin);
            if (file.Mob(id) is not { } mob)
                return Ended(AafChainEnd.MissingMob, id);
            if (!visited.Add((id, clip.SlotId)))
                return Ended(AafChainEnd.Circle, id);
            if (links.Count == AafSourceChain.MaxLinks || ++linksOfAll > MaxLinksOfAll)
                return Ended(AafChainEnd.TooLong, id);
            var (slots, timecodeTracks) = Index(mob);
            if (slots.GetValueOrDefault(clip.SlotId) is not { } slot)
            {
                links.Add(new() { Mob = mob });
                return Ended(AafChainEnd.MissingTrack, id);
            }

            var slotRate = slot.EditRate.ToRate() ?? rate;
            var position = (at + clip.Start).At(rate, slotRate);
            var timecodes = timecodeTracks.At(position, slotRate);
            links.Add(new()
            {
                Mob = mob,
                Slot = slot,
                Position = position.Floor,
                IsExact = position.IsWhole,
                Rate = slot.EditRate.ToRate(),
                Timecode = timecodes.IsEmpty ? null : timecodes[0].Value,
                Timecodes = timecodes,
            });

            (owner, rate, at) = (mob, slotRate, position + slot.Origin);
            if (Clip(slot.Segment, ref at, ref rate) is not { } next)
                return Ended(AafChainEnd.NoClip);
            clip = next;
        }

        AafSourceChain Ended(AafChainEnd end, AafMobId? broken = null) => new() { Links = links.ToImmutable(), End = end, Broken = broken };
    }

    private (SortedDictionary<int, AafSlot> Slots, TimecodeTracks Timecodes) Index(AafMob mob)
    {
        if (mobs.TryGetValue(mob.Id, out var known))
            return known;
        var slots = new SortedDictionary<int, AafSlot>();
        foreach (var slot in mob.Slots)
            slots.TryAdd(slot.Id, slot);
        return mobs[mob.Id] = (slots, new(mob));
    }

    /// <summary>The source clip that plays at a place, and the place within it; null when something else does.</summary>
    private AafComponent.SourceClip? Clip(AafComponent? component, ref Fraction at, ref FrameRate rate)
    {
        while (true)
        {
            switch (component)
            {
                case AafComponent.SourceClip clip:
                    return clip;
                case AafComponent.Sequence { Components.Length: > 0 } sequence:
                    if (!places.TryGetValue(sequence, out var known))
                        places[sequence] = known = SequencePlaces.Of(sequence);
                    var found = known.At(at.Floor);
                    at += -known.Begin(found);
                    component = sequence.Components[found];
                    break;
                case AafComponent.Effect { Inputs.Length: > 0 } effect:
                    if (AafSpeed.Of(effect) is { } speed)
                        at = speed.SourceOffset(at);
                    component = effect.Inputs[0];
                    break;
                case AafComponent.Selector selector:
                    component = selector.Selected is AafComponent.Filler or AafComponent.ScopeReference or null
                        ? selector.Alternates.FirstOrDefault() : selector.Selected;
                    break;
                case AafComponent.NestedScope { Slots.Length: > 0 } scope:
                    component = scope.Slots[^1];
                    break;
                case AafComponent.EssenceGroup { Choices.Length: > 0 } group:
                    component = group.Choices.FirstOrDefault(choice => choice is AafComponent.SourceClip { Mob: { } id } && file.Mob(id) is not null) ?? group.Choices[0];
                    break;
                case AafComponent.Pulldown { Input: not null } pulldown:
                    if (PulldownRate(pulldown, rate) is { } input)
                        (at, rate) = (at.At(rate, input), input);
                    component = pulldown.Input;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>The rate of what goes into a pulldown that gives this rate, where its kind changes the number of frames.</summary>
    private static FrameRate? PulldownRate(AafComponent.Pulldown pulldown, FrameRate rate)
    {
        var (film, tape) = pulldown.Kind switch
        {
            0 or 4 => (4, 5),
            1 => (24, 25),
            6 => (24, 60),
            7 => (1, 2),
            _ => (1, 1),
        };
        var (top, bottom) = pulldown.IsFilmToTape ? (film, tape) : (tape, film);
        var (numerator, denominator) = ((long)rate.Numerator * top, (long)rate.Denominator * bottom);
        return film == tape || numerator > int.MaxValue || denominator > int.MaxValue ? null : new FrameRate((int)numerator, (int)denominator);
    }
}
