using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Acetate.Media.Encode.Stills;

/// <summary>A small picture of a frame, to be made once and kept.</summary>
public sealed record StillSettings
{
    /// <summary>The most pixels across; the default is 640. A picture is never made larger.</summary>
    public int Width { get; init; } = 640;

    /// <summary>The most pixels down; the default is 640.</summary>
    public int Height { get; init; } = 640;

    /// <summary>What kind of file; the default is JPEG of quality 85.</summary>
    public FrameFileSettings File { get; init; } = new FrameFileSettings.Jpeg { Quality = 85 };

    /// <summary>The size of the small picture, its shape (and that of its pixels) kept: pixels come out square.</summary>
    /// <param name="width">Pixels across of the picture.</param>
    /// <param name="height">Pixels down of it.</param>
    /// <param name="pixelAspect">The width of its pixels over their height.</param>
    public (int Width, int Height) SizeFor(int width, int height, double pixelAspect = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pixelAspect);
        // Pixels that are wide lose rows, pixels that are high lose columns: nothing is made up.
        var (wide, high) = pixelAspect >= 1 ? (width, height / pixelAspect) : (width * pixelAspect, (double)height);
        var scale = Math.Min(1, Math.Min(Width / wide, Height / high));
        return ((int)Math.Clamp(Math.Round(wide * scale), 1, Width), (int)Math.Clamp(Math.Round(high * scale), 1, Height));
    }

    /// <summary>The name under which the still of a frame can be kept: the same content, look and settings have the same, and no others do.</summary>
    /// <param name="contentHash">The hash of the source file, with its kind: <c>xxh128:…</c>.</param>
    /// <param name="frame">The frame, from 0; for a strip the first.</param>
    /// <param name="look">Everything that decides its colours and framing: its recipe.</param>
    /// <param name="frames">How many frames it shows: 1, or those that a strip is spread over.</param>
    public string CacheKey(string contentHash, long frame, string look, long frames = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(contentHash);
        ArgumentNullException.ThrowIfNull(look);
        // Each part with its length before it: no two lists of parts read alike.
        var text = new StringBuilder("acetate still 1");
        foreach (var part in (string[])[contentHash, Text(frame), Text(frames), look, Text(Width), Text(Height), File.Name]) text.Append('\n').Append(part.Length).Append(':').Append(part);
        return $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16))}.{File.Extension}";
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
