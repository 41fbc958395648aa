namespace Acetate.Media.Encode.Movies;

/// <summary>A frame of a movie on its way into a picture of brightness and colour differences. Any thread may make one.</summary>
internal sealed class ComponentFrame : FrameWriter
{
    private readonly int width, height;
    private readonly ComponentLayout layout;
    private readonly Memory<byte> picture;
    private readonly Action<bool> done;
    private readonly ComponentRows components;
    private readonly RowCount rows;
    private readonly float[] differences, before;
    private bool isDone;

    /// <param name="movie">Its size and matrix.</param>
    /// <param name="layout">How it lies in memory.</param>
    /// <param name="picture">Where it is put.</param>
    /// <param name="done">Called once: with true when the frame is complete, with false when it was given up.</param>
    public ComponentFrame(MovieDescription movie, ComponentLayout layout, Memory<byte> picture, Action<bool> done)
    {
        (width, height, this.layout, this.picture, this.done) = (movie.Width, movie.Height, layout, picture, done);
        components = new(width, layout, movie.Matrix);
        rows = new(width, height);
        differences = new float[2 * (width / layout.Across)];
        before = layout.Down == 2 ? new float[differences.Length] : [];
    }

    public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        var row = rows.Next(red, green, blue);
        var (line, colours) = (layout.LineBytes(width), width / layout.Across);
        components.Split(red, green, blue, picture.Span.Slice(row * line, line), differences);
        if (layout.Down == 2)
        {
            if (row % 2 == 0)
            {
                differences.CopyTo(before, 0);
                return;
            }

            for (var i = 0; i < differences.Length; i++) differences[i] = (before[i] + differences[i]) * 0.5f;
        }

        var colourLine = layout.ColourLineBytes(width);
        var plane = colourLine * (height / layout.Down);
        var at = line * height + row / layout.Down * colourLine;
        components.ColourNumbers(differences.AsSpan(0, colours), picture.Span.Slice(at, colourLine));
        components.ColourNumbers(differences.AsSpan(colours), picture.Span.Slice(at + plane, colourLine));
    }

    public override void Complete()
    {
        rows.Complete();
        isDone = true;
        done(true);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (isDone || !disposing) return;
        isDone = true;
        done(false);
    }
}
