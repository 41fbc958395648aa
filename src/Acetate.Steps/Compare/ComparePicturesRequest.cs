using System.Collections.Immutable;
using Acetate.Imaging.Compare;
using Acetate.Steps.Render;

namespace Acetate.Steps.Compare;

/// <summary>Which events of a cut to hold against an offline reference movie, and where the pictures go.</summary>
public sealed record ComparePicturesRequest
{
    /// <summary>The reference movie.</summary>
    public required StoredDocument Reference { get; init; }

    /// <summary>Frames per second of the record times, such as <c>24000/1001</c>.</summary>
    public required string Rate { get; init; }

    /// <summary>Record label of the movie's first frame, for a movie without timecode of its own, or with one that its events do not lie in.</summary>
    public required string Start { get; init; }

    /// <summary>The clips with their events; a clip is opened once.</summary>
    public required ImmutableArray<ComparedClip> Clips { get; init; }

    /// <summary>How many frames before and after the one that the list says are looked at where that one does not fit. The default is 12.</summary>
    public int Search { get; init; } = 12;

    /// <summary>Where verdicts end; null: as measured.</summary>
    public LikenessLimits? Limits { get; init; }

    /// <summary>The store that takes the pictures.</summary>
    public required Uri Target { get; init; }

    /// <summary>The folder in it.</summary>
    public string TargetPrefix { get; init; } = "";
}

/// <summary>A camera original and the events that show it.</summary>
public sealed record ComparedClip
{
    /// <summary>URL of the store that has it.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in the store that its files are relative to.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The clip.</summary>
    public required ClipFiles Clip { get; init; }

    /// <summary>The events.</summary>
    public required ImmutableArray<ComparedEvent> Events { get; init; }
}

/// <summary>An event to look at.</summary>
public sealed record ComparedEvent
{
    /// <summary>Its id in the cut.</summary>
    public required string Id { get; init; }

    /// <summary>What is written over its picture, such as the reel and its number.</summary>
    public required string Label { get; init; }

    /// <summary>The name of its picture below the folder, such as <c>check/R1_0012.jpg</c>.</summary>
    public required string Picture { get; init; }

    /// <summary>The places that are looked at, such as the first frame, the one in the middle and the last. At least one, at most 9.</summary>
    public required ImmutableArray<ComparedFrame> Frames { get; init; }
}

/// <summary>A place of an event.</summary>
/// <param name="Place">What it is called: <c>head</c>, <c>middle</c>, <c>tail</c>.</param>
/// <param name="Record">Its record label.</param>
/// <param name="Frame">The clip's frame that the list says is seen there, counted from 0: speed and direction are in it.</param>
/// <param name="Source">The source label of that frame, to be shown; empty when it has none.</param>
public sealed record ComparedFrame(string Place, string Record, long Frame, string Source = "");

/// <summary>What comparing came to.</summary>
public sealed record ComparePicturesResult
{
    /// <summary>One for each event, in the order of the request.</summary>
    public required ImmutableArray<EventCheck> Events { get; init; }

    /// <summary>What a person should know, in sentences.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>What an event's pictures say.</summary>
public sealed record EventCheck
{
    /// <summary>The event's id.</summary>
    public required string Event { get; init; }

    /// <summary>How alike the two are.</summary>
    public required PictureVerdict Verdict { get; init; }

    /// <summary>The same in a sentence, with what to look at.</summary>
    public required string Sentence { get; init; }

    /// <summary>How many frames later in the clip the offline is than the list says; below 0 earlier; null when it is not, or nothing tells.</summary>
    public int? Slip { get; init; }

    /// <summary>The picture that was made; null when there is none.</summary>
    public string? Picture { get; init; }

    /// <summary>Its places.</summary>
    public required ImmutableArray<PlaceCheck> Places { get; init; }
}

/// <summary>What a place of an event says.</summary>
public sealed record PlaceCheck
{
    /// <summary>Its name: <c>head</c>, <c>middle</c>, <c>tail</c>.</summary>
    public required string Place { get; init; }

    /// <summary>Its record label.</summary>
    public required string Record { get; init; }

    /// <summary>The clip's frame.</summary>
    public required long Frame { get; init; }

    /// <summary>How alike the structures of the two pictures are: 1 the same, about 0.2 without relation; null when one could not be had.</summary>
    public double? Score { get; init; }

    /// <summary>The part of the picture's tiles that have no relation, 0 to 1.</summary>
    public double? Dissent { get; init; }

    /// <summary>How much of the original the offline shows, where that is not all: 0.9 is enlarged by a ninth.</summary>
    public double? Scale { get; init; }

    /// <summary>Whether the offline has left and right exchanged.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>Why there is nothing to say.</summary>
    public string? Problem { get; init; }
}
