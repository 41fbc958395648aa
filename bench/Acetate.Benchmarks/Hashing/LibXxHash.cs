using System.Runtime.InteropServices;

namespace Acetate.Benchmarks.Hashing;

/// <summary>The C library of xxHash, where it is installed: the yardstick.</summary>
internal static partial class LibXxHash
{
    private const string Library = "libxxhash.so.0";

    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, out _);

    public static unsafe ulong Xxh64(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
            return XXH64(first, (nuint)bytes.Length, 0);
    }

    public static unsafe ulong Xxh3(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
            return XXH3_64bits(first, (nuint)bytes.Length);
    }

    public static unsafe UInt128 Xxh128(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            var halves = XXH3_128bits(first, (nuint)bytes.Length);
            return new(halves.High, halves.Low);
        }
    }

    [LibraryImport(Library)]
    private static unsafe partial ulong XXH64(byte* input, nuint length, ulong seed);

    [LibraryImport(Library)]
    private static unsafe partial ulong XXH3_64bits(byte* input, nuint length);

    [LibraryImport(Library)]
    private static unsafe partial Halves XXH3_128bits(byte* input, nuint length);

    private readonly record struct Halves(ulong Low, ulong High);
}
