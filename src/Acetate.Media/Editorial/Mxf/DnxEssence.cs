using System.Buffers.Binary;
using Acetate.Media.Formats.Mxf;
using Acetate.Media.Trim.Mxf;

namespace Acetate.Media.Editorial.Mxf;

/// <summary>The pictures of an OP-Atom file as FFmpeg writes it: DNxHD or DNxHR, all frames of one size, wrapped as one piece.</summary>
/// <param name="Path">The file.</param>
/// <param name="At">Where the first frame begins.</param>
/// <param name="FrameBytes">Bytes of a frame.</param>
/// <param name="Head">With what every frame begins: where its pictures begin, and the version of its header.</param>
/// <param name="Descriptor">The file's own words about its pictures, by local tag.</param>
internal sealed record DnxEssence(string Path, long At, int FrameBytes, byte[] Head, MxfSet Descriptor)
{
    private const int CdciDescriptor = 0x28, HeadBytes = 5;

    /// <summary>Finds them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="frames">How many frames there must be.</param>
    /// <exception cref="EditorialException">It holds something else.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static DnxEssence Read(string path, long frames)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096);
        var layout = MxfLayout.Read(stream);
        var metadata = MxfMetadata.Read(stream, layout.Start + layout.HeaderAt.Metadata, layout.Header.Length - layout.HeaderAt.Metadata);
        var descriptor = metadata.Of(CdciDescriptor).FirstOrDefault();
        if (descriptor is null || MxfCodec.OfPicture(descriptor.Text16(0x3201))?.Name != "dnxhd" || layout.Single is not { } single)
            throw new EditorialException($"'{path}' is no OP-Atom file with DNxHD or DNxHR. Avid's media is made of such: write the pictures with that codec first.");
        // The index counts the frames too: six frames are also three of twice the size.
        if (single.Length % frames != 0 || single.Length / frames is not (> 0x280 and <= int.MaxValue and var bytes) || layout.Index.BytesOfUnit != bytes)
            throw new EditorialException($"'{path}' has {single.Length:N0} bytes of pictures in frames of {layout.Index.BytesOfUnit:N0}, which are not {frames:N0} frames of one size.");
        var head = new byte[HeadBytes];
        stream.Position = single.At;
        stream.ReadExactly(head);
        return new(path, single.At, (int)bytes, head, descriptor);
    }

    /// <summary>Holds whole frames against what every frame begins with.</summary>
    /// <param name="frames">Their bytes.</param>
    /// <param name="first">The number of the first.</param>
    /// <exception cref="InvalidDataException">One begins with something else.</exception>
    public void Check(ReadOnlySpan<byte> frames, long first)
    {
        for (var at = 0; at < frames.Length; at += FrameBytes)
            if (!frames[at..].StartsWith(Head)) throw new InvalidDataException($"Frame {first + (at / FrameBytes)} of '{Path}' does not begin where it should.");
    }

    /// <summary>Puts what describes the pictures into a set: sizes, levels, coding as the encoder told them; colour as we know it.</summary>
    public MxfSetBytes Describe(MxfSetBytes set, Encode.CodePoints colour)
    {
        // What is stored, sampled and shown is one size, as Avid says it; FFmpeg names what is stored with the codec's own padding to blocks of 16.
        var (height, width) = (Descriptor.U32(0x3208) ?? Descriptor.U32(0x3202) ?? 0, Descriptor.U32(0x3209) ?? Descriptor.U32(0x3203) ?? 0);
        foreach (var tag in (int[])[0x3202, 0x3204, 0x3208]) set.U32(tag, height);
        foreach (var tag in (int[])[0x3203, 0x3205, 0x3209]) set.U32(tag, width);
        foreach (var tag in (int[])[0x3206, 0x3207, 0x320A, 0x320B]) set.U32(tag, 0);
        // How lines lie; the shape of the picture; bits, colour sampling, levels.
        foreach (var tag in (int[])[0x320C, 0x320D, 0x320E, 0x3301, 0x3302, 0x3304, 0x3305, 0x3306, 0x3308])
            if (Descriptor[tag] is { } value) set.Bytes(tag, tag == 0x320D ? Lines(value) : value);
        // Version 13 of the register, as Avid writes it. FFmpeg says version 10.
        var coding = Descriptor[0x3201]!.ToArray();
        coding[7] = 0x0d;
        set.Bytes(0x3201, coding).U8(0x3303, 4).U32(0x3211, 0x1000);
        if (colour.Transfer switch { 1 => "0101010102", 8 => "0601010106", 14 => "0e01010109", 16 => "0d0101010a", 18 => "0d0101010b", _ => null } is { } transfer)
            set.Label(0x3210, $"060e2b34040101{transfer[..2]}0401{transfer[2..]}0000");
        if (colour.Primaries switch { 1 => "0601010303", 9 => "0d01010304", 12 => "0d01010306", _ => null } is { } primaries)
            set.Label(0x3219, $"060e2b34040101{primaries[..2]}0401{primaries[2..]}0000");
        return set.Label(0x321A, colour.Matrix == 9 ? "060e2b340401010d0401010102060000" : "060e2b34040101010401010102020000");
    }

    /// <summary>The lines at which fields begin: of whole frames there is one, where FFmpeg names two.</summary>
    private byte[] Lines(byte[] value)
    {
        if (Descriptor.U8(0x320C) != 0 || value.Length < 12) return value;
        var one = value.AsSpan(0, 12).ToArray();
        BinaryPrimitives.WriteInt32BigEndian(one, 1);
        return one;
    }
}
