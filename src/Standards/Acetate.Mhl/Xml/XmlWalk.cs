using System.Collections.Immutable;
using System.Text;
using System.Xml;

namespace Acetate.Mhl.Xml;

/// <summary>A forward walk over a document that may come from anybody: no document type, no resolver, bounded in every direction.</summary>
/// <remarks>Element texts are returned exactly, blanks included: names of files may begin and end with them.</remarks>
internal sealed class XmlWalk : IDisposable
{
    private const int MaxDepth = 64;
    private const int MaxTextLength = 1024 * 1024;
    private const int MaxKeptXml = 4 * 1024 * 1024;
    private const int MaxNotices = 1000;

    private readonly BoundedInput input;
    private readonly XmlReader reader;
    private readonly string document;
    private readonly ImmutableArray<MhlNotice>.Builder notices = ImmutableArray.CreateBuilder<MhlNotice>();
    private int keptXml;
    private (string? Text, DateTimeOffset Date) lastDate;

    static XmlWalk() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public XmlWalk(Stream source, string document)
    {
        this.document = document;
        input = new BoundedInput(source, document);
        try
        {
            var settings = new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                CloseInput = false,
                MaxCharactersFromEntities = 1024,
            };
            // The XML reader of .NET takes "UTF-16" in a declaration for little endian, whatever it has read so far.
            reader = input.EncodingWithoutMark() is { } encoding
                ? XmlReader.Create(new StreamReader(input, encoding, detectEncodingFromByteOrderMarks: false), settings)
                : XmlReader.Create(input, settings);
        }
        catch (Exception problem) when (problem is XmlException or ArgumentException or NotSupportedException or DecoderFallbackException)
        {
            throw NotXml(problem);
        }
    }

    public int Line => (reader as IXmlLineInfo)?.LineNumber ?? 0;

    public string LocalName => reader.LocalName;

    public string Namespace => reader.NamespaceURI;

    public ImmutableArray<MhlNotice> Notices => notices.ToImmutable();

    public void Notice(string message, int? line = null)
    {
        if (notices.Count < MaxNotices) notices.Add(new MhlNotice(line ?? Line, message));
        else if (notices.Count == MaxNotices) notices.Add(new MhlNotice(line ?? Line, "There are more such places; they are not listed."));
    }

    public MhlException Invalid(string message, int? line = null) => new(MhlProblem.Invalid, message, document, line ?? Line);

    /// <summary>Moves to the root element.</summary>
    public void MoveToRoot()
    {
        while (Step())
            if (reader.NodeType == XmlNodeType.Element)
                return;
        throw new MhlException(MhlProblem.NotXml, "The document is empty.", document, Line);
    }

    /// <summary>Calls <paramref name="onChild"/> at the start of each child element of the current one.
    /// The callback must consume it: by <see cref="Text"/>, <see cref="Children"/>, <see cref="Skip"/> or <see cref="KeepXml"/>.</summary>
    public void Children(Action onChild)
    {
        if (reader.IsEmptyElement) return;
        var depth = reader.Depth;
        while (Step())
        {
            if (reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth) return;
            if (reader.NodeType == XmlNodeType.Element) onChild();
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) Notice("There is text between elements, which means nothing here.");
        }
    }

    /// <summary>The exact text of the current element; child elements are refused.</summary>
    public string Text()
    {
        if (reader.IsEmptyElement) return "";
        var (name, depth, line) = (reader.LocalName, reader.Depth, Line);
        var text = "";
        StringBuilder? more = null;
        while (Step())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.EndElement when reader.Depth == depth:
                    return more?.ToString() ?? text;
                case XmlNodeType.Element:
                    throw Invalid($"The element <{name}> should hold text and holds <{reader.LocalName}>.", line);
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    var piece = Guarded(() => reader.Value);
                    if ((more?.Length ?? text.Length) + piece.Length > MaxTextLength)
                        throw new MhlException(MhlProblem.TooLarge, $"The text of <{name}> is longer than {MaxTextLength:N0} characters.", document, line);
                    if (text.Length == 0 && more is null) text = piece;
                    else (more ??= new StringBuilder(text)).Append(piece);
                    break;
            }
        }

        return text;
    }

    /// <summary>An attribute without namespace, or null.</summary>
    public string? Attribute(string name) => reader.GetAttribute(name);

    /// <summary>Passes over the current element and what it holds.</summary>
    public void Skip()
    {
        if (reader.IsEmptyElement) return;
        var depth = reader.Depth;
        while (Step())
            if (reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth)
                return;
    }

    /// <summary>The current element as XML text, with all it holds.</summary>
    public string KeepXml()
    {
        var line = Line;
        var kept = new StringBuilder();
        using (var writer = XmlWriter.Create(kept, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment }))
        {
            var depth = reader.Depth;
            do
            {
                Guarded(() => { CopyNode(writer); return true; });
                writer.Flush();
                if (keptXml + kept.Length > MaxKeptXml)
                    throw new MhlException(MhlProblem.TooLarge, $"Foreign data larger than {MaxKeptXml:N0} characters.", document, line);
                if (reader.Depth == depth && (reader.NodeType == XmlNodeType.EndElement || reader.IsEmptyElement)) break;
            }
            while (Step());
        }

        keptXml += kept.Length;
        return kept.ToString();
    }

    /// <summary>Reads an <c>xs:dateTime</c>; without a zone it is taken as UTC. Null, with a notice, when it is not one.</summary>
    public DateTimeOffset? Date(string? text, string of)
    {
        if (text is null) return null;
        // Files of a roll share a few moments.
        if (text == lastDate.Text) return lastDate.Date;
        if (TryDate(text.Trim(), out var date))
        {
            lastDate = (text, date);
            return date;
        }

        Notice($"The {of} '{Shortened(text)}' is not a date of the form 2026-01-31T12:00:00Z.");
        return null;
    }

    public void EndOfDocument()
    {
        while (Step()) { }
    }

    public void Dispose() => reader.Dispose();

    public static string Shortened(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static bool TryDate(string text, out DateTimeOffset date)
    {
        // XmlConvert would place a date without zone in the zone of this machine.
        var zone = text.AsSpan(Math.Min(text.Length, 19)).IndexOfAny("Z+-");
        if (text.Length < 19 || text[10] != 'T')
        {
            date = default;
            return false;
        }

        try
        {
            date = XmlConvert.ToDateTimeOffset(zone >= 0 ? text : text + "Z");
            return true;
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException or OverflowException)
        {
            date = default;
            return false;
        }
    }

    private void CopyNode(XmlWriter writer)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                writer.WriteAttributes(reader, defattr: false);
                if (reader.IsEmptyElement) writer.WriteEndElement();
                break;
            case XmlNodeType.EndElement:
                writer.WriteFullEndElement();
                break;
            case XmlNodeType.Text:
            case XmlNodeType.Whitespace:
            case XmlNodeType.SignificantWhitespace:
                writer.WriteString(reader.Value);
                break;
            case XmlNodeType.CDATA:
                writer.WriteCData(reader.Value);
                break;
        }
    }

    private bool Step()
    {
        var more = Guarded(reader.Read);
        input.NodeDone();
        if (reader.Depth > MaxDepth)
            throw new MhlException(MhlProblem.TooLarge, $"Elements are nested more than {MaxDepth} deep.", document, Line);
        return more;
    }

    /// <summary>Turns what the XML reader throws into our own exception.</summary>
    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is XmlException or DecoderFallbackException or ArgumentException or NotSupportedException)
        {
            throw NotXml(problem);
        }
    }

    /// <summary>The reader's sentence without the place, which ours begin with, and without its own shorthand.</summary>
    private static string Plain(string message)
    {
        if (message.StartsWith("There is no Unicode byte order mark", StringComparison.Ordinal)) return "It says that it is UTF-16, and it is not.";
        var place = message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return place > 0 && message.AsSpan(place).Contains(", position ", StringComparison.Ordinal) ? message[..place] : message;
    }

    private MhlException NotXml(Exception problem)
    {
        var line = (problem as XmlException)?.LineNumber ?? 0;
        var why = problem.Message.Contains("DTD", StringComparison.Ordinal)
            ? "The document has a document type (DOCTYPE) or entities, which are refused."
            : $"The document is not well-formed XML: {Plain(problem.Message.ReplaceLineEndings(" "))}";
        return new MhlException(MhlProblem.NotXml, why, document, line, problem);
    }
}
