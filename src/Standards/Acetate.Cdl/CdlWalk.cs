using System.Collections.Immutable;
using System.Xml.Linq;
using Acetate.Cdl.Xml;

namespace Acetate.Cdl;

/// <summary>Takes a tree of elements for a CDL, noting each freedom it takes.</summary>
internal sealed class CdlWalk(string name)
{
    private const int MaxNotices = 1000;
    private const int MaxKept = 16 * 1024 * 1024;
    private readonly ImmutableArray<CdlNotice>.Builder notices = ImmutableArray.CreateBuilder<CdlNotice>();
    private int kept;

    public CdlDocument Document(XElement root)
    {
        var given = root;
        if (root.Name.LocalName == "ASC_CC_XML" && root.Elements().ToList() is [var inner])
        {
            Notice(root, "The correction is wrapped in <ASC_CC_XML>, which is not written back.");
            root = inner;
        }

        CdlDocumentKind kind = root.Name.LocalName switch
        {
            "ColorCorrection" => CdlDocumentKind.Correction,
            "ColorCorrectionCollection" => CdlDocumentKind.Collection,
            "ColorDecisionList" => CdlDocumentKind.DecisionList,
            var other => throw new CdlException(
                CdlProblem.WrongFormat,
                $"The document begins with <{CdlText.Shown(other)}>; a CDL begins with <ColorCorrection>, <ColorCorrectionCollection> or <ColorDecisionList>.",
                name,
                BoundedXml.LineOf(given)),
        };
        if (root.Name.NamespaceName != CdlReader.Namespace)
            Notice(root, root.Name.NamespaceName.Length == 0
                ? $"The document has no namespace; {CdlReader.Namespace} is expected."
                : $"The document's namespace is '{CdlText.Shown(root.Name.NamespaceName)}'; {CdlReader.Namespace} is expected.");
        var items = kind == CdlDocumentKind.Correction ? [new CdlItem.Correction(Correction(root))] : Items(root, kind);
        var document = new CdlDocument { Kind = kind, Items = items, OtherAttributes = kind == CdlDocumentKind.Correction ? ImmutableDictionary<string, string>.Empty : Others(root) };
        Look(document, root);
        return document with { Notices = notices.ToImmutable() };
    }

    private CdlItem.SopNode Sop(XElement node)
    {
        Rgb? slope = null, offset = null, power = null;
        var others = ImmutableArray.CreateBuilder<CdlItem>();
        foreach (var child in node.Elements())
        {
            switch (child.Name.LocalName)
            {
                case "Slope": Once(child, slope); slope = Triple(child); break;
                case "Offset": Once(child, offset); offset = Triple(child); break;
                case "Power": Once(child, power); power = Triple(child); break;
                default: others.Add(NoteOrForeign(child)); break;
            }
        }

        foreach (var (what, value) in new[] { ("Slope", slope), ("Offset", offset), ("Power", power) })
            if (value is null) Notice(node, $"<{node.Name.LocalName}> has no <{what}>; the neutral value is taken.");
        Check(node, new() { Slope = slope ?? Rgb.Of(1), Offset = offset ?? Rgb.Of(0), Power = power ?? Rgb.Of(1) });
        return new(slope, offset, power, others.ToImmutable());
    }

    private CdlItem.SatNode Sat(XElement node)
    {
        double? saturation = null;
        var others = ImmutableArray.CreateBuilder<CdlItem>();
        foreach (var child in node.Elements())
        {
            if (child.Name.LocalName == "Saturation")
            {
                Once(child, saturation);
                saturation = Numbers(child, 1)[0];
            }
            else
            {
                others.Add(NoteOrForeign(child));
            }
        }

        if (saturation is null) Notice(node, $"<{node.Name.LocalName}> has no <Saturation>; the neutral value is taken.");
        Check(node, new() { Saturation = saturation ?? 1 });
        return new(saturation, others.ToImmutable());
    }

    private ImmutableArray<CdlItem> Items(XElement parent, CdlDocumentKind kind)
    {
        var items = ImmutableArray.CreateBuilder<CdlItem>();
        foreach (var child in parent.Elements())
        {
            items.Add((child.Name.LocalName, kind) switch
            {
                ("ColorCorrection", _) => new CdlItem.Correction(Correction(child)),
                ("ColorDecision", CdlDocumentKind.DecisionList) => new CdlItem.Decision(Decision(child)),
                _ => NoteOrForeign(child),
            });
        }

        return items.ToImmutable();
    }

    private ImmutableArray<CdlItem> Decision(XElement decision) =>
    [
        .. decision.Elements().Select(child => child.Name.LocalName switch
        {
            "ColorCorrection" => new CdlItem.Correction(Correction(child)),
            "MediaRef" => new CdlItem.MediaReference((string?)child.Attribute("ref") ?? child.Value.Trim()),
            "ColorCorrectionRef" => new CdlItem.Reference((string?)child.Attribute("ref") ?? child.Value.Trim()),
            _ => NoteOrForeign(child),
        }),
    ];

    private ColorCorrection Correction(XElement element)
    {
        var items = ImmutableArray.CreateBuilder<CdlItem>();
        var (hasSop, hasSat) = (false, false);
        foreach (var child in element.Elements())
        {
            switch (child.Name.LocalName)
            {
                case "SOPNode" or "ASC_SOP":
                    if (hasSop) throw Invalid(child, "The correction has two nodes with slope, offset and power.");
                    hasSop = true;
                    items.Add(Sop(child));
                    break;
                case "SatNode" or "SATNode" or "ASC_SAT":
                    if (hasSat) throw Invalid(child, "The correction has two nodes with a saturation.");
                    hasSat = true;
                    items.Add(Sat(child));
                    break;
                default:
                    items.Add(NoteOrForeign(child));
                    break;
            }
        }

        if (!hasSop && !hasSat) Notice(element, "The correction has neither slope, offset and power nor saturation; it changes nothing.");
        return new()
        {
            Id = (string?)element.Attribute("id"),
            Items = items.ToImmutable(),
            OtherAttributes = Others(element).Remove("id"),
            Line = BoundedXml.LineOf(element),
        };
    }

    private CdlItem NoteOrForeign(XElement child)
    {
        CdlNoteKind? kind = child.Name.LocalName switch
        {
            "Description" => CdlNoteKind.Description,
            "InputDescription" => CdlNoteKind.InputDescription,
            "ViewingDescription" => CdlNoteKind.ViewingDescription,
            _ => null,
        };
        if (kind is { } note && !child.HasElements) return new CdlItem.Note(note, child.Value);
        Notice(child, $"<{CdlText.Shown(child.Name.LocalName)}> is nothing this format knows; it is kept.");
        return new CdlItem.Foreign(Kept(child, child.ToString(SaveOptions.DisableFormatting)));
    }

    private void Look(CdlDocument document, XElement root)
    {
        if (document.Items.IsEmpty || (!document.Corrections.Any() && !document.Items.OfType<CdlItem.Decision>().Any()))
            Notice(root, $"<{root.Name.LocalName}> holds no correction.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var twice in document.Corrections.Where(correction => correction.Id is { Length: > 0 } id && !seen.Add(id)))
            Notice(twice.Line, $"The id '{CdlText.Shown(twice.Id)}' is there twice; the first is the one that is found.");
        foreach (var without in document.Corrections.Where(correction => string.IsNullOrEmpty(correction.Id) && document.Kind != CdlDocumentKind.Correction))
            Notice(without.Line, "The correction has no id; only its place finds it.");
    }

    private Rgb Triple(XElement element) => Numbers(element, 3) is var numbers ? new(numbers[0], numbers[1], numbers[2]) : default;

    private double[] Numbers(XElement element, int wanted)
    {
        if (element.HasElements) throw Invalid(element, $"<{element.Name.LocalName}> should hold numbers and holds elements.");
        var text = element.Value;
        if (text.Contains(',')) Notice(element, "Numbers are separated by commas; blanks are expected.");
        return CdlText.Numbers(text, wanted, out var reason) ?? throw Invalid(element, $"<{element.Name.LocalName}>: {reason}");
    }

    private void Check(XElement node, CdlValues values)
    {
        if (values.WhyNot() is { } reason) throw Invalid(node, reason);
    }

    private void Once(XElement child, object? before)
    {
        if (before is not null) throw Invalid(child, $"<{child.Name.LocalName}> is there twice.");
    }

    /// <summary>Namespaces are repeated in what is kept; so it is bounded apart from the file.</summary>
    private string Kept(XElement where, string text)
    {
        kept += text.Length;
        return kept <= MaxKept ? text : throw new CdlException(CdlProblem.TooLarge, $"What others wrote into the file has more than {MaxKept:N0} characters.", name, BoundedXml.LineOf(where));
    }

    private ImmutableDictionary<string, string> Others(XElement element) =>
        element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.LocalName != "schemaLocation")
            .ToImmutableDictionary(attribute => Kept(element, attribute.Name.ToString()), attribute => attribute.Value);

    private CdlException Invalid(XElement where, string message) => new(CdlProblem.Invalid, message, name, BoundedXml.LineOf(where));

    private void Notice(XElement where, string message) => Notice(BoundedXml.LineOf(where), message);

    private void Notice(int line, string message)
    {
        if (notices.Count < MaxNotices) notices.Add(new(line, message));
        else if (notices.Count == MaxNotices) notices.Add(new(line, "There are more such places; they are not listed."));
    }
}
