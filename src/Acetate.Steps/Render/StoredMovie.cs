using System.Collections.Concurrent;
using System.Collections.Immutable;
using Acetate.Compute.Hosting;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Encode.Movies;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>Makes a movie of frames in scratch, and puts it into a store when it is whole. A frame that cannot be made is black, so that the others keep their place.</summary>
internal sealed class StoredMovie : FrameSink, IAsyncDisposable
{
    private const int Piece = 4 << 20;

    private readonly MoviePlan plan;
    private readonly MovieWriter writer;
    private readonly StoredBytes target;
    private readonly string name, file;
    private readonly int width, height;
    private readonly long first;
    private readonly ConcurrentDictionary<long, bool> begun = [];
    private readonly ImmutableArray<long>.Builder black = ImmutableArray.CreateBuilder<long>();

    private StoredMovie(MoviePlan plan, PreparedOutput output, StoredBytes target, long first, string file, MovieWriter writer)
    {
        (this.plan, this.target, this.first, this.file, this.writer, name) = (plan, target, first, file, writer, output.Wanted.Name);
        (width, height) = (output.Canvas.Width, output.Canvas.Height);
    }

    /// <summary>Starts a movie.</summary>
    /// <param name="plan">What kind.</param>
    /// <param name="output">Its size and name.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="first">The clip's frame that is its first.</param>
    /// <param name="threads">Frames that are made at once.</param>
    /// <param name="context">Has the scratch folder.</param>
    public static StoredMovie Start(MoviePlan plan, PreparedOutput output, StoredBytes target, long first, int threads, StepContext context)
    {
        var folder = Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"movie-{Guid.CreateVersion7():N}")).FullName;
        var file = Path.Join(folder, $"movie.{plan.Settings.Extension}");
        try
        {
            return new(plan, output, target, first, file, MovieWriter.Start(plan.Settings, plan.Movie, file, context.Clock, threads + 1, fillsWithBlack: true));
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<FrameWriter> BeginAsync(SourceFrame frame, CancellationToken cancellationToken)
    {
        begun[frame.Number] = true;
        var inner = await writer.FrameAsync(frame.Number - first, cancellationToken).ConfigureAwait(false);
        return (width, height) == (plan.Movie.Width, plan.Movie.Height) ? inner : new EvenFrame(inner, width, height);
    }

    /// <inheritdoc/>
    public override ValueTask<string?> TakeAsync(SourceFrame frame, FrameWriter writer, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <inheritdoc/>
    public override async ValueTask MissAsync(long number, CancellationToken cancellationToken)
    {
        black.Add(number);
        if (!begun.ContainsKey(number)) (await writer.FrameAsync(number - first, cancellationToken).ConfigureAwait(false)).Dispose();
    }

    /// <summary>Says why the movie is not to be kept, in a sentence; null: it is.</summary>
    public string? WhyNot(ImmutableArray<FrameOutcome> frames) =>
        frames.All(frame => frame.Verdict != FrameVerdict.Made) ? $"'{name}' was not made: no frame of it could be."
        : frames.FirstOrDefault(frame => frame.Verdict == FrameVerdict.Retry) is { } passing ? $"'{name}' was not made: frame {passing.Number} could not be had this time, and trying again can help."
        : null;

    /// <summary>Finishes the movie, reads it back, and puts it under its name.</summary>
    /// <exception cref="MovieException">It could not be written, or does not say what it should.</exception>
    /// <exception cref="Storage.StoreException">Something else has the name.</exception>
    public async Task<RenderedMovie> PublishAsync(CancellationToken cancellationToken)
    {
        var report = await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        var length = new FileInfo(file).Length;
        await target.PutAsync(name, length, Pieces, cancellationToken).ConfigureAwait(false);
        return new(name, report.Frames, report.Width, report.Height, report.Rate.ToRatio(), plan.Movie.Timecode?.ToString(), report.Reel, report.SoundStreams, length, black.ToImmutable());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var piece = new byte[Piece];
        while (stream.ReadAtLeast(piece, Piece, throwOnEndOfStream: false) is > 0 and var count) yield return piece.AsMemory(0, count);
    }
}
