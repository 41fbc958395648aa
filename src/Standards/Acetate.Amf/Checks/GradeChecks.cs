using Acetate.Amf.Registry;
using Acetate.Cdl;

namespace Acetate.Amf.Checks;

/// <summary>Grades that hardly anybody means, and spaces that do not fit together.</summary>
internal static class GradeChecks
{
    public static IEnumerable<AmfProblem> Of(AmfDocument document) => AmfPlace.All(document).SelectMany(place => place.Transform.Content switch
    {
        AmfContent.Grade(var space, var values) => [.. Values(place, values), .. Space(place, space)],
        AmfContent.Correction(var space, _, _) => Space(place, space),
        _ => Enumerable.Empty<AmfProblem>(),
    });

    private static IEnumerable<AmfProblem> Values(AmfPlace place, CdlValues values)
    {
        if (values.WhyNot() is not null) yield break;
        if (values.IsNear(CdlValues.Neutral, 1e-6)) yield return At(place, AmfSeverity.Info, "cdl-neutral", "The CDL changes nothing.");
        if (Any(values.Slope, slope => slope is 0 or > 5)) yield return At(place, AmfSeverity.Warning, "cdl-extreme", "A slope is 0 or more than 5.");
        if (Any(values.Offset, offset => offset is < -5 or > 5)) yield return At(place, AmfSeverity.Warning, "cdl-extreme", "An offset is beyond -5 or 5.");
        if (Any(values.Power, power => power > 5)) yield return At(place, AmfSeverity.Warning, "cdl-extreme", "A power is more than 5.");
        if (values.Saturation is 0 or > 2) yield return At(place, AmfSeverity.Warning, "cdl-extreme", "The saturation is 0 or more than 2.");
    }

    /// <summary>From must lead to ACES, and To must be its inverse: otherwise the grade is computed in a space nobody graded in.</summary>
    private static IEnumerable<AmfProblem> Space(AmfPlace place, AmfWorkingSpace? space)
    {
        if (space?.From?.Content is not AmfContent.ById(var from)) yield break;
        if (AmfTransformId.TryParse(from, out var back) && back.Name.StartsWith("ACES_to_", StringComparison.Ordinal))
            yield return At(place, AmfSeverity.Error, "mismatched-cdl-working-space", $"<fromCdlWorkingSpace> leads away from ACES ({back.Name}); it should lead back to it.");
        else if (space.To?.Content is AmfContent.ById(var to) && !AreInverse(from, to))
            yield return At(place, AmfSeverity.Error, "mismatched-cdl-working-space", $"The way into the working space ({Name(to)}) and the way back ({Name(from)}) are not inverse to each other.");
    }

    private static bool AreInverse(string from, string to)
    {
        // A transform nobody knows is told elsewhere; what its inverse is cannot be said.
        if (AmfRegistry.Official.Find(from) is not { InverseId: { } inverse } || AmfRegistry.Official.Find(to) is not { } known) return true;
        return inverse == known.Id || Name(inverse) == Name(known.Id);
    }

    private static string Name(string id) => AmfTransformId.TryParse(id, out var parsed) ? parsed.Name : id;

    private static bool Any(Rgb values, Func<double, bool> odd) => odd(values.Red) || odd(values.Green) || odd(values.Blue);

    private static AmfProblem At(AmfPlace place, AmfSeverity severity, string code, string message) => new(severity, code, place.Transform.Line, place.Path, message);
}
