using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Media.Decode.Samples;

/// <summary>How a sample lies in bytes.</summary>
public enum SampleKind
{
    /// <summary>A whole number in one byte.</summary>
    Byte,

    /// <summary>A whole number in two bytes, the low one first.</summary>
    Word,

    /// <summary>A whole number in two bytes, the high one first.</summary>
    WordBig,

    /// <summary>A number with 16 bits (IEEE 754 binary16), the low byte first.</summary>
    Half,

    /// <summary>A number with 32 bits (IEEE 754 binary32), the low byte first.</summary>
    Real,

    /// <summary>A number with 32 bits, the high byte first.</summary>
    RealBig,
}

/// <summary>Rows of samples out of bytes, as numbers with 32 bits. Whole numbers of up to 16 bits and halves come out exactly.</summary>
public static class SampleRows
{
    /// <summary>Bytes of a sample.</summary>
    public static int BytesOf(SampleKind kind) => kind switch { SampleKind.Byte => 1, SampleKind.Real or SampleKind.RealBig => 4, _ => 2 };

    /// <summary>Reads a row.</summary>
    /// <param name="bytes">At least as many as <paramref name="values"/> take.</param>
    /// <param name="values">The samples as they are: code values, not 0 to 1.</param>
    /// <param name="kind">How they lie.</param>
    public static void Read(ReadOnlySpan<byte> bytes, Span<float> values, SampleKind kind)
    {
        bytes = bytes[..(values.Length * BytesOf(kind))];
        switch (kind)
        {
            case SampleKind.Byte:
                Bytes(bytes, values);
                break;
            case SampleKind.Word when BitConverter.IsLittleEndian:
                Shorts(MemoryMarshal.Cast<byte, ushort>(bytes), values);
                break;
            case SampleKind.Word:
                for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
                break;
            case SampleKind.WordBig:
                for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
                break;
            case SampleKind.Half:
                for (var i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
                break;
            case SampleKind.Real when BitConverter.IsLittleEndian:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case SampleKind.Real:
                for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                break;
            case SampleKind.RealBig:
                for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleBigEndian(bytes[(4 * i)..]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    /// <summary>Reads every <paramref name="stride"/>th sample, for samples of several components that lie side by side.</summary>
    public static void ReadEvery(ReadOnlySpan<byte> bytes, Span<float> values, SampleKind kind, int first, int stride)
    {
        var size = BytesOf(kind);
        for (var i = 0; i < values.Length; i++)
        {
            var at = bytes[((first + i * stride) * size)..];
            values[i] = kind switch
            {
                SampleKind.Byte => at[0],
                SampleKind.Word => BinaryPrimitives.ReadUInt16LittleEndian(at),
                SampleKind.WordBig => BinaryPrimitives.ReadUInt16BigEndian(at),
                SampleKind.Half => (float)BinaryPrimitives.ReadHalfLittleEndian(at),
                SampleKind.Real => BinaryPrimitives.ReadSingleLittleEndian(at),
                _ => BinaryPrimitives.ReadSingleBigEndian(at),
            };
        }
    }

    /// <summary>Each value times a factor, plus an offset, in place.</summary>
    public static void Scale(Span<float> values, float factor, float offset)
    {
        ref var at = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i + 16 <= values.Length; i += 16)
            (Vector512.LoadUnsafe(ref at, (nuint)i) * Vector512.Create(factor) + Vector512.Create(offset)).StoreUnsafe(ref at, (nuint)i);
        for (; i < values.Length; i++) values[i] = values[i] * factor + offset;
    }

    private static void Bytes(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        ref var from = ref MemoryMarshal.GetReference(bytes);
        ref var to = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i + 64 <= values.Length; i += 64)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref from, (nuint)i));
            Store(low, ref to, i);
            Store(high, ref to, i + 32);
        }

        for (; i < values.Length; i++) values[i] = bytes[i];
    }

    private static void Shorts(ReadOnlySpan<ushort> codes, Span<float> values)
    {
        ref var from = ref MemoryMarshal.GetReference(codes);
        ref var to = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i + 32 <= values.Length; i += 32) Store(Vector512.LoadUnsafe(ref from, (nuint)i), ref to, i);
        for (; i < values.Length; i++) values[i] = codes[i];
    }

    private static void Store(Vector512<ushort> codes, ref float to, int at)
    {
        var (low, high) = Vector512.Widen(codes);
        // Through signed numbers, which every instruction set converts; 16 bits fit.
        Vector512.ConvertToSingle(low.AsInt32()).StoreUnsafe(ref to, (nuint)at);
        Vector512.ConvertToSingle(high.AsInt32()).StoreUnsafe(ref to, (nuint)at + 16);
    }
}
