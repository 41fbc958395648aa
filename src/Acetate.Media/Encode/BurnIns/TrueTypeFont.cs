using System.Buffers.Binary;

namespace Acetate.Media.Encode.BurnIns;

/// <summary>The outlines of a TrueType font (ISO/IEC 14496-22: cmap, glyf, head, hhea, hmtx, loca). Hints are not looked at.</summary>
internal sealed class TrueTypeFont
{
    private const int MostBytes = 64 << 20, MostParts = 32, MostPoints = 20_000, Deepest = 4;

    private readonly byte[] bytes;
    private readonly Dictionary<string, (int At, int Length)> tables = [];
    private readonly int glyphs, advances, characters;
    private readonly bool isLong;

    private TrueTypeFont(byte[] bytes)
    {
        this.bytes = bytes;
        var count = U16(4);
        for (var i = 0; i < count; i++)
        {
            var entry = 12 + 16 * i;
            var (at, length) = (U32(entry + 8), U32(entry + 12));
            if (at > bytes.Length || length > bytes.Length - at) throw new FormatException("a table lies outside of the file");
            tables[System.Text.Encoding.ASCII.GetString(Slice(entry, 4))] = ((int)at, (int)length);
        }

        foreach (var name in (string[])["cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp"])
            if (!tables.ContainsKey(name)) throw new FormatException($"it has no table '{name}': only TrueType outlines can be drawn");
        UnitsPerEm = U16(tables["head"].At + 18);
        isLong = U16(tables["head"].At + 50) == 1;
        glyphs = U16(tables["maxp"].At + 4);
        (Ascent, Descent) = (I16(tables["hhea"].At + 4), I16(tables["hhea"].At + 6));
        advances = U16(tables["hhea"].At + 34);
        characters = CharacterTable();
        if (UnitsPerEm is < 16 or > 16384 || advances == 0 || Ascent <= Descent) throw new FormatException("its measures make no sense");
    }

    /// <summary>Units of a font's own square.</summary>
    public int UnitsPerEm { get; }

    /// <summary>Units from the line up.</summary>
    public int Ascent { get; }

    /// <summary>Units from the line down: below 0.</summary>
    public int Descent { get; }

    /// <exception cref="IOException">The font cannot be read: the message says why and what to do.</exception>
    public static TrueTypeFont Open(string? path)
    {
        if (path is null)
        {
            path = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";
            if (!File.Exists(path)) throw new FileNotFoundException($"Burn-ins need a font, and '{path}' is not there. Install DejaVu (on Debian: apt install fonts-dejavu-core), or name a TrueType file as \"font\" in the template.", path);
        }

        using var file = File.OpenRead(path);
        if (file.Length > MostBytes) throw new IOException($"The font '{path}' has {file.Length} bytes; {MostBytes} are the most.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        try
        {
            return new(bytes);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new IOException($"The font '{path}' cannot be used: {(wrong is FormatException ? wrong.Message : "it is cut or damaged")}. Name another TrueType file.", wrong);
        }
    }

    /// <summary>The number of a letter's outline; 0, the sign for what is missing, where the font has none.</summary>
    public int Glyph(int letter)
    {
        var groups = U32(characters + 12);
        if (U16(characters) == 12)
        {
            for (var i = 0; i < groups && i < 1 << 16; i++)
            {
                var group = characters + 16 + 12 * i;
                if (letter >= U32(group) && letter <= U32(group + 4)) return (int)(U32(group + 8) + letter - U32(group));
            }

            return 0;
        }

        var segments = U16(characters + 6) / 2;
        for (var i = 0; i < segments; i++)
        {
            if (letter > U16(characters + 14 + 2 * i)) continue;
            var start = U16(characters + 16 + 2 * (segments + i));
            if (letter < start) return 0;
            var delta = U16(characters + 16 + 2 * (2 * segments + i));
            var place = characters + 16 + 2 * (3 * segments + i);
            var range = U16(place);
            if (range == 0) return (letter + delta) & 0xFFFF;
            var glyph = U16(place + range + 2 * (letter - start));
            return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
        }

        return 0;
    }

    /// <summary>How far the next letter stands, in units.</summary>
    public int Advance(int glyph) => U16(tables["hmtx"].At + 4 * Math.Clamp(glyph, 0, advances - 1));

    /// <summary>Draws an outline.</summary>
    /// <param name="glyph">Its number.</param>
    /// <param name="scale">Pixels of a unit.</param>
    /// <param name="x">Where it begins, in pixels.</param>
    /// <param name="y">Where its line is, in pixels.</param>
    /// <param name="target">Where it is drawn.</param>
    public void Draw(int glyph, double scale, double x, double y, Coverage target) => Draw(glyph, new(scale, 0, 0, -scale, x, y), target, Deepest);

    private void Draw(int glyph, Place place, Coverage target, int depth)
    {
        if (glyph < 0 || glyph >= glyphs || depth == 0) return;
        var (from, to) = isLong ? (U32(tables["loca"].At + 4 * glyph), U32(tables["loca"].At + 4 * glyph + 4)) : (2u * U16(tables["loca"].At + 2 * glyph), 2u * U16(tables["loca"].At + 2 * glyph + 2));
        if (to <= from || to > tables["glyf"].Length) return;
        var at = tables["glyf"].At + (int)from;
        var contours = I16(at);
        if (contours >= 0) Simple(at + 10, contours, place, target);
        else Composite(at + 10, place, target, depth);
    }

    private void Composite(int at, Place place, Coverage target, int depth)
    {
        for (var part = 0; part < MostParts; part++)
        {
            var (flags, glyph) = (U16(at), U16(at + 2));
            at += 4;
            var (dx, dy) = (flags & 1) != 0 ? (I16(at), I16(at + 2)) : ((sbyte)bytes[at], (sbyte)bytes[at + 1]);
            at += (flags & 1) != 0 ? 4 : 2;
            var (a, b, c, d) = (1.0, 0.0, 0.0, 1.0);
            if ((flags & 8) != 0)
            {
                a = d = I16(at) / 16384.0;
                at += 2;
            }
            else if ((flags & 0x40) != 0)
            {
                (a, d) = (I16(at) / 16384.0, I16(at + 2) / 16384.0);
                at += 4;
            }
            else if ((flags & 0x80) != 0)
            {
                (a, b, c, d) = (I16(at) / 16384.0, I16(at + 2) / 16384.0, I16(at + 4) / 16384.0, I16(at + 6) / 16384.0);
                at += 8;
            }

            // Parts that are placed by points instead of distances are not moved: no font that is used today does that.
            if ((flags & 2) == 0) (dx, dy) = ((short)0, (short)0);
            Draw(glyph, place.Within(a, b, c, d, dx, dy), target, depth - 1);
            if ((flags & 0x20) == 0) return;
        }
    }

    private void Simple(int at, int contours, Place place, Coverage target)
    {
        if (contours == 0) return;
        var ends = new int[contours];
        for (var i = 0; i < contours; i++) ends[i] = U16(at + 2 * i);
        var count = ends[^1] + 1;
        if (count > MostPoints) return;
        at += 2 * contours;
        at += 2 + U16(at);
        var flags = new byte[count];
        for (var i = 0; i < count;)
        {
            var flag = bytes[at++];
            var times = (flag & 8) != 0 ? bytes[at++] + 1 : 1;
            while (times-- > 0 && i < count) flags[i++] = flag;
        }

        var (xs, ys) = (new int[count], new int[count]);
        Coordinates(ref at, flags, xs, 2, 16);
        Coordinates(ref at, flags, ys, 4, 32);
        for (var (contour, first) = (0, 0); contour < contours; first = ends[contour++] + 1)
            if (ends[contour] - first >= 2) Contour(flags, xs, ys, first, ends[contour], place, target);
    }

    private void Coordinates(ref int at, byte[] flags, int[] values, int isByte, int isSame)
    {
        var value = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if ((flags[i] & isByte) != 0)
            {
                value += (flags[i] & isSame) != 0 ? bytes[at] : -bytes[at];
                at++;
            }
            else if ((flags[i] & isSame) == 0)
            {
                value += I16(at);
                at += 2;
            }

            values[i] = value;
        }
    }

    // Between two points off the curve lies one on it, in the middle.
    private static void Contour(byte[] flags, int[] xs, int[] ys, int first, int last, Place place, Coverage target)
    {
        var count = last - first + 1;
        (double X, double Y) Point(int i) => place.Of(xs[first + i % count], ys[first + i % count]);
        bool IsOn(int i) => (flags[first + i % count] & 1) != 0;
        static (double X, double Y) Middle((double X, double Y) a, (double X, double Y) b) => ((a.X + b.X) / 2, (a.Y + b.Y) / 2);

        var start = 0;
        while (start < count && !IsOn(start)) start++;
        var pen = start < count ? Point(start) : Middle(Point(0), Point(count - 1));
        if (start == count) start = count - 1;
        var begin = pen;
        for (var i = 1; i <= count; i++)
        {
            if (IsOn(start + i))
            {
                target.Line(pen, pen = Point(start + i));
                continue;
            }

            var control = Point(start + i);
            var end = i == count ? begin : IsOn(start + i + 1) ? Point(start + i + 1) : Middle(control, Point(start + i + 1));
            target.Curve(pen, control, end);
            pen = end;
            if (i < count && IsOn(start + i + 1)) i++;
        }

        target.Line(pen, begin);
    }

    private int CharacterTable()
    {
        var table = tables["cmap"].At;
        var best = -1;
        for (var i = 0; i < U16(table + 2); i++)
        {
            var entry = table + 4 + 8 * i;
            var at = table + (int)Math.Min(U32(entry + 4), int.MaxValue / 2);
            var format = at + 2 <= bytes.Length ? U16(at) : 0;
            if ((U16(entry), U16(entry + 2)) is (3, 10) or (0, 4) or (0, 6) && format == 12) return at;
            if ((U16(entry), U16(entry + 2)) is (3, 1) or (0, 3) && format == 4) best = at;
        }

        return best >= 0 ? best : throw new FormatException("it has no table of Unicode letters");
    }

    private ReadOnlySpan<byte> Slice(int at, int count) => bytes.AsSpan(at, count);

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(Slice(at, 2));

    private short I16(int at) => BinaryPrimitives.ReadInt16BigEndian(Slice(at, 2));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(Slice(at, 4));

    private readonly record struct Place(double A, double B, double C, double D, double X, double Y)
    {
        public (double X, double Y) Of(double x, double y) => (A * x + C * y + X, B * x + D * y + Y);

        public Place Within(double a, double b, double c, double d, double x, double y)
        {
            var (px, py) = Of(x, y);
            return new(A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, px, py);
        }
    }
}
