using System.Buffers.Binary;
using System.Text;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>Start labels that stand as text outside of the timecode track: under a <c>mdta</c> key that speaks of timecode, and in the user data (<c>©TIM</c>).</summary>
/// <remarks>
/// Players and editors show them beside the track. Only a text that is the label of the clip's first frame is written anew, as long as it
/// was, with its own punctuation: of any other nobody knows what it counts.
/// </remarks>
internal static class StartLabels
{
    private const uint Text = 1;

    private static readonly string UserLabel = "\u00a9TIM";

    /// <summary>Writes the label of the part's first frame over that of the clip's.</summary>
    /// <param name="moov">The header; boxes that say the label get other content.</param>
    /// <param name="whole">The label of the clip's first frame.</param>
    /// <param name="part">The label of the part's first frame.</param>
    public static void Move(MovieBox moov, string whole, string part)
    {
        if (whole.Length != part.Length || whole == part) return;
        foreach (var holder in (IEnumerable<MovieBox>)[moov, .. moov.Children!.Where(box => box.Type == "trak")])
            foreach (var box in holder.Children!.Where(box => box.Type is "meta" or "udta"))
            {
                var content = box.Content.ToArray();
                if (box.Type == "meta" ? Keyed(content, whole, part) : InUserData(content, whole, part)) box.Replace(content);
            }
    }

    /// <summary>Whether the user data says a start label that is not the part's.</summary>
    public static bool HasOther(MovieBox moov, string? part)
    {
        if (moov["udta"] is not { } user) return false;
        var content = user.Content.Span;
        foreach (var (type, from, to) in Boxes(content, 0))
            if (type == UserLabel && (part is null || !IsSame(TextOf(content[from..to]), part))) return true;
        return false;
    }

    private static bool InUserData(Span<byte> content, string whole, string part)
    {
        var isMoved = false;
        foreach (var (type, from, to) in Boxes(content, 0))
        {
            if (type == UserLabel) isMoved |= Write(TextOf(content[from..to]), whole, part);
            else if (type == "meta") isMoved |= Keyed(content[from..to], whole, part);
        }

        return isMoved;
    }

    /// <summary>QuickTime's text of user data: its length, a language, the letters.</summary>
    private static Span<byte> TextOf(Span<byte> content) =>
        content.Length >= 4 && BinaryPrimitives.ReadUInt16BigEndian(content) is var length && length <= content.Length - 4 ? content.Slice(4, length) : [];

    private static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> content) =>
        content.Length >= 4 && BinaryPrimitives.ReadUInt16BigEndian(content) is var length && length <= content.Length - 4 ? content.Slice(4, length) : [];

    /// <summary>A <c>meta</c> of keys and values; ISO puts a version before its boxes, QuickTime does not.</summary>
    private static bool Keyed(Span<byte> content, string whole, string part)
    {
        var boxes = Boxes(content, 0);
        if (!boxes.Exists(box => box.Type == "hdlr")) boxes = Boxes(content, 4);
        var (keys, values) = (boxes.Find(box => box.Type == "keys"), boxes.Find(box => box.Type == "ilst"));
        if (keys.Type is null || values.Type is null) return false;
        var timecodes = new HashSet<uint>();
        var number = 0u;
        if (keys.To - keys.From < 8) return false;
        foreach (var (_, from, to) in Boxes(content[..keys.To], keys.From + 8))
        {
            number++;
            if (Encoding.UTF8.GetString(content[from..to]).Contains("timecode", StringComparison.OrdinalIgnoreCase)) timecodes.Add(number);
        }

        var isMoved = false;
        foreach (var (_, from, to) in Boxes(content[..values.To], values.From))
        {
            if (!timecodes.Contains(BinaryPrimitives.ReadUInt32BigEndian(content[(from - 4)..]))) continue;
            foreach (var data in Boxes(content[..to], from))
                if (data.Type == "data" && data.To - data.From >= 8 && BinaryPrimitives.ReadUInt32BigEndian(content[data.From..]) == Text) isMoved |= Write(content[(data.From + 8)..data.To], whole, part);
        }

        return isMoved;
    }

    private static bool Write(Span<byte> text, string whole, string part)
    {
        if (!IsSame(text, whole)) return false;
        for (var i = 0; i < part.Length; i++)
            if (char.IsAsciiDigit(part[i])) text[i] = (byte)part[i];
        return true;
    }

    /// <summary>Whether a text is a label, whatever stands between its digits.</summary>
    private static bool IsSame(ReadOnlySpan<byte> text, string label)
    {
        if (text.Length != label.Length) return false;
        for (var i = 0; i < label.Length; i++)
            if (char.IsAsciiDigit(label[i]) ? text[i] != label[i] : text[i] is not ((byte)':' or (byte)';' or (byte)'.' or (byte)',')) return false;
        return true;
    }

    /// <summary>The boxes that lie one after the other; those after one that makes no sense are not there.</summary>
    private static List<(string? Type, int From, int To)> Boxes(ReadOnlySpan<byte> content, int at)
    {
        var found = new List<(string?, int, int)>();
        while (at + 8 <= content.Length && BinaryPrimitives.ReadUInt32BigEndian(content[at..]) is >= 8 and var length && length <= content.Length - at)
        {
            found.Add((Encoding.Latin1.GetString(content.Slice(at + 4, 4)), at + 8, at + (int)length));
            at += (int)length;
        }

        return found;
    }
}
