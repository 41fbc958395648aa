using System.Collections.Immutable;
using Acetate.Cuts;
using Acetate.Timing;

namespace Acetate.Library.Matching;

/// <summary>What a cut says about the sources of its picture events, as the matcher takes it.</summary>
public static class CutClaims
{
    private const int MostComments = 4, LongestComment = 80;

    /// <summary>The events of a cut that show a picture: leaves of nested sequences, track by track; sound alone is left out.</summary>
    public static ImmutableArray<CutEvent> PictureEvents(Cut cut)
    {
        var pictures = cut.Tracks.Where(t => t.Kind == TrackKind.Video).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        return [.. cut.Events.SelectMany(Leaves).Where(e => e.Tracks.IsEmpty || cut.Tracks.IsEmpty || e.Tracks.Any(pictures.Contains))];
    }

    // What is seen in a multicam group stays one of its: the angle that a file names may not be the one that was shown.
    private static IEnumerable<CutEvent> Leaves(CutEvent item) => item.Inner.IsEmpty ? [item]
        : item.Inner.SelectMany(Leaves).Select(leaf => item.Grouping == CutGrouping.Multicam ? leaf with { Grouping = CutGrouping.Multicam } : leaf);

    /// <summary>The claims of the picture events, in their order.</summary>
    public static ImmutableArray<EventClaim> Of(Cut cut) => [.. PictureEvents(cut).Select(Of)];

    /// <summary>What is claimed about one event.</summary>
    public static EventClaim Of(CutEvent item)
    {
        var names = item.Source.Names.Select(Name).OfType<NameClaim>()
            .Concat(item.Markers.Select(m => m.Name).Concat(item.Comments).Where(c => c.Length is > 0 and <= LongestComment).Take(MostComments).Select(c => new NameClaim(c, NameOrigin.Comment)));
        // Ramps say what they use of the source; their one factor, where they have one, is a mean.
        var isRamp = item.Speed.Kind == SpeedKind.Ramp;
        return new EventClaim
        {
            Event = item.Id,
            Names = [.. names.Distinct()],
            // With a speed, what stands in a file may count frames as they run after it; what is played does not.
            Source = Range(item.Speed.IsNormal ? item.Source.Range ?? item.Source.Used : item.Played ?? item.Source.Range),
            RecordFrames = item.Record is { } record ? Whole(record.Length.Ceiling) : null,
            RecordStart = item.Record is { } at ? Whole(at.Start.Floor) : 0,
            Speed = isRamp ? 1 : item.Speed.Factor.Approximate,
            IsTransition = item.TransitionIn is not null || item.TransitionOut is not null,
            IsMulticam = item.Grouping == CutGrouping.Multicam,
            Kind = item.Kind switch
            {
                CutEventKind.Black => MediaKind.Black,
                CutEventKind.Bars => MediaKind.Bars,
                CutEventKind.Title => MediaKind.Title,
                CutEventKind.Generator or CutEventKind.Adjustment => MediaKind.Render,
                _ => null,
            },
        };
    }

    private static NameClaim? Name(SourceName name)
    {
        NameOrigin? origin = name.Kind switch
        {
            SourceNameKind.Reel => NameOrigin.Reel,
            SourceNameKind.LongReel => NameOrigin.Map,
            SourceNameKind.Tape or SourceNameKind.CameraRoll => NameOrigin.Tape,
            SourceNameKind.ClipName => NameOrigin.ClipName,
            SourceNameKind.OtherSideClipName => NameOrigin.ToClipName,
            SourceNameKind.SourceFile or SourceNameKind.MediaPath => NameOrigin.SourceFile,
            SourceNameKind.Umid or SourceNameKind.MediaId => NameOrigin.Umid,
            // A roll of the laboratory, a scene, an angle and the like name no camera original.
            _ => null,
        };
        return origin is null ? null : new NameClaim(origin switch
        {
            NameOrigin.Umid => Digits(name.Value),
            NameOrigin.SourceFile when name.Value.Contains('%', StringComparison.Ordinal) => Uri.UnescapeDataString(name.Value),
            _ => name.Value,
        }, origin.Value);
    }

    // Such as urn:smpte:umid:060a2b34.01010105… or 0x060A2B34…
    private static string Digits(string id)
    {
        var digits = id[(id.LastIndexOf(':') + 1)..];
        return digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
    }

    // What no day has room for is left out rather than wrapped: 1,000 labels a second are the most that timecode knows.
    private static SourceRange? Range(CutRange? range) =>
        range is { Rate: { IsSet: true, LabelsPerSecond: <= 1000 } rate } r
            ? new SourceRange(Timecode.Wrapping(r.Start.Floor, rate, r.IsDrop), Math.Clamp(r.Length.Ceiling, 0, Timecode.FramesPerDay(rate, r.IsDrop)))
            : null;

    private static long Whole(long frames) => Math.Clamp(frames, -1L << 50, 1L << 50);
}
