using Acetate.Amf.Registry;

namespace Acetate.Amf.Checks;

/// <summary>Dates, ids, what people are told, and the order of what is applied.</summary>
internal static class DocumentChecks
{
    public static IEnumerable<AmfProblem> Of(AmfDocument document, DateTimeOffset? now)
    {
        (string Path, AmfInfo Info, int Line)[] infos =
        [
            ("amfInfo", document.Info, 0),
            .. AmfPlace.Pipelines(document).Select(pipeline => ($"{pipeline.Path}/pipelineInfo", pipeline.Pipeline.Info, pipeline.Pipeline.Line)),
        ];
        return [.. infos.SelectMany(info => Dates(info.Path, info.Info, info.Line, now)), .. Ids(infos), .. Words(document), .. AmfPlace.Pipelines(document).SelectMany(Order)];
    }

    private static IEnumerable<AmfProblem> Dates(string path, AmfInfo info, int line, DateTimeOffset? now)
    {
        if (info.Created > info.Modified)
            yield return new(AmfSeverity.Error, "dates-reversed", line, path, $"It was made on {info.Created:u} and last changed before that, on {info.Modified:u}.");
        if (now is { } today && (info.Created > today ? info.Created : info.Modified > today ? info.Modified : null) is { } ahead)
            yield return new(AmfSeverity.Warning, "date-in-future", line, path, $"The date {ahead:u} lies ahead.");
    }

    private static IEnumerable<AmfProblem> Ids((string Path, AmfInfo Info, int Line)[] infos) =>
        from info in infos
        where info.Info.Uuid is not null
        group info by info.Info.Uuid into same
        where same.Count() > 1
        select new AmfProblem(AmfSeverity.Error, "duplicate-uuid", same.Last().Line, same.Last().Path, $"The id {same.Key} is that of {string.Join(" and ", same.Select(info => info.Path))}; each needs its own.");

    private static IEnumerable<AmfProblem> Words(AmfDocument document)
    {
        if (string.IsNullOrWhiteSpace(document.Info.Description)) yield return Info("missing-description", 0, "amfInfo", "The document has no description.");
        if (document.Info.Authors.IsEmpty) yield return Info("missing-author", 0, "amfInfo", "The document has no author.");
        if (string.IsNullOrWhiteSpace(document.Pipeline.Info.Description)) yield return Info("missing-description", document.Pipeline.Line, "pipeline/pipelineInfo", "The pipeline has no description.");
        foreach (var place in AmfPlace.Of(document.Pipeline, "pipeline").Where(place => !place.IsInner && string.IsNullOrWhiteSpace(place.Transform.Description)))
            yield return Info("missing-transform-description", place.Transform.Line, place.Path, "The transform has no description.");
    }

    private static IEnumerable<AmfProblem> Order((string Path, AmfPipeline Pipeline) given)
    {
        var (path, pipeline) = given;
        if (pipeline.Stages.OfType<AmfStage.WorkingLocation>().Skip(1).FirstOrDefault() is { } second)
            yield return new(AmfSeverity.Error, "several-working-locations", second.Line, path, "There is more than one working location; the user's grade has one place.");
        var looks = pipeline.Looks.ToList();
        var waiting = looks.FindIndex(look => look.Applied == false);
        if (waiting >= 0 && looks.FindIndex(waiting, look => look.Applied == true) is >= 0 and var late)
            yield return new(AmfSeverity.Error, "applied-after-not-applied", looks[late].Line, $"{path}/lookTransform[{late + 1}]", $"Look {late + 1} is said to be in the pixels already, and look {waiting + 1} before it is not: no picture can have come about so.");
        var any = looks.Find(look => look.Applied == true);
        if (pipeline.Input?.Applied == false && any is not null)
            yield return new(AmfSeverity.Warning, "applied-out-of-order", any.Line, path, "A look is said to be in the pixels already and the input transform before it is not.");
        if (pipeline.Output?.Applied == true && (pipeline.Input?.Applied == false || waiting >= 0))
            yield return new(AmfSeverity.Warning, "applied-out-of-order", pipeline.Output.Line, $"{path}/outputTransform", "The output transform is said to be in the pixels already, and a transform before it is not.");
        if (pipeline.Input?.Content is AmfContent.ById(var id) && AmfTransformId.TryParse(id, out var parsed) && parsed.Name.StartsWith("ACES_to_", StringComparison.Ordinal))
            yield return new(AmfSeverity.Error, "input-leads-away", pipeline.Input.Line, $"{path}/inputTransform", $"The input transform leads away from ACES ({parsed.Name}); an input transform leads to it.");
    }

    private static AmfProblem Info(string code, int line, string path, string message) => new(AmfSeverity.Info, code, line, path, message);
}
