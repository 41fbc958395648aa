using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Inspect;

namespace Acetate.Media.Trim.Wave;

/// <summary>Plans the trim of wave files: the samples as they are, every chunk kept, the time of the first sample corrected.</summary>
internal static class WaveTrim
{
    /// <summary>Decides what goes into the new files: one for each file of the take.</summary>
    public static TrimPlan Plan(ClipSource clip, ClipInspection inspection, TrimOrder order)
    {
        if (order.Name is not null && clip.Files.Length > 1) throw new TrimRangeException("The take has several files, one for each track; they keep their names. Leave the name out.");
        var files = ImmutableArray.CreateBuilder<PlannedFile>();
        var notes = new List<string>();
        TrimmedRange? range = null;
        foreach (var file in clip.Files)
        {
            using var stream = new FileStream(file.LocalPath!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 65536);
            var wave = WaveReader.Read(stream);
            var time = WaveTime.Of(wave, inspection, order, file.Name);
            var own = time.Resolve(order.Selection);
            if (range is not null && (range.Start, range.End) != (own.Start, own.End))
                throw new CannotTrimException($"The files of the take do not begin together: the part is the samples {range.Start} to {range.End} in one and {own.Start} to {own.End} in '{file.ShortName}'. Trim each file alone.");
            range = own;
            var name = order.Name is { } given ? given + Path.GetExtension(file.ShortName) : file.Name;
            files.Add(new(name, file.Name, file.LocalPath!, Pieces(stream, wave, own.Start, own.End, time, notes)));
        }

        return new()
        {
            Method = TrimMethod.WaveSamples,
            Range = range!,
            Files = files.ToImmutable(),
            Notes = [.. notes.Distinct()],
            Check = new TrimCheck.BytesAlone { Proof = $"{range!.End - range.Start} samples are byte for byte those of the source, read back" },
        };
    }

    private static ImmutableArray<TrimPiece> Pieces(Stream file, WaveFile wave, long start, long end, WaveTime time, List<string> notes)
    {
        var format = wave.Format!;
        var length = (end - start) * format.BlockAlign;
        var body = new List<(string Id, List<TrimPiece> Pieces)>();
        foreach (var chunk in wave.Chunks)
        {
            if (chunk.Id != "data" && chunk.Length > file.Length - chunk.Offset)
            {
                notes.Add($"The chunk '{chunk.Id}' is cut in the source and left out.");
                continue;
            }

            switch (chunk.Id)
            {
                case "ds64":
                    break;
                case "data":
                    if (body.Exists(entry => entry.Id == "data")) break;
                    body.Add(("data", [TrimPiece.Range(wave.DataOffset + (start * format.BlockAlign), length)]));
                    break;
                case "bext":
                    body.Add(("bext", New(Bext(Read(file, chunk), time.Shift(start), notes))));
                    break;
                case "iXML":
                    body.Add(("iXML", New(IXml(Read(file, chunk), time.Shift(start), notes))));
                    break;
                case "fact" when chunk.Length >= 4:
                    var fact = Read(file, chunk);
                    BinaryPrimitives.WriteUInt32LittleEndian(fact, (uint)Math.Min(uint.MaxValue, end - start));
                    body.Add(("fact", New(fact)));
                    break;
                case "cue ":
                    body.Add(("cue ", New(Cues(Read(file, chunk), start, end))));
                    break;
                case "levl" or "PEAK" or "md5 " or "MD5 ":
                    notes.Add($"The chunk '{chunk.Id.Trim()}' is left out: peaks and hashes in it are those of the whole recording.");
                    break;
                default:
                    if (chunk.Id is "axml" or "smpl" or "inst") notes.Add($"The chunk '{chunk.Id}' is kept as it is: times in it are those of the whole recording.");
                    body.Add((chunk.Id, chunk.Length == 0 ? [] : [TrimPiece.Range(chunk.Offset, chunk.Length)]));
                    break;
            }
        }

        return Assemble(wave.Container, body, end - start);
    }

    private static ImmutableArray<TrimPiece> Assemble(string container, List<(string Id, List<TrimPiece> Pieces)> body, long samples)
    {
        var isLong = container != "RIFF";
        var pieces = ImmutableArray.CreateBuilder<TrimPiece>();
        var total = 4 + (isLong ? 36 : 0) + body.Sum(entry => 8 + Padded(entry.Pieces.Sum(piece => piece.Length)));
        var data = body.Where(entry => entry.Id == "data").Sum(entry => entry.Pieces.Sum(piece => piece.Length));
        var head = new byte[isLong ? 48 : 12];
        Encoding.Latin1.GetBytes(container, head);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), isLong ? uint.MaxValue : checked((uint)total));
        "WAVE"u8.CopyTo(head.AsSpan(8));
        if (isLong)
        {
            // ds64 (EBU Tech 3306): the true lengths of the file and its data, the number of samples, no table.
            "ds64"u8.CopyTo(head.AsSpan(12));
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(16), 28);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(20), total);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(28), data);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(36), samples);
        }

        pieces.Add(TrimPiece.New(head));
        foreach (var (id, content) in body)
        {
            var length = content.Sum(piece => piece.Length);
            var chunk = new byte[8];
            Encoding.Latin1.GetBytes(id, chunk);
            if (!isLong && length > uint.MaxValue) throw new CannotTrimException("The part has more than 4 GiB, which this file's kind (RIFF) cannot say.");
            BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(4), isLong && id == "data" ? uint.MaxValue : checked((uint)length));
            pieces.Add(TrimPiece.New(chunk));
            pieces.AddRange(content);
            if (length % 2 != 0) pieces.Add(TrimPiece.New(new byte[1]));
        }

        return pieces.ToImmutable();

        static long Padded(long length) => length + (length % 2);
    }

    private static byte[] Bext(byte[] bytes, long shift, List<string> notes)
    {
        if (bytes.Length < 346) return bytes;
        var reference = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(338));
        if (reference >= 0) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(338), reference + shift);
        // From version 2 five loudness values follow the UMID; 7fff says that they were not measured (EBU Tech 3285, 2.3).
        if (bytes.Length < 422 || BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(346)) < 2) return bytes;
        for (var at = 412; at < 422; at += 2)
        {
            if (BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(at)) is 0x7fff) continue;
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(at), 0x7fff);
            notes.Add("The loudness in bext is set to 'not measured': it was that of the whole recording.");
        }

        return bytes;
    }

    /// <summary>Corrects the numbers of samples since midnight and leaves every other byte as it is.</summary>
    private static byte[] IXml(byte[] bytes, long shift, List<string> notes)
    {
        // Latin-1 turns any bytes to text and back unchanged; what is looked for is ASCII, also within UTF-8.
        var encoding = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || bytes.AsSpan().StartsWith("<\0"u8) ? Encoding.Unicode
            : bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]) || bytes.AsSpan().StartsWith("\0<"u8) ? Encoding.BigEndianUnicode : Encoding.Latin1;
        if (encoding != Encoding.Latin1 && bytes.Length % 2 != 0) bytes = bytes[..^1];
        var text = encoding.GetString(bytes);
        text = Shifted(text, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI", "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO");
        text = Shifted(text, "BWF_TIME_REFERENCE_HIGH", "BWF_TIME_REFERENCE_LOW");
        if (text.Contains("<SYNC_POINT>", StringComparison.Ordinal)) notes.Add("The sync points in iXML are kept as they are: they count from the beginning of the whole recording.");
        return encoding.GetBytes(text);

        string Shifted(string text, string high, string low)
        {
            if (Number(text, low) is not { } lowValue) return text;
            var value = ((Number(text, high)?.Value ?? 0) << 32) + lowValue.Value + shift;
            if (value > uint.MaxValue && Number(text, high) is null)
                notes.Add($"The {low} in iXML has no upper half, which the new time needs; bext has it whole.");
            text = Put(text, low, value & uint.MaxValue);
            return Put(text, high, value >> 32);
        }
    }

    private static string Put(string text, string element, long value) => Number(text, element) is { } found
        ? string.Concat(text.AsSpan(0, found.At), value.ToString(CultureInfo.InvariantCulture), text.AsSpan(found.At + found.Length)) : text;

    private static (int At, int Length, long Value)? Number(string text, string element)
    {
        var open = text.IndexOf($"<{element}>", StringComparison.Ordinal);
        if (open < 0) return null;
        var at = open + element.Length + 2;
        var close = text.IndexOf('<', at);
        if (close < 0 || close - at > 40) return null;
        var inner = text.AsSpan(at, close - at);
        var digits = inner.Trim();
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return null;
        // Recorders with 32 bit signed integers write the upper half of the range as a negative number.
        if (value is < 0 and >= int.MinValue) value += 1L << 32;
        return value is >= 0 and <= uint.MaxValue ? (at + inner.IndexOf(digits), digits.Length, value) : null;
    }

    /// <summary>Markers within the part, counted from its beginning.</summary>
    private static byte[] Cues(byte[] bytes, long start, long end)
    {
        var kept = new List<byte[]>();
        for (var at = 4; at + 24 <= bytes.Length; at += 24)
        {
            var cue = bytes.AsSpan(at, 24).ToArray();
            var sample = BinaryPrimitives.ReadUInt32LittleEndian(cue.AsSpan(20));
            if (sample < start || sample > end) continue;
            BinaryPrimitives.WriteUInt32LittleEndian(cue.AsSpan(20), (uint)(sample - start));
            if (BinaryPrimitives.ReadUInt32LittleEndian(cue.AsSpan(4)) is var position && position >= start) BinaryPrimitives.WriteUInt32LittleEndian(cue.AsSpan(4), (uint)(position - start));
            kept.Add(cue);
        }

        var made = new byte[4 + (kept.Count * 24)];
        BinaryPrimitives.WriteInt32LittleEndian(made, kept.Count);
        for (var i = 0; i < kept.Count; i++) kept[i].CopyTo(made, 4 + (i * 24));
        return made;
    }

    private static List<TrimPiece> New(byte[] bytes) => bytes.Length == 0 ? [] : [TrimPiece.New(bytes)];

    private static byte[] Read(Stream file, WaveChunk chunk)
    {
        const int largest = 64 << 20;
        if (chunk.Length > largest) throw new InvalidDataException($"The chunk '{chunk.Id}' has {chunk.Length} bytes; more than {largest} are not read.");
        var bytes = new byte[chunk.Length];
        file.Position = chunk.Offset;
        file.ReadExactly(bytes);
        return bytes;
    }
}
