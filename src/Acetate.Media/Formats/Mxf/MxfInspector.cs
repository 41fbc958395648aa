using System.Buffers.Binary;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Mxf;

/// <summary>MXF: whether all partitions are there and closed; what they contain is read by FFprobe.</summary>
/// <remarks>
/// MXF is a chain of packets, each a 16 byte key, a length and content ("KLV"). Partition packs among them say where they stand
/// and where the footer stands. A recorder that was interrupted leaves an open header partition, no footer, or a cut packet.
/// </remarks>
public sealed class MxfInspector : IFormatInspector
{
    private const int MostPackets = 50_000;

    private static readonly byte[] PartitionKey = [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01];

    /// <inheritdoc/>
    public string Name => "MXF";

    /// <inheritdoc/>
    public bool WantsFFprobe => true;

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) => HeaderAt(head) >= 0;

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(content);
        var head = ReadAt(content, 0, FormatInspectors.HeadLength);
        var start = HeaderAt(head);
        if (start < 0 || head.Length - start < 100)
        {
            draft.Problem("truncated", ProblemSeverity.Error, "The MXF header partition is cut.", file.Name);
            return;
        }

        // The fields of a partition pack follow its key and a BER length of four bytes, rarely nine.
        var fields = start + 16 + BerLength(head.AsSpan(start + 16), out _);
        if (head.Length < fields + 80)
        {
            draft.Problem("truncated", ProblemSeverity.Error, "The MXF header partition is cut.", file.Name);
            return;
        }

        var status = head[start + 14];
        var footer = (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(fields + 24)), long.MaxValue / 2);
        draft.Fact("mxf.operationalPattern", Convert.ToHexStringLower(head.AsSpan(fields + 64, 16)), "mxf header partition");
        draft.Fact("mxf.headerStatus", status switch { 1 => "open, incomplete", 2 => "closed, incomplete", 3 => "open, complete", 4 => "closed, complete", _ => $"{status}" },
            "mxf header partition");

        var (end, partitions, isCut, lastKey) = Walk(content, start);
        if (isCut)
            draft.Problem("truncated", ProblemSeverity.Error,
                $"The file is cut: the packet at byte {end} is longer than the rest of the file ({content.Length} bytes in all).", file.Name);
        var hasFooter = partitions.Contains(4) || IsPartition(ReadAt(content, start + footer, 16), 4);
        if (footer > 0 && start + footer >= content.Length)
            draft.Problem("truncated", ProblemSeverity.Error,
                $"The header says the footer stands at byte {start + footer}; the file ends at {content.Length}.", file.Name);
        else if (!hasFooter && !isCut)
            draft.Problem("no-footer", status is 1 or 3 ? ProblemSeverity.Error : ProblemSeverity.Warning,
                "The file has no footer partition: the recording was not finished properly. Its end may be missing.", file.Name);
        draft.Fact("mxf.partitions", partitions.Count, "mxf");
        if (lastKey is not null) draft.Fact("mxf.lastPacket", lastKey, "mxf");
    }

    /// <summary>Goes from packet to packet; long files only as far as <see cref="MostPackets"/>.</summary>
    private static (long End, List<int> Partitions, bool IsCut, string? LastKey) Walk(Stream content, long at)
    {
        var partitions = new List<int>();
        string? last = null;
        for (var count = 0; count < MostPackets && at < content.Length; count++)
        {
            var head = ReadAt(content, at, 25);
            if (head.Length < 17) return (at, partitions, true, last);
            if (!head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x06, 0x0e, 0x2b, 0x34]))
                // Rubbish at the end is common (padding to a sector); within the file it is damage that FFprobe reports.
                return (at, partitions, false, last);
            var berBytes = BerLength(head.AsSpan(16), out var length);
            if (berBytes == 0 || length > content.Length - at - 16 - berBytes) return (at, partitions, true, last);
            if (IsPartition(head, null)) partitions.Add(head[13]);
            last = Convert.ToHexStringLower(head.AsSpan(0, 16));
            at += 16 + berBytes + length;
        }

        return (at, partitions, false, last);
    }

    private static int HeaderAt(ReadOnlySpan<byte> head)
    {
        // A run-in of up to 64 KiB may come first; it is never used by cameras, but allowed.
        for (var at = 0; at < 65536;)
        {
            var found = head[at..].IndexOf(PartitionKey);
            if (found < 0 || at + found + 16 > head.Length) return -1;
            if (head[at + found + 13] == 2) return at + found;
            at += found + 1;
        }

        return -1;
    }

    private static bool IsPartition(ReadOnlySpan<byte> key, int? kind) =>
        key.Length >= 16 && key[..13].SequenceEqual(PartitionKey) && key[13] is 2 or 3 or 4 && (kind is null || key[13] == kind);

    private static int BerLength(ReadOnlySpan<byte> bytes, out long length)
    {
        length = 0;
        if (bytes.Length == 0) return 0;
        if (bytes[0] < 0x80)
        {
            length = bytes[0];
            return 1;
        }

        var count = bytes[0] & 0x7f;
        if (count is 0 or > 8 || bytes.Length < 1 + count) return 0;
        foreach (var value in bytes.Slice(1, count)) length = length << 8 | value;
        if (length < 0) length = long.MaxValue / 2;
        return 1 + count;
    }

    private static byte[] ReadAt(Stream content, long offset, int count)
    {
        if (offset < 0 || offset >= content.Length) return [];
        var bytes = new byte[Math.Min(count, content.Length - offset)];
        content.Position = offset;
        var read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }
}
