namespace Acetate.Edl.Cmx3600;

/// <summary>Writes edit decision lists as they stand: line by line, in their own encoding and with their own line ends.</summary>
public static class EdlWriter
{
    /// <summary>Writes the list. One that was read and not changed gives the bytes it was read from.</summary>
    /// <param name="document">The list.</param>
    /// <param name="target">Written to, not closed.</param>
    public static void Write(EdlDocument document, Stream target)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(target);
        target.Write(ToBytes(document));
    }

    /// <summary>The bytes of the list.</summary>
    /// <exception cref="System.Text.EncoderFallbackException">A changed line has a letter that the encoding lacks.</exception>
    public static byte[] ToBytes(EdlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = document.ToString();
        return document.HasMark ? [.. document.Encoding.Preamble, .. document.Encoding.GetBytes(text)] : document.Encoding.GetBytes(text);
    }
}
