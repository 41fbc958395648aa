namespace Acetate.Media.Formats.Dng.Opcodes;

/// <summary>A correction that a DNG file asks for.</summary>
/// <param name="name">As the specification calls it.</param>
internal abstract class DngOpcode(string name)
{
    /// <summary>As the specification calls it.</summary>
    public string Name { get; } = name;

    /// <summary>What it does, for people.</summary>
    public abstract string Meaning { get; }

    /// <summary>Whether it can be done to a mosaic.</summary>
    public virtual bool IsForMosaic => true;

    /// <summary>Does it.</summary>
    /// <exception cref="InvalidDataException">It does not fit the picture.</exception>
    public abstract void Apply(RawField field);
}

/// <summary>The pixels that an opcode is for: rows and columns by their numbers in the picture, every so many, of some planes.</summary>
internal sealed record OpcodeArea(int Top, int Left, int Bottom, int Right, uint Plane, uint Planes, uint RowPitch, uint ColumnPitch)
{
    /// <summary>Reads it.</summary>
    public static OpcodeArea Read(ref OpcodeReader reader)
    {
        var area = new OpcodeArea(reader.Signed(), reader.Signed(), reader.Signed(), reader.Signed(), reader.Whole(), reader.Whole(), reader.Whole(), reader.Whole());
        return area.Bottom >= area.Top && area.Right >= area.Left && area.RowPitch >= 1 && area.ColumnPitch >= 1 && area.Planes >= 1
            ? area : throw reader.Bad("is for an area that cannot be");
    }

    /// <summary>Rows or columns that it counts from one edge to the other.</summary>
    public long Rows => ((long)Bottom - Top + RowPitch - 1) / RowPitch;

    /// <inheritdoc cref="Rows"/>
    public long Columns => ((long)Right - Left + ColumnPitch - 1) / ColumnPitch;

    /// <summary>Changes each of its pixels.</summary>
    public void Each(RawField field, PixelChange change)
    {
        var reduction = field.Reduction;
        for (var plane = (int)Math.Min(Plane, 3); plane < Math.Min(field.Planes.Length, (long)Plane + Planes); plane++)
        {
            var (gain, back) = (field.Gains[plane], 1 / field.Gains[plane]);
            for (var y = FirstOf(Top, reduction); y < field.Height && y * reduction < Bottom; y++)
            {
                if ((y * reduction - (long)Top) % RowPitch is var row && row >= reduction) continue;
                var values = field.Row(y, plane);
                for (var x = FirstOf(Left, reduction); x < values.Length && x * reduction < Right; x++)
                    if ((x * reduction - (long)Left) % ColumnPitch < reduction)
                        values[x] = gain * change(values[x] * back, y * reduction, x * reduction, plane);
            }
        }
    }

    private static int FirstOf(int edge, int reduction) => (Math.Max(0, edge) + reduction - 1) / reduction;
}

/// <summary>A pixel's new number.</summary>
/// <param name="value">The old one.</param>
/// <param name="row">In the picture at full size.</param>
/// <param name="column">In the picture at full size.</param>
/// <param name="plane">0, or one of three.</param>
internal delegate float PixelChange(float value, int row, int column, int plane);
