using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Library.Clips;

/// <summary>A clip of a roll: one recording, in one file or thousands.</summary>
public sealed record Clip
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>The clip's name; no two clips of a roll share it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is: <c>picture</c>, <c>sound</c>, <c>sequence</c> … in inspection's words.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The reel name that cuts refer to.</summary>
    public string Reel { get; init; } = "";

    /// <summary>The clip's files or file patterns, as paths within the roll.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>Files that the camera wrote beside the clip and that say more about it, as paths within the roll.</summary>
    public ImmutableArray<string> Sidecars { get; init; } = [];

    /// <summary>Length in frames; null when not known.</summary>
    public long? Frames { get; init; }

    /// <summary>Frame rate as a ratio; empty when not known.</summary>
    public string Rate { get; init; } = "";

    /// <summary>Timecode of the first frame; empty when there is none.</summary>
    public string TimecodeStart { get; init; } = "";

    /// <summary>Timecode after the last frame; empty when there is none.</summary>
    public string TimecodeEnd { get; init; } = "";

    /// <summary>Picture width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Picture height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>The codec, in inspection's words.</summary>
    public string Codec { get; init; } = "";

    /// <summary>The camera's letter; empty when not known.</summary>
    public string Camera { get; init; } = "";

    /// <summary>Whether it was inspected.</summary>
    public ClipState State { get; init; }

    /// <summary>What is known, each fact with its raw value and where it came from.</summary>
    public ImmutableArray<ClipFact> Facts { get; init; } = [];

    /// <summary>What is wrong with the clip: one sentence each.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>The whole inspection as it was given.</summary>
    public JsonElement? Inspection { get; init; }

    /// <summary>When it was inspected.</summary>
    public DateTimeOffset? InspectedAt { get; init; }

    /// <summary>The format card it belongs to.</summary>
    public Guid? FormatCard { get; init; }

    /// <summary>How its proxy stands.</summary>
    public ProxyState ProxyState { get; init; }

    /// <summary>Why it has no proxy; empty when it has.</summary>
    public string ProxyReason { get; init; } = "";

    /// <summary>The proxy and its pictures.</summary>
    public ClipProxy? Proxy { get; init; }

    /// <summary>When the proxy was made.</summary>
    public DateTimeOffset? ProxiedAt { get; init; }
}

/// <summary>One fact about a clip.</summary>
/// <param name="Field">The field's name, such as <c>camera.model</c>.</param>
/// <param name="Value">The normalised value.</param>
/// <param name="Raw">The value as it stood in the file.</param>
/// <param name="Origin">Where it came from: <c>header</c>, <c>sidecar</c>, <c>measured</c>, <c>format-card</c>, <c>report:day12.csv</c>, <c>person:zoë</c>.</param>
public sealed record ClipFact(string Field, string Value, string Raw, string Origin);

/// <summary>Where a clip's proxy lies, as keys of the derived store.</summary>
public sealed record ClipProxy
{
    /// <summary>The playable file.</summary>
    public string Video { get; init; } = "";

    /// <summary>One frame.</summary>
    public string Poster { get; init; } = "";

    /// <summary>Many small frames in one picture.</summary>
    public string Strip { get; init; } = "";

    /// <summary>How loud it is over its length, as JSON; empty without sound, and for proxies made before there were any.</summary>
    public string Waveform { get; init; } = "";

    /// <summary>How the small frames lie in that picture; null when there is none.</summary>
    public ClipStripGrid? StripGrid { get; init; }

    /// <summary>Frames in the proxy.</summary>
    public long? Frames { get; init; }

    /// <summary>Timecode of its first frame.</summary>
    public string Timecode { get; init; } = "";
}

/// <summary>How the small frames of a scrub strip lie in their picture: left to right, then down.</summary>
/// <param name="Count">Small frames, spread evenly over the clip.</param>
/// <param name="Columns">In a row.</param>
/// <param name="Rows">Rows; the last may be padded.</param>
/// <param name="TileWidth">Width of one, in pixels.</param>
/// <param name="TileHeight">Height of one, in pixels.</param>
public sealed record ClipStripGrid(int Count, int Columns, int Rows, int TileWidth, int TileHeight);

/// <summary>Whether a clip was inspected.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ClipState>))]
public enum ClipState
{
    /// <summary>Known from the scan.</summary>
    Found,

    /// <summary>Inspected.</summary>
    Inspected,

    /// <summary>Could not be inspected; its problems say why.</summary>
    Unreadable,
}

/// <summary>How a clip's proxy stands: the words of the proxy step.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ProxyState>))]
public enum ProxyState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>There.</summary>
    Made,

    /// <summary>Cannot be made from this clip here; the reason says why.</summary>
    Unavailable,

    /// <summary>Could not be made; the reason says why.</summary>
    Failed,
}
