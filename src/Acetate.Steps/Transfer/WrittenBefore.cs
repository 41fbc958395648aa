using Acetate.Storage;

namespace Acetate.Steps.Transfer;

/// <summary>What an earlier try wrote of a file.</summary>
internal static class WrittenBefore
{
    /// <summary>Hashes it, and says how many bytes it is; 0 where the target cannot show it. A wrong byte in it is found out by the hash that is expected of the file.</summary>
    /// <exception cref="StoreException">It cannot be read to its end.</exception>
    public static async Task<long> HashAsync(StoreWriter writer, Action<ReadOnlyMemory<byte>> append, StageTimes times, CancellationToken cancellationToken)
    {
        if (await writer.OpenWrittenAsync(cancellationToken).ConfigureAwait(false) is not { } written) return 0;
        await using var _ = written.ConfigureAwait(false);
        var count = await BlockPump.RunAsync(written, writer.Position, throttle: null, times, block =>
        {
            append(block);
            return ValueTask.CompletedTask;
        }, cancellationToken).ConfigureAwait(false);
        return count == writer.Position ? count
            : throw new StoreException(StoreProblem.DeviceFailed, $"Of {writer.Position:N0} bytes that were written before, {count:N0} can be read back.");
    }
}
