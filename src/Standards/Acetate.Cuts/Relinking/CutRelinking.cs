using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.Relinking;

/// <summary>Points a cut at other media: the same pictures at the same places of the programme, taken from the files that were delivered.</summary>
/// <remarks>
/// <para>Timecode that the list has right stays as it is written. Where a file counts otherwise (a constant offset, drop-frame, another rate),
/// every source time of the event is moved along, so that the frame that was meant is the frame that is named. Files that count as many
/// labels a second as the list keep the list's rate, as frames are taken one for one: 24 labels are 24 frames at 23.976 as well.</para>
/// <para>Names are replaced; what the list called the source before stands in comments: <c>ORIGINAL REEL: …</c>, <c>ORIGINAL CLIP: …</c>,
/// <c>ORIGINAL FILE: …</c>. Scene, take, camera and the like stay. Events without a new source stay as they are.</para>
/// </remarks>
public static class CutRelinking
{
    /// <summary>Relinks a cut.</summary>
    /// <param name="cut">The cut.</param>
    /// <param name="sources">The new source of each event, by the event's id; also of what is seen in nested events (<see cref="Cut.Leaves"/>).</param>
    /// <exception cref="ArgumentException">No event has such an id, or a source's ranges have two rates.</exception>
    public static RelinkedCut Relink(Cut cut, IReadOnlyDictionary<string, RelinkedSource> sources)
    {
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(sources);
        var unused = sources.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (id, source) in sources)
            if (source.Shown is { } shown && shown.Rate != source.Available.Rate) throw new ArgumentException($"The source of event '{id}' is shown at {shown.Rate} and counts at {source.Available.Rate}.", nameof(sources));
        var log = new ProblemLog();
        var events = ImmutableArray.CreateBuilder<CutEvent>(cut.Events.Length);
        var rates = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in cut.Events) events.Add(One(item));
        if (unused.Count > 0) throw new ArgumentException($"The cut has no event '{unused.Order(StringComparer.Ordinal).First()}'.", nameof(sources));
        foreach (var (which, count) in rates)
            log.Note("rate-kept", 0, "", $"{which}; labels and frames were kept one for one ({count.ToString(CultureInfo.InvariantCulture)} events).", "Give the list's rate when it is read, if it is not the one of the programme.");
        return new(cut with { Events = Joined(events.ToImmutable()) }, log.ToImmutable());

        CutEvent One(CutEvent item)
        {
            var made = item.Inner.IsEmpty ? item : item with { Inner = [.. item.Inner.Select(One)] };
            if (!sources.TryGetValue(item.Id, out var source)) return made.Inner.SequenceEqual(item.Inner) ? item : made;
            unused.Remove(item.Id);
            return Relinked(made, source, log, rates);
        }
    }

    private static CutEvent Relinked(CutEvent item, RelinkedSource to, ProblemLog log, SortedDictionary<string, int> rates)
    {
        var result = item with { Name = to.ClipName, Comments = item.Comments.AddRange(Before(item, to).Where(line => !item.Comments.Contains(line))) };
        var names = Names(item.Source, to);
        if ((item.Source.Range ?? item.Source.Used) is not { } said)
            return result with { Source = item.Source with { Names = names, Range = to.Shown, Used = to.Shown, Available = to.Available, Sequence = to.Sequence } };

        if (to.Shown is not { } shown)
        {
            log.Warning("times-unknown", item.Line, Who(item), $"Nobody can tell which frames of '{ProblemLog.Shown(to.FileName)}' are meant; the source times are those of the list.", "Find the frames by eye, with a reference movie.", item.Id);
            return result with { Source = item.Source with { Names = names, Available = said.Rate == to.Available.Rate ? to.Available : null, Sequence = to.Sequence } };
        }

        var map = LabelMap.Of(item, said, shown, to.Available);
        if (map.Rate != to.Available.Rate)
        {
            var which = $"The list counts at {map.Rate} and the delivered files at {to.Available.Rate}";
            rates[which] = rates.GetValueOrDefault(which) + 1;
        }

        result = result with
        {
            Source = item.Source with
            {
                Names = names,
                Range = item.Source.Range is { } range ? map.Of(range) : null,
                Used = item.Source.Used is { } used ? map.Of(used) : null,
                Available = new CutRange(to.Available.Start, to.Available.Length, map.Rate, to.Available.IsDrop),
                Sequence = to.Sequence,
            },
            Speed = map.Speed == Ratio.One && item.Speed.Points.IsEmpty ? item.Speed
                : item.Speed with { Factor = item.Speed.Factor * map.Speed, Points = [.. item.Speed.Points.Select(point => point with { Source = map.Of(point.Source) })] },
            Markers = map.Keeps(said) || item.Markers.All(marker => marker.Clock == CutClock.Record) ? item.Markers
                : [.. item.Markers.Select(marker => marker.Clock == CutClock.Source && marker.At is { } at && at.Rate == said.Rate ? marker with { At = map.Of(at) } : marker)],
        };
        Outside(result, to, log);
        return result;
    }

    private static void Outside(CutEvent item, RelinkedSource to, ProblemLog log)
    {
        if (item.Source.Used is not { } used || item.Source.Available is not { } available) return;
        foreach (var (missing, where) in new[] { (available.Start - used.Start.Floor, "first"), (used.End.Ceiling - available.End, "last") })
            if (missing.Sign > 0)
                log.Warning("not-in-file", item.Line, Who(item),
                    $"Its {where} {Frames(missing)} {(missing == Ratio.One ? "is" : "are")} not in '{ProblemLog.Shown(to.FileName)}'.", "Ask for a longer part of the clip, or change the edit.", item.Id);
    }

    private static string Who(CutEvent item) => $"event {(item.Number.Length > 0 ? item.Number : item.Id)}";

    private static string Frames(Ratio count) => count == Ratio.One ? "frame" : $"{count.Ceiling.ToString(CultureInfo.InvariantCulture)} frames";

    /// <summary>The new names first, then those that stay true of the new medium.</summary>
    private static ImmutableArray<SourceName> Names(CutSource source, RelinkedSource to)
    {
        const string origin = "relinked";
        var names = ImmutableArray.CreateBuilder<SourceName>();
        names.Add(new(SourceNameKind.Reel, to.Reel is { Length: > 0 } reel ? reel : to.ClipName, origin));
        names.Add(new(SourceNameKind.ClipName, to.ClipName, origin));
        names.Add(new(SourceNameKind.SourceFile, to.FileName, origin));
        names.Add(new(SourceNameKind.MediaPath, to.MediaPath, origin));
        names.AddRange(source.Names.Where(name => name.Kind is not (SourceNameKind.Reel or SourceNameKind.LongReel or SourceNameKind.Tape or SourceNameKind.ClipName or SourceNameKind.OtherSideClipName
            or SourceNameKind.SourceFile or SourceNameKind.MediaPath or SourceNameKind.Umid or SourceNameKind.MediaId)));
        return names.ToImmutable();
    }

    /// <summary>What the list called the source, where that is another name now.</summary>
    private static IEnumerable<string> Before(CutEvent item, RelinkedSource to)
    {
        var names = item.Source.Names;
        return Lines("REEL", [SourceNameKind.Reel, SourceNameKind.LongReel, SourceNameKind.Tape], to.Reel ?? to.ClipName, [])
            .Concat(Lines("CLIP", [SourceNameKind.ClipName], to.ClipName, item.Name.Length > 0 ? [item.Name] : []))
            .Concat(Lines("FILE", [SourceNameKind.SourceFile, SourceNameKind.MediaPath], to.FileName, []));

        IEnumerable<string> Lines(string what, SourceNameKind[] kinds, string now, string[] others) =>
            others.Concat(names.Where(name => kinds.Contains(name.Kind)).Select(name => name.Value)).Distinct(StringComparer.Ordinal)
                .Where(value => value != now && value != to.MediaPath).Select(value => $"ORIGINAL {what}: {value}");
    }

    /// <summary>Both sides of a transition hold the same one, and it names what goes by its new names.</summary>
    private static ImmutableArray<CutEvent> Joined(ImmutableArray<CutEvent> events)
    {
        var byId = events.DistinctBy(item => item.Id).ToDictionary(item => item.Id, StringComparer.Ordinal);
        return [.. events.Select(item => item.TransitionIn is null && item.TransitionOut is null ? item : item with { TransitionIn = Named(item.TransitionIn), TransitionOut = Named(item.TransitionOut) })];

        CutTransition? Named(CutTransition? mix) => mix is { From: { } from } && !mix.FromNames.IsEmpty && byId.TryGetValue(from, out var gone) && gone.Source[SourceNameKind.MediaPath] is not null
            ? mix with { FromNames = gone.Source.Names } : mix;
    }

    /// <summary>From the source times of a list to those of a file.</summary>
    /// <param name="Rate">The rate in which they are counted afterwards.</param>
    /// <param name="IsDrop">Whether the file's labels are drop-frame.</param>
    /// <param name="From">A place in the list's counting.</param>
    /// <param name="To">The same place in the file's.</param>
    /// <param name="Scale">Frames of the file for each of the list.</param>
    /// <param name="Speed">What speeds are multiplied by, as the same frames stand at another rate.</param>
    private readonly record struct LabelMap(FrameRate Rate, bool IsDrop, Ratio From, Ratio To, Ratio Scale, Ratio Speed)
    {
        public static LabelMap Of(CutEvent item, CutRange said, CutRange shown, CutRange available)
        {
            var seen = item.Source.Used ?? said;
            var (rate, isDrop) = (available.Rate, available.IsDrop);
            // The file's first frame is the one that the list cuts into.
            if (rate.LabelsPerSecond == said.Rate.LabelsPerSecond)
                return new(isDrop && !said.Rate.CanDropFrames ? rate : said.Rate, isDrop, seen.Start.Floor, shown.Start, Ratio.One, Ratio.One);
            var step = SourceUse.Step(Ratio.One, rate, said.Rate);
            var isOneForOne = item.Speed.Kind != SpeedKind.Freeze && (seen.Length - shown.Length).Absolute < (seen.Length * step - shown.Length).Absolute;
            return isOneForOne ? new(rate, isDrop, seen.Start.Floor, shown.Start, Ratio.One, Ratio.One / step) : new(rate, isDrop, seen.Start, shown.Start, step, Ratio.One);
        }

        /// <summary>Whether the list's times are the file's already.</summary>
        public bool Keeps(CutRange said) => Rate == said.Rate && IsDrop == said.IsDrop && From == To && Scale == Ratio.One;

        public Ratio Of(Ratio place) => To + (place - From) * Scale;

        public CutRange Of(CutRange range) => new(Of(range.Start), range.Length * Scale, Rate, IsDrop);
    }
}
