using System.Collections.Immutable;
using System.Reflection;
using Acetate.Imaging.Colour;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>What is done to the colours of a clip, in order, and why.</summary>
public sealed partial record ColourPlan
{
    /// <summary>In the order in which they are applied.</summary>
    public ImmutableArray<ColourStage> Stages { get; init; } = [];

    /// <summary>What the values mean after all of them; null when that is not known.</summary>
    public OutputEncoding? Result { get; init; }

    /// <summary>What a person should know, in sentences.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Why nothing may be rendered by this plan, in sentences that say what to do; empty when it may.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>All of it as one operation.</summary>
    public ColourChain Operation => new("colour", [.. Stages.Select(stage => stage.Operation).OfType<IColourOperation>()]);

    /// <summary>The colour part of the recipe; what was left out stands in it with its reason.</summary>
    public ImmutableArray<RecipeStep> Recipe => [.. Stages.Select(stage => stage.Step)];
}

/// <summary>One thing that is done to colours.</summary>
/// <param name="Step">Its line of the recipe.</param>
/// <param name="Operation">What is computed; null when the values stay as they are, which the step gives the reason of.</param>
public sealed record ColourStage(RecipeStep Step, IColourOperation? Operation);

/// <summary>What computes colours.</summary>
internal static class ColourTool
{
    /// <summary>With its version.</summary>
    public static string Name { get; } = $"Acetate.Imaging {typeof(IColourOperation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";
}
