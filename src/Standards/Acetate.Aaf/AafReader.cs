using System.Collections.Immutable;
using Acetate.Aaf.Mobs;
using Acetate.Aaf.Objects;
using Acetate.Aaf.Storage;

namespace Acetate.Aaf;

/// <summary>Reads AAF files: structured storage with sectors of 512 or 4096 bytes, in either byte order.</summary>
/// <remarks>
/// Embedded picture and sound is not read. Everything else is, once: memory is bounded by a multiple of the part of the file that is
/// no media, see <see cref="MemoryPerByte"/>.
/// </remarks>
public static class AafReader
{
    /// <summary>The most bytes of memory that reading takes for each byte of the file, and <see cref="MemoryAtLeast"/> besides.</summary>
    public const int MemoryPerByte = 64;

    /// <summary>The bytes of memory that reading may take of any file, however small.</summary>
    public const int MemoryAtLeast = 4 * 1024 * 1024;

    /// <summary>Reads a file.</summary>
    /// <exception cref="AafException">It is no AAF, damaged or cut short; the message has file and place.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AafFile Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path));
    }

    /// <summary>Reads a file from a stream.</summary>
    /// <param name="source">Must be able to seek; it is not closed, and not used afterwards.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="AafException">It is no AAF, damaged or cut short; the message has name and place.</exception>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    public static AafFile Read(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        if (!source.CanSeek)
            throw new ArgumentException("An AAF file is read by jumping about in it. Copy the stream into a file or into memory first.", nameof(source));

        var problems = ImmutableArray.CreateBuilder<AafProblem>();
        var root = ObjectReader.Read(CompoundFile.Open(source, name), name, problems);
        var header = root.Child("Header") ?? throw new AafException("The file has no header object. It is damaged; export it again.", name, "/");
        var content = header.Child("Content") ?? throw new AafException("The file has no content object. It is damaged; export it again.", name, header.Path);
        var mobs = new MobReader(new(header.Child("Dictionary")), problems);
        return new(name, root, [.. content.Children("Mobs").Select(mobs.Mob)], problems);
    }
}
