using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Media.Encode;

/// <summary>What kind of file a frame becomes.</summary>
public abstract record FrameFileSettings
{
    private FrameFileSettings()
    {
    }

    /// <summary>The usual end of such a file's name, without a dot.</summary>
    public abstract string Extension { get; }

    /// <summary>The kind in the words of the field, for a recipe: <c>OpenEXR half, ZIPS</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the file holds light as it is, below black and above white, rather than code values of 0 to 1.</summary>
    public virtual bool HoldsLight => false;

    /// <summary>OpenEXR.</summary>
    public sealed record Exr : FrameFileSettings
    {
        /// <summary>Which rules the file keeps.</summary>
        public ExrProfile Profile { get; init; } = ExrProfile.Aces;

        /// <summary>Bits of a component; the default is 16 (half).</summary>
        public ExrPixel Pixel { get; init; } = ExrPixel.Bits16;

        /// <summary>How it is compressed; the default is ZIPS. None of the choices loses anything.</summary>
        public ExrCompression Compression { get; init; } = ExrCompression.Zips;

        /// <summary>A file that keeps SMPTE ST 2065-4 to the letter.</summary>
        public static Exr Strict { get; } = new() { Profile = ExrProfile.Strict, Compression = ExrCompression.None };

        /// <summary>A way to compress by its name in the field: <c>none</c>, <c>rle</c>, <c>zips</c>, <c>zip</c>, <c>piz</c>.</summary>
        /// <exception cref="FormatException">It is none that is written here: the message says why and which are.</exception>
        public static ExrCompression CompressionOf(string name)
        {
            ArgumentNullException.ThrowIfNull(name);
            const string these = "These lose nothing and are written: none, rle, zips, zip, piz.";
            return name.ToLowerInvariant() switch
            {
                "none" => ExrCompression.None,
                "rle" => ExrCompression.Rle,
                "zips" => ExrCompression.Zips,
                "zip" => ExrCompression.Zip,
                "piz" => ExrCompression.Piz,
                "dwaa" or "dwab" => throw new FormatException($"DWA changes the picture, and the C interface of OpenEXR 3.1 does not have it. {these}"),
                "pxr24" or "b44" or "b44a" => throw new FormatException($"{name.ToUpperInvariant()} changes the picture and is not written. {these}"),
                _ => throw new FormatException($"'{name}' is no compression of OpenEXR. {these}"),
            };
        }

        /// <inheritdoc/>
        public override string Extension => "exr";

        /// <inheritdoc/>
        public override bool HoldsLight => true;

        /// <inheritdoc/>
        public override string Name =>
            $"OpenEXR {(Pixel == ExrPixel.Bits16 ? "half" : "float")}, {(Compression == ExrCompression.None ? "uncompressed" : Compression.ToString().ToUpperInvariant())}"
            + (Profile == ExrProfile.Strict ? " (SMPTE ST 2065-4)" : "");
    }

    /// <summary>PNG.</summary>
    public sealed record Png : FrameFileSettings
    {
        /// <summary>Bits of a component: 8 or 16; the default is 16.</summary>
        public int Bits { get; init; } = 16;

        /// <inheritdoc/>
        public override string Extension => "png";

        /// <inheritdoc/>
        public override string Name => $"PNG, {Bits} bit";
    }

    /// <summary>DPX (SMPTE ST 268-1), the full range of numbers.</summary>
    public sealed record Dpx : FrameFileSettings
    {
        /// <summary>Bits of a component: 10 or 16; the default is 10.</summary>
        public int Bits { get; init; } = 10;

        /// <inheritdoc/>
        public override string Extension => "dpx";

        /// <inheritdoc/>
        public override string Name => $"DPX, {Bits} bit";
    }

    /// <summary>TIFF, uncompressed.</summary>
    public sealed record Tiff : FrameFileSettings
    {
        /// <summary>Whether components are floats of 32 bits, and light is kept, rather than whole numbers of 16.</summary>
        public bool IsFloat { get; init; }

        /// <inheritdoc/>
        public override string Extension => "tif";

        /// <inheritdoc/>
        public override bool HoldsLight => IsFloat;

        /// <inheritdoc/>
        public override string Name => IsFloat ? "TIFF, float" : "TIFF, 16 bit";
    }

    /// <summary>JPEG, of 8 bits. Colours are kept at every pixel from quality 90 on, at every second across and down below.</summary>
    public sealed record Jpeg : FrameFileSettings
    {
        /// <summary>The most pixels a side can have.</summary>
        public const int LargestSide = 65500;

        /// <summary>1 to 100; the default is 90.</summary>
        public int Quality { get; init; } = 90;

        /// <inheritdoc/>
        public override string Extension => "jpg";

        /// <inheritdoc/>
        public override string Name => $"JPEG, quality {Quality}";
    }
}

/// <summary>Which rules an OpenEXR file keeps.</summary>
public enum ExrProfile
{
    /// <summary>What ACES plates are in practice: any compression without loss, and every attribute that is known.</summary>
    Aces,

    /// <summary>SMPTE ST 2065-4: ACES2065-1 in uncompressed halves, flagged as an ACES container, with no attribute but the standard's own.</summary>
    Strict,
}
