using System.Collections.Immutable;
using Acetate.Compute.Hosting;
using Acetate.Media.Editorial;
using Acetate.Media.Encode.Movies;
using Acetate.Steps.Editorial;
using Acetate.Timing;

namespace Acetate.Steps.Render;

/// <summary>What a movie for editing says of its clip, decided.</summary>
/// <param name="Clip">Names, label and notes, with texts as short as editing systems take them.</param>
/// <param name="Tracks">Sound of media for Avid, a file for each track; empty for other movies, which have theirs in them.</param>
internal sealed record EditorialPlan(EditorialClip Clip, ImmutableArray<MovieSound> Tracks)
{
    /// <summary>Decides.</summary>
    /// <param name="output">What is asked for.</param>
    /// <param name="asked">What it says of the clip.</param>
    /// <param name="sound">Knows what the recorder noted.</param>
    /// <param name="movie">Its rate and length.</param>
    /// <param name="first">The clip's frame that is its first.</param>
    /// <exception cref="StepFailedException">There can be no such media; the message says why and what to do.</exception>
    public static EditorialPlan Of(PreparedOutput output, EditorialRequest asked, RenderSound sound, MovieDescription movie, long first)
    {
        var record = new EditorialClipRecord
        {
            Name = asked.Name,
            Tape = asked.Tape,
            // Avid and lists have no clip without a label; that it was made up, a warning says.
            Start = (movie.Timecode ?? LabelOf(first, movie.Rate)).ToString(),
            Rate = movie.Rate.ToRatio(),
            Frames = movie.Frames,
            ShootDay = asked.ShootDay,
            Notes = Missing([.. asked.Notes.IsDefault ? [] : asked.Notes, .. sound.Notes(first, movie.Rate), .. NotesOf(output.Grade)]),
        };
        try
        {
            var clip = record.ToClip();
            // Says what is wrong before a night's work is done.
            _ = clip.ToMovie(movie.Width, movie.Height, []);
            return new(clip, []);
        }
        catch (EditorialException wrong)
        {
            throw RenderFrames.Refused($"'{output.Wanted.Name}': {wrong.Message}", "Correct what the request says of the clip.");
        }
    }

    /// <summary>A label for a clip that has none: frames counted from the clip's first, which is 00:00:00:00.</summary>
    public static Timecode LabelOf(long first, FrameRate rate) => Timecode.Wrapping(first, rate, isDrop: false);

    // The first that says something in a column counts: people before machines.
    private static ImmutableArray<EditorialNote> Missing(ImmutableArray<EditorialNote> notes) =>
        [.. notes.Where(note => !string.IsNullOrWhiteSpace(note.Value) && !string.IsNullOrWhiteSpace(note.Column)).DistinctBy(note => note.Column.Trim(), StringComparer.OrdinalIgnoreCase)];

    private static ImmutableArray<EditorialNote> NotesOf(OutputGrade? grade) => grade is null ? [] : new EditorialSlate { Grade = grade.Values, Lut = grade.LutName }.ToNotes();
}
