using System.Diagnostics;
using System.Text.Json;
using Acetate.Compute;

namespace Acetate.Benchmarks.Cluster;

/// <summary>The same steps, by an engine and by <c>xargs</c>.</summary>
internal static class Farm
{
    /// <summary>The seconds that an engine takes for steps that are all there from the beginning; each has to be done.</summary>
    public static async Task<double> TimeAsync(IComputeEngine engine, IReadOnlyCollection<StepAttempt> steps)
    {
        var started = Stopwatch.GetTimestamp();
        var submitting = SubmitAsync();
        var ended = 0;
        await foreach (var report in engine.ReportsAsync(CancellationToken.None))
        {
            if (report.Result is { } result and not StepResult.Done) throw new InvalidOperationException($"A step ended otherwise: {result}");
            if (report.Result is not null && ++ended == steps.Count) break;
        }

        await submitting;
        return Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task SubmitAsync()
        {
            foreach (var step in steps)
            {
                // As a runner does, which takes no more from the ledger than there is room for.
                while (!engine.HasRoomFor(step.Needs)) await Task.Delay(2);
                await engine.SubmitAsync(step, CancellationToken.None);
            }
        }
    }

    /// <summary>The seconds that <c>xargs -P</c> takes, which starts a worker for each step.</summary>
    public static async Task<double> XargsAsync(string worker, string folder, IReadOnlyList<StepAttempt> steps, int cores)
    {
        var requests = Directory.CreateDirectory(Path.Join(folder, "requests")).FullName;
        for (var i = 0; i < steps.Count; i++)
            await File.WriteAllTextAsync(Path.Join(requests, $"{i:00000}"), JsonSerializer.Serialize(new WorkerRequest(steps[i].Id, steps[i].Function, steps[i].Request), ComputeJson.Options) + "\n");
        // A worker whose input ends stops: it reads from a pipe that stays open until it has ended by itself.
        const string one = "mkfifo \"$1.pipe\"; exec 3<>\"$1.pipe\"; cat \"$1\" >&3; exec \"$0\" <&3 >/dev/null 2>&1";
        var started = Stopwatch.GetTimestamp();
        using var xargs = Process.Start(new ProcessStartInfo("xargs", ["-P", $"{cores}", "-n", "1", "bash", "-c", one, worker]) { RedirectStandardInput = true })!;
        for (var i = 0; i < steps.Count; i++) await xargs.StandardInput.WriteLineAsync(Path.Join(requests, $"{i:00000}"));
        xargs.StandardInput.Close();
        await xargs.WaitForExitAsync();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Directory.Delete(requests, recursive: true);
        return xargs.ExitCode == 0 ? seconds : throw new InvalidOperationException($"xargs ended with {xargs.ExitCode}.");
    }
}
