using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Acetate.Media.Formats.Red;

/// <summary>The first block of a REDCODE file (.R3D): size and rate of the picture, and a directory of what the camera noted.</summary>
/// <remarks>
/// A file is a chain of blocks, each a 32 bit length and four letters, big-endian throughout. The first is <c>RED1</c> or
/// <c>RED2</c>; the directory follows a version 2 block's records and stands in the second block of a version 1 file. An entry is
/// a 16 bit length (its own head included), a 16 bit number whose top four bits say how the value is written, and the value.
/// </remarks>
public sealed record R3dHeader
{
    /// <summary>Bytes of the file that are read.</summary>
    public const int MostBytes = 256 * 1024;

    private const int MostEntries = 2000;

    /// <summary>1 or 2.</summary>
    public required int Version { get; init; }

    /// <summary>Pixels across.</summary>
    public int Width { get; init; }

    /// <summary>Pixels down.</summary>
    public int Height { get; init; }

    /// <summary>Numerator of the frames per second; 0 when the header has none.</summary>
    public long RateNumerator { get; init; }

    /// <summary>Denominator of the frames per second.</summary>
    public long RateDenominator { get; init; }

    /// <summary>The directory, in file order.</summary>
    public ImmutableArray<R3dEntry> Entries { get; init; } = [];

    /// <summary>What was wrong.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>The entry of a number, or null.</summary>
    public R3dEntry? this[int id] => Entries.FirstOrDefault(entry => entry.Id == id);

    /// <summary>Whether a file begins as REDCODE does.</summary>
    public static bool Knows(ReadOnlySpan<byte> head) => head.Length >= 8 && (head[4..8].SequenceEqual("RED1"u8) || head[4..8].SequenceEqual("RED2"u8))
        && BinaryPrimitives.ReadUInt32BigEndian(head) is >= 8 and < 1 << 24;

    /// <summary>Reads the header from the first bytes of a file.</summary>
    /// <exception cref="InvalidDataException">It is none, or cut before its directory.</exception>
    public static R3dHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (!Knows(bytes)) throw new InvalidDataException("This is no REDCODE file: it does not begin with a RED1 or RED2 block.");
        var version = bytes[7] - '0';
        var block = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), int.MaxValue);
        if (bytes.Length < 0x64) throw new InvalidDataException($"The REDCODE header is cut: {bytes.Length} bytes are there.");
        var problems = ImmutableArray.CreateBuilder<string>();
        if (block > bytes.Length) problems.Add($"The REDCODE header is cut: {bytes.Length} of {block} bytes are there.");
        var directory = version == 2 ? 0x44 + 24 * bytes[0x40] + 20 * bytes[0x41] + 16 * bytes[0x42] : block + 0x22;
        if (version == 2)
        {
            return new()
            {
                Version = 2,
                Width = Size(BinaryPrimitives.ReadUInt32BigEndian(bytes[0x4C..])),
                Height = Size(BinaryPrimitives.ReadUInt32BigEndian(bytes[0x50..])),
                RateDenominator = BinaryPrimitives.ReadUInt16BigEndian(bytes[0x56..]),
                RateNumerator = BinaryPrimitives.ReadUInt32BigEndian(bytes[0x58..]),
                Entries = Directory(bytes, directory, problems),
                Problems = problems.ToImmutable(),
            };
        }

        return new()
        {
            Version = 1,
            Width = BinaryPrimitives.ReadUInt16BigEndian(bytes[0x36..]),
            Height = BinaryPrimitives.ReadUInt16BigEndian(bytes[0x3A..]),
            RateNumerator = BinaryPrimitives.ReadUInt32BigEndian(bytes[0x3E..]),
            RateDenominator = BinaryPrimitives.ReadUInt32BigEndian(bytes[0x42..]),
            Entries = Directory(bytes, directory, problems),
            Problems = problems.ToImmutable(),
        };
    }

    private static int Size(uint value) => value <= 65536 ? (int)value : 0;

    private static ImmutableArray<R3dEntry> Directory(ReadOnlySpan<byte> bytes, int at, ImmutableArray<string>.Builder problems)
    {
        var entries = ImmutableArray.CreateBuilder<R3dEntry>();
        if (at < 0 || at + 2 > bytes.Length)
        {
            problems.Add("The directory of the REDCODE header lies outside the file.");
            return [];
        }

        var end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        if (end > bytes.Length)
        {
            problems.Add($"The directory of the REDCODE header is cut: it ends at byte {end}, the file at {bytes.Length}.");
            end = bytes.Length;
        }

        for (at += 2; at + 4 <= end && entries.Count < MostEntries;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
            if (length < 4 || length > end - at) break;
            entries.Add(new(BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]), bytes.Slice(at + 4, length - 4).ToArray()));
            at += length;
        }

        return entries.ToImmutable();
    }
}

/// <summary>One entry of the directory.</summary>
/// <param name="Id">Its number; the top four bits say how the value is written.</param>
/// <param name="Bytes">The value.</param>
public sealed record R3dEntry(int Id, byte[] Bytes)
{
    /// <summary>The first number, or null when the value is text or too short.</summary>
    public double? Number => (Id >> 12) switch
    {
        0 or 3 when Bytes.Length >= 1 => Bytes[0],
        5 when Bytes.Length >= 1 => (sbyte)Bytes[0],
        2 when Bytes.Length >= 4 => BinaryPrimitives.ReadSingleBigEndian(Bytes),
        4 when Bytes.Length >= 2 => BinaryPrimitives.ReadUInt16BigEndian(Bytes),
        6 when Bytes.Length >= 4 => BinaryPrimitives.ReadInt32BigEndian(Bytes),
        8 when Bytes.Length >= 4 => BinaryPrimitives.ReadUInt32BigEndian(Bytes),
        _ => null,
    };

    /// <summary>The value as a person reads it, at most 64 numbers of it.</summary>
    public string ToText() => (Id >> 12) switch
    {
        1 => Encoding.UTF8.GetString(Bytes).Split('\0')[0].Trim(),
        0 or 3 => string.Join(' ', Bytes.Take(64)),
        5 => string.Join(' ', Bytes.Take(64).Select(value => (sbyte)value)),
        2 => Join(4, at => BinaryPrimitives.ReadSingleBigEndian(Bytes.AsSpan(at)).ToString(CultureInfo.InvariantCulture)),
        4 => Join(2, at => BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(at)).ToString(CultureInfo.InvariantCulture)),
        6 => Join(4, at => BinaryPrimitives.ReadInt32BigEndian(Bytes.AsSpan(at)).ToString(CultureInfo.InvariantCulture)),
        8 => Join(4, at => BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(at)).ToString(CultureInfo.InvariantCulture)),
        _ => Convert.ToHexStringLower(Bytes.AsSpan(0, Math.Min(64, Bytes.Length))),
    };

    private string Join(int size, Func<int, string> text) => string.Join(' ', Enumerable.Range(0, Math.Min(64, Bytes.Length / size)).Select(i => text(i * size)));
}
