using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Steps.Render;

namespace Acetate.Tools.Jobs;

/// <summary>Gives ready steps to engines that have room.</summary>
internal sealed class Dispatcher(
    MediaLibrary library, FrozenDictionary<string, IJobRecorder> recorders, RunningAttempts running, JobRunnerOptions options, TimeProvider clock)
{
    // Enough to fill the engines; after every round the ledger is asked again.
    private const int PerShow = 256;
    // A claim is a write that the disk confirms: several at once cost as much as one.
    private const int MostAtOnce = 256;
    private static readonly StepNeeds Nothing = new() { Cores = 0, MemoryMiB = 0 };
    private readonly MeasuredNeeds needs = new(library, clock);

    /// <summary>Starts what can be started now. The answer is how many attempts began.</summary>
    public async Task<int> RoundAsync(string runner, IReadOnlyDictionary<string, IComputeEngine> engines, CancellationToken cancellationToken)
    {
        if (!options.MayBegin()) return 0;
        var places = engines.Where(e => e.Value.HasRoomFor(Nothing)).Select(e => e.Key).ToArray();
        if (places.Length == 0) return 0;
        await needs.RefreshAsync(cancellationToken);
        var (ready, uses) = await library.ReadAsync(async tx =>
            (await tx.ReadyStepsAsync(places, PerShow, cancellationToken), await tx.ShowUsesAsync(cancellationToken)), cancellationToken);
        var taken = new Dictionary<string, StepNeeds>(StringComparer.Ordinal);
        var reserved = new HashSet<string>(StringComparer.Ordinal);
        var (late, count) = (library.Clock.GetUtcNow() - options.Patience, 0);
        var chosen = DispatchOrder.Choose(ready, uses, step =>
        {
            if (count == MostAtOnce || reserved.Contains(step.Place)) return false;
            var others = taken.GetValueOrDefault(step.Place);
            var its = needs.Of(step.Function, step.Cores, step.MemoryMib, step.StallSeconds, step.Losses);
            if (!engines[step.Place].HasRoomFor(its, others))
            {
                // Small steps must not pass a large one for ever: from now on room is kept for it.
                if (step.ReadyAt < late) reserved.Add(step.Place);
                return false;
            }

            taken[step.Place] = its with { Cores = (others?.Cores ?? 0) + its.Cores, MemoryMiB = (others?.MemoryMiB ?? 0) + its.MemoryMiB };
            count++;
            return true;
        });
        return !chosen.IsEmpty && options.MayBegin() ? await BeginAsync(chosen, runner, engines, cancellationToken) : 0;
    }

    /// <summary>Claims steps in one transaction and hands them to their engines. The answer is how many began: some may be somebody else's by now.</summary>
    private async Task<int> BeginAsync(ImmutableArray<ReadyStep> chosen, string runner, IReadOnlyDictionary<string, IComputeEngine> engines, CancellationToken cancellationToken)
    {
        var claimed = await library.WriteAsync(async tx =>
        {
            var claims = await tx.ClaimAsync([.. chosen.Select(ready => (ready.Id, Guid.CreateVersion7(library.Clock.GetUtcNow()).ToString("N")))], runner, options.Version, cancellationToken);
            foreach (var claim in claims)
                if (recorders.TryGetValue(claim.Job.Kind, out var recorder)) await recorder.BegunAsync(tx, claim.Job, claim.Step, cancellationToken);
            return claims;
        }, cancellationToken);
        var begun = 0;
        foreach (var claim in claimed)
            if (await HandOverAsync(claim, runner, engines[claim.Step.Place], cancellationToken)) begun++;
        return begun;
    }

    /// <summary>Answers for an attempt of an earlier process that goes on in an engine of this one.</summary>
    /// <remarks>The engine is asked as if it were new: it knows the attempt, and reports its end here.</remarks>
    public async Task ResumeAsync(string attemptId, string runner, IReadOnlyDictionary<string, IComputeEngine> engines, CancellationToken cancellationToken)
    {
        if (await library.ReadAsync(tx => tx.ClaimedAsync(attemptId, runner, cancellationToken), cancellationToken) is not { } claim
            || !engines.TryGetValue(claim.Step.Place, out var engine)) return;
        await HandOverAsync(claim, runner, engine, cancellationToken);
    }

    private async Task<bool> HandOverAsync(Claim claim, string runner, IComputeEngine engine, CancellationToken cancellationToken)
    {
        var (attemptId, job, step) = (claim.AttemptId, claim.Job, claim.Step);
        var request = Parse(claim.Request);
        var span = JobMeters.Source.StartActivity($"step {step.Function}", ActivityKind.Producer, job.Trace is { Length: > 0 } ? job.Trace : null);
        // The span ends when the attempt does; it must not become the parent of whatever this loop does next.
        Activity.Current = null;
        span?.SetTag("acetate.job", job.Id).SetTag("acetate.step", step.Name).SetTag("acetate.show", job.Show);
        var attempt = new RunningAttempt(attemptId, runner, job, step, engine, span, clock.GetTimestamp())
        {
            Rate = options.Transfers.Contains(step.Function) ? job.Throttle : null,
            TakesUp = RenderFrames.TakesUp(step.Function, request),
        };
        running.Add(attempt);
        try
        {
            await engine.SubmitAsync(new StepAttempt(attemptId, step.Function, request,
                needs.Of(step.Function, step.Cores, step.MemoryMib, step.StallSeconds, step.Losses), span?.Id ?? job.Trace)
            {
                Outputs = claim.Outputs.ToImmutableDictionary(o => o.Key, o => Parse(o.Value), StringComparer.Ordinal),
                ThrottleBytesPerSecond = attempt.Rate,
                Kind = job.Kind,
                Reads = StepReads.Of(request),
                Version = job.Version,
                Show = job.Show,
                Deadline = job.Deadline,
                Priority = job.Priority,
                Avoid = running.Left.GetValueOrDefault(step.Id) ?? "",
            }, CancellationToken.None);
            return true;
        }
        catch (ObjectDisposedException)
        {
            // The engine was closed in this moment. Nothing ran.
            running.Remove(attemptId);
            await library.WriteAsync(tx => tx.LostAsync(attemptId, runner, "The engine was closed.", cancellationToken), cancellationToken);
            return false;
        }
    }

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json, ComputeJson.Options);
}
