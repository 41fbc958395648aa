using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Acetate.Compute.Hosting;
using Acetate.Media.Decode;
using Acetate.Media.Editorial;
using Acetate.Media.Encode;
using Acetate.Media.Encode.Movies;
using Acetate.Media.Render;
using Acetate.Steps.Editorial;

namespace Acetate.Steps.Render;

/// <summary>Makes a movie of frames in scratch, and puts it into a store when it is whole. A frame that cannot be made is black, so that the others keep their place.</summary>
internal sealed class StoredMovie : FrameSink, IAsyncDisposable
{
    private const int Piece = 4 << 20;

    private readonly MoviePlan plan;
    private readonly RenderSound sound;
    private readonly MovieWriter writer;
    private readonly StoredBytes target;
    private readonly string name, file;
    private readonly int width, height;
    private readonly long first;
    private readonly ConcurrentDictionary<long, bool> begun = [];
    private readonly ImmutableArray<long>.Builder black = ImmutableArray.CreateBuilder<long>();

    private StoredMovie(MoviePlan plan, PreparedOutput output, RenderSound sound, StoredBytes target, long first, string file, MovieWriter writer)
    {
        (this.plan, this.sound, this.target, this.first, this.file, this.writer, name) = (plan, sound, target, first, file, writer, output.Wanted.Name);
        (width, height) = (output.Canvas.Width, output.Canvas.Height);
    }

    /// <summary>Starts a movie.</summary>
    /// <param name="plan">What kind.</param>
    /// <param name="output">Its size and name.</param>
    /// <param name="sound">Tracks of media for Avid; of other movies the plan says all of it.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="first">The clip's frame that is its first.</param>
    /// <param name="threads">Frames that are made at once.</param>
    /// <param name="context">Has the scratch folder.</param>
    public static StoredMovie Start(MoviePlan plan, PreparedOutput output, RenderSound sound, StoredBytes target, long first, int threads, StepContext context)
    {
        var folder = Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"movie-{Guid.CreateVersion7():N}")).FullName;
        var file = Path.Join(folder, $"movie.{plan.Settings.Extension}");
        try
        {
            return new(plan, output, sound, target, first, file, MovieWriter.Start(plan.Settings, plan.Movie, file, context.Clock, threads + 1, fillsWithBlack: true));
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
    /// <param name="alive">Told now and then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MovieException">It could not be written, or does not say what it should.</exception>
    /// <exception cref="Media.Editorial.EditorialException">There can be no such media for editing.</exception>
    /// <exception cref="Storage.StoreException">Something else has the name.</exception>
    public async Task<PublishedMovie> PublishAsync(Action alive, CancellationToken cancellationToken)
    {
        var report = await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        if (plan.IsAvid) return await AvidAsync(report, alive, cancellationToken).ConfigureAwait(false);
        var length = new FileInfo(file).Length;
        await target.PutAsync(name, length, () => Pieces(file, alive), cancellationToken).ConfigureAwait(false);
        var movie = new RenderedMovie(name, report.Frames, report.Width, report.Height, report.Rate.ToRatio(), plan.Movie.Timecode?.ToString(), report.Reel, report.SoundStreams, length, black.ToImmutable());
        if (plan.Editorial is not { } editorial) return new(movie, null, []);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        return new(movie, MediaOf(editorial, [new(name, "", length, hash)], report.SoundStreams), []);
    }

    /// <summary>Makes media for Avid of what FFmpeg wrote: the same pictures and the same sound give the same bytes.</summary>
    private async Task<PublishedMovie> AvidAsync(MovieReport report, Action alive, CancellationToken cancellationToken)
    {
        var editorial = plan.Editorial!;
        var (tracks, warnings) = await sound.TracksAsync(editorial.Tracks, first, plan.Movie.Rate, cancellationToken).ConfigureAwait(false);
        var folder = Directory.CreateDirectory(Path.Join(Path.GetDirectoryName(file), "media")).FullName;
        var (place, stem) = (name[..(name.LastIndexOf('/') + 1)], Path.GetFileNameWithoutExtension(name));
        AvidMediaReport made;
        try
        {
            made = await AvidMedia.WriteAsync(editorial.Clip, file, tracks, folder, stem, plan.Movie.Colour, (_, _) => alive(), cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException damaged)
        {
            throw new MovieException($"'{name}' was written but cannot be made media for Avid: {damaged.Message}", damaged);
        }

        // Scratch need not hold the pictures twice any longer.
        File.Delete(file);
        foreach (var one in made.Files) await target.PutAsync(place + one.Name, one.Bytes, () => Pieces(Path.Join(folder, one.Name), alive), cancellationToken).ConfigureAwait(false);
        if (made.ClippedSamples > 0) warnings = warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{made.ClippedSamples} samples of the sound of '{name}' are above full scale, and were held at it."));
        var files = made.Files.Select(one => new EditorialMediaFile(place + one.Name, one.Track, one.Bytes, one.Sha256, one.TrackName, one.Umid.ToString())).ToImmutableArray();
        return new(
            new(files[0].Name, report.Frames, report.Width, report.Height, report.Rate.ToRatio(), editorial.Clip.Start.ToString(), editorial.Clip.Tape, tracks.Length, files[0].Bytes, black.ToImmutable()),
            MediaOf(editorial, files, tracks.Length) with { Avid = new(made.Material.ToString(), made.Tape.ToString(), made.Picture) }, warnings);
    }

    private EditorialMedia MediaOf(EditorialPlan editorial, ImmutableArray<EditorialMediaFile> files, int soundTracks) =>
        new() { Output = name, Files = files, Clip = EditorialClipRecord.Of(editorial.Clip, plan.Movie.Width, plan.Movie.Height, soundTracks) };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(string file, Action alive)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var piece = new byte[Piece];
        while (stream.ReadAtLeast(piece, Piece, throwOnEndOfStream: false) is > 0 and var count)
        {
            alive();
            yield return piece.AsMemory(0, count);
        }
    }
}

/// <summary>A movie that has its name.</summary>
/// <param name="Movie">As it was read back.</param>
/// <param name="Media">The same as media for editing; null: it is none.</param>
/// <param name="Warnings">What a person should know, in sentences.</param>
internal sealed record PublishedMovie(RenderedMovie Movie, EditorialMedia? Media, ImmutableArray<string> Warnings);
