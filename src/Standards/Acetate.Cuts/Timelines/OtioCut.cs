using System.Collections.Immutable;
using Acetate.Cuts.Reading;
using Acetate.Otio;
using Acetate.Timing;

namespace Acetate.Cuts.Timelines;

/// <summary>Timelines of OpenTimelineIO as cuts.</summary>
internal static class OtioCut
{
    /// <exception cref="CutException">It is no timeline.</exception>
    public static ImmutableArray<Cut> Read(byte[] bytes, string name, CutReadOptions options)
    {
        OtioDocument document;
        try
        {
            document = OtioReader.Read(bytes);
        }
        catch (OtioException problem)
        {
            throw new CutException(problem.Problem.Message, name, problem.Problem.Line, problem);
        }

        return Of(document, name, options.Rate);
    }

    /// <summary>The timelines of a document; or its clips, when it has none.</summary>
    /// <exception cref="CutException">There is neither.</exception>
    public static ImmutableArray<Cut> Of(OtioDocument document, string name, FrameRate? rate)
    {
        var budget = new EventBudget(name);
        var cuts = document.Timelines.Select(timeline => Timeline(timeline, document, rate, budget)).ToImmutableArray();
        if (!cuts.IsEmpty) return cuts;
        return document.Root switch
        {
            SerializableCollection collection => [Loose(collection.Name, collection.Children, document, rate, budget)],
            Item item => [Timeline(new() { Name = item.Name, Tracks = item as Stack ?? new Stack { Children = [item as Track ?? new Track { Kind = Track.Video, Children = [item] }] } }, document, rate, budget)],
            _ => throw new CutException("The file holds neither a timeline nor clips.", name, 1),
        };
    }

    private static Cut Timeline(Timeline timeline, OtioDocument document, FrameRate? given, EventBudget budget)
    {
        var log = Log(document);
        var rate = Rates(timeline).FirstOrDefault();
        if (!rate.IsSet)
        {
            rate = given ?? FrameRate.Fps24;
            if (given is null && Tracks(timeline).Any())
                log.Warning("rate-assumed", 0, "timeline", "Nothing in the timeline says a frame rate; 24 was taken.", "Give the rate.");
        }

        var start = timeline.GlobalStartTime is { } begin ? OtioTimes.At(begin, rate) : null;
        var walk = new CompositionWalk(rate, OtioNames.IsDrop(timeline), log, budget);
        var content = walk.Stack(timeline.Tracks, start ?? 0, "");
        return CutOrigin.Remembering(new()
        {
            Name = timeline.Name,
            Format = CutFormat.Otio,
            Rate = rate,
            IsDrop = OtioNames.IsDrop(timeline) && rate.CanDropFrames,
            RecordStart = start,
            Tracks = content.Tracks,
            Events = content.Events,
            Markers = content.Markers,
            Unknown = [.. walk.Unknown],
            Problems = log.ToImmutable(),
        }, new OtioOrigin(document, timeline), walk.Made);
    }

    private static Cut Loose(string name, ImmutableArray<OtioObject> children, OtioDocument document, FrameRate? given, EventBudget budget)
    {
        var log = Log(document);
        var walk = new CompositionWalk(given ?? FrameRate.Fps24, isDrop: false, log, budget);
        var events = children.OfType<Clip>().Select((clip, i) => walk.Loose(clip, $"{i + 1:D4}")).ToImmutableArray();
        var rate = events.Select(item => item.Source.Range?.Rate).FirstOrDefault(found => found is not null) ?? given ?? FrameRate.Fps24;
        return CutOrigin.Remembering(new()
        {
            Name = name,
            Format = CutFormat.Otio,
            Rate = rate,
            Events = events,
            Unknown = [.. walk.Unknown],
            Problems = log.ToImmutable(),
        }, new OtioOrigin(document, null), walk.Made);
    }

    private static ProblemLog Log(OtioDocument document)
    {
        var log = new ProblemLog();
        foreach (var problem in document.Problems) log.Note("otio", problem.Line, problem.Path, problem.Message, "Nothing needs to be done; it was read all the same.");
        return log;
    }

    private static IEnumerable<Track> Tracks(Timeline timeline) =>
        timeline.Tracks.Children.OfType<Track>().OrderBy(track => track.Kind == Track.Video ? 0 : 1);

    /// <summary>Rates of the record side: what the tracks are laid out in, picture first.</summary>
    private static IEnumerable<FrameRate> Rates(Timeline timeline)
    {
        if (timeline.GlobalStartTime is { } start && start.TryGetFrameRate(out var global) && global.LabelsPerSecond > 1) yield return global;
        var items = Tracks(timeline).SelectMany(track => track.Children).Concat(timeline.Tracks.Children).OfType<Item>();
        foreach (var item in items.Where(item => item is not Acetate.Otio.Gap).Concat(items.OfType<Acetate.Otio.Gap>()))
        {
            var range = item.SourceRange ?? (item as Clip)?.MediaReference?.AvailableRange;
            if (range?.Duration.TryGetFrameRate(out var rate) == true && rate.LabelsPerSecond is > 1 and <= 1000) yield return rate;
        }
    }
}

/// <summary>The file a cut was read from, and its timeline there.</summary>
internal sealed record OtioOrigin(OtioDocument Document, Timeline? Timeline);
