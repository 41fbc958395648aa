using System.Reflection;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Steps.Render;

/// <summary>Kinds of files by the words of a request.</summary>
internal static class FileKinds
{
    /// <summary>What writes them, with its version.</summary>
    public static string Tool { get; } = $"Acetate.Media {typeof(FrameWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    /// <summary>The kind.</summary>
    /// <exception cref="Compute.Hosting.StepFailedException">There is none such.</exception>
    public static FrameFileSettings Of(FileKindRequest wanted)
    {
        if (wanted.Kind != "exr" && (wanted.Compression is not null || wanted.Strict)) throw RenderFrames.Refused($"Compression and the strict profile are OpenEXR's; this is {wanted.Kind}.", "Leave them out.");
        return wanted.Kind switch
        {
            "exr" when wanted.Strict => wanted is { Bits: null or 16, Compression: null or ExrCompression.None }
                ? FrameFileSettings.Exr.Strict : throw RenderFrames.Refused("SMPTE ST 2065-4 files are uncompressed halves.", "Leave --bits and --compression out."),
            "exr" => new FrameFileSettings.Exr { Pixel = Bits(wanted, 16, 32) == 32 ? ExrPixel.Bits32 : ExrPixel.Bits16, Compression = wanted.Compression ?? ExrCompression.Zips },
            "png" => new FrameFileSettings.Png { Bits = Bits(wanted, 16, 8) },
            "dpx" => new FrameFileSettings.Dpx { Bits = Bits(wanted, 10, 16) },
            "tiff" => new FrameFileSettings.Tiff { IsFloat = Bits(wanted, 16, 32) == 32 },
            "jpeg" => wanted.Bits is null or 8 ? new FrameFileSettings.Jpeg() : throw RenderFrames.Refused($"JPEG files have 8 bits, not {wanted.Bits}."),
            _ => throw RenderFrames.Refused($"There is no kind of file '{wanted.Kind}'.", "It can be exr, dpx, tiff, png or jpeg."),
        };
    }

    private static int Bits(FileKindRequest wanted, int usual, int other) =>
        wanted.Bits is not { } bits ? usual : bits == usual || bits == other ? bits : throw RenderFrames.Refused($"{wanted.Kind} files have {usual} or {other} bits, not {bits}.");
}
