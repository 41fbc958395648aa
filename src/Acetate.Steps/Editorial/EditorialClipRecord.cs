using System.Collections.Immutable;
using Acetate.Media.Editorial;
using Acetate.Timing;

namespace Acetate.Steps.Editorial;

/// <summary>An <see cref="EditorialClip"/> as requests and results of steps hold it: as it was written into media, so that lists can be made of it later.</summary>
/// <remarks>Texts that are longer than editing systems take are shortened where it becomes a clip, and end in … so that it can be seen: one long note does not cost a day its lists.</remarks>
public sealed record EditorialClipRecord
{
    /// <summary>Characters that a clip's name or its tape may have.</summary>
    public const int MostOfName = 200;

    /// <summary>Characters that the name of a column or of a track of sound may have.</summary>
    public const int MostOfColumn = 64;

    /// <summary>Characters that a note may have.</summary>
    public const int MostOfNote = 1000;

    /// <summary>The clip's name, as the editor's bin shows it.</summary>
    public required string Name { get; init; }

    /// <summary>The tape: the camera roll or clip that EDLs name.</summary>
    public required string Tape { get; init; }

    /// <summary>The first frame's label; drop-frame has a semicolon before the frames, as everywhere.</summary>
    public required string Start { get; init; }

    /// <summary>Frames per second as a ratio, such as <c>24000/1001</c> or <c>25</c>.</summary>
    public required string Rate { get; init; }

    /// <summary>How many frames; at least 1.</summary>
    public required long Frames { get; init; }

    /// <summary>The shoot day.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>What else is noted, in order: each becomes a column of the editor's bin. The default is none.</summary>
    public ImmutableArray<EditorialNote> Notes { get; init; } = [];

    /// <summary>Pixels across; 0 (the default): there is no picture.</summary>
    public int Width { get; init; }

    /// <summary>Pixels down; 0 (the default): there is no picture.</summary>
    public int Height { get; init; }

    /// <summary>Tracks of sound; the default is none.</summary>
    public int SoundTracks { get; init; }

    /// <summary>The record of a clip, with texts as short as media have them.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="width">Pixels across; 0: there is no picture.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="soundTracks">Tracks of sound.</param>
    public static EditorialClipRecord Of(EditorialClip clip, int width = 0, int height = 0, int soundTracks = 0)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return new()
        {
            Name = Shortened(clip.Name, MostOfName),
            Tape = Shortened(clip.Tape, MostOfName),
            Start = clip.Start.ToString(),
            Rate = clip.Start.Rate.ToRatio(),
            Frames = clip.Frames,
            ShootDay = clip.ShootDay,
            Notes = [.. (clip.Notes.IsDefault ? [] : clip.Notes).Select(Shortened)],
            Width = width,
            Height = height,
            SoundTracks = soundTracks,
        };
    }

    /// <summary>The clip, with texts as short as editing systems take them.</summary>
    /// <exception cref="EditorialException">The rate or the label cannot be read; the message says which.</exception>
    public EditorialClip ToClip()
    {
        if (!FrameRate.TryParse(Rate, out var rate, out var reason)) throw new EditorialException($"The frame rate of '{Name}' cannot be read: {reason}");
        if (!Timecode.TryParse(Start, rate, out var start, out reason)) throw new EditorialException($"The clip '{Name}' has no label that can be read: {reason}");
        return new()
        {
            Name = Shortened(Name, MostOfName),
            Tape = Shortened(Tape, MostOfName),
            Start = start,
            Frames = Frames,
            ShootDay = ShootDay,
            Notes = [.. Notes.Select(Shortened)],
        };
    }

    /// <summary>The clip as a log has it.</summary>
    /// <exception cref="EditorialException">The rate or the label cannot be read; the message says which.</exception>
    public LoggedClip ToLogged() => new(ToClip(), Math.Clamp(SoundTracks, 0, 64), Math.Max(Height, 0)) { Width = Math.Max(Width, 0) };

    /// <summary>A text of at most so many characters; one that was cut ends in ….</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">At least 2.</param>
    public static string Shortened(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        if (text.Length <= most) return text;
        // Not through the middle of a character of two.
        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return $"{text[..end].TrimEnd()}…";
    }

    private static EditorialNote Shortened(EditorialNote note) => new(Shortened(note.Column, MostOfColumn), Shortened(note.Value, MostOfNote));
}
