using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Acetate.Media.Formats.Wave;

/// <summary>Reads the chunks of a wave file and forgives what recorders get wrong; nothing it claims is trusted.</summary>
/// <remarks>
/// A wave file is a list of chunks: four letters, a 32 bit length, the content, and one more byte when the length is odd.
/// RF64 and BW64 put 64 bit lengths into a first chunk <c>ds64</c>. Every length is compared with the length of the file;
/// at most <see cref="LargestText"/> bytes of any chunk are held in memory.
/// </remarks>
public sealed class WaveReader
{
    /// <summary>Bytes of a metadata chunk that are read.</summary>
    public const int LargestText = 4 << 20;

    private const int MostChunks = 4096, LargestAxml = 256 << 10, MostAxml = 300;

    private readonly Stream _file;
    private readonly long _length;
    private readonly ImmutableArray<WaveChunk>.Builder _chunks = ImmutableArray.CreateBuilder<WaveChunk>();
    private readonly ImmutableArray<WaveFinding>.Builder _findings = ImmutableArray.CreateBuilder<WaveFinding>();
    private readonly Dictionary<string, long> _longLengths = new(StringComparer.Ordinal);

    private WaveReader(Stream file) => (_file, _length) = (file, file.Length);

    /// <summary>Whether the first bytes are those of a wave file.</summary>
    public static bool Knows(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && (head.StartsWith("RIFF"u8) || head.StartsWith("RF64"u8) || head.StartsWith("BW64"u8)) && head[8..12].SequenceEqual("WAVE"u8);

    /// <summary>Reads a wave file from a stream that can seek.</summary>
    /// <exception cref="InvalidDataException">It is not a wave file at all.</exception>
    public static WaveFile Read(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new WaveReader(file).Read();
    }

    private WaveFile Read()
    {
        var head = ReadAt(0, 12);
        if (!Knows(head)) throw new InvalidDataException("The file does not begin with RIFF, RF64 or BW64 and WAVE.");
        var container = Encoding.ASCII.GetString(head.AsSpan(0, 4));
        WalkChunks(container != "RIFF");
        CheckRiffLength(container, BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)));

        var format = ReadFormat();
        var data = _chunks.FirstOrDefault(chunk => chunk.Id == "data");
        if (data is null) Found("no-data", "The file has no data chunk: there is no sound in it.", true);
        var present = data is null ? 0 : Math.Max(0, Math.Min(data.Length, _length - data.Offset));
        if (data is not null && present < data.Length)
            Found("data-cut", $"The data chunk is cut: {present} of {data.Length} bytes are there.", true);
        if (format is { BlockAlign: > 0 } && present % format.BlockAlign != 0)
            Found("data-odd", $"The sound ends in the middle of a sample: {present} bytes are no multiple of {format.BlockAlign}.");

        return new()
        {
            Container = container,
            Chunks = _chunks.ToImmutable(),
            Format = format,
            DataClaimed = data?.Length ?? 0,
            DataPresent = present,
            DataOffset = data?.Offset ?? 0,
            Bext = ReadBext(),
            IXml = ReadIXml(),
            Axml = ReadAxml(),
            Info = ReadInfo(),
            Cues = ReadCues(),
            Findings = _findings.ToImmutable(),
        };
    }

    private void WalkChunks(bool isLong)
    {
        var at = 12L;
        while (at + 8 <= _length)
        {
            if (_chunks.Count == MostChunks)
            {
                Found("too-many-chunks", $"The file has more than {MostChunks} chunks; the rest is not read.");
                return;
            }

            var head = ReadAt(at, 8);
            if (!IsChunkId(head))
            {
                Found("rubbish", $"At byte {at} there is no chunk; the {_length - at} bytes from there are not read.");
                return;
            }

            var id = Encoding.Latin1.GetString(head.AsSpan(0, 4));
            long length = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
            if (isLong && length == uint.MaxValue && _longLengths.TryGetValue(id, out var longLength)) length = longLength;
            length = UnfinishedLength(id, at + 8, length);
            _chunks.Add(new(id, at + 8, length));
            if (id == "ds64") ReadLongLengths(at + 8, length);
            if (length > _length - at - 8)
            {
                if (id != "data") Found("chunk-cut", $"The chunk '{id}' claims {length} bytes but the file has {_length - at - 8}.");
                return;
            }

            at = NextChunk(id, at + 8 + length, length);
        }

        if (at < _length) Found("rubbish", $"{_length - at} bytes follow the last chunk.");
    }

    /// <summary>A recorder that lost its power leaves a length of 0 or ffffffff while sound follows.</summary>
    private long UnfinishedLength(string id, long offset, long claimed)
    {
        if (id != "data" || claimed is not (0 or uint.MaxValue)) return claimed;
        var rest = _length - offset;
        if (rest < 1 || claimed == uint.MaxValue && rest >= claimed) return claimed;
        if (claimed == 0 && rest >= 8 && IsChunkId(ReadAt(offset, 8))) return claimed;
        Found("data-unfinished", $"The length of the sound was never written ({claimed}); the {rest} bytes up to the end of the file are taken.", true);
        return rest;
    }

    private long NextChunk(string id, long end, long length)
    {
        if (length % 2 == 0 || end >= _length) return end;
        if (IsChunkIdAt(end + 1) || end + 1 >= _length || !IsChunkIdAt(end)) return end + 1;
        Found("chunk-not-padded", $"The chunk '{id}' is not padded: the byte after its odd length is missing.");
        return end;
    }

    private void ReadLongLengths(long offset, long length)
    {
        var ds64 = ReadAt(offset, (int)Math.Min(length, 65536));
        if (ds64.Length < 28)
        {
            Found("ds64-short", "The ds64 chunk is shorter than 28 bytes; 64 bit lengths are lost.", true);
            return;
        }

        _longLengths["RIFF"] = Length(0);
        _longLengths["data"] = Length(8);
        var entries = BinaryPrimitives.ReadUInt32LittleEndian(ds64.AsSpan(24));
        for (var i = 0; i < entries && 28 + i * 12 + 12 <= ds64.Length; i++)
            _longLengths[Encoding.Latin1.GetString(ds64, 28 + i * 12, 4)] = Length(32 + i * 12);

        // A length beyond 2^63 is a lie; the longest honest one says "all there is".
        long Length(int at) => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(ds64.AsSpan(at)), long.MaxValue / 2);
    }

    private void CheckRiffLength(string container, long claimed)
    {
        if (container != "RIFF" && claimed == uint.MaxValue && _longLengths.TryGetValue("RIFF", out var longLength)) claimed = longLength;
        // An odd length may or may not count its padding.
        if (Math.Abs(claimed + 8 - _length) > 1)
            Found("riff-length", $"The RIFF length does not match the file: {claimed + 8} bytes claimed, {_length} there.");
    }

    private WaveSampleFormat? ReadFormat()
    {
        var chunk = _chunks.FirstOrDefault(c => c.Id == "fmt ");
        if (chunk is null)
        {
            Found("no-fmt", "There is no fmt chunk: nobody can say how the samples are stored.", true);
            return null;
        }

        var fmt = ReadAt(chunk.Offset, (int)Math.Min(chunk.Length, 40));
        if (fmt.Length < 16)
        {
            Found("fmt-short", "The fmt chunk is shorter than 16 bytes.", true);
            return null;
        }

        var tag = BinaryPrimitives.ReadUInt16LittleEndian(fmt);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(fmt.AsSpan(14));
        var isExtensible = tag == 0xfffe && fmt.Length >= 26;
        return new()
        {
            Tag = isExtensible ? BinaryPrimitives.ReadUInt16LittleEndian(fmt.AsSpan(24)) : tag,
            Channels = BinaryPrimitives.ReadUInt16LittleEndian(fmt.AsSpan(2)),
            SampleRate = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(fmt.AsSpan(4)), int.MaxValue),
            ByteRate = BinaryPrimitives.ReadUInt32LittleEndian(fmt.AsSpan(8)),
            BlockAlign = BinaryPrimitives.ReadUInt16LittleEndian(fmt.AsSpan(12)),
            Bits = bits,
            ValidBits = isExtensible && BinaryPrimitives.ReadUInt16LittleEndian(fmt.AsSpan(18)) is > 0 and var valid ? valid : bits,
            ChannelMask = isExtensible ? BinaryPrimitives.ReadUInt32LittleEndian(fmt.AsSpan(20)) : 0,
            IsExtensible = isExtensible,
        };
    }

    private BroadcastExtension? ReadBext()
    {
        var chunks = _chunks.Where(chunk => chunk.Id == "bext").ToList();
        if (chunks.Count == 0) return null;
        if (chunks.Count > 1) Found("second-bext", "There is a second bext chunk; the first is used.");
        var bytes = ReadAt(chunks[0].Offset, (int)Math.Min(chunks[0].Length, LargestText));
        if (bytes.Length < BroadcastExtension.FixedLength)
            Found("bext-short", $"The bext chunk is shorter than 602 bytes ({bytes.Length}); what it has is used.");
        return BroadcastExtension.Read(bytes);
    }

    private IXmlDocument? ReadIXml()
    {
        var chunk = _chunks.FirstOrDefault(c => c.Id == "iXML");
        if (chunk is null) return null;
        if (chunk.Length > LargestText) Found("ixml-large", $"The iXML chunk has {chunk.Length} bytes; only the first {LargestText} are read.");
        var document = IXmlDocument.Read(ReadAt(chunk.Offset, (int)Math.Min(chunk.Length, LargestText)));
        if (document.Problem is { } problem) Found("ixml-broken", problem);
        return document;
    }

    /// <summary>Any XML at all (EBU Tech 3285 s5): what programmes or objects the sound is of. Only its beginning is read, since object-based sound makes it long.</summary>
    private ImmutableArray<KeyValuePair<string, string>> ReadAxml()
    {
        if (_chunks.FirstOrDefault(c => c.Id == "axml") is not { } chunk) return [];
        var root = XmlPart.Read(ReadAt(chunk.Offset, (int)Math.Min(chunk.Length, LargestAxml)), out var problem);
        if (problem is not null && chunk.Length <= LargestAxml) Found("axml-broken", problem);
        return root is null ? [] : [.. root.Values().Take(MostAxml).Select(value => new KeyValuePair<string, string>(value.Path, value.Value))];
    }

    private ImmutableArray<KeyValuePair<string, string>> ReadInfo()
    {
        var info = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var (id, content) in ListEntries("INFO"))
            info.Add(new(id, WaveText.Of(content)));
        return info.ToImmutable();
    }

    private ImmutableArray<WaveCue> ReadCues()
    {
        if (_chunks.FirstOrDefault(c => c.Id == "cue ") is not { } chunk) return [];
        var bytes = ReadAt(chunk.Offset, (int)Math.Min(chunk.Length, LargestText));
        var cues = new Dictionary<uint, WaveCue>();
        for (var at = 4; at + 24 <= bytes.Length; at += 24)
        {
            var id = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
            cues.TryAdd(id, new(id, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 20))));
        }

        foreach (var (id, content) in ListEntries("adtl"))
        {
            if (content.Length < 4 || !cues.TryGetValue(BinaryPrimitives.ReadUInt32LittleEndian(content), out var cue)) continue;
            cues[cue.Id] = id switch
            {
                "labl" => cue with { Label = WaveText.Of(content.AsSpan(4)) },
                "note" => cue with { Note = WaveText.Of(content.AsSpan(4)) },
                "ltxt" when content.Length >= 8 => cue with { Length = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(4)) },
                _ => cue,
            };
        }

        return [.. cues.Values.OrderBy(cue => cue.Sample)];
    }

    /// <summary>The entries of all LIST chunks of a kind; some writers spell LIST in small letters.</summary>
    private IEnumerable<(string Id, byte[] Content)> ListEntries(string kind)
    {
        foreach (var chunk in _chunks.Where(c => c.Id is "LIST" or "list"))
        {
            var bytes = ReadAt(chunk.Offset, (int)Math.Min(chunk.Length, LargestText));
            if (bytes.Length < 4 || Encoding.Latin1.GetString(bytes, 0, 4) != kind) continue;
            for (var at = 4L; at + 8 <= bytes.Length;)
            {
                var id = Encoding.Latin1.GetString(bytes, (int)at, 4);
                var length = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)at + 4)), bytes.Length - at - 8);
                yield return (id, bytes.AsSpan((int)at + 8, (int)length).ToArray());
                at += 8 + length + length % 2;
            }
        }
    }

    private bool IsChunkIdAt(long at) => at + 8 <= _length && IsChunkId(ReadAt(at, 8));

    private static bool IsChunkId(ReadOnlySpan<byte> head) => head.Length >= 4 && !head[..4].ContainsAnyExceptInRange((byte)' ', (byte)'~') && head[0] != ' ';

    private byte[] ReadAt(long offset, int count)
    {
        var bytes = new byte[Math.Max(0, Math.Min(count, _length - offset))];
        _file.Position = offset;
        var read = _file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private void Found(string code, string message, bool isError = false) => _findings.Add(new(code, message, isError));
}
