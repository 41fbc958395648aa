using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cuts.Reading;
using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Cuts.Cmx;

/// <summary>An edit decision list as a cut.</summary>
/// <remarks>The outgoing line of a transition is no event where it has no length: what it names stands at the transition. A transition begins
/// at the record in of its second line, so that nothing of it lies before the cut, and what goes must last through it.</remarks>
internal sealed class EdlCut
{
    /// <summary>What is taken where a list fits several rates: those of films and of television first.</summary>
    private static readonly ImmutableArray<FrameRate> Likely = [FrameRate.Fps24, FrameRate.Fps25, FrameRate.Fps2997, FrameRate.Fps30, FrameRate.Fps50, FrameRate.Fps5994, FrameRate.Fps60, FrameRate.Fps23976];

    private readonly ProblemLog log = new();
    private readonly EdlDocument document;
    private readonly EdlReading reading;
    private readonly FrameRate rate;
    private readonly List<CutEvent> events;
    private readonly EdlNames names = new();
    private readonly int?[] placeOf;
    private (ImmutableArray<EdlChannel> Channels, ImmutableArray<string> Names) lastTracks;

    private EdlCut(EdlDocument document, FrameRate? given, string name)
    {
        this.document = document;
        if (document.EventCount > EventBudget.MostEvents) throw new CutException($"The list has more than {EventBudget.MostEvents:N0} events; split it.", name);
        rate = given ?? Assumed();
        reading = document.At(rate);
        (events, placeOf) = (new(reading.Events.Length), new int?[reading.Events.Length]);
    }

    /// <exception cref="CutException">It is no list.</exception>
    public static Cut Read(Stream source, string name, CutReadOptions options)
    {
        EdlDocument document;
        try
        {
            document = EdlReader.Read(source, name);
        }
        catch (EdlException problem)
        {
            throw new CutException(problem.Message[(problem.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..], name, problem.Line, problem);
        }

        return Of(document, name, options.Rate);
    }

    /// <summary>A list that was read already.</summary>
    public static Cut Of(EdlDocument document, string name, FrameRate? rate) => new EdlCut(document, rate, name).Cut(name);

    private Cut Cut(string name)
    {
        if (reading.Events.IsEmpty && !document.Lines.Any(line => line.Kind is EdlLineKind.Title or EdlLineKind.FrameCodeMode))
            throw new CutException(
                document.Lines.All(line => line.Kind == EdlLineKind.Blank) ? "The file is empty. Export the list again."
                    : "No line of the file is an event, a TITLE or an FCM; this is no edit decision list. Export the list again, or give the file the ending of its format if it is another one.",
                name, document.Lines.IsEmpty ? 0 : 1);
        var made = new Dictionary<string, object>(reading.Events.Length, StringComparer.Ordinal);
        var again = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var e in reading.Events)
        {
            if (e is { Side: EdlSide.Outgoing, IsEmpty: true }) continue;
            var number = e.Number.Length > 0 ? e.Number : e.Index.ToString("D4", CultureInfo.InvariantCulture);
            var id = made.TryAdd(number, e) ? number : $"{number}#{again[number] = again.GetValueOrDefault(number, 1) + 1}";
            made[id] = e;
            placeOf[e.Index] = events.Count;
            events.Add(Event(e, id));
        }

        Join();
        var problems = Problems();
        return CutOrigin.Remembering(new()
        {
            Name = reading.Title ?? "",
            Format = CutFormat.Edl,
            Dialect = document.Dialect.Name,
            Rate = rate,
            IsDrop = reading.Events.Any(e => e.RecordIn.Timecode is { IsDrop: true }),
            Tracks = [.. reading.Channels.Select(channel => new CutTrack { Id = channel.ToString(), Kind = channel.IsVideo ? TrackKind.Video : TrackKind.Audio, Order = channel.Number })],
            Events = [.. events],
            Markers = [.. reading.Markers.Select(Marker)],
            Comments = [.. document.HeaderComments.Select(comment => comment.Text)],
            Unknown = [.. BetweenEvents()],
            Problems = problems,
        }, document, made);
    }

    private CutEvent Event(EdlEvent e, string id)
    {
        var range = e is { SourceIn.Timecode: { } start, SourceFrames: { } frames } ? new CutRange(start.Frame, frames, rate, start.IsDrop) : (CutRange?)null;
        var used = e.Played is { } played ? new CutRange(played.First.Frame, played.Frames, rate, played.First.IsDrop) : range;
        var record = e is { RecordIn.Timecode: { } at, RecordFrames: { } length } ? new CutRange(at.Frame, length, rate, at.IsDrop) : (CutRange?)null;
        var called = names.Of(e);
        return new()
        {
            Id = id,
            Number = e.Number,
            Line = e.Line,
            Name = e.ClipName ?? "",
            Kind = e.ReelKind switch { EdlReelKind.Black => CutEventKind.Black, EdlReelKind.Bars => CutEventKind.Bars, _ => CutEventKind.Clip },
            Tracks = Tracks(e.Channels),
            Source = new() { Names = called, Range = range, Used = used, Sequence = Sequence(called) },
            Record = record,
            Speed = Speed(e),
            Markers = e.Markers.IsEmpty ? [] : [.. e.Markers.Select(Marker)],
            Comments = Comments(e),
            Grade = e.Grade?.Values is { } grade && grade.WhyNot() is null ? grade : null,
            GradeId = e.GradeReference,
            Effects = e.EffectName is { } effect && e.Transition.Kind == EdlTransitionKind.Cut ? [effect] : [],
            Unknown = Unknown(e.Line, e.LastLine),
        };
    }

    /// <summary>Puts transitions between events: at each incoming side, and at the event that goes.</summary>
    private void Join()
    {
        var last = new Dictionary<EdlChannel, int>();
        foreach (var e in reading.Events)
        {
            if (e is { Side: EdlSide.Incoming, Transition: { Kind: not EdlTransitionKind.Cut } mix } && placeOf[e.Index] is { } incoming)
            {
                var partner = e.Partner is { } index ? reading.Events[index] : null;
                var outgoing = partner is not null && placeOf[partner.Index] is { } own ? own : Before(e, partner, last);
                var made = new CutTransition
                {
                    Kind = mix.Kind switch
                    {
                        EdlTransitionKind.Dissolve => TransitionKind.Dissolve,
                        EdlTransitionKind.Wipe => TransitionKind.Wipe,
                        EdlTransitionKind.Key or EdlTransitionKind.KeyBackground or EdlTransitionKind.KeyOut => TransitionKind.Key,
                        _ => TransitionKind.Other,
                    },
                    Name = e.EffectName ?? (mix.Kind == EdlTransitionKind.Dissolve ? "" : mix.Text),
                    OutOffset = mix.Frames ?? 0,
                    From = outgoing is { } there ? events[there].Id : null,
                    To = events[incoming].Id,
                    FromNames = partner is null ? [] : names.Of(partner),
                    Line = e.Line,
                };
                events[incoming] = events[incoming] with { TransitionIn = made };
                if (outgoing is { } place) events[place] = Lasting(events[place] with { TransitionOut = made }, made.OutOffset);
            }

            if (placeOf[e.Index] is not { } here) continue;
            foreach (var channel in e.Channels) last[channel] = here;
        }
    }

    /// <summary>The event that ends where the incoming side begins.</summary>
    private int? Before(EdlEvent incoming, EdlEvent? partner, Dictionary<EdlChannel, int> last)
    {
        if (partner is { ReelKind: EdlReelKind.Black } || incoming.RecordIn.Timecode is not { } cut) return null;
        foreach (var channel in incoming.Channels)
            if (last.TryGetValue(channel, out var place) && events[place].Record is { } record && record.End == cut.Frame) return place;
        return null;
    }

    private static CutEvent Lasting(CutEvent item, Ratio tail)
    {
        if (item.Source.Used is not { } used || tail.Sign == 0 || item.Speed.Kind != SpeedKind.Constant) return item;
        var more = item.Speed.Factor.Absolute * tail;
        var start = item.Speed.IsReverse ? used.Start - more : used.Start;
        return item with { Source = item.Source with { Used = new CutRange(start, used.Length + more, used.Rate, used.IsDrop) } };
    }

    private static CutSpeed Speed(EdlEvent e)
    {
        var factor = new Ratio(e.SpeedFactor.Numerator, e.SpeedFactor.Denominator);
        var written = e.Speed is { } speed ? string.Create(CultureInfo.InvariantCulture, $"M2 {speed.FramesPerSecond:000.0}") : e.IsFreeze ? "FREEZE FRAME" : "";
        if (e.HasSpeedRamp) return new() { Kind = SpeedKind.Ramp, Factor = factor, AsWritten = written };
        return CutSpeed.Of(factor, written);
    }

    private CutMarker Marker(EdlMarker marker) => new()
    {
        Name = marker.Text,
        Comment = marker.Author is { } author ? $"by {author}" : "",
        Color = marker.Colour,
        At = marker.Time.Timecode is { } time ? new CutRange(time.Frame, marker.Frames ?? 0, rate, time.IsDrop) : null,
        AsWritten = marker.Time.Text,
        Line = marker.Line,
    };

    /// <summary>Most events lie on the same tracks as the event before.</summary>
    private ImmutableArray<string> Tracks(ImmutableArray<EdlChannel> channels)
    {
        if (lastTracks.Channels != channels) lastTracks = (channels, [.. channels.Select(channel => channel.ToString())]);
        return lastTracks.Names;
    }

    private static ImageSequence? Sequence(ImmutableArray<SourceName> names)
    {
        foreach (var name in names)
            if (name.Kind is SourceNameKind.MediaPath && ImageSequenceName.Of(name.Value) is { } sequence) return sequence;
        return null;
    }

    private static ImmutableArray<string> Comments(EdlEvent e)
    {
        List<string>? comments = null;
        foreach (var comment in e.Comments)
            if (EdlNames.IsFree(comment.Kind)) (comments ??= []).Add(comment.Text);
        foreach (var split in e.Splits) (comments ??= []).Add($"SPLIT: {(split.IsAudio ? "AUDIO" : "VIDEO")} DELAY= {split.Delay}");
        return comments is null ? [] : [.. comments];
    }

    /// <summary>What was not understood in these lines.</summary>
    private ImmutableArray<CutRemnant> Unknown(int first, int last)
    {
        List<CutRemnant>? unknown = null;
        foreach (var line in document.Lines.AsSpan(first - 1, last - first + 1))
            if (line.Kind == EdlLineKind.Unknown) (unknown ??= []).Add(Remnant(line));
        return unknown is null ? [] : [.. unknown];
    }

    /// <summary>What was not understood and stands in no event.</summary>
    private IEnumerable<CutRemnant> BetweenEvents()
    {
        var (next, until) = (0, 0);
        foreach (var line in document.Lines)
        {
            for (; next < reading.Events.Length && reading.Events[next].Line <= line.Number; next++) until = Math.Max(until, reading.Events[next].LastLine);
            if (line.Kind == EdlLineKind.Unknown && line.Number > until) yield return Remnant(line);
        }
    }

    private static CutRemnant Remnant(EdlLine line) => new(line.Number, "", ProblemLog.Shown(line.Text));

    private FrameRate Assumed()
    {
        var fits = document.FitRates();
        var best = fits.Where(fit => fit.IsPossible).ToList();
        if (best.Count == 0) best = [.. fits];
        var least = best.Count == 0 ? 0 : best.Min(fit => fit.Contradictions);
        var chosen = Likely.FirstOrDefault(likely => best.Exists(fit => fit.Rate == likely && fit.Contradictions == least));
        if (!chosen.IsSet) chosen = best.Count == 0 ? FrameRate.Fps24 : best[0].Rate;
        log.Warning("rate-assumed", 1, "", $"An edit decision list does not say its frame rate; {chosen} was taken, which fits its labels.", "Give the rate of the timeline.");
        return chosen;
    }

    private ImmutableArray<CutProblem> Problems()
    {
        foreach (var problem in reading.Problems)
        {
            var code = EdlNames.Kebab(problem.Rule.ToString());
            var fix = problem.Fix.Length > 0 ? problem.Fix : "Look at the line; it was read as well as it can be.";
            switch (problem.Severity)
            {
                case EdlSeverity.Error: log.Error(code, problem.Line, "", problem.Message, fix, Owner(problem.Line)); break;
                case EdlSeverity.Warning: log.Warning(code, problem.Line, "", problem.Message, fix, Owner(problem.Line)); break;
                default: log.Note(code, problem.Line, "", problem.Message, fix, Owner(problem.Line)); break;
            }
        }

        return log.ToImmutable();

        // The event in whose lines, or after which, a problem stands.
        string? Owner(int line)
        {
            var (low, high) = (0, events.Count - 1);
            while (low <= high)
            {
                var middle = (low + high) / 2;
                if (events[middle].Line <= line) low = middle + 1;
                else high = middle - 1;
            }

            return high < 0 ? null : events[high].Id;
        }
    }
}
