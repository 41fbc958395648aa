using System.Collections.Immutable;
using System.Xml.Linq;
using Acetate.Cdl;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts.FcpXml;

/// <summary>What the filters and the kind of an item mean: speed, grade, placement, what it shows.</summary>
internal static class FcpXmlEffects
{
    /// <summary>The speed: the filter <c>timeremap</c> (percent, reverse, variable), or a still.</summary>
    public static CutSpeed Speed(XElement item, ProblemLog log, string at, string id)
    {
        if (Filters(item).FirstOrDefault(effect => effect.Text("effectid") is "timeremap") is not { } remap)
            return XmlReading.IsTrue(item.Text("stillframe")) ? CutSpeed.Of(0, "stillframe") : CutSpeed.Normal;
        var written = FcpXmlValues.Parameter(remap, "speed") is { } parameter ? FcpXmlValues.Value(parameter) : "100";
        if (XmlReading.Number(written) is not { } percent || Math.Abs(percent) > 1e6 || !Ratio.TryFrom(percent, out var factor))
        {
            log.Error("bad-speed", remap.Line(), at, $"The speed '{ProblemLog.Shown(written)}' is no percentage; 100 was taken.", "Look at the clip's speed in the editing system.", id);
            factor = 100;
        }

        factor /= 100;
        if (IsTrue(remap, "reverse") && factor.Sign > 0) factor = -factor;
        if (!IsTrue(remap, "variablespeed")) return CutSpeed.Of(factor, $"timeremap {written}{(factor.Sign < 0 ? " reverse" : "")}");
        var graph = FcpXmlValues.Parameter(remap, "graphdict");
        return new()
        {
            Factor = factor,
            Kind = SpeedKind.Ramp,
            AsWritten = "timeremap, variable speed",
            Points =
            [
                .. graph.Children("keyframe").Select(point => (When: FcpXmlValues.Frames(point.Text("when")), Value: FcpXmlValues.Frames(point.Text("value")), Way: point.Text("interpolation", "name")))
                    .Where(point => point is { When: not null, Value: not null }).Select(point => new SpeedPoint(point.When!.Value, point.Value!.Value, point.Way ?? "")),
            ],
        };
    }

    public static CutGrouping Grouping(XElement item) =>
        item.Child("sequence") is not null ? CutGrouping.Nested : item.Child("multiclip") is not null ? CutGrouping.Multicam : CutGrouping.None;

    public static CutEventKind Kind(XElement item, XElement? file, CutGrouping group)
    {
        if (group == CutGrouping.Nested) return CutEventKind.Nested;
        var maker = item.Tag() == "generatoritem" ? $"{item.Text("effect", "effectid")} {item.Text("effect", "name")}" : file.Text("mediaSource");
        if (maker is null) return CutEventKind.Clip;
        if (Has("GraphicAndType") || Has("text") || Has("title") || Has("caption")) return CutEventKind.Title;
        if (Has("bars")) return CutEventKind.Bars;
        // Premiere writes every title and colour matte as a slug; only its name says whether it is black.
        if (Has("slug")) return item.Tag() == "generatoritem" || IsBlackName(item.Text("name")) ? CutEventKind.Black : CutEventKind.Generator;
        return Has("adjust") ? CutEventKind.Adjustment : CutEventKind.Generator;

        bool Has(string word) => maker.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The ASC values of the element <c>colorinfo</c>, as Premiere writes them.</summary>
    public static CdlValues? Grade(XElement item, ProblemLog log, string at, string id)
    {
        var color = item.Child("colorinfo");
        CdlValues? grade = null;
        if (color.Text("asc_sop") is { } sop && !CdlText.TryParse(sop, out grade, out var why))
            log.Error("bad-cdl", color!.Line(), at, $"asc_sop: {why}", "Correct the values in the editing system; the event has no grade until then.", id);
        if (color.Text("asc_sat") is not { } sat) return grade;
        if (CdlText.TryParseSaturation(sat, out var saturation, out var reason)) return (grade ?? CdlValues.Neutral) with { Saturation = saturation };
        log.Error("bad-cdl", color!.Line(), at, $"asc_sat: {reason}", "Correct the value in the editing system.", id);
        return grade;
    }

    /// <summary>Basic motion, distortion, crop and the filters that flip.</summary>
    public static CutReposition? Reposition(XElement item)
    {
        CutReposition? placed = null;
        foreach (var effect in Filters(item))
        {
            var id = effect.Text("effectid") ?? "";
            var name = effect.Text("name") ?? "";
            if (id is "basic" or "distort" or "crop") placed = Moved(placed ?? new(), effect, id);
            else if (name is "Horizontal Flip" || (name is "Flop" && Flop(effect) != "2")) placed = Kept(placed ?? new(), effect) with { IsFlippedHorizontally = true, IsFlippedVertically = (placed?.IsFlippedVertically ?? false) || Flop(effect) == "3" };
            else if (name is "Vertical Flip" || (name is "Flop" && Flop(effect) == "2")) placed = Kept(placed ?? new(), effect) with { IsFlippedVertically = true };
        }

        return placed;
    }

    /// <summary>Names of the filters that stand for nothing above.</summary>
    public static IEnumerable<string> Others(XElement item) =>
        from effect in Filters(item)
        let id = effect.Text("effectid") ?? ""
        where id is not ("timeremap" or "basic" or "distort" or "crop") && effect.Text("name") is not ("Horizontal Flip" or "Vertical Flip" or "Flop")
        let name = effect.Text("name") ?? id
        where name.Length > 0
        select name;

    private static IEnumerable<XElement> Filters(XElement item) => item.Children("filter").SelectMany(filter => filter.Children("effect"));

    private static CutReposition Moved(CutReposition placed, XElement effect, string id)
    {
        placed = Kept(placed, effect);
        if (id != "basic") return placed;
        var scale = Number("scale") / 100;
        var center = FcpXmlValues.Parameter(effect, "center");
        var spot = center.Child("value") ?? center.Children("keyframe").FirstOrDefault().Child("value");
        return placed with
        {
            ScaleX = scale,
            ScaleY = scale,
            Rotation = Number("rotation"),
            X = XmlReading.Number(spot.Text("horiz")),
            Y = XmlReading.Number(spot.Text("vert")),
            Unit = spot is null ? "" : "center of Final Cut Pro 7: parts of the frame, from its middle",
        };

        double? Number(string parameter) => FcpXmlValues.Parameter(effect, parameter) is { } found ? XmlReading.Number(FcpXmlValues.Value(found)) : null;
    }

    private static CutReposition Kept(CutReposition placed, XElement effect) => placed with
    {
        IsAnimated = placed.IsAnimated || effect.Children("parameter").Any(parameter => parameter.Children("keyframe").Skip(1).Any()),
        Values = placed.Values.AddRange(effect.Children("parameter").Select(parameter =>
            new CutValue($"{effect.Text("effectid")}/{parameter.Text("parameterid") ?? parameter.Text("name")}", ProblemLog.Shown(FcpXmlValues.Value(parameter)))).ToImmutableArray()),
    };

    private static string Flop(XElement effect) => FcpXmlValues.Parameter(effect, "flop") is { } flop ? FcpXmlValues.Value(flop) : "1";

    private static bool IsTrue(XElement effect, string parameter) => FcpXmlValues.Parameter(effect, parameter) is { } found && XmlReading.IsTrue(FcpXmlValues.Value(found));

    private static bool IsBlackName(string? name) =>
        name is not null && (name.Contains("black", StringComparison.OrdinalIgnoreCase) || name.Equals("slug", StringComparison.OrdinalIgnoreCase));
}
