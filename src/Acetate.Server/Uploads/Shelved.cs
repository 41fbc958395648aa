using Acetate.Server.Problems;

namespace Acetate.Server.Uploads;

/// <summary>One upload on the shelf, and whose turn it is to write.</summary>
// Never disposed: it holds no kernel handle, and a request may still wait on it when the upload has gone.
#pragma warning disable CA1001
internal sealed class Shelved(UploadRecord record)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim gate = new(1);
    private CancellationTokenSource turn = new();

    public UploadRecord Record { get; set; } = record;

    public OpenUpload? Open { get; set; }

    private readonly Lock telling = new();
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when bytes were taken in after this was asked.</summary>
    public Task Moved { get { lock (telling) return moved.Task; } }

    /// <summary>Tells those that wait for their turn to look again.</summary>
    public void Move()
    {
        lock (telling)
        {
            moved.TrySetResult();
            moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public DateTimeOffset LastUsed { get; set; } = record.Created;

    /// <summary>Ends when a newer request takes over.</summary>
    public CancellationToken Turn => turn.Token;

    /// <summary>Waits for its turn.</summary>
    public async Task<IDisposable> EnterAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        await gate.WaitAsync(patience, cancellationToken) ? new Entered(gate) : throw Busy();

    /// <summary>Ends the request that is writing and takes its turn: a sender whose connection broke comes back at once,
    /// while the broken request still waits for bytes that will never come.</summary>
    public async Task<IDisposable> TakeOverAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!await gate.WaitAsync(0, cancellationToken))
        {
            await Interlocked.Exchange(ref turn, new CancellationTokenSource()).CancelAsync();
            if (!await gate.WaitAsync(patience, cancellationToken)) throw Busy();
        }

        return new Entered(gate);
    }

    public bool TryEnter(out IDisposable? entered)
    {
        entered = gate.Wait(0) ? new Entered(gate) : null;
        return entered is not null;
    }

    /// <summary>What a request is told that waited in vain.</summary>
    public ProblemException Busy() => new(ProblemType.UploadBusy, $"Another request is writing {Record.Key}.") { RetryAfterSeconds = 5 };

    private sealed class Entered(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
