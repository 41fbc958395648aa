namespace Acetate.Compute.Local;

/// <summary>Workers that have done a step and said that they take another: the next step of their kind goes to one of them.</summary>
/// <remarks>
/// A worker's start costs a tenth of a second of processor time, most of it spent on what the next step of the same kind needs again. Only a step that went well leaves its worker
/// here, and only for steps of the same function with the same needs; one that nobody takes for a moment is ended. docs/decisions/0046.
/// </remarks>
/// <param name="most">How many wait at most.</param>
/// <param name="longest">How long one waits.</param>
/// <param name="clock">Tells how long they wait.</param>
internal sealed class WarmWorkers(int most, TimeSpan longest, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly List<(string Kind, WorkerSession Session)> _waiting = [];
    private bool _closed;

    /// <summary>What must be the same of two attempts so that one process makes both.</summary>
    public static string KindOf(StepAttempt attempt) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{attempt.Function} {attempt.Needs.Cores} {attempt.Needs.MemoryMiB} {attempt.Version}");

    /// <summary>One that waits for such an attempt; null when there is none.</summary>
    public WorkerSession? Take(string kind)
    {
        lock (_lock)
        {
            // The one that came last: what it needs is still in the caches.
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Kind != kind || _waiting[i].Session.Process.HasExited) continue;
                var found = _waiting[i].Session;
                _waiting.RemoveAt(i);
                return found;
            }

            return null;
        }
    }

    /// <summary>Keeps one for a moment; another gives way where too many wait.</summary>
    public async Task PutAsync(string kind, WorkerSession session)
    {
        WorkerSession? tooMany = null;
        lock (_lock)
        {
            if (_closed) tooMany = session;
            else
            {
                _waiting.Add((kind, session));
                if (_waiting.Count > most)
                {
                    tooMany = _waiting[0].Session;
                    _waiting.RemoveAt(0);
                }
            }
        }

        if (tooMany is not null) await tooMany.EndAsync().ConfigureAwait(false);
        if (tooMany == session) return;
        await Task.Delay(longest, clock).ConfigureAwait(false);
        bool isUnused;
        lock (_lock) isUnused = _waiting.RemoveAll(one => one.Session == session) > 0;
        if (isUnused) await session.EndAsync().ConfigureAwait(false);
    }

    /// <summary>Ends all that wait; none is kept any more.</summary>
    public async Task CloseAsync()
    {
        WorkerSession[] all;
        lock (_lock)
        {
            _closed = true;
            all = [.. _waiting.Select(one => one.Session)];
            _waiting.Clear();
        }

        await Task.WhenAll(all.Select(session => session.EndAsync())).ConfigureAwait(false);
    }
}
