using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Acetate.Cdl.Xml;
using Acetate.Imaging.Colour.Luts;

namespace Acetate.Imaging.Colour.Clf;

/// <summary>Reads Common LUT Format files (SMPTE ST 2136-1:2024, S-2014-006 version 3, and its versions 1 and 2) and Autodesk's CTF, out of which it came.</summary>
/// <remarks>All nodes of CLF: Matrix, LUT1D, LUT3D, Range, Log, Exponent, ASC_CDL. Of CTF also Gamma, ExposureContrast of the style linear, and
/// FixedFunction Rec2100Surround; its others, inverse tables and mixtures with alpha are refused by name. At most 64 MiB, 64 levels; no document type,
/// nothing fetched.</remarks>
public static class ClfReader
{
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads one.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it. A name in <c>.ctf</c> makes it a CTF.</param>
    /// <exception cref="LutException">It is none, or it says what cannot be; the message has name and line.</exception>
    public static ClfDocument Read(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        var root = new BoundedXml(MaxBytes).Load(source, out _, out var why, out var line) ?? throw new LutException(why, name, line);
        if (root.Name.LocalName != "ProcessList") throw new LutException($"The root element is '{LutLines.Shown(root.Name.LocalName)}'; a CLF or CTF begins with ProcessList.", name, BoundedXml.LineOf(root));
        var version = (string?)root.Attribute("compCLFversion");
        var isSmpte = root.Name.NamespaceName.Contains("/2136-1/", StringComparison.Ordinal);
        var isClf = version is not null || isSmpte;
        var node = new ClfNode(root, name, Version(version ?? (isClf ? "3" : (string?)root.Attribute("version") ?? "1.2"), isClf, root, name), isClf);
        var id = (string?)root.Attribute("id") ?? "";
        if (node.Child("Id") is { } own)
        {
            if (isSmpte && !(own.Value.Trim().StartsWith("urn:uuid:", StringComparison.Ordinal) && Guid.TryParse(own.Value.Trim().AsSpan(9), out _)))
                throw node.Refuse($"The Id '{LutLines.Shown(own.Value.Trim())}' is none; ST 2136-1 has urn:uuid: and a UUID.", own);
            id = own.Value.Trim();
        }

        if (isClf && node.Version >= 3 && id.Length == 0 && !(isSmpte && version is null)) throw node.Refuse("The ProcessList has no id, or an empty one; CLF asks for one since version 3. Give it any, such as a UUID.");

        var steps = ImmutableArray.CreateBuilder<IColourOperation>();
        var notices = ImmutableArray.CreateBuilder<string>();
        var count = 0;
        var depth = 0.0;
        foreach (var element in root.Elements())
        {
            var child = node with { Element = element };
            switch (element.Name.LocalName)
            {
                case "Description" or "InputDescriptor" or "OutputDescriptor" or "Info" or "Id":
                    continue;
                case var _ when element.Name.Namespace != root.Name.Namespace && !ClfNodes.Knows(element.Name.LocalName):
                    notices.Add($"Line {BoundedXml.LineOf(element)}: the element '{LutLines.Shown(element.Name.LocalName)}' of another namespace was passed over.");
                    continue;
            }

            if (!ClfNodes.Knows(element.Name.LocalName))
            {
                // ST 2136-1, 5.4: an unknown element is an error or a warning. Whether it changes the picture nobody can tell.
                if (isClf) throw child.Refuse($"The element '{LutLines.Shown(element.Name.LocalName)}' is none that CLF has; without it the picture may be wrong. Export the file without it.");
                notices.Add($"Line {BoundedXml.LineOf(element)}: the element '{LutLines.Shown(element.Name.LocalName)}' is not known and was passed over.");
                continue;
            }

            if ((string?)element.Attribute("bypass") is "true") continue;
            if (++count > 1 && child.InScale != depth && isClf) notices.Add($"Line {BoundedXml.LineOf(element)}: the bit depth going in is not what came out before it.");
            depth = child.OutScale;
            steps.AddRange(ClfNodes.Read(child));
        }

        if (count == 0) throw node.Refuse("The ProcessList has no node: it does nothing. An identity is written as a Range or a Matrix.");
        var title = (string?)root.Attribute("name") ?? name;
        return new(id, title, Text("InputDescriptor"), Text("OutputDescriptor"), new(title, steps.DrainToImmutable()), notices.DrainToImmutable());

        string? Text(string element) => root.Elements().FirstOrDefault(e => e.Name.LocalName == element)?.Value.Trim();
    }

    private static double Version(string text, bool isClf, XElement root, string name)
    {
        // ST 2136-1 numbers itself by its year.
        if (isClf && text.StartsWith("ST2136-1:", StringComparison.Ordinal)) return 3;
        var parts = text.Split('.');
        var most = isClf ? 3 : 2;
        if (parts.Length is < 1 or > 3 || !parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < 1000))
            throw new LutException($"'{LutLines.Shown(text)}' is no version of the format.", name, BoundedXml.LineOf(root));
        var version = int.Parse(parts[0], CultureInfo.InvariantCulture) + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) / 100.0 : 0);
        return version < most + (isClf ? 0.01 : 1) ? version
            : throw new LutException($"The file is of version {text}; up to {most} is read. Export it in an older version.", name, BoundedXml.LineOf(root));
    }
}

/// <summary>A node of the file and what there is to know about reading it.</summary>
/// <param name="Element">The node.</param>
/// <param name="Document">The file's name.</param>
/// <param name="Version">Of the format; minor versions as hundredths.</param>
/// <param name="IsClf">Else CTF.</param>
internal sealed record ClfNode(XElement Element, string Document, double Version, bool IsClf)
{
    public double InScale => Scale("inBitDepth");

    public double OutScale => Scale("outBitDepth");

    public string Label => (string?)Element.Attribute("name") ?? Element.Name.LocalName;

    public string? Attribute(string name) => (string?)Element.Attribute(name);

    public XElement? Child(string name) => Element.Elements().FirstOrDefault(e => e.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase));

    public IEnumerable<XElement> Children(string name) => Element.Elements().Where(e => e.Name.LocalName == name);

    public LutException Refuse(string message, XElement? where = null) => new(message, Document, BoundedXml.LineOf(where ?? Element));

    public double Number(string? text, string what, XElement? where = null) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Refuse($"'{LutLines.Shown(text?.Trim() ?? "")}' is no number for {what}.", where);

    public double[] Numbers(XElement where, int count, string what)
    {
        var words = where.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == count ? [.. words.Select(word => Number(word, what, where))] : throw Refuse($"{what} has {words.Length} values; it has {count}.", where);
    }

    /// <summary>The numbers of the node's first Array, as many as its dim says.</summary>
    public (int[] Dim, float[] Values) Array(Func<int[], int?> count, string dims, bool isRaw = false)
    {
        var array = Child("Array") ?? throw Refuse($"The {Element.Name.LocalName} has no Array.");
        var words = ((string?)array.Attribute("dim") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var dim = new int[words.Length];
        for (var i = 0; i < dim.Length; i++)
            if (!int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out dim[i])) throw Refuse($"The Array's dim '{LutLines.Shown(string.Join(' ', words))}' is none; it is {dims}.", array);
        if (count(dim) is not { } expected) throw Refuse($"The Array's dim '{LutLines.Shown(string.Join(' ', words))}' is none; it is {dims}.", array);
        var text = array.Nodes().OfType<XText>().Aggregate("", (all, part) => all.Length == 0 ? part.Value : all + " " + part.Value).AsSpan();
        var values = new List<float>(Math.Min(expected, text.Length / 2 + 1));
        foreach (var range in text.SplitAny(" \t\r\n"))
        {
            var word = text[range];
            if (word.IsEmpty) continue;
            if (values.Count == expected) throw Refuse($"The Array has more than the {expected} values that its dim says.", array);
            if (isRaw && !ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _)) throw Refuse($"'{LutLines.Shown(word.ToString())}' is no raw half; with rawHalfs the values are whole numbers from 0 to 65535.", array);
            if (!LutLines.TryNumber(word, out var value)) throw Refuse($"'{LutLines.Shown(word.ToString())}' in the Array is no number.", array);
            values.Add(isRaw ? (float)BitConverter.UInt16BitsToHalf((ushort)value) : value);
        }

        return values.Count == expected ? (dim, values.ToArray()) : throw Refuse($"The Array has {values.Count} values; its dim says {expected}. The file may be cut off: export it again.", array);
    }

    private double Scale(string attribute) => Attribute(attribute) switch
    {
        "8i" => 255,
        "10i" => 1023,
        "12i" => 4095,
        "16i" => 65535,
        "16f" or "32f" => 1,
        null => throw Refuse($"The {Element.Name.LocalName} has no {attribute}; it is one of 8i 10i 12i 16i 16f 32f."),
        var other => throw Refuse($"The {attribute} '{LutLines.Shown(other)}' is none; it is one of 8i 10i 12i 16i 16f 32f."),
    };
}
