using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Steps;
using Acetate.Steps.Compare;
using Acetate.Steps.Conform;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>The steps that hold the originals of a conform pull against its offline reference movies. Pure: the same package gives the same steps.</summary>
/// <remarks>They read the library's copies and the movies where they lie, and put pictures below <c>check/</c> and their list beside them. Nothing that they find stops the delivery.</remarks>
public static class ConformCheck
{
    // Some frames are made at once, and one of 8K raw takes a few hundred megabytes.
    internal static readonly StepNeeds Needs = new() { Cores = 2, MemoryMiB = 2048 };

    /// <summary>The stage in which a person sees pictures being compared.</summary>
    public const string Comparing = "comparing";

    /// <summary>The step that writes what was found, and by whose <see cref="Step.Uses"/> the others are known.</summary>
    public const string ListStep = "check/list";

    // So many events are compared by one step: some minutes of work that is lost when a worker dies.
    private const int EventsOfStep = 24;

    // What looking at an event weighs beside the bytes that others move.
    private const double Weight = 30_000_000;

    /// <summary>The steps; none when no movie is of any of the cuts, or no event can be looked at.</summary>
    /// <param name="package">The pull on its way.</param>
    /// <param name="order">Its movies and further cuts.</param>
    /// <param name="plan">What was decided.</param>
    /// <exception cref="PullException">A further cut cannot be read.</exception>
    public static ImmutableArray<Step> StepsFor(PullPackage package, ConformPullOrder order, PlannedConform plan)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(plan);
        if (order.References.IsEmpty) return [];
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var steps = ImmutableArray.CreateBuilder<Step>();
        var checks = new List<CheckedEvent>();
        var notes = new List<string>();
        var cuts = plan.Reels.Select((_, i) => i == 0 ? package.Cut : MatchedCut.Read(order.Reels[i - 1].Name, [.. order.Reels[i - 1].Content], order.Rate, order.Timeline)).ToList();
        for (var i = 0; i < plan.Reels.Length; i++)
        {
            if (MovieOf(order, plan, i) is not { } movie)
            {
                notes.Add($"Nothing of {plan.Reels[i].Name} was compared: no reference movie is named after it.");
                continue;
            }

            var cut = cuts[i];
            var looked = EventsOf(package, plan, plan.Reels[i].Name, cut, names);
            if (looked.Count == 0 || RecordOf(cut) is not { } record) continue;
            // A movie of the whole programme begins where the first of its reels does, and shows at a record time one reel alone.
            var sharing = Enumerable.Range(0, i).Where(other => MovieOf(order, plan, other) == movie).Select(other => (plan.Reels[other].Name, Record: RecordOf(cuts[other]))).ToList();
            if (sharing.FirstOrDefault(other => other.Record is { } there && there.Start < record.End && record.Start < there.End) is { Name: { } taken })
            {
                notes.Add($"Nothing of {plan.Reels[i].Name} was compared: '{movie.File.Path}' is the only reference movie, and {taken} has the same record times. Hand in a movie for each cut, named after it.");
                continue;
            }

            var start = Enumerable.Range(0, plan.Reels.Length).Where(other => MovieOf(order, plan, other) == movie).Select(other => RecordOf(cuts[other])).OfType<CutRange>().OrderBy(range => range.Start).First().StartLabel;
            // Clips of one kind in a step: it may need a licence of the decoder.
            var stepOf = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var part in looked.GroupBy(one => DecoderLicences.KindOf(one.Clip.Media)).SelectMany(kind => kind.Chunk(EventsOfStep)))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"check/{steps.Count + 1:0000}");
                steps.Add(new()
                {
                    Name = name,
                    Function = ComparePictures.Name,
                    Stage = Comparing,
                    Weight = Weight * part.Length,
                    Needs = Needs,
                    Request = StepRequest.Of(new ComparePicturesRequest
                    {
                        Reference = new(movie.Store, movie.Folder.Length == 0 ? movie.File.Path : $"{movie.Folder}/{movie.File.Path}"),
                        Rate = cut.Rate.ToString(),
                        Start = start,
                        Clips = [.. part.GroupBy(one => one.Clip.Clip.Id).Select(group => new ComparedClip { Store = group.First().Clip.Store, Prefix = group.First().Clip.Prefix, Clip = group.First().Clip.Media, Events = [.. group.Select(one => one.Event)] })],
                        Target = package.Target,
                        TargetPrefix = package.Prefix,
                    }),
                });
                foreach (var one in part) stepOf.Add(one.Event.Picture, name);
            }

            checks.AddRange(looked.Select(one => new CheckedEvent(stepOf[one.Event.Picture], one.Event.Id, plan.Reels[i].Name, one.Number, one.Record, one.Clip.Clip.Name)));
        }

        if (steps.Count == 0) return [];
        steps.Add(new()
        {
            Name = ListStep,
            Function = ListChecks.Name,
            Stage = Comparing,
            Uses = [.. steps.Select(step => step.Name)],
            Request = StepRequest.Of(new ListChecksRequest { Store = package.Target, Prefix = package.Prefix, Title = package.Name, Events = [.. checks], Notes = [.. notes] }),
        });
        return steps.ToImmutable();
    }

    /// <summary>Which of these steps compare pictures, and of which cut: a step looks at events of one alone.</summary>
    internal static ImmutableArray<ConformCheckOf> ComparedBy(ImmutableArray<Step> steps) =>
        steps.FirstOrDefault(step => step.Name == ListStep) is not { } list ? [] :
        [.. list.Request.Deserialize<ListChecksRequest>(StepJson.Options)!.Events.Select(one => new ConformCheckOf(one.Step, one.Reel)).Distinct()];

    /// <summary>The movie of a reel: one that is named after it; else, of those that are named after none, where there is one for each reel that is left, that in its
    /// place; else the only one, of the whole programme.</summary>
    internal static ConformReference? MovieOf(ConformPullOrder order, PlannedConform plan, int reel)
    {
        var owners = order.References.Select(movie => plan.Reels.Select((one, i) => (one.Name, Place: i))
            .Where(one => Path.GetFileNameWithoutExtension(movie.File.Path).StartsWith(one.Name, StringComparison.OrdinalIgnoreCase))
            // "Reel 1" begins "Reel 10" too: the longest name is nearest.
            .OrderByDescending(one => one.Name.Length).Select(one => (int?)one.Place).FirstOrDefault()).ToList();
        if (order.References.Where((_, i) => owners[i] == reel).MinBy(movie => movie.File.Path.Length) is { } own) return own;
        var free = order.References.Where((_, i) => owners[i] is null).ToList();
        var left = Enumerable.Range(0, plan.Reels.Length).Where(place => !owners.Contains(place)).ToList();
        return free.Count == left.Count ? free[left.IndexOf(reel)] : free.Count == 1 ? free[0] : null;
    }

    /// <summary>From the first record time of a cut to its last.</summary>
    private static CutRange? RecordOf(Cut cut)
    {
        var ranges = cut.Events.Select(one => one.Record).OfType<CutRange>().ToList();
        if (ranges.Count == 0) return null;
        var first = ranges.MinBy(range => range.Start);
        return new(first.Start, ranges.Max(range => range.End) - first.Start, first.Rate, first.IsDrop);
    }

    private static List<(PulledClip Clip, ComparedEvent Event, string Number, string Record)> EventsOf(PullPackage package, PlannedConform plan, string reel, Cut cut, HashSet<string> names)
    {
        var listed = CutClaims.PictureEvents(cut).GroupBy(one => one.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var facts = new Dictionary<Guid, ClipFacts>();
        var looked = new List<(PulledClip, ComparedEvent, string, string)>();
        foreach (var planned in plan.Events)
        {
            if (planned.Reel != reel || planned is not { Fate: ConformFate.Pulled or ConformFate.DeliveredBefore, Clip: { } id, Used: { Count: > 0 } used }) continue;
            if (!package.Clips.TryGetValue(id, out var pulled) || !listed.TryGetValue(planned.Id, out var one)) continue;
            var known = facts.TryGetValue(id, out var had) ? had : facts[id] = ClipFacts.Of(pulled);
            var frames = CheckPlaces.Of(one, used, pulled.Clip, known);
            if (frames.IsEmpty) continue;
            var number = planned.Number.Length > 0 ? planned.Number : planned.Id;
            var stem = PieceNames.Plain($"{reel}_{number}");
            var name = stem;
            for (var next = 2; !names.Add(name); next++) name = string.Create(CultureInfo.InvariantCulture, $"{stem}_{next}");
            looked.Add((pulled, new() { Id = planned.Id, Label = $"{reel}   event {number}", Picture = $"check/{name}.jpg", Frames = frames }, number, planned.RecordIn));
        }

        return looked;
    }
}
