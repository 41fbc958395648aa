using System.Buffers;

namespace Acetate.Cuts.Reading;

/// <summary>A whole file in a borrowed buffer: a cut keeps nothing of its bytes.</summary>
internal sealed class BorrowedFile : IDisposable
{
    private byte[] buffer;
    private int length;

    private BorrowedFile(int expected) => buffer = ArrayPool<byte>.Shared.Rent(expected);

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="CutException">It is larger than that.</exception>
    public static BorrowedFile Read(Stream source, int most, string name)
    {
        // A length that the stream states saves growing, and is believed no further.
        var file = new BorrowedFile(1 + (source.CanSeek ? (int)Math.Clamp(source.Length - source.Position, 0, most) : 64 * 1024));
        try
        {
            for (int count; (count = source.Read(file.buffer, file.length, file.buffer.Length - file.length)) > 0;)
            {
                if ((file.length += count) > most) throw new CutException($"The file is larger than {most / (1024 * 1024)} MiB; no cut is.", name);
                if (file.length == file.buffer.Length) file.Grow();
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>To be read while the file is held.</summary>
    public MemoryStream AsStream() => new(buffer, 0, length, writable: false, publiclyVisible: true);

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
