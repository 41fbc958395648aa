using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Formats.Mxf;

/// <summary>Where the pictures of an MXF file stand, found packet by packet as far as they are asked for.</summary>
/// <remarks>Only keys and lengths are read on the way: a clip of an hour is walked in well under a second. One thread at a time.</remarks>
internal sealed class MxfPictures : IDisposable
{
    // More packets than a file of one terabyte has frames.
    private const int MostPackets = 1 << 24;

    private readonly SafeFileHandle file;
    private readonly List<(long At, long Length)> found = [];
    private long next;
    private int packets;

    /// <param name="path">The file.</param>
    public MxfPictures(string path)
    {
        file = File.OpenHandle(path, options: FileOptions.Asynchronous);
        Bytes = RandomAccess.GetLength(file);
    }

    /// <summary>Bytes of the file.</summary>
    public long Bytes { get; }

    /// <summary>Where a picture's content begins and how long it is; null when the file has fewer. It may end beyond the file.</summary>
    public (long At, long Length)? At(long number)
    {
        while (found.Count <= number && Step())
        {
        }

        return number < found.Count ? found[(int)number] : null;
    }

    /// <summary>How many there are.</summary>
    public long Count()
    {
        while (Step())
        {
        }

        return found.Count;
    }

    /// <summary>Reads the first bytes of a picture, which are its samples.</summary>
    /// <returns>Bytes of the shared pool.</returns>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public async Task<byte[]> ReadAsync(long at, long length, long wanted, CancellationToken cancellationToken)
    {
        if (wanted > length || wanted > Array.MaxLength) throw new InvalidDataException($"The picture has {length:N0} bytes where {wanted:N0} are needed.");
        if (at > Bytes - wanted) throw new InvalidDataException($"The picture is cut: it ends at byte {at + wanted:N0}, the file at {Bytes:N0}.");
        var bytes = ArrayPool<byte>.Shared.Rent((int)wanted);
        for (var read = 0; read < wanted;)
        {
            var count = await RandomAccess.ReadAsync(file, bytes.AsMemory(read, (int)wanted - read), at + read, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                ArrayPool<byte>.Shared.Return(bytes);
                throw new InvalidDataException("The picture is cut: the file ended while it was read.");
            }

            read += count;
        }

        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private bool Step()
    {
        Span<byte> head = stackalloc byte[25];
        if (next > Bytes - 17 || packets++ >= MostPackets) return false;
        head = head[..RandomAccess.Read(file, head, next)];
        var ber = head.Length < 17 ? 0 : MxfKey.BerLength(head[16..], out _);
        if (ber == 0 || !head.StartsWith((ReadOnlySpan<byte>)[0x06, 0x0e, 0x2b, 0x34])) return false;
        MxfKey.BerLength(head[16..], out var length);
        var at = next + 16 + ber;
        // 0x15: a picture of a generic container; 0x1C: of ARRI's kind. What ends beyond the file is the last.
        if (MxfKey.IsEssence(head) && head[12] == 0x15 && head[14] == 0x1c) found.Add((at, length));
        next = length > Bytes - at ? Bytes : at + length;
        return true;
    }
}
