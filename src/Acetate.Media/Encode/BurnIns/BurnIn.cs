using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Media.Encode.BurnIns;

/// <summary>What is drawn over one frame. It changes rows in place, in the numbers as they come: on display values it looks as designed.</summary>
public sealed class BurnIn
{
    private readonly ImmutableArray<BurnInLayer> layers;
    private readonly int width, height;

    internal BurnIn(ImmutableArray<BurnInLayer> layers, int width, int height) => (this.layers, this.width, this.height) = (layers, width, height);

    /// <summary>Draws what lies on a row. Rows may come in any order.</summary>
    /// <param name="row">0 for the top row.</param>
    /// <param name="red">As many values as the picture is wide.</param>
    /// <param name="green">As many.</param>
    /// <param name="blue">As many.</param>
    public void Apply(int row, Span<float> red, Span<float> green, Span<float> blue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, height);
        if (red.Length != width || green.Length != width || blue.Length != width) throw new ArgumentException($"A row has {width} pixels.");
        foreach (var layer in layers) layer.Apply(row, red, green, blue);
    }

    /// <summary>The tokens of a frame, from what its file will say of itself.</summary>
    /// <param name="frame">Its description.</param>
    /// <param name="more">Tokens beside these, which come first.</param>
    public static ImmutableDictionary<string, string> Tokens(FrameDescription frame, IReadOnlyDictionary<string, string>? more = null)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var tokens = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in ((string, string?)[])
        [
            ("clip", frame.ClipName), ("reel", frame.ReelName), ("timecode", frame.Timecode?.ToString()), ("frame", frame.Number?.ToString(CultureInfo.InvariantCulture)),
            ("rate", frame.Rate.IsSet ? frame.Rate.ToString() : null), ("encoding", frame.Colour?.Name), ("software", frame.Software),
            ("width", frame.DataWindow.Width.ToString(CultureInfo.InvariantCulture)), ("height", frame.DataWindow.Height.ToString(CultureInfo.InvariantCulture)),
            ("project", frame.Source?.Slate?.Project), ("scene", frame.Source?.Slate?.Scene), ("take", frame.Source?.Slate?.Take), ("camera", frame.Source?.Camera?.Model),
            ("lens", frame.Source?.Lens?.Model), ("focal", frame.Source?.Lens?.FocalLength?.ToString("0.#", CultureInfo.InvariantCulture)), ("iris", frame.Source?.Lens?.Iris),
            ("iso", frame.Source?.Exposure?.Iso?.ToString("0", CultureInfo.InvariantCulture)), ("date", frame.Source?.RecordedAt is { Length: >= 10 } at ? at[..10] : null),
        ])
            tokens[name] = value ?? "";
        foreach (var (name, value) in more ?? ImmutableDictionary<string, string>.Empty) tokens[name] = value;
        return tokens.ToImmutable();
    }
}
