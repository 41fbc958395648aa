using System.Buffers.Binary;
using System.Text;
using Acetate.Imaging.Buffers;
using Acetate.Media.Encode;
using Acetate.Media.Native;

namespace Acetate.Media.Formats.Jpeg.Writing;

/// <summary>A JPEG file (ITU-T T.81 in a JFIF 1.01 file) by libjpeg-turbo. The one writer that keeps the picture: three bytes a pixel.</summary>
internal sealed class JpegFrameWriter : FrameWriter
{
    // After the two bytes that begin the file comes JFIF's own part, of 18 bytes.
    private const int JfifEnd = 20, CommentMost = 65533;

    private readonly Stream output;
    private readonly FrameFileSettings.Jpeg settings;
    private readonly FrameDescription frame;
    private readonly RowCount rows;
    private readonly byte[] pixels, bytes;
    private readonly TurboJpeg library;

    public JpegFrameWriter(Stream output, FrameFileSettings.Jpeg settings, FrameDescription frame)
    {
        (this.output, this.settings, this.frame) = (output, settings, frame);
        if (settings.Quality is < 1 or > 100) throw new ArgumentException($"The quality of a JPEG file is 1 to 100, not {settings.Quality}.");
        var (width, height) = (frame.DataWindow.Width, frame.DataWindow.Height);
        if (width > FrameFileSettings.Jpeg.LargestSide || height > FrameFileSettings.Jpeg.LargestSide || 6L * width * height > Array.MaxLength)
            throw new ArgumentException($"A JPEG file takes at most {FrameFileSettings.Jpeg.LargestSide} pixels a side and {Array.MaxLength / 6} in all, not {width} by {height}. Write PNG.");
        rows = new(width, height);
        library = TurboJpeg.Open();
        pixels = GC.AllocateUninitializedArray<byte>(3 * width * height);
        bytes = new byte[3 * width];
    }

    public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        var row = rows.Next(red, green, blue);
        var width = red.Length;
        WholeNumbers.From(red, bytes);
        WholeNumbers.From(green, bytes.AsSpan(width));
        WholeNumbers.From(blue, bytes.AsSpan(2 * width));
        var to = pixels.AsSpan(3 * width * row, 3 * width);
        for (var x = 0; x < width; x++) (to[3 * x], to[3 * x + 1], to[3 * x + 2]) = (bytes[x], bytes[width + x], bytes[2 * width + x]);
    }

    public override void Complete()
    {
        rows.Complete();
        var made = library.Compress(pixels, frame.DataWindow.Width, frame.DataWindow.Height, settings.Quality, isFull: settings.Quality >= 90);
        if (made.Length < JfifEnd || made[3] != 0xE0) throw new IOException("libjpeg-turbo made something that is no JFIF file.");
        // No unit, but pixels per length across and down: a wide pixel has fewer across (ECMA TR/98 10.1).
        made[13] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(made.AsSpan(14), frame.PixelAspect == 1 ? (ushort)1 : (ushort)Math.Clamp(Math.Round(600 / frame.PixelAspect), 1, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16BigEndian(made.AsSpan(16), frame.PixelAspect == 1 ? (ushort)1 : (ushort)600);
        output.Write(made, 0, JfifEnd);
        Comment();
        output.Write(made, JfifEnd, made.Length - JfifEnd);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) library.Dispose();
    }

    private void Comment()
    {
        var text = Encoding.UTF8.GetBytes(string.Join('\n', ((string?[])[frame.ClipName, frame.Timecode?.ToString(), frame.Colour?.Name, frame.Software, frame.Recipe]).Where(part => !string.IsNullOrEmpty(part))));
        if (text.Length == 0) return;
        // Cut where a letter ends.
        var length = Math.Min(text.Length, CommentMost);
        while (length < text.Length && (text[length] & 0xC0) == 0x80) length--;
        Span<byte> head = [0xFF, 0xFE, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(length + 2));
        output.Write(head);
        output.Write(text, 0, length);
    }
}
