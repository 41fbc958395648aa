using System.Collections.Immutable;
using Acetate.Media.Editorial;
using Acetate.Steps.Editorial;

namespace Acetate.Steps.Render;

/// <summary>What media for editing says of a clip.</summary>
public sealed record EditorialRequest
{
    /// <summary>The clip's name, as the editor's bin shows it.</summary>
    public required string Name { get; init; }

    /// <summary>The tape: the camera roll or clip that EDLs will name.</summary>
    public required string Tape { get; init; }

    /// <summary>The shoot day.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>What else is noted, in order. What the sync and the grade know is added where no column of that name is here; the default is none.</summary>
    public ImmutableArray<EditorialNote> Notes { get; init; } = [];
}

/// <summary>Media for editing as it was written.</summary>
public sealed record EditorialMedia
{
    /// <summary>The name of the output that was asked for.</summary>
    public required string Output { get; init; }

    /// <summary>The files, pictures first.</summary>
    public ImmutableArray<EditorialMediaFile> Files { get; init; } = [];

    /// <summary>What they say of the clip.</summary>
    public required EditorialClipRecord Clip { get; init; }

    /// <summary>The numbers of media for Avid; null: it is other media, or was made before they were noted.</summary>
    public AvidNumbers? Avid { get; init; }
}

/// <summary>By what media for Avid is found.</summary>
/// <param name="Material">The number (UMID) of the clip, 64 digits in hexadecimal.</param>
/// <param name="Tape">The number of the tape.</param>
/// <param name="Picture">What the file of pictures says of them; null: there are none.</param>
public sealed record AvidNumbers(string Material, string Tape, AvidPicture? Picture);

/// <summary>A file of a clip's media.</summary>
/// <param name="Name">In the target folder.</param>
/// <param name="Letter">V1, A1, A2, … of OP-Atom media; empty for a movie with all its tracks.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash in hexadecimal.</param>
/// <param name="TrackName">What an editor reads on the track; empty where it has its letter.</param>
/// <param name="Umid">The number (UMID) of what OP-Atom media holds, 64 digits in hexadecimal; empty for other media.</param>
public sealed record EditorialMediaFile(string Name, string Letter, long Bytes, string Sha256, string TrackName = "", string Umid = "");
