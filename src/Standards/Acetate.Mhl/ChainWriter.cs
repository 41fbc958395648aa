using System.Globalization;
using System.Xml;

namespace Acetate.Mhl;

/// <summary>Writes chain files and collections of packing lists.</summary>
public static class ChainWriter
{
    /// <summary>The document as UTF-8 bytes; entries without a number get their place in the list.</summary>
    public static byte[] ToBytes(MhlChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, ManifestWriter.Settings))
        {
            writer.WriteStartDocument();
            writer.WriteStartElement("ascmhldirectory", ChainReader.Xmlns);
            var place = 0;
            foreach (var entry in chain.Entries)
            {
                place++;
                writer.WriteStartElement("hashlist");
                writer.WriteAttributeString("sequencenr", (entry.Number ?? place).ToString(CultureInfo.InvariantCulture));
                ManifestWriter.Text(writer, "path", entry.FileName);
                ManifestWriter.Text(writer, "c4", entry.C4.Text);
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
            writer.WriteEndDocument();
        }

        return buffer.ToArray();
    }
}
