using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>Records each end of a step as an event, so that a test can count what was recorded.</summary>
internal sealed class TestRecorder(Func<StepRow, StepResult, Task>? before = null) : IJobRecorder
{
    public const string TestKind = "test-work";

    public string Kind => TestKind;

    public async Task RecordAsync(LibraryTransaction tx, JobHead job, StepRow step, StepResult result, CancellationToken cancellationToken)
    {
        if (before is not null) await before(step, result);
        await tx.TellAsync(job, "test.recorded", "recorder", $"{step.Name} {step.State}", step, cancellationToken);
    }

    public Task JobDoneAsync(LibraryTransaction tx, JobHead job, CancellationToken cancellationToken) => tx.TellAsync(job, "test.job-done", "recorder", "", null, cancellationToken);

    /// <summary>What was recorded of a job, in order: "a Done".</summary>
    public static Task<ImmutableArray<string>> OfAsync(MediaLibrary library, Guid job) => library.ReadAsync(async tx =>
        (ImmutableArray<string>)[.. (await EventsAsync(tx)).Where(e => e.Job == job && e.Kind == "test.recorded").Select(e => e.Message)], CancellationToken.None);

    public static async Task<List<LibraryEvent>> EventsAsync(LibraryTransaction tx)
    {
        var all = new List<LibraryEvent>();
        while (true)
        {
            var page = await tx.EventsAfterAsync(all.Count == 0 ? 0 : all[^1].Sequence, 1000, CancellationToken.None);
            if (page.Count == 0) return all;
            all.AddRange(page);
        }
    }

    public static Step Step(string name, string function, object request) =>
        new() { Name = name, Function = function, Request = JsonSerializer.SerializeToElement(request, ComputeJson.Options), Needs = new() { Cores = 0.5, MemoryMiB = 64 } };

    public static Plan PlanOf(string key, params Step[] steps) =>
        new() { Key = key, Kind = TestKind, Title = key, Show = "film", Subject = key, Steps = [.. steps] };
}
