using System.Collections.Concurrent;
using System.Collections.Immutable;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Render;
using Acetate.Timing;

namespace Acetate.Media.Check;

/// <summary>Checks the pictures of a clip while they are made for something else: one more output of a <see cref="FrameRun"/>, of pictures as they were recorded (neither framed nor coloured).</summary>
/// <remarks>Frames are measured where they are made, several at once; they are compared with each other as they are handed over, in order.</remarks>
public sealed class CheckSink : FrameSink
{
    private readonly ConcurrentBag<FrameMeasuring> spare = [];
    private readonly PictureCheck check;
    private readonly PictureDescription picture;
    private readonly PictureLimits limits;
    private readonly bool isLight;
    private readonly long loneEvery;
    private readonly FrameRate rate;
    private readonly List<(long Number, string Label)> jumps = [];
    private (long Number, Timecode Label)? last;

    /// <param name="picture">What the pictures are.</param>
    /// <param name="limits">From where on something is told.</param>
    /// <param name="rate">Frames per second; not set when nobody knows.</param>
    public CheckSink(PictureDescription picture, PictureLimits limits, FrameRate rate)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(limits);
        (this.picture, this.limits, this.rate) = (picture, limits, rate);
        check = new(limits, rate, picture.Width, picture.Height);
        // A curve that changes nothing: the values are light.
        isLight = picture.Encoding?.Curve is { } curve && Math.Abs(curve.ToLinear(0.5) - 0.5) < 1e-6 && Math.Abs(curve.ToLinear(0.25) - 0.25) < 1e-6;
        loneEvery = Math.Clamp(picture.Frames / (2L * Math.Max(1, limits.LoneFrames)), 1, 12);
    }

    /// <summary>The output that is to be given to the run.</summary>
    public RenderOutput Output => new() { Sink = this };

    /// <summary>Frames that came.</summary>
    public long Frames => check.Count;

    /// <inheritdoc/>
    public override ValueTask<FrameWriter> BeginAsync(SourceFrame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var measuring = spare.TryTake(out var used) ? used : new(picture.Width, picture.Height, limits, isLight);
        measuring.Begin(frame.Number % loneEvery == 0);
        return ValueTask.FromResult<FrameWriter>(new Measured(this, measuring));
    }

    /// <inheritdoc/>
    public override ValueTask<string?> TakeAsync(SourceFrame frame, FrameWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (writer is not Measured { Measure: { } measure }) throw new ArgumentException("The writer is not one of this output, or is not complete.", nameof(writer));
        check.Add(frame.Number, frame.Timecode, measure);
        Label(frame);
        return ValueTask.FromResult<string?>(null);
    }

    /// <inheritdoc/>
    public override ValueTask MissAsync(long number, CancellationToken cancellationToken)
    {
        check.Miss(number, "The frame cannot be had. Look for it on the card or in another copy.");
        return ValueTask.CompletedTask;
    }

    /// <summary>Says why a frame could not be had, which only its outcome knows.</summary>
    public void Explain(FrameOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome is { Verdict: not FrameVerdict.Made, Reason: { } reason }) check.Explain(outcome.Number, reason);
    }

    /// <summary>Everything that was found in the picture.</summary>
    public ImmutableArray<ClipFinding> Finish() =>
    [
        .. jumps.Take(PictureCheck.MostOfAKind).Select(jump => new ClipFinding { Fault = ClipFault.Timecode, Severity = FindingSeverity.Alarm, First = jump.Number, Last = jump.Number, Words = jump.Label }),
        .. check.Finish(),
    ];

    /// <summary>What the pictures are like; null when there were none.</summary>
    public ClipStatistics? Statistics() => check.Statistics();

    private void Label(SourceFrame frame)
    {
        if (frame.Timecode is not { } text || !rate.IsSet || !Timecode.TryParse(text, rate, out var label)) return;
        if (last is var (number, before) && before.AddWrapping(frame.Number - number) is var due && due != label)
            jumps.Add((frame.Number, $"Timecode jumps: the frame says {label}, and {due} should follow. A frame is missing, or the camera's clock was set."));
        last = (frame.Number, label);
    }

    private sealed class Measured(CheckSink sink, FrameMeasuring measuring) : FrameWriter
    {
        private FrameMeasuring? mine = measuring;

        public FrameMeasure? Measure { get; private set; }

        public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue) => mine!.Row(red, green, blue);

        public override void Complete() => Measure = mine!.End();

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref mine, null) is { } used) sink.spare.Add(used);
            base.Dispose(disposing);
        }
    }
}
