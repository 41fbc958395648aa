using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Media.Encode.BurnIns;

/// <summary>A template made ready for pictures of one size: its font and images are read, its frames are placed. Any number of threads may use it.</summary>
public sealed class BurnInLayout
{
    private readonly BurnInTemplate template;
    private readonly int width, height;
    private readonly TrueTypeFont? font;
    private readonly ImmutableArray<ImmutableArray<BurnInLayer>?> still;

    /// <summary>Reads what the template names.</summary>
    /// <param name="template">What is to be drawn.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="frames">The rectangles whose lines may be drawn, by name.</param>
    /// <exception cref="IOException">The font or an image cannot be read.</exception>
    /// <exception cref="FormatException">A frame that the template names is not among those given.</exception>
    public BurnInLayout(BurnInTemplate template, int width, int height, IReadOnlyDictionary<string, BurnInRectangle>? frames = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (this.template, this.width, this.height) = (template, width, height);
        if (template.Items.Any(item => item.Text is not null)) font = TrueTypeFont.Open(template.Font);
        still = [.. template.Items.Select(item => item.Text is not null ? (ImmutableArray<BurnInLayer>?)null : item.Image is not null ? [Image(item)] : Lines(item, frames))];
    }

    /// <summary>What is drawn over one frame.</summary>
    /// <param name="tokens">What the tokens stand for, such as <c>clip</c> and <c>timecode</c>. One that is known but empty leaves its place empty.</param>
    /// <exception cref="FormatException">The template has a token that is not among these.</exception>
    public BurnIn Frame(IReadOnlyDictionary<string, string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var layers = ImmutableArray.CreateBuilder<BurnInLayer>();
        for (var i = 0; i < still.Length; i++) layers.AddRange(still[i] ?? Text(template.Items[i], i, tokens));
        return new(layers.ToImmutable(), width, height);
    }

    private ImmutableArray<BurnInLayer> Text(BurnInItem item, int index, IReadOnlyDictionary<string, string> tokens)
    {
        var text = BurnInItem.Tokens(item.Text!, name => tokens.TryGetValue(name, out var value) ? value
            : throw new FormatException($"Item {index + 1} of the burn-in template has the token '{{{name}}}', which is not known. These are: {string.Join(", ", tokens.Keys.Order(StringComparer.Ordinal))}."), out var fault)
            ?? throw new FormatException($"Item {index + 1} of the burn-in template is wrong: {fault}.");
        if (string.IsNullOrWhiteSpace(text)) return [];
        var size = item.Size * height;
        var scale = size / (font!.Ascent - font.Descent);
        var letters = text.EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune)).Select(rune => font.Glyph(rune.Value)).ToList();
        var across = letters.Sum(glyph => font.Advance(glyph)) * scale;
        // A text that would be wider than the picture is made smaller: cut labels are worse than small ones.
        var room = width - 2 * Math.Abs(item.X) * height;
        if (across > room && room > 0) (scale, size, across) = (scale * room / across, size * room / across, room);
        var (left, top) = Place(item, across, size);
        // A pixel of room for what leans over; placed on whole pixels, so that labels do not shimmer.
        var (x, y) = ((int)Math.Round(left), (int)Math.Round(top));
        var coverage = new Coverage(Math.Clamp((int)Math.Ceiling(across) + 2, 1, 4 * width), Math.Clamp((int)Math.Ceiling(size) + 2, 1, 2 * height));
        var pen = 1.0;
        try
        {
            foreach (var glyph in letters)
            {
                font.Draw(glyph, scale, pen, 1 + font.Ascent * scale, coverage);
                pen += font.Advance(glyph) * scale;
            }
        }
        catch (Exception damaged) when (damaged is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new IOException($"The font '{template.Font}' is damaged. Name another TrueType file.", damaged);
        }

        var shape = new BurnInLayer.Shape(x - 1, y - 1, coverage.Width, coverage.Finish(), item.Rgb, (float)item.Opacity);
        if (item.Background == 0) return [shape];
        var pad = size * 0.15;
        return [new BurnInLayer.Box(new(Math.Round(x - pad), Math.Round(y - pad), Math.Round(across + 2 * pad), Math.Round(size + 2 * pad)), (0, 0, 0), (float)(item.Background * item.Opacity)), shape];
    }

    private BurnInLayer.Picture Image(BurnInItem item)
    {
        var image = BurnInImage.Read(item.Image!, Math.Max(1, (int)Math.Round(item.Size * height)));
        var (left, top) = Place(item, image.Width, image.Height);
        return new((int)Math.Round(left), (int)Math.Round(top), image, (float)item.Opacity);
    }

    private ImmutableArray<BurnInLayer> Lines(BurnInItem item, IReadOnlyDictionary<string, BurnInRectangle>? frames)
    {
        if (frames is null || !frames.TryGetValue(item.Frame!, out var frame))
            throw new FormatException($"The burn-in template draws the frame '{item.Frame}', which is not known here. {(frames is { Count: > 0 } ? $"These are: {string.Join(", ", frames.Keys.Order(StringComparer.Ordinal))}." : "None is: give a framing decision list.")}");
        var (left, top, right, bottom) = (frame.Left, frame.Top, frame.Left + frame.Width, frame.Top + frame.Height);
        if (!(frame.Width > 0 && frame.Height > 0 && double.IsFinite(left + top + right + bottom)))
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The frame '{item.Frame}' is {frame.Width} by {frame.Height} pixels at {left}, {top}: no lines can be drawn of it."));
        var layers = ImmutableArray.CreateBuilder<BurnInLayer>();
        if (item.Shade > 0)
        {
            var (high, low) = (Math.Clamp(top, 0, height), Math.Clamp(bottom, 0, height));
            foreach (var outside in (BurnInRectangle[])[new(0, 0, width, high), new(0, low, width, height - low), new(0, high, left, low - high), new(right, high, width - right, low - high)])
                if (outside is { Width: > 0, Height: > 0 }) layers.Add(new BurnInLayer.Box(outside, (0, 0, 0), (float)item.Shade));
        }

        var thick = Math.Min(Math.Max(1, item.Thickness * height), Math.Min(frame.Width, frame.Height) / 2);
        foreach (var line in (BurnInRectangle[])
        [
            new(left, top, frame.Width, thick), new(left, bottom - thick, frame.Width, thick), new(left, top + thick, thick, frame.Height - 2 * thick), new(right - thick, top + thick, thick, frame.Height - 2 * thick),
        ])
            layers.Add(new BurnInLayer.Box(line, item.Rgb, (float)item.Opacity));
        return layers.ToImmutable();
    }

    private (double Left, double Top) Place(BurnInItem item, double across, double down)
    {
        var (x, y) = (item.X * height, item.Y * height);
        var left = item.At switch
        {
            BurnInPlace.TopLeft or BurnInPlace.Left or BurnInPlace.BottomLeft => x,
            BurnInPlace.TopRight or BurnInPlace.Right or BurnInPlace.BottomRight => width - across - x,
            // The distance that nobody asked for does not move what stands in the middle.
            _ => (width - across) / 2 + (item.X == 0.02 ? 0 : x),
        };
        var top = item.At switch
        {
            BurnInPlace.TopLeft or BurnInPlace.Top or BurnInPlace.TopRight => y,
            BurnInPlace.BottomLeft or BurnInPlace.Bottom or BurnInPlace.BottomRight => height - down - y,
            _ => (height - down) / 2 + (item.Y == 0.02 ? 0 : y),
        };
        return (left, top);
    }
}
