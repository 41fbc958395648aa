using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Acetate.Imaging.Debayer;

namespace Acetate.Imaging.Resample;

/// <summary>Takes rows of red, green, blue and alpha.</summary>
public delegate void ColourAlphaRow(int row, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, ReadOnlySpan<float> alpha);

/// <summary>What alpha does to colours.</summary>
public enum AlphaKind
{
    /// <summary>Colours are multiplied by it already, as OpenEXR has them.</summary>
    Premultiplied,

    /// <summary>Colours are not: they are multiplied before they are mixed and divided afterwards, so that no colour of what is transparent shows at edges.</summary>
    Straight,
}

/// <summary>The rows that a <see cref="Scaler"/> gives.</summary>
public sealed record ScalerOutput
{
    /// <summary>
    /// True: all rows of the canvas, with <see cref="Fill"/> where there is no picture. False: the rows of <see cref="Placement.Window"/>
    /// alone, as wide as it is; their numbers are still those of the canvas. True by default.
    /// </summary>
    public bool WholeCanvas { get; init; } = true;

    /// <summary>What is around the picture: red, green, blue and alpha. Zeros by default.</summary>
    public (float Red, float Green, float Blue, float Alpha) Fill { get; init; }
}

/// <summary>Scales a picture while its rows pass: source rows go in from top to bottom, target rows come out from top to bottom.</summary>
/// <remarks>
/// <para>Memory is a window of rows: at most 90 as wide as the source and 32 as wide as the target for each colour, whatever the pictures' heights.</para>
/// <para>Where the placement only copies, values come out bit for bit. Elsewhere what is not a number counts as 0 and infinities as ±65504,
/// so that one bad pixel does not become a hole; the result depends on nothing but the input: every processor gives the same bits.</para>
/// <para>Not for use by several threads at once: each has one of its own. After a picture's last row it is ready for the next.</para>
/// </remarks>
public sealed class Scaler
{
    // A clip has one placement and a scaler for each frame: weights are worked out once.
    private static readonly ConditionalWeakTable<Placement, ConcurrentDictionary<ResampleFilter, (Axis Across, Axis Down)>> Weights = [];

    private readonly Placement placement;
    private readonly ScalerOutput output;
    private readonly ColourAlphaRow result;
    private readonly AlphaKind alphaKind;
    private readonly Axis across, down;
    private readonly RowMixer rows;
    private readonly ColumnMixer? columns;
    private readonly int planes, stride;
    private readonly float[][] line, canvas, empty, straight;
    private int due, batched, given;

    /// <summary>A scaler of three colours.</summary>
    /// <param name="placement">What goes where.</param>
    /// <param name="filter">How pixels are mixed.</param>
    /// <param name="result">Takes the rows.</param>
    /// <param name="output">Which rows it takes; the whole canvas on black when null.</param>
    public Scaler(Placement placement, ResampleFilter filter, ColourRow result, ScalerOutput? output = null)
        : this(placement, filter, (row, red, green, blue, _) => result(row, red, green, blue), 3, AlphaKind.Premultiplied, output) =>
        ArgumentNullException.ThrowIfNull(result);

    /// <summary>A scaler of three colours and alpha.</summary>
    /// <param name="placement">What goes where.</param>
    /// <param name="filter">How pixels are mixed.</param>
    /// <param name="alpha">What alpha has done to the colours that come in, and does to those that come out.</param>
    /// <param name="result">Takes the rows.</param>
    /// <param name="output">Which rows it takes; the whole canvas on zeros when null.</param>
    public Scaler(Placement placement, ResampleFilter filter, AlphaKind alpha, ColourAlphaRow result, ScalerOutput? output = null)
        : this(placement, filter, result, 4, alpha, output) => ArgumentNullException.ThrowIfNull(result);

    private Scaler(Placement placement, ResampleFilter filter, ColourAlphaRow result, int planes, AlphaKind alphaKind, ScalerOutput? output)
    {
        ArgumentNullException.ThrowIfNull(placement);
        (this.placement, this.result, this.planes, this.alphaKind, this.output) = (placement, result, planes, alphaKind, output ?? new());
        (across, down) = Weights.GetValue(placement, _ => new()).GetOrAdd(filter, AxesOf, placement);
        var window = placement.Window;
        stride = Lanes.Stride(across.End - across.First);
        rows = new(down, stride, planes);
        columns = across.Copies ? null : new(across, stride, planes);
        line = Lines(columns is null ? stride : 0);
        canvas = Lines(this.output.WholeCanvas && window.Width < placement.Width ? placement.Width : 0);
        empty = Lines(this.output.WholeCanvas && window.Height < placement.Height ? placement.Width : 0);
        straight = Lines(alphaKind == AlphaKind.Straight ? placement.SourceWidth : 0);
        due = down.First;

        // Around the picture, colours never change.
        float[][] Lines(int length)
        {
            var (r, g, b, a) = this.output.Fill;
            return [.. ((float[])[r, g, b, a])[..planes].Select(value => Filled(length, value))];
        }
    }

    /// <summary>The source rows that are read: the first, and the one after the last. Others may be pushed and are left out.</summary>
    public (int First, int End) SourceRows => (down.First, down.End);

    // Rows are handed on as they are: no filter, no way into a fraction.
    private bool IsCopy => across.Copies && down.Copies;

    /// <summary>Takes the next row of the source.</summary>
    /// <param name="row">0 for the top row.</param>
    /// <param name="red">As wide as the source.</param>
    /// <param name="green">As wide.</param>
    /// <param name="blue">As wide.</param>
    /// <exception cref="InvalidOperationException">A row is left out, or comes twice; or the scaler has alpha.</exception>
    public void Push(int row, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        if (planes != 3) throw new InvalidOperationException("This scaler takes alpha with each row.");
        Take(row, red, green, blue, default);
    }

    /// <summary>Takes the next row of a source with alpha.</summary>
    /// <param name="row">0 for the top row.</param>
    /// <param name="red">As wide as the source.</param>
    /// <param name="green">As wide.</param>
    /// <param name="blue">As wide.</param>
    /// <param name="alpha">As wide.</param>
    /// <exception cref="InvalidOperationException">A row is left out, or comes twice; or the scaler has no alpha.</exception>
    public void Push(int row, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, ReadOnlySpan<float> alpha)
    {
        if (planes != 4) throw new InvalidOperationException("This scaler takes no alpha.");
        if (alphaKind == AlphaKind.Straight && !IsCopy && row >= down.First && row < down.End)
        {
            Multiply(red, alpha, straight[0]);
            Multiply(green, alpha, straight[1]);
            Multiply(blue, alpha, straight[2]);
            Take(row, straight[0], straight[1], straight[2], alpha);
        }
        else Take(row, red, green, blue, alpha);
    }

    /// <summary>Forgets a picture that was begun; the next row is the first of another.</summary>
    public void Restart()
    {
        rows.Restart();
        (due, batched, given) = (down.First, 0, 0);
    }

    private static (Axis, Axis) AxesOf(ResampleFilter filter, Placement placement)
    {
        var (from, to, window) = (placement.Source, placement.Target, placement.Window);
        return (
            Axis.Of(filter, placement.SourceWidth, from.X, from.Width, to.X, to.Width, window.Left, window.Width),
            Axis.Of(filter, placement.SourceHeight, from.Y, from.Height, to.Y, to.Height, window.Top, window.Height));
    }

    private void Take(int row, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, ReadOnlySpan<float> alpha)
    {
        var isBegun = due > down.First;
        if (!isBegun && (row < down.First || row >= down.End)) return;
        if (row != due) throw new InvalidOperationException($"Row {row} of the source came where row {due} was due.");
        if (red.Length != placement.SourceWidth || green.Length != red.Length || blue.Length != red.Length || planes == 4 && alpha.Length != red.Length)
            throw new ArgumentException($"A row of the source has {placement.SourceWidth} pixels.", nameof(red));
        if (!isBegun) Surround(0, placement.Window.Top);
        due++;

        var (first, length) = (across.First, across.End - across.First);
        red = red.Slice(first, length);
        green = green.Slice(first, length);
        blue = blue.Slice(first, length);
        if (planes == 4) alpha = alpha.Slice(first, length);
        if (IsCopy) Give(red, green, blue, alpha);
        else if (rows.Copies)
        {
            Lanes.CopyFinite(red, columns!.Source(0, batched));
            Lanes.CopyFinite(green, columns.Source(1, batched));
            Lanes.CopyFinite(blue, columns.Source(2, batched));
            if (planes == 4) Lanes.CopyFinite(alpha, columns.Source(3, batched));
            EndRow();
        }
        else
        {
            rows.Take(0, row, red);
            rows.Take(1, row, green);
            rows.Take(2, row, blue);
            if (planes == 4) rows.Take(3, row, alpha);
            while (rows.IsReady(row))
            {
                for (var plane = 0; plane < planes; plane++) rows.Give(plane, columns is null ? line[plane] : columns.Source(plane, batched));
                rows.Advance();
                EndRow();
            }
        }

        if (due < down.End) return;
        FlushColumns();
        Surround(placement.Window.Bottom, placement.Height);
        Restart();
    }

    private void EndRow()
    {
        if (columns is null) Mixed(line[0].AsSpan(0, across.Count), line[1].AsSpan(0, across.Count), line[2].AsSpan(0, across.Count), planes == 4 ? line[3].AsSpan(0, across.Count) : default);
        else if (++batched == ColumnMixer.Rows) FlushColumns();
    }

    private void FlushColumns()
    {
        if (batched == 0) return;
        columns!.Run();
        for (var row = 0; row < batched; row++)
            Mixed(columns.Target(0, row), columns.Target(1, row), columns.Target(2, row), planes == 4 ? columns.Target(3, row) : default);
        batched = 0;
    }

    private void Mixed(Span<float> red, Span<float> green, Span<float> blue, ReadOnlySpan<float> alpha)
    {
        if (alphaKind == AlphaKind.Straight)
        {
            Divide(red, alpha);
            Divide(green, alpha);
            Divide(blue, alpha);
        }

        Give(red, green, blue, alpha);
    }

    private void Give(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, ReadOnlySpan<float> alpha)
    {
        var row = placement.Window.Top + given++;
        if (canvas[0].Length == 0)
        {
            result(row, red, green, blue, alpha);
            return;
        }

        var left = placement.Window.Left;
        red.CopyTo(canvas[0].AsSpan(left));
        green.CopyTo(canvas[1].AsSpan(left));
        blue.CopyTo(canvas[2].AsSpan(left));
        if (planes == 4) alpha.CopyTo(canvas[3].AsSpan(left));
        result(row, canvas[0], canvas[1], canvas[2], planes == 4 ? canvas[3] : default(ReadOnlySpan<float>));
    }

    // Rows of the canvas above or below the picture.
    private void Surround(int from, int to)
    {
        if (!output.WholeCanvas) return;
        for (var row = from; row < to; row++) result(row, empty[0], empty[1], empty[2], planes == 4 ? empty[3] : default(ReadOnlySpan<float>));
    }

    private static void Multiply(ReadOnlySpan<float> colour, ReadOnlySpan<float> alpha, Span<float> product)
    {
        if (colour.Length != product.Length || alpha.Length != product.Length) throw new ArgumentException($"A row of the source has {product.Length} pixels.", nameof(colour));
        for (var x = 0; x < product.Length; x++) product[x] = colour[x] * alpha[x];
    }

    // Where nothing is left of alpha, nothing is left of colour.
    private static void Divide(Span<float> colour, ReadOnlySpan<float> alpha)
    {
        for (var x = 0; x < colour.Length; x++) colour[x] = alpha[x] > 0 ? colour[x] / alpha[x] : 0;
    }

    private static float[] Filled(int length, float value)
    {
        var row = new float[length];
        row.AsSpan().Fill(value);
        return row;
    }
}
