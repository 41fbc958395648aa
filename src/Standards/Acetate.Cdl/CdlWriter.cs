using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Acetate.Cdl;

/// <summary>Writes <c>.cc</c>, <c>.ccc</c> and <c>.cdl</c> files: without prefixes, which other readers do not all know.</summary>
/// <remarks>Numbers are written so that they read back as the same bits; notes and foreign elements stand where they stood.</remarks>
public static class CdlWriter
{
    /// <summary>Writes a document as UTF-8, indented by two blanks.</summary>
    /// <exception cref="ArgumentException">A text has characters that XML cannot hold, or a foreign element is no XML.</exception>
    public static void Write(CdlDocument document, Stream target)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(target);
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", CloseOutput = false };
        using var writer = XmlWriter.Create(target, settings);
        writer.WriteStartDocument();
        if (document.Kind == CdlDocumentKind.Correction)
        {
            var correction = document.Corrections.FirstOrDefault() ?? throw new ArgumentException("A .cc file needs a correction.", nameof(document));
            Correction(writer, correction);
        }
        else
        {
            Start(writer, document.Kind == CdlDocumentKind.Collection ? "ColorCorrectionCollection" : "ColorDecisionList");
            Attributes(writer, document.OtherAttributes);
            Items(writer, document.Items);
            writer.WriteEndElement();
        }

        writer.WriteEndDocument();
    }

    private static void Items(XmlWriter writer, ImmutableArray<CdlItem> items)
    {
        foreach (var item in items)
        {
            switch (item)
            {
                case CdlItem.Note(var kind, var text): Text(writer, kind.ToString(), text); break;
                case CdlItem.Correction(var correction): Correction(writer, correction); break;
                case CdlItem.MediaReference(var address): Reference(writer, "MediaRef", address); break;
                case CdlItem.Reference(var id): Reference(writer, "ColorCorrectionRef", id); break;
                case CdlItem.Foreign(var xml): Foreign(writer, xml); break;
                case CdlItem.Decision(var inner):
                    Start(writer, "ColorDecision");
                    Items(writer, inner);
                    writer.WriteEndElement();
                    break;
                case CdlItem.SopNode sop:
                    Start(writer, "SOPNode");
                    Items(writer, sop.Others);
                    Triple(writer, "Slope", sop.Slope);
                    Triple(writer, "Offset", sop.Offset);
                    Triple(writer, "Power", sop.Power);
                    writer.WriteEndElement();
                    break;
                case CdlItem.SatNode sat:
                    Start(writer, "SatNode");
                    Items(writer, sat.Others);
                    if (sat.Saturation is { } saturation) Text(writer, "Saturation", Number(saturation));
                    writer.WriteEndElement();
                    break;
            }
        }
    }

    private static void Correction(XmlWriter writer, ColorCorrection correction)
    {
        Start(writer, "ColorCorrection");
        if (correction.Id is { } id) writer.WriteAttributeString("id", id);
        Attributes(writer, correction.OtherAttributes);
        Items(writer, correction.Items);
        writer.WriteEndElement();
    }

    private static void Start(XmlWriter writer, string name) => writer.WriteStartElement("", name, CdlReader.Namespace);

    private static void Text(XmlWriter writer, string name, string text)
    {
        Start(writer, name);
        writer.WriteString(text);
        writer.WriteEndElement();
    }

    private static void Reference(XmlWriter writer, string name, string to)
    {
        Start(writer, name);
        writer.WriteAttributeString("ref", to);
        writer.WriteEndElement();
    }

    private static void Triple(XmlWriter writer, string name, Rgb? values)
    {
        if (values is { } v) Text(writer, name, $"{Number(v.Red)} {Number(v.Green)} {Number(v.Blue)}");
    }

    private static void Attributes(XmlWriter writer, ImmutableDictionary<string, string> attributes)
    {
        foreach (var (expanded, value) in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            var name = XName.Get(expanded);
            writer.WriteAttributeString(name.LocalName, name.NamespaceName, value);
        }
    }

    private static void Foreign(XmlWriter writer, string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            reader.MoveToContent();
            writer.WriteNode(reader, defattr: false);
        }
        catch (XmlException problem)
        {
            throw new ArgumentException($"A foreign element is no XML: {problem.Message}", nameof(xml), problem);
        }
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
