using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Compute;

/// <summary>The first line on a worker's standard input: what to do. Another may follow a result that says so (<see cref="WorkerReply.More"/>).</summary>
/// <param name="Attempt">The attempt's id.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Request">Its request.</param>
/// <param name="Outputs">Outputs of earlier steps, by step name.</param>
/// <param name="TraceParent">The W3C trace context to continue; empty for none.</param>
/// <param name="Scratch">A folder of the attempt's own; empty for the system's temporary folder.</param>
/// <param name="ThrottleBytesPerSecond">The rate to begin with; null for none.</param>
/// <param name="More">Whether whoever asks may ask again when this is done, instead of starting another worker; the default is false.</param>
[JsonConverter(typeof(WorkerRequestJson))]
public sealed record WorkerRequest(
    string Attempt,
    string Function,
    JsonElement Request,
    ImmutableDictionary<string, JsonElement>? Outputs = null,
    string TraceParent = "",
    string Scratch = "",
    long? ThrottleBytesPerSecond = null,
    bool More = false);

/// <summary>Every later line on a worker's standard input. The end of input means that whoever asked is gone.</summary>
/// <param name="Control">What to change.</param>
/// <param name="BytesPerSecond">For <see cref="WorkerControlKind.Throttle"/>: the new rate; null for none.</param>
public sealed record WorkerControl(WorkerControlKind Control, long? BytesPerSecond = null);

/// <summary>What a worker can be told while it runs.</summary>
public enum WorkerControlKind
{
    /// <summary>Stop soon and say so.</summary>
    Cancel,

    /// <summary>Keep another rate.</summary>
    Throttle,
}

/// <summary>A line on a worker's standard output: progress, or as the last line of an attempt the result.</summary>
/// <param name="Progress">How far it is.</param>
/// <param name="Result">What became of it.</param>
/// <param name="More">With a result: the worker takes another request, or ends when its input does. Never said unless the request allows it; the last line of the attempt's log
/// (<see cref="WorkerLogLine.Ended"/>) was written before.</param>
[JsonConverter(typeof(WorkerReplyJson))]
public sealed record WorkerReply(StepProgress? Progress = null, StepResult? Result = null, bool More = false);

/// <summary>A line on a worker's standard error. Lines that are not this are passed on as they are.</summary>
/// <param name="Level">Trace, debug, information, warning, error or critical.</param>
/// <param name="Category">The part of the program that speaks.</param>
/// <param name="Message">What it says.</param>
public sealed record WorkerLogLine(string Level, string Category, string Message)
{
    /// <summary>The category of the line that ends the log of one attempt, where more may follow; its message is the attempt's id.</summary>
    public const string Ended = "Acetate.AttemptEnded";
}

/// <summary>The exit codes of a worker. The result line says more; the code serves scripts and engines without one.</summary>
public static class WorkerExit
{
    /// <summary>The function finished.</summary>
    public const int Done = 0;

    /// <summary>The function failed because of its input: trying again gives the same.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The request could not be read.</summary>
    public const int BadRequest = 3;

    /// <summary>The function failed because of the world: trying again can help.</summary>
    public const int Unavailable = 5;

    /// <summary>Stopped because somebody asked, or because whoever asked for the work is gone.</summary>
    public const int Cancelled = 6;

    /// <summary>A bug of ours; the log has the details.</summary>
    public const int Bug = 70;
}
