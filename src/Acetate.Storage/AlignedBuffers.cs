using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Acetate.Storage.Native;

namespace Acetate.Storage;

/// <summary>A pool of large buffers that start on a page, so that a disk can read and write them without a copy.</summary>
/// <remarks>The memory is pinned for ever and used again; at most the given number is kept when nobody uses them. Buffers of 2 MiB and
/// more lie on large pages where the system has them: a direct transfer then needs a few long pieces instead of a thousand of 4 KiB,
/// which is up to three times as quick (decision 0032).</remarks>
/// <param name="size">Bytes of each buffer; a multiple of <see cref="Alignment"/>.</param>
/// <param name="keep">How many idle buffers are kept.</param>
public sealed class AlignedBuffers(int size, int keep)
{
    /// <summary>What the start, the length and the place in the file must be a multiple of for direct transfers, in bytes.</summary>
    public const int Alignment = 4096;

    private const int LargePage = 2 << 20;

    private readonly ConcurrentBag<Memory<byte>> _idle = [];

    /// <summary>Bytes of each buffer.</summary>
    public int Size { get; } = size > 0 && size % Alignment == 0
        ? size
        : throw new ArgumentOutOfRangeException(nameof(size), size, $"A multiple of {Alignment} is needed.");

    /// <summary>Hands out a buffer; the caller owns it until <see cref="Return"/>. Its content is whatever was there.</summary>
    public Memory<byte> Rent()
    {
        if (_idle.TryTake(out var idle)) return idle;
        var alignment = Size >= LargePage ? LargePage : Alignment;
        var array = GC.AllocateUninitializedArray<byte>(Size + alignment, pinned: true);
        var start = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        var skip = (int)((alignment - start % alignment) % alignment);
        // Before the first byte is touched. It is a wish: without large pages all works as it did.
        if (alignment == LargePage && OperatingSystem.IsLinux()) _ = Linux.AdviseLargePages(start + skip, Size);
        return array.AsMemory(skip, Size);
    }

    /// <summary>Takes a buffer back, whole as it was handed out.</summary>
    public void Return(Memory<byte> buffer)
    {
        if (buffer.Length == Size && _idle.Count < keep) _idle.Add(buffer);
    }
}
