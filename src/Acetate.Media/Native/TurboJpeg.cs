using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Native;

/// <summary>libjpeg-turbo through its TurboJPEG interface (version 2 and 3 alike): compresses a picture in memory.</summary>
internal sealed partial class TurboJpeg : SafeHandleZeroOrMinusOneIsInvalid
{
    private const string Library = "libturbojpeg.so.0";
    private const int Rgb = 0, Full = 0, Half = 2, NoReallocation = 1024, AccurateTransform = 4096;

    public TurboJpeg() : base(ownsHandle: true)
    {
    }

    /// <exception cref="ToolMissingException">The library is not installed.</exception>
    public static TurboJpeg Open()
    {
        try
        {
            var compressor = InitCompress();
            return compressor.IsInvalid ? throw new IOException("libjpeg-turbo has no memory for a compressor.") : compressor;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new ToolMissingException(Library, "JPEG files", "libturbojpeg0", missing);
        }
    }

    /// <summary>Compresses red, green and blue bytes, row after row.</summary>
    /// <param name="pixels">Three bytes a pixel.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="isFull">Whether every pixel keeps its own colour; else every second across and down.</param>
    public byte[] Compress(ReadOnlySpan<byte> pixels, int width, int height, int quality, bool isFull)
    {
        if (pixels.Length < 3L * width * height) throw new ArgumentException("The picture has fewer bytes than pixels need.", nameof(pixels));
        var sampling = isFull ? Full : Half;
        var size = BufSize(width, height, sampling);
        var output = GC.AllocateUninitializedArray<byte>(checked((int)size), pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(output, 0);
        if (Compress2(this, in MemoryMarshal.GetReference(pixels), width, 3 * width, height, Rgb, ref address, ref size, sampling, quality, NoReallocation | AccurateTransform) != 0)
            throw new IOException($"libjpeg-turbo could not compress a picture of {width} by {height}: {Marshal.PtrToStringUTF8(ErrorText(this))}");
        return output[..(int)size];
    }

    protected override bool ReleaseHandle() => Destroy(handle) == 0;

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    private static partial TurboJpeg InitCompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjBufSize")]
    private static partial nuint BufSize(int width, int height, int sampling);

    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    private static partial int Compress2(TurboJpeg handle, in byte source, int width, int pitch, int height, int format, ref nint target, ref nuint size, int sampling, int quality, int flags);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorText(TurboJpeg handle);
}
