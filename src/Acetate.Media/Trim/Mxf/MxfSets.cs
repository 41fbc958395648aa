using System.Buffers.Binary;
using Acetate.Media.Formats.Mxf;

namespace Acetate.Media.Trim.Mxf;

/// <summary>The sets of header metadata with the place of every value, so that values can be changed where they stand.</summary>
internal sealed class MxfSets
{
    private const int MostSets = 100_000;

    private readonly byte[] _bytes;
    private readonly List<Set> _sets = [];
    private readonly Dictionary<string, Set> _byId = new(StringComparer.Ordinal);

    public MxfSets(byte[] bytes, int from)
    {
        _bytes = bytes;
        for (var at = from; at + 17 <= bytes.Length;)
        {
            var key = bytes.AsSpan(at, 16);
            var ber = MxfKey.BerLength(bytes.AsSpan(at + 16, Math.Min(9, bytes.Length - at - 16)), out var length);
            if (ber == 0 || length < 0 || length > bytes.Length - at - 16 - ber) break;
            var content = at + 16 + ber;
            if (MxfKey.IsSet(key)) Add(key.ToArray(), content, (int)length);
            if (_sets.Count > MostSets) throw new InvalidDataException($"The MXF header has more than {MostSets} sets.");
            at = content + (int)length;
        }
    }

    public IEnumerable<Set> Of(int kind) => _sets.Where(set => set.Kind == kind);

    public Set? At(ReadOnlySpan<byte> id) => _byId.GetValueOrDefault(Convert.ToHexString(id));

    /// <summary>The sets that a property refers to: one, or an array of them.</summary>
    public IEnumerable<Set> References(Set set, int tag)
    {
        if (!set.Values.TryGetValue(tag, out var value)) yield break;
        if (value.Length == 16)
        {
            if (At(_bytes.AsSpan(value.At, 16)) is { } one) yield return one;
            yield break;
        }

        for (var at = 8; at + 16 <= value.Length; at += 16)
            if (At(_bytes.AsSpan(value.At + at, 16)) is { } found) yield return found;
    }

    public ReadOnlySpan<byte> Bytes(Set set, int tag) => set.Values.TryGetValue(tag, out var value) ? _bytes.AsSpan(value.At, value.Length) : default;

    public long? Number(Set set, int tag) => Bytes(set, tag) is { Length: >= 8 } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : null;

    public (long Numerator, long Denominator)? Ratio(Set set, int tag) =>
        Bytes(set, tag) is { Length: >= 8 } bytes && BinaryPrimitives.ReadInt32BigEndian(bytes) is > 0 and var numerator && BinaryPrimitives.ReadInt32BigEndian(bytes[4..]) is > 0 and var denominator
            ? (numerator, denominator) : null;

    /// <summary>Puts another number where one stands.</summary>
    public void Put(Set set, int tag, long value)
    {
        if (set.Values.TryGetValue(tag, out var place) && place.Length >= 8) BinaryPrimitives.WriteInt64BigEndian(_bytes.AsSpan(place.At), value);
    }

    /// <summary>Replaces an identifier everywhere it stands.</summary>
    public void Rename(ReadOnlySpan<byte> old, ReadOnlySpan<byte> made)
    {
        foreach (var set in _sets)
            foreach (var value in set.Values.Values)
                for (var within = _bytes.AsSpan(value.At, value.Length); within.IndexOf(old) is >= 0 and var found; within = within[(found + old.Length)..])
                    made.CopyTo(within[found..]);
    }

    private void Add(byte[] key, int content, int length)
    {
        var values = new Dictionary<int, (int, int)>();
        for (var at = content; at + 4 <= content + length;)
        {
            var (tag, size) = (BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at)), BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at + 2)));
            if (size > content + length - at - 4) break;
            values.TryAdd(tag, (at + 4, size));
            at += 4 + size;
        }

        var set = new Set(key[10] == 1 && key[11] == 1 && key[12] == 1 && key[13] == 1 ? key[14] : 0, values);
        _sets.Add(set);
        if (Bytes(set, 0x3C0A) is { Length: 16 } id) _byId.TryAdd(Convert.ToHexString(id), set);
    }

    /// <summary>A set.</summary>
    /// <param name="Kind">What it is: 0x36 a material package, 0x37 a source package, …; 0 for a maker's own.</param>
    /// <param name="Values">Place and length of each value by its local tag.</param>
    internal sealed record Set(int Kind, IReadOnlyDictionary<int, (int At, int Length)> Values);
}
