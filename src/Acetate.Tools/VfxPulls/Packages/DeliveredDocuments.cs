using System.Collections.Immutable;
using Acetate.Amf;
using Acetate.Cdl;
using Acetate.Cuts;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.VfxPulls.Packages;

/// <summary>A plate that is delivered, with all that belongs to it, decided.</summary>
internal sealed record DeliveredPlateFacts
{
    /// <summary>Its place among all plates of the plan, from 1.</summary>
    public required int Place { get; init; }

    public required PlannedPlate Plate { get; init; }

    public required PlatePaths Paths { get; init; }

    public required PulledClip Clip { get; init; }

    /// <summary>Its events, in the order of the cut.</summary>
    public required ImmutableArray<CutEvent> Events { get; init; }

    public BoundDocument? Amf { get; init; }

    public BoundDocument? Fdl { get; init; }

    public BoundDocument? Cdl { get; init; }

    public BoundDocument? Lut { get; init; }

    /// <summary>The order's AMF as it was read; null where it lies on the roll or there is none.</summary>
    public AmfDocument? AmfDocument { get; init; }

    public ImmutableArray<PullDocument> Stills { get; init; } = [];

    /// <summary>The grade that the cut carries, each with the numbers of its events: several where events differ.</summary>
    public ImmutableArray<(string Events, CdlValues Values)> Grades { get; init; } = [];

    public required ImmutableArray<FrameRun> Render { get; init; }

    public ImmutableArray<ReusedRun> Reused { get; init; } = [];

    /// <summary>Where a document that belongs to it lies beside its frames, by its own extension.</summary>
    public string BesideOf(BoundDocument document) => Paths.Beside + Path.GetExtension(document.Name).ToLowerInvariant();

    /// <summary>Where its CDL lies: the one that was handed in or lies on the roll, or else that of the cut.</summary>
    public string? CdlPath => Cdl is { } bound ? BesideOf(bound) : Grades.Length switch { 0 => null, 1 => Paths.Beside + ".cc", _ => Paths.Beside + ".ccc" };

    /// <summary>The places of stills: the plate's name, counted where there are several.</summary>
    public IEnumerable<(PullDocument Still, string Path)> StillPaths =>
        Stills.Select((still, i) => (still, $"stills/{Paths.Name}{(Stills.Length > 1 ? $"_{i + 1}" : "")}{Path.GetExtension(still.Name).ToLowerInvariant()}"));
}

/// <summary>Puts together what belongs to each plate that is delivered.</summary>
internal static class DeliveredDocuments
{
    /// <summary>The plates that are delivered, in the order of the plan.</summary>
    /// <exception cref="PullException">A document cannot be used, or a clip is no longer known.</exception>
    public static ImmutableArray<DeliveredPlateFacts> Of(PullPackage package, VfxPullOrder order, PlannedPull plan, IReadOnlyList<EarlierPlate> earlier)
    {
        var delivered = plan.Plates.Select((plate, i) => (Plate: plate, Place: i + 1)).Where(one => one.Plate.IsDelivered).ToList();
        var paths = PlatePaths.Of([.. delivered.Select(one => one.Plate)]);
        var clips = delivered.Select(one => package.Clips.GetValueOrDefault(one.Plate.Clip)
            ?? throw new PullException($"The library has lost the clip {one.Plate.ClipName}, which {one.Plate.Shot} {one.Plate.Element} is made of. Plan the pull again.")).ToList();
        var names = delivered.Zip(clips, (one, clip) => PlateLooks.NamesOf(one.Plate.Shot, one.Plate.Element, clip.Clip, clip)).ToList();
        var documents = new ClipDocuments(order.Documents, names, PlateLooks.BesidesOf(order.Settings));
        var events = package.Cut.Leaves.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var facts = ImmutableArray.CreateBuilder<DeliveredPlateFacts>(delivered.Count);
        for (var i = 0; i < delivered.Count; i++)
        {
            var (plate, place) = delivered[i];
            var (render, copy) = ReusedFrames.Of(plate, earlier);
            var amf = documents.Of(DocumentKind.Amf, names[i], clips[i]);
            var own = plate.Events.Select(events.GetValueOrDefault).OfType<CutEvent>().ToImmutableArray();
            facts.Add(new()
            {
                Place = place,
                Plate = plate,
                Paths = paths[i],
                Clip = clips[i],
                Events = own,
                Amf = amf,
                AmfDocument = amf?.Handed is { } handed ? documents.Amfs[handed.Name] : null,
                Fdl = documents.Of(DocumentKind.Fdl, names[i], clips[i]),
                Cdl = documents.Of(DocumentKind.Cdl, names[i], clips[i]),
                Lut = documents.Of(DocumentKind.Lut, names[i], clips[i]),
                Stills = documents.StillsOf(names[i]),
                Grades = [.. own.Where(one => one.Grade is not null).GroupBy(one => one.Grade!).Select(group => (string.Join(", ", group.Select(NumberOf)), group.Key))],
                Render = render,
                Reused = copy,
            });
        }

        return facts.ToImmutable();
    }

    /// <summary>An event's number, or its id where the list has none.</summary>
    public static string NumberOf(CutEvent one) => one.Number.Length > 0 ? one.Number : one.Id;
}
