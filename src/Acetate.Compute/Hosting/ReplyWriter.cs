using System.Text.Json;

namespace Acetate.Compute.Hosting;

/// <summary>Writes whole lines to whoever started the worker, one at a time.</summary>
internal sealed class ReplyWriter(Stream output) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private bool _ended;

    public void Dispose() => _turn.Dispose();

    /// <summary>Another attempt begins.</summary>
    public void Begin() => _ended = false;

    public async Task WriteAsync(WorkerReply reply)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(reply, ComputeJson.Options);
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            // The result is the last line of its attempt, whatever still wants to report.
            if (_ended) return;
            _ended = reply.Result is not null;
            await output.WriteAsync(line).ConfigureAwait(false);
            await output.WriteAsync("\n"u8.ToArray()).ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Nobody reads any more; the end of input says the same and stops the function.
        }
        finally
        {
            _turn.Release();
        }
    }
}
