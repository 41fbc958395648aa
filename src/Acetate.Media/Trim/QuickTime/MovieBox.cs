using System.Buffers.Binary;
using System.Text;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>A box of a movie's <c>moov</c>, held whole: four letters and either content or boxes.</summary>
/// <remarks>Only the boxes that a trim must change are opened; everything else stays the bytes it was, known to us or not.</remarks>
internal sealed class MovieBox
{
    private const int MostBoxes = 200_000;

    private static readonly HashSet<string> Opened = ["moov", "trak", "mdia", "minf", "stbl", "edts"];

    private MovieBox(string type, ReadOnlyMemory<byte> content, List<MovieBox>? children) => (Type, Content, Children) = (type, content, children);

    /// <summary>Four letters.</summary>
    public string Type { get; }

    /// <summary>What follows the head; empty when <see cref="Children"/> are set.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <summary>The boxes inside; null for a box that is not opened.</summary>
    public List<MovieBox>? Children { get; }

    /// <summary>Bytes with the head.</summary>
    public long Length => 8 + (Children?.Sum(child => child.Length) ?? 0) + Content.Length;

    /// <summary>The first box inside of a type, or null.</summary>
    public MovieBox? this[string type] => Children?.FirstOrDefault(child => child.Type == type);

    /// <summary>The box at a path such as <c>mdia/minf/stbl</c>, or null.</summary>
    public MovieBox? At(string path)
    {
        var box = this;
        foreach (var type in path.Split('/'))
        {
            if (box?[type] is not { } next) return null;
            box = next;
        }

        return box;
    }

    /// <summary>A new box with content.</summary>
    public static MovieBox Of(string type, ReadOnlyMemory<byte> content) => new(type, content, null);

    /// <summary>A new box with boxes.</summary>
    public static MovieBox Holding(string type, params IEnumerable<MovieBox> children) => new(type, default, [.. children]);

    /// <summary>Reads the content of a <c>moov</c>.</summary>
    /// <exception cref="InvalidDataException">A box claims more than there is.</exception>
    public static MovieBox Read(ReadOnlyMemory<byte> moov, long offsetInFile)
    {
        var count = 0;
        return Open("moov", moov, offsetInFile, ref count);
    }

    /// <summary>Puts other content into a box that is not opened.</summary>
    public void Replace(ReadOnlyMemory<byte> content) => Content = content;

    /// <summary>Writes the box.</summary>
    public void Write(Stream target)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(head, checked((uint)Length));
        Encoding.Latin1.GetBytes(Type, head[4..]);
        target.Write(head);
        foreach (var child in Children ?? []) child.Write(target);
        target.Write(Content.Span);
    }

    private static MovieBox Open(string type, ReadOnlyMemory<byte> content, long offset, ref int count)
    {
        var children = new List<MovieBox>();
        var at = 0;
        while (at + 8 <= content.Length)
        {
            if (++count > MostBoxes) throw new InvalidDataException($"The movie header has more than {MostBoxes} boxes.");
            var head = content.Span[at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var inner = Encoding.Latin1.GetString(head.Slice(4, 4));
            var headLength = 8;
            if (length == 1 && head.Length >= 16) (length, headLength) = ((long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(head[8..]), long.MaxValue), 16);
            if (length < headLength || length > content.Length - at)
            {
                // QuickTime ends some lists with four zero bytes; anything else is damage.
                if (length == 0) break;
                throw new InvalidDataException($"The box '{Visible(inner)}' at byte {offset + at} claims {length} bytes; the box '{type}' around it has {content.Length - at} left.");
            }

            var body = content.Slice(at + headLength, (int)length - headLength);
            children.Add(Opened.Contains(inner) ? Open(inner, body, offset + at + headLength, ref count) : Of(inner, body));
            at += (int)length;
        }

        return new(type, default, children);
    }

    /// <summary>Four letters as a sentence can show them.</summary>
    public static string Visible(string type) => string.Concat(type.Select(c => char.IsControl(c) ? '·' : c));
}
