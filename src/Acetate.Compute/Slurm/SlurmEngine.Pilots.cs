namespace Acetate.Compute.Slurm;

/// <remarks>The loop over files: what pilots say, what they are told, who gets which attempt, who is silent.</remarks>
public sealed partial class SlurmEngine
{
    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(1);

    // Somebody waits for the first step of an idle cluster: while a few jobs are about to begin, files are looked at more often.
    private static readonly TimeSpan EagerLook = TimeSpan.FromMilliseconds(20), Eager = TimeSpan.FromSeconds(5);
    private const int MostEager = 8;

    private readonly long _started;
    private readonly List<Pilot> _toMark = [];
    private readonly ReadBefore _readBefore = new();
    private readonly List<Pilot> _couldTake = [];
    private readonly List<ReadingPlace> _places = [];
    private long _beaten;
    private long _swept;
    private bool _graceIsOver;

    private async Task FollowPilotsAsync()
    {
        while (true)
        {
            var isLast = _end.IsCancellationRequested;
            try
            {
                Turn();
                TellFiles(null);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                TellFiles($"The spool folder {_spool.Root} cannot be used now: {problem.Message} What runs on the cluster goes on.");
                Pause();
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                MetABug(problem);
                Pause();
            }

            if (isLast) return;
            TimeSpan look;
            lock (_lock)
            {
                var coming = _pilots.Where(pilot => !pilot.HasBegun && pilot.Over is null).ToList();
                look = _pilots.Count <= MostEager && (coming.Any(pilot => _clock.GetElapsedTime(pilot.Since) < Eager) || _pilots.Any(pilot => pilot.Attempts.Count > 0 && _clock.GetElapsedTime(pilot.Since) < Eager)) ? Shortest(EagerLook, _options.Look)
                    : coming.Count == 0 && _open.Count == 0 ? IdleLook : _options.Look;
            }

            await ((Task)_woken.WaitAsync(look, _end.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (_woken.Wait(0))
            {
                // One look is enough for all calls.
            }
        }
    }

    private void Turn()
    {
        if (_clock.GetElapsedTime(_beaten) > Shortest(_options.Orphaned / 4, TimeSpan.FromSeconds(5)))
        {
            _spool.Beat();
            _beaten = _clock.GetTimestamp();
        }

        Pilot[] pilots;
        lock (_lock) pilots = [.. _pilots];
        foreach (var pilot in pilots)
            if (pilot.IsSubmitted) Hear(pilot);
        lock (_lock)
        {
            GiveOut();
            foreach (var one in _open.Values) Order(one);
            foreach (var pilot in pilots) LetGo(pilot);
        }

        foreach (var pilot in pilots) Send(pilot);
        foreach (var pilot in pilots)
            if (pilot.Over is not null) Close(pilot);
        if (!_graceIsOver && _clock.GetElapsedTime(_started) > _options.ClaimGrace) ForgetUnclaimed();
        if (_clock.GetElapsedTime(_swept) < Shortest(_options.Keep, TimeSpan.FromHours(1))) return;
        _swept = _clock.GetTimestamp();
        HashSet<string> wanted;
        lock (_lock) wanted = [.. _pilots.Select(pilot => pilot.Submission)];
        _spool.Sweep(_clock.GetUtcNow() - _options.Keep, wanted.Contains);
    }

    /// <summary>Reads what a pilot has said since the last look.</summary>
    private void Hear(Pilot pilot)
    {
        List<PilotNews> news;
        try
        {
            news = pilot.Journal.Read<PilotNews>();
        }
        catch (Exception problem) when (problem is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            lock (_lock) (pilot.Over, pilot.IsBroken) = ($"what it said cannot be read ({problem.Message})", problem is InvalidDataException);
            return;
        }

        var now = _clock.GetTimestamp();
        lock (_lock)
        {
            if (news.Count > 0) pilot.Sign = now;
            foreach (var one in news) Take(pilot, one, now);
            if (pilot.HasBegun && !pilot.IsHalted && _clock.GetElapsedTime(pilot.Sign, now) > _options.Lease)
            {
                pilot.Over ??= $"it gave no sign of life for {_options.Lease.TotalSeconds:0.#} s";
                if (pilot.Node.Length > 0) _shunned[pilot.Node] = now;
                if (pilot.Job.Length > 0) _takeBack.Add(pilot.Job);
            }
        }
    }

    private void Take(Pilot pilot, PilotNews news, long now)
    {
        if (news.Begun is { } begun)
        {
            // A recovered one began whoever knows when; it leaves anyhow.
            _shunned.Remove(begun.Node);
            (pilot.HasBegun, pilot.Since, pilot.Busy, pilot.Node) = (true, now, now, begun.Node);
            if (pilot.Job.Length == 0) pilot.Job = begun.Job;
            (_failedStarts, _backOff) = (0, ShortestBackOff);
        }

        if (news.Ended is { } why) pilot.Over ??= why.TrimEnd('.');
        // Of another pilot by now, or ended: nobody listens to what is still said about it.
        if (news.Attempt is not { } id || !_open.TryGetValue(id, out var one) || one.Pilot != pilot) return;
        pilot.Busy = now;
        if (news.Progress is { } progress && !one.IsUnclaimed) _reports.Writer.TryWrite(new(id, progress, null));
        if (news.Result is not { } result) return;
        if (result is StepResult.Done && !pilot.IsRecovered) Learn(one, now, pilot);
        Report(one, result);
    }

    /// <summary>How long steps of a function take, the newest counting for a third. Of several in a row the time between two ends counts.</summary>
    private void Learn(OpenAttempt one, long now, Pilot pilot)
    {
        var from = Math.Max(one.Given, pilot.LastEnd);
        pilot.LastEnd = now;
        var took = _clock.GetElapsedTime(from, now);
        _usual[one.Attempt.Function] = _usual.TryGetValue(one.Attempt.Function, out var before) ? (before * 2 + took) / 3 : took;
    }

    /// <summary>Gives waiting attempts to pilots. Under the lock.</summary>
    private void GiveOut()
    {
        _ahead = 0;
        foreach (var (one, lane) in Waiting())
        {
            TimeSpan? usual = _usual.TryGetValue(one.Attempt.Function, out var known) ? known : null;
            _couldTake.Clear();
            _places.Clear();
            foreach (var pilot in _pilots)
            {
                if (pilot.Over is not null || pilot.Terms.Lane != lane || !pilot.Takes(one.Attempt.Needs, usual)) continue;
                _couldTake.Add(pilot);
                var hasRead = _readBefore.Has(pilot.Node, one.Attempt.Reads);
                _places.Add(new(pilot.Attempts.Count, hasRead && pilot.Fits(one.Attempt.Needs), hasRead, IsAvoided: one.Attempt.Avoid.Length > 0 && pilot.Node == one.Attempt.Avoid));
            }

            if (ReadBefore.Choose(_places) is not (>= 0 and var chosen)) continue;
            var best = _couldTake[chosen];
            _readBefore.Note(best.Node, one.Attempt.Reads);
            (one.Pilot, one.Given) = (best, _clock.GetTimestamp());
            best.Attempts.Add(one);
            best.Busy = one.Given;
            best.Say(new(Attempt: one.Attempt));
        }

        if (_usual.Count == 0) return;
        // Room for so many more of the shortest kind: who asks for room does not say of which.
        var shortest = _usual.Values.Min();
        foreach (var pilot in _pilots) if (pilot.HasBegun && !pilot.IsLeaving) _ahead += Pilot.AheadOf(shortest);
    }

    /// <summary>Passes on what was asked of an attempt that has begun. Under the lock.</summary>
    private static void Order(OpenAttempt one)
    {
        if (one.Pilot is not { } pilot) return;
        if (one is { CancelAsked: true, CancelSent: false })
        {
            one.CancelSent = true;
            pilot.Say(new(Cancel: one.Attempt.Id));
        }

        if (!one.RateChanged) return;
        one.RateChanged = false;
        pilot.Say(new(Throttle: one.Attempt.Id, BytesPerSecond: one.Attempt.ThrottleBytesPerSecond));
    }

    /// <summary>Lets a pilot go that has nothing to do, or has been there for long. Under the lock.</summary>
    private void LetGo(Pilot pilot)
    {
        if (!pilot.HasBegun || pilot.IsLeaving || pilot.Over is not null) return;
        var isOld = _clock.GetElapsedTime(pilot.Since) > _options.JobLife;
        var isIdle = pilot.Attempts.Count == 0 && _clock.GetElapsedTime(pilot.Busy) > _options.Idle;
        // Where no more jobs may be asked for, one that nobody needs makes room for one that somebody does.
        var isInTheWay = pilot.Attempts.Count == 0 && _pilots.Count >= _options.Jobs && _open.Values.Any(one => one.Pilot is null && one.Ended is null) && _clock.GetElapsedTime(pilot.Busy) > _options.Look * 2;
        if (!isOld && !isIdle && !isInTheWay) return;
        var there = _pilots.Count(other => other.HasBegun && !other.IsLeaving && other.Terms.Lane == pilot.Terms.Lane);
        if (isOld || isInTheWay || there > LaneAt(pilot.Terms.Lane).Warm) pilot.Say(new(Leave: true));
    }

    private SlurmLane LaneAt(int lane) => _lanes[Math.Clamp(lane, 0, _lanes.Length - 1)];

    private void Send(Pilot pilot)
    {
        try
        {
            pilot.Send(_lock);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            lock (_lock) pilot.Over ??= "its folder is gone";
        }
    }

    /// <summary>A pilot is over: what it says from now on counts for nothing, and what it had is lost.</summary>
    private void Close(Pilot pilot)
    {
        // Its last words, if it came to say them: what it has done need not be done again.
        if (!pilot.IsBroken) Hear(pilot);
        var lost = pilot.Attempts.Count > 0;
        if (!pilot.IsRecovered || _graceIsOver || lost)
        {
            // Written before anybody is told: a pilot that was only out of sight reads it, and the next engine does.
            lock (_lock) pilot.Say(new(End: true));
            Send(pilot);
        }
        else
        {
            _toMark.Add(pilot);
        }

        var log = pilot.HasBegun ? "" : LastWords(pilot);
        lock (_lock)
        {
            var where = pilot.Node.Length > 0 ? $" on {pilot.Node}" : "";
            if (lost || !pilot.HasBegun) Gone(pilot.Job, pilot.Node, pilot.Over!, pilot.Attempts.Count);
            foreach (var one in pilot.Attempts.ToArray())
                Report(one, one.CancelAsked ? new StepResult.Cancelled()
                    : pilot.IsBroken ? new StepResult.Failed(RetryClass.Data, $"The worker of Slurm job {pilot.Job}{where} did not keep to its contract: {pilot.Over}.", "Install the same version on every node, then try again.")
                    : new StepResult.Lost($"Slurm job {pilot.Job}{where} is over: {pilot.Over}."));
            _pilots.Remove(pilot);
            if (!pilot.HasBegun && !pilot.IsTakenBack) DidNotStart(pilot, log);
        }
    }

    /// <summary>Stops what an earlier engine had begun and nobody wants any more.</summary>
    private void ForgetUnclaimed()
    {
        foreach (var pilot in _toMark)
        {
            lock (_lock) pilot.Say(new(End: true));
            Send(pilot);
        }

        _toMark.Clear();
        _graceIsOver = true;
        lock (_lock)
        {
            foreach (var one in _open.Values.Where(one => one.IsUnclaimed).ToArray())
            {
                one.CancelAsked = true;
                Order(one);
                one.Pilot?.Attempts.Remove(one);
                _open.Remove(one.Attempt.Id);
            }
        }
    }

    /// <summary>Time in which nothing could be heard is nobody's silence.</summary>
    private void Pause()
    {
        var now = _clock.GetTimestamp();
        lock (_lock)
            foreach (var pilot in _pilots) pilot.Sign = now;
    }

    private static string LastWords(Pilot pilot)
    {
        try
        {
            var log = Path.Join(Path.GetDirectoryName(pilot.Folder), $"{pilot.Task}.log");
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = Math.Max(0, file.Length - 400);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd().Trim().ReplaceLineEndings(" ");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void TellFiles(string? trouble)
    {
        lock (_lock)
        {
            if (_fileTrouble == trouble) return;
            (_fileTrouble, var before) = (trouble, _fileTrouble);
            if (trouble is not null) Told(trouble);
            else if (before is not null) IsBack();
        }
    }

    private static TimeSpan Shortest(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
