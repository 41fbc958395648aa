using System.Buffers.Binary;
using System.Collections.Immutable;
using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Media.Formats.Exr;

/// <summary>An OpenEXR frame as its header, its table of chunks and its last chunk tell it: enough to know that it is whole, without decoding it.</summary>
public sealed record ExrFrameFile
{
    private const int FirstRead = 64 << 10, LargestHeader = 1 << 20;

    /// <summary>The attributes, as facts of <c>acetate inspect</c>.</summary>
    public required FrameHeader Header { get; init; }

    /// <summary>Where there are pixels.</summary>
    public required PixelWindow Data { get; init; }

    /// <summary>What is shown.</summary>
    public required PixelWindow Display { get; init; }

    /// <summary>Channels by name, each with <c>uint</c>, <c>half</c> or <c>float</c>.</summary>
    public required ImmutableArray<(string Name, string Kind)> Channels { get; init; }

    /// <summary>The eight numbers of the primaries and white; empty when the file does not say them.</summary>
    public ImmutableArray<float> Chromaticities { get; init; } = [];

    /// <summary>What is missing of the picture, as a sentence; null when every chunk begins, and the last one ends, within the file.</summary>
    public string? Damage { get; init; }

    /// <summary>Reads a file's header and the table that says where its chunks lie.</summary>
    /// <exception cref="InvalidDataException">It is no OpenEXR frame.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ExrFrameFile Read(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length == 0) throw new InvalidDataException("The file has no bytes.");
        var head = Head(content, FirstRead);
        if (!head.AsSpan().ContainsAnyExcept((byte)0)) throw new InvalidDataException($"The file has nothing but zeros in its first {head.Length:N0} bytes: its room was made and its bytes never written.");
        ExrPicture picture;
        try
        {
            picture = ExrPicture.Read(head);
        }
        catch (InvalidDataException) when (content.Length > head.Length)
        {
            // Most headers are short; a long one is read once more, and whole.
            head = Head(content, LargestHeader);
            picture = ExrPicture.Read(head);
        }

        return new()
        {
            Header = new ExrInspector().ReadHeader(new MemoryStream(head)),
            Data = picture.Data,
            Display = picture.Display,
            Channels = [.. picture.Channels.Select(channel => (channel.Name, channel.Type switch { 0 => "uint", 1 => "half", _ => "float" }))],
            Chromaticities = picture.Chromaticities,
            Damage = DamageOf(content, picture),
        };
    }

    /// <summary>Decodes every line of a file.</summary>
    /// <exception cref="InvalidDataException">It is no OpenEXR frame, or one that is damaged.</exception>
    public static ExrPixels Decode(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var picture = ExrPicture.Read(file);
        if (picture.Other is { } other) return new(false, 0, $"The picture is {other}, which is not decoded here.");
        var lines = new ExrLines(picture, file, file.Length);
        var (isBlack, notFinite) = (true, 0L);
        for (var line = 0; line < picture.Data.Height; line++)
        {
            var bytes = lines.Line(line);
            isBlack = isBlack && !bytes.ContainsAnyExcept((byte)0);
            foreach (var (_, type) in picture.Channels)
            {
                var row = bytes[..(picture.Data.Width * (type == 1 ? 2 : 4))];
                if (type == 1) notFinite += Halves(row);
                else if (type == 2) notFinite += Singles(row);
                bytes = bytes[row.Length..];
            }
        }

        return new(isBlack, notFinite, null);
    }

    private static byte[] Head(Stream content, int most)
    {
        var head = new byte[Math.Min(content.Length, most)];
        content.Position = 0;
        var read = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return read == head.Length ? head : head[..read];
    }

    private static string? DamageOf(Stream content, ExrPicture picture)
    {
        // Files of several parts and deep ones have tables that are laid out otherwise.
        if (picture.Other is { } other && !other.StartsWith("compressed", StringComparison.Ordinal)) return null;
        var lines = picture.Tile is { } tile ? tile.Height : picture.Compression switch { 3 or 5 => 16, 4 or 6 or 7 or 8 => 32, 9 => 256, _ => 1 };
        var chunks = (long)((picture.Data.Height + lines - 1) / lines) * picture.TilesAcross;
        var head = picture.Tile is null ? 8 : 20;
        var (length, end) = (content.Length, picture.Table + chunks * 8);
        if (end > length) return $"The file ends in the table of its {chunks:N0} chunks: it was cut off.";
        content.Position = picture.Table;
        var (last, buffer) = (0L, new byte[(int)Math.Min(chunks * 8, 64 << 10)]);
        for (var read = 0L; read < chunks;)
        {
            var some = buffer.AsSpan(0, (int)Math.Min(buffer.Length, (chunks - read) * 8));
            content.ReadExactly(some);
            for (var at = 0; at < some.Length; at += 8, read++)
            {
                var offset = BinaryPrimitives.ReadInt64LittleEndian(some[at..]);
                if (offset == 0) return $"Chunk {read + 1:N0} of {chunks:N0} was never written: whoever made the file did not finish it.";
                if (offset < end || offset > length - head) return $"Chunk {read + 1:N0} of {chunks:N0} is said to lie at byte {offset:N0}, and the file has {length:N0}: it was cut off or is damaged.";
                last = Math.Max(last, offset);
            }
        }

        Span<byte> begin = stackalloc byte[20];
        content.Position = last;
        content.ReadExactly(begin[..head]);
        var size = BinaryPrimitives.ReadInt32LittleEndian(begin[(head - 4)..]);
        return size < 0 || size > length - last - head ? $"The last chunk lacks {(size < 0 ? "its length" : $"{last + head + size - length:N0} bytes")}: the file was cut off." : null;
    }

    private static int Halves(ReadOnlySpan<byte> row)
    {
        var count = 0;
        for (var at = 0; at < row.Length; at += 2)
            if ((row[at + 1] & 0x7c) == 0x7c) count++;
        return count;
    }

    private static int Singles(ReadOnlySpan<byte> row)
    {
        var count = 0;
        for (var at = 0; at < row.Length; at += 4)
            if (!float.IsFinite(BinaryPrimitives.ReadSingleLittleEndian(row[at..]))) count++;
        return count;
    }
}

/// <summary>What the pixels of a frame are.</summary>
/// <param name="IsBlack">Whether every sample is zero.</param>
/// <param name="NotFinite">Samples that are no number or without end.</param>
/// <param name="NotDecoded">Why they were not looked at; null when they were.</param>
public sealed record ExrPixels(bool IsBlack, long NotFinite, string? NotDecoded);
