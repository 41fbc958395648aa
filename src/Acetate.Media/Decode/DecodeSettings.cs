using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode.Samples;

namespace Acetate.Media.Decode;

/// <summary>How pictures are to be made. Everything that is not said is taken from the clip.</summary>
public sealed record DecodeSettings
{
    /// <summary>How good a debayer has to be.</summary>
    public DebayerQuality Debayer { get; init; } = DebayerQuality.Plate;

    /// <summary>The exposure index to develop raw for; null: the one of the recording.</summary>
    public double? ExposureIndex { get; init; }

    /// <summary>The white to develop raw for, in kelvin; null: the one of the recording.</summary>
    public double? WhiteBalance { get; init; }

    /// <summary>Green against magenta in the vendor's units; null: that of the recording.</summary>
    public double? Tint { get; init; }

    /// <summary>What the values of a clip that is not raw mean; null: what the file says.</summary>
    public ColourEncoding? Encoding { get; init; }

    /// <summary>What the codes of a clip that is not raw stand for; null: what the file and its encoding say.</summary>
    public PictureLevels? Levels { get; init; }

    /// <summary>Threads a decoder that has threads of its own (FFmpeg) may use; null: as many as it likes.</summary>
    public int? Threads { get; init; }
}

/// <summary>How good a debayer has to be.</summary>
public enum DebayerQuality
{
    /// <summary>For plates: every pixel as well as it can be.</summary>
    Plate,

    /// <summary>For pictures of full size that are looked at once.</summary>
    Quick,

    /// <summary>For proxies and stills: one pixel of each four.</summary>
    Half,
}
