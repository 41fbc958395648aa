using System.Collections.Immutable;

namespace Acetate.Media.Encode;

/// <summary>Everything that decides how a proxy of picture is made. A value: the same job gives the same command line and the same bytes.</summary>
public sealed record PictureJob
{
    /// <summary>The files, or for a sequence the one pattern such as <c>/tmp/x/%07d.dpx</c>.</summary>
    public required ImmutableArray<string> Inputs { get; init; }

    /// <summary>Frames per second of a sequence, which its files do not carry; null for movies.</summary>
    public string? SequenceRate { get; init; }

    /// <summary>Size of the proxy; both even, pixels square.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    /// <summary>Whether two fields must become one frame.</summary>
    public bool IsInterlaced { get; init; }

    /// <summary>How the source's numbers become display values.</summary>
    public PictureLook Look { get; init; } = PictureLook.Video;

    /// <summary>The source's matrix from RGB, in swscale's words; empty for RGB sources.</summary>
    public string SourceMatrix { get; init; } = "bt709";

    /// <summary>Whether the source uses the full range of numbers.</summary>
    public bool IsFullRange { get; init; }

    /// <summary>The source's encoding, for <see cref="PictureLook.HighDynamicRange"/>.</summary>
    public HighRangeSource? HighRange { get; init; }

    /// <summary>Channels of each sound stream of the first input; empty for none.</summary>
    public ImmutableArray<int> Sound { get; init; } = [];

    /// <summary>Label of the first frame; null writes no timecode track.</summary>
    public string? Timecode { get; init; }

    /// <summary>Frames between two pictures that can be jumped to.</summary>
    public required int KeyInterval { get; init; }

    /// <summary>Where the proxy is written.</summary>
    public required string Output { get; init; }
}

/// <summary>How the numbers of a source become display values in its proxy.</summary>
public enum PictureLook
{
    /// <summary>They are display values already, or nothing says what they are.</summary>
    Video,

    /// <summary>High dynamic range (PQ or HLG): mapped to what a normal screen shows.</summary>
    HighDynamicRange,

    /// <summary>A sensor's own numbers or a camera's logarithm, which our own decoders and colour turn into display values.</summary>
    Developed,
}

/// <summary>How a high dynamic range source is encoded; stated, because a file that leaves it out would stop FFmpeg.</summary>
/// <param name="Transfer"><c>smpte2084</c> (PQ) or <c>arib-std-b67</c> (HLG).</param>
/// <param name="Primaries">Such as <c>bt2020</c>.</param>
public sealed record HighRangeSource(string Transfer, string Primaries);

/// <summary>Everything that decides how a proxy of sound is made.</summary>
public sealed record SoundJob
{
    /// <summary>The files; several are one track each.</summary>
    public required ImmutableArray<string> Inputs { get; init; }

    /// <summary>Channels of each file.</summary>
    public required ImmutableArray<int> Channels { get; init; }

    /// <summary>Where it is written.</summary>
    public required string Output { get; init; }
}

/// <summary>A scrub strip: small pictures in a grid, left to right, then down.</summary>
/// <param name="Count">Pictures, spread evenly over the clip; picture <c>i</c> is frame <c>⌈i · frames / count⌉</c>.</param>
/// <param name="Columns">Pictures in a row.</param>
/// <param name="Rows">Rows; the last may be padded with black.</param>
/// <param name="TileWidth">Pixels.</param>
/// <param name="TileHeight">Pixels.</param>
public sealed record StripGrid(int Count, int Columns, int Rows, int TileWidth, int TileHeight)
{
    /// <summary>The grid for a proxy of so many frames: at most 60 pictures, ten in a row, 160 pixels wide.</summary>
    public static StripGrid For(long frames, int width, int height)
    {
        var count = (int)Math.Clamp(frames, 1, 60);
        var columns = Math.Min(count, 10);
        return new(count, columns, (count + columns - 1) / columns, 160, Math.Clamp((int)Math.Round(160.0 * height / width / 2) * 2, 2, 640));
    }
}
