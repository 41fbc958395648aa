using System.Collections.Immutable;
using Acetate.Aaf.Objects;

namespace Acetate.Aaf.Mobs;

/// <summary>Makes mobs of objects. What lacks is told, and left out.</summary>
internal sealed class MobReader(ComponentReader components, ImmutableArray<AafProblem>.Builder problems)
{
    private const int MaxProblems = 1000, MaxParts = 64;

    public AafMob Mob(AafObject source) => new()
    {
        Id = source.Mob("MobID") ?? default,
        Kind = source.IsA("CompositionMob") ? AafMobKind.Composition
            : source.IsA("MasterMob") ? AafMobKind.Master
            : source.IsA("SourceMob") ? AafMobKind.Source
            : AafMobKind.Other,
        Name = source.Text("Name"),
        Usage = Usage(source),
        Slots = [.. source.Children("Slots").Select(Slot)],
        Descriptor = source.Child("EssenceDescription") is { } descriptor ? Descriptor(descriptor, 0) : null,
        Comments = source.Tags("UserComments"),
        Attributes = [.. source.Tags("Attributes"), .. source.Tags("MobAttributeList")],
        Created = source.Moment("CreationTime"),
        Modified = source.Moment("LastModified"),
        Raw = source,
    };

    private AafSlot Slot(AafObject source)
    {
        var kind = source.IsA("TimelineMobSlot") ? AafSlotKind.Timeline : source.IsA("EventMobSlot") ? AafSlotKind.Event : AafSlotKind.Static;
        var rate = source.Ratio("EditRate") ?? default;
        if (kind == AafSlotKind.Timeline && (rate.Numerator <= 0 || rate.Denominator <= 0))
            Note(source, $"The track has the edit rate {rate}, which is none; its times cannot be told.");
        if (source.Int("SlotID") is null)
            Note(source, "The track has no number; no clip can refer to it.");
        return new()
        {
            Id = source.Int("SlotID") ?? 0,
            Kind = kind,
            Name = source.Text("SlotName"),
            PhysicalTrack = source.Int("PhysicalTrackNumber"),
            EditRate = rate,
            Origin = source.Number("Origin") ?? source.Number("EventSlotOrigin") ?? 0,
            Segment = source.Child("Segment") is { } segment ? components.Component(segment) : null,
            Attributes = source.Tags("TimelineMobAttributeList"),
        };
    }

    private static AafDescriptor Descriptor(AafObject source, int depth) => new()
    {
        Material = source.IsA("FileDescriptor") ? AafMaterial.File
            : source.IsA("TapeDescriptor") ? AafMaterial.Tape
            : source.IsA("FilmDescriptor") ? AafMaterial.Film
            : source.IsA("ImportDescriptor") ? AafMaterial.Import
            : source.IsA("RecordingDescriptor") ? AafMaterial.Recording
            : AafMaterial.Other,
        ClassName = source.ClassName,
        Locations = [.. source.Children("Locator").Select(locator => locator.Text("URLString") is { Length: > 0 } url ? url : locator.Text("Name")).Where(place => place.Length > 0)],
        SampleRate = source.Ratio("SampleRate"),
        Length = source.Number("Length"),
        StoredWidth = source.Int("StoredWidth"),
        StoredHeight = source.Int("StoredHeight"),
        Parts = depth > MaxParts ? [] : [.. source.Children("FileDescriptors").Select(part => Descriptor(part, depth + 1))],
        Raw = source,
    };

    /// <summary>What a mob is used for: files do not always bring the names of the values.</summary>
    private static string Usage(AafObject source) => source.Key("UsageCode").ToString()[..18] switch
    {
        "0d010102-0101-0500" => "Usage_SubClip",
        "0d010102-0101-0600" => "Usage_AdjustedClip",
        "0d010102-0101-0700" => "Usage_TopLevel",
        "0d010102-0101-0800" => "Usage_LowerLevel",
        "0d010102-0101-0900" => "Usage_Template",
        _ => source.Key("UsageCode") == Guid.Empty ? "" : source.Word("UsageCode"),
    };

    private void Note(AafObject at, string message)
    {
        if (problems.Count < MaxProblems)
            problems.Add(new(at.Path, message));
    }
}
