using System.Buffers.Binary;

namespace Acetate.Media.Formats.Exr.Writing;

/// <summary>Fills one line: all pixels of the first channel, then all of the second, little-endian.</summary>
/// <param name="line">0 for the top line of the data window.</param>
/// <param name="bytes">As long as <see cref="ExrHeader.LineBytes"/>.</param>
public delegate void ExrLine(int line, Span<byte> bytes);

/// <summary>Writes OpenEXR files of scan lines. The same header and pixels give the same bytes, whatever the number of threads.</summary>
public static class ExrWriter
{
    /// <summary>Lines that one thread makes one after the other: enough that what makes them can share its work.</summary>
    public const int LinesTogether = 64;

    /// <summary>Writes a picture.</summary>
    /// <param name="output">Where to; not read and not sought in.</param>
    /// <param name="header">What it is.</param>
    /// <param name="fill">Gives the lines: called once for each, in bands of 64 from top to bottom, several bands at a time.</param>
    /// <param name="threads">How many at once, at least 1.</param>
    /// <param name="cancellationToken">Ends the work between bands.</param>
    /// <exception cref="ArgumentException">The header cannot be written.</exception>
    public static void Write(Stream output, ExrHeader header, ExrLine fill, int threads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fill);
        Write(output, header, () => fill, threads, cancellationToken);
    }

    /// <summary>Writes a picture whose lines are made by something that each thread needs one of.</summary>
    /// <param name="output">Where to; not read and not sought in.</param>
    /// <param name="header">What it is.</param>
    /// <param name="maker">Called once for each thread; what it returns is called as above, by that thread alone.</param>
    /// <param name="threads">How many at once, at least 1.</param>
    /// <param name="cancellationToken">Ends the work between bands.</param>
    /// <exception cref="ArgumentException">The header cannot be written.</exception>
    public static void Write(Stream output, ExrHeader header, Func<ExrLine> maker, int threads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(maker);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var head = header.ToBytes();
        var height = header.DataWindow.Height;
        var bands = new Band[(height + LinesTogether - 1) / LinesTogether];
        Parallel.For(0, bands.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            () => new BandWriter(header, maker()),
            (i, _, writer) =>
            {
                bands[i] = writer.Make(i * LinesTogether, Math.Min(height, (i + 1) * LinesTogether));
                return writer;
            },
            writer => writer.Dispose());

        output.Write(head);
        var offsets = new byte[8 * header.Chunks];
        var (at, chunk) = ((long)head.Length + offsets.Length, 0);
        foreach (var band in bands)
        {
            foreach (var length in band.ChunkLengths)
            {
                BinaryPrimitives.WriteInt64LittleEndian(offsets.AsSpan(8 * chunk++), at);
                at += length;
            }
        }

        output.Write(offsets);
        foreach (var band in bands) output.Write(band.Bytes, 0, band.Length);
    }

    private readonly record struct Band(byte[] Bytes, int Length, int[] ChunkLengths);

    /// <summary>Makes the chunks of some lines. One for each thread, with its buffers.</summary>
    private sealed class BandWriter(ExrHeader header, ExrLine fill) : IDisposable
    {
        private readonly byte[] pixels = new byte[header.LineBytes * header.LinesPerChunk];
        private readonly ExrChunks chunks = new(header);

        public Band Make(int from, int to)
        {
            var count = (to - from + header.LinesPerChunk - 1) / header.LinesPerChunk;
            var bytes = new byte[count * ExrChunks.Head + (to - from) * header.LineBytes];
            var lengths = new int[count];
            var at = 0;
            for (var chunk = 0; chunk < count; chunk++)
            {
                var first = from + chunk * header.LinesPerChunk;
                var lines = Math.Min(header.LinesPerChunk, to - first);
                for (var line = 0; line < lines; line++) fill(first + line, pixels.AsSpan(line * header.LineBytes, header.LineBytes));
                var data = chunks.Pack(first, pixels.AsSpan(0, lines * header.LineBytes), bytes.AsSpan(at));
                data.CopyTo(bytes.AsSpan(at + ExrChunks.Head));
                lengths[chunk] = ExrChunks.Head + data.Length;
                at += lengths[chunk];
            }

            return new(bytes, at, lengths);
        }

        public void Dispose() => chunks.Dispose();
    }
}
