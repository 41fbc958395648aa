using System.Diagnostics;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Storage;

namespace Acetate.Steps.Transfer;

/// <summary>Reads a stream block by block, one block ahead of whoever uses them.</summary>
internal static class BlockPump
{
    /// <summary>Bytes of a block; files up to this size are read in one go. Blocks that have a hash of their own are those of the pump.</summary>
    public const int BlockSize = BlockHashes.BlockLength;

    private static readonly AlignedBuffers Blocks = new(BlockSize, keep: 16);

    static BlockPump()
    {
        // File systems have no waiting without a thread: reading, writing and syncing each hold one while the device works.
        ThreadPool.GetMinThreads(out var workers, out var ports);
        if (workers < 16) ThreadPool.SetMinThreads(16, ports);
    }

    public static Memory<byte> Rent() => Blocks.Rent();

    public static void Return(Memory<byte> block) => Blocks.Return(block);

    /// <summary>Hands all bytes of the stream to <paramref name="use"/> in order, and returns their number.</summary>
    public static async Task<long> RunAsync(Stream stream, long length, Throttle? throttle, StageTimes times,
        Func<ReadOnlyMemory<byte>, ValueTask> use, CancellationToken cancellationToken)
    {
        var (current, other) = (Blocks.Rent(), Blocks.Rent());
        var total = 0L;
        var reading = FillAsync(stream, current, length, throttle, times, cancellationToken);
        try
        {
            while (true)
            {
                var count = await reading.ConfigureAwait(false);
                total += count;
                if (count == 0) return total;
                reading = FillAsync(stream, other, Math.Max(0, length - total), throttle, times, cancellationToken);
                await use(current[..count]).ConfigureAwait(false);
                (current, other) = (other, current);
            }
        }
        finally
        {
            // A block may be given back only when nothing reads into it any more.
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Blocks.Return(current);
            Blocks.Return(other);
        }
    }

    /// <summary>Fills as much of a block as the stream has; at the expected end it looks for one byte more.</summary>
    public static async Task<int> FillAsync(Stream stream, Memory<byte> block, long expected, Throttle? throttle, StageTimes times,
        CancellationToken cancellationToken)
    {
        // Without a rate there is nothing to wait for, and a busy machine must not be taken for a throttle.
        if (throttle is { BytesPerSecond: not null } && expected > 0)
        {
            var waited = Stopwatch.GetTimestamp();
            await throttle.WaitAsync(Math.Min(block.Length, expected), cancellationToken).ConfigureAwait(false);
            times.Add(StageTimes.Stage.Throttle, waited);
        }

        var since = Stopwatch.GetTimestamp();
        var filled = 0;
        while (filled < block.Length)
        {
            var count = await stream.ReadAsync(block[filled..], cancellationToken).ConfigureAwait(false);
            if (count == 0) break;
            filled += count;
        }

        times.Add(StageTimes.Stage.Read, since);
        return filled;
    }
}
