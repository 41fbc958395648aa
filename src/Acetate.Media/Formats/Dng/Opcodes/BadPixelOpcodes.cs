using System.Collections;

namespace Acetate.Media.Formats.Dng.Opcodes;

/// <summary>Bad pixels become the mean of their nearest good neighbours of the same colour, those straight beside them counting most.</summary>
/// <param name="name">As the specification calls it.</param>
/// <param name="phase">Which colour the picture's first pixel sees: 0 red, 1 green beside red, 2 green beside blue, 3 blue.</param>
internal abstract class BadPixelOpcode(string name, uint phase) : DngOpcode(name)
{
    /// <summary>Mends those that are marked.</summary>
    /// <param name="field">The picture.</param>
    /// <param name="bad">A mark for each pixel.</param>
    /// <param name="farthest">How far neighbours are looked for; what lies in the middle of a larger hole stays.</param>
    protected void Mend(RawField field, BitArray bad, int farthest)
    {
        foreach (var plane in field.Planes)
        {
            // What is mended is no neighbour of the next: the result does not depend on the order.
            var mended = new List<(int, float)>();
            for (var at = 0; at < bad.Length; at++)
                if (bad[at] && Neighbours(field, plane, bad, at, farthest) is { } value) mended.Add((at, value));
            foreach (var (at, value) in mended) plane[at] = value;
        }
    }

    private float? Neighbours(RawField field, float[] plane, BitArray bad, int at, int farthest)
    {
        var (x, y) = (at % field.Width, at / field.Width);
        var isMosaic = field.Step == 2;
        var isGreen = isMosaic && ((x + y) & 1) == (phase is 0 or 3 ? 1 : 0);
        for (var ring = 1; ring <= farthest; ring++)
        {
            var (sum, weights) = (0.0, 0.0);
            for (var dy = -ring; dy <= ring; dy++)
            {
                for (var dx = -ring; dx <= ring; dx += Math.Abs(dy) == ring ? 1 : 2 * ring)
                {
                    if (isGreen ? ((dx + dy) & 1) == 1 : isMosaic && ((dx | dy) & 1) == 1) continue;
                    var (column, row) = (x + dx, y + dy);
                    if (column < 0 || row < 0 || column >= field.Width || row >= field.Height || bad[row * field.Width + column]) continue;
                    var weight = 1.0 / (dx * dx + dy * dy);
                    (sum, weights) = (sum + weight * plane[row * field.Width + column], weights + weight);
                }
            }

            if (weights > 0) return (float)(sum / weights);
        }

        return null;
    }
}

/// <summary>Pixels of one code are bad.</summary>
internal sealed class FixBadPixelsConstant : BadPixelOpcode
{
    private readonly uint constant;

    private FixBadPixelsConstant(uint constant, uint phase) : base("FixBadPixelsConstant", phase) => this.constant = constant;

    public static FixBadPixelsConstant Read(ref OpcodeReader reader) => new(reader.Whole(), reader.Whole());

    public override string Meaning => $"pixels of the code {constant} mended from their neighbours";

    public override void Apply(RawField field)
    {
        var bad = new BitArray(field.Width * field.Height);
        for (var at = 0; at < bad.Length; at++) bad[at] = field.Planes[0][at] == constant;
        // Where a whole place has that code it is no fault of single pixels.
        Mend(field, bad, farthest: 2);
    }
}

/// <summary>Pixels and areas that the file names are bad.</summary>
internal sealed class FixBadPixelsList : BadPixelOpcode
{
    private readonly (int Row, int Column)[] points;
    private readonly (int Top, int Left, int Bottom, int Right)[] areas;

    private FixBadPixelsList(uint phase, (int, int)[] points, (int, int, int, int)[] areas) : base("FixBadPixelsList", phase) => (this.points, this.areas) = (points, areas);

    public static FixBadPixelsList Read(ref OpcodeReader reader)
    {
        var (phase, pointCount, areaCount) = (reader.Whole(), reader.Whole(), reader.Whole());
        if (pointCount * 8L + areaCount * 16L > reader.Left) throw reader.Bad($"has {pointCount} pixels and {areaCount} areas, and not as many bytes");
        var points = new (int, int)[pointCount];
        for (var i = 0; i < points.Length; i++) points[i] = (reader.Signed(), reader.Signed());
        var areas = new (int, int, int, int)[areaCount];
        for (var i = 0; i < areas.Length; i++) areas[i] = (reader.Signed(), reader.Signed(), reader.Signed(), reader.Signed());
        return new(phase, points, areas);
    }

    public override string Meaning => $"{points.Length} pixels and {areas.Length} areas mended from their neighbours";

    public override void Apply(RawField field)
    {
        var bad = new BitArray(field.Width * field.Height);
        var (marked, most) = (0L, bad.Length / 16L);
        foreach (var (row, column) in points)
            if (row >= 0 && column >= 0 && row < field.Height && column < field.Width) Mark(row, column);
        foreach (var (top, left, bottom, right) in areas)
            for (var row = Math.Max(0, top); row < Math.Min(bottom, field.Height); row++)
                for (var column = Math.Max(0, left); column < Math.Min(right, field.Width); column++) Mark(row, column);
        Mend(field, bad, farthest: 16);

        void Mark(int row, int column)
        {
            // Counted with repetitions, so that a list that names the same area a million times ends too.
            if (++marked > most) throw new InvalidDataException($"The DNG's correction {Name} calls more than a sixteenth of the picture bad.");
            bad[row * field.Width + column] = true;
        }
    }
}
