using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Acetate.Imaging.Colour.Cdl;
using Acetate.Imaging.Colour.Luts;

namespace Acetate.Imaging.Colour.Clf;

/// <summary>The nodes of CLF and CTF as operations on values of which 1 is the full range.</summary>
internal static class ClfNodes
{
    private static readonly string[] Components = ["R", "G", "B"];

    public static bool Knows(string element) =>
        element is "Matrix" or "LUT1D" or "LUT3D" or "Range" or "Log" or "Exponent" or "ASC_CDL" or "Gamma" or "ExposureContrast" or "FixedFunction" or "InverseLUT1D" or "InverseLUT3D" or "Reference" or "GradingPrimary" or "GradingRGBCurve" or "GradingTone";

    public static IEnumerable<IColourOperation> Read(ClfNode node)
    {
        // Both are needed, whatever the node makes of them.
        _ = (node.InScale, node.OutScale);
        var element = node.Element.Name.LocalName;
        if (node.IsClf && node.Version < 3 && element is "Log" or "Exponent" && node.IsClf && node.Version < 3) throw node.Refuse($"{element} came with version 3 of the format; this file says it is older. Correct compCLFversion.");
        if (node.IsClf && element is "Gamma" or "ExposureContrast" or "FixedFunction" && node.IsClf) throw node.Refuse($"{element} is a node of CTF, not of CLF. Name the file .ctf and give it a version in place of compCLFversion, or export it again.");
        return element switch
        {
            "Matrix" => [Matrix(node)],
            "LUT1D" => Curves(node),
            "LUT3D" => Cube(node),
            "Range" => [Range(node)],
            "Log" => [Log(node)],
            "Exponent" => [Exponent(node, "ExponentParams", "exponent")],
            "Gamma" => [Exponent(node, "GammaParams", "gamma")],
            "ASC_CDL" => [Cdl(node)],
            "ExposureContrast" => [ExposureContrast(node)],
            "FixedFunction" => [FixedFunction(node)],
            _ => throw node.Refuse($"The node {element} is not read. Bake the transform into a LUT1D or LUT3D with the tool that made it."),
        };
    }

    private static MatrixOperation Matrix(ClfNode node)
    {
        var (dim, values) = node.Array(d => d switch
        {
            [3, 3] or [3, 3, 3] => 9,
            [3, 4] or [3, 4, 3] => 12,
            [4, 4, 3] or [4, 4, 4] when !node.IsClf => 16,
            [4, 5, 4] when !node.IsClf => 20,
            _ => null,
        }, node.IsClf ? "3 3 or 3 4" : "3 3 3, 3 4 3, 4 4 4 or 4 5 4");
        var width = dim[1];
        // Until CTF 1.3 the fourth column was the offset; since then it is alpha.
        var hasAlpha = dim[0] == 4 && (width == 5 || (dim[2] == 4 && node.Version >= 1.03));
        var offsetAt = width == 3 || (hasAlpha && width == 4) ? -1 : width - 1;
        if (hasAlpha && Enumerable.Range(0, 3).Any(row => values[row * width + 3] != 0)) throw node.Refuse("The matrix mixes alpha into colour, and pictures here have none. Export it without alpha.");
        var (scale, one) = (node.InScale / node.OutScale, 1 / node.OutScale);
        double M(int row, int column) => values[row * width + column] * scale;
        double O(int row) => offsetAt < 0 ? 0 : values[row * width + offsetAt] * one;
        return new(node.Label, new(M(0, 0), M(0, 1), M(0, 2), M(1, 0), M(1, 1), M(1, 2), M(2, 0), M(2, 1), M(2, 2)), new(O(0), O(1), O(2)));
    }

    private static IEnumerable<IColourOperation> Curves(ClfNode node)
    {
        var half = Only(node, "halfDomain", "true");
        var raw = Only(node, "rawHalfs", "true");
        var hue = Only(node, "hueAdjust", "dw3");
        var (dim, values) = node.Array(d => d is [>= 2 and <= CurveTable.HalfEntries, 1 or 3] or [>= 2 and <= CurveTable.HalfEntries, 1 or 3, _] && (!half || d[0] == CurveTable.HalfEntries) ? d[0] * d[1] : null,
            half ? "65536 1 or 65536 3, as halfDomain asks" : "the number of entries, up to 65536, and 1 or 3", raw);
        var (length, width) = (dim[0], dim[1]);
        // Raw halfs are values of the table as they stand; whether they are scaled the format does not say apart from the depth that it names.
        var scale = (float)node.OutScale;
        ImmutableArray<float> Column(int at) => [.. Enumerable.Range(0, length).Select(i => values[i * width + Math.Min(at, width - 1)] / scale)];
        var table = new CurveTable($"{node.Label}, 1D table of {length}", Column(0), Column(1), Column(2)) { IsHalfDomain = half, KeepsHue = hue };
        return IndexMap(node, length) is { } map ? [map, table] : [table];
    }

    private static IEnumerable<IColourOperation> Cube(ClfNode node)
    {
        if (node.Attribute("interpolation") is { } way && way is not ("trilinear" or "tetrahedral" or "linear" or "best" or "default")) throw node.Refuse($"The interpolation '{LutLines.Shown(way)}' is none; it is trilinear or tetrahedral.");
        var (dim, values) = node.Array(d => d is [>= 2 and <= CubeTable.MaxSize and var n, var g, var b, 3] && g == n && b == n ? 3 * n * n * n : null, $"one size, 2 to {CubeTable.MaxSize}, three times and then 3");
        var size = dim[0];
        var scale = (float)node.OutScale;
        var colours = new float[values.Length];
        for (var i = 0; i < values.Length / 3; i++)
        {
            // Blue goes fastest there, red here.
            var at = 3 * ((i % size * size + i / size % size) * size + i / (size * size));
            for (var c = 0; c < 3; c++) colours[at + c] = values[3 * i + c] / scale;
        }

        var cube = new CubeTable($"{node.Label}, 3D table of {size}³", size, colours);
        return IndexMap(node, size) is { } map ? [map, cube] : [cube];
    }

    // Until version 2: which values the first and the last entry stand for.
    private static RangeOperation? IndexMap(ClfNode node, int length)
    {
        if (node.Child("IndexMap") is not { } map) return null;
        if (node.IsClf && node.Version >= 3) throw node.Refuse("An IndexMap was part of the format until version 2 only. Put a Range before the table.", map);
        if (node.Children("IndexMap").Count() > 1) throw node.Refuse("More than one IndexMap is not read. Put Ranges before the table.", map);
        var pairs = map.Value.Replace("@ ", "@", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('@')).ToArray();
        if (pairs.Length != 2 || pairs.Any(pair => pair.Length != 2)) throw node.Refuse("An IndexMap of other than two pairs is not read. Put a LUT1D before the table.", map);
        var (from, to) = (node.Number(pairs[0][0], "an IndexMap", map), node.Number(pairs[1][0], "an IndexMap", map));
        if (node.Number(pairs[0][1], "an IndexMap", map) != 0 || node.Number(pairs[1][1], "an IndexMap", map) != length - 1 || !(from < to)) throw node.Refuse($"The IndexMap must lead from 0 to {length - 1}, from less to more.", map);
        return new(from / node.InScale, to / node.InScale, 0, 1, IsClamped: true);
    }

    private static RangeOperation Range(ClfNode node)
    {
        var style = node.Attribute("style") ?? "Clamp";
        if (style is not ("Clamp" or "noClamp")) throw node.Refuse($"The style '{LutLines.Shown(style)}' of a Range is none; it is Clamp or noClamp.");
        var (minIn, maxIn) = (Value("minInValue", node.InScale), Value("maxInValue", node.InScale));
        var (minOut, maxOut) = (Value("minOutValue", node.OutScale), Value("maxOutValue", node.OutScale));
        if (minIn is null != minOut is null || maxIn is null != maxOut is null) throw node.Refuse("A Range has a minInValue with a minOutValue, and a maxInValue with a maxOutValue.");
        if (minIn is null && maxIn is null)
        {
            if (node.IsClf && node.Version >= 3) throw node.Refuse("The Range is empty; it has at least one pair of values.");
            return new(null, null, null, null, IsClamped: false);
        }

        if (style == "noClamp" && (minIn is null || maxIn is null)) throw node.Refuse("A Range that does not cut needs all four values.");
        if (minIn >= maxIn || minOut > maxOut) throw node.Refuse("In the Range a least value is above its greatest.");
        // With one end only nothing is scaled: both must be the same value.
        if (maxIn is null && Math.Abs(minIn!.Value - minOut!.Value) > 1e-6) throw node.Refuse("A Range of a minimum only cuts there; its minInValue and minOutValue must mean the same.");
        if (minIn is null && Math.Abs(maxIn!.Value - maxOut!.Value) > 1e-6) throw node.Refuse("A Range of a maximum only cuts there; its maxInValue and maxOutValue must mean the same.");
        return new(minIn, maxIn, minOut, maxOut, style == "Clamp");

        double? Value(string name, double scale) => node.Child(name) is { } element ? node.Number(element.Value, name, element) / scale : null;
    }

    private static LogOperation Log(ClfNode node)
    {
        var style = node.Attribute("style") ?? throw node.Refuse("The Log has no style; it is one of log10 antiLog10 log2 antiLog2 linToLog logToLin cameraLinToLog cameraLogToLin.");
        var isCamera = style.StartsWith("camera", StringComparison.Ordinal);
        var plain = style switch { "log10" or "antiLog10" => 10, "log2" or "antiLog2" => 2, _ => 0 };
        if (plain == 0 && style is not ("linToLog" or "logToLin" or "cameraLinToLog" or "cameraLogToLin"))
            throw node.Refuse($"The style '{LutLines.Shown(style)}' of a Log is none; it is one of log10 antiLog10 log2 antiLog2 linToLog logToLin cameraLinToLog cameraLogToLin.");
        var isToLight = style is "antiLog10" or "antiLog2" or "logToLin" or "cameraLogToLin";
        if (plain > 0) return new(style, [.. Components.Select(_ => new LogParameters(plain))], isToLight);
        return new(style, PerComponent(node, "LogParams", Parameters, null), isToLight);

        LogParameters Parameters(XElement element)
        {
            if (element.Attribute("refWhite") is not null || element.Attribute("gamma") is not null) return Cineon(node, element);
            double At(string name, double usual) => element.Attribute(name) is { } attribute ? node.Number(attribute.Value, name, element) : usual;
            var result = new LogParameters(At("base", 2), At("logSideSlope", 1), At("logSideOffset", 0), At("linSideSlope", 1), At("linSideOffset", 0),
                element.Attribute("linSideBreak") is null ? null : At("linSideBreak", 0), element.Attribute("linearSlope") is null ? null : At("linearSlope", 0));
            if (result.Base <= 0 || result.Base == 1) throw node.Refuse("The base of a logarithm is above 0 and not 1.", element);
            if (result.LogSlope == 0 || result.LinSlope == 0 || result.Straight == 0) throw node.Refuse("A slope of a Log is 0; it could not be taken back.", element);
            if (isCamera != result.Break is not null) throw node.Refuse(isCamera ? "The camera styles of a Log need a linSideBreak." : "Only the camera styles of a Log have a linSideBreak.", element);
            if (!isCamera && result.Straight is not null) throw node.Refuse("Only the camera styles of a Log have a linearSlope.", element);
            if (result.Break is { } at && result.LinSlope * at + result.LinOffset <= 0) throw node.Refuse("At the linSideBreak of the Log there is no logarithm.", element);
            return result;
        }
    }

    // CTF's way to say it, after Cineon: densities of 0.002 a code of 1023.
    private static LogParameters Cineon(ClfNode node, XElement element)
    {
        double At(string name) => node.Number((string?)element.Attribute(name), name, element);
        var (gamma, white, black, highlight, shadow) = (At("gamma"), At("refWhite"), At("refBlack"), At("highlight"), At("shadow"));
        if (!(gamma > 0) || !(black < white) || !(shadow < highlight)) throw node.Refuse("In the Log the gamma must be above 0, black below white and shadow below highlight.", element);
        var density = 0.002 * 1023 / gamma;
        var gain = (highlight - shadow) / (1 - Math.Pow(10, Math.Min((black - white) / 1023 * density, -0.0001)));
        var offset = gain - (highlight - shadow);
        return new(10, 1 / density, white / 1023, 1 / gain, (offset - shadow) / gain);
    }

    private static ExponentOperation Exponent(ClfNode node, string parameters, string power)
    {
        var style = node.Attribute("style") ?? throw node.Refuse($"The {node.Element.Name.LocalName} has no style.");
        var (hasStraight, isInverse, negative) = style.ToUpperInvariant() switch
        {
            "BASICFWD" => (false, false, NegativePower.Zero),
            "BASICREV" => (false, true, NegativePower.Zero),
            "BASICMIRRORFWD" => (false, false, NegativePower.Mirrored),
            "BASICMIRRORREV" => (false, true, NegativePower.Mirrored),
            "BASICPASSTHRUFWD" => (false, false, NegativePower.Kept),
            "BASICPASSTHRUREV" => (false, true, NegativePower.Kept),
            "MONCURVEFWD" => (true, false, NegativePower.Straight),
            "MONCURVEREV" => (true, true, NegativePower.Straight),
            "MONCURVEMIRRORFWD" => (true, false, NegativePower.Mirrored),
            "MONCURVEMIRRORREV" => (true, true, NegativePower.Mirrored),
            _ => throw node.Refuse($"The style '{LutLines.Shown(style)}' is none; it is basic, basicMirror, basicPassThru, monCurve or monCurveMirror with Fwd or Rev."),
        };
        var found = PerComponent<(double Exponent, double Offset)>(node, parameters, element =>
        {
            var exponent = node.Number((string?)element.Attribute(power), power, element);
            var offset = element.Attribute("offset") is { } attribute ? node.Number(attribute.Value, "offset", element) : 0;
            if (!hasStraight && element.Attribute("offset") is not null) throw node.Refuse("Only the monCurve styles have an offset.", element);
            if (hasStraight ? exponent is < 1 or > 10 || offset is < 0 or > 0.9 : exponent is < 0.01 or > 100)
                throw node.Refuse(hasStraight ? "A monCurve has an exponent of 1 to 10 and an offset of 0 to 0.9." : "The exponent must be from 0.01 to 100.", element);
            return (exponent, offset);
        }, (1, 0));
        return new(string.Create(CultureInfo.InvariantCulture, $"{style} {found[0].Exponent}"), found, negative, hasStraight, isInverse);
    }

    private static CdlOperation Cdl(ClfNode node)
    {
        var (isClamped, isInverse) = (node.Attribute("style") ?? "Fwd") switch
        {
            "Fwd" or "v1.2_Fwd" => (true, false),
            "Rev" or "v1.2_Rev" => (true, true),
            "FwdNoClamp" or "noClampFwd" => (false, false),
            "RevNoClamp" or "noClampRev" => (false, true),
            var style => throw node.Refuse($"The style '{LutLines.Shown(style)}' of an ASC_CDL is none; it is Fwd, Rev, FwdNoClamp or RevNoClamp."),
        };
        var (slope, offset, power, saturation) = (Rgb.Grey(1), Rgb.Grey(0), Rgb.Grey(1), 1.0);
        if (node.Child("SOPNode") is { } sop)
        {
            slope = Three("Slope");
            offset = Three("Offset");
            power = Three("Power");

            Rgb Three(string name)
            {
                var element = sop.Elements().FirstOrDefault(e => e.Name.LocalName == name) ?? throw node.Refuse($"The SOPNode has no {name}.", sop);
                var v = node.Numbers(element, 3, name);
                return new(v[0], v[1], v[2]);
            }
        }

        if (node.Child("SatNode") is { } sat)
        {
            var element = sat.Elements().FirstOrDefault(e => e.Name.LocalName == "Saturation") ?? throw node.Refuse("The SatNode has no Saturation.", sat);
            saturation = node.Numbers(element, 1, "Saturation")[0];
        }

        var cdl = new CdlOperation(slope, offset, power, saturation, isClamped, isInverse);
        if (cdl.WhyNot() is { } reason) throw node.Refuse(reason);
        // CLF asks for slopes above 0.
        return slope.Min > 0 ? cdl : throw node.Refuse("A slope of the ASC_CDL is 0; the format asks for more.");
    }

    private static ExposureContrastOperation ExposureContrast(ClfNode node)
    {
        var style = node.Attribute("style") ?? "";
        if (style is not ("linear" or "linearRev")) throw node.Refuse($"The style '{LutLines.Shown(style)}' of an ExposureContrast is not read; linear and linearRev are. Bake the transform into a table.");
        var parameters = node.Child("ECParams") ?? throw node.Refuse("The ExposureContrast has no ECParams.");
        double At(string name, double usual) => parameters.Attribute(name) is { } attribute ? node.Number(attribute.Value, name, parameters) : usual;
        var contrast = At("contrast", 1) * At("gamma", 1);
        var pivot = At("pivot", 0.18);
        if (!(contrast > 0) || !(pivot > 0)) throw node.Refuse("Contrast, gamma and pivot must be above 0.", parameters);
        return new(At("exposure", 0), contrast, pivot, style == "linearRev");
    }

    private static SurroundOperation FixedFunction(ClfNode node)
    {
        var style = node.Attribute("style") ?? "";
        var isInverse = style is "Rec2100SurroundRev";
        if (style is not ("Rec2100SurroundFwd" or "Rec2100SurroundRev" or "Rec2100Surround")) throw node.Refuse($"The FixedFunction '{LutLines.Shown(style)}' is not read; Rec2100Surround is. Bake the transform into a table.");
        var gamma = node.Number(node.Attribute("params"), "params");
        if (gamma is < 0.01 or > 100) throw node.Refuse("The gamma of Rec2100Surround is from 0.01 to 100.");
        return new(isInverse ? 1 / gamma : gamma);
    }

    // One element for all components, or one for each; those that are not there leave their component alone.
    private static ImmutableArray<T> PerComponent<T>(ClfNode node, string name, Func<XElement, T> read, T? identity)
    {
        var elements = node.Children(name).ToArray();
        if (elements.Length == 0) throw node.Refuse($"The {node.Element.Name.LocalName} has no {name}.");
        var result = new T?[3];
        var isGiven = new bool[3];
        foreach (var element in elements)
        {
            var value = read(element);
            var channel = (string?)element.Attribute("channel");
            if (channel is null && elements.Length > 1) throw node.Refuse($"There are several {name}, and one without a channel.", element);
            if (channel == "A") continue;
            var at = channel is null ? -1 : Array.IndexOf(Components, channel);
            if (channel is not null && at < 0) throw node.Refuse($"The channel '{LutLines.Shown(channel)}' is none; it is R, G or B.", element);
            if (at >= 0 && isGiven[at]) throw node.Refuse($"The channel {channel} stands there twice.", element);
            for (var c = 0; c < 3; c++)
                if (at < 0 || at == c) (result[c], isGiven[c]) = (value, true);
        }

        for (var c = 0; c < 3; c++)
            if (!isGiven[c]) result[c] = identity ?? throw node.Refuse($"There is no {name} for the channel {Components[c]}.");
        return [.. result.Select(value => value!)];
    }

    private static bool Only(ClfNode node, string attribute, string value) => node.Attribute(attribute) is { } given
        && (given == value ? true : attribute == "hueAdjust" && given == "none" ? false : throw node.Refuse($"{attribute} is '{LutLines.Shown(given)}'; it is '{value}' or not given."));
}
