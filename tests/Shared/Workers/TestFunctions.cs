using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Microsoft.Extensions.Logging;

namespace Acetate.Tests.Workers;

/// <summary>Step functions that behave well, badly and worse. The test program itself is the worker that runs them.</summary>
internal static class TestFunctions
{
    /// <summary>The argument that makes the test program a worker.</summary>
    public const string WorkerArgument = "--as-worker";

    public static FunctionCatalogue Catalogue { get; } = new FunctionCatalogue()
        .With<JsonElement, JsonElement>("echo", static (request, _, _) => Task.FromResult(request))
        .With<JoinRequest, JoinResult>("join", Join)
        .With<WaitRequest, WaitResult>("wait", WaitAsync, isClean: true)
        .With<FailRequest, JsonElement>("fail", static (r, _, _) => throw new StepFailedException(r.Class, r.Message, "Mend it."))
        .With<JsonElement, JsonElement>("bug", static (_, _, _) => throw new InvalidOperationException("seven is not eight"))
        .With<JsonElement, JsonElement>("crash", static (_, _, _) => { Environment.FailFast("A crash on purpose."); throw new UnreachableException(); })
        .With<JsonElement, JsonElement>("deaf", DeafAsync)
        .With<JsonElement, JsonElement>("chatter", ChatterAsync)
        .With<ParentRequest, JsonElement>("parent", ParentAsync)
        .With<TransferRequest, TransferResult>("transfer", TransferAsync)
        .With<JsonElement, WorldResult>("look-around", LookAround)
        .With<JsonElement, WorldResult>("look-around-again", LookAround, isClean: true)
        .With<WriteRequest, WriteResult>("write-file", WriteAsync)
        .With<UseUpRequest, JsonElement>("use-up", UseUp)
        .With<RenderRequest, JsonElement>("render-frames", RenderAsync);

    public sealed record UseUpRequest(int Megabytes, double Seconds);
    public sealed record JoinRequest(string Separator);
    public sealed record JoinResult(string Text);
    public sealed record WaitRequest(double Seconds);
    public sealed record WaitResult(double Waited);
    public sealed record FailRequest(RetryClass Class, string Message);
    public sealed record ParentRequest(string PidFile);
    public sealed record TransferRequest(long Bytes, int Chunk);
    public sealed record TransferResult(double Seconds);
    public sealed record WorldResult(int Pid, string Trace, string Scratch, bool ScratchIsThere, string Secret, string Attempt);
    public sealed record WriteRequest(string Folder, string Name, int Lines, double LineMilliseconds);
    public sealed record WriteResult(string Name, int Lines);

    /// <param name="RequireAll">As the real one has it: what an earlier attempt made is taken up.</param>
    /// <param name="SlowNode">The file that names the node on which no frame is ever made: the first that is asked. Null: no node is so.</param>
    public sealed record RenderRequest(bool RequireAll, string? SlowNode);

    private static Task<JoinResult> Join(JoinRequest request, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new JoinResult(string.Join(request.Separator,
            context.Outputs.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value.GetRawText()}"))));

    private static async Task<WaitResult> WaitAsync(WaitRequest request, StepContext context, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < request.Seconds)
        {
            await Task.Delay(20, cancellationToken);
            context.Report(watch.Elapsed.TotalSeconds, request.Seconds, new { limitedBy = "clock" });
        }
        return new(watch.Elapsed.TotalSeconds);
    }

    /// <summary>Takes memory and processor time.</summary>
    private static Task<JsonElement> UseUp(UseUpRequest request, StepContext context, CancellationToken cancellationToken)
    {
        var memory = new byte[request.Megabytes << 20];
        memory.AsSpan().Fill(1);
        var before = Environment.CpuUsage.TotalTime;
        while ((Environment.CpuUsage.TotalTime - before).TotalSeconds < request.Seconds) memory[^1]++;
        return Task.FromResult(JsonSerializer.SerializeToElement(new { last = memory[^1] }));
    }

    private static async Task<JsonElement> DeafAsync(JsonElement request, StepContext context, CancellationToken cancellationToken)
    {
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static s => s.Cancel = true);
        context.Report(0, 1);
        await Task.Delay(TimeSpan.FromMinutes(10), CancellationToken.None);
        return request;
    }

    private static async Task<JsonElement> ChatterAsync(JsonElement request, StepContext context, CancellationToken cancellationToken)
    {
        Console.WriteLine("This was printed by mistake and must not end up between the replies.");
        for (var i = 0; i < 20_000; i++)
        {
            context.Logger.LogInformation("Line {Number} of many", i);
            context.Report(i, 20_000);
        }
        await Console.Error.WriteAsync(new string('x', 1 << 20));
        return request;
    }

    private static async Task<JsonElement> ParentAsync(ParentRequest request, StepContext context, CancellationToken cancellationToken)
    {
        using var child = Process.Start(new ProcessStartInfo("sleep", "600") { UseShellExecute = false })!;
        await File.WriteAllTextAsync(request.PidFile, $"{Environment.ProcessId} {child.Id}", cancellationToken);
        context.Report(0, 1);
        await child.WaitForExitAsync(CancellationToken.None);
        return default;
    }

    private static async Task<TransferResult> TransferAsync(TransferRequest request, StepContext context, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        for (long done = 0; done < request.Bytes; done += request.Chunk)
        {
            await context.Throttle.WaitAsync(request.Chunk, cancellationToken);
            context.Report(done + request.Chunk, request.Bytes);
        }
        return new(watch.Elapsed.TotalSeconds);
    }

    private static Task<WorldResult> LookAround(JsonElement request, StepContext context, CancellationToken cancellationToken) =>
        request.TryGetProperty("fails", out _) ? throw new StepFailedException(RetryClass.Data, "It was asked to.", "Ask otherwise.") : Task.FromResult(new WorldResult(Environment.ProcessId, Activity.Current?.TraceId.ToString() ?? context.Trace?.TraceId.ToString() ?? "",
            context.ScratchFolder, Directory.Exists(context.ScratchFolder), Environment.GetEnvironmentVariable("TEST_SECRET") ?? "", context.AttemptId));

    /// <summary>Writes a file the way every step must: under a name of its own, published at the end, the same bytes each time.</summary>
    private static async Task<WriteResult> WriteAsync(WriteRequest request, StepContext context, CancellationToken cancellationToken)
    {
        var final = Path.Join(request.Folder, request.Name);
        var temporary = Path.Join(context.ScratchFolder, request.Name);
        await using (var file = new StreamWriter(temporary))
            for (var line = 0; line < request.Lines; line++)
            {
                await file.WriteLineAsync($"{request.Name} line {line}".AsMemory(), cancellationToken);
                await file.FlushAsync(cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(request.LineMilliseconds), cancellationToken);
                context.Report(line + 1, request.Lines);
            }
        File.Move(temporary, final, overwrite: true);
        // One line per publication: more than one shows that a step was done again after its result was recorded.
        await File.AppendAllTextAsync(final + ".published", context.AttemptId + "\n", cancellationToken);
        return new(request.Name, request.Lines);
    }

    private static async Task<JsonElement> RenderAsync(RenderRequest request, StepContext context, CancellationToken cancellationToken)
    {
        context.Report(0, 8);
        if (request.SlowNode is { } file)
        {
            var node = Environment.GetEnvironmentVariable("SLURMD_NODENAME") ?? "";
            if (!File.Exists(file)) await File.WriteAllTextAsync(file, node, cancellationToken);
            if (await File.ReadAllTextAsync(file, cancellationToken) == node) await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        await Task.Delay(300, cancellationToken);
        context.Report(8, 8);
        return JsonSerializer.SerializeToElement(request, ComputeJson.Options);
    }
}
