using System.Buffers;
using System.IO.Pipelines;

namespace Acetate.Compute.Local;

/// <summary>Reads lines of bytes with a limit: what a worker writes depends on what it was given to read.</summary>
internal static class LineReader
{
    /// <summary>The lines without their ends; a last line without an end counts.</summary>
    /// <exception cref="InvalidDataException">A line is longer than the limit.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Stream stream, int longest)
    {
        var pipe = PipeReader.Create(stream, new(leaveOpen: true, bufferSize: 64 << 10));
        // How much of an unfinished line was looked through already: lines can have millions of bytes.
        var searched = 0L;
        while (true)
        {
            var read = await pipe.ReadAsync().ConfigureAwait(false);
            var rest = read.Buffer;
            while (rest.Slice(searched).PositionOf((byte)'\n') is { } end)
            {
                yield return rest.Slice(0, end).ToArray();
                rest = rest.Slice(rest.GetPosition(1, end));
                searched = 0;
            }
            searched = rest.Length;
            if (read.IsCompleted && rest.Length > 0) yield return rest.ToArray();
            if (rest.Length > longest) throw new InvalidDataException($"The worker wrote a line of more than {longest:N0} bytes.");
            pipe.AdvanceTo(read.IsCompleted ? rest.End : rest.Start, rest.End);
            if (read.IsCompleted) break;
        }
        await pipe.CompleteAsync().ConfigureAwait(false);
    }
}
