using Acetate.Compute.Hosting;

namespace Acetate.Steps.Transfer;

/// <summary>What a transfer shows while it runs.</summary>
/// <param name="BytesPerSecond">Over the last few seconds.</param>
/// <param name="LimitedBy">What it waits for most.</param>
/// <param name="FilesDone">Files that have an outcome.</param>
/// <param name="Files">All files.</param>
/// <param name="Stages">Where the time went.</param>
public sealed record TransferDetail(double BytesPerSecond, TransferLimit LimitedBy, int FilesDone, int Files, StageSeconds Stages);

/// <summary>Counts bytes and files of a transfer and reports them a few times a second.</summary>
internal sealed class TransferProgress(StepContext context, StageTimes times, long totalBytes, int files, bool sourceIsRemote, bool targetIsRemote)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    // The rate forgets what is older than this, so that the estimate is stable and still follows a change.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly long _started = context.Clock.GetTimestamp();
    private long _reported = context.Clock.GetTimestamp();
    private long _reportedBytes;
    private double _rate;
    private long _bytes;
    private int _filesDone;

    public long Bytes => Interlocked.Read(ref _bytes);

    public TransferLimit LimitedBy => times.LimitedBy(sourceIsRemote, targetIsRemote);

    public void Passed(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Report(always: false);
    }

    /// <summary>A file has its outcome; bytes of it that never passed count as done.</summary>
    public void Finished(long bytesLeft)
    {
        Interlocked.Increment(ref _filesDone);
        Interlocked.Add(ref _bytes, bytesLeft);
        Report(always: false);
    }

    public void Report(bool always)
    {
        lock (_lock)
        {
            var now = context.Clock.GetTimestamp();
            var since = context.Clock.GetElapsedTime(_reported, now);
            if (since < Pace && !always) return;
            var bytes = Bytes;
            var current = since > TimeSpan.Zero ? (bytes - _reportedBytes) / since.TotalSeconds : _rate;
            var age = context.Clock.GetElapsedTime(_started, now);
            var weight = Math.Min(1, since / (age < Memory ? age : Memory));
            _rate += (current - _rate) * weight;
            (_reported, _reportedBytes) = (now, bytes);
            context.Report(bytes, totalBytes, new TransferDetail(Math.Round(_rate), LimitedBy, Volatile.Read(ref _filesDone), files, times.ToSeconds()));
        }
    }
}
