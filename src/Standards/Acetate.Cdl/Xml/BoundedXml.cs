using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Acetate.Cdl.Xml;

/// <summary>Loads a small document that may come from anybody: no document type, nothing fetched, bounded in size, depth and elements.</summary>
/// <remarks>The limits are looked at before the tree is built, so that a hostile document costs no more than a stated multiple of its size.</remarks>
internal sealed partial record BoundedXml(long MaxBytes, int MaxDepth = 64, int MaxNodes = 400_000, bool KeepsComments = false)
{
    private const int MaxNamespace = 256;

    static BoundedXml() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>What stopped the loading.</summary>
    public enum Refusal
    {
        /// <summary>Not well-formed, or with a document type.</summary>
        NotXml,

        /// <summary>Larger, deeper or with more nodes than allowed.</summary>
        TooLarge,
    }

    /// <summary>The document's root element with line numbers, or why there is none.</summary>
    public XElement? Load(Stream source, out Refusal refusal, out string why, out int line)
    {
        (refusal, why, line) = (Refusal.NotXml, "", 0);
        if (ReadAll(source) is not { } bytes)
        {
            (refusal, why) = (Refusal.TooLarge, $"The document is larger than {MaxBytes:N0} bytes.");
            return null;
        }

        // Some grading systems write a document type that says nothing but the root's name. It is passed over, never processed.
        var settings = Settings(BareDocumentType().IsMatch(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 1024))));
        XmlReader? look = null;
        try
        {
            look = XmlReader.Create(new MemoryStream(bytes, writable: false), settings);
            for (var nodes = 1; look.Read(); nodes += 1 + look.AttributeCount)
            {
                var hasLongNamespace = HasLongNamespace(look);
                if (look.Depth <= MaxDepth && nodes <= MaxNodes && !hasLongNamespace) continue;
                refusal = Refusal.TooLarge;
                why = hasLongNamespace ? $"A namespace has more than {MaxNamespace} characters."
                    : look.Depth > MaxDepth ? $"Elements are nested more than {MaxDepth} deep." : $"The document has more than {MaxNodes:N0} elements, attributes and texts.";
                line = ((IXmlLineInfo)look).LineNumber;
                return null;
            }

            using var reader = XmlReader.Create(new MemoryStream(bytes, writable: false), settings);
            reader.MoveToContent();
            return XElement.Load(reader, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace);
        }
        catch (Exception problem) when (problem is XmlException or DecoderFallbackException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            // The reader does not say where a document type stands.
            line = problem is XmlException { LineNumber: > 0 and var at } ? at
                : bytes.AsSpan().IndexOf("<!DOCTYPE"u8) is >= 0 and var type ? 1 + bytes.AsSpan(0, type).Count((byte)'\n') : 0;
            why = bytes.Length == 0 ? "The document is empty."
                : problem.Message.Contains("DTD", StringComparison.Ordinal) ? "The document has a document type (DOCTYPE) or entities, which are refused."
                : $"The document is not well-formed XML: {Plain(problem.Message.ReplaceLineEndings(" "))}";
            return null;
        }
        finally
        {
            look?.Dispose();
        }
    }

    /// <summary>The line at which something stands; 0 when not known.</summary>
    public static int LineOf(XObject where) => where is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : 0;

    private XmlReaderSettings Settings(bool hasBareDocumentType) => new()
    {
        DtdProcessing = hasBareDocumentType ? DtdProcessing.Ignore : DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = !KeepsComments,
        IgnoreProcessingInstructions = true,
        MaxCharactersFromEntities = 1024,
    };

    [GeneratedRegex(@"\A[^!]*<!DOCTYPE\s+[\w:.-]+\s*>", RegexOptions.CultureInvariant)]
    private static partial Regex BareDocumentType();

    /// <summary>A namespace is said once and belongs to every element: a long one would cost its length for each that is kept.</summary>
    private static bool HasLongNamespace(XmlReader look)
    {
        var found = false;
        for (var more = look.NodeType == XmlNodeType.Element && look.MoveToFirstAttribute(); more; more = look.MoveToNextAttribute())
            found |= (look.Prefix == "xmlns" || look.Name == "xmlns") && look.Value.Length > MaxNamespace;
        if (look.NodeType == XmlNodeType.Attribute) look.MoveToElement();
        return found;
    }

    private byte[]? ReadAll(Stream source)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int count; (count = source.Read(buffer)) > 0;)
        {
            if (all.Length + count > MaxBytes) return null;
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    // Without the place, which our own sentences begin with.
    private static string Plain(string message)
    {
        var place = message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return place > 0 && message.AsSpan(place).Contains(", position ", StringComparison.Ordinal) ? message[..place] : message;
    }
}
