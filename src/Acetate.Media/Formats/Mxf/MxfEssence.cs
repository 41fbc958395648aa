using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Mxf;

/// <summary>What the first pieces of essence say that the header does not.</summary>
internal static class MxfEssence
{
    private const int LargestNotes = 64 << 10;

    public static void Add(MxfStructure structure, Stream content, InspectionDraft draft)
    {
        // Sort 0x17 is data: ancillary packets (ST 436), where Sony and Canon put their notes of each frame.
        foreach (var (sort, at, length) in structure.Essence)
            if (sort == 0x17 && AcquisitionMetadata.Add(Unpacked(StreamBytes.At(content, at, Math.Min(length, LargestNotes))), "rdd 18", draft)) break;
        if (draft["image.codec"] is not ("dnxhd" or "prores" or "arriraw") || draft.Has("image.pixelFormat")) return;
        if (structure.Essence.FirstOrDefault(piece => piece.Sort is 0x15 or 0x05) is not { Length: > 0 } picture) return;
        var first = StreamBytes.At(content, picture.At, 128);
        if (draft["image.codec"] == "dnxhd") Codecs.DnxFrame.Add(first, "dnx frame header", draft);
        if (draft["image.codec"] == "prores") Codecs.ProResFrame.Add(first, "prores frame header", draft);
    }

    /// <summary>
    /// The user data of ancillary packets, one after the other. An element is a count, and for each packet a line (2), a wrapping (1), a coding of
    /// samples (1), a count of samples (2), and an array with its count and size (8); then did, sdid, count and the words of the packet.
    /// Larger data lies in several packets, each beginning with a byte of its own before what goes on.
    /// </summary>
    internal static byte[] Unpacked(ReadOnlySpan<byte> element)
    {
        if (element.Length < 2) return [];
        var data = new List<byte>(element.Length);
        var packets = element[0] << 8 | element[1];
        var at = 2;
        for (var packet = 0; packet < packets && at + 14 <= element.Length; packet++)
        {
            var samples = element[at + 4] << 8 | element[at + 5];
            var array = (int)Math.Min(int.MaxValue, (uint)(element[at + 6] << 24 | element[at + 7] << 16 | element[at + 8] << 8 | element[at + 9]));
            var body = element[(at + 14)..];
            if (array < 0 || array > body.Length) break;
            // Identifiers 43 05 are those of RDD 18; its first data word numbers the packets of a set.
            if (samples >= 4 && body.Length >= 4 && body[0] == 0x43 && body[1] == 0x05 && Math.Min(body[2] + 3, array) is > 4 and var end) data.AddRange(body[4..end]);
            at += 14 + array;
        }

        return [.. data];
    }
}
