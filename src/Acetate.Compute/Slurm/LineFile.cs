using System.Text.Json;

namespace Acetate.Compute.Slurm;

/// <summary>A file of lines of JSON with one writer, who appends, and one reader, who follows: on a shared file system, between two machines.</summary>
/// <remarks>Every look and every append opens the file anew: on NFS that is what makes one side see what the other wrote.</remarks>
internal static class LineFile
{
    /// <summary>Appends lines. What a failed try has written of them is overwritten by the next: nobody reads a line without its end.</summary>
    /// <param name="path">The file; it is made when it is not there.</param>
    /// <param name="length">Where the last whole line ends; moved on when all was written.</param>
    /// <param name="lines">The lines.</param>
    /// <exception cref="IOException">It cannot be written now.</exception>
    public static void Append<T>(string path, ref long length, IReadOnlyCollection<T> lines)
    {
        if (lines.Count == 0) return;
        using var all = new MemoryStream();
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(all, line, ComputeJson.Options);
            all.WriteByte((byte)'\n');
        }

        using var file = new FileStream(path, length == 0 ? FileMode.OpenOrCreate : FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (file.Length != length) file.SetLength(length);
        file.Position = length;
        file.Write(all.GetBuffer().AsSpan(0, (int)all.Length));
        file.Flush();
        length += all.Length;
    }
}

/// <summary>Follows a file of lines.</summary>
/// <param name="path">The file; it need not be there yet.</param>
/// <param name="longest">The longest line, in bytes.</param>
internal sealed class LineTail(string path, int longest)
{
    private const int Chunk = 1 << 20;

    /// <summary>Where the last line that was read ends.</summary>
    public long Offset { get; private set; }

    /// <summary>The whole lines that have come since the last call; at most a mebibyte of them, or one.</summary>
    /// <exception cref="InvalidDataException">A line is too long, or is not what it should be.</exception>
    /// <exception cref="FileNotFoundException">The file is gone.</exception>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public List<T> Read<T>()
    {
        if (Offset == 0 && !File.Exists(path)) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var there = file.Length - Offset;
        if (there <= 0) return [];
        file.Position = Offset;
        for (long size = Math.Min(there, Chunk); ; size = Math.Min(there, size * 2))
        {
            var bytes = new byte[size];
            file.Position = Offset;
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var end = bytes.AsSpan(0, count).LastIndexOf((byte)'\n') + 1;
            if (end > 0) return Parse<T>(bytes.AsSpan(0, end));
            if (size > longest) throw new InvalidDataException($"{path} has a line of more than {longest:N0} bytes.");
            if (size == there) return [];
        }
    }

    private List<T> Parse<T>(ReadOnlySpan<byte> lines)
    {
        var found = new List<T>();
        while (lines.IndexOf((byte)'\n') is >= 0 and var end)
        {
            try
            {
                found.Add(JsonSerializer.Deserialize<T>(lines[..end], ComputeJson.Options) ?? throw new JsonException("It is null."));
            }
            catch (JsonException problem)
            {
                throw new InvalidDataException($"{path} has a line that is not understood: {problem.Message}", problem);
            }

            Offset += end + 1;
            lines = lines[(end + 1)..];
        }

        return found;
    }
}
