using System.Text;
using Acetate.Edl.Cmx3600.Reading;

namespace Acetate.Edl.Cmx3600;

/// <summary>Reads CMX 3600 edit decision lists and the dialects of Avid, Premiere, Resolve, Final Cut Pro and Flame.</summary>
/// <remarks>
/// Of any line ends; in UTF-8, UTF-16, or the old code pages of Windows and Macintosh. Whatever is a text is read: what is wrong in
/// it is told line by line. At most 64 MiB, 1,000,000 lines and 250,000 events.
/// </remarks>
public static class EdlReader
{
    /// <summary>The largest file that is read.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int MaxLines = 1_000_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="EdlException">It is no text, or too large; the message has file and line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static EdlDocument Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path));
    }

    /// <summary>Reads a document.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="encoding">The encoding, if it is known, such as Shift-JIS; by default it is found out.</param>
    /// <exception cref="EdlException">It is no text, or too large; the message has name and line.</exception>
    public static EdlDocument Read(Stream source, string name, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        var (whole, found, hasMark, problem) = EdlBytes.Decode(Bytes(source, name).Span, encoding, name);
        using var borrowed = whole;
        var text = EdlBytes.WithoutPadding(whole.Letters, out var tail);
        if (text.IndexOf('\0') is >= 0 and var at)
            throw new EdlException("The file is not a text; it holds a byte 0 in the middle. An edit decision list can be opened in any text editor.", name, 1 + text[..at].Count('\n'));
        return Document(name, found, hasMark, text, tail, problem is null ? [] : [problem]);
    }

    /// <summary>Reads a text that is already in memory; it is written as UTF-8.</summary>
    /// <param name="text">The whole list.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="EdlException">It is too large.</exception>
    public static EdlDocument Parse(string text, string name = "list")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        if (text.Length > MaxBytes) throw new EdlException($"The list is larger than {MaxBytes:N0} characters.", name);
        return Document(name, EdlBytes.StrictUtf8, false, text, "", []);
    }

    internal static EdlDocument Document(string name, Encoding encoding, bool hasMark, ReadOnlySpan<char> text, string tail, IEnumerable<EdlProblem> problems)
    {
        var (lines, structure) = new LineWalk(name).Read(text, EdlBytes.CountLines(text, MaxLines, name), problems);
        return new(name, encoding, hasMark, lines, tail, structure);
    }

    private static ReadOnlyMemory<byte> Bytes(Stream source, string name)
    {
        if (source is MemoryStream memory && memory.TryGetBuffer(out var held))
        {
            // What lies in memory is read where it lies.
            var rest = held.AsMemory((int)Math.Min(memory.Position, held.Count));
            if (rest.Length > MaxBytes) throw new EdlException($"The file is larger than {MaxBytes:N0} bytes.", name);
            memory.Position = memory.Length;
            return rest;
        }

        // A length that the stream states saves growing, and is believed no further.
        using var all = new MemoryStream(source.CanSeek ? (int)Math.Clamp(source.Length - source.Position, 0, MaxBytes) : 0);
        var buffer = new byte[64 * 1024];
        for (int count; (count = source.Read(buffer)) > 0;)
        {
            if (all.Length + count > MaxBytes) throw new EdlException($"The file is larger than {MaxBytes:N0} bytes.", name);
            all.Write(buffer, 0, count);
        }

        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }
}
