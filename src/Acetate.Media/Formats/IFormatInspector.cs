using System.Collections.Immutable;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats;

/// <summary>Reads what one format says about a clip. A new format is a folder with one of these and a line in <see cref="FormatInspectors"/>.</summary>
/// <remarks>
/// An inspector never throws because of what a file contains: what is wrong becomes a problem in the draft, and what could be read
/// before stays. Bytes come from a stream that can seek; lengths that a file claims are compared with the stream's before use.
/// </remarks>
public interface IFormatInspector
{
    /// <summary>The format's name for people, such as <c>QuickTime</c>.</summary>
    string Name { get; }

    /// <summary>Whether this is the format, by its first bytes (at most 64 KiB of them; fewer for a short file).</summary>
    bool Knows(ReadOnlySpan<byte> head);

    /// <summary>Whether FFprobe would add anything to what this inspector has read; asked after it has.</summary>
    bool WantsFFprobe(InspectionDraft draft) => false;

    /// <summary>Reads one file of a clip into the draft.</summary>
    void Inspect(ClipFile file, Stream content, InspectionDraft draft);
}

/// <summary>A format with one file per frame: its header is read for many frames and compared.</summary>
public interface IFrameInspector : IFormatInspector
{
    /// <summary>Reads a frame's header.</summary>
    /// <exception cref="InvalidDataException">It cannot be read; the message says why.</exception>
    FrameHeader ReadHeader(Stream content);
}

/// <summary>What the header of one frame says.</summary>
public sealed record FrameHeader
{
    /// <summary>Values with their origin, normalised field first, as for a whole clip.</summary>
    public ImmutableArray<InspectedFact> Facts { get; init; } = [];

    /// <summary>The frame's own timecode label.</summary>
    public string? Timecode { get; init; }

    /// <summary>The file must have at least this many bytes to hold the picture.</summary>
    public long LeastLength { get; init; }

    /// <summary>What is wrong with this frame.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>The value of a field.</summary>
    public string? this[string field] => Facts.FirstOrDefault(fact => fact.Field == field)?.Value;
}

/// <summary>Collects the facts of a frame's header.</summary>
internal sealed class FrameFacts
{
    private readonly ImmutableArray<InspectedFact>.Builder _facts = ImmutableArray.CreateBuilder<InspectedFact>();

    public void Add(string field, string? value, string origin, string? raw = null)
    {
        value = value?.Trim('\0', ' ');
        if (!string.IsNullOrEmpty(value) && _facts.Count < InspectionDraft.MostFacts) _facts.Add(new(field, value, raw ?? value, origin));
    }

    public void Add(string field, long value, string origin) =>
        Add(field, value.ToString(System.Globalization.CultureInfo.InvariantCulture), origin);

    public ImmutableArray<InspectedFact> ToImmutable() => _facts.ToImmutable();
}
