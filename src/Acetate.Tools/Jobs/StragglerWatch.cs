using System.Globalization;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;
using Microsoft.Extensions.Logging;

namespace Acetate.Tools.Jobs;

/// <summary>Moves steps that go far slower than others of their kind to other nodes, where those have nothing to do.</summary>
/// <remarks>
/// A step is given up before it is begun again: never do two work at it. Only steps that take up what is there are moved, each once, and none of an
/// engine that has one node. What is usual is measured in this process, by its own clock that no setting of the time of day touches: after a restart it has to be
/// measured anew before anything is moved.
/// </remarks>
internal sealed partial class StragglerWatch(MediaLibrary library, RunningAttempts running, TimeProvider clock, ILogger logger)
{
    private const int Kept = 64, MostLeft = 1000;
    private readonly Lock gate = new();
    private readonly Dictionary<(Guid Job, string Kind), List<double>> paces = [];

    /// <summary>Notes how quickly a step went that is done.</summary>
    public void Ended(RunningAttempt attempt, StepResult result)
    {
        if (result is not StepResult.Done || !attempt.TakesUp) return;
        running.Left.TryRemove(attempt.Step.Id, out _);
        if (attempt.Began is not var (at, before) || attempt.Progress is not { Total: > 0 } last) return;
        // Who was first heard of when much was done was not seen at work.
        if (before > last.Total / 4 || last.Total - before < 1) return;
        lock (gate)
        {
            var key = (attempt.Job.Id, KindOf(attempt.Step));
            if (!paces.TryGetValue(key, out var list)) paces.Add(key, list = []);
            if (list.Count == Kept) list.RemoveAt(0);
            list.Add(clock.GetElapsedTime(at).TotalSeconds / (last.Total - before));
        }
    }

    /// <summary>Looks at what runs, and moves the one step that gains most by it.</summary>
    /// <param name="isIdle">Whether nothing waits for a worker.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task LookAsync(bool isIdle, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var jobs = running.All.Select(attempt => attempt.Job.Id).ToHashSet();
            foreach (var key in paces.Keys.Where(key => !jobs.Contains(key.Job)).ToArray()) paces.Remove(key);
        }

        if (!isIdle) return;
        var found = running.All.Where(attempt => attempt is { TakesUp: true, CancelAsked: false, Moving: null, StaysHere: false })
            .Select(attempt => (Attempt: attempt, Gain: GainOf(attempt), Node: attempt.Engine.NodeOf(attempt.Id)))
            .Where(one => one is { Gain: not null, Node: not null } && one.Attempt.Engine.HasRoomBeside(one.Node, Needs(one.Attempt.Step))).OrderByDescending(one => one.Gain).FirstOrDefault();
        if (found is not { Attempt: { } slow, Gain: { } gain, Node: { } node }) return;
        if (await library.ReadAsync(tx => tx.WasMovedAsync(slow.Step.Id, cancellationToken), cancellationToken))
        {
            slow.StaysHere = true;
            return;
        }

        // Steps that are cancelled after they were moved leave their node behind; to forget one costs a good place at most.
        if (running.Left.Count >= MostLeft) running.Left.Clear();
        running.Left[slow.Step.Id] = node;
        slow.Moving = string.Create(CultureInfo.InvariantCulture, $"It was far slower on {node} than such steps are, with {slow.Progress?.Done:0} of {slow.Progress?.Total:0} done: it goes on elsewhere, about {gain:0} s sooner.");
        Moves(slow.Step.Name, node, gain);
        await slow.Engine.CancelAsync(slow.Id, cancellationToken);
    }

    private double? GainOf(RunningAttempt attempt)
    {
        if (attempt.Began is not var (at, before) || attempt.Progress is not { } last) return null;
        UsualPace? usual;
        lock (gate)
        {
            var all = paces.Where(one => one.Key.Job == attempt.Job.Id).SelectMany(one => one.Value).ToArray();
            usual = UsualPace.Of(paces.GetValueOrDefault((attempt.Job.Id, KindOf(attempt.Step))) ?? [], all);
        }

        return StragglerRule.Gain(usual, clock.GetElapsedTime(at).TotalSeconds, last.Done - before, last.Total - last.Done);
    }

    // Steps of one plate have its name before their number.
    private static string KindOf(StepRow step) => step.Name[..Math.Max(0, step.Name.LastIndexOf('/'))];

    private static StepNeeds Needs(StepRow step) => new() { Cores = step.Cores, MemoryMiB = step.MemoryMib };

    [LoggerMessage(LogLevel.Information, "Step {Step} is moved away from {Node}, where it is far slower than such steps are: about {Gain:0} s are gained")]
    private partial void Moves(string step, string node, double gain);
}
