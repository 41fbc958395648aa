using Acetate.Aaf.Compositions;
using Acetate.Aaf.Mobs;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.Aaf;

/// <summary>Source times of an item: where it stands in its source, how much is used, how much there is.</summary>
internal static class AafTimes
{
    /// <summary>The place of the clip's first frame: in the source's timecode, or counted from the beginning of the source that has none.</summary>
    public static CutRange? First(AafItem item)
    {
        if (item.SourceStart is { } timecode)
            return new(timecode.Frame, 0, timecode.Rate, timecode.IsDrop);
        return item.Source?.Links.LastOrDefault(link => link is { Rate: not null, Slot: not null }) is { } link ? new(link.Position, 0, link.Rate!.Value) : null;
    }

    /// <summary>In and out as written: before a change of speed.</summary>
    public static CutRange? Range(AafItem item, FrameRate track)
    {
        if (First(item) is not { } first)
            return null;
        var length = item.Speed is not null && Within(item.Component) is { Length: > 0 and <= int.MaxValue } inner ? inner.Length : item.Range.Length;
        return new(first.Start, length * SourceUse.Step(Ratio.One, first.Rate, track), first.Rate, first.IsDrop);
    }

    /// <summary>The whole of a clip of the bin whose timecode is its own.</summary>
    public static CutRange? Own(AafComposition clip, AafTrack track) => clip.Start is { } start
        ? new(start.Frame, track.Length * SourceUse.Step(Ratio.One, start.Rate, track.Rate), start.Rate, start.IsDrop)
        : null;

    /// <summary>What is seen: after a change of speed, with what transitions show beyond the cut.</summary>
    public static CutRange? Used(AafItem item, CutSpeed speed, FrameRate track)
    {
        if (First(item) is not { } first)
            return null;
        var position = first.Start + (Begin(item, speed) * SourceUse.Step(Ratio.One, first.Rate, track));
        var used = SourceUse.Of(position, item.Range.Length, item.HeadOverlap, item.TailOverlap, speed, first, track);
        return used.Length.Sign > 0 ? used : new(used.Start, 1, used.Rate, used.IsDrop);
    }

    /// <summary>The whole of the clip in the bin.</summary>
    public static CutRange? Available(AafItem item)
    {
        if (First(item) is not { } first || item.Source?.MasterClip is not { Rate: { } rate, Slot.Segment.Length: > 0 and <= int.MaxValue } clip)
            return null;
        var step = SourceUse.Step(Ratio.One, first.Rate, rate);
        return new(first.Start - (clip.Position * step), clip.Slot.Segment.Length * step, first.Rate, first.IsDrop);
    }

    /// <summary>The frame within the clip that stands at the record in; backwards the end of what is played.</summary>
    public static Ratio Begin(AafItem item, CutSpeed speed)
    {
        var offset = item.Speed is { FirstOffset: { IsNumber: true } first } ? new Ratio(first.Numerator, first.Denominator) : Ratio.Zero;
        return speed.Factor.Sign < 0 && speed.Kind == SpeedKind.Constant ? offset + 1 : offset;
    }

    /// <summary>What lies within the effects of an item.</summary>
    private static AafComponent Within(AafComponent component)
    {
        while (component is AafComponent.Effect { Inputs: [var inner, ..] })
            component = inner;
        return component;
    }
}
