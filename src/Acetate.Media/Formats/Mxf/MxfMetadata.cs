using System.Buffers.Binary;

namespace Acetate.Media.Formats.Mxf;

/// <summary>The header metadata of an MXF file: packages, tracks, timecode and descriptors as sets that refer to each other.</summary>
/// <remarks>At most <see cref="MostBytes"/> are read and <see cref="MostSets"/> sets kept; references are looked up, never followed in circles.</remarks>
internal sealed class MxfMetadata
{
    private const int MostBytes = 1 << 20, MostSets = 5000, LargestValue = 64 << 10;

    // The project's name as Avid writes it, by its label; local tags of it differ from file to file.
    private static readonly byte[] AvidProject = [0xa5, 0xfb, 0x7b, 0x25, 0xf6, 0x15, 0x94, 0xb9, 0x62, 0xfc, 0x37, 0x17, 0x49, 0x2d, 0x42, 0xbf];

    private readonly List<MxfSet> _sets = [];
    private readonly Dictionary<string, MxfSet> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<int, byte[]> _primer = [];

    public IReadOnlyList<MxfSet> Sets => _sets;

    /// <summary>Bytes the file claims for its metadata beyond what is read.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The set of a reference, or null.</summary>
    public MxfSet? At(string? id) => id is not null && _byId.TryGetValue(id, out var set) ? set : null;

    public IEnumerable<MxfSet> Of(int kind) => _sets.Where(set => set.Kind == kind);

    /// <summary>The tracks of a package, each with its sequence and that one's first part.</summary>
    public IEnumerable<MxfTrack> Tracks(MxfSet package)
    {
        foreach (var track in package.References(0x4403).Select(At).OfType<MxfSet>())
        {
            if (At(track.Text16(0x4803)) is not { } sequence) continue;
            var part = sequence.References(0x1001).Select(At).OfType<MxfSet>().FirstOrDefault() ?? sequence;
            // Film at 24 on tape at 30 lies behind a pulldown (0x0C), which names what it makes so.
            if (part.Kind == 0x0C && At(part.Text16(0x0D01)) is { } input) part = input;
            yield return new(track, sequence, part);
        }
    }

    /// <summary>The project's name, where Avid wrote one.</summary>
    public string? Project
    {
        get
        {
            foreach (var (tag, label) in _primer)
                if (label.AsSpan().SequenceEqual(AvidProject) && _sets.Select(set => set.Text(tag)).FirstOrDefault(text => text?.Length > 0) is { } name)
                    return name;
            return null;
        }
    }

    /// <summary>The label of a local tag, in hexadecimal, where the primer has it.</summary>
    public string? LabelOf(int tag) => _primer.TryGetValue(tag, out var label) ? Convert.ToHexStringLower(label) : null;

    /// <summary>Reads the sets from a place behind a partition pack; nothing is thrown.</summary>
    public static MxfMetadata Read(Stream content, long at, long length)
    {
        var metadata = new MxfMetadata { IsCut = length > MostBytes };
        // Filling between the partition pack and the metadata is not counted in the metadata's length.
        if (StreamBytes.At(content, at, 25) is { Length: 25 } fill && MxfKey.IsFill(fill) && MxfKey.BerLength(fill.AsSpan(16), out var padding) is > 0 and var head && padding < 1 << 20)
            at += 16 + head + padding;
        var bytes = StreamBytes.At(content, at, Math.Min(length, MostBytes));
        var here = 0;
        while (here + 17 <= bytes.Length && metadata._sets.Count < MostSets)
        {
            var key = bytes.AsSpan(here, 16);
            var berBytes = MxfKey.BerLength(bytes.AsSpan(here + 16, Math.Min(9, bytes.Length - here - 16)), out var size);
            if (berBytes == 0 || size > bytes.Length - here - 16 - berBytes) break;
            var value = bytes.AsSpan(here + 16 + berBytes, (int)size);
            if (MxfKey.IsPrimer(key)) metadata.AddPrimer(value);
            else if (MxfKey.IsSet(key)) metadata.AddSet(key, value);
            here += 16 + berBytes + (int)size;
        }

        return metadata;
    }

    private void AddPrimer(ReadOnlySpan<byte> value)
    {
        for (var at = 8; at + 18 <= value.Length && _primer.Count < 4096; at += 18)
            _primer.TryAdd(BinaryPrimitives.ReadUInt16BigEndian(value[at..]), value.Slice(at + 2, 16).ToArray());
    }

    private void AddSet(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var values = new Dictionary<int, byte[]>();
        for (var at = 0; at + 4 <= value.Length;)
        {
            var (tag, size) = (BinaryPrimitives.ReadUInt16BigEndian(value[at..]), BinaryPrimitives.ReadUInt16BigEndian(value[(at + 2)..]));
            if (size > value.Length - at - 4) break;
            values.TryAdd(tag, value.Slice(at + 4, Math.Min(size, (ushort)(LargestValue - 1))).ToArray());
            at += 4 + size;
        }

        var set = new MxfSet(key.ToArray(), values);
        _sets.Add(set);
        if (set.Id.Length > 0) _byId.TryAdd(set.Id, set);
    }
}

/// <summary>A track of a package.</summary>
/// <param name="Track">Its own set.</param>
/// <param name="Sequence">What it plays.</param>
/// <param name="Part">The first part of that; the sequence itself when it has none.</param>
internal sealed record MxfTrack(MxfSet Track, MxfSet Sequence, MxfSet Part)
{
    /// <summary>Picture by either of the two labels in use: SMPTE's, and the older one of editing systems.</summary>
    public bool IsPicture => Sequence.Text16(0x0201) is { } label && (label[16..].StartsWith("0103020201", StringComparison.Ordinal) || label == "807d006008143e6f6f3c8ce16cef11d2");

    public bool IsSound => Sequence.Text16(0x0201) is { } label && (label[16..].StartsWith("0103020202", StringComparison.Ordinal) || label == "807d006008143e6f78e1ebe16cef11d2");

    /// <summary>Edit units; null when the header has none or says -1.</summary>
    public long? Duration => (Sequence.I64(0x0202) ?? Part.I64(0x0202)) is >= 0 and var units ? units : null;
}
