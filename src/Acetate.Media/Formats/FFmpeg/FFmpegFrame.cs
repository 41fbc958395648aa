using System.Buffers;
using Acetate.Media.Decode;
using Acetate.Media.Decode.Samples;

namespace Acetate.Media.Formats.FFmpeg;

/// <summary>A frame as FFmpeg decoded it.</summary>
internal sealed class FFmpegFrame(long number, FFmpegPicture picture, PictureReading reading) : SourceFrame(number)
{
    private byte[]? bytes = picture.Bytes;

    /// <inheritdoc/>
    public override void Develop(PictureRow row)
    {
        ObjectDisposedException.ThrowIf(bytes is null, this);
        new PictureDevelopment(reading).Run(bytes, row);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref bytes, null) is { } rented) ArrayPool<byte>.Shared.Return(rented);
        base.Dispose(disposing);
    }
}
