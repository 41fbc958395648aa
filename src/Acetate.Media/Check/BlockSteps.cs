using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Media.Check;

/// <summary>Steps between rows, and steps that follow the borders of a codec's blocks of 16 pixels, in one frame.</summary>
internal sealed class BlockSteps
{
    private const int Block = FrameMeasuring.Block;

    // A border stands out when it is so many times what is beside it, and so much more.
    private const float EdgeFactor = 4, EdgeLeast = 0.04f, StepFactor = 2, StepLeast = 0.02f;

    private readonly int across, down, height;
    private readonly float[] rows, sides, before, after;
    private readonly bool[] sideEdges;

    public BlockSteps(int width, int height)
    {
        this.height = height;
        (across, down) = (width / Block, height / Block);
        (rows, sides, before, after) = (new float[height * across], new float[across], new float[across], new float[across]);
        sideEdges = new bool[across * down];
    }

    public void Begin()
    {
        Array.Clear(sides);
        Array.Clear(before);
        Array.Clear(after);
        Array.Clear(sideEdges);
    }

    /// <summary>Takes a row and the one above it.</summary>
    public void Add(int row, ReadOnlySpan<float> above, ReadOnlySpan<float> here)
    {
        ref var a = ref MemoryMarshal.GetReference(above);
        ref var b = ref MemoryMarshal.GetReference(here);
        var into = rows.AsSpan(row * across, across);
        for (var block = 0; block < across; block++)
        {
            var at = (nuint)(block * Block);
            into[block] = Vector512.Sum(Vector512.Abs(Vector512.LoadUnsafe(ref a, at) - Vector512.LoadUnsafe(ref b, at))) / Block;
        }

        for (var block = 1; block < across; block++)
        {
            var x = block * Block;
            sides[block] += Math.Abs(here[x] - here[x - 1]);
            before[block] += Math.Abs(here[x - 1] - here[x - 2]);
            after[block] += Math.Abs(here[x + 1] - here[x]);
        }

        if (row % Block != Block - 1) return;
        for (var block = 1; block < across; block++)
        {
            sideEdges[row / Block * across + block] = IsEdge(sides[block] / Block, before[block] / Block, after[block] / Block);
            sides[block] = before[block] = after[block] = 0;
        }
    }

    /// <summary>The part of all borders of blocks that stand out, and the rectangle around them.</summary>
    public (float Part, PictureRegion? Region) Edges()
    {
        var (count, left, top, right, bottom) = (0, int.MaxValue, int.MaxValue, -1, -1);
        for (var y = 0; y < down; y++)
        {
            for (var x = 0; x < across; x++)
            {
                if (sideEdges[y * across + x]) Tell(x, y);
                var row = y * Block;
                if (y > 0 && IsEdge(rows[row * across + x], rows[(row - 1) * across + x], rows[(row + 1) * across + x])) Tell(x, y);
            }
        }

        var all = Math.Max(1, 2 * across * down - across - down);
        return ((float)count / all, count == 0 ? null : new(left * Block, top * Block, (right - left + 1) * Block, (bottom - top + 1) * Block));

        void Tell(int x, int y)
        {
            count++;
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
        }
    }

    /// <summary>The rows below which the picture steps over much of its width, at most eight, the widest first.</summary>
    public (int Row, float Part)[] Steps()
    {
        var found = new List<(int Row, float Part)>();
        for (var row = 4; row < height - 3; row++)
        {
            var stepping = 0;
            for (var block = 0; block < across; block++)
            {
                var here = rows[row * across + block];
                if (here < StepLeast) continue;
                var near = Math.Max(Math.Max(rows[(row - 1) * across + block], rows[(row + 1) * across + block]), Math.Max(rows[(row - 2) * across + block], rows[(row + 2) * across + block]));
                if (here > StepFactor * near + StepLeast / 2) stepping++;
            }

            if (stepping * 8 >= across && stepping > 0) found.Add((row, (float)stepping / across));
        }

        return [.. found.OrderByDescending(step => step.Part).Take(8)];
    }

    private static bool IsEdge(float step, float one, float other) => step > EdgeFactor * Math.Max(one, other) + EdgeLeast;
}
