using System.Collections.Immutable;
using Acetate.Media.Encode;
using Acetate.Media.Encode.Movies;
using Acetate.Media.Sound;
using Acetate.Timing;

namespace Acetate.Media.Editorial;

/// <summary>What media for editing says of a clip: its names, its place on the tape, and what people noted.</summary>
public sealed record EditorialClip
{
    /// <summary>The clip's name, as the editor's bin shows it; up to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The tape: the camera roll or clip that EDLs will name; up to 200 characters.</summary>
    public required string Tape { get; init; }

    /// <summary>The first frame's label; its rate is the clip's.</summary>
    public required Timecode Start { get; init; }

    /// <summary>How many frames; at least 1.</summary>
    public required long Frames { get; init; }

    /// <summary>The shoot day, which packages give as their date. The clock is never asked: the same clip gives the same bytes.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>What else is noted, in order: each becomes a column of the editor's bin, by its name.</summary>
    public ImmutableArray<EditorialNote> Notes { get; init; } = [];

    /// <summary>What a movie of this clip says of itself, for Premiere and Resolve: <see cref="MovieWriter"/> writes it with timecode, reel and names of tracks.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="sounds">Its sound, best a channel for each, with the names that the recorder gave them; from the clip's first frame on.</param>
    /// <param name="colour">What the numbers mean; null: Rec.709.</param>
    /// <exception cref="EditorialException">It lacks something, or a text is too long.</exception>
    public MovieDescription ToMovie(int width, int height, ImmutableArray<MovieSound> sounds, PictureColour? colour = null)
    {
        var clip = Checked();
        return new()
        {
            Width = width,
            Height = height,
            Rate = clip.Start.Rate,
            Frames = clip.Frames,
            Timecode = clip.Start,
            Reel = clip.Tape,
            Clip = clip.Name,
            Colour = colour ?? PictureColour.Rec709,
            Sound = [.. (sounds.IsDefault ? [] : sounds).Select(sound => sound.Name is { Length: > 0 } name ? sound with { Name = EditorialText.Of(name, 64, "The name of a track") } : sound with { Name = null })],
        };
    }

    /// <summary>The clip with texts as an editing system takes them: no line ends and controls, no empty notes.</summary>
    /// <exception cref="EditorialException">It lacks something, or a text is too long.</exception>
    internal EditorialClip Checked()
    {
        if (!Start.IsSet) throw new EditorialException($"The clip '{Name}' has no timecode. An editor finds media by tape and timecode: give it a label first.");
        if (Frames is < 1 or > 1L << 32) throw new EditorialException($"The clip '{Name}' cannot have {Frames} frames.");
        return this with
        {
            Name = EditorialText.Of(Name, 200, "The clip's name"),
            Tape = EditorialText.Of(Tape, 200, "The tape's name"),
            Notes = [.. Notes.Where(note => !string.IsNullOrWhiteSpace(note.Value)).Select(note => new EditorialNote(EditorialText.Of(note.Column, 64, "The name of a column"), EditorialText.Of(note.Value, 1000, $"What stands in the column {note.Column}")))],
        };
    }
}

/// <summary>A column of the editor's bin and what stands in it for one clip.</summary>
/// <param name="Column">Such as Scene, Take, Camroll, Source File; up to 64 characters.</param>
/// <param name="Value">Up to 1,000 characters; empty ones are left out.</param>
public sealed record EditorialNote(string Column, string Value);

/// <summary>A track of sound that goes with a clip.</summary>
/// <param name="Samples">The recording. At another rate than 48 kHz it is resampled. Not disposed here.</param>
/// <param name="Channel">Which of its channels, from 0.</param>
/// <param name="FirstSample">Its sample that lies at the clip's first frame; below 0 there is silence first.</param>
/// <param name="Name">The track's name, as the recorder's iXML has it; null leaves A1, A2, and so on.</param>
public sealed record EditorialSound(ISoundSamples Samples, int Channel, long FirstSample = 0, string? Name = null);

/// <summary>Media for editing cannot be made; the message says what, why, and what to do.</summary>
public sealed class EditorialException : IOException
{
    /// <summary>Says nothing of why; for serialisers.</summary>
    public EditorialException()
    {
    }

    /// <param name="message">A sentence for the person who asked.</param>
    public EditorialException(string message) : base(message)
    {
    }

    /// <param name="message">A sentence for the person who asked.</param>
    /// <param name="inner">What it came from.</param>
    public EditorialException(string message, Exception inner) : base(message, inner)
    {
    }
}
