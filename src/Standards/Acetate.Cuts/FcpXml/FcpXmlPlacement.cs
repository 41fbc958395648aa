using System.Xml;
using Acetate.Cuts.Writing;

namespace Acetate.Cuts.FcpXml;

/// <summary>Writes how a picture is placed as the filters it was read from. Other formats count in units of their own, so only what came from this one is written.</summary>
internal static class FcpXmlPlacement
{
    public static bool IsOurs(Cut cut, CutReposition placed) => cut.Format == CutFormat.FcpXml && (placed.IsFlippedHorizontally || placed.IsFlippedVertically || placed.Values.Any(value => Effect(value) is not null));

    public static void Write(XmlWriter xml, CutReposition placed, CutEvent item, LossList losses)
    {
        if (placed.IsAnimated) losses.Add("reposition", item, "Its placement changes within the event; what it is at first was written.", "Rebuild the movement in the target system.");
        foreach (var effect in placed.Values.GroupBy(Effect).Where(group => group.Key is not null))
            Filter(xml, effect.Key switch { "basic" => "Basic Motion", "distort" => "Distort", _ => "Crop" }, effect.Key!, "motion", effect);
        if (placed.IsFlippedHorizontally) Filter(xml, "Horizontal Flip", "Horizontal Flip", "filter", []);
        if (placed.IsFlippedVertically) Filter(xml, "Vertical Flip", "Vertical Flip", "filter", []);
    }

    private static string? Effect(CutValue value) => value.Name.Split('/', 2) is [("basic" or "distort" or "crop") and var id, _] ? id : null;

    private static void Filter(XmlWriter xml, string name, string id, string type, IEnumerable<CutValue> values)
    {
        xml.WriteStartElement("filter");
        xml.WriteStartElement("effect");
        xml.WriteElementString("name", name);
        xml.WriteElementString("effectid", id);
        xml.WriteElementString("effectcategory", type);
        xml.WriteElementString("effecttype", type);
        xml.WriteElementString("mediatype", "video");
        foreach (var value in values)
        {
            var parameter = value.Name[(value.Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
            xml.WriteStartElement("parameter");
            xml.WriteElementString("parameterid", parameter);
            xml.WriteElementString("name", parameter);
            xml.WriteStartElement("value");
            // "horiz 0.1 vert -0.2": parts with their names.
            var words = value.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words.Length % 2 == 0 && words.Where((_, i) => i % 2 == 0).All(word => word.All(char.IsAsciiLetter)))
                for (var i = 0; i < words.Length; i += 2) xml.WriteElementString(words[i], words[i + 1]);
            else xml.WriteString(value.Value);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}
