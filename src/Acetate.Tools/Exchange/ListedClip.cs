using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cdl;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Search;
using Acetate.Timing;
using Acetate.Tools.Clips;

namespace Acetate.Tools.Exchange;

/// <summary>A clip in a list for another program: what is known of it, counted in labels of its timecode.</summary>
public sealed class ListedClip
{
    /// <summary>The most clips in one list.</summary>
    public const int MostClips = 5000;

    /// <summary>A clip of a roll.</summary>
    public ListedClip(Clip clip, Roll roll)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var time = new ClipTime(clip);
        (Rate, Start, Roll) = (time.Rate, time.Start, roll);
        Length = Start is { } start && Timecode.TryParse(clip.TimecodeEnd, Rate, out var end) && end.FramesSinceWrapping(start) is > 0 and var between ? between
            : clip.Frames is { } frames ? (frames + time.FramesPerLabel - 1) / time.FramesPerLabel : 0;
        // The whole inspection is many times larger than what lists need of it.
        Clip = clip with { Inspection = null };
    }

    /// <summary>The clip, without its inspection.</summary>
    public Clip Clip { get; }

    /// <summary>Its roll.</summary>
    public Roll Roll { get; }

    /// <summary>The rate of its labels; not set when it says none.</summary>
    public FrameRate Rate { get; }

    /// <summary>The label of its first frame; null without timecode.</summary>
    public Timecode? Start { get; }

    /// <summary>How many labels it is long; 0 when not known.</summary>
    public long Length { get; }

    /// <summary>The reel that cuts refer to; the roll's name where the camera wrote none.</summary>
    public string Reel => Clip.Reel.Length > 0 ? Clip.Reel : Roll.Name;

    /// <summary>Whether it is sound alone.</summary>
    public bool IsSound => Clip.Width is null && (Roll.Kind == RollKind.Sound || Channels > 0);

    /// <summary>Channels of sound; 0 for none or when not known.</summary>
    public int Channels => int.TryParse(Fact("sound.channels"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 256 ? count : 0;

    /// <summary>The colour correction that its files carry; null for none.</summary>
    public CdlValues? Grade
    {
        get
        {
            var grade = CdlText.TryParse(Fact("look.sop"), out var values, out _) ? values : null;
            return CdlText.TryParseSaturation(Fact("look.saturation"), out var saturation, out _) ? (grade ?? CdlValues.Neutral) with { Saturation = saturation } : grade;
        }
    }

    /// <summary>What holds in a field; null when nobody and nothing says.</summary>
    public string? Fact(string field) => Clip.Facts.FirstOrDefault(fact => fact.Field == field && fact.Value.Length > 0)?.Value;

    /// <summary>What a search finds, in its order.</summary>
    /// <param name="library">The library.</param>
    /// <param name="query">The search.</param>
    /// <param name="shows">The shows that may be seen.</param>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="LibraryException">Nothing is found, or more than fits into one list.</exception>
    public static async Task<ImmutableArray<ListedClip>> FindAsync(MediaLibrary library, ClipQuery query, IReadOnlyCollection<string> shows, SearchOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        var found = new List<Guid>();
        for (var after = ""; ;)
        {
            var page = await library.SearchClipsAsync(query, shows, order, after, 0, LibrarySearch.LongestPage, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Clips.Select(hit => hit.Id));
            if (found.Count > MostClips || found.Count == MostClips && page.Next is not null)
                throw new LibraryException(LibraryProblem.Settings, string.Create(CultureInfo.InvariantCulture, $"More than {MostClips:N0} clips are found, and that many go into one list. Narrow the search, such as by date: or roll:, and export part by part."));
            if (page.Next is null) break;
            after = page.Next;
        }

        return await ReadAsync(library, found, shows, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Clips by their ids, in this order.</summary>
    /// <exception cref="LibraryException">There is none, there are too many, or one is not of these shows.</exception>
    public static async Task<ImmutableArray<ListedClip>> ReadAsync(MediaLibrary library, IReadOnlyCollection<Guid> clips, IReadOnlyCollection<string> shows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(clips);
        if (clips.Count == 0) throw new LibraryException(LibraryProblem.NotFound, "No clip is found, so there is nothing to write into a list. Widen the search.");
        if (clips.Count > MostClips) throw new LibraryException(LibraryProblem.Settings, string.Create(CultureInfo.InvariantCulture, $"{clips.Count:N0} clips are named, and at most {MostClips:N0} go into one list."));
        var seen = shows.ToHashSet(StringComparer.Ordinal);
        return await library.ReadAsync(async tx =>
        {
            var (all, rolls) = (ImmutableArray.CreateBuilder<ListedClip>(clips.Count), new Dictionary<Guid, Roll?>());
            foreach (var id in clips.Distinct())
            {
                var clip = await tx.ClipAsync(id, cancellationToken).ConfigureAwait(false);
                if (clip is not null && !rolls.ContainsKey(clip.Roll)) rolls[clip.Roll] = await tx.RollAsync(clip.Roll, cancellationToken).ConfigureAwait(false);
                if (clip is null || rolls[clip.Roll] is not { } roll || !seen.Contains(roll.Show)) throw new LibraryException(LibraryProblem.NotFound, $"There is no clip {id}.");
                all.Add(new(clip, roll));
            }

            return all.ToImmutable();
        }, cancellationToken).ConfigureAwait(false);
    }
}
