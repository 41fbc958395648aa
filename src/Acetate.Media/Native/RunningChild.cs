using System.Diagnostics;
using System.Text;

namespace Acetate.Media.Native;

/// <summary>A program that runs and whose standard output is read as it comes. Disposing ends it.</summary>
public sealed class RunningChild : IAsyncDisposable
{
    private const int LongestLine = 4096;

    private readonly Process process;
    private readonly TimeSpan? stallLimit;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource end = new();
    private readonly Task errors, input;

    internal RunningChild(Process process, Action<string?> onErrorLine, Func<Stream, CancellationToken, Task>? write, TimeSpan? stallLimit, TimeProvider clock)
    {
        (this.process, this.stallLimit, this.clock) = (process, stallLimit, clock);
        PipeCapacity.Raise(process.StandardOutput.BaseStream);
        PipeCapacity.Raise(process.StandardInput.BaseStream);
        errors = Task.Run(() => ReadLinesAsync(process.StandardError.BaseStream, onErrorLine));
        input = Task.Run(() => WriteAsync(write));
    }

    /// <summary>Reads bytes of standard output until the buffer is full or the program wrote its last.</summary>
    /// <returns>How many were read; fewer than the buffer holds only at the end.</returns>
    /// <exception cref="TimeoutException">Nothing came for as long as the stall limit allows; the program was ended.</exception>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var count = await OnceAsync(buffer[total..], cancellationToken).ConfigureAwait(false);
            if (count == 0) break;
            total += count;
        }

        return total;
    }

    /// <summary>Waits for the end of a program whose output was read to its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        await errors.WaitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        ChildProcess.Kill(process);
        await errors.ConfigureAwait(false);
        await input.ConfigureAwait(false);
        process.Dispose();
        end.Dispose();
    }

    private async Task<int> OnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (stallLimit is not { } limit) return await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        using var stall = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        try
        {
            return await process.StandardOutput.BaseStream.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ChildProcess.Kill(process);
            throw new TimeoutException($"The program '{process.StartInfo.FileName}' wrote nothing for {limit.TotalSeconds:0} seconds and was ended.");
        }
    }

    private async Task WriteAsync(Func<Stream, CancellationToken, Task>? write)
    {
        try
        {
            if (write is not null) await write(process.StandardInput.BaseStream, end.Token).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The program ended before it had read everything; its exit code and error text say why.
        }
    }

    private static async Task ReadLinesAsync(Stream error, Action<string?> onLine)
    {
        var line = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (await error.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
            {
                for (var i = 0; i < count; i++)
                {
                    if (buffer[i] is not ((byte)'\n' or (byte)'\r'))
                    {
                        if (line.Length < LongestLine) line.WriteByte(buffer[i]);
                        continue;
                    }

                    Give();
                }
            }

            Give();
        }
        catch (IOException)
        {
            // The pipe went with the program.
        }
        finally
        {
            onLine(null);
        }

        void Give()
        {
            if (line.Length > 0) onLine(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
            line.SetLength(0);
        }
    }
}
