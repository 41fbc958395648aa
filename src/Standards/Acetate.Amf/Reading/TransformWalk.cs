using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Acetate.Amf.Registry;
using Acetate.Cdl;
using Acetate.Cdl.Xml;

namespace Acetate.Amf.Reading;

/// <summary>Reads transforms: each is a description, a hash and one content out of those its place allows.</summary>
internal abstract class TransformWalk(string ns, AmfVersion version) : SchemaWalk(ns)
{
    private static readonly string[] Simple = ["description?", "hash?", "uuid?", "transformId?"];

    protected AmfTransform Input(XElement element, string path)
    {
        Attributes(element, path, "applied");
        var parts = Children(element, path, [.. Simple, "inverseOutputTransform?", "inverseOutputDeviceTransform?", "inverseReferenceRenderingTransform?", "file?"]);
        One(element, path, parts, ["uuid"], ["file"], ["transformId"], ["inverseOutputTransform"], ["inverseOutputDeviceTransform", "inverseReferenceRenderingTransform"]);
        AmfContent content =
            First(parts, "inverseOutputTransform") is { } inverse ? new AmfContent.InverseOutput(Inner(inverse, path, TransformSlot.InverseOutput))
            : First(parts, "inverseOutputDeviceTransform") is { } device && First(parts, "inverseReferenceRenderingTransform") is { } rendering
                ? new AmfContent.InverseRendering(Inner(device, path, TransformSlot.InverseDevice), Inner(rendering, path, TransformSlot.InverseRendering))
            : Content(parts, path, TransformSlot.Input);
        return Transform(element, path, parts, content) with { Applied = Boolean(element, "applied", path) };
    }

    protected AmfTransform Output(XElement element, string path)
    {
        // AMF 1.0 knows no mark on the output transform.
        Attributes(element, path, version == AmfVersion.V1 ? [] : ["applied"]);
        var parts = Children(element, path, [.. Simple, "referenceRenderingTransform?", "outputDeviceTransform?", "file?"]);
        One(element, path, parts, ["uuid"], ["file"], ["transformId"], ["referenceRenderingTransform", "outputDeviceTransform"]);
        AmfContent content = First(parts, "referenceRenderingTransform") is { } rendering && First(parts, "outputDeviceTransform") is { } device
            ? new AmfContent.Rendering(Inner(rendering, path, TransformSlot.Rendering), Inner(device, path, TransformSlot.Device))
            : Content(parts, path, TransformSlot.Output);
        return Transform(element, path, parts, content) with { Applied = version == AmfVersion.V1 ? null : Boolean(element, "applied", path) };
    }

    protected AmfTransform Look(XElement element, string path)
    {
        Attributes(element, path, "applied");
        var parts = Children(element, path, [.. Simple, "cdlWorkingSpace|lookTransformWorkingSpace?", "cdl:SOPNode|cdl:ASC_SOP?", "cdl:SatNode|cdl:ASC_SAT?", "cdl:ColorCorrectionRef|cdl:ASC_CC_XML?", "file?"]);
        var space = First(parts, "cdlWorkingSpace") is { } working ? Space(working, $"{path}/cdlWorkingSpace") : null;
        if (First(parts, "cdlWorkingSpace") is { Name.LocalName: "lookTransformWorkingSpace" } draft)
            Error("unexpected-element", draft, path, "<lookTransformWorkingSpace> is what drafts before AMF 1.0 called <cdlWorkingSpace>; have the file written anew.");
        var (sop, sat, reference) = (First(parts, "cdl:SOPNode"), First(parts, "cdl:SatNode"), First(parts, "cdl:ColorCorrectionRef"));
        if (space is null && (sop ?? sat ?? reference) is not null)
            Error("missing-cdl-working-space", element, path, "The CDL does not say in which space it works (<cdlWorkingSpace>). Some grading systems leave it out and mean ACEScct: ask whoever graded, and have it written.");
        AmfContent content;
        if (reference is not null)
        {
            One(element, path, parts, version == AmfVersion.V1 ? ["cdl:ColorCorrectionRef"] : ["cdl:ColorCorrectionRef", "file"], ["uuid"], ["transformId"], ["cdl:SOPNode", "cdl:SatNode"]);
            content = new AmfContent.Correction(space, (string?)reference.Attribute("ref") ?? Lost(reference, path), First(parts, "file") is { } file ? Text(file, $"{path}/file").Trim() : null);
        }
        else if (sop is not null || sat is not null)
        {
            One(element, path, parts, ["cdl:SOPNode", "cdl:SatNode"], ["uuid"], ["transformId"], ["file"]);
            content = Grade(space, sop, sat, path);
        }
        else
        {
            if (space is not null) Error("missing-element", element, path, "<lookTransform> has a working space and no CDL.");
            One(element, path, parts, ["uuid"], ["file"], ["transformId"]);
            content = Content(parts, path, TransformSlot.Look);
        }

        return Transform(element, path, parts, content) with { Applied = Boolean(element, "applied", path) };
    }

    protected static XElement? First(Dictionary<string, List<XElement>> parts, string name) => parts.GetValueOrDefault(name)?[0];

    private AmfTransform Inner(XElement element, string path, TransformSlot slot)
    {
        path = $"{path}/{element.Name.LocalName}";
        Attributes(element, path);
        var parts = Children(element, path, [.. Simple, "file?"]);
        One(element, path, parts, ["uuid"], ["file"], ["transformId"]);
        return Transform(element, path, parts, Content(parts, path, slot));
    }

    private AmfWorkingSpace Space(XElement element, string path)
    {
        Attributes(element, path);
        var parts = Children(element, path, "toCdlWorkingSpace|toLookTransformWorkingSpace?", "fromCdlWorkingSpace|fromLookTransformWorkingSpace!");
        // The names of drafts count only inside the draft's element, which is an error already.
        foreach (var draft in element.Name.LocalName == "cdlWorkingSpace" ? element.Elements().Where(child => child.Name.LocalName.EndsWith("LookTransformWorkingSpace", StringComparison.Ordinal)) : [])
            Error("unexpected-element", draft, path, $"<cdlWorkingSpace> cannot hold <{draft.Name.LocalName}>.");
        return new(
            First(parts, "toCdlWorkingSpace") is { } to ? Inner(to, path, TransformSlot.ToSpace) : null,
            First(parts, "fromCdlWorkingSpace") is { } from ? Inner(from, path, TransformSlot.FromSpace) : null);
    }

    /// <summary>Reports none or several of the contents, and contents that are not whole.</summary>
    private void One(XElement element, string path, Dictionary<string, List<XElement>> parts, params string[][] contents)
    {
        var there = contents.Where(content => content.Any(parts.ContainsKey)).ToList();
        if (there.Count > 1)
            Error("unexpected-element", element, path, $"<{element.Name.LocalName}> says twice what it is, by {string.Join(" and by ", there.Select(content => Plain(content.First(parts.ContainsKey))))}.");
        else if (there.Count == 0)
            Error("missing-element", element, path, $"<{element.Name.LocalName}> does not say what it is; one of {string.Join(", ", contents.Select(content => Plain(content[0])).Distinct())} belongs here.");
        foreach (var part in there.Take(1).SelectMany(content => content).Where(part => !parts.ContainsKey(part)))
            Error("missing-element", element, path, $"<{element.Name.LocalName}> has no <{Plain(part)}>.");
    }

    private AmfContent Content(Dictionary<string, List<XElement>> parts, string path, TransformSlot slot)
    {
        if (First(parts, "transformId") is { } id) return new AmfContent.ById(Id(id, $"{path}/transformId", slot));
        if (First(parts, "file") is { } file) return new AmfContent.ByFile(Address(file, path));
        return First(parts, "uuid") is { } uuid && Uuid(uuid, $"{path}/uuid") is { } value ? new AmfContent.ByUuid(value) : new AmfContent.Missing();
    }

    private string Address(XElement file, string path)
    {
        var address = Text(file, $"{path}/file").Trim();
        if (address.Length == 0) Error("wrong-value", file, $"{path}/file", "<file> is empty.");
        return address;
    }

    private string Id(XElement element, string path, TransformSlot slot)
    {
        var text = Text(element, path);
        if (slot.Allows(text)) return text;
        if (text.StartsWith("urn:ampas:aces:transformId:v1.5:LMT.Academy.ReferenceGamutCompress.a1.v1.0", StringComparison.Ordinal))
            Add(new(AmfSeverity.Info, "known-schema-gap", BoundedXml.LineOf(element), path, "The schema has no form for the version a1.v1.0 of ACES 1.3's own gamut compression; it is taken."));
        else if (!AmfTransformId.TryParse(text, out var id))
            Error("malformed-transform-id", element, path, $"'{AmfReader.Shown(text)}' is not a transform identifier{(text.Trim() != text ? "; there are blanks around it" : "")}.");
        else
            Error("wrong-slot", element, path, $"A transform of the kind {id.Kind}{(id.Specification == "2.0" ? "" : " of ACES 1")} cannot stand in <{slot.Name}>, or its version is not written as the schema has it: {AmfReader.Shown(text)}");
        return text;
    }

    private AmfTransform Transform(XElement element, string path, Dictionary<string, List<XElement>> parts, AmfContent content) => new()
    {
        Description = First(parts, "description") is { } description ? Text(description, $"{path}/description") : null,
        Hash = First(parts, "hash") is { } hash ? Hash(hash, $"{path}/hash") : null,
        Content = content,
        Line = BoundedXml.LineOf(element),
    };

    private AmfHash? Hash(XElement element, string path)
    {
        var text = Text(element, path, "algorithm");
        var algorithm = (string?)element.Attribute("algorithm");
        if (algorithm is null) Error("missing-attribute", element, path, "<hash> does not say its algorithm.");
        else if (algorithm is not (AmfHash.Sha256 or AmfHash.Sha1 or AmfHash.Md5)) Error("wrong-value", element, path, $"The hash algorithm '{AmfReader.Shown(algorithm)}' is none of SHA-256, SHA-1 and MD5.");
        try
        {
            return new(algorithm ?? "", [.. Convert.FromBase64String(text)]);
        }
        catch (FormatException)
        {
            Error("wrong-value", element, path, "<hash> is not base64.");
            return null;
        }
    }

    private AmfContent.Grade Grade(AmfWorkingSpace? space, XElement? sop, XElement? sat, string path)
    {
        var values = CdlValues.Neutral;
        ImmutableArray<string> sopNotes = [], satNotes = [];
        if (sop is not null)
        {
            var at = $"{path}/{sop.Name.LocalName}";
            Attributes(sop, at);
            var parts = Children(sop, at, "cdl:Description*", "cdl:Slope!", "cdl:Offset!", "cdl:Power!");
            sopNotes = Notes(parts, at);
            values = values with
            {
                Slope = Triple(parts, "cdl:Slope", at) ?? values.Slope,
                Offset = Triple(parts, "cdl:Offset", at) ?? values.Offset,
                Power = Triple(parts, "cdl:Power", at) ?? values.Power,
            };
            Check(sop, at, values);
        }

        if (sat is not null)
        {
            var at = $"{path}/{sat.Name.LocalName}";
            Attributes(sat, at);
            var parts = Children(sat, at, "cdl:Description*", "cdl:Saturation!");
            satNotes = Notes(parts, at);
            if (First(parts, "cdl:Saturation") is { } saturation && Numbers(saturation, 1, at) is [var number])
            {
                Check(sat, at, new() { Saturation = number });
                values = values with { Saturation = number };
            }
        }

        return new(space, values) { SopDescriptions = sopNotes, SatDescriptions = satNotes };
    }

    private void Check(XElement element, string path, CdlValues values)
    {
        if (values.WhyNot() is { } reason) Error("cdl-impossible", element, path, reason);
    }

    private ImmutableArray<string> Notes(Dictionary<string, List<XElement>> parts, string path) =>
        [.. parts.GetValueOrDefault("cdl:Description", []).Select(note => Text(note, $"{path}/Description"))];

    private Rgb? Triple(Dictionary<string, List<XElement>> parts, string name, string path) =>
        First(parts, name) is { } element && Numbers(element, 3, path) is [var red, var green, var blue] ? new(red, green, blue) : null;

    private double[]? Numbers(XElement element, int wanted, string path)
    {
        path = $"{path}/{element.Name.LocalName}";
        var text = Text(element, path);
        var parts = text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[wanted];
        var good = parts.Length == wanted;
        for (var i = 0; good && i < wanted; i++)
            good = double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) && double.IsFinite(numbers[i]);
        if (good) return numbers;
        Error("cdl-impossible", element, path, $"<{element.Name.LocalName}> should be {(wanted == 1 ? "one number" : "three numbers separated by blanks")} and is '{AmfReader.Shown(text.Trim())}'.");
        return null;
    }

    private string Lost(XElement reference, string path)
    {
        Error("missing-attribute", reference, path, "<ColorCorrectionRef> has no attribute ref.");
        return "";
    }

    private static string Plain(string part) => part.Replace("cdl:", "", StringComparison.Ordinal);
}
