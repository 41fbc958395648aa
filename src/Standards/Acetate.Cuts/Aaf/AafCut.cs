using System.Collections.Immutable;
using Acetate.Aaf;
using Acetate.Aaf.Compositions;
using Acetate.Aaf.Mobs;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.Aaf;

/// <summary>The sequences of an AAF file as cuts; of a file without sequences, its clips as a list.</summary>
internal static class AafCut
{
    private const int MostLabels = 1000;

    public static ImmutableArray<Cut> Read(Stream source, string name, CutReadOptions options)
    {
        AafFile file;
        try
        {
            file = AafReader.Read(source, name);
        }
        catch (AafException problem)
        {
            throw new CutException(problem.Place.Length > 0 ? $"{problem.Place}: {problem.Problem}" : problem.Problem, name, 0, problem);
        }

        if (file.TopLevel.IsEmpty)
            throw new CutException("The file holds no sequence and no clip. Export the sequence from the editing system again.", name);
        return file.TopLevel[0].Kind == AafMobKind.Master ? [Clips(file, name, options)] : [.. file.TopLevel.Select(mob => Sequence(file, mob, name, options))];
    }

    private static Cut Sequence(AafFile file, AafMob mob, string name, CutReadOptions options)
    {
        var log = Log(file);
        var composition = AafComposition.Of(file, mob);
        foreach (var problem in composition.Problems)
            log.Warning("aaf-source", 0, problem.Place, problem.Message, "Export the sequence again, with its master clips.");
        var rate = RecordRate(composition, options, log);
        var start = composition.Start is { } timecode ? new CutRange(timecode.Frame, 0, timecode.Rate, timecode.IsDrop) : (CutRange?)null;
        if (start is { } other && other.Rate != rate)
            start = other.ConvertTo(rate, other.IsDrop);
        var isDrop = start is { IsDrop: true };
        var walk = new CompositionWalk(file, log, new EventBudget(name));
        var (tracks, events) = walk.Content(composition, rate, start?.Start ?? Ratio.Zero, isDrop);
        var taken = events.SelectMany(item => item.Markers).ToHashSet();
        return new()
        {
            Name = composition.Name,
            Format = CutFormat.Aaf,
            Dialect = Writer(file),
            Rate = rate,
            IsDrop = isDrop,
            RecordStart = start?.Start,
            Tracks = tracks,
            Events = events,
            Markers = [.. composition.Markers.Select(marker => AafLook.Marker(marker, marker.Frame, rate, start?.Start ?? Ratio.Zero, isDrop)).Where(marker => !taken.Contains(marker))],
            Comments = [.. mob.Comments.Where(tag => tag.Text.Length > 0).Select(tag => $"{tag.Name}: {tag.Text}")],
            Unknown = walk.Unknown,
            Problems = log.ToImmutable(),
        };
    }

    /// <summary>Clips of a bin: events without a place in a programme.</summary>
    private static Cut Clips(AafFile file, string name, CutReadOptions options)
    {
        var log = Log(file);
        var (budget, names) = (new EventBudget(name), new AafNames());
        var events = ImmutableArray.CreateBuilder<CutEvent>();
        FrameRate? rate = null;
        foreach (var mob in file.TopLevel)
        {
            budget.Take(0);
            var clip = AafComposition.Of(file, mob);
            var track = clip.Tracks.FirstOrDefault(track => track.Media == AafMediaKind.Picture) ?? clip.Tracks.FirstOrDefault();
            var item = track?.Items.FirstOrDefault(item => item.Source is not null);
            rate ??= track?.Rate is { } known && known.LabelsPerSecond <= MostLabels ? known : null;
            var range = track is null || item is null ? null : AafTimes.Range(item, track.Rate) ?? AafTimes.Own(clip, track);
            events.Add(new()
            {
                Id = $"{events.Count + 1:D4}",
                Name = mob.Name,
                Tracks = [.. clip.Tracks.Select(CompositionWalk.Id).Distinct()],
                Source = new() { Names = names.Of((item?.Source?.Links ?? []).Select(link => link.Mob).Prepend(mob), item?.Source), Range = range, Used = range, Available = range },
                Comments = names.Comments([mob]),
                Grade = AafLook.Grade([mob], log, $"{events.Count + 1:D4}"),
                Markers = [.. AafComposition.MarkersOf(mob).Select(marker => AafLook.Marker(marker, marker.Frame, marker.Rate, range?.Start ?? 0, range?.IsDrop ?? false) with { Clock = CutClock.Source })],
            });
        }

        return new()
        {
            Name = Path.GetFileNameWithoutExtension(name),
            Format = CutFormat.Aaf,
            Dialect = Writer(file),
            Rate = rate ?? options.Rate ?? FrameRate.Fps24,
            Events = events.ToImmutable(),
            Problems = log.ToImmutable(),
        };
    }

    private static FrameRate RecordRate(AafComposition composition, CutReadOptions options, ProblemLog log)
    {
        if (composition.Rate is { } rate && rate.LabelsPerSecond <= MostLabels)
            return rate;
        if (composition.Start is { } start)
            return start.Rate;
        if (options.Rate is { } given)
            return given;
        log.Warning("rate-assumed", 0, "", "The sequence counts in samples and has no timecode; 24 frames per second were taken.", "Give the rate.");
        return FrameRate.Fps24;
    }

    private static string Writer(AafFile file) => file.Writers.FirstOrDefault(writer => writer.Length > 0) ?? "";

    private static ProblemLog Log(AafFile file)
    {
        var log = new ProblemLog();
        foreach (var problem in file.Problems)
            log.Warning("aaf-object", 0, problem.Place, problem.Message, "Export the sequence again if something is missing.");
        return log;
    }
}
