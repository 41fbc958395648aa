using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Acetate.Aaf;

/// <summary>The identity of a mob: a SMPTE UMID of 32 bytes (ST 330), the same in an MXF file's packages and in an Avid bin.</summary>
/// <remarks>The default value is the null id, by which a source clip says that there is nothing further back.</remarks>
public readonly record struct AafMobId
{
    private readonly Octets bytes;

    private AafMobId(ReadOnlySpan<byte> source) => source.CopyTo(bytes);

    /// <summary>Whether it is the id of nothing: 32 zero bytes.</summary>
    public bool IsNull => !((ReadOnlySpan<byte>)bytes).ContainsAnyExcept((byte)0);

    /// <summary>The 16 bytes that tell one material from another, as a UUID.</summary>
    public Guid Material => new(((ReadOnlySpan<byte>)bytes)[16..]);

    /// <summary>Takes an id as it stands in an AAF file.</summary>
    /// <param name="source">32 bytes.</param>
    /// <param name="bigEndian">Whether the numbers in it are stored highest byte first, as the file says.</param>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public static AafMobId Of(ReadOnlySpan<byte> source, bool bigEndian = false)
    {
        if (source.Length != 32)
            throw new ArgumentException($"A mob id has 32 bytes, not {source.Length}.", nameof(source));
        if (!bigEndian)
            return new(source);
        Span<byte> turned = stackalloc byte[32];
        source.CopyTo(turned);
        new Guid(source[16..], bigEndian: true).TryWriteBytes(turned[16..]);
        return new(turned);
    }

    /// <summary>The 32 bytes, with the numbers of the material part stored lowest byte first.</summary>
    public byte[] ToBytes() => ((ReadOnlySpan<byte>)bytes).ToArray();

    /// <summary>The id as an MXF file stores it and tools print it, such as <c>0x060A2B34…13000000 57E19D16BA8202DB060E2B347F7F2A80</c> without the blank.</summary>
    public string ToUmid() => "0x" + Convert.ToHexString(InMxf(stackalloc byte[32]));

    /// <summary>Such as <c>urn:smpte:umid:060a2b34.01010105.01010f10.13000000.060e2b34.7f7f2a80.5b1e9d6c.0042a1f3</c>.</summary>
    /// <remarks>
    /// As AAF programs write it: the halves of the material part change places where the second one is the label <c>060e2b34.7f7f</c> by which
    /// Avid's ids were made before they were UUIDs.
    /// </remarks>
    public override string ToString()
    {
        var all = InMxf(stackalloc byte[32]);
        var (one, other) = IsSwapped(all) ? (24, 16) : (16, 24);
        return string.Create(null, stackalloc char[128],
            $"urn:smpte:umid:{U32(all, 0):x8}.{U32(all, 4):x8}.{U32(all, 8):x8}.{U32(all, 12):x8}.{U32(all, one):x8}.{U32(all, one + 4):x8}.{U32(all, other):x8}.{U32(all, other + 4):x8}");
    }

    /// <summary>Reads an id as <see cref="ToString"/> or <see cref="ToUmid"/> write it, with or without what stands before the digits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id.</param>
    /// <returns>False when the text is neither.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out AafMobId id)
    {
        id = default;
        if (text is null || text.Length > 128)
            return false;
        var isUrn = text.Contains('.', StringComparison.Ordinal);
        var digits = text.Replace("urn:smpte:umid:", "", StringComparison.OrdinalIgnoreCase).Replace(".", "", StringComparison.Ordinal);
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        Span<byte> all = stackalloc byte[32];
        if (digits.Length != 64 || Convert.FromHexString(digits, all, out _, out _) != OperationStatus.Done)
            return false;
        if (isUrn)
        {
            Span<byte> turned = stackalloc byte[32];
            all.CopyTo(turned);
            all[16..24].CopyTo(turned[24..]);
            all[24..].CopyTo(turned[16..]);
            if (IsSwapped(turned))
                turned.CopyTo(all);
        }

        id = Of(all, bigEndian: true);
        return true;
    }

    /// <summary>The same 32 bytes.</summary>
    public bool Equals(AafMobId other) => ((ReadOnlySpan<byte>)bytes).SequenceEqual(other.bytes);

    /// <summary>A hash of all 32 bytes that nobody can foresee: ids come from strangers.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    private Span<byte> InMxf(Span<byte> target)
    {
        ReadOnlySpan<byte> all = bytes;
        all.CopyTo(target);
        Material.TryWriteBytes(target[16..], bigEndian: true, out _);
        return target;
    }

    private static bool IsSwapped(ReadOnlySpan<byte> inMxf) => inMxf[11] == 0 && inMxf[24..30].SequenceEqual<byte>([0x06, 0x0E, 0x2B, 0x34, 0x7F, 0x7F]);

    private static uint U32(ReadOnlySpan<byte> source, int at) => BinaryPrimitives.ReadUInt32BigEndian(source[at..]);

    [InlineArray(32)]
    private struct Octets
    {
        private byte first;
    }
}
