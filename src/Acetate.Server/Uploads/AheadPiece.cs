using System.Buffers;

namespace Acetate.Server.Uploads;

/// <summary>A piece of an upload that came before its turn, in memory. All of them together have a bound.</summary>
internal sealed class AheadPiece : IDisposable
{
    /// <summary>Bytes that one may have.</summary>
    public const int Largest = 8 << 20;

    private const long Together = 256 << 20;
    private static long held;

    private readonly int count;
    private byte[]? bytes;

    private AheadPiece(int count) => (this.count, bytes) = (count, ArrayPool<byte>.Shared.Rent(count));

    /// <summary>What has arrived of it.</summary>
    public ReadOnlyMemory<byte> Arrived { get; private set; }

    /// <summary>Room for one; null when all the room is taken, and the piece has to wait on its line.</summary>
    public static AheadPiece? TryMake(int count)
    {
        if (Interlocked.Add(ref held, count) <= Together) return new(count);
        Interlocked.Add(ref held, -count);
        return null;
    }

    /// <summary>Reads it to its end; what arrived before a connection broke is kept, and the answer is false.</summary>
    public async Task<bool> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var filled = 0;
        try
        {
            while (filled < count)
            {
                var more = await body.ReadAsync(bytes.AsMemory(filled, count - filled), cancellationToken);
                if (more == 0) return false;
                filled += more;
            }

            return true;
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException or BadHttpRequestException)
        {
            return false;
        }
        finally
        {
            Arrived = bytes.AsMemory(0, filled);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (bytes is not { } rented) return;
        (bytes, Arrived) = (null, default);
        ArrayPool<byte>.Shared.Return(rented);
        Interlocked.Add(ref held, -count);
    }
}
