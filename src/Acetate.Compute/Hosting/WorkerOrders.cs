using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Acetate.Compute.Hosting;

/// <summary>What a worker is told on its standard input after its first line: orders for the attempt that runs, and the next request.</summary>
/// <param name="input">The lines.</param>
/// <param name="grace">How long an attempt may take to stop after it was asked, when nobody is left to wait for it.</param>
internal sealed class WorkerOrders(IAsyncEnumerator<ReadOnlyMemory<byte>> input, TimeSpan grace) : IDisposable
{
    private readonly Channel<WorkerRequest> _next = Channel.CreateUnbounded<WorkerRequest>();
    private readonly Lock _lock = new();
    private CancellationTokenSource? _cancel;

    /// <summary>The rate that the attempt must keep.</summary>
    public Throttle Throttle { get; private set; } = new();

    /// <summary>Ends when the attempt is to stop.</summary>
    public CancellationToken Cancelled { get; private set; }

    /// <summary>An attempt begins: from now on orders are for it.</summary>
    public void Begin(WorkerRequest request)
    {
        lock (_lock)
        {
            _cancel = new();
            Cancelled = _cancel.Token;
            Throttle = new() { BytesPerSecond = request.ThrottleBytesPerSecond };
        }
    }

    /// <summary>The attempt has ended: what is still said to it comes too late.</summary>
    public void End()
    {
        lock (_lock)
        {
            _cancel?.Dispose();
            _cancel = null;
        }
    }

    /// <summary>Waits for the next request, which has then begun; null when none will come.</summary>
    public async Task<WorkerRequest?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            var request = await _next.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            BeginIfIdle(request);
            return request;
        }
        catch (Exception end) when (end is ChannelClosedException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Follows what is said until the input ends, which means that nobody waits for a result any more.</summary>
    public async Task ObeyAsync()
    {
        while (await input.MoveNextAsync().ConfigureAwait(false))
        {
            var line = input.Current;
            if (WorkerHost.ReadRequest(line.Span) is { } request)
            {
                // Orders that follow in the same breath are for it already.
                BeginIfIdle(request);
                _next.Writer.TryWrite(request);
                continue;
            }

            WorkerControl? control;
            try
            {
                control = JsonSerializer.Deserialize<WorkerControl>(line.Span, ComputeJson.Options);
            }
            catch (JsonException)
            {
                await Console.Error.WriteLineAsync("A control message was not understood: " + Encoding.UTF8.GetString(line.Span)).ConfigureAwait(false);
                continue;
            }

            lock (_lock)
            {
                if (_cancel is null) continue;
                if (control is { Control: WorkerControlKind.Throttle }) Throttle.BytesPerSecond = control.BytesPerSecond is > 0 ? control.BytesPerSecond : null;
            }

            if (control is { Control: WorkerControlKind.Cancel }) Cancel();
        }

        _next.Writer.Complete();
        bool isAtWork;
        lock (_lock) isAtWork = _cancel is not null;
        if (!isAtWork) return;
        Cancel();
        await Task.Delay(grace).ConfigureAwait(false);
        Environment.Exit(WorkerExit.Cancelled);
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    private void BeginIfIdle(WorkerRequest request)
    {
        lock (_lock)
            if (_cancel is null) Begin(request);
    }

    private void Cancel()
    {
        CancellationTokenSource? cancel;
        lock (_lock) cancel = _cancel;
        try
        {
            cancel?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The function ended in the same moment: its result stands.
        }
    }
}
