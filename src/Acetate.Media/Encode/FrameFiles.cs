using Acetate.Media.Formats.Dpx.Writing;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Formats.Jpeg.Writing;
using Acetate.Media.Formats.Png.Writing;
using Acetate.Media.Formats.Tiff.Writing;
using Acetate.Media.Native;

namespace Acetate.Media.Encode;

/// <summary>Opens files of one frame for writing.</summary>
public static class FrameFiles
{
    /// <summary>A writer of a file; its rows then come from top to bottom.</summary>
    /// <param name="output">Where to: empty, and can be sought in. Stays open.</param>
    /// <param name="settings">What kind of file.</param>
    /// <param name="frame">What the file says of itself.</param>
    /// <exception cref="ArgumentException">Such a file cannot hold such a frame: the message says why.</exception>
    /// <exception cref="ToolMissingException">A library that such a file needs is not installed.</exception>
    public static FrameWriter Create(Stream output, FrameFileSettings settings, FrameDescription frame)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(frame);
        frame.ThrowIfImpossible(settings);
        return settings switch
        {
            FrameFileSettings.Exr exr => new ExrFrameWriter(output, FrameAttributes.HeaderOf(exr, frame)),
            FrameFileSettings.Png png => new PngFrameWriter(output, png, frame),
            FrameFileSettings.Dpx dpx => new DpxFrameWriter(output, dpx, frame),
            FrameFileSettings.Tiff tiff => new TiffFrameWriter(output, tiff, frame),
            FrameFileSettings.Jpeg jpeg => new JpegFrameWriter(output, jpeg, frame),
            _ => throw new ArgumentOutOfRangeException(nameof(settings)),
        };
    }
}
