using Acetate.Cdl.Xml;

namespace Acetate.Cdl;

/// <summary>Reads <c>.cc</c>, <c>.ccc</c> and <c>.cdl</c> files: by their root element, whatever their name, prefix or namespace.</summary>
/// <remarks>At most 32 MiB, 64 levels and 400,000 nodes; no document type, nothing fetched.</remarks>
public static class CdlReader
{
    /// <summary>The largest file that is read.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    internal const string Namespace = "urn:ASC:CDL:v1.01";

    /// <summary>Reads a file.</summary>
    /// <exception cref="CdlException">It is no CDL, or one that cannot be; the message has file and line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CdlDocument Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path));
    }

    /// <summary>Reads a document.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="CdlException">It is no CDL, or one that cannot be; the message has name and line.</exception>
    public static CdlDocument Read(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        var root = new BoundedXml(MaxBytes).Load(source, out var refusal, out var why, out var line)
            ?? throw new CdlException(refusal == BoundedXml.Refusal.TooLarge ? CdlProblem.TooLarge : CdlProblem.NotXml, why, name, line);
        return new CdlWalk(name).Document(root);
    }
}
