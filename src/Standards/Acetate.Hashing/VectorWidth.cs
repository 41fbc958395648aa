using System.Runtime.Intrinsics;

namespace Acetate.Hashing;

/// <summary>Which form of the XXH3 inner loop runs. All give the same values.</summary>
internal enum VectorWidth
{
    Scalar,
    Bits128,
    Bits256,
    Bits512,
}

internal static class VectorWidths
{
    /// <summary>The widest that this machine (and the DOTNET_Enable… switches) allow.</summary>
    public static VectorWidth Widest { get; } =
        IsSupported(VectorWidth.Bits512) ? VectorWidth.Bits512
        : IsSupported(VectorWidth.Bits256) ? VectorWidth.Bits256
        : IsSupported(VectorWidth.Bits128) ? VectorWidth.Bits128
        : VectorWidth.Scalar;

    /// <summary>Vectors on a big endian machine would read the words the wrong way round, so it gets the scalar loop.</summary>
    public static bool IsSupported(VectorWidth width) => width switch
    {
        VectorWidth.Scalar => true,
        VectorWidth.Bits128 => BitConverter.IsLittleEndian && Vector128.IsHardwareAccelerated,
        VectorWidth.Bits256 => BitConverter.IsLittleEndian && Vector256.IsHardwareAccelerated,
        VectorWidth.Bits512 => BitConverter.IsLittleEndian && Vector512.IsHardwareAccelerated,
        _ => false,
    };
}
