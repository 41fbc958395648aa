using System.Collections.Immutable;
using System.Reflection;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Encode;

/// <summary>What a frame that is written says of itself. What is null is not said, and nothing is made up.</summary>
public sealed record FrameDescription
{
    /// <summary>The most pixels across or down that are written.</summary>
    public const int LargestSide = 65535;

    /// <summary>Where the rows that are given lie on the canvas, and so how many and how wide they are.</summary>
    public required PixelWindow DataWindow { get; init; }

    /// <summary>The canvas; null: the data window, from 0, 0. Only OpenEXR can hold one that differs.</summary>
    public PixelWindow? DisplayWindow { get; init; }

    /// <summary>The width of a pixel over its height as it is to be shown: the squeeze that remains.</summary>
    public double PixelAspect { get; init; } = 1;

    /// <summary>The frame's own label, with the rate that it counts in.</summary>
    public Timecode? Timecode { get; init; }

    /// <summary>Frames per second of the picture; not set: not said.</summary>
    public FrameRate Rate { get; init; }

    /// <summary>The frame's number in the sequence that is written (1001 …).</summary>
    public long? Number { get; init; }

    /// <summary>Frames of the sequence that is written.</summary>
    public long? Frames { get; init; }

    /// <summary>What the numbers mean.</summary>
    public PictureColour? Colour { get; init; }

    /// <summary>The clip that the frame comes from: its name, reel, camera, lens and exposure are said.</summary>
    public ClipInspection? Source { get; init; }

    /// <summary>The reel; null: that of <see cref="Source"/>.</summary>
    public string? Reel { get; init => field = Clean(value); }

    /// <summary>The clip's name; null: that of <see cref="Source"/>.</summary>
    public string? Clip { get; init => field = Clean(value); }

    /// <summary>The framing decision list (ASC FDL) that was applied, as JSON.</summary>
    public string? FramingDecisions { get; init => field = Clean(value); }

    /// <summary>The <c>uuid</c> of the ACES metadata file that was applied.</summary>
    public string? AmfUuid { get; init => field = Clean(value); }

    /// <summary>Every step from the source's bytes to this file's numbers, as text.</summary>
    public string? Recipe { get; init => field = Clean(value); }

    /// <summary>The hash of the source file, with its kind: <c>xxh128:…</c>.</summary>
    public string? SourceHash { get; init => field = Clean(value); }

    /// <summary>What wrote the file, with its version.</summary>
    public string Software { get; init => field = Clean(value) ?? ""; } = $"Acetate {Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}";

    /// <summary>Attributes for OpenEXR beside these. One that is said otherwise too replaces what is said.</summary>
    public ImmutableArray<ExrAttribute> Attributes { get; init; } = [];

    internal string? ReelName => Reel ?? Clean(Source?.Reel);

    internal string? ClipName => Clip ?? Clean(Source?.Name);

    internal PixelWindow Canvas => DisplayWindow ?? PixelWindow.Of(DataWindow.Width, DataWindow.Height);

    /// <summary>Says why no file can be made of this.</summary>
    /// <exception cref="ArgumentException">The size is not possible, or the pixel's shape is not a number above 0.</exception>
    internal void ThrowIfImpossible(FrameFileSettings settings)
    {
        // In 64 bits: the corners themselves may be at the ends of 32.
        foreach (var window in (PixelWindow[])[DataWindow, Canvas])
        {
            var (width, height) = ((long)window.Right - window.Left, (long)window.Bottom - window.Top);
            if (width is < 1 or > LargestSide || height is < 1 or > LargestSide)
                throw new ArgumentException($"A frame of {width} by {height} pixels cannot be written as {settings.Name}: each side takes 1 to {LargestSide} pixels.");
        }

        if (PixelAspect is not (> 0.01 and < 100)) throw new ArgumentException($"A pixel cannot be {PixelAspect} times as wide as it is high.");
        if (settings is not FrameFileSettings.Exr && DisplayWindow is { } canvas && (canvas.Width, canvas.Height) != (DataWindow.Width, DataWindow.Height))
            throw new ArgumentException($"{settings.Name} cannot hold a part of a canvas ({DataWindow.Width} by {DataWindow.Height} of {canvas.Width} by {canvas.Height}); only OpenEXR can. Write the whole canvas.");
    }

    // Texts come from cameras and people: control characters would end a line or a field of the header that holds them.
    private static string? Clean(string? text)
    {
        if (text is null) return null;
        var clean = string.Concat(text.Where(letter => !char.IsControl(letter) || letter is '\n' or '\t')).Trim();
        return clean.Length == 0 ? null : clean;
    }
}
