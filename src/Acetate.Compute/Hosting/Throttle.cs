namespace Acetate.Compute.Hosting;

/// <summary>Holds a transfer to a rate that may change while it runs. Safe to share between tasks.</summary>
/// <remarks>
/// Every caller draws a ticket (the count of bytes asked for so far); an allowance grows with time at the rate, and a caller
/// goes on when the allowance has passed its ticket. So callers are served in order and a changed rate counts at once.
/// </remarks>
public sealed class Throttle(TimeProvider? clock = null)
{
    // An idle transfer may catch up this much, so that a slow moment does not cost rate.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private long? _bytesPerSecond;
    private double _asked;
    private double _allowed;
    private long _lastTimestamp;

    /// <summary>The rate in bytes per second; null (the default) for as fast as possible. At least 1.</summary>
    public long? BytesPerSecond
    {
        get { lock (_lock) return _bytesPerSecond; }
        set
        {
            if (value is { } rate) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate, nameof(value));
            lock (_lock)
            {
                Advance();
                if (_bytesPerSecond is null) _allowed = _asked;
                _bytesPerSecond = value;
            }
        }
    }

    /// <summary>Waits until this many more bytes may pass.</summary>
    public async ValueTask WaitAsync(long bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        double ticket;
        lock (_lock) ticket = _asked += bytes;
        while (true)
        {
            TimeSpan nap;
            lock (_lock)
            {
                if (_bytesPerSecond is not { } rate) return;
                Advance();
                if (_allowed >= ticket) return;
                nap = TimeSpan.FromSeconds(Math.Min((ticket - _allowed) / rate, LongestNap.TotalSeconds));
            }
            // Timers count whole milliseconds; anything shorter would spin.
            await Task.Delay(nap < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : nap, _clock, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private void Advance()
    {
        var now = _clock.GetTimestamp();
        if (_bytesPerSecond is { } rate)
        {
            var elapsed = Math.Max(0, _clock.GetElapsedTime(_lastTimestamp, now).TotalSeconds);
            _allowed = Math.Min(_allowed + elapsed * rate, _asked + rate * Burst.TotalSeconds);
        }
        _lastTimestamp = now;
    }
}
