using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Decode;
using Acetate.Media.Decode.Samples;
using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Media.Formats.Exr;

/// <summary>What the header of an OpenEXR picture says that its pixels need.</summary>
internal sealed record ExrPicture
{
    private const int MostAttributes = 1000, MostChannels = 256, MostPixels = 65536, MostInAll = 400_000_000, LargestChunk = 64 << 20;

    /// <summary>Kind of compression: 0 none, 1 RLE, 2 ZIPS, 3 ZIP, 4 PIZ, 5 PXR24, 6 B44, 7 B44A; 8 and on are others.</summary>
    public required int Compression { get; init; }

    /// <summary>Where there are pixels.</summary>
    public required PixelWindow Data { get; init; }

    /// <summary>What is shown.</summary>
    public required PixelWindow Display { get; init; }

    /// <summary>Channels in the order of the file: name, and 0 whole, 1 half, 2 float.</summary>
    public required ImmutableArray<(string Name, int Type)> Channels { get; init; }

    /// <summary>The eight numbers of the primaries and white; empty when the file does not say them.</summary>
    public ImmutableArray<float> Chromaticities { get; init; } = [];

    /// <summary>The frame's own label.</summary>
    public string? Timecode { get; init; }

    /// <summary>Where the table of chunks begins.</summary>
    public required int Table { get; init; }

    /// <summary>An attribute after which FFmpeg misreads the file (see <see cref="ShortTexts"/>); null when there is none.</summary>
    public string? LongAttribute { get; init; }

    /// <summary>Why it is not read here, for the recipe; null when it is.</summary>
    public string? Other { get; init; }

    /// <summary>Pixels of a tile; null: the picture lies in lines.</summary>
    public (int Width, int Height)? Tile { get; init; }

    /// <summary>Tiles of a row.</summary>
    public int TilesAcross => Tile is { } tile ? (Data.Width + tile.Width - 1) / tile.Width : 1;

    /// <summary>Lines of a chunk, or of a row of tiles.</summary>
    public int LinesTogether => Tile?.Height ?? Compression switch { 3 or 5 => 16, 4 or 6 or 7 => 32, _ => 1 };

    /// <summary>How it is compressed, in the words of the field.</summary>
    public string Kind => (Compression switch { 0 => "uncompressed", 1 => "RLE", 2 => "ZIPS", 3 => "ZIP", 4 => "PIZ", 5 => "PXR24", 6 => "B44", _ => "B44A" }) + (Tile is null ? "" : ", tiled");

    /// <summary>Bytes of a line of all channels.</summary>
    public int LineBytes => Channels.Sum(channel => channel.Type == 1 ? 2 : 4) * Data.Width;

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is no header, or one that cannot be.</exception>
    public static ExrPicture Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8 || !bytes.StartsWith((ReadOnlySpan<byte>)[0x76, 0x2f, 0x31, 0x01])) throw new InvalidDataException("The file does not begin as OpenEXR does.");
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) >> 8;
        var (at, compression, channels, other) = (8, -1, ImmutableArray<(string, int)>.Empty, (flags & 0x18) != 0 ? "deep or of several parts" : null);
        (int Width, int Height)? tile = null;
        var isPerceptual = false;
        PixelWindow? data = null, display = null;
        ImmutableArray<float> chromaticities = [];
        string? timecode = null, tooLong = null, atEnd = null;
        for (var count = 0; ; count++)
        {
            if (at < bytes.Length && bytes[at] == 0) break;
            if (count == MostAttributes) throw new InvalidDataException("The OpenEXR header has no end.");
            tooLong ??= atEnd;
            var name = Word(bytes, ref at);
            Word(bytes, ref at);
            if (at + 4 > bytes.Length) throw new InvalidDataException("The OpenEXR header is cut.");
            var size = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
            at += 4;
            if (size < 0 || size > bytes.Length - at) throw new InvalidDataException($"The OpenEXR attribute '{Shown(name)}' claims {size} bytes; the file has fewer.");
            var value = bytes.Slice(at, size);
            at += size;
            switch (name)
            {
                case "compression" when size >= 1: compression = value[0]; break;
                case "dataWindow" when size == 16: data = Window(value); break;
                case "displayWindow" when size == 16: display = Window(value); break;
                case "chromaticities" when size == 32: chromaticities = [.. Singles(value)]; break;
                case "timeCode" when size == 8: timecode = TimecodeBytes.Label([value[0], value[1], value[2], value[3]]); break;
                case "channels": channels = ChannelsOf(value, ref other, out isPerceptual); break;
                case "tiles" when size == 9 && (flags & 2) != 0: tile = (BinaryPrimitives.ReadInt32LittleEndian(value), BinaryPrimitives.ReadInt32LittleEndian(value[4..])); break;
                case "preview": break;
                default:
                    if (ShortTexts.IsHarmlessAtEnd(size)) atEnd = name;
                    else if (size > ShortTexts.Most) tooLong ??= name;
                    break;
            }
        }

        if (data is not { } d || display is not { } shown || channels.IsEmpty || compression < 0) throw new InvalidDataException("The OpenEXR header lacks its windows, channels or compression.");
        if (compression > 7) other ??= "compressed by DWA";
        if (compression is 6 or 7 && isPerceptual) other ??= "compressed by B44 as logarithms";
        if ((flags & 2) != 0 && tile is not { Width: > 0 and <= MostPixels, Height: > 0 and <= MostPixels }) throw new InvalidDataException("The OpenEXR header says that there are tiles, and not of what size.");
        var picture = new ExrPicture { Compression = compression, Data = d, Display = shown, Channels = channels, Chromaticities = chromaticities, Timecode = timecode, Table = at + 1, Tile = tile, Other = other, LongAttribute = tooLong is null ? null : Shown(tooLong) };
        if ((long)channels.Length * 4 * d.Width * Math.Min(picture.LinesTogether, d.Height) <= LargestChunk) return picture;
        if (tile is { } large) return picture with { Other = other ?? FormattableString.Invariant($"in tiles of {large.Width}×{large.Height}") };
        throw new InvalidDataException($"The OpenEXR picture has lines of {d.Width} pixels in {channels.Length} channels, which no camera records.");
    }

    /// <summary>What the values mean: light, in the primaries that the file says; in those of Rec.709 when it says none, as OpenEXR has it.</summary>
    public static SourceEncoding EncodingOf(ReadOnlySpan<float> xy)
    {
        if (xy.Length != 8) return new(new("linear Rec.709", new LinearCurve(), KnownGamuts.Rec709), "OpenEXR's default: light in the primaries of Rec.709, since the file says none");
        foreach (var gamut in (ReadOnlySpan<Gamut>)[KnownGamuts.Ap0, KnownGamuts.Ap1, KnownGamuts.Rec709, KnownGamuts.Rec2020, KnownGamuts.P3D65])
        {
            if (!IsNear(xy, gamut)) continue;
            var known = gamut == KnownGamuts.Ap0 ? KnownEncodings.Aces : gamut == KnownGamuts.Ap1 ? KnownEncodings.AcesCg : new($"linear {gamut.Name}", new LinearCurve(), gamut);
            return new(known, "said by the file: its chromaticities");
        }

        foreach (var light in KnownEncodings.CameraLinear)
            if (IsNear(xy, light.Gamut)) return new(light, "said by the file: its chromaticities");
        foreach (var value in xy)
            if (!(value is > -2 and < 3)) return new(null, null, "The OpenEXR file has chromaticities that cannot be.");
        var own = new Gamut("the file's primaries", new(xy[0], xy[1]), new(xy[2], xy[3]), new(xy[4], xy[5]), new(xy[6], xy[7]), Adaptation.Bradford);
        return new(new("linear in the file's primaries", new LinearCurve(), own), "said by the file: its chromaticities");
    }

    private static bool IsNear(ReadOnlySpan<float> xy, Gamut gamut)
    {
        ReadOnlySpan<double> known = [gamut.Red.X, gamut.Red.Y, gamut.Green.X, gamut.Green.Y, gamut.Blue.X, gamut.Blue.Y, gamut.White.X, gamut.White.Y];
        for (var i = 0; i < 8; i++)
            if (!(Math.Abs(xy[i] - known[i]) < 2e-4)) return false;
        return true;
    }

    /// <summary>Where in a line the red, green and blue samples begin, and how they lie.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public ImmutableArray<(int At, SampleKind Kind, bool IsWhole)> Colours()
    {
        var places = new Dictionary<string, (int, SampleKind, bool)>(StringComparer.Ordinal);
        var at = 0;
        foreach (var (name, type) in Channels)
        {
            places.TryAdd(name, (at, type == 1 ? SampleKind.Half : SampleKind.Real, type == 0));
            at += Data.Width * (type == 1 ? 2 : 4);
        }

        if (places.TryGetValue("R", out var red) && places.TryGetValue("G", out var green) && places.TryGetValue("B", out var blue)) return [red, green, blue];
        if (places.TryGetValue("Y", out var grey)) return [grey, grey, grey];
        throw new InvalidDataException($"The OpenEXR picture has no channels R, G and B; it has {string.Join(", ", Channels.Take(12).Select(channel => Shown(channel.Name)))}.");
    }

    private static ImmutableArray<(string, int)> ChannelsOf(ReadOnlySpan<byte> value, ref string? other, out bool isPerceptual)
    {
        isPerceptual = false;
        var channels = ImmutableArray.CreateBuilder<(string, int)>();
        var at = 0;
        while (at < value.Length && value[at] != 0)
        {
            var name = Word(value, ref at);
            if (at + 16 > value.Length || channels.Count == MostChannels) throw new InvalidDataException("The OpenEXR header's list of channels is cut.");
            var type = BinaryPrimitives.ReadInt32LittleEndian(value[at..]);
            if (type is not (0 or 1 or 2)) throw new InvalidDataException($"The OpenEXR channel '{Shown(name)}' is of a kind that there is not.");
            if (BinaryPrimitives.ReadInt32LittleEndian(value[(at + 8)..]) != 1 || BinaryPrimitives.ReadInt32LittleEndian(value[(at + 12)..]) != 1) other = "of luminance and colour at half size";
            isPerceptual |= type == 1 && value[at + 4] != 0;
            channels.Add((name, type));
            at += 16;
        }

        return channels.ToImmutable();
    }

    private static PixelWindow Window(ReadOnlySpan<byte> value)
    {
        var (left, top, right, bottom) = (BinaryPrimitives.ReadInt32LittleEndian(value), BinaryPrimitives.ReadInt32LittleEndian(value[4..]), BinaryPrimitives.ReadInt32LittleEndian(value[8..]), BinaryPrimitives.ReadInt32LittleEndian(value[12..]));
        var (width, height) = ((long)right - left + 1, (long)bottom - top + 1);
        if (width is < 1 or > MostPixels || height is < 1 or > MostPixels || Math.Abs((long)left) > 1 << 24 || Math.Abs((long)top) > 1 << 24)
            throw new InvalidDataException($"The OpenEXR header says a window of {width}×{height} at {left},{top}, which cannot be.");
        // A few bytes of a header must not keep a worker busy for minutes: no camera and no scan comes near this.
        if (width * height > MostInAll)
            throw new InvalidDataException(FormattableString.Invariant($"The OpenEXR header says a window of {width}×{height}; windows of more than {MostInAll / 1_000_000} million pixels are not read. Cut it into tiles of its own, or make it smaller."));
        return new(left, top, right + 1, bottom + 1);
    }

    private static float[] Singles(ReadOnlySpan<byte> value)
    {
        var singles = new float[value.Length / 4];
        for (var i = 0; i < singles.Length; i++) singles[i] = BinaryPrimitives.ReadSingleLittleEndian(value[(4 * i)..]);
        return singles;
    }

    // A name as a sentence can hold it: what a spoilt file has there may be anything.
    private static string Shown(string name) => string.Concat(name.Take(64).Select(letter => char.IsControl(letter) ? '?' : letter));

    private static string Word(ReadOnlySpan<byte> bytes, ref int at)
    {
        var end = bytes[Math.Min(at, bytes.Length)..].IndexOf((byte)0);
        if (end is < 0 or > 255) throw new InvalidDataException("The OpenEXR header is cut or has a name without an end.");
        var word = Encoding.UTF8.GetString(bytes.Slice(at, end));
        at += end + 1;
        return word;
    }
}
