using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Acetate.Media.Formats.Dng;

/// <summary>The directories of a TIFF file: tags and values, never pixels.</summary>
/// <remarks>
/// TIFF is a graph of directories ("IFDs") that point at each other by file offset, so a hostile file can make circles or claim
/// four billion values. Each directory is visited once, there are at most <see cref="MostDirectories"/>, and at most
/// <see cref="MostBytes"/> of a value are read, and of all values together twice as many as the file has.
/// </remarks>
public sealed class TiffFile
{
    /// <summary>Directories that are read.</summary>
    public const int MostDirectories = 64;

    /// <summary>Bytes of one value that are read.</summary>
    public const int MostBytes = 1 << 17;

    private readonly Stream _file;
    private readonly bool _isBig;
    private long _left;

    private TiffFile(Stream file, bool isBig) => (_file, _isBig, _left) = (file, isBig, 2 * file.Length + (1 << 16));

    /// <summary>All directories: the main chain, and those they contain, in reading order.</summary>
    public ImmutableArray<TiffDirectory> Directories { get; private set; } = [];

    /// <summary>What was wrong with the structure.</summary>
    public ImmutableArray<string> Problems { get; private set; } = [];

    /// <summary>Whether the first bytes are a TIFF header of either byte order.</summary>
    public static bool Knows(ReadOnlySpan<byte> head) => head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8);

    /// <summary>Reads the directories.</summary>
    /// <exception cref="InvalidDataException">It is no TIFF, or has no directory.</exception>
    public static TiffFile Read(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var head = new byte[8];
        file.Position = 0;
        if (file.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8 || !Knows(head))
            throw new InvalidDataException("The file does not begin with a TIFF header.");
        var tiff = new TiffFile(file, head[0] == 'M');
        tiff.Walk(tiff.U32(head.AsSpan(4)));
        if (tiff.Directories.Length == 0) throw new InvalidDataException("The file has a TIFF header, but its first directory cannot be read.");
        return tiff;
    }

    private void Walk(uint first)
    {
        var found = ImmutableArray.CreateBuilder<TiffDirectory>();
        var problems = ImmutableArray.CreateBuilder<string>();
        var seen = new HashSet<uint>();
        var next = new Queue<(uint Offset, string Name)>([(first, "IFD0")]);
        while (next.TryDequeue(out var at))
        {
            if (at.Offset == 0 || !seen.Add(at.Offset)) continue;
            if (found.Count == MostDirectories)
            {
                problems.Add($"There are more than {MostDirectories} directories; the rest is not read.");
                break;
            }

            if (ReadDirectory(at.Offset, at.Name, out var following) is not { } directory)
            {
                problems.Add($"The directory {at.Name} at byte {at.Offset} lies outside the file or is cut.");
                continue;
            }

            found.Add(directory);
            foreach (var child in directory.Numbers(330).Take(MostDirectories)) next.Enqueue(((uint)child, $"{at.Name}/Sub"));
            if (directory.Number(34665) is { } exif) next.Enqueue(((uint)exif, "Exif"));
            if (following != 0) next.Enqueue((following, $"IFD{found.Count}"));
        }

        Directories = found.ToImmutable();
        Problems = problems.ToImmutable();
    }

    private TiffDirectory? ReadDirectory(uint offset, string name, out uint next)
    {
        next = 0;
        var count = ReadAt(offset, 2);
        if (count.Length < 2) return null;
        var entries = U16(count);
        var bytes = ReadAt(offset + 2, entries * 12 + 4);
        if (bytes.Length < entries * 12) return null;
        if (bytes.Length >= entries * 12 + 4) next = U32(bytes.AsSpan(entries * 12));
        var values = new Dictionary<int, TiffValue>();
        for (var i = 0; i < entries; i++)
        {
            var entry = bytes.AsSpan(i * 12, 12);
            var type = U16(entry[2..]);
            var total = (long)U32(entry[4..]) * TiffValue.SizeOf(type);
            if (total == 0) continue;
            var wanted = (int)Math.Min(Math.Min(total, MostBytes), Math.Max(0, _left));
            _left -= wanted;
            var content = total <= 4 ? entry.Slice(8, (int)total).ToArray() : ReadAt(U32(entry[8..]), wanted);
            values.TryAdd(U16(entry), new(type, U32(entry[4..]), content, _isBig));
        }

        return new(name, values);
    }

    private byte[] ReadAt(long offset, int count)
    {
        var bytes = new byte[Math.Max(0, Math.Min(count, _file.Length - offset))];
        if (bytes.Length == 0) return [];
        _file.Position = offset;
        var read = _file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private ushort U16(ReadOnlySpan<byte> bytes) =>
        _isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint U32(ReadOnlySpan<byte> bytes) =>
        _isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}

/// <summary>One directory.</summary>
/// <param name="Name">Its place: <c>IFD0</c>, <c>IFD0/Sub</c>, <c>Exif</c>.</param>
/// <param name="Values">Its values by tag number.</param>
public sealed record TiffDirectory(string Name, IReadOnlyDictionary<int, TiffValue> Values)
{
    /// <summary>The first number of a tag.</summary>
    public long? Number(int tag) => Values.TryGetValue(tag, out var value) ? value.Numbers().Cast<long?>().FirstOrDefault() : null;

    /// <summary>All whole numbers of a tag that were read.</summary>
    public IEnumerable<long> Numbers(int tag) => Values.TryGetValue(tag, out var value) ? value.Numbers() : [];

    /// <summary>The text of a tag.</summary>
    public string? Text(int tag) => Values.TryGetValue(tag, out var value) ? value.ToText() : null;

    /// <summary>The ratios of a tag.</summary>
    public IEnumerable<(long Numerator, long Denominator)> Ratios(int tag) => Values.TryGetValue(tag, out var value) ? value.Ratios() : [];
}

/// <summary>A value of a tag.</summary>
/// <param name="Type">TIFF's number of the type.</param>
/// <param name="Count">How many the file claims.</param>
/// <param name="Bytes">What was read of them.</param>
/// <param name="IsBigEndian">The byte order.</param>
public sealed record TiffValue(int Type, uint Count, byte[] Bytes, bool IsBigEndian)
{
    internal static int SizeOf(int type) => type switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 or 11 or 13 => 4, 5 or 10 or 12 => 8, _ => 0 };

    /// <summary>The values as whole numbers; ratios and floats are not.</summary>
    public IEnumerable<long> Numbers()
    {
        var size = SizeOf(Type);
        if (Type is 5 or 10 or 11 or 12 or 0) yield break;
        for (var at = 0; at + size <= Bytes.Length; at += size) yield return Whole(at);
    }

    /// <summary>The values as ratios.</summary>
    public IEnumerable<(long Numerator, long Denominator)> Ratios()
    {
        if (Type is not (5 or 10))
        {
            foreach (var number in Numbers()) yield return (number, 1);
            yield break;
        }

        for (var at = 0; at + 8 <= Bytes.Length; at += 8)
            yield return Type == 5 ? (Word(at), Word(at + 4)) : ((int)Word(at), (int)Word(at + 4));
    }

    /// <summary>The value as a person reads it, at most 64 numbers of it.</summary>
    public string ToText() => Type switch
    {
        2 => Encoding.UTF8.GetString(Bytes).Split('\0')[0].Trim(),
        5 or 10 => string.Join(' ', Ratios().Take(64).Select(ratio => $"{ratio.Numerator}/{ratio.Denominator}")),
        7 or 1 when Bytes.Length > 16 => Convert.ToHexStringLower(Bytes.AsSpan(0, Math.Min(64, Bytes.Length))) + (Bytes.Length > 64 ? "…" : ""),
        11 => string.Join(' ', Enumerable.Range(0, Math.Min(64, Bytes.Length / 4))
            .Select(i => BitConverter.UInt32BitsToSingle((uint)Word(i * 4)).ToString(CultureInfo.InvariantCulture))),
        12 => string.Join(' ', Enumerable.Range(0, Math.Min(64, Bytes.Length / 8)).Select(i => Double(i * 8).ToString(CultureInfo.InvariantCulture))),
        _ => string.Join(' ', Numbers().Take(64)),
    };

    private long Whole(int at) => Type switch
    {
        1 or 7 or 2 => Bytes[at],
        6 => (sbyte)Bytes[at],
        3 => Half(at),
        8 => (short)Half(at),
        9 => (int)Word(at),
        _ => Word(at),
    };

    private ushort Half(int at) => IsBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(at));

    private long Word(int at) => IsBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(at));

    private double Double(int at) => IsBigEndian
        ? BinaryPrimitives.ReadDoubleBigEndian(Bytes.AsSpan(at)) : BinaryPrimitives.ReadDoubleLittleEndian(Bytes.AsSpan(at));
}
