namespace Acetate.Media.Formats;

/// <summary>Reads a place of a file that may lie anywhere, or nowhere.</summary>
internal static class StreamBytes
{
    /// <summary>The bytes at an offset: as many as asked for, fewer at the end of the file, none outside it.</summary>
    public static byte[] At(Stream content, long offset, long count)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (offset < 0 || offset >= content.Length || count <= 0) return [];
        var bytes = new byte[Math.Min(Math.Min(count, int.MaxValue), content.Length - offset)];
        content.Position = offset;
        var read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }
}
