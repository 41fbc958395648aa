using Acetate.Imaging.Compare;

namespace Acetate.Imaging.Tests.Compare;

/// <summary>A made-up shot: a set of clouds of all sizes, and people who walk before it. The same seed is the same set.</summary>
internal sealed class Scene(ulong set, ulong action = 0)
{
    public const int Width = 240, Height = 134;

    private const int Side = 64;

    private readonly float[] noise = Grains(set);
    private readonly float[] people = Grains(action + 77);

    /// <summary>The brightness of a point, 0 to 1 across and down, at a moment in frames.</summary>
    public float At(double x, double y, double frame)
    {
        var value = 0.0;
        for (var (size, weight) = (4.0, 0.5); size <= 32; (size, weight) = (size * 2, weight * 0.6)) value += weight * (Smooth(noise, x * size, y * size) - 0.5);
        for (var person = 0; person < 3; person++)
        {
            var (middle, step) = (0.15 + 0.7 * people[person], 0.008 * (people[person + 7] > 0.5f ? 1 : -1));
            var (dx, dy) = ((x - middle - step * frame) / 0.06, (y - 0.55) / 0.25);
            if (dx * dx + dy * dy < 1) value = 0.6 * (Smooth(people, 9 * dx + 20 * person, 9 * dy + 11) - 0.5);
        }

        return (float)Math.Clamp(0.45 + 0.7 * value, 0.02, 0.98);
    }

    /// <summary>A frame; <paramref name="change"/> gives the brightness of a pixel of what was shot.</summary>
    public PictureSketch Frame(double frame, Func<int, int, float, float>? change = null, double left = 0, double top = 0, double size = 1)
    {
        var luma = new float[Width * Height];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var value = At(left + (x + 0.5) / Width * size, top + (y + 0.5) / Height * size, frame);
                luma[y * Width + x] = change is null ? value : change(x, y, value);
            }
        }

        return new(Width, Height, luma);
    }

    /// <summary>What a list says is at a frame, with what lies around it.</summary>
    public ComparedPlace Place(PictureSketch offline, int frame, int around = 6) =>
        new(offline, System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(Enumerable.Range(-around, 2 * around + 1).Select(offset => KeyValuePair.Create(offset, Frame(frame + offset)))));

    private static float[] Grains(ulong seed)
    {
        var grain = new Grain(seed);
        return [.. Enumerable.Range(0, Side * Side).Select(_ => (float)grain.Unit())];
    }

    private static double Smooth(float[] of, double x, double y)
    {
        var (column, row) = (Math.Floor(x), Math.Floor(y));
        var (a, b) = (x - column, y - row);
        (a, b) = (a * a * (3 - 2 * a), b * b * (3 - 2 * b));
        return (Of(column, row) * (1 - a) + Of(column + 1, row) * a) * (1 - b) + (Of(column, row + 1) * (1 - a) + Of(column + 1, row + 1) * a) * b;

        float Of(double i, double j) => of[((int)j & (Side - 1)) * Side + ((int)i & (Side - 1))];
    }
}
