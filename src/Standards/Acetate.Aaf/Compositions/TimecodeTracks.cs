using System.Collections.Immutable;
using Acetate.Aaf.Mobs;
using Acetate.Timing;

namespace Acetate.Aaf.Compositions;

/// <summary>Reads the timecode of a mob at a place.</summary>
internal sealed class TimecodeTracks
{
    private const int MaxTracks = 16;
    private readonly List<(AafSlot Slot, FrameRate Rate, SequencePlaces? Places)> slots = [];

    public TimecodeTracks(AafMob mob)
    {
        foreach (var slot in mob.Slots.Where(slot => slot.Kind == AafSlotKind.Timeline).OrderBy(slot => slot.PhysicalTrack == 1 ? 0 : 1))
        {
            if (slots.Count == MaxTracks)
                break;
            var sequence = slot.Segment as AafComponent.Sequence;
            if (slot.EditRate.ToRate() is { } rate && (slot.Segment is AafComponent.Timecode || sequence?.Components.Any(part => part is AafComponent.Timecode) == true))
                slots.Add((slot, rate, sequence is null ? null : SequencePlaces.Of(sequence)));
        }
    }

    /// <summary>The timecodes at a place, the one that counts (track 1) first; no more than 16.</summary>
    /// <param name="position">The place, counted at this rate from the zero of the mob's tracks.</param>
    /// <param name="rate">The rate of the track on which it is counted.</param>
    public ImmutableArray<KeyValuePair<string, Timecode>> At(Fraction position, FrameRate rate)
    {
        var found = ImmutableArray.CreateBuilder<KeyValuePair<string, Timecode>>();
        foreach (var (slot, slotRate, places) in slots)
        {
            var place = position.At(rate, slotRate) + slot.Origin;
            if (Component(slot.Segment, places, ref place) is not { FramesPerSecond: > 0 and <= 1000 } timecode)
                continue;
            var labels = LabelRate(timecode.FramesPerSecond, slotRate, rate);
            var frames = place.At(slotRate, Runs(slotRate, timecode.FramesPerSecond) ? slotRate : labels);
            found.Add(new(slot.Name.Length > 0 ? slot.Name : $"TC{slot.PhysicalTrack ?? 1}",
                Timecode.Wrapping((frames + timecode.Start).Floor, labels, timecode.IsDrop && labels.CanDropFrames)));
        }

        return found.ToImmutable();
    }

    /// <summary>The component of timecode at a place, and the place within it.</summary>
    private static AafComponent.Timecode? Component(AafComponent? segment, SequencePlaces? places, ref Fraction place)
    {
        if (segment is not AafComponent.Sequence sequence || places is null)
            return segment as AafComponent.Timecode;
        var at = places.At(place.Floor);
        place += -places.Begin(at);
        return sequence.Components[at] as AafComponent.Timecode;
    }

    /// <summary>Whether the track counts one edit unit for each label.</summary>
    private static bool Runs(FrameRate slotRate, int labels) => slotRate.LabelsPerSecond == labels;

    /// <summary>The rate of labels: the track's own where it fits their number, else that of the picture, else the number itself.</summary>
    private static FrameRate LabelRate(int labels, FrameRate slotRate, FrameRate rate) =>
        Runs(slotRate, labels) ? slotRate
        : Runs(rate, labels) ? rate
        : slotRate.Denominator % 1001 == 0 || rate.Denominator % 1001 == 0 ? new FrameRate(labels * 1000, 1001)
        : new FrameRate(labels);
}
