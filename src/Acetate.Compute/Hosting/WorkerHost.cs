using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Acetate.Compute.Local;
using Acetate.Compute.Native;
using Microsoft.Extensions.Logging;

namespace Acetate.Compute.Hosting;

/// <summary>The life of a worker: a request from standard input, a function, a result on standard output; then its end, or the next request.</summary>
/// <remarks>
/// A worker must not outlive whoever asked for the work: its standard input ends with them, and on Linux the kernel kills it.
/// It leads a process group of its own, so that programs it starts can be ended together with it.
/// </remarks>
public static class WorkerHost
{
    /// <summary>Names the source of the spans of step functions.</summary>
    public const string ActivitySourceName = "Acetate.Worker";

    /// <summary>Environment: the process id of whoever started the worker.</summary>
    public const string ParentVariable = "ACETATE_PARENT";

    /// <summary>How long a function may take to stop after it was asked, when nobody is left to wait for it.</summary>
    private static readonly TimeSpan OrphanGrace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private static readonly ActivitySource Source = new(ActivitySourceName);

    /// <summary>Runs a function, and further ones as long as whoever asked asks again, and returns the exit code of the last.</summary>
    public static async Task<int> RunAsync(FunctionCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        TieToParent();
        // Never disposed of: it is being read to the end of this process.
        var input = LineReader.LinesAsync(Console.OpenStandardInput(), int.MaxValue).GetAsyncEnumerator();
        using var output = new ReplyWriter(Console.OpenStandardOutput());
        // What a function prints by mistake must not end up between our lines.
        Console.SetOut(Console.Error);
        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

        var reading = input.MoveNextAsync().AsTask();
        // Nobody has asked yet: what every request needs is made ready now.
        if (await Task.WhenAny(reading, Task.Delay(Patience)).ConfigureAwait(false) != reading) WarmUp();
        var first = await reading.ConfigureAwait(false) ? input.Current : default;
        if (ReadRequest(first.Span) is not { } request)
        {
            await output.WriteAsync(new(Result: new StepResult.Failed(RetryClass.Data,
                "The request on standard input is not a line of JSON with 'attempt', 'function' and 'request'.",
                "See docs/guide/compute.md for the worker's contract."))).ConfigureAwait(false);
            return WorkerExit.BadRequest;
        }

        using var orders = new WorkerOrders(input, OrphanGrace);
        orders.Begin(request);
        _ = orders.ObeyAsync();
        using var logs = new WorkerLoggerFactory(Console.Error);
        while (true)
        {
            output.Begin();
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, orders.Cancelled);
            StepOutcome outcome;
            var meter = OperatingSystem.IsLinux() ? UsageMeter.Begin() : null;
            using (var trace = Continue(request))
            {
                trace.SetTag("acetate.attempt", request.Attempt);
                outcome = await RunAsync(catalogue, request, orders.Throttle, logs.CreateLogger("Acetate.Steps." + request.Function), trace, output, cancellation.Token)
                    .ConfigureAwait(false);
                if (outcome.Result is StepResult.Failed failed) trace.SetStatus(ActivityStatusCode.Error, failed.Message);
            }

            // Whatever went otherwise than it should takes its process along.
            var more = request.More && outcome.Result is StepResult.Done && catalogue.IsClean(request.Function) && !cancellation.IsCancellationRequested;
            if (more)
            {
                logs.End(request.Attempt);
                orders.End();
            }

            var result = outcome.Result is StepResult.Done done && OperatingSystem.IsLinux() ? done with { Usage = meter?.End() } : outcome.Result;
            await output.WriteAsync(new(Result: result, More: more)).ConfigureAwait(false);
            if (!more || await orders.NextAsync(stop.Token).ConfigureAwait(false) is not { } next) return ExitCode(outcome);
            request = next;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<StepOutcome> RunAsync(
        FunctionCatalogue catalogue, WorkerRequest request, Throttle throttle, ILogger logger, Activity trace,
        ReplyWriter output, CancellationToken cancellationToken)
    {
        await using var progress = new ProgressPacer(output, TimeProvider.System);
        var context = new StepContext
        {
            AttemptId = request.Attempt,
            Outputs = request.Outputs,
            ScratchFolder = request.Scratch is { Length: > 0 } folder ? folder : Path.GetTempPath(),
            Throttle = throttle,
            Json = catalogue.Json,
            Logger = logger,
            Trace = trace,
            Progress = progress.Report,
        };
        var outcome = await catalogue.RunAsync(request.Function, request.Request, context, cancellationToken).ConfigureAwait(false);
        if (outcome.Bug is not null) logger.LogError("A bug: {Exception}", outcome.Bug);
        else if (outcome.Cause is not null) logger.LogWarning("The step failed: {Exception}", outcome.Cause);
        return outcome;
    }

    /// <summary>Goes on with the trace of whoever asked, also when nobody listens here: requests to stores carry it further.</summary>
    private static Activity Continue(WorkerRequest request)
    {
        var parent = request.TraceParent is { Length: > 0 } given ? given : null;
        if (Source.StartActivity(request.Function, ActivityKind.Consumer, parent) is { } heard) return heard;
        var unheard = new Activity(request.Function);
        if (parent is not null) unheard.SetParentId(parent);
        return unheard.Start();
    }

    private static void WarmUp()
    {
        _ = ReadRequest("""{"attempt":"","function":"","request":{},"outputs":{"":{}}}"""u8);
        _ = JsonSerializer.SerializeToUtf8Bytes(new WorkerReply(new StepProgress(0, 1, null), new StepResult.Done(JsonElement.Parse("0"u8))), ComputeJson.Options);
    }

    private static int ExitCode(StepOutcome outcome) => outcome switch
    {
        { Bug: not null } => WorkerExit.Bug,
        { Result: StepResult.Done } => WorkerExit.Done,
        { Result: StepResult.Failed { Class: RetryClass.Data } } => WorkerExit.Failed,
        { Result: StepResult.Failed } => WorkerExit.Unavailable,
        _ => WorkerExit.Cancelled,
    };

    internal static WorkerRequest? ReadRequest(ReadOnlySpan<byte> line)
    {
        try
        {
            return !line.IsEmpty
                && JsonSerializer.Deserialize<WorkerRequest>(line, ComputeJson.Options) is { Attempt: not null, Function: not null } request
                ? request
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void TieToParent()
    {
        if (!OperatingSystem.IsLinux()) return;
        LinuxProcess.LeadOwnGroup();
        if (!int.TryParse(Environment.GetEnvironmentVariable(ParentVariable), out var parent)) return;
        LinuxProcess.DieWithParent();
        // It may have died before the kernel was asked.
        if (LinuxProcess.ParentId != parent) Environment.Exit(WorkerExit.Cancelled);
    }
}
