using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Acetate.Storage;

/// <summary>A pool of large buffers that start on a page, so that a disk can read and write them without a copy.</summary>
/// <remarks>The memory is pinned for ever and used again; at most the given number is kept when nobody uses them.</remarks>
/// <param name="size">Bytes of each buffer; a multiple of <see cref="Alignment"/>.</param>
/// <param name="keep">How many idle buffers are kept.</param>
public sealed class AlignedBuffers(int size, int keep)
{
    /// <summary>What the start, the length and the place in the file must be a multiple of for direct transfers, in bytes.</summary>
    public const int Alignment = 4096;

    private readonly ConcurrentBag<Memory<byte>> _idle = [];

    /// <summary>Bytes of each buffer.</summary>
    public int Size { get; } = size > 0 && size % Alignment == 0
        ? size
        : throw new ArgumentOutOfRangeException(nameof(size), size, $"A multiple of {Alignment} is needed.");

    /// <summary>Hands out a buffer; the caller owns it until <see cref="Return"/>. Its content is whatever was there.</summary>
    public Memory<byte> Rent()
    {
        if (_idle.TryTake(out var idle)) return idle;
        var array = GC.AllocateUninitializedArray<byte>(Size + Alignment, pinned: true);
        var over = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % Alignment);
        return array.AsMemory(over == 0 ? 0 : Alignment - over, Size);
    }

    /// <summary>Takes a buffer back, whole as it was handed out.</summary>
    public void Return(Memory<byte> buffer)
    {
        if (buffer.Length == Size && _idle.Count < keep) _idle.Add(buffer);
    }
}
