using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Acetate.Media.Editorial;

/// <summary>A basic UMID (SMPTE ST 330), the number by which packages of MXF and mobs of AAF know each other; made here from what it names.</summary>
/// <remarks>
/// 32 bytes: a label of 12, the length 0x13, an instance number of 3 bytes that is 0 for what is no copy, and a material number of 16.
/// The material number is a UUID of version 8 (RFC 9562) made of a SHA-256, and the label says so: method 2 for the material, none for the instance.
/// </remarks>
public readonly record struct Umid
{
    private static readonly byte[] Head = [0x06, 0x0a, 0x2b, 0x34, 0x01, 0x01, 0x01, 0x05, 0x01, 0x01, 0x0f, 0x20, 0x13, 0x00, 0x00, 0x00];

    private readonly UInt128 material;

    private Umid(UInt128 material) => this.material = material;

    /// <summary>The UMID of what these parts make out, in their order. The same parts give the same UMID, on every machine and at every time.</summary>
    /// <param name="kind">What is named, such as <c>tape</c>.</param>
    /// <param name="parts">Texts that make out which one.</param>
    public static Umid Of(string kind, params ReadOnlySpan<string> parts) => new(BinaryPrimitives.ReadUInt128BigEndian(Uuid(kind, parts)));

    /// <summary>A UUID of version 8 of what these parts make out.</summary>
    internal static byte[] Uuid(string kind, params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Each part with its length, so that no two lists of parts read alike.
        Append(hash, "acetate editorial 1");
        Append(hash, kind);
        foreach (var part in parts) Append(hash, part);
        var bytes = hash.GetHashAndReset()[..16];
        bytes[6] = (byte)(0x80 | (bytes[6] & 0x0f));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3f));
        return bytes;
    }

    /// <summary>Reads one that was made here, as <see cref="ToString"/> writes it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="umid">The UMID.</param>
    /// <returns>False where it is none, or one of another label.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Umid umid)
    {
        umid = default;
        Span<byte> bytes = stackalloc byte[32];
        if (text?.Length != 64 || Convert.FromHexString(text, bytes, out _, out _) != OperationStatus.Done || !bytes.StartsWith(Head)) return false;
        umid = new(BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));
        return umid.material != 0;
    }

    /// <summary>The 32 bytes as MXF has them.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[32];
        Head.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), material);
        return bytes;
    }

    /// <summary>64 digits in hexadecimal, lower case.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
