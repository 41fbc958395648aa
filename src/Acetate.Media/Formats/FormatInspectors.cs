using System.Collections.Immutable;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Formats.Dpx;
using Acetate.Media.Formats.Exr;
using Acetate.Media.Formats.Mxf;
using Acetate.Media.Formats.QuickTime;
using Acetate.Media.Formats.Wave;

namespace Acetate.Media.Formats;

/// <summary>Every format we read ourselves. A file that none of them knows is left to FFprobe.</summary>
public static class FormatInspectors
{
    /// <summary>Bytes at the beginning of a file that an inspector may decide by: an MXF file may begin with 64 KiB of something else.</summary>
    public const int HeadLength = 65536 + 16;

    /// <summary>In the order in which they are asked.</summary>
    public static ImmutableArray<IFormatInspector> All { get; } =
    [
        new WaveInspector(),
        new DngInspector(),
        new Arri.AriInspector(),
        new Red.R3dInspector(),
        new DpxInspector(),
        new CineonInspector(),
        new ExrInspector(),
        new QuickTimeInspector(),
        new MxfInspector(),
    ];

    /// <summary>The one that knows a file, or null.</summary>
    public static IFormatInspector? For(ReadOnlySpan<byte> head)
    {
        foreach (var inspector in All)
            if (inspector.Knows(head))
                return inspector;
        return null;
    }
}
