using System.Collections.Immutable;
using Acetate.Amf;
using Acetate.Amf.Registry;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>Facts of a plate for its AMF.</summary>
public sealed record AmfPlateFacts
{
    /// <summary>The plate's name, without extension and frame digits.</summary>
    public required string Name { get; init; }

    /// <summary>Its frames, when it is a sequence.</summary>
    public AmfSequence? Sequence { get; init; }

    /// <summary>The address of the file beside the AMF that leads from the plate's light to ACES2065-1, where no id says it (<see cref="AmfPlates.TableOf"/>).</summary>
    public string? Table { get; init; }

    /// <summary>Its file, when it is one.</summary>
    public string? File { get; init; }

    /// <summary>Who has it rendered; the schema wants an address.</summary>
    public required AmfAuthor Author { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The id of the document.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>The id of its pipeline, another one.</summary>
    public required Guid PipelineUuid { get; init; }
}

/// <summary>The AMF that goes with a plate: what is in its pixels, and what a vendor still has to apply to see it as it is meant.</summary>
public static class AmfPlates
{
    private const string Rrt = "urn:ampas:aces:transformId:v1.5:RRT.a1.0.3";

    /// <summary>Writes down what a plan has done: the input is in the pixels, looks are not unless the plan applied them, and how to look at it stays as it was.</summary>
    /// <param name="plan">By which the plate was made.</param>
    /// <param name="source">The AMF of the clip, whose looks and output are kept and whose pipeline becomes history; null when there was none.</param>
    /// <param name="facts">Of the plate.</param>
    /// <param name="reason">Why no AMF can tell about this plate, as a sentence; null when one does.</param>
    /// <remarks>Files that the document names (<see cref="AmfFiles.Named"/>) have to be put beside it.</remarks>
    public static AmfDocument? Of(ColourPlan plan, AmfDocument? source, AmfPlateFacts facts, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(facts);
        reason = !plan.Problems.IsEmpty ? "Nothing may be rendered by this plan."
            : plan.Result is not { } made ? "What the plate's values mean is not known."
            : made.IsVideo ? $"The pictures are finished for {made.Name}; an AMF goes with plates, which are light of the scene."
            : made.Encoding != KnownEncodings.Aces && !HasTable(made.Encoding, facts) && IdFor(made.Encoding, source?.Pipeline.System) is null ? $"{(source?.Pipeline.System is { } version ? $"ACES {version}" : "ACES")} has no transform id for {made.Name}, so no AMF can say how to read such a plate. Deliver ACES2065-1, ACEScg or ACEScct."
            : null;
        if (reason is not null) return null;
        var result = plan.Result!.Encoding;
        var input = result == KnownEncodings.Aces ? Done(plan, source) : HasTable(result, facts) ? CameraLight.InputOf(result, facts.Table!)!.Value.Input : Open(IdFor(result, source?.Pipeline.System)!, $"{result.Name} to ACES2065-1");
        var system = source is not null ? source.Pipeline.System : IsFirst(input) ? new AcesVersion(1, 3, 0) : new AcesVersion(2, 0, 0);
        return new()
        {
            Version = AmfVersion.V2,
            Info = new() { Description = $"Plate {facts.Name}", Authors = [facts.Author], Created = facts.Now, Modified = facts.Now, Uuid = facts.Uuid },
            Clip = new() { Name = facts.Name, Sequence = facts.Sequence, File = facts.File },
            Pipeline = new()
            {
                Info = new() { Description = plan.Result.Name, Authors = [facts.Author], Created = facts.Now, Modified = facts.Now, Uuid = facts.PipelineUuid },
                System = system,
                Input = input,
                Stages = source is null ? [] : Looks(plan, source.Pipeline),
                Output = source is null ? Viewing(system) : source.Pipeline.Output is { } output ? output with { Applied = false } : null,
            },
            Archived = source is null ? [] : [source.Pipeline, .. source.Archived],
        };
    }

    /// <summary>The file that has to lie beside the AMF of such a plate, because no id says how to read it: a matrix as Common LUT Format. Null of encodings that have an id.</summary>
    public static byte[]? TableOf(ColourPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Result is { } made ? CameraLight.InputOf(made.Encoding, "")?.Table : null;
    }

    private static bool HasTable(ColourEncoding encoding, AmfPlateFacts facts) => facts.Table is not null && KnownEncodings.CameraLinear.Contains(encoding);

    /// <summary>The id from an encoding to ACES, as the ACES version of the document has it; null when it has none.</summary>
    private static string? IdFor(ColourEncoding encoding, AcesVersion? system)
    {
        if (AcesInputs.IdToAces(encoding) is not { } id || system is not { Major: 1, Minor: var minor }) return AcesInputs.IdToAces(encoding);
        var version = AmfRegistry.Official.Resolve(FormattableString.Invariant($"1.{minor}"));
        return (AmfRegistry.Official.Find(id)?.PreviousEquivalents ?? []).Prepend(id)
            .FirstOrDefault(known => known.Contains(":v1.5:", StringComparison.Ordinal) && AmfRegistry.Official.StandingOf(known, version) is AmfStanding.Listed);
    }

    /// <summary>The input that is in the pixels now; null when they came as ACES, or by a way without an id.</summary>
    private static AmfTransform? Done(ColourPlan plan, AmfDocument? source)
    {
        if (source?.Pipeline.Input is { } input) return input with { Applied = true };
        var stage = plan.Stages.FirstOrDefault(stage => stage.Step is { Stage: RecipeStage.Input, TransformId: not null });
        return source is null && stage is not null ? Open(stage.Step.TransformId!, stage.Step.Name) with { Applied = true } : null;
    }

    // A plan that went as far as the looks has one stage for each.
    private static ImmutableArray<AmfStage> Looks(ColourPlan plan, AmfPipeline pipeline)
    {
        var done = plan.Stages.Where(stage => stage.Step.Stage == RecipeStage.Look && !AmfPlanning.IsWorkingLocation(stage)).ToList();
        if (done.Count != pipeline.Looks.Count()) return [.. pipeline.Stages.Select(stage => stage is AmfStage.Look(var look) ? new AmfStage.Look(look with { Applied = look.Applied ?? false }) : stage)];
        var number = 0;
        return [.. pipeline.Stages.Select(stage => stage is AmfStage.Look(var look) ? new AmfStage.Look(look with { Applied = done[number++].Operation is not null || look.Applied == true }) : stage)];
    }

    private static AmfTransform Viewing(AcesVersion? system)
    {
        var id = AmfColour.DefaultOutput(system).Id;
        const string name = "Rec.709";
        return system is not { Major: 1 } ? Open(id, name)
            : new() { Description = name, Applied = false, Content = new AmfContent.Rendering(Inner(Rrt), Inner(id)) };
    }

    private static AmfTransform Open(string id, string description) => new() { Description = description, Applied = false, Content = new AmfContent.ById(id) };

    private static AmfTransform Inner(string id) => new() { Content = new AmfContent.ById(id) };

    private static bool IsFirst(AmfTransform? input) => input?.Content is AmfContent.ById(var id) && id.Contains(":v1.5:", StringComparison.Ordinal);
}
