using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Tools.Clips;

namespace Acetate.Tools.Comments;

/// <summary>A clip with what people said about its frames.</summary>
/// <param name="Clip">The clip.</param>
/// <param name="Roll">Its roll.</param>
/// <param name="Threads">What was said, in the order of the frames.</param>
public sealed record MarkedClip(Clip Clip, Roll Roll, ImmutableArray<CommentThread> Threads)
{
    /// <summary>The most clips in one export.</summary>
    public const int MostClips = 500;

    /// <summary>Reads clips of one show with their threads, in the order in which they are named.</summary>
    /// <param name="library">The library.</param>
    /// <param name="show">The show.</param>
    /// <param name="clips">The clips.</param>
    /// <param name="onlyOpen">Whether threads that are done are left out.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="LibraryException">A clip is not of the show, or there are none or too many.</exception>
    public static Task<ImmutableArray<MarkedClip>> ReadAsync(MediaLibrary library, string show, IReadOnlyCollection<Guid> clips, bool onlyOpen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        if (clips.Count is 0 or > MostClips) throw new LibraryException(LibraryProblem.Settings, clips.Count == 0 ? "Name the clips whose markers are wanted." : $"{clips.Count} clips are named, and at most {MostClips} go into one list.");
        return library.ReadAsync(async tx =>
        {
            var all = ImmutableArray.CreateBuilder<MarkedClip>();
            foreach (var id in clips.Distinct())
            {
                if (await tx.ClipAsync(id, cancellationToken) is not { } clip || await tx.RollAsync(clip.Roll, cancellationToken) is not { } roll || roll.Show != show)
                    throw new LibraryException(LibraryProblem.NotFound, $"Show {show} has no clip {id}.");
                all.Add(new(clip, roll, [.. CommentThread.Of(await tx.ClipCommentsAsync(id, cancellationToken)).Where(thread => !onlyOpen || thread.Marker.ResolvedAt is null)]));
            }

            return all.ToImmutable();
        }, cancellationToken);
    }

    /// <summary>How its frames are counted.</summary>
    public ClipTime Time { get; } = new(Clip);
}
