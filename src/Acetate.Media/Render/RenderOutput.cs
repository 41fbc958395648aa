using System.Collections.Immutable;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Resample;
using Acetate.Media.Decode;
using Acetate.Media.Encode;

namespace Acetate.Media.Render;

/// <summary>One of the things that are made of a clip's pictures: how they are coloured and framed, and what takes them.</summary>
/// <remarks>Several share one decode (see <see cref="FrameRun"/>).</remarks>
public sealed record RenderOutput
{
    /// <summary>From the clip's values to light, before pixels are mixed; null: nothing.</summary>
    public IColourOperation? ToLight { get; init; }

    /// <summary>Where the picture lies on the delivered canvas; null: every pixel stays where it is.</summary>
    public Placement? Placement { get; init; }

    /// <summary>How pixels are mixed where the placement moves them.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Lanczos3;

    /// <summary>Looks and the way to the delivered encoding; null: nothing.</summary>
    public IColourOperation? ToDelivery { get; init; }

    /// <summary>Whether rows outside the picture are delivered too (black), or the picture's own window alone, as OpenEXR can have it.</summary>
    public bool WholeCanvas { get; init; } = true;

    /// <summary>Degrees clockwise by which the framed and coloured picture is turned: 0, 90, 180 or 270. A turned picture is delivered with its whole canvas.</summary>
    public int Turn { get; init; }

    /// <summary>Whether left and right of the turned picture are changed.</summary>
    public bool Mirror { get; init; }

    /// <summary>Draws over rows of the canvas as it is delivered: given the frame, gives what changes a row in place. Null: nothing is drawn.</summary>
    public Func<SourceFrame, PictureRow>? BurnIn { get; init; }

    /// <summary>Takes the frames.</summary>
    public required FrameSink Sink { get; init; }
}

/// <summary>Takes the frames of one output.</summary>
public abstract class FrameSink
{
    /// <summary>Begins a frame; called on any thread, several frames at a time. May wait for frames that lie before it, and for no others.</summary>
    public abstract ValueTask<FrameWriter> BeginAsync(SourceFrame frame, CancellationToken cancellationToken);

    /// <summary>Takes a finished frame; called for one after the other, in their order. The writer is disposed of by the caller.</summary>
    /// <returns>What was made of it, such as the name of a file; null when nothing has a name of its own.</returns>
    public abstract ValueTask<string?> TakeAsync(SourceFrame frame, FrameWriter writer, CancellationToken cancellationToken);

    /// <summary>Is told that a frame could not be made, in its place in the order. Its writer, if it was begun, is disposed of afterwards.</summary>
    public virtual ValueTask MissAsync(long number, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>What became of one frame.</summary>
/// <param name="Number">Counted from 0, the clip's first frame.</param>
/// <param name="Verdict">How it went.</param>
/// <param name="Files">What was made, one name for each output that has any.</param>
/// <param name="Reason">Why there is no frame.</param>
public sealed record FrameOutcome(long Number, FrameVerdict Verdict, ImmutableArray<string> Files, string? Reason = null);

/// <summary>How a frame went.</summary>
public enum FrameVerdict
{
    /// <summary>It was made.</summary>
    Made,

    /// <summary>The footage is at fault: it is missing or damaged, and trying again will not help.</summary>
    Failed,

    /// <summary>Something passing is at fault; trying again can help.</summary>
    Retry,

    /// <summary>An earlier frame failed, and nothing was to be made after that.</summary>
    Skipped,
}
