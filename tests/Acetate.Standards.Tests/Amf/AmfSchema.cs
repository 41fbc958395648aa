using System.Xml;
using System.Xml.Schema;

namespace Acetate.Standards.Tests.Amf;

/// <summary>The official schemas of AMF 1.0 and 2.0, read from the corpus and compiled in memory.</summary>
internal static class AmfSchema
{
    private static readonly Lazy<XmlSchemaSet> Schemas = new(() =>
    {
        var set = new XmlSchemaSet { XmlResolver = null };
        foreach (var name in (string[])["v2.0/xmldsig-core-schema.xsd", "v2.0/st433b-2008-am1-2011.xsd", "v2.0/ASC-CDL_schema_v1.01.xsd", "v2.0/acesMetadataFile.xsd", "v1.0/acesMetadataFile.xsd"])
        {
            using var reader = XmlReader.Create(Corpus.PathOf($"conformance/amf/schemas/{name}"), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            set.Add(null, reader);
        }

        set.Compile();
        return set;
    });

    /// <summary>All messages of the schema validator for a document.</summary>
    public static List<string> Validate(byte[] document)
    {
        var messages = new List<string>();
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, ValidationType = ValidationType.Schema, Schemas = Schemas.Value };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.ValidationEventHandler += (_, e) => messages.Add($"line {e.Exception.LineNumber}: {e.Message}");
        using var reader = XmlReader.Create(new MemoryStream(document), settings);
        while (reader.Read()) { }
        return messages;
    }
}
