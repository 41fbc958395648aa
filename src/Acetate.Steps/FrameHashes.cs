using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Media.Trim;
using Acetate.Steps.Transfer;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Steps;

/// <summary>Hashes of the frames of a file whose bytes pass once, from first to last.</summary>
/// <param name="places">Where the frames lie, one after the other.</param>
internal sealed class FrameHashes(ImmutableArray<FramePlace> places) : IDisposable
{
    private readonly MultiHash hash = new(HashFormat.Xxh128);
    private readonly HashDigest[] digests = new HashDigest[places.Length];
    private int done;
    private long position;

    /// <summary>Takes in the next bytes of the file.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (done < places.Length && !bytes.IsEmpty)
        {
            var (offset, length) = places[done];
            // What lies between frames is somebody else's: sound, or the header.
            var passed = (int)Math.Min(bytes.Length, Math.Max(0, offset - position));
            Pass(ref bytes, passed);
            var taken = (int)Math.Min(bytes.Length, offset + length - position);
            if (taken <= 0) continue;
            hash.Append(bytes[..taken]);
            Pass(ref bytes, taken);
            if (position == offset + length) digests[done++] = hash.Finish()[0];
        }

        position += bytes.Length;
    }

    /// <summary>Whether the source, read again, has the same bytes at the places of its frames.</summary>
    public bool AreThoseOf(SafeFileHandle source, ImmutableArray<FramePlace> others, CancellationToken cancellationToken)
    {
        if (done != places.Length || others.Length != places.Length) return false;
        var block = BlockPump.Rent();
        try
        {
            for (var i = 0; i < others.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (long at = others[i].Offset, end = at + others[i].Length; at < end;)
                {
                    var count = RandomAccess.Read(source, block.Span[..(int)Math.Min(block.Length, end - at)], at);
                    if (count == 0) return false;
                    hash.Append(block.Span[..count]);
                    at += count;
                }

                if (hash.Finish()[0] != digests[i]) return false;
            }

            return true;
        }
        finally
        {
            BlockPump.Return(block);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private void Pass(ref ReadOnlySpan<byte> bytes, int count)
    {
        position += count;
        bytes = bytes[count..];
    }
}
