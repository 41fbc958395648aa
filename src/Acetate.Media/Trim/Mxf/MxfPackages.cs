using System.Buffers.Binary;
using System.Security.Cryptography;
using Acetate.Timing;

namespace Acetate.Media.Trim.Mxf;

/// <summary>The packages of an MXF file: what the clip is, what this file holds of it, and what it was made from; and how a trim changes them.</summary>
internal sealed class MxfPackages
{
    private const int Material = 0x36, Source = 0x37, EssenceData = 0x23, TimelineTrack = 0x3B, EventTrack = 0x39, Clip = 0x11, TimecodeKind = 0x14;

    private const int Umid = 0x4401, Tracks = 0x4403, Descriptor = 0x4701, EditRate = 0x4B01, Origin = 0x4B02, SequenceOf = 0x4803, Parts = 0x1001,
        Length = 0x0202, Begin = 0x1201, From = 0x1101, Label = 0x1501, Base = 0x1502, Drop = 0x1503, DataKind = 0x0201, Linked = 0x2701,
        ContainerLength = 0x3002, SampleRate = 0x3001, SubDescriptors = 0x3F01, Coding = 0x3201;

    private readonly MxfSets _sets;
    private readonly MxfSets.Set _material;
    private readonly List<MxfSets.Set> _ours;

    private MxfPackages(MxfSets sets)
    {
        _sets = sets;
        var materials = sets.Of(Material).ToList();
        if (materials.Count != 1) throw materials.Count == 0 ? new InvalidDataException("The MXF header describes no clip (material package).") : new CannotTrimException($"The MXF file holds {materials.Count} clips (material packages).");
        _material = materials[0];
        var linked = sets.Of(EssenceData).Select(data => Convert.ToHexString(sets.Bytes(data, Linked))).ToHashSet();
        _ours = [.. sets.Of(Source).Where(package => linked.Contains(Convert.ToHexString(sets.Bytes(package, Umid))))];
        if (_ours.Count != 1) throw new CannotTrimException($"The MXF file names {_ours.Count} packages for the essence it holds; files with one can be cut.");

        var main = Of(_ours[0]).Where(track => track.Track.Kind == TimelineTrack && track.Parts.Any(part => part.Kind == Clip)).ToList();
        if (main.Count == 0) throw new InvalidDataException("The MXF header describes no track of essence.");
        var picture = main.Exists(track => IsPicture(track.Sequence)) ? main.Find(track => IsPicture(track.Sequence)) : main[0];
        HasPicture = IsPicture(picture.Sequence);
        var rate = sets.Ratio(picture.Track, EditRate) ?? throw new InvalidDataException("The track of the essence has no edit rate.");
        if (rate.Numerator / rate.Denominator > 1000 && HasPicture) throw new InvalidDataException($"The pictures are said to run at {rate.Numerator}/{rate.Denominator} a second.");
        Rate = new((int)rate.Numerator, (int)rate.Denominator);
        RateBytes = sets.Bytes(picture.Track, EditRate).ToArray();
        if (sets.Number(picture.Track, Origin) is not (null or 0)) throw new CannotTrimException("The essence begins before the clip does (origin, pre-charge), as long GOP needs it; MXF has no edit list that could hide a new lead-in.");
        Duration = new long?[] { sets.Number(picture.Sequence, Length), picture.Parts.Select(part => sets.Number(part, Length)).FirstOrDefault() }.FirstOrDefault(units => units is > 0 and < (1L << 40));
        PictureCoding = HasPicture && Descriptors(_ours[0]).Select(set => Convert.ToHexStringLower(sets.Bytes(set, Coding))).FirstOrDefault(label => label.Length > 0) is { } coding ? coding : null;
        foreach (var track in Of(_material).Where(track => track.Track.Kind == TimelineTrack && track.Parts.FindLastIndex(part => part.Kind == Clip) > 0))
            throw new CannotTrimException($"The clip is put together of {track.Parts.Count} parts; it is an edit, not a take, and cannot be cut by frames.");
        if (Of(_material).SelectMany(track => track.Parts).Any(part => part.Kind == Clip && IsOurs(sets.Bytes(part, From)) && sets.Number(part, Begin) is not (null or 0)))
            throw new CannotTrimException("The clip begins within the essence of the file, not with it; cut such a file with what made it.");
        Start = StartOf(_material) ?? StartOf(_ours[0]) ?? TapeStart();
    }

    /// <summary>Edit units per second.</summary>
    public FrameRate Rate { get; }

    /// <summary>The same as the file has it.</summary>
    public byte[] RateBytes { get; }

    /// <summary>Whether there are pictures.</summary>
    public bool HasPicture { get; }

    /// <summary>Label of the picture coding in hexadecimal.</summary>
    public string? PictureCoding { get; }

    /// <summary>Edit units; null when the header does not say.</summary>
    public long? Duration { get; }

    /// <summary>Label of the first frame.</summary>
    public Timecode? Start { get; }

    public static MxfPackages Of(MxfSets sets) => new(sets);

    /// <summary>Makes the metadata that of a part, where it stands.</summary>
    /// <returns>What a person should know.</returns>
    public IEnumerable<string> Cut(long start, long end, long units)
    {
        foreach (var package in _ours.Prepend(_material))
        {
            foreach (var (track, sequence, parts) in Of(package))
            {
                if (track.Kind == EventTrack) yield return "The events in the metadata are kept as they are: their places are those of the whole clip.";
                if (track.Kind != TimelineTrack || _sets.Ratio(track, EditRate) is not { } rate) continue;
                var (from, length) = (In(start, rate), In(end, rate) - In(start, rate));
                if (parts.Count > 1 && parts.Exists(part => part.Kind == TimecodeKind))
                    throw new CannotTrimException("The timecode of the clip jumps (a timecode track of several parts); cut it with what made it.");
                if (_sets.Number(sequence, Length) is not null) _sets.Put(sequence, Length, length);
                var begin = 0L;
                foreach (var part in parts)
                {
                    // One part is as long as the whole. Of several (a clip, then filling) each keeps what of it lies in the range.
                    var own = _sets.Number(part, Length);
                    var kept = parts.Count == 1 ? length : Math.Max(0, Math.Min(begin + Math.Max(0, own ?? 0), from + length) - Math.Max(begin, from));
                    begin += Math.Clamp(own ?? 0, 0, 1L << 50);
                    if (own is not null) _sets.Put(part, Length, kept);
                    if (part.Kind == TimecodeKind && TimecodeOf(part, track) is { } label)
                        _sets.Put(part, Label, Timecode.Wrapping(label.Frame + In(start, (label.Rate.Numerator, label.Rate.Denominator)), label.Rate, label.IsDrop).Frame);
                    // What the essence was made from is not cut: the place in it moves. What lies in this file is cut, and begins at its beginning.
                    if (part.Kind == Clip && _sets.Bytes(part, From) is var source && source.ContainsAnyExcept((byte)0) && !IsOurs(source) && _sets.Number(part, Begin) is { } place)
                        _sets.Put(part, Begin, place + from);
                }
            }

            foreach (var descriptor in Descriptors(package))
            {
                if (_sets.Number(descriptor, ContainerLength) is null || _sets.Ratio(descriptor, SampleRate) is not { } rate) continue;
                // In units of the sample rate by the book; many write edit units, which the old number tells.
                var old = _sets.Number(descriptor, ContainerLength)!.Value;
                var isFrames = old == units || Math.Abs(old - units) <= 1;
                _sets.Put(descriptor, ContainerLength, isFrames ? end - start : In(end, rate) - In(start, rate));
            }
        }

        foreach (var package in _ours.Prepend(_material)) Rename(package, start, end);
        yield return "The identifiers (UMID) of the clip and of its essence are new, since the content is; find it by tape name and timecode.";
    }

    /// <summary>A frame of the clip in units of another rate, to the nearest.</summary>
    private long In(long frame, (long Numerator, long Denominator) rate) =>
        (long)((((Int128)frame * rate.Numerator * Rate.Denominator * 2 / ((Int128)rate.Denominator * Rate.Numerator)) + 1) / 2);

    /// <summary>Other content must not carry the same name: the material number becomes one that source and range decide.</summary>
    private void Rename(MxfSets.Set package, long start, long end)
    {
        if (_sets.Bytes(package, Umid) is not { Length: 32 } umid) return;
        var old = umid.ToArray();
        var seed = new byte[48];
        old.CopyTo(seed, 0);
        BinaryPrimitives.WriteInt64BigEndian(seed.AsSpan(32), start);
        BinaryPrimitives.WriteInt64BigEndian(seed.AsSpan(40), end);
        var made = old.ToArray();
        SHA256.HashData(seed).AsSpan(0, 16).CopyTo(made.AsSpan(16));
        _sets.Rename(old, made);
    }

    private IEnumerable<(MxfSets.Set Track, MxfSets.Set Sequence, List<MxfSets.Set> Parts)> Of(MxfSets.Set package)
    {
        foreach (var track in _sets.References(package, Tracks))
        {
            if (_sets.References(track, SequenceOf).FirstOrDefault() is not { } sequence) continue;
            var parts = _sets.References(sequence, Parts).ToList();
            yield return (track, sequence, parts.Count > 0 ? parts : sequence.Kind is Clip or TimecodeKind ? [sequence] : []);
        }
    }

    private IEnumerable<MxfSets.Set> Descriptors(MxfSets.Set package)
    {
        foreach (var descriptor in _sets.References(package, Descriptor))
        {
            yield return descriptor;
            foreach (var inner in _sets.References(descriptor, SubDescriptors)) yield return inner;
        }
    }

    private Timecode? StartOf(MxfSets.Set package)
    {
        foreach (var (track, _, parts) in Of(package))
            if (parts.Count > 0 && parts[0].Kind == TimecodeKind && TimecodeOf(parts[0], track) is { } label) return label;
        return null;
    }

    /// <summary>Of material without timecode of its own: that of the tape, at the place where the essence was taken from it.</summary>
    private Timecode? TapeStart()
    {
        foreach (var (track, _, parts) in Of(_ours[0]))
        {
            if (parts.Count != 1 || parts[0].Kind != Clip || _sets.Number(parts[0], Begin) is not (>= 0 and < 1L << 40 and var place)) continue;
            var tape = _sets.Bytes(parts[0], From).ToArray();
            if (_sets.Ratio(track, EditRate) is not { } rate || tape.Length == 0) continue;
            foreach (var package in _sets.Of(Source))
                if (_sets.Bytes(package, Umid).SequenceEqual(tape) && StartOf(package) is { } label && label.Rate == new FrameRate((int)rate.Numerator, (int)rate.Denominator))
                    return label.AddWrapping(place);
        }

        return null;
    }

    private Timecode? TimecodeOf(MxfSets.Set part, MxfSets.Set track)
    {
        if (_sets.Number(part, Label) is not (>= 0 and < 1L << 40 and var frame) || _sets.Bytes(part, Base) is not { Length: >= 2 } bytes) return null;
        var labels = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        if (labels is 0 or > 1000) return null;
        var rate = _sets.Ratio(track, EditRate) is { } ratio && new FrameRate((int)ratio.Numerator, (int)ratio.Denominator) is var own && own.LabelsPerSecond == labels ? own
            : Rate.LabelsPerSecond == labels ? Rate : new FrameRate(labels);
        return Timecode.Wrapping(frame, rate, _sets.Bytes(part, Drop) is [not 0, ..] && rate.CanDropFrames);
    }

    private bool IsOurs(ReadOnlySpan<byte> umid)
    {
        foreach (var package in _ours)
            if (_sets.Bytes(package, Umid).SequenceEqual(umid)) return true;
        return false;
    }

    /// <summary>Picture by either of the two labels in use: SMPTE's, and the older one of editing systems.</summary>
    private bool IsPicture(MxfSets.Set sequence) => _sets.Bytes(sequence, DataKind) is { Length: 16 } kind
        && (kind[8..].StartsWith((ReadOnlySpan<byte>)[1, 3, 2, 2, 1]) || kind.StartsWith((ReadOnlySpan<byte>)[0x80, 0x7d, 0, 0x60, 8, 0x14, 0x3e, 0x6f, 0x6f, 0x3c, 0x8c, 0xe1, 0x6c, 0xef, 0x11, 0xd2]));
}
