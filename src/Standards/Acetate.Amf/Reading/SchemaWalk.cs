using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Acetate.Cdl.Xml;

namespace Acetate.Amf.Reading;

/// <summary>Holds elements against a schema: order, number, attributes, plain values. Each departure is a problem, and reading goes on.</summary>
internal abstract class SchemaWalk(string ns)
{
    public const string CdlNamespace = "urn:ASC:CDL:v1.01";
    private const string Instance = "http://www.w3.org/2001/XMLSchema-instance";
    private const int MaxProblems = 1000;
    private readonly ImmutableArray<AmfProblem>.Builder problems = ImmutableArray.CreateBuilder<AmfProblem>();

    protected ImmutableArray<AmfProblem> Problems => problems.ToImmutable();

    /// <summary>The child elements by name, held against a sequence: <c>a!</c> once, <c>a?</c> at most once, <c>a*</c> any number.
    /// Names of the CDL begin with <c>cdl:</c>, alternatives are separated by a bar.</summary>
    protected Dictionary<string, List<XElement>> Children(XElement parent, string path, params string[] sequence)
    {
        var found = new Dictionary<string, List<XElement>>(StringComparer.Ordinal);
        var last = -1;
        foreach (var node in parent.Nodes())
        {
            if (node is XText text && !string.IsNullOrWhiteSpace(text.Value))
                Error("unexpected-text", text, path, $"There is text in <{parent.Name.LocalName}>, where only elements belong: '{AmfReader.Shown(text.Value.Trim())}'.");
            if (node is not XElement child) continue;
            var at = Array.FindIndex(sequence, slot => Matches(child.Name, slot[..^1]));
            if (at < 0)
            {
                Error("unexpected-element", child, path, $"<{parent.Name.LocalName}> cannot hold <{Name(child)}>.");
                continue;
            }

            var key = sequence[at][..^1].Split('|')[0];
            if (!found.TryGetValue(key, out var list)) found[key] = list = [];
            if (list.Count > 0 && sequence[at][^1] != '*') Error("unexpected-element", child, path, $"<{parent.Name.LocalName}> has two elements <{Name(child)}>.");
            else if (at < last) Error("wrong-order", child, path, $"<{Name(child)}> stands after <{Plain(sequence[last])}>; the schema wants it before.");
            list.Add(child);
            last = Math.Max(last, at);
        }

        foreach (var slot in sequence.Where(slot => slot[^1] == '!' && !found.ContainsKey(slot[..^1].Split('|')[0])))
            Error("missing-element", parent, path, $"<{parent.Name.LocalName}> has no <{Plain(slot)}>.");
        return found;
    }

    /// <summary>Reports attributes other than these.</summary>
    protected void Attributes(XElement element, string path, params string[] allowed)
    {
        foreach (var attribute in element.Attributes())
        {
            if (attribute.IsNamespaceDeclaration || attribute.Name.NamespaceName == Instance) continue;
            if (attribute.Name.NamespaceName.Length > 0 || !allowed.Contains(attribute.Name.LocalName))
                Error("unexpected-attribute", element, path, $"<{element.Name.LocalName}> cannot have the attribute {AmfReader.Shown(attribute.Name.LocalName)}.");
        }
    }

    /// <summary>The text of an element that holds nothing else.</summary>
    protected string Text(XElement element, string path, params string[] allowed)
    {
        Attributes(element, path, allowed);
        if (element.HasElements) Error("unexpected-element", element, path, $"<{element.Name.LocalName}> holds text and no elements.");
        return element.Value;
    }

    /// <summary>An <c>xs:boolean</c>; null, with a problem, when it is none or not there.</summary>
    protected bool? Boolean(XElement element, string name, string path)
    {
        switch (((string?)element.Attribute(name))?.Trim())
        {
            case "true" or "1": return true;
            case "false" or "0": return false;
            case null: Error("missing-attribute", element, path, $"<{element.Name.LocalName}> does not say {name}=\"true\" or \"false\"."); return null;
            case var other: Error("wrong-value", element, path, $"{name}=\"{AmfReader.Shown(other)}\" is neither true nor false."); return null;
        }
    }

    /// <summary>A number that is not negative; 0, with a problem, when it is none or not there.</summary>
    protected long Count(XElement element, string name, string path)
    {
        var text = (string?)element.Attribute(name);
        if (text is null) Error("missing-attribute", element, path, $"<{element.Name.LocalName}> has no attribute {name}.");
        else if (!long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number < 0) Error("wrong-value", element, path, $"{name}=\"{AmfReader.Shown(text)}\" is not a whole number from 0 on.");
        else return number;
        return 0;
    }

    /// <summary>An <c>xs:dateTime</c>; one without zone is taken as UTC.</summary>
    protected DateTimeOffset? Date(XElement element, string path)
    {
        var text = Text(element, path).Trim();
        try
        {
            if (text is [_, _, _, _, '-', _, _, '-', _, _, 'T', ..])
            {
                // XmlConvert would place a date without zone in the zone of this machine.
                var hasZone = text.AsSpan(11).IndexOfAny("Z+-") >= 0;
                if (!hasZone) Add(new(AmfSeverity.Info, "date-without-zone", BoundedXml.LineOf(element), path, $"The date {text} has no zone; UTC is taken."));
                return XmlConvert.ToDateTimeOffset(hasZone ? text : text + "Z");
            }
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException or OverflowException)
        {
            // Told below, with every other text that is no date.
        }

        Error("wrong-value", element, path, $"'{AmfReader.Shown(text)}' is not a date of the form 2026-01-31T12:00:00Z.");
        return null;
    }

    /// <summary>A <c>urn:uuid:</c>.</summary>
    protected Guid? Uuid(XElement element, string path)
    {
        const string prefix = "urn:uuid:";
        var text = Text(element, path).Trim();
        if (text.StartsWith(prefix, StringComparison.Ordinal) && Guid.TryParseExact(text[prefix.Length..], "D", out var uuid)) return uuid;
        Error("wrong-value", element, path, $"'{AmfReader.Shown(text)}' is not an id of the form urn:uuid:01234567-89ab-cdef-0123-456789abcdef.");
        return null;
    }

    protected void Error(string code, XObject where, string path, string message) => Add(new(AmfSeverity.Error, code, BoundedXml.LineOf(where), path, message));

    protected void Add(AmfProblem problem)
    {
        if (problems.Count < MaxProblems) problems.Add(problem);
        else if (problems.Count == MaxProblems) problems.Add(new(AmfSeverity.Error, "more-problems", problem.Line, problem.Element, "There are more such places; they are not listed."));
    }

    private bool Matches(XName name, string slot)
    {
        foreach (var alternative in slot.Split('|'))
        {
            var isCdl = alternative.StartsWith("cdl:", StringComparison.Ordinal);
            if (name.LocalName == (isCdl ? alternative[4..] : alternative) && name.NamespaceName == (isCdl ? CdlNamespace : ns)) return true;
        }

        return false;
    }

    private static string Plain(string slot) => slot[..^1].Split('|')[0].Replace("cdl:", "", StringComparison.Ordinal);

    private string Name(XElement element) => element.Name.NamespaceName == ns || element.Name.NamespaceName == CdlNamespace
        ? AmfReader.Shown(element.Name.LocalName)
        : $"{AmfReader.Shown(element.Name.LocalName)} xmlns=\"{AmfReader.Shown(element.Name.NamespaceName)}\"";
}
