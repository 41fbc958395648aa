using System.Globalization;

namespace Acetate.Amf.Checks;

/// <summary>A transform and where in the document it stands; those inside other transforms have their own.</summary>
/// <param name="Path">Such as <c>pipeline/lookTransform[2]/cdlWorkingSpace/fromCdlWorkingSpace</c>.</param>
/// <param name="Transform">The transform.</param>
/// <param name="IsInner">Whether it stands inside another one.</param>
internal sealed record AmfPlace(string Path, AmfTransform Transform, bool IsInner)
{
    /// <summary>All transforms of the pipeline and of the archived ones, in order.</summary>
    public static IEnumerable<AmfPlace> All(AmfDocument document) => Pipelines(document).SelectMany(pipeline => Of(pipeline.Pipeline, pipeline.Path));

    /// <summary>The pipeline and the archived ones with their paths.</summary>
    public static IEnumerable<(string Path, AmfPipeline Pipeline)> Pipelines(AmfDocument document) =>
        document.Archived.Select((old, i) => (string.Create(CultureInfo.InvariantCulture, $"archivedPipeline[{i + 1}]"), old)).Prepend(("pipeline", document.Pipeline));

    /// <summary>The transforms of a pipeline, in order.</summary>
    public static IEnumerable<AmfPlace> Of(AmfPipeline pipeline, string path)
    {
        if (pipeline.Input is { } input)
            foreach (var place in Of(input, $"{path}/inputTransform", isInner: false))
                yield return place;
        foreach (var (look, i) in pipeline.Looks.Select((look, i) => (look, i + 1)))
            foreach (var place in Of(look, string.Create(CultureInfo.InvariantCulture, $"{path}/lookTransform[{i}]"), isInner: false))
                yield return place;
        if (pipeline.Output is { } output)
            foreach (var place in Of(output, $"{path}/outputTransform", isInner: false))
                yield return place;
    }

    private static IEnumerable<AmfPlace> Of(AmfTransform transform, string path, bool isInner) =>
        Inner(transform.Content).SelectMany(inner => Of(inner.Transform, $"{path}/{inner.Name}", isInner: true)).Prepend(new(path, transform, isInner));

    private static IEnumerable<(string Name, AmfTransform Transform)> Inner(AmfContent content) => content switch
    {
        AmfContent.Rendering(var rendering, var device) => [("referenceRenderingTransform", rendering), ("outputDeviceTransform", device)],
        AmfContent.InverseOutput(var output) => [("inverseOutputTransform", output)],
        AmfContent.InverseRendering(var device, var rendering) => [("inverseOutputDeviceTransform", device), ("inverseReferenceRenderingTransform", rendering)],
        AmfContent.Grade(var space, _) => Inner(space),
        AmfContent.Correction(var space, _, _) => Inner(space),
        _ => [],
    };

    private static IEnumerable<(string Name, AmfTransform Transform)> Inner(AmfWorkingSpace? space)
    {
        if (space?.To is { } to) yield return ("cdlWorkingSpace/toCdlWorkingSpace", to);
        if (space?.From is { } from) yield return ("cdlWorkingSpace/fromCdlWorkingSpace", from);
    }
}
