using System.Collections.Immutable;

namespace Acetate.Media.Render;

/// <summary>One thing that was done to a picture. All of them in order are its recipe: why does this frame look so.</summary>
/// <param name="Stage">Where in the way of a picture it stands.</param>
/// <param name="Name">What was done, in the words of the field.</param>
public sealed record RecipeStep(RecipeStage Stage, string Name)
{
    /// <summary>The transform's official id, where it has one (an ACES transform id).</summary>
    public string? TransformId { get; init; }

    /// <summary>What it was done with, by name: numbers as invariant text with their unit.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What did it, with its version.</summary>
    public string? Tool { get; init; }

    /// <summary>Why it was done so when nobody asked for it: a stated default.</summary>
    public string? Reason { get; init; }

    /// <summary>The same step with one more parameter.</summary>
    public RecipeStep With(string name, string value) => this with { Parameters = Parameters.SetItem(name, value) };
}

/// <summary>The stages of a picture's way, in order.</summary>
public enum RecipeStage
{
    /// <summary>From a file's bytes to numbers.</summary>
    Decode,

    /// <summary>From a sensor's mosaic to colours.</summary>
    Debayer,

    /// <summary>From what the camera wrote to scene light.</summary>
    Input,

    /// <summary>Where on the delivered canvas each pixel lies; made in light, before looks and displays bend it.</summary>
    Framing,

    /// <summary>What somebody wanted it to look like.</summary>
    Look,

    /// <summary>From scene light to the encoding that is delivered.</summary>
    Output,

    /// <summary>What is written over the picture.</summary>
    BurnIn,

    /// <summary>From numbers to a file's bytes.</summary>
    Encode,
}
