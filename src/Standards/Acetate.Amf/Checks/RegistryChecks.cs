using System.Globalization;
using Acetate.Amf.Registry;

namespace Acetate.Amf.Checks;

/// <summary>Every transform identifier against the list of the pipeline's ACES version.</summary>
internal static class RegistryChecks
{
    public static IEnumerable<AmfProblem> Of(AmfDocument document, AmfUse use, AmfRegistry registry) =>
        // Archived pipelines are never applied; what is not known in them is worth knowing, and no more.
        AmfPlace.Pipelines(document).SelectMany((pipeline, i) => Of(pipeline.Path, pipeline.Pipeline, i > 0 ? AmfSeverity.Info : use == AmfUse.Plates ? AmfSeverity.Error : AmfSeverity.Warning, registry));

    private static IEnumerable<AmfProblem> Of(string path, AmfPipeline pipeline, AmfSeverity severity, AmfRegistry registry)
    {
        // Patches of ACES list the same transforms and a few more; so the newest patch of the minor version counts.
        var said = pipeline.System is { } system ? string.Create(CultureInfo.InvariantCulture, $"{system.Major}.{system.Minor}") : null;
        var version = said is null ? null : registry.Resolve(said);
        if (said is not null && version is null)
            yield return new(severity, "unknown-aces-version", pipeline.Line, $"{path}/pipelineInfo/systemVersion", $"ACES {pipeline.System} is not known here; {string.Join(", ", registry.Versions)} are.");
        foreach (var place in AmfPlace.Of(pipeline, path))
        {
            if (place.Transform.Content is not AmfContent.ById(var id) || !AmfTransformId.TryParse(id, out _)) continue;
            var shown = AmfReader.Shown(id);
            var problem = registry.StandingOf(id, version) switch
            {
                AmfStanding.Listed => null,
                AmfStanding.Earlier(var next) => new AmfProblem(severity == AmfSeverity.Info ? severity : AmfSeverity.Warning, "earlier-name", place.Transform.Line, place.Path, $"{shown} is an earlier name of {next.Id}."),
                AmfStanding.OfOtherVersion(var entry) when version is not null => new(severity, "transform-of-another-version", place.Transform.Line, place.Path, $"ACES {said} does not list {shown}; {string.Join(", ", entry.Versions)} {(entry.Versions.Length == 1 ? "does" : "do")}."),
                AmfStanding.OfOtherVersion => null,
                _ => new(severity, "unknown-transform", place.Transform.Line, place.Path, $"No version of ACES lists {shown}. {(severity == AmfSeverity.Error ? "Plates cannot be made with a transform nobody knows: have it replaced by a listed one, or by a file." : severity == AmfSeverity.Warning ? "It is left out." : "")}"),
            };
            if (problem is not null) yield return problem;
        }
    }
}
