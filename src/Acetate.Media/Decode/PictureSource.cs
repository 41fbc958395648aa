using System.Collections.Immutable;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Render;

namespace Acetate.Media.Decode;

/// <summary>A clip that was opened for its pictures.</summary>
/// <remarks>
/// Reading is one thing after the other; making pictures of what was read (<see cref="SourceFrame.Develop"/>) is left to as many threads as
/// the caller has, one to a frame. The same frame has the same values whoever makes it, and whichever frames were read before it.
/// </remarks>
public abstract class PictureSource : IAsyncDisposable
{
    /// <summary>What its pictures are.</summary>
    public abstract PictureDescription Description { get; init; }

    /// <summary>Reads frames in order. A frame that is missing or damaged is given with its fault in its place; the others follow.</summary>
    /// <param name="first">Counted from 0, the clip's first frame.</param>
    /// <param name="count">How many; fewer come only when the clip turns out to be shorter.</param>
    /// <param name="cancellationToken">Ends the reading within a frame.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the clip.</exception>
    /// <exception cref="DecodeException">Nothing more can be read of this clip.</exception>
    public abstract IAsyncEnumerable<SourceFrame> ReadAsync(long first, long count, CancellationToken cancellationToken);

    /// <summary>Refuses a range that is not within the clip.</summary>
    /// <exception cref="ArgumentOutOfRangeException">That is so.</exception>
    protected void ThrowIfOutside(long first, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Description.Frames);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Description.Frames - first);
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>What the pictures of a clip are.</summary>
public sealed record PictureDescription
{
    /// <summary>Pixels across of a developed frame.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down of a developed frame.</summary>
    public required int Height { get; init; }

    /// <summary>Frames of the clip, holes included.</summary>
    public required long Frames { get; init; }

    /// <summary>How many source pixels across and down make one developed pixel: 2 after a debayer to half size.</summary>
    public int Reduction { get; init; } = 1;

    /// <summary>Bytes that a frame takes while it is made, beyond what was read and a few rows.</summary>
    public long FrameBytes { get; init; }

    /// <summary>What the values mean; null when neither the file nor the caller says so.</summary>
    public required ColourEncoding? Encoding { get; init; }

    /// <summary>Where <see cref="Encoding"/> is known from, in words: <c>said by the file (mdta key …)</c>, <c>named by the caller</c>.</summary>
    public string? EncodingOrigin { get; init; }

    /// <summary>Which decoder makes the pictures, with its version: a vendor's and ours differ, and a show should use one.</summary>
    public required string Decoder { get; init; }

    /// <summary>What the decoder does, in order.</summary>
    public required ImmutableArray<RecipeStep> Steps { get; init; }

    /// <summary>What a person should know before using these pictures, in sentences.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>Takes a row of a picture; it may change the values, which are gone when it returns.</summary>
/// <param name="row">0 for the top row; rows come in order.</param>
/// <param name="red">As many as the picture is wide; colours as code values with black at 0 and white at 1, or light.</param>
/// <param name="green">As many.</param>
/// <param name="blue">As many.</param>
public delegate void PictureRow(int row, Span<float> red, Span<float> green, Span<float> blue);

/// <summary>One frame as it was read, not yet a picture.</summary>
/// <param name="number">Counted from 0, the clip's first frame.</param>
public abstract class SourceFrame(long number) : IDisposable
{
    /// <summary>Counted from 0, the clip's first frame.</summary>
    public long Number { get; } = number;

    /// <summary>The frame's own label, where it has one of its own: <c>HH:MM:SS:FF</c>.</summary>
    public string? Timecode { get; init; }

    /// <summary>Makes the picture. May be called again, and gives the same values again.</summary>
    /// <exception cref="DecodeException">The frame is missing or damaged. Rows that came before are of no use.</exception>
    public abstract void Develop(PictureRow row);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what it holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A frame that cannot be had.</summary>
/// <param name="number">Counted from 0, the clip's first frame.</param>
/// <param name="fault">What is wrong with it and what to do.</param>
public sealed class FaultyFrame(long number, DecodeException fault) : SourceFrame(number)
{
    /// <inheritdoc/>
    public override void Develop(PictureRow row) => throw fault;
}

/// <summary>A picture cannot be had of a clip or a frame; the message says what, why, and what to do.</summary>
public sealed class DecodeException : Exception
{
    /// <summary>Says nothing of why; for serialisers.</summary>
    public DecodeException()
    {
    }

    /// <param name="message">A sentence for the person who asked.</param>
    public DecodeException(string message) : base(message)
    {
    }

    /// <param name="message">A sentence for the person who asked.</param>
    /// <param name="inner">What it came from.</param>
    public DecodeException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Whether trying again can help: a tool is missing or a disk did not answer, and the footage is not at fault.</summary>
    public bool IsPassing { get; init; }
}
