using System.Buffers;
using Acetate.Media.Native;

namespace Acetate.Media.Encode.Movies;

/// <summary>Writes a movie by FFmpeg, which gets finished pictures through its standard input and converts nothing.</summary>
/// <remarks>
/// Frames are made by as many threads as the caller has, in any order within a window, and written in order. A frame may begin only when
/// fewer than <see cref="Window"/> lie between it and the next that is written: memory is bounded, and the next one never waits.
/// </remarks>
public sealed class MovieWriter : IAsyncDisposable
{
    private readonly MovieSettings settings;
    private readonly MovieDescription movie;
    private readonly string output;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private readonly Dictionary<long, byte[]> made = [];
    private readonly HashSet<long> begun = [];
    private readonly Task<ChildResult> running;
    private readonly int pictureBytes;
    private readonly bool fillsWithBlack;
    private TaskCompletionSource change = New();
    private long next;
    private string? fault;
    private bool isDisposed;

    private MovieWriter(MovieSettings settings, MovieDescription movie, string output, int window, bool fillsWithBlack, TimeProvider clock)
    {
        (this.settings, this.movie, this.output, this.clock, this.fillsWithBlack, Window) = (settings, movie, output, clock, fillsWithBlack, window);
        pictureBytes = settings.Layout.Bytes(movie.Width, movie.Height);
        running = RunAsync();
    }

    /// <summary>How many frames may be under way at once.</summary>
    public int Window { get; }

    /// <summary>Starts a movie.</summary>
    /// <param name="settings">What kind of movie.</param>
    /// <param name="movie">What it says of itself.</param>
    /// <param name="output">The file, which is overwritten.</param>
    /// <param name="clock">For time limits.</param>
    /// <param name="window">How many frames may be under way at once; the default is 4.</param>
    /// <param name="fillsWithBlack">Whether a frame that is given up is black in the movie; the default is that it ends the movie.</param>
    /// <exception cref="MovieException">There can be no such movie: the message says why.</exception>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    public static MovieWriter Start(MovieSettings settings, MovieDescription movie, string output, TimeProvider clock, int window = 4, bool fillsWithBlack = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentException.ThrowIfNullOrEmpty(output);
        if (MovieArguments.WhyNot(settings, movie) is { } reason) throw new MovieException(reason);
        foreach (var tool in (string[])["ffmpeg", "ffprobe"])
            if (ChildProcess.Find(tool) is null) throw new ToolMissingException(tool);
        return new(settings, movie, Path.GetFullPath(output), window, fillsWithBlack, clock);
    }

    /// <summary>A writer of one frame. Waits until few enough lie between it and the next that is written.</summary>
    /// <param name="frame">Counted from 0; each once.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MovieException">FFmpeg gave up, or another frame was given up: the message says why.</exception>
    public async ValueTask<FrameWriter> FrameAsync(long frame, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, movie.Frames);
        while (true)
        {
            Task wait;
            lock (gate)
            {
                ThrowIfFaulty();
                if (frame < next + Window)
                {
                    if (frame < next || !begun.Add(frame)) throw new InvalidOperationException($"Frame {frame} was begun already.");
                    break;
                }

                wait = change.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(pictureBytes);
        return new ComponentFrame(movie, settings.Layout, buffer.AsMemory(0, pictureBytes), isComplete => Take(frame, buffer, isComplete));
    }

    /// <summary>Waits for the end of the movie when every frame was given, and reads it back.</summary>
    /// <returns>What the finished file says of itself.</returns>
    /// <exception cref="InvalidOperationException">Frames are missing.</exception>
    /// <exception cref="MovieException">It could not be written, or does not say what it should. The file is of no use.</exception>
    public async Task<MovieReport> CompleteAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            ThrowIfFaulty();
            if (next + begun.Count < movie.Frames) throw new InvalidOperationException($"Only {next + begun.Count} of {movie.Frames} frames were given.");
        }

        var result = await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate) ThrowIfFaulty();
        if (!result.IsSuccess) throw new MovieException($"FFmpeg could not write '{output}': {result.Complaint}");
        return await MovieReport.ReadAsync(settings, movie, output, clock, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends FFmpeg where it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed) return;
        isDisposed = true;
        await end.CancelAsync().ConfigureAwait(false);
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // That was asked for.
        }

        lock (gate)
        {
            foreach (var buffer in made.Values) ArrayPool<byte>.Shared.Return(buffer);
            made.Clear();
        }

        end.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<ChildResult> RunAsync()
    {
        try
        {
            var result = await new ChildProcess
            {
                Program = "ffmpeg",
                Arguments = MovieArguments.Of(settings, movie, output),
                Reads = [.. movie.Sound.Select(sound => sound.Path)],
                Writes = [output],
                TimeLimit = TimeSpan.FromDays(7),
                Input = FeedAsync,
            }.RunAsync(clock, end.Token).ConfigureAwait(false);
            Fail(result.IsSuccess && next == movie.Frames ? null : $"FFmpeg could not write '{output}': {result.Complaint}");
            return result;
        }
        catch (OperationCanceledException)
        {
            Fail($"Writing '{output}' was ended.");
            throw;
        }
    }

    private async Task FeedAsync(Stream input, CancellationToken cancellationToken)
    {
        while (true)
        {
            byte[]? picture;
            Task wait;
            lock (gate)
            {
                if (next == movie.Frames || fault is not null) return;
                made.Remove(next, out picture);
                wait = change.Task;
            }

            if (picture is null)
            {
                await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            try
            {
                await input.WriteAsync(picture.AsMemory(0, pictureBytes), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(picture);
            }

            lock (gate)
            {
                begun.Remove(next++);
                Wake();
            }
        }
    }

    private void Take(long frame, byte[] buffer, bool isComplete)
    {
        lock (gate)
        {
            if ((isComplete || fillsWithBlack) && !isDisposed)
            {
                if (!isComplete) settings.Layout.Blacken(buffer.AsSpan(0, pictureBytes), movie.Width, movie.Height);
                made.Add(frame, buffer);
            }
            else
            {
                ArrayPool<byte>.Shared.Return(buffer);
                fault ??= $"Frame {frame} of '{output}' was not finished; a movie cannot go on without it.";
            }

            Wake();
        }
    }

    private void Fail(string? reason)
    {
        lock (gate)
        {
            fault ??= reason;
            Wake();
        }
    }

    private void Wake()
    {
        change.TrySetResult();
        change = New();
    }

    private void ThrowIfFaulty()
    {
        if (fault is not null) throw new MovieException(fault);
    }
}
