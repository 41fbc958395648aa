using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Slurm;

namespace Acetate.Library.Tests.Compute;

/// <summary>An engine in a process of its own, which is given attempts and says what it hears of them. A test kills it.</summary>
internal static class SlurmEngineProgram
{
    public const string Argument = "--as-slurm-engine";

    internal sealed record Settings(SlurmOptions Options, StepAttempt[] Attempts);

    public static async Task<int> RunAsync(string file)
    {
        var settings = JsonSerializer.Deserialize<Settings>(await File.ReadAllTextAsync(file), ComputeJson.Options)!;
        await using var engine = new SlurmEngine(settings.Options);
        foreach (var attempt in settings.Attempts) await engine.SubmitAsync(attempt, CancellationToken.None);
        await foreach (var report in engine.ReportsAsync(CancellationToken.None))
            Console.WriteLine($"{report.AttemptId} {(report.Result is null ? "runs" : "ended")}");
        return 0;
    }
}
