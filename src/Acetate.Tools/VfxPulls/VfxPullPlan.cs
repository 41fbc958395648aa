using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cuts;
using Acetate.Library.Clips;
using Acetate.Library.Matching;
using Acetate.Timing;
using Acetate.Steps.Render;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls.Packages;
using Acetate.Tools.VfxPulls.Plates;
using Acetate.Tools.VfxPulls.Shots;

namespace Acetate.Tools.VfxPulls;

/// <summary>Decides which plates a cut asks for. Pure: the same cut, matches, clips and history give the same turnover.</summary>
public static class VfxPullPlan
{
    /// <summary>Plans a turnover.</summary>
    /// <param name="cut">The cut.</param>
    /// <param name="outcomes">What the matcher found, by the id of the event.</param>
    /// <param name="clips">The clips that were matched, by their id.</param>
    /// <param name="naming">What is the same in all names: show, episode, vendor.</param>
    /// <param name="settings">What was agreed on.</param>
    /// <param name="delivered">Every plate that this vendor was given before.</param>
    /// <param name="only">Shots that are wanted; empty for all that the cut names.</param>
    /// <param name="documents">What was handed in with the order; null for nothing.</param>
    /// <param name="footage">The clips with their rolls, whose own documents count too; null where nothing is known of them.</param>
    /// <param name="shotsBefore">Shots of the version of the cut that this one follows; null for none.</param>
    /// <exception cref="PullException">The settings cannot be used, a wanted shot is not in the cut, or a document cannot be used.</exception>
    public static PlannedPull For(
        Cut cut, IReadOnlyDictionary<string, MatchOutcome> outcomes, IReadOnlyDictionary<Guid, Clip> clips,
        TurnoverNaming naming, VfxPullSettings settings, IReadOnlyList<DeliveredPlate> delivered, IReadOnlyCollection<string> only,
        IReadOnlyList<PullDocument>? documents = null, IReadOnlyDictionary<Guid, PulledClip>? footage = null, IReadOnlySet<string>? shotsBefore = null)
    {
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentNullException.ThrowIfNull(naming);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(only);
        settings.ThrowIfImpossible();
        var template = PlateTemplate.Parse(settings.Template ?? PlateTemplate.Usual);
        var leaves = PicturesOf(cut);
        var named = ShotNames.Of(leaves, settings.ShotRules);
        if (only.FirstOrDefault(shot => named.All(name => name.Shot != shot)) is { } unknown)
            throw new PullException($"The cut has no shot '{unknown}'. It has {(named.Select(name => name.Shot).OfType<string>().Distinct().Take(10).ToList() is { Count: > 0 } some ? string.Join(", ", some) : "none that the shot rules find")}.");
        var overlaps = RecordOverlaps.In(cut);
        var events = ImmutableArray.CreateBuilder<PulledEvent>(leaves.Count);
        var pieces = new List<Piece>();
        foreach (var (one, name) in leaves.Zip(named))
        {
            var (pulled, piece) = Decide(one, name, only, outcomes, clips, settings);
            events.Add(piece is not null && overlaps.TryGetValue(one.Id, out var overlap) ? pulled with { Notes = pulled.Notes.Add(overlap) } : pulled);
            if (piece is not null) pieces.Add(piece);
        }

        var merged = Merge(pieces);
        var turnovers = Turnovers();
        // Which plate of its shot a piece is does not hang on how it looks, but documents may be named after it.
        while (Looked(merged, turnovers, PlateLooks.For(settings, documents ?? [], footage, merged.Zip(turnovers, (piece, turnover) => (piece.Shot, turnover.Element, piece.Clip))), events) is { } lookedAt)
        {
            var isWhole = lookedAt.Count == merged.Count;
            merged = lookedAt;
            turnovers = Turnovers();
            if (isWhole) break;
        }

        ImmutableArray<PlateTurnover> Turnovers() =>
            PlateVersions.For([.. merged.Select(piece => new WantedPlate(piece.Shot, piece.Element, piece.Clip.Id, piece.Range, piece.Look?.Recipe ?? settings.Recipe))], delivered, only.Count == 0 ? shotsBefore : null);

        var plates = ImmutableArray.CreateBuilder<PlannedPlate>(turnovers.Length);
        var numbers = leaves.DistinctBy(one => one.Id).ToDictionary(one => one.Id, one => one.Number, StringComparer.Ordinal);
        for (var i = 0; i < turnovers.Length; i++)
        {
            if (i < merged.Count) plates.Add(Plate(turnovers[i], merged[i], template, naming, settings, numbers));
            else plates.Add(Left(turnovers[i], clips));
        }

        if (plates.Where(plate => plate.IsDelivered).GroupBy(plate => plate.Pattern, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new PullException($"{string.Join(" and ", twice.Select(plate => $"{plate.Shot} {plate.Element}"))} would both be named '{twice.Key}'. Put more tokens into the template, or tell the shots apart in the cut.");
        return new() { Events = events.ToImmutable(), Plates = [.. Told(plates)], Estimate = EstimateOf(plates) };
    }

    /// <summary>The events that show a picture, nested ones opened: sound of a shot is not its picture.</summary>
    internal static List<CutEvent> PicturesOf(Cut cut)
    {
        var video = cut.Tracks.Where(track => track.Kind == TrackKind.Video).Select(track => track.Id).ToHashSet(StringComparer.Ordinal);
        return [.. cut.Leaves.Where(one => one.Tracks.IsEmpty || one.Tracks.Any(video.Contains))];
    }

    private static (PulledEvent Event, Piece? Piece) Decide(
        CutEvent one, ShotName name, IReadOnlyCollection<string> only, IReadOnlyDictionary<string, MatchOutcome> outcomes, IReadOnlyDictionary<Guid, Clip> clips, VfxPullSettings settings)
    {
        PulledEvent As(PulledEventFate fate, string why) => new(one.Id, one.Number, name.Shot, fate, why, name.Notes);
        if (name.Shot is not { } shot) return (As(PulledEventFate.NotWanted, "No shot rule finds a shot in it."), null);
        if (only.Count > 0 && !only.Contains(shot)) return (As(PulledEventFate.NotWanted, "Its shot was not asked for."), null);
        if (!one.IsEnabled) return (As(PulledEventFate.NotWanted, "It is switched off in the cut."), null);
        if (!outcomes.TryGetValue(one.Id, out var outcome)) return (As(PulledEventFate.Refused, "It was not matched."), null);
        if (outcome is MatchOutcome.NotCameraMedia) return (As(PulledEventFate.NotCameraMedia, outcome.Why), null);
        if (outcome is not MatchOutcome.Matched matched) return (As(PulledEventFate.Refused, MatchedCut.WhyOpen(outcome)), null);
        if (!clips.TryGetValue(matched.Clip.Id, out var clip)) return (As(PulledEventFate.Refused, $"{outcome.Why} But the library has lost that clip: match again."), null);
        if (matched.Frames is not { } shown) return (As(PulledEventFate.Refused, $"{outcome.Why} But the timecode of list and clip cannot be compared, so nobody knows which frames are meant: decide on the frames by hand."), null);
        if (clip.Frames is not { } frames) return (As(PulledEventFate.Refused, $"{outcome.Why} But the clip's length is not known: look at its inspection."), null);
        if (clip is not { Width: { } width, Height: { } height }) return (As(PulledEventFate.Refused, $"{outcome.Why} But the clip has no picture."), null);
        if (settings.Width > width || settings.Height > height)
            return (As(PulledEventFate.Refused, $"The clip has {width} × {height} pixels, and plates of {settings.Width ?? width} × {settings.Height ?? height} are asked for: plates are never made larger than what was recorded. Ask for a smaller size."), null);
        try
        {
            // One frame out at the clip's edge is how some lists count; nothing that is not there is asked for.
            var (start, end) = (Math.Max(0, shown.Start), Math.Min(frames, shown.Start + Math.Max(1, shown.Count)));
            if (shown.Start < -1 || shown.Start + shown.Count > frames + 1) (start, end) = (shown.Start, shown.Start + shown.Count);
            var step = SpeedOf(one, clip);
            if (start >= 0 && end <= frames)
            {
                // What a dissolve shows is shown, and handles lie beyond it.
                var (early, late) = TransitionFrames.Of(one, step);
                (start, end) = (Math.Max(0, start - early), Math.Min(frames, end + late));
            }

            var range = PlateRange.For(start, end, frames, step, settings.HeadHandle, settings.TailHandle);
            if (settings.WholeClips) range = new(range.UsedStart, range.UsedEnd, 0, frames, 0, 0);
            return (As(PulledEventFate.Pulled, outcome.Why), new(shot, name.Element, clip, range, [new(one, step, start, end)]) { IsPictureUnverified = matched.IsPictureUnverified });
        }
        catch (PullException problem)
        {
            return (As(PulledEventFate.Refused, problem.Message), null);
        }
    }

    /// <summary>Source frames for each record frame, by the event's fastest stretch.</summary>
    private static Ratio SpeedOf(CutEvent one, Clip clip)
    {
        var factor = one.Speed.Factor;
        foreach (var (a, b) in one.Speed.Points.Zip(one.Speed.Points.Skip(1)))
            if (b.Record > a.Record && (b.Source - a.Source) / (b.Record - a.Record) is var slope && slope.Absolute > factor.Absolute) factor = one.Speed.Factor.Sign < 0 ? -slope.Absolute : slope.Absolute;
        if (one.Record is not { } record || !FrameRate.TryParse(clip.Rate, out var rate)) return factor;
        return factor * new Ratio(rate.Numerator, rate.Denominator) * new Ratio(record.Rate.Denominator, record.Rate.Numerator);
    }

    /// <summary>Stretches of one clip in one shot that meet are one plate: an event that was cut in two, or used twice.</summary>
    private static List<Piece> Merge(List<Piece> pieces)
    {
        var merged = new List<Piece>();
        foreach (var piece in pieces)
        {
            var other = merged.FindIndex(known => known.Shot == piece.Shot && known.Element == piece.Element && known.Clip.Id == piece.Clip.Id && known.Range.Meets(piece.Range));
            if (other < 0) merged.Add(piece);
            else merged[other] = merged[other].With(piece);
        }

        // Two that did not meet may do so through a third.
        return merged.Count == pieces.Count ? merged : Merge(merged);
    }

    /// <summary>The pieces with how they look; those that cannot be made are left out, and their events say why.</summary>
    private static List<Piece> Looked(List<Piece> pieces, ImmutableArray<PlateTurnover> turnovers, PlateLooks looks, ImmutableArray<PulledEvent>.Builder events)
    {
        var made = new List<Piece>(pieces.Count);
        for (var i = 0; i < pieces.Count; i++)
        {
            var look = looks.Of(pieces[i].Shot, turnovers[i].Element, pieces[i].Clip);
            if (look.Problem is null)
            {
                made.Add(pieces[i] with { Look = look });
                continue;
            }

            for (var at = 0; at < events.Count; at++)
                if (pieces[i].Events.Any(one => one.Event.Id == events[at].Id)) events[at] = events[at] with { Fate = PulledEventFate.Refused, Why = look.Problem };
        }

        return made;
    }

    private static PlannedPlate Plate(PlateTurnover turnover, Piece piece, PlateTemplate template, TurnoverNaming naming, VfxPullSettings settings, IReadOnlyDictionary<string, string> numbers)
    {
        var (clip, range) = (piece.Clip, piece.Range);
        var (width, height, recipe) = (piece.Look!.Width, piece.Look.Height, piece.Look.Recipe);
        var label = FrameRate.TryParse(clip.Rate, out var rate) && Timecode.TryParse(clip.TimecodeStart, rate, out var start) ? start : (Timecode?)null;
        var first = piece.Events[0].Event;
        var notes = ImmutableArray.CreateBuilder<string>();
        if (range.MissingHead > 0) notes.Add($"The handle before the cut is {Frames(range.MissingHead)} short: the clip begins there.");
        if (range.MissingTail > 0) notes.Add($"The handle after the cut is {Frames(range.MissingTail)} short: the clip ends there.");
        if (MergedIn(piece) is { } merged) notes.Add(merged);
        if (piece.IsPictureUnverified) notes.Add("The list itself may point at the wrong picture: look at the reference before work begins.");
        if (turnover.IsDelivered && settings.Unreadable != UnreadableFrames.Fail)
            notes.Add($"A frame that cannot be read {(settings.Unreadable == UnreadableFrames.Skip ? "is left out" : $"is delivered as a {StandIns.WordOf(settings.Unreadable)} frame")}, and {VfxPackageDocuments.Unreadable}.csv lists it.");
        // The frame at which the cut begins would be thousands of numbers into a whole clip.
        var numbering = settings.WholeClips && settings.Numbering.Policy == NumberingPolicy.CutStart ? settings.Numbering with { Policy = NumberingPolicy.PlateStart } : settings.Numbering;
        var firstNumber = numbering.NumberOf(range, label);
        var render = turnover.Render;
        if (turnover.Before is { FirstNumber: { } numbered } before)
        {
            var stands = numbered + range.Start - before.Range.Start;
            if (!turnover.IsDelivered)
            {
                firstNumber = stands;
            }
            else if (before.Recipe == recipe && stands != firstNumber)
            {
                render = [new(range.Start, range.End)];
                notes.Add($"Its frames have other numbers than in version {before.Version}: all of them are made anew.");
            }
        }

        var remaining = ImmutableArray.CreateBuilder<string>();
        foreach (var one in piece.Events)
            foreach (var left in LeftToDo.Of(one, range, firstNumber, numbers)) remaining.Add(piece.Events.Length > 1 ? $"Event {DeliveredDocuments.NumberOf(one.Event)}: {left}" : left);
        return new()
        {
            Shot = piece.Shot,
            Element = turnover.Element,
            Version = turnover.Version,
            Change = turnover.Change,
            Events = [.. piece.Events.Select(one => one.Event.Id)],
            Clip = clip.Id,
            ClipName = clip.Name,
            Range = range,
            Render = render,
            FirstNumber = firstNumber,
            Pattern = !turnover.IsDelivered ? "" : template.Pattern(new()
            {
                Show = naming.Show,
                Episode = naming.Episode,
                Vendor = naming.Vendor,
                Shot = piece.Shot,
                Element = turnover.Element,
                Version = turnover.Version,
                Clip = clip.Name,
                Reel = clip.Reel,
                Event = first.Number,
                Width = width,
                Height = height,
                FrameDigits = settings.Numbering.Width,
            }),
            Width = width,
            Height = height,
            Encoding = piece.Look.Encoding,
            Recipe = recipe,
            Remaining = remaining.ToImmutable(),
            Notes = notes.ToImmutable(),
        };
    }

    private static PlannedPlate Left(PlateTurnover turnover, IReadOnlyDictionary<Guid, Clip> clips) => new()
    {
        Shot = turnover.Before!.Shot,
        Element = turnover.Element,
        Version = turnover.Version,
        Change = turnover.Change,
        Events = [],
        Clip = turnover.Before.Clip,
        ClipName = clips.GetValueOrDefault(turnover.Before.Clip)?.Name ?? "",
        Range = turnover.Before.Range,
        Render = [],
        Pattern = "",
        FirstNumber = 0,
        Width = 0,
        Height = 0,
        Recipe = turnover.Before.Recipe,
        Notes = ["The cut no longer has it: stop work on it, or ask."],
    };

    /// <summary>Which events one plate is for, where their frames with handles overlap or meet; null for one event.</summary>
    private static string? MergedIn(Piece piece)
    {
        const int MostNamed = 10;
        if (piece.Events.Length < 2) return null;
        var named = piece.Events.Select(one => DeliveredDocuments.NumberOf(one.Event)).ToList();
        return $"It is one plate for events {string.Join(", ", named.Take(MostNamed))}{(named.Count > MostNamed ? $" and {named.Count - MostNamed} more" : "")}: their frames with handles overlap or meet.";
    }

    /// <summary>Plates that have frames of a clip in common with another one, which nothing else says.</summary>
    private static IEnumerable<PlannedPlate> Told(ImmutableArray<PlannedPlate>.Builder plates)
    {
        var byClip = plates.Where(plate => plate.IsDelivered).ToLookup(plate => plate.Clip);
        foreach (var plate in plates)
        {
            var shared = !plate.IsDelivered ? [] : byClip[plate.Clip].Where(other => !ReferenceEquals(other, plate) && other.Range.Start < plate.Range.End && plate.Range.Start < other.Range.End).ToList();
            yield return shared.Count == 0 ? plate : plate with
            {
                Notes =
                [
                    .. plate.Notes,
                    .. shared.Take(3).Select(other => $"{Frames(Math.Min(plate.Range.End, other.Range.End) - Math.Max(plate.Range.Start, other.Range.Start))} of its clip {(Math.Min(plate.Range.End, other.Range.End) - Math.Max(plate.Range.Start, other.Range.Start) == 1 ? "is" : "are")} in {other.Shot} {other.Element} too."),
                    .. shared.Count > 3 ? (string[])[$"{shared.Count - 3} more plates share frames of its clip."] : [],
                ],
            };
        }
    }

    private static PullEstimate EstimateOf(IEnumerable<PlannedPlate> plates)
    {
        var all = plates.Where(plate => plate.IsDelivered).ToList();
        return new(all.Count, all.Sum(plate => plate.Range.Frames), all.Sum(plate => plate.Render.Sum(run => run.End - run.Start)), all.Sum(plate => plate.Range.Frames * plate.Width * plate.Height * 6));
    }

    private static string Frames(long count) => count == 1 ? "1 frame" : $"{count.ToString(CultureInfo.InvariantCulture)} frames";

    /// <summary>A stretch of a clip that a shot shows.</summary>
    private sealed record Piece(string Shot, string? Element, Clip Clip, PlateRange Range, ImmutableArray<ShownEvent> Events)
    {
        public bool IsPictureUnverified { get; init; }

        /// <summary>How it looks, once that is known.</summary>
        public PlateLook? Look { get; init; }

        public Piece With(Piece other)
        {
            var (a, b) = (Range, other.Range);
            var (start, end) = (Math.Min(a.Start, b.Start), Math.Max(a.End, b.End));
            return this with
            {
                Events = Events.AddRange(other.Events),
                IsPictureUnverified = IsPictureUnverified || other.IsPictureUnverified,
                Range = new(Math.Min(a.UsedStart, b.UsedStart), Math.Max(a.UsedEnd, b.UsedEnd), start, end,
                    a.Start <= b.Start ? a.MissingHead : b.MissingHead, a.End >= b.End ? a.MissingTail : b.MissingTail),
            };
        }
    }
}

/// <summary>What is the same in the names of all plates of a turnover.</summary>
/// <param name="Show">The show's short name.</param>
/// <param name="Vendor">Who gets it.</param>
/// <param name="Episode">The episode; empty for none.</param>
public sealed record TurnoverNaming(string Show, string Vendor, string Episode = "");
