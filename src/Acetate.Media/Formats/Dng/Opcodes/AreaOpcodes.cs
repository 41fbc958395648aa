namespace Acetate.Media.Formats.Dng.Opcodes;

/// <summary>A table of gains over the picture, between its points in proportion: uneven light and colour of lens and sensor.</summary>
internal sealed class GainMap : DngOpcode
{
    private readonly OpcodeArea area;
    private readonly int down, across, planes;
    private readonly double spacingDown, spacingAcross, originDown, originAcross;
    private readonly float[] gains;

    public GainMap(ref OpcodeReader reader) : base("GainMap")
    {
        area = OpcodeArea.Read(ref reader);
        var (v, h) = (reader.Whole(), reader.Whole());
        (spacingDown, spacingAcross, originDown, originAcross) = (reader.Real(), reader.Real(), reader.Real(), reader.Real());
        var p = reader.Whole();
        if (v == 0 || h == 0 || p == 0 || v > 1 << 16 || h > 1 << 16 || p > 4 || (long)v * h * p > reader.Left / 4) throw reader.Bad($"has {v}×{h} points in {p} planes, and not as many bytes");
        // A single row or column has no spacing.
        if (v > 1 && !(spacingDown > 0) || h > 1 && !(spacingAcross > 0)) throw reader.Bad("has points that lie on one another");
        (down, across, planes) = ((int)v, (int)h, (int)p);
        gains = reader.Singles((uint)(down * across * planes));
    }

    public override string Meaning => "gains by a map";

    public override void Apply(RawField field)
    {
        var (height, width) = (field.Height * field.Reduction, field.Width * field.Reduction);
        area.Each(field, (value, row, column, plane) => value * At((row + 0.5) / height, (column + 0.5) / width, plane));
    }

    private float At(double y, double x, int plane)
    {
        plane = Math.Min(plane - (int)Math.Min(area.Plane, 3), planes - 1);
        var (top, rowShare) = Place((y - originDown) / spacingDown, down);
        var (left, columnShare) = Place((x - originAcross) / spacingAcross, across);
        var (below, right) = (Math.Min(top + 1, down - 1), Math.Min(left + 1, across - 1));
        var upper = Point(top, left) + (Point(top, right) - Point(top, left)) * columnShare;
        var lower = Point(below, left) + (Point(below, right) - Point(below, left)) * columnShare;
        return (float)(upper + (lower - upper) * rowShare);

        double Point(int row, int column) => gains[(row * across + column) * planes + plane];
    }

    // Beyond the outermost points theirs count.
    private static (int, double) Place(double at, int count)
    {
        if (count == 1 || !(at > 0)) return (0, 0);
        return at >= count - 1 ? (count - 1, 0) : ((int)at, at - (int)at);
    }
}

/// <summary>A number for each row or column that is added or multiplied.</summary>
internal sealed class LineOpcode : DngOpcode
{
    private readonly OpcodeArea area;
    private readonly bool isRows, isScale;
    private readonly float unit;
    private readonly float[] values;

    /// <param name="reader">Its parameters.</param>
    /// <param name="name">As the specification calls it.</param>
    /// <param name="isRows">Whether the numbers are for rows.</param>
    /// <param name="isScale">Whether they are multiplied.</param>
    /// <param name="unit">What 1 of an added number is: 1 for codes and floating samples, else light of 1/65535.</param>
    public LineOpcode(ref OpcodeReader reader, string name, bool isRows, bool isScale, float unit) : base(name)
    {
        (this.isRows, this.isScale, this.unit) = (isRows, isScale, unit);
        area = OpcodeArea.Read(ref reader);
        var count = reader.Whole();
        if (count != (isRows ? area.Rows : area.Columns)) throw reader.Bad($"has {count} numbers where {(isRows ? area.Rows : area.Columns)} are needed");
        values = reader.Singles(count);
    }

    public override string Meaning => $"a number {(isScale ? "multiplied with" : "added to")} each {(isRows ? "row" : "column")}";

    public override void Apply(RawField field) => area.Each(field, (value, row, column, _) =>
    {
        var at = isRows ? (row - (long)area.Top) / area.RowPitch : (column - (long)area.Left) / area.ColumnPitch;
        return isScale ? value * values[at] : value + values[at] * unit;
    });
}

/// <summary>Each number through a table of 16 bits.</summary>
internal sealed class MapTable : DngOpcode
{
    private readonly OpcodeArea area;
    private readonly ushort[] table;
    private readonly float full;

    public MapTable(ref OpcodeReader reader, bool isOfCodes) : base("MapTable")
    {
        // Stored codes are numbers of 16 bits; light of 1 stands for 65535.
        full = isOfCodes ? 1 : 65535;
        area = OpcodeArea.Read(ref reader);
        var count = reader.Whole();
        if (count is 0 or > 65536 || count > reader.Left / 2) throw reader.Bad($"has a table of {count} numbers");
        table = new ushort[count];
        for (var i = 0; i < table.Length; i++) table[i] = reader.Short();
    }

    public override string Meaning => "numbers by a table";

    public override void Apply(RawField field) => area.Each(field, (value, _, _, _) =>
    {
        var at = Math.Clamp(value * full, 0, table.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, table.Length - 1);
        return (table[below] + (table[above] - table[below]) * (at - below)) / full;
    });
}

/// <summary>Each number through a polynomial.</summary>
internal sealed class MapPolynomial : DngOpcode
{
    private readonly OpcodeArea area;
    private readonly double[] factors;
    private readonly double most;

    public MapPolynomial(ref OpcodeReader reader, bool isOfCodes) : base("MapPolynomial")
    {
        // Of stored codes it is a polynomial of the codes, of light one of light.
        most = isOfCodes ? 65535 : 1;
        area = OpcodeArea.Read(ref reader);
        var degree = reader.Whole();
        if (degree > 8) throw reader.Bad($"has a polynomial of the degree {degree}");
        factors = new double[degree + 1];
        for (var i = 0; i < factors.Length; i++) factors[i] = reader.Real();
    }

    public override string Meaning => "numbers by a polynomial";

    public override void Apply(RawField field) => area.Each(field, (value, _, _, _) =>
    {
        var sum = 0.0;
        for (var i = factors.Length - 1; i >= 0; i--) sum = sum * value + factors[i];
        return (float)Math.Clamp(sum, -most, most);
    });
}

/// <summary>Keeps a part of the picture.</summary>
internal sealed class TrimBounds : DngOpcode
{
    public TrimBounds(ref OpcodeReader reader) : base("TrimBounds")
    {
        (Top, Left, Bottom, Right) = (reader.Signed(), reader.Signed(), reader.Signed(), reader.Signed());
        if (Top < 0 || Left < 0 || (long)Bottom - Top < 16 || (long)Right - Left < 16) throw reader.Bad($"keeps {Left},{Top} to {Right},{Bottom}, which is no picture");
    }

    public int Top { get; }

    public int Left { get; }

    public int Bottom { get; }

    public int Right { get; }

    public override string Meaning => FormattableString.Invariant($"only {Right - Left}×{Bottom - Top} at {Left},{Top} kept");

    public override void Apply(RawField field)
    {
        var r = field.Reduction;
        field.Trim(Left / r, Top / r, (Right - Left) / r, (Bottom - Top) / r);
    }
}
