using System.Buffers.Binary;

namespace Acetate.Media.Formats.Dng.Opcodes;

/// <summary>The numbers of an opcode, which always have their high byte first (Digital Negative Specification 1.7, chapter 7).</summary>
/// <param name="bytes">Its parameters.</param>
/// <param name="name">What it is called.</param>
internal ref struct OpcodeReader(ReadOnlySpan<byte> bytes, string name)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => bytes.Length - at;

    public uint Whole() => BinaryPrimitives.ReadUInt32BigEndian(Next(4));

    public int Signed() => BinaryPrimitives.ReadInt32BigEndian(Next(4));

    public ushort Short() => BinaryPrimitives.ReadUInt16BigEndian(Next(2));

    /// <exception cref="InvalidDataException">It is not finite, or larger than any correction.</exception>
    public double Real() => Checked(BinaryPrimitives.ReadDoubleBigEndian(Next(8)));

    /// <exception cref="InvalidDataException">It is not finite, or larger than any correction.</exception>
    public float Single() => (float)Checked(BinaryPrimitives.ReadSingleBigEndian(Next(4)));

    /// <summary>So many numbers of 32 bits.</summary>
    public float[] Singles(uint count)
    {
        if (count > Left / 4) throw Cut();
        var values = new float[count];
        for (var i = 0; i < values.Length; i++) values[i] = Single();
        return values;
    }

    /// <summary>What is said of a correction that cannot be.</summary>
    public readonly InvalidDataException Bad(string what) => new($"The DNG's correction {name} {what}.");

    private readonly double Checked(double value) => Math.Abs(value) < 1e9 ? value : throw Bad("has a number that cannot be");

    private readonly InvalidDataException Cut() => Bad("is cut");

    private ReadOnlySpan<byte> Next(int count)
    {
        if (count > Left) throw Cut();
        at += count;
        return bytes.Slice(at - count, count);
    }
}
