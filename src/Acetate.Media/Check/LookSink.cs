using System.Collections.Immutable;
using Acetate.Imaging.Compare;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Encode.Stills;
using Acetate.Media.Render;

namespace Acetate.Media.Check;

/// <summary>Keeps frames as small pictures, to hold looks against each other: of display values, upright, with square pixels, each the mean of the area that it covers.</summary>
public sealed class LookSink : FrameSink
{
    /// <summary>The most pixels on a side.</summary>
    public const int MostPixels = 480;

    private readonly int sourceWidth, sourceHeight, width, height;
    private readonly ImmutableSortedDictionary<long, ColourSketch>.Builder frames = ImmutableSortedDictionary.CreateBuilder<long, ColourSketch>();

    /// <param name="width">Pixels across of the frames that come.</param>
    /// <param name="height">Pixels down of them.</param>
    /// <param name="pixelAspect">The width of their pixels over the height.</param>
    public LookSink(int width, int height, double pixelAspect)
    {
        (sourceWidth, sourceHeight) = (width, height);
        var size = new StillSettings { Width = MostPixels, Height = MostPixels }.SizeFor(width, height, pixelAspect);
        (this.width, this.height) = (Math.Max(2, size.Width), Math.Max(2, size.Height));
    }

    /// <summary>The frames that came, by their numbers.</summary>
    public ImmutableSortedDictionary<long, ColourSketch> Frames => frames.ToImmutable();

    /// <inheritdoc/>
    public override ValueTask<FrameWriter> BeginAsync(SourceFrame frame, CancellationToken cancellationToken) => ValueTask.FromResult<FrameWriter>(new Rows(this));

    /// <inheritdoc/>
    public override ValueTask<string?> TakeAsync(SourceFrame frame, FrameWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frames[frame.Number] = (writer as Rows)?.Sketch ?? throw new ArgumentException("The writer is not one of this output, or is not complete.", nameof(writer));
        return ValueTask.FromResult<string?>(null);
    }

    private sealed class Rows(LookSink sink) : FrameWriter
    {
        private readonly RowCount rows = new(sink.sourceWidth, sink.sourceHeight);
        private readonly AreaReduction area = new(sink.sourceWidth, sink.sourceHeight, sink.width, sink.height, 3);
        private readonly float[][] small = [.. Enumerable.Range(0, 3).Select(_ => new float[sink.width * sink.height])];

        public ColourSketch? Sketch { get; private set; }

        public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
        {
            rows.Next(red, green, blue);
            area.Row(0, red);
            area.Row(1, green);
            area.Row(2, blue);
            area.Next((row, planes) =>
            {
                for (var plane = 0; plane < 3; plane++) planes[plane].AsSpan(0, sink.width).CopyTo(small[plane].AsSpan(row * sink.width));
            });
        }

        public override void Complete()
        {
            rows.Complete();
            Sketch = new(sink.width, sink.height, small[0], small[1], small[2]);
        }
    }
}
