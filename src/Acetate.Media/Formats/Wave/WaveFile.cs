using System.Collections.Immutable;

namespace Acetate.Media.Formats.Wave;

/// <summary>A RIFF, RF64 or BW64 wave file without its samples: what the chunks say, and what is wrong with them.</summary>
public sealed record WaveFile
{
    /// <summary><c>RIFF</c>, <c>RF64</c> or <c>BW64</c>.</summary>
    public required string Container { get; init; }

    /// <summary>All chunks in file order.</summary>
    public required ImmutableArray<WaveChunk> Chunks { get; init; }

    /// <summary>The <c>fmt </c> chunk; null when it is missing or too short.</summary>
    public WaveSampleFormat? Format { get; init; }

    /// <summary>Bytes of sound that the file claims.</summary>
    public long DataClaimed { get; init; }

    /// <summary>Bytes of sound that are there.</summary>
    public long DataPresent { get; init; }

    /// <summary>Offset of the first sample in the file; 0 when there is no <c>data</c> chunk.</summary>
    public long DataOffset { get; init; }

    /// <summary>The broadcast extension.</summary>
    public BroadcastExtension? Bext { get; init; }

    /// <summary>The iXML chunk, as far as it could be read.</summary>
    public IXmlDocument? IXml { get; init; }

    /// <summary>The axml chunk as paths and texts, at most 300 of them.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Axml { get; init; } = [];

    /// <summary>LIST INFO: four-letter names and texts.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Info { get; init; } = [];

    /// <summary>Markers.</summary>
    public ImmutableArray<WaveCue> Cues { get; init; } = [];

    /// <summary>What is wrong.</summary>
    public ImmutableArray<WaveFinding> Findings { get; init; } = [];

    /// <summary>Samples per channel that are there; null without a usable <c>fmt </c>.</summary>
    public long? Frames => Format is { BlockAlign: > 0 } format ? DataPresent / format.BlockAlign : null;

    /// <summary>Samples per channel that the header claims.</summary>
    public long? FramesClaimed => Format is { BlockAlign: > 0 } format ? DataClaimed / format.BlockAlign : null;
}

/// <summary>A chunk as it stands in the file.</summary>
/// <param name="Id">Four characters; case counts.</param>
/// <param name="Offset">Where its content begins.</param>
/// <param name="Length">Bytes it claims.</param>
public sealed record WaveChunk(string Id, long Offset, long Length);

/// <summary>The <c>fmt </c> chunk.</summary>
public sealed record WaveSampleFormat
{
    /// <summary>1 for PCM, 3 for floating point; of an extensible format the one inside.</summary>
    public required int Tag { get; init; }

    public required int Channels { get; init; }

    /// <summary>Hertz.</summary>
    public required int SampleRate { get; init; }

    public required long ByteRate { get; init; }

    /// <summary>Bytes of one sample of all channels.</summary>
    public required int BlockAlign { get; init; }

    /// <summary>Bits of one sample as stored.</summary>
    public required int Bits { get; init; }

    /// <summary>Bits of them that count.</summary>
    public required int ValidBits { get; init; }

    /// <summary>Which loudspeakers, of an extensible format; 0 says nothing.</summary>
    public uint ChannelMask { get; init; }

    /// <summary>Whether the format was extensible.</summary>
    public bool IsExtensible { get; init; }
}

/// <summary>A marker.</summary>
/// <param name="Id">The number that labels refer to.</param>
/// <param name="Sample">Its place in samples.</param>
/// <param name="Label">Its text.</param>
/// <param name="Note">A longer text.</param>
/// <param name="Length">Samples it covers.</param>
public sealed record WaveCue(uint Id, uint Sample, string? Label = null, string? Note = null, uint? Length = null);

/// <summary>Something wrong in a wave file.</summary>
/// <param name="Code">A stable word, such as <c>data-cut</c>.</param>
/// <param name="Message">The same in words.</param>
/// <param name="IsError">Whether sound is lost or cannot be played, rather than only its description harmed.</param>
public sealed record WaveFinding(string Code, string Message, bool IsError = false);
