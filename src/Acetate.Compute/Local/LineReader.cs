namespace Acetate.Compute.Local;

/// <summary>Reads lines of bytes with a limit: what a worker writes depends on what it was given to read.</summary>
internal static class LineReader
{
    /// <summary>The lines without their ends; a last line without an end counts. A line is there until the next is asked for.</summary>
    /// <exception cref="InvalidDataException">A line is longer than the limit.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Stream stream, int longest)
    {
        var buffer = new byte[64 << 10];
        // What was read and not handed on, and how much of it was looked through already: lines can have millions of bytes.
        var (length, searched) = (0, 0);
        while (true)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(2L * length, Array.MaxLength));
            var count = await stream.ReadAsync(buffer.AsMemory(length)).ConfigureAwait(false);
            length += count;
            var begin = 0;
            while (Array.IndexOf(buffer, (byte)'\n', searched, length - searched) is >= 0 and var end)
            {
                yield return buffer.AsMemory(begin, end - begin);
                begin = searched = end + 1;
            }

            length -= begin;
            Array.Copy(buffer, begin, buffer, 0, length);
            searched = length;
            if (count == 0 && length > 0) yield return buffer.AsMemory(0, length);
            if (length > longest) throw new InvalidDataException($"The worker wrote a line of more than {longest:N0} bytes.");
            if (count == 0) break;
        }
    }
}
