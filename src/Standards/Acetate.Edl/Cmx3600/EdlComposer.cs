using System.Collections.Immutable;
using Acetate.Edl.Cmx3600.Writing;

namespace Acetate.Edl.Cmx3600;

/// <summary>Makes edit decision lists of a programme.</summary>
public static class EdlComposer
{
    private const int SoundTracks = 2;

    /// <summary>Writes the programme as lists.</summary>
    /// <remarks>
    /// Every list says FCM. Gaps are not written: record times jump. A number stands twice only for a transition. Speeds have their M2 line,
    /// and the source columns hold the frames that are used. Each list is read again before it is handed over, and what that finds is told.
    /// </remarks>
    /// <exception cref="ArgumentException">A time has another rate than the programme.</exception>
    public static EdlComposition Compose(EdlProgramme programme, EdlStyle style)
    {
        ArgumentNullException.ThrowIfNull(programme);
        ArgumentNullException.ThrowIfNull(style);
        if (!programme.Rate.IsSet) throw new ArgumentException("An edit decision list needs a frame rate.", nameof(programme));
        foreach (var clip in programme.Tracks.SelectMany(track => track.Clips))
        {
            if (clip.SourceIn.Rate != programme.Rate || clip.RecordIn.Rate != programme.Rate)
                throw new ArgumentException($"The clip '{clip.Name}' has times at another rate than {programme.Rate}; a list counts in one. Convert them first.", nameof(programme));
            ArgumentOutOfRangeException.ThrowIfNegative(clip.RecordFrames, nameof(programme));
            ArgumentOutOfRangeException.ThrowIfNegative(clip.TransitionFramesBefore, nameof(programme));
        }

        var problems = ImmutableArray.CreateBuilder<EdlProblem>();
        var reels = new ReelShortening(style, problems);
        var lists = ImmutableArray.CreateBuilder<EdlDocument>();
        foreach (var tracks in Shares(programme))
        {
            var title = lists.Count == 0 ? programme.Title : $"{programme.Title} {tracks[0].Channel}";
            var text = new ListText(programme, style, reels, problems).Write(title, tracks);
            var list = EdlReader.Parse(text, title);
            problems.AddRange(list.At(programme.Rate).Problems.Where(problem => problem.Severity != EdlSeverity.Notice && problem.Rule != EdlRule.NoEvents).Select(problem => problem with { Message = $"In the list as written: {problem.Message}" }));
            if (list.EventCount == 0) problems.Add(new(EdlRule.NotWritten, EdlSeverity.Warning, 0, $"The list '{title}' has no event: no clip of its tracks is to be written.", "Switch clips on, or leave the list out."));
            lists.Add(list);
        }

        if (lists.Count > 1)
            problems.Add(new(EdlRule.NotWritten, EdlSeverity.Notice, 0, $"A list carries one picture track and {SoundTracks} sound tracks; the programme became {lists.Count} lists: {string.Join(", ", lists.Select(list => $"'{list.Title}'"))}.", ""));
        return new(lists.ToImmutable(), problems.ToImmutable());
    }

    /// <summary>One picture track and two sound tracks to a list.</summary>
    private static IEnumerable<List<EdlTrack>> Shares(EdlProgramme programme)
    {
        var pictures = programme.Tracks.Where(track => track.Channel.IsVideo).OrderBy(track => track.Channel).ToList();
        var sounds = programme.Tracks.Where(track => !track.Channel.IsVideo).OrderBy(track => track.Channel).ToList();
        yield return [.. pictures.Take(1), .. sounds.Take(SoundTracks)];
        foreach (var picture in pictures.Skip(1)) yield return [picture];
        foreach (var pair in sounds.Skip(SoundTracks).Chunk(SoundTracks)) yield return [.. pair];
    }
}
