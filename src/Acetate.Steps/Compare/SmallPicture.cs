using System.Collections.Immutable;
using System.Globalization;
using Acetate.Imaging.Compare;
using Acetate.Imaging.Resample;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Steps.Render;

namespace Acetate.Steps.Compare;

/// <summary>A frame as it is looked at: small, upright, with square pixels, in display values.</summary>
internal sealed record SmallPicture(int Width, int Height, float[] Red, float[] Green, float[] Blue)
{
    /// <summary>Its brightness, no larger than comparing needs it.</summary>
    public PictureSketch Sketch() => PictureSketch.Of(Width, Height, Red, Green, Blue).Reduced(SketchSide);

    private const int SketchSide = 240;
}

/// <summary>A frame and what lies around it.</summary>
/// <param name="Picture">The frame; null when it cannot be had.</param>
/// <param name="Sketches">Its brightness and that of its neighbours, by their distance from it.</param>
/// <param name="Problem">Why there is no picture.</param>
internal sealed record SmallFrames(SmallPicture? Picture, ImmutableSortedDictionary<int, PictureSketch> Sketches, string? Problem);

/// <summary>A clip that small pictures are taken of.</summary>
internal sealed class SmallPictures : IAsyncDisposable
{
    // Frames of 8K take a hundred megabytes each while they are made.
    private const int MostAtOnce = 4;

    private readonly PictureSource source;
    private readonly Func<FrameSink, RenderOutput> output;
    private readonly int width, height;

    private SmallPictures(PictureSource source, ClipInspection inspection, Func<FrameSink, RenderOutput> output, int width, int height) =>
        (this.source, Inspection, this.output, this.width, this.height) = (source, inspection, output, width, height);

    /// <summary>What is known of the clip.</summary>
    public ClipInspection Inspection { get; }

    /// <summary>Frames it has.</summary>
    public long Frames => source.Description.Frames;

    /// <summary>Opens a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="most">The most pixels on a side.</param>
    /// <param name="clock">For time limits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DecodeException">It cannot be decoded: the message says why.</exception>
    public static async Task<SmallPictures> OpenAsync(ClipSource clip, int most, TimeProvider clock, CancellationToken cancellationToken)
    {
        var inspection = await new ClipInspector(clock).InspectAsync(clip, cancellationToken).ConfigureAwait(false);
        // One pixel of each four is enough where far fewer are kept.
        var debayer = inspection.Image?.Width >= 2 * most ? DebayerQuality.Half : DebayerQuality.Quick;
        var source = await PictureFormats.OpenAsync(clip, inspection, new() { Debayer = debayer }, cancellationToken).ConfigureAwait(false);
        try
        {
            var picture = source.Description;
            var look = ProxyColours.Of(picture);
            var turn = PictureRotation.Of(inspection);
            var (across, down) = Fit(picture, inspection.Image?.Squeeze, most);
            RenderOutput Output(FrameSink sink) => new()
            {
                ToLight = look.ToLight,
                Placement = Placement.Fill(picture.Width, picture.Height, across, down),
                Filter = picture.Width >= 2 * across ? ResampleFilter.Area : ResampleFilter.CatmullRom,
                ToDelivery = look.ToDisplay,
                Turn = turn,
                Mirror = PictureRotation.IsMirrored(inspection),
                Sink = sink,
            };
            var isOnSide = turn is 90 or 270;
            return new(source, inspection, Output, isOnSide ? down : across, isOnSide ? across : down);
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Looks at frames.</summary>
    /// <param name="frame">The one that is wanted in colour, counted from 0.</param>
    /// <param name="around">How many before and after it are looked at for their brightness; those outside of the clip are left out.</param>
    /// <param name="alive">Told after each frame.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SmallFrames> TakeAsync(long frame, int around, Action alive, CancellationToken cancellationToken)
    {
        var (first, end) = (Math.Max(0, frame - around), Math.Min(Frames, frame + around + 1));
        if (frame < 0 || frame >= Frames) return new(null, ImmutableSortedDictionary<int, PictureSketch>.Empty, $"The clip has {Frames} frames, and this would be number {frame}, counted from 0.");
        var sink = new KeptFrames(width, height, frame);
        string? problem = null;
        await foreach (var made in new FrameRun(source, [output(sink)], Math.Min(Environment.ProcessorCount, MostAtOnce)).RunAsync(first, end - first, cancellationToken).ConfigureAwait(false))
        {
            if (made.Verdict == FrameVerdict.Retry) throw new DecodeException(made.Reason ?? "A frame could not be read.") { IsPassing = true };
            if (made.Number == frame) problem = made.Reason;
            alive();
        }

        return new(sink.Wanted, sink.Sketches.ToImmutable(), sink.Wanted is null ? problem ?? $"Frame {frame} could not be made." : null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static (int Across, int Down) Fit(PictureDescription picture, string? squeeze, int most)
    {
        var wide = (double)picture.Width;
        if (squeeze?.Split('/') is { } parts && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var over) && over > 0)
            wide *= over / (parts.Length > 1 && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var under) && under > 0 ? under : 1);
        var scale = Math.Min(most / wide, (double)most / picture.Height);
        return ((int)Math.Clamp(Math.Round(wide * scale), 2, most), (int)Math.Clamp(Math.Round(picture.Height * scale), 2, most));
    }

    private sealed class KeptFrames(int width, int height, long wanted) : FrameSink
    {
        public SmallPicture? Wanted { get; private set; }

        public ImmutableSortedDictionary<int, PictureSketch>.Builder Sketches { get; } = ImmutableSortedDictionary.CreateBuilder<int, PictureSketch>();

        public override ValueTask<FrameWriter> BeginAsync(SourceFrame frame, CancellationToken cancellationToken) => ValueTask.FromResult<FrameWriter>(new Rows(width, height));

        public override ValueTask<string?> TakeAsync(SourceFrame frame, FrameWriter writer, CancellationToken cancellationToken)
        {
            var picture = ((Rows)writer).Picture;
            if (frame.Number == wanted) Wanted = picture;
            Sketches[(int)(frame.Number - wanted)] = picture.Sketch();
            return ValueTask.FromResult<string?>(null);
        }
    }

    private sealed class Rows(int width, int height) : FrameWriter
    {
        private int given;

        public SmallPicture Picture { get; } = new(width, height, new float[width * height], new float[width * height], new float[width * height]);

        public override void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
        {
            if (given == height) throw new InvalidOperationException($"All {height} rows were given already.");
            red.CopyTo(Picture.Red.AsSpan(given * width, width));
            green.CopyTo(Picture.Green.AsSpan(given * width, width));
            blue.CopyTo(Picture.Blue.AsSpan(given++ * width, width));
        }

        public override void Complete()
        {
            if (given < height) throw new InvalidOperationException($"Only {given} of {height} rows were given.");
        }
    }
}
