using Acetate.Compute.Hosting;
using Acetate.Media.Check;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Timing;

namespace Acetate.Steps.Render;

/// <summary>Checks a clip while its frames are rendered.</summary>
internal sealed class RenderCheck
{
    private readonly CheckSink sink;
    private readonly ClipInspection inspection;
    private readonly FrameRate? expected;

    private RenderCheck(CheckSink sink, ClipInspection inspection, FrameRate? expected) => (this.sink, this.inspection, this.expected) = (sink, inspection, expected);

    /// <summary>One more output of the run.</summary>
    public RenderOutput Output => sink.Output;

    /// <summary>The check that is asked for; null: none is.</summary>
    /// <exception cref="StepFailedException">It cannot be made with what else is asked for.</exception>
    public static RenderCheck? Of(RenderFramesRequest request, PictureDescription picture, ClipInspection inspection)
    {
        if (request.Check is not { } check) return null;
        // What is judged is how frames follow each other: all of them must come, in one go.
        if (request.Part is not null) throw RenderFrames.Refused("A check compares the frames of a range with each other, and this is a part of one.", "Check the whole range in a step of its own.");
        if (request.RequireAll) throw RenderFrames.Refused("A check sees every frame, and a step that requires all frames does not decode again what it has made.", "Check the clip in a step of its own.");
        if (request.StopAtFault) throw RenderFrames.Refused("A check sees every frame, and this would stop at the first that cannot be made.", "Leave --stop-at-fault out, or the check.");
        FrameRate? expected = null;
        if (check.ExpectedRate is { } text) expected = FrameRate.TryParse(text, out var rate, out var reason) ? rate : throw RenderFrames.Refused($"'{text}' is no frame rate: {reason}", "Write it as 24, 25 or 24000/1001.");
        return new(new(picture, check.Limits.Picture, ClipChecker.RateOf(inspection)), inspection, expected);
    }

    /// <summary>Is told what became of a frame.</summary>
    public void Explain(FrameOutcome outcome) => sink.Explain(outcome);

    /// <summary>What was found, when the last frame has come.</summary>
    public CheckResult Finish() => new()
    {
        Findings = ClipChecker.FindingsOf(inspection, expected, wasDecoded: sink.Frames > 0, sink.Finish(), []),
        Statistics = sink.Statistics(),
    };
}
