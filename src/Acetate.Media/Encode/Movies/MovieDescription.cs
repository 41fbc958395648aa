using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Media.Encode.Movies;

/// <summary>What a movie that is written says of itself.</summary>
public sealed record MovieDescription
{
    /// <summary>Pixels across.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down.</summary>
    public required int Height { get; init; }

    /// <summary>Frames per second.</summary>
    public required FrameRate Rate { get; init; }

    /// <summary>How many frames there will be.</summary>
    public required long Frames { get; init; }

    /// <summary>The width of a pixel over its height.</summary>
    public FrameAspect PixelAspect { get; init; } = new(1, 1);

    /// <summary>The first frame's label, at <see cref="Rate"/>; null writes none.</summary>
    public Timecode? Timecode { get; init; }

    /// <summary>The reel; null says none.</summary>
    public string? Reel { get; init; }

    /// <summary>The clip's name; null says none.</summary>
    public string? Clip { get; init; }

    /// <summary>What the numbers mean; decides the matrix (BT.2020 for its gamut, else BT.709) and the marks.</summary>
    public PictureColour Colour { get; init; } = PictureColour.Rec709;

    /// <summary>Sound, one stream each. Where one ends before the picture, silence follows.</summary>
    public ImmutableArray<MovieSound> Sound { get; init; } = [];

    internal ComponentMatrix Matrix => CodePoints.Of(Colour).Matrix == 9 ? ComponentMatrix.Rec2020 : ComponentMatrix.Rec709;
}

/// <summary>A ratio of two whole numbers above 0, such as 2 to 1.</summary>
public readonly record struct FrameAspect(int Across, int Down);

/// <summary>A stream of sound that goes with a movie.</summary>
/// <param name="Path">The file: a movie or a wave file.</param>
/// <param name="Stream">Which of its streams of sound, from 0.</param>
/// <param name="FirstSample">The sample that lies at the first frame, in samples of the file.</param>
/// <param name="Channel">Which of the stream's channels, from 0, as a track of its own; null keeps all of them in one.</param>
/// <param name="Name">What the track is called in MOV and MP4, such as Boom; null says nothing. Up to 200 bytes.</param>
public sealed record MovieSound(string Path, int Stream = 0, long FirstSample = 0, int? Channel = null, string? Name = null);

/// <summary>A movie cannot be written; the message says what, why, and what to do.</summary>
public sealed class MovieException : IOException
{
    /// <summary>Says nothing of why; for serialisers.</summary>
    public MovieException()
    {
    }

    /// <param name="message">A sentence for the person who asked.</param>
    public MovieException(string message) : base(message)
    {
    }

    /// <param name="message">A sentence for the person who asked.</param>
    /// <param name="inner">What it came from.</param>
    public MovieException(string message, Exception inner) : base(message, inner)
    {
    }
}
