using System.Collections.Immutable;
using System.Globalization;
using Acetate.Amf.Registry;
using Acetate.Cdl;

namespace Acetate.Amf;

/// <summary>A pipeline in words: what is in the pixels already and what is still to be applied, in order.</summary>
public sealed record AmfExplanation
{
    /// <summary>The steps in the order in which they are applied.</summary>
    public ImmutableArray<AmfStep> Steps { get; init; } = [];

    /// <summary>One or two sentences that sum it up.</summary>
    public required string Summary { get; init; }

    /// <summary>Explains the pipeline of a document; archived ones are history and not part of it.</summary>
    public static AmfExplanation Of(AmfDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var pipeline = document.Pipeline;
        List<AmfStep> steps = [];
        if (pipeline.Input is { } input) steps.AddRange(StepsOf(AmfStepStage.Input, input));
        foreach (var stage in pipeline.Stages)
        {
            if (stage is AmfStage.Look(var look)) steps.AddRange(StepsOf(AmfStepStage.Look, look));
            else steps.Add(new() { Stage = AmfStepStage.WorkingLocation, Name = "The user's own grade belongs here", Applied = null, IsKnown = true });
        }

        if (pipeline.Output is { } output) steps.AddRange(StepsOf(AmfStepStage.Output, output));
        return new() { Steps = [.. steps], Summary = Sum(pipeline, steps) };
    }

    private static string Sum(AmfPipeline pipeline, List<AmfStep> steps)
    {
        List<string> sentences = [];
        if (pipeline.Input is null) sentences.Add("The pictures are ACES2065-1 already: there is no input transform.");
        var (done, open) = (steps.Where(step => step.Applied == true).ToList(), steps.Where(step => step.Stage != AmfStepStage.WorkingLocation && step.Applied != true).ToList());
        if (done.Count > 0) sentences.Add($"Already in the pixels, not to be applied again: {Names(done)}.");
        sentences.Add(open.Count > 0 ? $"Still to be applied, in this order: {Names(open)}." : "Nothing is left to be applied.");
        if (pipeline.Output is null) sentences.Add("No output transform is prescribed.");
        var unknown = steps.Where(step => !step.IsKnown).Select(step => step.TransformId ?? (step.Name.StartsWith("CDL", StringComparison.Ordinal) ? "the space of a CDL" : step.Name)).Distinct().ToList();
        if (unknown.Count > 0) sentences.Add($"Not known here: {string.Join("; ", unknown)}.");
        return string.Join(' ', sentences);
    }

    /// <summary>The names in order; of many the first, the last and how many lie between.</summary>
    private static string Names(List<AmfStep> steps) => steps.Count <= 6
        ? string.Join("; ", steps.Select(step => step.Name))
        : string.Create(CultureInfo.InvariantCulture, $"{steps[0].Name}; {steps[1].Name}; {steps.Count - 3} more; {steps[^1].Name}");

    private static IEnumerable<AmfStep> StepsOf(AmfStepStage stage, AmfTransform transform) => transform.Content switch
    {
        AmfContent.Rendering(var rendering, var device) => [One(stage, rendering, transform), One(stage, device, transform)],
        AmfContent.InverseRendering(var device, var rendering) => [One(stage, device, transform), One(stage, rendering, transform)],
        AmfContent.InverseOutput(var output) => [One(stage, output, transform)],
        _ => [One(stage, transform, transform)],
    };

    private static AmfStep One(AmfStepStage stage, AmfTransform transform, AmfTransform around)
    {
        // A version 1 output transform has no mark; it describes how the pictures were viewed, and is still to be applied.
        var step = new AmfStep { Stage = stage, Name = "", Applied = around.Applied ?? false, IsKnown = true, Description = transform.Description ?? around.Description, Line = transform.Line };
        return transform.Content switch
        {
            AmfContent.ById(var id) => AmfRegistry.Official.Find(id) is { } entry
                ? step with { TransformId = id, Name = entry.UserName.Length > 0 ? entry.UserName : Short(id) }
                : Successor(id) is { } next
                    ? step with { TransformId = id, Name = next.UserName }
                    : step with { TransformId = id, Name = step.Description is { Length: > 0 } said ? said : Short(id), IsKnown = false },
            AmfContent.ByFile(var address) => step with { Name = $"LUT {Uri.UnescapeDataString(address)}", File = address },
            AmfContent.ByUuid(var uuid) => step with { Name = $"LUT with the id {uuid}", IsKnown = false },
            AmfContent.Grade(var space, var values) => Graded(step, space, $"CDL {Numbers(values)}"),
            AmfContent.Correction(var space, var id, var file) => Graded(step, space, $"CDL '{id}'{(file is null ? "" : $" of {Uri.UnescapeDataString(file)}")}") with { File = file },
            _ => step with { Name = "Nothing that could be read", IsKnown = false },
        };
    }

    private static AmfStep Graded(AmfStep step, AmfWorkingSpace? space, string what)
    {
        var from = space?.From?.Content as AmfContent.ById;
        var entry = from is null ? null : AmfRegistry.Official.Find(from.TransformId) ?? Successor(from.TransformId);
        var name = entry?.UserName.Split(" to ")[0] ?? (from is null ? null : Short(from.TransformId));
        return step with { Name = name is null ? $"{what}, in a space that is not said" : $"{what} in {name}", WorkingSpace = name, IsKnown = entry is not null || space?.From?.Content is AmfContent.ByFile };
    }

    private static AmfRegistryEntry? Successor(string id) =>
        AmfRegistry.Official.Versions.Select(version => AmfRegistry.Official.StandingOf(id, version)).OfType<AmfStanding.Earlier>().FirstOrDefault()?.Successor;

    private static string Numbers(CdlValues values)
    {
        List<string> parts = [];
        if (values.Slope != Rgb.Of(1)) parts.Add($"slope {Three(values.Slope)}");
        if (values.Offset != Rgb.Of(0)) parts.Add($"offset {Three(values.Offset)}");
        if (values.Power != Rgb.Of(1)) parts.Add($"power {Three(values.Power)}");
        if (values.Saturation != 1) parts.Add(string.Create(CultureInfo.InvariantCulture, $"saturation {values.Saturation:0.####}"));
        return parts.Count == 0 ? "that changes nothing" : string.Join(", ", parts);
    }

    private static string Three(Rgb values) => string.Create(CultureInfo.InvariantCulture, $"{values.Red:0.####} {values.Green:0.####} {values.Blue:0.####}");

    private static string Short(string id) => id.LastIndexOf(':') is var colon && colon >= 0 && colon + 1 < id.Length ? AmfReader.Shown(id[(colon + 1)..]) : AmfReader.Shown(id);
}

/// <summary>One step of a pipeline.</summary>
public sealed record AmfStep
{
    /// <summary>Where it stands.</summary>
    public required AmfStepStage Stage { get; init; }

    /// <summary>The transform's identifier, as the document says it; null for files and grades.</summary>
    public string? TransformId { get; init; }

    /// <summary>What people call it: the registry's name, or what it does.</summary>
    public required string Name { get; init; }

    /// <summary>True when it is in the pixels already; null for the working location.</summary>
    public bool? Applied { get; init; }

    /// <summary>Whether the registry knows it, or the document holds or names all of it.</summary>
    public bool IsKnown { get; init; }

    /// <summary>What the document says about it; null when nothing.</summary>
    public string? Description { get; init; }

    /// <summary>The file it names, as an address; null when none.</summary>
    public string? File { get; init; }

    /// <summary>The space of a grade; null when it is none, or does not say.</summary>
    public string? WorkingSpace { get; init; }

    /// <summary>Line of its element; 0 when not known.</summary>
    public int Line { get; init; }
}

/// <summary>The places in a pipeline.</summary>
public enum AmfStepStage
{
    /// <summary>From the camera to ACES.</summary>
    Input,

    /// <summary>From ACES to ACES.</summary>
    Look,

    /// <summary>Where the user grades.</summary>
    WorkingLocation,

    /// <summary>From ACES to the display.</summary>
    Output,
}
