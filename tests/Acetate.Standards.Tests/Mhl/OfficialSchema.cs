using System.Xml;
using System.Xml.Schema;


namespace Acetate.Standards.Tests.Mhl;

/// <summary>The official schemas, read from the corpus and compiled in memory.</summary>
internal static class OfficialSchema
{
    private static readonly Lazy<XmlSchemaSet> Schemas = new(() =>
    {
        var set = new XmlSchemaSet { XmlResolver = null };
        foreach (var name in (string[])["ASCMHL.xsd", "ASCMHLDirectory.xsd"])
        {
            using var reader = XmlReader.Create(
                Path.Combine(Corpus.PathOf("conformance/mhl/schemas"), name), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            set.Add(null, reader);
        }

        set.Compile();
        return set;
    });

    /// <summary>All messages of the schema validator for a document.</summary>
    public static List<string> Validate(byte[] document)
    {
        var errors = new List<string>();
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, ValidationType = ValidationType.Schema, Schemas = Schemas.Value };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        // What lies in a metadata element belongs to nobody's schema; a root that no schema knows does not belong at all.
        settings.ValidationEventHandler += (sender, e) =>
        {
            if (e.Severity == XmlSeverityType.Error || (sender as XmlReader)?.Depth is null or 0) Add(e);
        };
        void Add(ValidationEventArgs e) => errors.Add($"line {e.Exception.LineNumber}: {e.Message}");
        using var reader = XmlReader.Create(new MemoryStream(document), settings);
        while (reader.Read()) { }
        return errors;
    }

    public static void AssertValid(Dictionary<string, byte[]> documents)
    {
        foreach (var (path, bytes) in documents)
            Assert.True(Validate(bytes) is [], $"{path} is not valid: {string.Join('\n', Validate(bytes))}");
    }
}
