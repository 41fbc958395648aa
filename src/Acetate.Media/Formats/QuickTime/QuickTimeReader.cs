using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.QuickTime;

/// <summary>Reads <see cref="QuickTimeFile"/>.</summary>
public sealed class QuickTimeReader
{
    private const int MostBoxes = 20_000, Deepest = 12, LargestTable = 128 << 10, LargestDescription = 64 << 10, MostPrivate = 16;

    private static readonly HashSet<string> FirstTypes =
        ["ftyp", "moov", "mdat", "wide", "free", "skip", "pnot", "uuid", "styp", "moof", "sidx", "junk", "PICT", "pict", "meta"];

    private readonly Stream _file;
    private readonly long _length;
    private readonly ImmutableArray<QuickTimeBox>.Builder _boxes = ImmutableArray.CreateBuilder<QuickTimeBox>();
    private readonly ImmutableArray<QuickTimeTrack>.Builder _tracks = ImmutableArray.CreateBuilder<QuickTimeTrack>();
    private readonly ImmutableArray<(string, string)>.Builder _findings = ImmutableArray.CreateBuilder<(string, string)>();
    private readonly ImmutableArray<QuickTimeTag>.Builder _tags = ImmutableArray.CreateBuilder<QuickTimeTag>();
    private readonly ImmutableArray<(string, ImmutableArray<byte>)>.Builder _private = ImmutableArray.CreateBuilder<(string, ImmutableArray<byte>)>();
    private string? _brand;
    private DateTime? _created;
    private int _count;

    private QuickTimeReader(Stream file) => (_file, _length) = (file, file.Length);

    /// <summary>Whether the first box is one that such files begin with.</summary>
    public static bool Knows(ReadOnlySpan<byte> head) =>
        head.Length >= 8 && FirstTypes.Contains(Encoding.Latin1.GetString(head[4..8])) && BinaryPrimitives.ReadUInt32BigEndian(head) is 1 or 0 or >= 8;

    /// <summary>Reads the structure; never fails because of what the file contains.</summary>
    public static QuickTimeFile Read(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new QuickTimeReader(file).Read();
    }

    private QuickTimeFile Read()
    {
        Walk(0, _length, 0, null);
        var isFragmented = _boxes.Any(box => box.Type == "moof");
        if (!_boxes.Any(box => box.Type == "moov"))
            Found("no-moov", "The file has no moov box: the recording was never finished, or its end is missing. The pictures cannot be found without it.");
        // The tracks of a fragmented file are empty in its moov; their samples lie in the fragments.
        if (!isFragmented)
        {
            foreach (var track in _tracks) Check(track);
        }

        return new()
        {
            Boxes = _boxes.ToImmutable(),
            Tracks = _tracks.ToImmutable(),
            Tags = _tags.ToImmutable(),
            Private = _private.ToImmutable(),
            Brand = _brand,
            Created = _created,
            IsFragmented = isFragmented,
            Findings = _findings.ToImmutable(),
        };
    }

    private void Walk(long at, long end, int depth, QuickTimeTrack? track)
    {
        while (at + 8 <= end)
        {
            if (++_count > MostBoxes || depth > Deepest)
            {
                Found("too-many-boxes", $"The file has more than {MostBoxes} boxes or nests them more than {Deepest} deep; the rest is not read.");
                return;
            }

            var head = ReadAt(at, 16);
            if (head.Length < 8) return;
            long length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var type = Encoding.Latin1.GetString(head, 4, 4);
            var content = at + 8;
            if (length == 1 && head.Length == 16)
            {
                length = (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(8)), long.MaxValue / 2);
                content = at + 16;
            }
            else if (length == 0)
            {
                // Zero means "to the end of the file" on the first level, and ends a list (of user data) below it.
                if (depth > 0) return;
                length = _length - at;
            }

            if (depth == 0) _boxes.Add(new(type, at, length));
            if (length < content - at || length > end - at)
            {
                Found(depth == 0 ? "truncated" : "damaged", length < content - at
                    ? $"The box '{type}' at byte {at} claims {length} bytes, fewer than its own head."
                    : depth == 0
                        ? $"The file is cut: the box '{Visible(type)}' at byte {at} claims {length} bytes, the file has {end - at} from there."
                        : $"The box '{Visible(type)}' at byte {at} claims {length} bytes, more than the box around it has.");
                if (type is "moov" or "trak" && content < end) Walk(content, end, depth + 1, track);
                return;
            }

            Box(type, content, at + length, depth, track);
            at += length;
        }
    }

    private void Box(string type, long content, long end, int depth, QuickTimeTrack? track)
    {
        switch (type)
        {
            case "ftyp":
                _brand = Encoding.Latin1.GetString(ReadAt(content, 4));
                break;
            case "moov" or "mdia" or "minf" or "stbl":
                Walk(content, end, depth + 1, track);
                break;
            case "trak":
                var added = new QuickTimeTrack();
                if (_tracks.Count < 256) _tracks.Add(added);
                Walk(content, end, depth + 1, added);
                break;
            case "mvhd":
                _created = Created(ReadAt(content, 16));
                break;
            case "tkhd" when track is not null:
                var shown = ReadAt(content, 96);
                var size = shown.Length == 96 && shown[0] == 1 ? 88 : 76;
                if (shown.Length >= size + 8) (track.ShownWidth, track.ShownHeight) = (BinaryPrimitives.ReadUInt32BigEndian(shown.AsSpan(size)), BinaryPrimitives.ReadUInt32BigEndian(shown.AsSpan(size + 4)));
                if (shown.Length >= size) (track.Rotation, track.IsMirrored) = ShownBy(shown.AsSpan(size - 36, 36));
                break;
            case "edts" when track is not null:
                Edits(ReadAt(content, (int)Math.Min(64, end - content)), track);
                break;
            case "meta" or "udta" when depth <= 2:
                var bytes = ReadAt(content, (int)Math.Min(end - content, QuickTimeMetadata.Largest));
                var number = track is null ? 0 : _tracks.Count;
                foreach (var tag in type == "meta" ? QuickTimeMetadata.OfMeta(bytes, number) : QuickTimeMetadata.OfUserData(bytes, number))
                    if (_tags.Count < 2000) _tags.Add(tag);
                break;
            case "uuid" when track is null && end - content > 16 && _private.Count < MostPrivate:
                var box = ReadAt(content, (int)Math.Min(end - content, QuickTimeMetadata.Largest));
                if (box.Length > 16) _private.Add((Convert.ToHexStringLower(box.AsSpan(0, 16)), [.. box.AsSpan(16)]));
                break;
            default:
                if (track is not null) Table(type, content, end, track);
                break;
        }
    }

    // ISO/IEC 14496-12, 6.2.2: a point (x, y) is shown at (a·x + c·y, b·x + d·y), y downwards; a, b, c and d in 1/65536.
    private static (int Degrees, bool IsMirrored) ShownBy(ReadOnlySpan<byte> matrix) => PictureRotation.OfMatrix(
        BinaryPrimitives.ReadInt32BigEndian(matrix), BinaryPrimitives.ReadInt32BigEndian(matrix[4..]),
        BinaryPrimitives.ReadInt32BigEndian(matrix[12..]), BinaryPrimitives.ReadInt32BigEndian(matrix[16..]));

    // One edit may leave out the beginning, which is how encoders drop what they put before the sound; more than one is a cut.
    private static void Edits(ReadOnlySpan<byte> box, QuickTimeTrack track)
    {
        (track.HasEdits, track.HasEditList) = (true, true);
        if (box.Length < 28 || !box[4..8].SequenceEqual("elst"u8) || BinaryPrimitives.ReadUInt32BigEndian(box[12..]) != 1) return;
        var start = box[8] == 0 ? BinaryPrimitives.ReadInt32BigEndian(box[20..]) : box.Length >= 40 ? BinaryPrimitives.ReadInt64BigEndian(box[24..]) : -1;
        if (start >= 0) (track.HasEdits, track.LeftOut) = (false, start);
    }

    // Seconds since 1904.
    private static DateTime? Created(ReadOnlySpan<byte> head)
    {
        if (head.Length < 16) return null;
        var seconds = head[0] == 1 ? BinaryPrimitives.ReadUInt64BigEndian(head[4..]) : BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        return seconds is > 2_082_844_800 and < 6_000_000_000 ? new DateTime(1904, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(seconds) : null;
    }

    private void Table(string type, long content, long end, QuickTimeTrack track)
    {
        var head = ReadAt(content, (int)Math.Min(40, end - content));
        switch (type)
        {
            case "mdhd" when head.Length >= 20:
                var isLong = head[0] == 1 && head.Length >= 32;
                track.TimeScale = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(isLong ? 20 : 12));
                track.Duration = isLong ? (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(24)), long.MaxValue / 2)
                    : BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(16));
                break;
            // A QuickTime file has a second hdlr inside minf, for the data; the first is the track's.
            case "hdlr" when head.Length >= 12 && track.Handler.Length == 0:
                track.Handler = Encoding.Latin1.GetString(head, 8, 4);
                break;
            case "stsd" when head.Length >= 16:
                if (track.Codec.Length > 0) break;
                track.Codec = Encoding.Latin1.GetString(head, 12, 4);
                track.Description = [.. ReadAt(content + 8, (int)Math.Min(Math.Min(end - content - 8, BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(8))), LargestDescription))];
                break;
            case "stsz" when head.Length >= 12:
                track.Samples = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(8));
                track.FirstSize = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)) is > 0 and var same ? same : head.Length >= 16 ? BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(12)) : null;
                break;
            case "stts" when head.Length >= 8:
                TimeTable(content, end, BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)), track);
                break;
            case "stco" or "co64" when head.Length >= 8:
                Chunks(content + 8, Math.Min(end - content - 8, (long)BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)) * (type == "stco" ? 4 : 8)), type == "stco" ? 4 : 8, track);
                break;
        }
    }

    /// <summary>Where the chunks begin: of a long table the first and the last ones, which decide whether the file is whole.</summary>
    private void Chunks(long at, long length, int size, QuickTimeTrack track)
    {
        var part = (int)Math.Min(length, LargestTable / 2);
        foreach (var table in new[] { ReadAt(at, part), length > part ? ReadAt(at + length / size * size - part / size * size, part) : [] })
        {
            for (var i = 0; i + size <= table.Length; i += size)
            {
                var offset = size == 4 ? BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(i)) : (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(table.AsSpan(i)), long.MaxValue / 2);
                track.FirstChunk ??= offset;
                track.LastChunk = Math.Max(track.LastChunk ?? 0, offset);
            }
        }
    }

    private void TimeTable(long content, long end, uint entries, QuickTimeTrack track)
    {
        var table = ReadAt(content + 8, (int)Math.Min(Math.Min(end - content - 8, entries * 8L), LargestTable));
        var (samples, duration, usual, most) = (0L, 0L, 0L, 0L);
        for (var at = 0; at + 8 <= table.Length; at += 8)
        {
            long count = BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(at));
            samples += count;
            if (count > most) (usual, most) = (BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(at + 4)), count);
            // At most 2^64 / 2^3: a hostile sum may wrap, and is then a difference like any other.
            duration += unchecked(count * BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(at + 4)));
        }

        // One odd frame at the end is common; more than one in a hundred is another rate.
        if (usual > 0 && (samples - most <= 1 || most * 100 >= samples * 99)) track.SteadyDelta = usual;
        if (table.Length >= entries * 8L) (track.TimedSamples, track.TimedDuration) = (samples, duration);
    }

    private void Check(QuickTimeTrack track)
    {
        var name = $"The track '{Visible(track.Handler)}'";
        if (track.LastChunk > _length) Found("truncated", $"{name} has data at byte {track.LastChunk}; the file ends at {_length}.");
        if (track.Handler is not ("vide" or "soun")) return;
        if (track.Samples is { } samples && track.TimedSamples is { } timed && samples != timed && track.Handler == "vide")
            Found("header-mismatch", $"{name} has {samples} frames in its size table and {timed} in its time table.");
        if (track.Samples == 0 && track.TimedSamples is 0 && track.Duration > 0)
            Found("header-mismatch", $"{name} claims a duration but has no frames.");
        if (track.TimedDuration is > 0 and var total && track.Duration > 0 && track.TimeScale > 0
            && Math.Abs((double)total - track.Duration) > Math.Max(track.TimeScale / 2.0, track.Duration * 0.01))
            Found("header-mismatch", $"{name} lasts {(double)track.Duration / track.TimeScale:0.###} s by its header, {(double)total / track.TimeScale:0.###} s by its frames.");
    }

    private static string Visible(string type) => string.Concat(type.Select(c => char.IsControl(c) ? '·' : c));

    private byte[] ReadAt(long offset, int count)
    {
        var bytes = new byte[Math.Max(0, Math.Min(count, _length - offset))];
        if (bytes.Length == 0) return [];
        _file.Position = offset;
        var read = _file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private void Found(string code, string message)
    {
        if (_findings.Count < 50) _findings.Add((code, message));
    }
}
