using System.Buffers.Binary;
using System.Text;

namespace Acetate.Media.Trim.QuickTime;

/// <summary>A track of a movie: what it carries, its own clock, its samples, and which of them are shown when.</summary>
internal sealed class MovieTrack
{
    private static readonly HashSet<string> Pcm =
        ["twos", "sowt", "raw ", "NONE", "in24", "in32", "fl32", "fl64", "ulaw", "alaw", "lpcm", "ipcm", "fpcm", "42ni", "23ni", "23lf", "46lf"];

    public MovieTrack(MovieBox box, int number, long movieScale)
    {
        Box = box;
        var mdhd = Content("mdia/mdhd", 24);
        var isLong = mdhd.Span[0] == 1;
        if (isLong && mdhd.Length < 36) throw new InvalidDataException($"The media header (mdhd) of track {number} is cut.");
        Scale = BinaryPrimitives.ReadUInt32BigEndian(mdhd.Span[(isLong ? 20 : 12)..]);
        Handler = Encoding.Latin1.GetString(Content("mdia/hdlr", 12).Span.Slice(8, 4));
        Codec = Encoding.Latin1.GetString(Content("mdia/minf/stbl/stsd", 16).Span.Slice(12, 4));
        Name = $"track {number} ({MovieBox.Visible(Handler).Trim()}, {MovieBox.Visible(Codec).Trim()})";
        if (Scale is 0 or > int.MaxValue) throw new InvalidDataException($"The clock of {Name} counts {Scale} units a second.");
        RequireOwnData();
        Table = new(box.At("mdia/minf/stbl") ?? throw new InvalidDataException($"{Name} has no sample tables (stbl)."), Name, BytesOfUniform());
        Edits = ReadEdits(movieScale);

        ReadOnlyMemory<byte> Content(string path, int least) => box.At(path) is { } found && found.Content.Length >= least ? found.Content
            : throw new InvalidDataException($"Track {number} has no usable box '{path}'.");
    }

    public MovieBox Box { get; }

    /// <summary>For sentences.</summary>
    public string Name { get; }

    /// <summary><c>vide</c>, <c>soun</c>, <c>tmcd</c>, …</summary>
    public string Handler { get; }

    /// <summary>Four letters of its first sample description.</summary>
    public string Codec { get; }

    /// <summary>Units per second.</summary>
    public long Scale { get; }

    public SampleTable Table { get; }

    /// <summary>What is shown when, in order, without holes.</summary>
    public IReadOnlyList<MovieEdit> Edits { get; }

    /// <summary>Whether it is sound of which every sample stands for itself.</summary>
    public bool IsPcm => Handler == "soun" && Pcm.Contains(Codec);

    /// <summary>Whether it holds timecode.</summary>
    public bool IsTimecode => Handler == "tmcd" && Codec is "tmcd" or "tc64";

    /// <summary>Packets of compressed sound that a decoder needs before the first one whose sound is right.</summary>
    public int Preroll
    {
        get
        {
            if (Handler != "soun" || IsPcm) return 0;
            // A group of type 'roll' says how far back decoding must begin (ISO/IEC 14496-12, 10.1); AAC overlaps two packets, SBR needs one more.
            var stated = Box.At("mdia/minf/stbl")?.Children?.Where(box => box.Type == "sgpd" && box.Content.Length >= 16 && box.Content.Span.Slice(4, 4).SequenceEqual("roll"u8))
                .Select(box => Roll(box.Content.Span)).FirstOrDefault() ?? 0;
            return Math.Max(Codec is "alac" or "fLaC" ? 0 : 2, stated is < 0 and > -64 ? -stated : 0);
        }
    }

    private static int Roll(ReadOnlySpan<byte> group)
    {
        var at = group[0] == 0 ? 12 : BinaryPrimitives.ReadUInt32BigEndian(group[8..]) == 0 ? 20 : 16;
        return at + 2 <= group.Length ? BinaryPrimitives.ReadInt16BigEndian(group[at..]) : 0;
    }

    private void RequireOwnData()
    {
        if (Box.At("mdia/minf/stbl")?["saio"] is not null || Codec is "encv" or "enca")
            throw new CannotTrimException($"{Name} is encrypted or carries data beside its samples (saio), whose places in the file cannot be moved safely.");
        if (Box.At("mdia/minf")?["dinf"] is not { Content.Length: >= 8 } dinf) return;
        // dinf holds dref: version, count, then entries whose flag 1 says "in this file".
        var at = 8 + 8;
        for (; at + 12 <= dinf.Content.Length; at += (int)Math.Max(12, BinaryPrimitives.ReadUInt32BigEndian(dinf.Content.Span[at..])))
        {
            var isAlias = dinf.Content.Span.Slice(at + 4, 4) is var type && (type.SequenceEqual("alis"u8) || type.SequenceEqual("url "u8) || type.SequenceEqual("rsrc"u8));
            if (isAlias && (dinf.Content.Span[at + 11] & 1) == 0)
                throw new CannotTrimException($"The samples of {Name} lie in another file: it is a reference movie. Trim the file that it refers to.");
            if (BinaryPrimitives.ReadUInt32BigEndian(dinf.Content.Span[at..]) > (uint)(dinf.Content.Length - at)) break;
        }
    }

    /// <summary>Bytes of one sample of uncompressed sound: old files write 1 into the size table whatever it is.</summary>
    private long? BytesOfUniform()
    {
        if (Handler != "soun" || Box.At("mdia/minf/stbl/stsz") is not { Content.Length: >= 12 } stsz) return null;
        var stated = BinaryPrimitives.ReadUInt32BigEndian(stsz.Content.Span[4..]);
        if (stated == 0) return null;
        var entry = Box.At("mdia/minf/stbl/stsd")!.Content.Span[8..];
        if (entry.Length < 36) throw new InvalidDataException($"The sample description of {Name} is cut.");
        var (version, channels, bits) = (Half(entry, 16), Half(entry, 24), Half(entry, 26));
        if (!IsPcm)
            return version == 1 && entry.Length >= 52 && Long(entry, 36) > 1 && stated == 1
                ? throw new CannotTrimException($"{Name} is compressed sound in QuickTime's oldest form, which counts samples that cannot be taken apart.") : stated;
        long bytes = version switch
        {
            2 when entry.Length >= 72 => Long(entry, 64),
            1 when entry.Length >= 52 && Long(entry, 36) == 1 => Long(entry, 44),
            _ => channels * (Codec switch { "in24" or "42ni" => 3, "in32" or "fl32" or "23ni" or "23lf" => 4, "fl64" or "46lf" => 8, "ulaw" or "alaw" => 1, _ => (bits + 7) / 8 }),
        };
        if (bytes is < 1 or > 4096) throw new InvalidDataException($"A sample of {Name} is said to have {bytes} bytes.");
        return stated == 1 ? bytes : stated == bytes ? stated
            : throw new InvalidDataException($"{Name} has samples of {stated} bytes by its size table and of {bytes} by its description.");

        static int Half(ReadOnlySpan<byte> entry, int at) => BinaryPrimitives.ReadUInt16BigEndian(entry[at..]);
        static long Long(ReadOnlySpan<byte> entry, int at) => BinaryPrimitives.ReadUInt32BigEndian(entry[at..]);
    }

    private List<MovieEdit> ReadEdits(long movieScale)
    {
        var (begin, end) = (Instant.Of(0, 1), Instant.Of(Table.Duration, Scale));
        if (Box.At("edts/elst") is not { Content.Length: >= 8 } elst || BinaryPrimitives.ReadUInt32BigEndian(elst.Content.Span[4..]) == 0) return [new(begin, end, 0)];
        var bytes = elst.Content.Span;
        var length = bytes[0] == 1 ? 20 : 12;
        var count = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        if (count > (uint)((bytes.Length - 8) / length)) throw new InvalidDataException($"The edit list (elst) of {Name} is shorter than the count it states.");
        if (count > 100_000) throw new InvalidDataException($"The edit list (elst) of {Name} has {count} entries.");
        var edits = new List<MovieEdit>();
        for (var i = 0; i < count; i++)
        {
            var entry = bytes[(8 + (i * length))..];
            var (duration, media) = length == 20
                ? (BinaryPrimitives.ReadInt64BigEndian(entry), BinaryPrimitives.ReadInt64BigEndian(entry[8..]))
                : (BinaryPrimitives.ReadUInt32BigEndian(entry), BinaryPrimitives.ReadInt32BigEndian(entry[4..]));
            var rate = BinaryPrimitives.ReadInt32BigEndian(entry[(length - 4)..]);
            if (duration < 0 || media < -1 || duration > long.MaxValue / 8 || media > long.MaxValue / 8)
                throw new InvalidDataException($"Entry {i + 1} of the edit list (elst) of {Name} is no edit: {duration} units long, from {media}.");
            if (media >= 0 && rate != 0x10000)
                throw new CannotTrimException($"{Name} is played at {rate / 65536.0:0.###} times its speed in part (edit list, entry {i + 1}); such a clip cannot be cut by frames.");
            var editEnd = duration == 0 && media >= 0 && i == count - 1
                ? Instant.Max(begin, begin + end - Instant.Of(media, Scale)) : begin + Instant.Of(duration, movieScale);
            edits.Add(new(begin, editEnd, media < 0 ? null : media));
            begin = editEnd;
        }

        return edits;
    }
}

/// <summary>A stretch of a movie's time, and where in a track's media its content begins.</summary>
/// <param name="Start">First moment.</param>
/// <param name="End">The moment after it.</param>
/// <param name="Media">Media time in units of the track; null shows nothing.</param>
internal sealed record MovieEdit(Instant Start, Instant End, long? Media);
