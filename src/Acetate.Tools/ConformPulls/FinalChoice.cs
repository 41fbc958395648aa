using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library.Matching;
using Acetate.Library.Returns;

namespace Acetate.Tools.ConformPulls;

/// <summary>Puts approved versions of shots in the place of originals, for events whose frames they have. Pure.</summary>
internal static class FinalChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="decided">The events, as originals would be delivered for them.</param>
    /// <param name="finals">The approved versions of the show, the latest first.</param>
    /// <param name="settings">What was agreed on.</param>
    /// <returns>The events, and what is delivered of versions, each once however many events show it.</returns>
    public static (List<DecidedEvent> Decided, ImmutableArray<ConformFinal> Finals) Of(List<DecidedEvent> decided, IReadOnlyList<ApprovedFinal> finals, ConformPullSettings settings)
    {
        if (settings.PreferOriginals || finals.Count == 0) return (decided, []);
        var byClip = finals.ToLookup(one => one.Plate.Clip);
        var chosen = new List<(ApprovedFinal Final, FrameSpan Range, ReelEvent Event)>();
        var events = decided.ConvertAll(one =>
        {
            if (one.Event is { Fate: ConformFate.NotCameraMedia, Kind: MediaKind.VfxTemp } && finals.FirstOrDefault(final => NamesShot(one.Event, final.Return.Shot)) is { } named)
            {
                chosen.Add((named, WholeOf(named), new(one.Event.Reel, one.Event.Id)));
                return one with { Event = Noted(one.Event with { Fate = ConformFate.ApprovedFinal, Why = $"{Named(named)} is the latest approved version of the shot that the list names." }, ConformConcern.FramesUnknown, "The list shows a version of the shot itself, so nobody can tell which of its frames are meant: all of it is delivered, and the lists are not linked to it.") };
            }

            if (one is not { Event: { Fate: ConformFate.Pulled, Clip: { } clip, Used: { Count: > 0 } used }, Range: { } wanted }) return one;
            // Handles are there to be cut into, not to be another event's picture.
            var known = byClip[clip].Where(final => used.Start < final.Plate.UsedEnd && final.Plate.UsedStart < used.End).ToList();
            if (known.Count == 0) return one;
            var latest = known[0];
            if (!IsWithin(used, latest) && decided.Find(other => other.Event is { Fate: ConformFate.Pulled, Used: { } shown } && other.Event.Clip == clip && IsWithin(shown, latest) && shown.Start < used.End && used.Start < shown.End) is { } shot)
                return one with { Event = Noted(one.Event, ConformConcern.FinalShort, $"{Named(latest)} has frames of it, but event {shot.Event.Id} is its shot, and this one goes beyond what the plate was made for. The original is delivered.") };
            if (LackingOf(latest, used) is { Count: > 0 } lacking)
                return one with { Event = Noted(one.Event, ConformConcern.FinalShort, string.Create(CultureInfo.InvariantCulture, $"{Named(latest)} has not all that the event shows: {EventNotes.Frames(lacking.Count)}, the first of them {latest.NumberOf(lacking[0])}, are not there. The original is delivered.")) };
            var range = Extended(latest, used, wanted.Range);
            chosen.Add((latest, range, new(one.Event.Reel, one.Event.Id)));
            var noted = one.Event with { Fate = ConformFate.ApprovedFinal, Why = $"{Named(latest)} stands for {one.Event.ClipName}, whose frames its plate has. {one.Event.Why}", Notes = [.. one.Event.Notes.Where(note => note.Concern != ConformConcern.HandlesShort)] };
            var (head, tail) = (range.Start - wanted.Range.Start, wanted.Range.End - range.End);
            if (head > 0) noted = Noted(noted, ConformConcern.HandlesShort, $"The handle before it is {EventNotes.Frames(head)} short of what the original has: the version begins there.");
            if (tail > 0) noted = Noted(noted, ConformConcern.HandlesShort, $"The handle after it is {EventNotes.Frames(tail)} short of what the original has: the version ends there.");
            if (known.Select(final => final.Return.Task).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
                noted = Noted(noted, ConformConcern.SeveralFinals, $"Several tasks of the shot are approved ({string.Join(", ", known.Select(final => final.Return.Task.Length > 0 ? final.Return.Task : "none").Distinct(StringComparer.OrdinalIgnoreCase))}); the one that was approved last is delivered.");
            return one with { Event = noted, Range = null };
        });
        var place = 0;
        return (events, [.. chosen.GroupBy(one => one.Final.Return.Id).Select(group => FinalOf(group.First().Final, [.. group.Select(one => one.Range)], [.. group.Select(one => one.Event)], ++place))]);
    }

    // The shot's name, and not the beginning of a longer one.
    private static bool NamesShot(ConformedEvent one, string shot) => ((string[])[one.Name, one.SourceReel]).Any(name =>
        name.StartsWith(shot, StringComparison.OrdinalIgnoreCase) && (name.Length == shot.Length || !char.IsLetterOrDigit(name[shot.Length])));

    private static bool IsWithin(FrameSpan used, ApprovedFinal final) => used.Start >= final.Plate.UsedStart && used.End <= final.Plate.UsedEnd;

    private static FrameSpan WholeOf(ApprovedFinal final)
    {
        var start = final.Plate.Start + final.Return.FirstNumber!.Value - final.Plate.FirstNumber;
        return new(start, start + final.Return.LastNumber!.Value - final.Return.FirstNumber.Value + 1);
    }

    private static List<long> LackingOf(ApprovedFinal final, FrameSpan span)
    {
        List<long> lacking = [];
        for (var frame = span.Start; frame < span.End; frame++)
            if (final.FileOf(frame) is null) lacking.Add(frame);
        return lacking;
    }

    // Handles as far as the version has them without a gap.
    private static FrameSpan Extended(ApprovedFinal final, FrameSpan used, FrameSpan wanted)
    {
        var (start, end) = (used.Start, used.End);
        while (start > wanted.Start && final.FileOf(start - 1) is not null) start--;
        while (end < wanted.End && final.FileOf(end) is not null) end++;
        return new(start, end);
    }

    // Several events share one run of files: lists name a sequence by its first and its last frame.
    private static ConformFinal FinalOf(ApprovedFinal final, ImmutableArray<FrameSpan> ranges, ImmutableArray<ReelEvent> events, int place)
    {
        var (start, end) = (ranges.Min(range => range.Start), ranges.Max(range => range.End));
        var files = ImmutableArray.CreateBuilder<ReturnedFile>();
        for (var frame = start; frame < end; frame++)
            if (final.FileOf(frame) is { } file) files.Add(file);
        var one = final.Return;
        return new()
        {
            Place = place,
            Return = one.Id,
            Shot = one.Shot,
            Version = one.Version,
            Vendor = one.Vendor,
            ApprovedBy = one.DecidedBy,
            Prefix = one.Prefix,
            Clip = final.Plate.Clip,
            Range = new(start, end),
            Files = files.ToImmutable(),
            // Two vendors may call their versions alike.
            Folder = string.Create(CultureInfo.InvariantCulture, $"vfx/{place:000}_{one.Name}"),
            Events = events,
        };
    }

    private static string Named(ApprovedFinal final) => $"{final.Return.Title}, approved by {final.Return.DecidedBy}{(final.Return.DecidedAt is { } at ? $" on {at:yyyy-MM-dd}" : "")},";

    private static ConformedEvent Noted(ConformedEvent one, ConformConcern concern, string text) => one with { Notes = one.Notes.Add(new(concern, text)) };
}
