using System.Xml.Linq;
using Acetate.Amf.Reading;
using Acetate.Cdl.Xml;

namespace Acetate.Amf;

/// <summary>Reads ACES Metadata Files 1.0 and 2.0, by namespace and never by prefix.</summary>
/// <remarks>At most 8 MiB, 64 levels and 400,000 nodes; no document type, nothing fetched, no file opened. What departs from the
/// schema becomes a problem of the document with its line, so that one look at a file tells all of it.</remarks>
public static class AmfReader
{
    /// <summary>The largest file that is read.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Namespace of AMF 1.0.</summary>
    internal const string NamespaceV1 = "urn:ampas:aces:amf:v1.0";

    /// <summary>Namespace of AMF 2.0.</summary>
    internal const string NamespaceV2 = "urn:ampas:aces:amf:v2.0";

    /// <summary>Reads a file.</summary>
    /// <exception cref="AmfException">It is no AMF; the message has file and line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AmfDocument Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path));
    }

    /// <summary>Reads a document.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="AmfException">It is no AMF; the message has name and line.</exception>
    public static AmfDocument Read(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        var root = new BoundedXml(MaxBytes).Load(source, out _, out var why, out var line) ?? throw new AmfException(why, name, line);
        return new DocumentWalk(root, VersionOf(root, name)).Document();
    }

    private static AmfVersion VersionOf(XElement root, string name)
    {
        var at = BoundedXml.LineOf(root);
        if (root.Name.LocalName != "acesMetadataFile")
            throw new AmfException($"The document begins with <{Shown(root.Name.LocalName)}>; an AMF begins with <acesMetadataFile>.", name, at);
        return root.Name.NamespaceName switch
        {
            NamespaceV1 => AmfVersion.V1,
            NamespaceV2 => AmfVersion.V2,
            "" => throw new AmfException($"The document has no namespace; an AMF has {NamespaceV1} or {NamespaceV2}.", name, at),
            var other => throw new AmfException($"The namespace '{Shown(other)}' is not known; an AMF has {NamespaceV1} or {NamespaceV2}.", name, at),
        };
    }

    internal static string Shown(string text) => text.Length <= 120 ? text : text[..120] + "…";
}
