using System.Globalization;
using System.Text;
using System.Xml;

namespace Acetate.Media.Formats;

/// <summary>An element of an XML file of a camera: its name without prefix, attributes, text and children.</summary>
/// <remarks>No document types (so no entities), no outside files, and bounds on size, depth and number. A broken document keeps what stood before the break.</remarks>
internal sealed class XmlPart
{
    /// <summary>Characters of a document that are read.</summary>
    public const int Largest = 4 << 20;

    private const int Deepest = 32, MostParts = 20_000;

    private readonly List<XmlPart> _children = [];
    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);

    private XmlPart(string name) => Name = name;

    /// <summary>The name without its prefix.</summary>
    public string Name { get; }

    /// <summary>The text directly inside.</summary>
    public string Text { get; private set; } = "";

    public IReadOnlyList<XmlPart> Children => _children;

    public IReadOnlyDictionary<string, string> Attributes => _attributes;

    /// <summary>An attribute, or null.</summary>
    public string? this[string attribute] => _attributes.TryGetValue(attribute, out var text) && text.Length > 0 ? text : null;

    /// <summary>The first element at a path of names, or null.</summary>
    public XmlPart? At(params ReadOnlySpan<string> path)
    {
        var part = this;
        foreach (var name in path)
        {
            part = part._children.FirstOrDefault(child => child.Name == name);
            if (part is null) return null;
        }

        return part;
    }

    /// <summary>Every element of a name, this one among them.</summary>
    public IEnumerable<XmlPart> All(string name)
    {
        if (Name == name) yield return this;
        foreach (var child in _children)
            foreach (var part in child.All(name))
                yield return part;
    }

    /// <summary>Every text and attribute as path and value, in document order.</summary>
    public IEnumerable<(string Path, string Value)> Values(string before = "")
    {
        var here = before.Length == 0 ? Name : $"{before}/{Name}";
        foreach (var (name, value) in _attributes)
            if (value.Length > 0) yield return ($"{here}@{name}", value);
        if (Text.Length > 0) yield return (here, Text);
        foreach (var child in _children)
            foreach (var value in child.Values(here))
                yield return value;
    }

    /// <summary>Reads a document; null when it has no element at all.</summary>
    public static XmlPart? Read(ReadOnlySpan<byte> bytes, out string? problem) => Read(Decode(bytes), out problem);

    /// <summary>Reads a document; null when it has no element at all.</summary>
    public static XmlPart? Read(string text, out string? problem)
    {
        problem = null;
        XmlPart? root = null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.Trim('\0', '\ufeff', ' ', '\r', '\n', '\t')), new()
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = Largest,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
            });
            var open = new Stack<XmlPart>();
            var count = 0;
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    if (++count > MostParts || open.Count >= Deepest) throw new XmlException($"It has more than {MostParts} elements or is nested more than {Deepest} deep");
                    var part = new XmlPart(reader.LocalName);
                    if (open.TryPeek(out var parent)) parent._children.Add(part);
                    root ??= part;
                    var isEmpty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute())
                        if (reader.Prefix != "xmlns" && reader.Name != "xmlns" && part._attributes.Count < 64) part._attributes.TryAdd(reader.LocalName, reader.Value.Trim());
                    if (!isEmpty) open.Push(part);
                }
                else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    if (open.TryPeek(out var part) && part.Text.Length < 65536) part.Text += reader.Value.Trim();
                }
                else if (reader.NodeType == XmlNodeType.EndElement)
                {
                    open.Pop();
                }
            }
        }
        catch (XmlException broken)
        {
            problem = broken.LineNumber == 0 ? "The XML has a document type or is not well-formed; what stood before is used."
                : string.Create(CultureInfo.InvariantCulture, $"The XML is not well-formed (line {broken.LineNumber}, column {broken.LinePosition}); what stood before is used.");
        }

        return root;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Largest) bytes = bytes[..Largest];
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || bytes.StartsWith("<\0"u8)) return Encoding.Unicode.GetString(bytes);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]) || bytes.StartsWith("\0<"u8)) return Encoding.BigEndianUnicode.GetString(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
