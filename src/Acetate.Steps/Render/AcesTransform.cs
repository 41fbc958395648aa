using System.Collections.Immutable;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;

namespace Acetate.Steps.Render;

/// <summary>A transform of the ACES registry, as far as it is computed here.</summary>
/// <param name="Id">As it was asked for.</param>
/// <param name="Role">What it is for.</param>
public sealed record AcesTransform(string Id, AcesRole Role)
{
    /// <summary>What is computed; null with <see cref="WhyNot"/>.</summary>
    public IColourOperation? Operation { get; init; }

    /// <summary>The encoding at the end that is not ACES2065-1, where gamut and curve tell all of it.</summary>
    public ColourEncoding? Encoding { get; init; }

    /// <summary>Peak of an output's display in cd/m².</summary>
    public double? Peak { get; init; }

    /// <summary>What it is done with, for the recipe.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>For raw: the exposure index and the white in kelvin that a decoder should develop for.</summary>
    public (int ExposureIndex, int Kelvin)? Development { get; init; }

    /// <summary>Why nothing is computed, as a sentence; null when it is.</summary>
    public string? WhyNot { get; init; }
}

/// <summary>What a transform is for.</summary>
public enum AcesRole
{
    /// <summary>Nothing is known of it.</summary>
    Unknown,

    /// <summary>From an encoding to ACES2065-1.</summary>
    Input,

    /// <summary>From ACES2065-1 to an encoding.</summary>
    FromAces,

    /// <summary>From ACES2065-1 to ACES2065-1.</summary>
    Look,

    /// <summary>Half of an output transform of ACES 1: from ACES to the light of an ideal display. The other half is an output device.</summary>
    Rendering,

    /// <summary>From ACES2065-1 to a display. Output devices of ACES 1 stand for themselves with the rendering before them.</summary>
    Output,

    /// <summary>The first half of an inverse output transform comes with the other.</summary>
    InverseRendering,

    /// <summary>From a display back to ACES2065-1.</summary>
    InverseOutput,

    /// <summary>A part of other transforms; nothing applies it alone.</summary>
    Library,
}
