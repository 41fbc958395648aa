using System.Collections.Immutable;
using System.Text;
using Acetate.Aaf.Objects;

namespace Acetate.Aaf.Mobs;

/// <summary>Makes components of objects. They nest no deeper than objects do.</summary>
internal sealed class ComponentReader
{
    private readonly Dictionary<Guid, string> parameterNames = new(IdComparer.Instance);

    /// <summary>Takes the names of settings from the file's dictionary of definitions.</summary>
    public ComponentReader(AafObject? dictionary)
    {
        foreach (var definition in dictionary?.Children("ParameterDefinitions") ?? [])
            parameterNames.TryAdd(definition.Key("Identification"), definition.Text("Name"));
    }

    public AafComponent Component(AafObject source)
    {
        var component = Kind(source);
        return component with
        {
            Length = source.Number("Length") ?? -1,
            Media = MediaKinds.Of(source),
            Comments = source.Tags("UserComments"),
            Attributes = [.. source.Tags("Attributes"), .. source.Tags("ComponentAttributeList")],
        };
    }

    private AafComponent Kind(AafObject source)
    {
        if (source.IsA("Sequence"))
            return new AafComponent.Sequence(Components(source, "Components")) { Raw = source };
        if (source.IsA("SourceClip"))
            return new AafComponent.SourceClip(source.Mob("SourceID"), source.Int("SourceMobSlotID") ?? 0, source.Number("StartTime") ?? 0) { Raw = source };
        if (source.IsA("Filler"))
            return new AafComponent.Filler { Raw = source };
        if (source.IsA("Transition"))
            return new AafComponent.Transition(source.Child("OperationGroup") is { } operation ? Component(operation) as AafComponent.Effect : null, source.Number("CutPoint") ?? 0) { Raw = source };
        if (source.IsA("OperationGroup"))
            return Effect(source);
        if (source.IsA("Selector"))
            return new AafComponent.Selector(Child(source, "Selected"), Components(source, "Alternates")) { Raw = source };
        if (source.IsA("NestedScope"))
            return new AafComponent.NestedScope(Components(source, "Slots")) { Raw = source };
        if (source.IsA("ScopeReference"))
            return new AafComponent.ScopeReference(source.Int("RelativeScope") ?? 0, source.Int("RelativeSlot") ?? 0) { Raw = source };
        if (source.IsA("Timecode"))
            return new AafComponent.Timecode(source.Number("Start") ?? 0, source.Int("FPS") ?? 0, (source.Number("Drop") ?? 0) != 0) { Raw = source };
        if (source.IsA("EdgeCode"))
        {
            var header = source["Header"] is AafValue.Bytes { Content: var letters } ? Encoding.Latin1.GetString(letters.Span).TrimEnd('\0') : "";
            return new AafComponent.Edgecode(source.Number("Start") ?? 0, source.Word("FilmKind"), source.Word("CodeFormat"), header) { Raw = source };
        }

        if (source.IsA("Pulldown"))
            return new AafComponent.Pulldown(Child(source, "InputSegment"), source.Int("PulldownKind") ?? 0, (source.Number("PulldownDirection") ?? 0) != 0, source.Int("PhaseFrame") ?? 0) { Raw = source };
        if (source.IsA("EssenceGroup"))
            return new AafComponent.EssenceGroup(Components(source, "Choices")) { Raw = source };
        return source.IsA("CommentMarker") ? Marker(source) : new AafComponent.Other { Raw = source };
    }

    private AafComponent.Effect Effect(AafObject source)
    {
        var definition = source.Target("Operation");
        return new()
        {
            Operation = new(source.Key("Operation"), definition?.Text("Name") ?? "", (definition?.Number("IsTimeWarp") ?? 0) != 0),
            Inputs = Components(source, "InputSegments"),
            Parameters = [.. source.Children("Parameters").Select(Parameter)],
            Rendering = Child(source, "Rendering"),
            Raw = source,
        };
    }

    private AafParameter Parameter(AafObject source)
    {
        var id = source.Key("Definition");
        var (name, interpolation) = (parameterNames.GetValueOrDefault(id, ""), source.Target("Interpolation"));
        return new()
        {
            Id = id,
            Name = name,
            Value = source["Value"],
            Points = [.. source.Children("PointList").Select(point => new AafKeyFrame(
                point.Ratio("Time") ?? default, point["Value"], [.. point.Children("ControlPointPointProperties").Select(Parameter)]))],
            Interpolation = interpolation?.Text("Name") ?? "",
        };
    }

    private static AafComponent.Marker Marker(AafObject source)
    {
        var details = source.Tags("CommentMarkerAttributeList");
        var colour = source["CommentMarkerColor"] as AafValue.Record;
        return new()
        {
            Position = source.Number("Position"),
            Comment = source.Text("Comment") is { Length: > 0 } comment ? comment : Detail("_ATN_CRM_COM"),
            User = source.Text("CommentMarkerUser") is { Length: > 0 } user ? user : Detail("_ATN_CRM_USER"),
            ColourName = Detail("_ATN_CRM_COLOR"),
            Colour = colour is null ? null : ((int)Part("red"), (int)Part("green"), (int)Part("blue")),
            Slots = source["DescribedSlots"] is AafValue.List { Items: var slots } ? [.. slots.Select(slot => (int)Schema.Number(slot))] : [],
            Details = details,
            Raw = source,
        };

        string Detail(string name) => details.FirstOrDefault(tag => tag.Name == name)?.Text ?? "";
        long Part(string name) => Schema.Number(colour[name]);
    }

    private AafComponent? Child(AafObject source, string property) => source.Child(property) is { } child ? Component(child) : null;

    private ImmutableArray<AafComponent> Components(AafObject source, string property) => [.. source.Children(property).Select(Component)];
}
