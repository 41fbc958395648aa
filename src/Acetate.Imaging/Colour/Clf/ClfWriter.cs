using System.Globalization;
using System.Xml;
using Acetate.Imaging.Colour.Cdl;
using Acetate.Imaging.Colour.Curves;
using Acetate.Imaging.Colour.Luts;

namespace Acetate.Imaging.Colour.Clf;

/// <summary>Writes transforms as Common LUT Format files (SMPTE ST 2136-1:2024; readers of version 3 take them too).</summary>
/// <remarks>Matrices, CDLs, ranges, camera logarithms and 3D tables have nodes of their own. What has none is baked first: see <see cref="Baked"/>.</remarks>
public static class ClfWriter
{
    private const string Namespace = "http://www.smpte-ra.org/ns/2136-1/2024";

    /// <summary>Writes one.</summary>
    /// <param name="operation">A chain or a single operation.</param>
    /// <param name="id">Of the file: a new one whenever its contents change.</param>
    /// <param name="input">What should go in, in words.</param>
    /// <param name="output">What comes out, in words.</param>
    /// <param name="target">Written to in UTF-8, not closed.</param>
    /// <exception cref="ArgumentException">A step has no node; the message names it.</exception>
    public static void Write(IColourOperation operation, Guid id, string input, string output, TextWriter target)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(target);
        target.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        using var xml = XmlWriter.Create(target, new() { Indent = true, NewLineChars = "\n", CloseOutput = false, OmitXmlDeclaration = true });
        xml.WriteStartElement("ProcessList", Namespace);
        xml.WriteAttributeString("compCLFversion", "3");
        xml.WriteAttributeString("id", $"urn:uuid:{id:D}");
        xml.WriteAttributeString("name", operation.Name);
        xml.WriteElementString("Id", Namespace, $"urn:uuid:{id:D}");
        xml.WriteElementString("InputDescriptor", Namespace, input);
        xml.WriteElementString("OutputDescriptor", Namespace, output);
        foreach (var step in Steps(operation)) Node(xml, step);
        xml.WriteEndElement();
    }

    private static IEnumerable<IColourOperation> Steps(IColourOperation operation) => operation is ColourChain chain ? chain.Steps.SelectMany(Steps) : [operation];

    private static void Node(XmlWriter xml, IColourOperation step)
    {
        switch (step)
        {
            case MatrixOperation matrix:
                Start(xml, "Matrix", step.Name);
                var hasOffset = matrix.Offset != default;
                var (m, o) = (matrix.Matrix.Rows, matrix.Offset);
                Array(xml, hasOffset ? "3 4" : "3 3", Enumerable.Range(0, 3).Select(row => string.Join(' ', m.AsSpan(3 * row, 3).ToArray().Concat(hasOffset ? [row == 0 ? o.R : row == 1 ? o.G : o.B] : []).Select(Text))));
                break;
            case CurveOperation { Curve: LogCurve log, ToLinear: var toLinear }:
                Start(xml, "Log", step.Name);
                xml.WriteAttributeString("style", toLinear ? "cameraLogToLin" : "cameraLinToLog");
                xml.WriteStartElement("LogParams", Namespace);
                foreach (var (name, value) in ((string, double)[])[("base", log.Base), ("logSideSlope", log.C), ("logSideOffset", log.D), ("linSideSlope", log.A), ("linSideOffset", log.B), ("linSideBreak", log.ToLinear(log.Cut)), ("linearSlope", log.E)])
                    xml.WriteAttributeString(name, Text(value));
                xml.WriteEndElement();
                break;
            case CdlOperation cdl:
                Start(xml, "ASC_CDL", step.Name);
                xml.WriteAttributeString("style", (cdl.IsInverse ? "Rev" : "Fwd") + (cdl.IsClamped ? "" : "NoClamp"));
                xml.WriteStartElement("SOPNode", Namespace);
                xml.WriteElementString("Slope", Namespace, Text(cdl.Slope));
                xml.WriteElementString("Offset", Namespace, Text(cdl.Offset));
                xml.WriteElementString("Power", Namespace, Text(cdl.Power));
                xml.WriteEndElement();
                xml.WriteStartElement("SatNode", Namespace);
                xml.WriteElementString("Saturation", Namespace, Text(cdl.Saturation));
                xml.WriteEndElement();
                break;
            case RangeOperation range:
                Start(xml, "Range", step.Name);
                xml.WriteAttributeString("style", range.IsClamped ? "Clamp" : "noClamp");
                foreach (var (name, value) in ((string, double?)[])[("minInValue", range.MinIn), ("maxInValue", range.MaxIn), ("minOutValue", range.MinOut), ("maxOutValue", range.MaxOut)])
                    if (value is { } given) xml.WriteElementString(name, Namespace, Text(given));
                break;
            case CubeTable cube:
                Domain(xml, cube);
                Start(xml, "LUT3D", step.Name);
                xml.WriteAttributeString("interpolation", "tetrahedral");
                var n = cube.Size;
                // Blue goes fastest there.
                Array(xml, $"{n} {n} {n} 3", Enumerable.Range(0, n * n * n).Select(i => cube[i / (n * n), i / n % n, i % n]).Select(c => $"{(float)c.R:G9} {(float)c.G:G9} {(float)c.B:G9}"));
                break;
            default:
                throw new ArgumentException($"'{step.Name}' has no node in CLF. Bake the transform into a table first.", nameof(step));
        }

        xml.WriteEndElement();
    }

    // A table of CLF reaches from 0 to 1; a matrix before it brings another domain there.
    private static void Domain(XmlWriter xml, CubeTable cube)
    {
        if (cube.From == default && cube.To == Rgb.Grey(1)) return;
        var scale = new Rgb(1 / (cube.To.R - cube.From.R), 1 / (cube.To.G - cube.From.G), 1 / (cube.To.B - cube.From.B));
        Node(xml, new MatrixOperation("domain of the table", Matrix3.Diagonal(scale.R, scale.G, scale.B), -1 * scale * cube.From));
    }

    private static void Start(XmlWriter xml, string element, string name)
    {
        xml.WriteStartElement(element, Namespace);
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("inBitDepth", "32f");
        xml.WriteAttributeString("outBitDepth", "32f");
    }

    private static void Array(XmlWriter xml, string dim, IEnumerable<string> rows)
    {
        xml.WriteStartElement("Array", Namespace);
        xml.WriteAttributeString("dim", dim);
        foreach (var row in rows)
        {
            xml.WriteString("\n");
            xml.WriteString(row);
        }

        xml.WriteString("\n");
        xml.WriteEndElement();
    }

    private static string Text(Rgb colour) => $"{Text(colour.R)} {Text(colour.G)} {Text(colour.B)}";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
