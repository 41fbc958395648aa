using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Imaging.Resample;

/// <summary>Scales rows along themselves, sixteen at a time: turned by a quarter, so that one weight counts for sixteen neighbours in memory.</summary>
internal sealed class ColumnMixer
{
    /// <summary>Rows that are scaled together.</summary>
    public const int Rows = Lanes.Count;

    private readonly Axis axis;
    private readonly int sourceStride, targetStride;
    private readonly float[][] source, target;
    private readonly float[] turned, tile;

    /// <param name="axis">The horizontal axis.</param>
    /// <param name="stride">Room of a source row, which begins at the axis's first source pixel.</param>
    /// <param name="planes">Colours, and perhaps alpha.</param>
    public ColumnMixer(Axis axis, int stride, int planes)
    {
        (this.axis, sourceStride, targetStride) = (axis, stride, Lanes.Stride(axis.Count));
        source = [.. Enumerable.Range(0, planes).Select(_ => new float[Rows * sourceStride])];
        target = [.. Enumerable.Range(0, planes).Select(_ => new float[Rows * targetStride])];
        turned = new float[sourceStride * Rows];
        tile = new float[Rows * Rows];
    }

    /// <summary>Where a row to be scaled belongs.</summary>
    public Span<float> Source(int plane, int row) => source[plane].AsSpan(row * sourceStride, sourceStride);

    /// <summary>A scaled row.</summary>
    public Span<float> Target(int plane, int row) => target[plane].AsSpan(row * targetStride, axis.Count);

    /// <summary>Scales all sixteen; what lies in rows that were not filled does not matter.</summary>
    public void Run()
    {
        for (var plane = 0; plane < source.Length; plane++)
        {
            Lanes.Turn(source[plane], sourceStride, turned, Rows, Rows, sourceStride);
            ref var columns = ref MemoryMarshal.GetArrayDataReference(turned);
            ref var into = ref MemoryMarshal.GetArrayDataReference(tile);
            for (var x = 0; x < axis.Count; x += Rows)
            {
                var part = Math.Min(Rows, axis.Count - x);
                for (var i = 0; i < part; i++)
                {
                    var first = (axis.FirstOf(x + i) - axis.First) * Rows;
                    Lanes.SumColumns(ref Unsafe.Add(ref columns, first), axis.WeightsOf(x + i)).StoreUnsafe(ref into, (nuint)(i * Rows));
                }

                Lanes.Turn(tile, Rows, target[plane].AsSpan(x), targetStride, Rows, Rows);
            }
        }
    }
}
