using System.Buffers;

namespace Acetate.Media.Decode;

/// <summary>A frame whose bytes were read whole, and come from the shared pool: they are given back when it is disposed of.</summary>
/// <param name="number">Counted from 0, the clip's first frame.</param>
/// <param name="rented">The bytes.</param>
internal abstract class HeldFrame(long number, byte[] rented) : SourceFrame(number)
{
    private byte[]? bytes = rented;

    /// <inheritdoc/>
    public sealed override void Develop(PictureRow row)
    {
        ObjectDisposedException.ThrowIf(bytes is null, this);
        try
        {
            Make(bytes, row);
        }
        catch (InvalidDataException damage)
        {
            throw new DecodeException($"Frame {Number} is damaged. {damage.Message} Look for it on the card or in another copy.", damage);
        }
    }

    /// <summary>Makes the picture.</summary>
    /// <exception cref="InvalidDataException">The frame is damaged: the message says how.</exception>
    protected abstract void Make(byte[] bytes, PictureRow row);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref bytes, null) is { } mine) ArrayPool<byte>.Shared.Return(mine);
        base.Dispose(disposing);
    }
}
