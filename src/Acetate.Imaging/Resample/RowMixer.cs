namespace Acetate.Imaging.Resample;

/// <summary>Makes target rows of source rows, before anything is done along them. Keeps a window of rows, never a picture.</summary>
internal sealed class RowMixer
{
    /// <summary>Up to so many rows are kept to be summed when all are there; for more, sums are kept instead.</summary>
    private const int MostKept = 64;

    private readonly Axis axis;
    private readonly int stride, slots;
    private readonly bool sums;
    private readonly float[][] planes;
    private readonly float[] clean;
    private int next;

    /// <param name="axis">The vertical axis.</param>
    /// <param name="stride">Room of a row.</param>
    /// <param name="planes">Colours, and perhaps alpha.</param>
    public RowMixer(Axis axis, int stride, int planes)
    {
        (this.axis, this.stride) = (axis, stride);
        sums = axis.Most > MostKept;
        slots = axis.Copies ? 0 : sums ? AtOnce(axis) : axis.Most + 2;
        this.planes = [.. Enumerable.Range(0, planes).Select(_ => new float[slots * stride])];
        clean = new float[sums ? stride : 0];
    }

    /// <summary>Whether target rows are source rows.</summary>
    public bool Copies => axis.Copies;

    /// <summary>The target row that is made next, of those that the axis has.</summary>
    public int Next => next;

    /// <summary>Whether a source row completes the next target row.</summary>
    public bool IsReady(int sourceRow) => next < axis.Count && axis.EndOf(next) <= sourceRow + 1;

    /// <summary>Begins anew.</summary>
    public void Restart() => next = 0;

    /// <summary>Takes one colour of a source row.</summary>
    public void Take(int plane, int sourceRow, ReadOnlySpan<float> values)
    {
        if (!sums)
        {
            Lanes.CopyFinite(values, Slot(plane, sourceRow));
            return;
        }

        Lanes.CopyFinite(values, clean);
        for (var target = next; target < axis.Count && axis.FirstOf(target) <= sourceRow; target++)
        {
            if (axis.EndOf(target) <= sourceRow) continue;
            var weight = axis.WeightsOf(target)[sourceRow - axis.FirstOf(target)];
            if (sourceRow == axis.FirstOf(target)) Lanes.Start(clean, weight, Slot(plane, target));
            else Lanes.Add(clean, weight, Slot(plane, target));
        }
    }

    /// <summary>Gives one colour of the next target row.</summary>
    public void Give(int plane, Span<float> row)
    {
        if (sums)
        {
            Slot(plane, next).CopyTo(row);
            return;
        }

        var weights = axis.WeightsOf(next);
        Span<int> offsets = stackalloc int[weights.Length];
        for (var i = 0; i < offsets.Length; i++) offsets[i] = (axis.FirstOf(next) + i) % slots * stride;
        Lanes.Sum(planes[plane], offsets, weights, row[..stride]);
    }

    /// <summary>The next target row is done.</summary>
    public void Advance() => next++;

    private Span<float> Slot(int plane, int row) => planes[plane].AsSpan(row % slots * stride, stride);

    // How many target rows have begun before the first of them is complete.
    private static int AtOnce(Axis axis)
    {
        var (most, first) = (1, 0);
        for (var target = 0; target < axis.Count; target++)
        {
            while (axis.EndOf(first) <= axis.FirstOf(target)) first++;
            most = Math.Max(most, target - first + 1);
        }

        return most + 1;
    }
}
