using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Acetate.Media.Native;

/// <summary>libjxl 0.7 (JPEG XL): makes numbers of a picture in memory of which the size is known.</summary>
/// <remarks>The numbers are those of the picture's own encoding: nothing is converted to a display's colours, and orientation is left alone.</remarks>
internal sealed unsafe partial class JpegXlReader : SafeHandleZeroOrMinusOneIsInvalid
{
    private const string Library = "libjxl.so.0.7";
    private const int Success = 0, NeedBuffer = 5, BasicInfo = 0x40, ColourEncoding = 0x100, FullImage = 0x1000, OriginalProfile = 0, Single = 0;

    // JxlBasicInfo has 204 bytes and JxlColorEncoding 104 in that version; there is room to spare.
    private const int InfoBytes = 512, ColourBytes = 512;

    public JpegXlReader() : base(ownsHandle: true)
    {
    }

    /// <exception cref="ToolMissingException">The library is not installed.</exception>
    public static JpegXlReader Open()
    {
        try
        {
            var reader = Create(0);
            return reader.IsInvalid ? throw new IOException("libjxl has no memory for a decoder.") : reader;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new ToolMissingException(Library, "DNG files with JPEG XL", "libjxl0.7", missing);
        }
    }

    /// <summary>Makes the numbers of a picture, components side by side, row after row: 1 is the highest whole number of its bits, floating ones as they are.</summary>
    /// <param name="data">A codestream or a container.</param>
    /// <param name="width">Pixels across that it must have.</param>
    /// <param name="height">Rows that it must have, or more, up to <paramref name="most"/>.</param>
    /// <param name="most">Rows that there is room for.</param>
    /// <param name="components">1 or 3.</param>
    /// <param name="pixels">Room for <paramref name="most"/> rows.</param>
    /// <exception cref="InvalidDataException">It is no such picture, or damaged.</exception>
    public void Read(ReadOnlySpan<byte> data, int width, int height, int most, int components, Span<float> pixels)
    {
        if (pixels.Length < (long)width * most * components) throw new ArgumentException("There is no room for the picture.", nameof(pixels));
        Reset(this);
        fixed (byte* bytes = data)
        fixed (float* target = pixels)
        {
            if (Subscribe(this, BasicInfo | ColourEncoding | FullImage) != Success || KeepOrientation(this, 1) != Success || SetInput(this, bytes, (nuint)data.Length) != Success)
                throw new InvalidDataException("The compressed raw picture is no JPEG XL.");
            CloseInput(this);
            var format = new PixelFormat { Components = (uint)components, Kind = Single };
            var isWhole = false;
            var info = stackalloc uint[InfoBytes / 4];
            var colour = stackalloc byte[ColourBytes];
            while (true)
            {
                switch (Process(this))
                {
                    case BasicInfo:
                        if (Info(this, info) != Success) throw Damaged();
                        // jxl/codestream_header.h: after whether there is a container the size, the eleventh whether it moves, the thirteenth the colour channels.
                        if (info[1] != width || info[2] < height || info[2] > most || info[11] != 0 || info[13] != components)
                            throw new InvalidDataException($"The compressed raw picture is JPEG XL of {info[1]}×{info[2]} pixels in {info[13]} components where {width}×{height} in {components} are needed.");
                        break;
                    case ColourEncoding:
                        // A picture in the codec's own colours is given back in those it was made of, where they can be said in numbers.
                        if (EncodedProfile(this, &format, OriginalProfile, colour) == Success) _ = PreferProfile(this, colour);
                        break;
                    case NeedBuffer:
                        if (BufferSize(this, &format, out var size) != Success || size > (nuint)pixels.Length * 4) throw Damaged();
                        if (SetBuffer(this, &format, target, size) != Success) throw Damaged();
                        break;
                    case FullImage:
                        isWhole = true;
                        break;
                    case Success when isWhole:
                        _ = ReleaseInput(this);
                        return;
                    default:
                        throw Damaged();
                }
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        Destroy(handle);
        return true;
    }

    private static InvalidDataException Damaged() => new("The compressed raw picture is cut or damaged: its JPEG XL cannot be decoded.");

    [LibraryImport(Library, EntryPoint = "JxlDecoderCreate")]
    private static partial JpegXlReader Create(nint memory);

    [LibraryImport(Library, EntryPoint = "JxlDecoderDestroy")]
    private static partial void Destroy(nint decoder);

    [LibraryImport(Library, EntryPoint = "JxlDecoderReset")]
    private static partial void Reset(JpegXlReader decoder);

    [LibraryImport(Library, EntryPoint = "JxlDecoderSubscribeEvents")]
    private static partial int Subscribe(JpegXlReader decoder, int events);

    [LibraryImport(Library, EntryPoint = "JxlDecoderSetKeepOrientation")]
    private static partial int KeepOrientation(JpegXlReader decoder, int keep);

    [LibraryImport(Library, EntryPoint = "JxlDecoderSetInput")]
    private static partial int SetInput(JpegXlReader decoder, byte* data, nuint size);

    [LibraryImport(Library, EntryPoint = "JxlDecoderCloseInput")]
    private static partial void CloseInput(JpegXlReader decoder);

    [LibraryImport(Library, EntryPoint = "JxlDecoderReleaseInput")]
    private static partial nuint ReleaseInput(JpegXlReader decoder);

    [LibraryImport(Library, EntryPoint = "JxlDecoderProcessInput")]
    private static partial int Process(JpegXlReader decoder);

    [LibraryImport(Library, EntryPoint = "JxlDecoderGetBasicInfo")]
    private static partial int Info(JpegXlReader decoder, uint* info);

    [LibraryImport(Library, EntryPoint = "JxlDecoderGetColorAsEncodedProfile")]
    private static partial int EncodedProfile(JpegXlReader decoder, PixelFormat* unused, int target, byte* colour);

    [LibraryImport(Library, EntryPoint = "JxlDecoderSetPreferredColorProfile")]
    private static partial int PreferProfile(JpegXlReader decoder, byte* colour);

    [LibraryImport(Library, EntryPoint = "JxlDecoderImageOutBufferSize")]
    private static partial int BufferSize(JpegXlReader decoder, PixelFormat* format, out nuint size);

    [LibraryImport(Library, EntryPoint = "JxlDecoderSetImageOutBuffer")]
    private static partial int SetBuffer(JpegXlReader decoder, PixelFormat* format, void* buffer, nuint size);

    // jxl/types.h, JxlPixelFormat; zeros are numbers of 32 bits in the machine's order without gaps.
#pragma warning disable CS0649
    private struct PixelFormat
    {
        public uint Components;
        public int Kind, Order;
        public nuint Alignment;
    }
#pragma warning restore CS0649
}
