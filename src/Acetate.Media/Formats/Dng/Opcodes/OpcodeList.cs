using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Acetate.Media.Formats.Dng.Opcodes;

/// <summary>The corrections that a DNG asks for at one point of the way (Digital Negative Specification 1.7, chapter 7).</summary>
/// <param name="Opcodes">In the order in which they are done.</param>
/// <param name="Skipped">Names of those that are not known here and that the file calls optional.</param>
internal sealed record OpcodeList(ImmutableArray<DngOpcode> Opcodes, ImmutableArray<string> Skipped)
{
    private const int MostOpcodes = 256, Optional = 1;

    /// <summary>No corrections.</summary>
    public static OpcodeList None { get; } = new([], []);

    /// <summary>Reads a list.</summary>
    /// <param name="tag">Of the list: 51008 on stored codes, 51009 on light before demosaicing, 51022 after it.</param>
    /// <param name="value">Its bytes; null: there is none.</param>
    /// <param name="isMosaic">Whether the picture is one where the list is done.</param>
    /// <param name="isFloating">Whether the file's samples are floating numbers.</param>
    /// <exception cref="InvalidDataException">It has a correction that must be done and is not known here, or that cannot be.</exception>
    public static OpcodeList Read(int tag, TiffValue? value, bool isMosaic, bool isFloating)
    {
        if (value is null) return None;
        var bytes = value.Bytes.AsSpan();
        if (bytes.Length < Math.Min(value.Count, int.MaxValue)) throw new InvalidDataException($"The DNG's list of corrections (tag {tag}) is cut, or longer than {TiffFile.MostBytes:N0} bytes, which no camera writes.");
        if (bytes.Length < 4) throw new InvalidDataException($"The DNG's list of corrections (tag {tag}) is cut.");
        var count = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (count > MostOpcodes) throw new InvalidDataException($"The DNG's list of corrections (tag {tag}) is said to have {count}.");
        var (opcodes, skipped) = (ImmutableArray.CreateBuilder<DngOpcode>(), ImmutableArray.CreateBuilder<string>());
        var at = 4;
        for (var i = 0; i < count; i++)
        {
            if (bytes.Length - at < 16) throw new InvalidDataException($"The DNG's list of corrections (tag {tag}) is cut.");
            var (number, flags, size) = (BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 8)..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 12)..]));
            at += 16;
            if (size > bytes.Length - at) throw new InvalidDataException($"The DNG's list of corrections (tag {tag}) is cut.");
            var known = Opcode(number, bytes.Slice(at, (int)size), tag == 51008, isFloating);
            at += (int)size;
            if (known is not null && (known.IsForMosaic || !isMosaic) && !(known is TrimBounds && tag == 51008)) opcodes.Add(known);
            else if ((flags & Optional) != 0) skipped.Add(known?.Name ?? $"number {number}");
            else
                throw new InvalidDataException(known is null
                    ? $"The DNG must be corrected by a method that is not known here (opcode {number} of tag {tag}). Convert it with the maker's software or Adobe's DNG Converter to linear DNG."
                    : $"The DNG must be corrected by {known.Name} before {(tag == 51008 ? "it is linear" : "it is demosaiced")}, which is not done here. Convert it with the maker's software or Adobe's DNG Converter to linear DNG.");
        }

        return new(opcodes.ToImmutable(), skipped.ToImmutable());
    }

    /// <summary>Does all of them.</summary>
    public void Apply(RawField field)
    {
        foreach (var opcode in Opcodes) opcode.Apply(field);
    }

    /// <summary>What of a picture is left by the list: how far its corner moves, and its size.</summary>
    /// <exception cref="InvalidDataException">It keeps what is not there.</exception>
    public (int Left, int Top, int Width, int Height) Trimmed(int width, int height)
    {
        var (left, top) = (0, 0);
        foreach (var trim in Opcodes.OfType<TrimBounds>())
        {
            if (trim.Right > width || trim.Bottom > height) throw new InvalidDataException($"The DNG's correction TrimBounds keeps {trim.Left},{trim.Top} to {trim.Right},{trim.Bottom} of {width}×{height} pixels.");
            (left, top, width, height) = (left + trim.Left, top + trim.Top, trim.Right - trim.Left, trim.Bottom - trim.Top);
        }

        return (left, top, width, height);
    }

    private static DngOpcode? Opcode(uint number, ReadOnlySpan<byte> bytes, bool isOfCodes, bool isFloating)
    {
        var unit = isOfCodes || isFloating ? 1f : 1f / 65535;
        var reader = new OpcodeReader(bytes, $"number {number}");
        return number switch
        {
            1 => new Warp(ref reader, isFisheye: false),
            2 => new Warp(ref reader, isFisheye: true),
            3 => new FixVignetteRadial(ref reader),
            4 => FixBadPixelsConstant.Read(ref reader),
            5 => FixBadPixelsList.Read(ref reader),
            6 => new TrimBounds(ref reader),
            7 => new MapTable(ref reader, isOfCodes),
            8 => new MapPolynomial(ref reader, isOfCodes),
            9 => new GainMap(ref reader),
            10 => new LineOpcode(ref reader, "DeltaPerRow", isRows: true, isScale: false, unit),
            11 => new LineOpcode(ref reader, "DeltaPerColumn", isRows: false, isScale: false, unit),
            12 => new LineOpcode(ref reader, "ScalePerRow", isRows: true, isScale: true, unit),
            13 => new LineOpcode(ref reader, "ScalePerColumn", isRows: false, isScale: true, unit),
            _ => null,
        };
    }
}
