using System.Text.RegularExpressions;
using System.Xml.Linq;
using Acetate.Cdl;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts.FcpXmlX;

/// <summary>Grade, placement and effects of a clip.</summary>
internal static class StoryLook
{
    /// <summary>Final Cut Pro writes a correction's ASC values into a comment beside its own parameters.</summary>
    public static CdlValues? Grade(XElement element)
    {
        foreach (var filter in element.Children("filter-video"))
            foreach (var comment in filter.Nodes().OfType<XComment>())
            {
                if (comment.Value.Length > 1000 || !comment.Value.Contains("info-asc-cdl", StringComparison.Ordinal)) continue;
                CdlValues grade = new() { Slope = Of("slope", 1), Offset = Of("offset", 0), Power = Of("power", 1) };
                if (grade.WhyNot() is null) return grade;

                Rgb Of(string name, double otherwise)
                {
                    var found = Regex.Match(comment.Value, name + "=\"([^\"]*)\"", RegexOptions.CultureInvariant);
                    var numbers = found.Success ? found.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(XmlReading.Number).OfType<double>().ToArray() : [];
                    return numbers is [var red, var green, var blue] ? new(red, green, blue) : Rgb.Of(otherwise);
                }
            }

        return null;
    }

    public static CutReposition? Reposition(XElement element)
    {
        var (move, crop, conform) = (element.Child("adjust-transform"), element.Child("adjust-crop"), element.Child("adjust-conform"));
        var flips = element.Children("filter-video").Where(filter => filter.Attr("name") is "Flipped").ToList();
        if (move is null && crop is null && conform is null && flips.Count == 0) return null;
        var (scale, position) = (Pair(move.Attr("scale")), Pair(move.Attr("position")));
        var isBothWays = flips.Exists(flip => flip.Children("param").Any(param => param.Attr("value") is { } way && way.Contains("Both", StringComparison.Ordinal)));
        var isUpsideDown = flips.Exists(flip => flip.Children("param").Any(param => param.Attr("value") is { } way && way.Contains("Vertical", StringComparison.Ordinal)));
        return new()
        {
            ScaleX = scale?.X,
            ScaleY = scale?.Y,
            X = position?.X,
            Y = position?.Y,
            Rotation = XmlReading.Number(move.Attr("rotation")),
            Unit = position is null ? "" : "percent of the frame's height, from its middle, up",
            IsFlippedHorizontally = flips.Count > 0 && (isBothWays || !isUpsideDown),
            IsFlippedVertically = isBothWays || isUpsideDown,
            IsAnimated = move?.Descendants().Any(part => part.Tag() == "keyframe") ?? false,
            Values = [.. new[] { move, crop, conform }.OfType<XElement>().SelectMany(Written)],
        };
    }

    public static IEnumerable<string> Effects(XElement element) =>
        element.Children("filter-video").Where(filter => filter.Attr("name") is not "Flipped").Select(filter => filter.Attr("name") ?? "filter-video")
            .Concat(element.Child("conform-rate") is { } conform && conform.Attr("scaleEnabled") != "0" ? [$"conform-rate {conform.Attr("srcFrameRate")}".TrimEnd()] : []);

    private static IEnumerable<CutValue> Written(XElement element) =>
        element.DescendantsAndSelf().Take(100).SelectMany(part => part.Attributes().Select(value => new CutValue($"{part.Tag()}/@{value.Name.LocalName}", ProblemLog.Shown(value.Value))));

    private static (double X, double Y)? Pair(string? text) =>
        text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var x, var y] && XmlReading.Number(x) is { } first && XmlReading.Number(y) is { } second ? (first, second) : null;
}
