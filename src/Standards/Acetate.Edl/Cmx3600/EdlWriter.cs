using System.Text;

namespace Acetate.Edl.Cmx3600;

/// <summary>Writes edit decision lists as they stand: line by line, in their own encoding and with their own line ends.</summary>
public static class EdlWriter
{
    /// <summary>Writes the list. One that was read and not changed gives the bytes it was read from.</summary>
    /// <param name="document">The list.</param>
    /// <param name="target">Written to, not closed.</param>
    /// <exception cref="EdlException">A changed line has a letter that the encoding lacks; <see cref="EdlDocument.ToUtf8"/> helps.</exception>
    public static void Write(EdlDocument document, Stream target)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(target);
        target.Write(ToBytes(document));
    }

    /// <summary>The bytes of the list.</summary>
    /// <exception cref="EdlException">A changed line has a letter that the encoding lacks.</exception>
    public static byte[] ToBytes(EdlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        try
        {
            var bytes = document.Encoding.GetBytes(document.ToString());
            return document.HasMark ? [.. document.Encoding.Preamble, .. bytes] : bytes;
        }
        catch (EncoderFallbackException)
        {
            var line = document.Lines.First(line => !Has(document.Encoding, line.Text));
            throw new EdlException($"'{line.Text}' has a letter that {document.Encoding.WebName} lacks. Write the list as UTF-8, or use another letter.", document.Name, line.Number);
        }
    }

    private static bool Has(Encoding encoding, string text)
    {
        try
        {
            return encoding.GetByteCount(text) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
