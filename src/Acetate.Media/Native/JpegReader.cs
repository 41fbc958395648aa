using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Native;

/// <summary>libjpeg-turbo through its TurboJPEG interface (version 2 and 3 alike): makes bytes of a picture in memory of which the size is known.</summary>
internal sealed partial class JpegReader : SafeHandleZeroOrMinusOneIsInvalid
{
    private const string Library = "libturbojpeg.so.0";
    private const int Rgb = 0, Grey = 6, GreySpace = 2, FourColours = 3, AccurateTransform = 4096;

    public JpegReader() : base(ownsHandle: true)
    {
    }

    /// <exception cref="ToolMissingException">The library is not installed.</exception>
    public static JpegReader Open()
    {
        try
        {
            var reader = InitDecompress();
            return reader.IsInvalid ? throw new IOException("libjpeg-turbo has no memory for a decompressor.") : reader;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new ToolMissingException(Library, "DNG files with JPEG", "libturbojpeg0", missing);
        }
    }

    /// <summary>Makes the bytes of a picture, components side by side, row after row.</summary>
    /// <param name="data">From its first marker.</param>
    /// <param name="width">Pixels across that it must have.</param>
    /// <param name="height">Rows that it must have, or more, up to <paramref name="most"/>.</param>
    /// <param name="most">Rows that there is room for.</param>
    /// <param name="components">1 or 3.</param>
    /// <param name="pixels">Room for <paramref name="most"/> rows.</param>
    /// <exception cref="InvalidDataException">It is no such picture, or damaged.</exception>
    public void Read(ReadOnlySpan<byte> data, int width, int height, int most, int components, Span<byte> pixels)
    {
        if (data.IsEmpty || Header(this, in MemoryMarshal.GetReference(data), (nuint)data.Length, out var across, out var down, out _, out var space) != 0)
            throw new InvalidDataException("The compressed raw picture is no JPEG that can be read.");
        if (across != width || down < height || down > most || space >= FourColours || (space == GreySpace) != (components == 1))
            throw new InvalidDataException($"The compressed raw picture is JPEG of {across}×{down} pixels in {(space == GreySpace ? 1 : space >= FourColours ? 4 : 3)} components where {width}×{height} in {components} are needed.");
        if (pixels.Length < (long)width * most * components) throw new ArgumentException("There is no room for the picture.", nameof(pixels));
        // A warning (a stream that ends too early, bad codes that were skipped) is damage here: plates are not guessed.
        if (Decompress2(this, in MemoryMarshal.GetReference(data), (nuint)data.Length, ref MemoryMarshal.GetReference(pixels), width, components * width, down, components == 1 ? Grey : Rgb, AccurateTransform) != 0)
            throw new InvalidDataException($"The compressed raw picture is damaged: {Marshal.PtrToStringUTF8(ErrorText(this))}.");
    }

    protected override bool ReleaseHandle() => Destroy(handle) == 0;

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    private static partial JpegReader InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    private static partial int Header(JpegReader handle, in byte data, nuint length, out int width, out int height, out int sampling, out int space);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    private static partial int Decompress2(JpegReader handle, in byte data, nuint length, ref byte target, int width, int pitch, int height, int format, int flags);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorText(JpegReader handle);
}
