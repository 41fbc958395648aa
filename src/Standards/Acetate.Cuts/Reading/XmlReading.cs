using System.Globalization;
using System.Xml.Linq;
using Acetate.Cdl.Xml;

namespace Acetate.Cuts.Reading;

/// <summary>Looking into XML by local names: lists of both formats have no namespaces, and those that got one by accident are read all the same.</summary>
internal static class XmlReading
{
    /// <summary>The largest timeline that is read.</summary>
    private const int MaxBytes = 128 * 1024 * 1024;

    private static readonly BoundedXml Loader = new(MaxBytes, MaxDepth: 400, MaxNodes: 6_000_000, KeepsComments: true);

    /// <summary>The document's root element.</summary>
    /// <exception cref="CutException">It is not well-formed, has a document type with content, or is too large.</exception>
    public static XElement Load(Stream source, string name) =>
        Loader.Load(source, out _, out var why, out var line) ?? throw new CutException(why, name, line);

    public static int Line(this XObject at) => BoundedXml.LineOf(at);

    public static string Tag(this XElement element) => element.Name.LocalName;

    /// <summary>The first child of a name.</summary>
    public static XElement? Child(this XElement? element, string name)
    {
        if (element is null) return null;
        for (var node = element.FirstNode; node is not null; node = node.NextNode)
            if (node is XElement child && child.Name.LocalName == name) return child;
        return null;
    }

    /// <summary>The children of a name.</summary>
    public static IEnumerable<XElement> Children(this XElement? element, string name) =>
        element is null ? [] : element.Elements().Where(child => child.Name.LocalName == name);

    /// <summary>The first element down a path of names.</summary>
    public static XElement? Down(this XElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path) element = element.Child(name);
        return element;
    }

    /// <summary>The text of a child, without blanks around it; null when it has none.</summary>
    public static string? Text(this XElement? element, params ReadOnlySpan<string> path) =>
        element.Down(path)?.Value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>An attribute without blanks around it; null when it is empty or not there.</summary>
    public static string? Attr(this XElement? element, string name) =>
        element?.Attribute(name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>TRUE, 1 or yes.</summary>
    public static bool IsTrue(string? text) =>
        text is not null && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("yes", StringComparison.OrdinalIgnoreCase));

    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>What an element holds, for people: short.</summary>
    public static string Excerpt(this XElement element)
    {
        var text = element.HasElements
            ? $"<{element.Tag()}> with {string.Join(", ", element.Elements().Take(6).Select(child => child.Tag()))}"
            : $"<{element.Tag()}>{element.Value}";
        return ProblemLog.Shown(text);
    }
}
