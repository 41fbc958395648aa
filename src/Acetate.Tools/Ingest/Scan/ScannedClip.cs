using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>A clip as the names on the card show it: its media files, what came beside them, and what is wrong.</summary>
public sealed record ScannedClip
{
    /// <summary>The clip's name, without segment number or extension.</summary>
    public required string Name { get; init; }

    /// <summary>How its files make up the clip.</summary>
    public required ClipForm Form { get; init; }

    /// <summary>The media files in order, relative to the roll. Empty for a sequence: see <see cref="Sequence"/>.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>Files that the camera wrote beside the clip, relative to the roll.</summary>
    public ImmutableArray<string> Sidecars { get; init; } = [];

    /// <summary>The frames, when the clip is one file per frame.</summary>
    public FrameSequence? Sequence { get; init; }

    /// <summary>Bytes of the media files.</summary>
    public long Bytes { get; init; }

    /// <summary>What is wrong with the clip.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>Every media file, frames included, relative to the roll.</summary>
    public IEnumerable<string> MediaFiles() => Sequence is { } sequence ? sequence.Paths() : Files;
}

/// <summary>How files make up a clip.</summary>
[JsonConverter(typeof(Library.KebabCaseEnumConverter<ClipForm>))]
public enum ClipForm
{
    /// <summary>One file of picture.</summary>
    OneFile,

    /// <summary>Several files in order: RED segments, GoPro chapters, Canon, BRAW and AVCHD continuations.</summary>
    Spanned,

    /// <summary>One file per frame.</summary>
    Sequence,

    /// <summary>Sound: one file, or one per track.</summary>
    Sound,

    /// <summary>A still photograph.</summary>
    Still,
}

/// <summary>A clip of one file per frame, as ranges instead of names.</summary>
public sealed record FrameSequence
{
    /// <summary>The folder, relative to the roll; empty for the roll itself.</summary>
    public required string Folder { get; init; }

    /// <summary>What stands before the number.</summary>
    public required string Prefix { get; init; }

    /// <summary>Digits of the number.</summary>
    public required int Digits { get; init; }

    /// <summary>The extension with its dot.</summary>
    public required string Suffix { get; init; }

    /// <summary>The numbers that are there, as ranges with both ends included.</summary>
    public required ImmutableArray<FrameSpan> Spans { get; init; }

    /// <summary>The numbers between first and last that are not there.</summary>
    public ImmutableArray<FrameSpan> Holes { get; init; } = [];

    /// <summary>How many frames there are.</summary>
    [JsonIgnore]
    public int Count => Spans.Sum(s => s.Count);

    /// <summary>The name with <c>#</c> for digits.</summary>
    [JsonIgnore]
    public string Pattern => new FrameName(Prefix, Digits, Suffix).ToString();

    /// <summary>The frames' paths, relative to the roll, in order.</summary>
    public IEnumerable<string> Paths()
    {
        var name = new FrameName(Prefix, Digits, Suffix);
        var folder = Folder.Length == 0 ? "" : Folder + "/";
        return Spans.SelectMany(span => Enumerable.Range(span.First, span.Count)).Select(number => folder + name.Of(number));
    }
}
