using System.Collections.Immutable;

namespace Acetate.Compute.Slurm;

/// <remarks>The loop over Slurm's programs: asks for jobs, takes them back, and looks at all of them at once.</remarks>
public sealed partial class SlurmEngine
{
    private static readonly TimeSpan ShortestBackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);
    private const int MostFailedStarts = 3;

    private readonly Dictionary<string, long> _shunned = new(StringComparer.Ordinal);

    private long _slurmLooked;
    private long _notBefore;
    private TimeSpan _backOff = ShortestBackOff;
    private int _failedStarts;
    private bool _hasLookedAfterStart;

    /// <summary>The name of all jobs of this engine in Slurm's queue.</summary>
    public string JobName => $"acetate-{_spool.Id}";

    private async Task AskSlurmAsync()
    {
        while (true)
        {
            var isLast = _end.IsCancellationRequested;
            try
            {
                await TakeBackAsync().ConfigureAwait(false);
                if (isLast) return;
                var answered = _clock.GetTimestamp() >= _notBefore && await AskForJobsAsync().ConfigureAwait(false);
                if (await LookAsync().ConfigureAwait(false) || answered) TellSlurm(null);
            }
            catch (SlurmException problem)
            {
                TellSlurm($"The Slurm cluster cannot be used now: {problem.Message} Steps that run there go on, others wait.");
                BackOff();
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                TellSlurm($"Jobs cannot be prepared in {_spool.Root}: {problem.Message}");
                BackOff();
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                // Once more, to take back what waits.
                continue;
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                MetABug(problem);
                BackOff();
            }

            if (isLast) return;
            await ((Task)_asked.WaitAsync(Shortest(_options.SlurmLook, TimeSpan.FromMilliseconds(500)), _end.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (_asked.Wait(0))
            {
                // One round is enough for all calls.
            }
        }
    }

    private async Task TakeBackAsync()
    {
        string[] jobs;
        lock (_lock)
        {
            // Asked for when there was more to do than there is now.
            var isWanted = new bool[_lanes.Length];
            foreach (var (_, lane) in Waiting()) isWanted[lane] = true;
            foreach (var pilot in _pilots)
            {
                if (pilot.HasBegun || pilot.IsTakenBack || pilot.Job.Length == 0 || !pilot.IsSubmitted || isWanted[Math.Min(pilot.Terms.Lane, _lanes.Length - 1)] || _clock.GetElapsedTime(pilot.Since) < _options.Idle
                    || _pilots.Count(other => other.Terms.Lane == pilot.Terms.Lane && !other.IsLeaving) <= LaneAt(pilot.Terms.Lane).Warm) continue;
                pilot.IsTakenBack = true;
                pilot.Say(new(Leave: true));
                _takeBack.Add(pilot.Job);
            }

            jobs = [.. _takeBack.Distinct(StringComparer.Ordinal)];
        }

        if (jobs.Length == 0) return;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _slurm.CancelAsync(jobs, limit.Token).ConfigureAwait(false);
        lock (_lock) _takeBack.RemoveAll(jobs.Contains);
    }

    private async Task<bool> AskForJobsAsync()
    {
        FleetOrder[] orders;
        lock (_lock)
        {
            // What a job that is there can take needs no other.
            GiveOut();
            orders = [.. FleetPlan.Wanted([.. Waiting().Select(one => (one.One.Attempt, one.Lane))], [.. _pilots.Where(pilot => pilot.Over is null)], _lanes, _options, _clock.GetUtcNow())];
        }

        foreach (var order in orders) await SubmitAsync(order).ConfigureAwait(false);
        return orders.Length > 0;
    }

    private async Task SubmitAsync(FleetOrder order)
    {
        var submission = Guid.CreateVersion7().ToString("N");
        var folder = Path.Join(_spool.Pilots, submission);
        var terms = new PilotTerms(order.Lane, order.Cores, order.MemoryMiB, [.. _options.Worker], _options.Scratch, _options.CancelGrace.TotalSeconds,
            _options.Lease.TotalSeconds, _options.Orphaned.TotalSeconds, _options.Look.TotalSeconds, _lanes[order.Lane].Warm > 0);
        var pilots = Enumerable.Range(0, order.Count).Select(task => new Pilot(submission, task, Path.Join(folder, $"{task}"), terms, _options.LongestLine)).ToArray();
        foreach (var pilot in pilots)
        {
            Directory.CreateDirectory(pilot.Folder);
            pilot.Say(new(Terms: terms));
            pilot.Send(_lock);
            pilot.Since = _clock.GetTimestamp();
        }

        ImmutableArray<string> shunned;
        lock (_lock)
        {
            _pilots.AddRange(pilots);
            foreach (var node in _shunned.Where(one => _clock.GetElapsedTime(one.Value) > _options.LeaveOut).Select(one => one.Key).ToArray()) _shunned.Remove(node);
            shunned = [.. _shunned.Keys];
        }

        try
        {
            var lane = _lanes[order.Lane];
            var job = await _slurm.SubmitAsync(new(JobName, submission, order.Count, order.Cores, order.MemoryMiB + _options.OwnMemoryMiB, lane, order.Nice, shunned, folder, _spool.Script, _options.Worker), _end.Token).ConfigureAwait(false);
            lock (_lock)
            {
                foreach (var pilot in pilots) (pilot.Job, pilot.IsSubmitted, pilot.Since) = ($"{job}_{pilot.Task}", true, _clock.GetTimestamp());
            }

            Submitted(order.Count, order.Cores, order.MemoryMiB, lane.Name, job);
            _woken.Release();
        }
        catch (Exception problem) when (problem is SlurmException or OperationCanceledException)
        {
            // Perhaps it was submitted all the same: whoever begins then finds that nobody wants it.
            foreach (var pilot in pilots)
            {
                lock (_lock)
                {
                    _pilots.Remove(pilot);
                    pilot.Say(new(End: true));
                }

                pilot.Send(_lock);
            }

            if (problem is not SlurmException { IsRefusal: true }) throw;
            lock (_lock)
            {
                // Perhaps the nodes that are shunned are all there are: better those than none.
                if (shunned.Length > 0)
                {
                    _shunned.Clear();
                    _asked.Release();
                    return;
                }

                FailWaiting(order.Lane, needs => FleetPlan.CoresFor(needs, _options) == order.Cores && FleetPlan.MemoryFor(needs, _options) == order.MemoryMiB,
                    $"Slurm does not take a job of {order.Cores} cores and {order.MemoryMiB + _options.OwnMemoryMiB} MiB: {problem.Message}",
                    "Change the lane in the options of Slurm, or ask for less; the step goes on by itself.");
            }
        }
    }

    /// <summary>Fails waiting attempts of a lane that cannot begin as things are. Under the lock.</summary>
    private void FailWaiting(int lane, Func<StepNeeds, bool> which, string message, string advice)
    {
        foreach (var (one, its) in Waiting())
            if (its == lane && which(one.Attempt.Needs)) Report(one, new StepResult.Failed(RetryClass.Capacity, message, advice));
    }

    /// <summary>Looks at all jobs, in one call, when it is time.</summary>
    private async Task<bool> LookAsync()
    {
        Pilot[] asked;
        lock (_lock) asked = [.. _pilots.Where(pilot => pilot.IsSubmitted)];
        if (_clock.GetElapsedTime(_slurmLooked) < _options.SlurmLook || (asked.Length == 0 && _hasLookedAfterStart)) return false;
        _slurmLooked = _clock.GetTimestamp();
        var jobs = await _slurm.QueueAsync(JobName, _end.Token).ConfigureAwait(false);
        _hasLookedAfterStart = true;
        var byPlace = jobs.GroupBy(job => (job.Submission, job.Task)).ToDictionary(group => group.Key, group => group.Last());
        lock (_lock)
        {
            foreach (var pilot in asked)
            {
                byPlace.TryGetValue((pilot.Submission, pilot.Task), out var job);
                if (job is { Waits: true } or { Runs: true })
                {
                    (pilot.Missed, pilot.Reason) = (0, job.Reason);
                    if (pilot.Job.Length == 0) pilot.Job = job.Id;
                    if (pilot.IsHalted && !job.IsHalted) pilot.Sign = _clock.GetTimestamp();
                    pilot.IsHalted = job.IsHalted;
                    continue;
                }

                // Twice, so that what it said last has time to arrive.
                if (++pilot.Missed < 2) continue;
                if (job is { Node.Length: > 0 }) pilot.Node = job.Node;
                pilot.Over ??= job is null ? "Slurm does not know it any more" : $"Slurm says {job.State}{(job.Reason is "None" or "" ? "" : $" ({job.Reason})")}";
            }

            // Nobody's: their folder was removed, or the engine that asked for them died before it heard the answer.
            var known = _pilots.Select(pilot => pilot.Submission).ToHashSet(StringComparer.Ordinal);
            _takeBack.AddRange(jobs.Where(job => (job.Waits || job.Runs) && job.State != "COMPLETING" && !known.Contains(job.Submission)).Select(job => job.Id));
        }

        return true;
    }

    /// <summary>A job that ended before its program said a word: the node lacks something. Under the lock.</summary>
    private void DidNotStart(Pilot pilot, string log)
    {
        if (pilot.IsRecovered) return;
        BackOff();
        var said = log.Length > 0 ? $" Its log ends with: {log}" : "";
        Told($"Slurm job {pilot.Job}{(pilot.Node.Length > 0 ? $" on {pilot.Node}" : "")} ended before its program began: {pilot.Over}.{said}");
        if (++_failedStarts < MostFailedStarts) return;
        _failedStarts = 0;
        FailWaiting(pilot.Terms.Lane, _ => true, $"Slurm jobs end before their program begins. The last, {pilot.Job}: {pilot.Over}.{said}",
            "Check that every node sees the worker program and the spool folder under the same paths; the step goes on by itself.");
    }

    private void BackOff()
    {
        _notBefore = _clock.GetTimestamp() + (long)(_backOff.TotalSeconds * _clock.TimestampFrequency);
        _backOff = Shortest(_backOff * 2, LongestBackOff);
    }

    private void TellSlurm(string? trouble)
    {
        lock (_lock)
        {
            if (_slurmTrouble == trouble) return;
            (_slurmTrouble, var before) = (trouble, _slurmTrouble);
            if (trouble is not null) Told(trouble);
            else if (before is not null) IsBack();
        }
    }
}
