using System.Collections.Immutable;

namespace Acetate.Imaging.Colour.Rows;

/// <summary>A colour operation made ready for rows of pictures: three rows of 32-bit numbers, changed in place.</summary>
/// <remarks>
/// <para>Without state that changes: one may serve any number of threads. Its scratch is on the stack.</para>
/// <para>Matrices that follow each other become one. Curves are computed in 64 bits to 2e-9; what has no quick form is the operation itself,
/// pixel by pixel. Between steps numbers have 32 bits, and light beyond them is infinite. A row comes out with the same bits on every machine, whatever its vectors, and wherever
/// it is cut. Not-a-number, infinities and negative numbers give what the operation gives.</para>
/// </remarks>
public sealed class RowColour
{
    // As many pixels as stay in the first cache between two steps.
    private const int Tile = 1024;

    private readonly ImmutableArray<RowStep> steps;

    private RowColour(string name, ImmutableArray<RowStep> steps) => (Name, this.steps) = (name, steps);

    /// <summary>What it does, in the words of the field.</summary>
    public string Name { get; }

    /// <summary>Whether all of it has a quick form; else some of it goes pixel by pixel.</summary>
    public bool IsQuick => !steps.Any(step => step is ExactStep);

    /// <summary>Makes an operation ready. Costs little; keep the result for a whole clip all the same.</summary>
    public static RowColour For(IColourOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var steps = ImmutableArray.CreateBuilder<RowStep>();
        MatrixOperation? pending = null;
        foreach (var part in Flat(operation))
        {
            if (part is MatrixOperation matrix)
            {
                pending = pending is null ? matrix : new(matrix.Name, matrix.Matrix * pending.Matrix, matrix.Matrix * pending.Offset + matrix.Offset);
                continue;
            }

            if (RowSteps.For(part) is not { } step) continue;
            Flush();
            steps.Add(step);
        }

        Flush();
        return new(operation.Name, steps.DrainToImmutable());

        void Flush()
        {
            if (pending is not null) steps.Add(new MatrixStep(pending.Matrix, pending.Offset));
            pending = null;
        }
    }

    /// <summary>Changes three rows in place.</summary>
    /// <param name="red">The first component.</param>
    /// <param name="green">The second, as long.</param>
    /// <param name="blue">The third, as long.</param>
    /// <exception cref="ArgumentException">The rows are not of one length.</exception>
    public void Apply(Span<float> red, Span<float> green, Span<float> blue)
    {
        if (green.Length != red.Length || blue.Length != red.Length) throw new ArgumentException($"The rows have {red.Length}, {green.Length} and {blue.Length} pixels; they must be of one length.");
        var whole = red.Length - red.Length % RowStep.Width;
        for (var at = 0; at < whole; at += Tile)
        {
            var length = Math.Min(Tile, whole - at);
            foreach (var step in steps) step.Apply(red.Slice(at, length), green.Slice(at, length), blue.Slice(at, length));
        }

        if (whole == red.Length) return;

        // The rest in a vector of its own, so that it is computed just like all others.
        Span<float> scratch = stackalloc float[3 * RowStep.Width];
        scratch.Clear();
        var r = scratch[..RowStep.Width];
        var g = scratch.Slice(RowStep.Width, RowStep.Width);
        var b = scratch[(2 * RowStep.Width)..];
        red[whole..].CopyTo(r);
        green[whole..].CopyTo(g);
        blue[whole..].CopyTo(b);
        foreach (var step in steps) step.Apply(r, g, b);
        r[..(red.Length - whole)].CopyTo(red[whole..]);
        g[..(red.Length - whole)].CopyTo(green[whole..]);
        b[..(red.Length - whole)].CopyTo(blue[whole..]);
    }

    private static IEnumerable<IColourOperation> Flat(IColourOperation operation) =>
        operation is ColourChain chain ? chain.Steps.SelectMany(Flat) : [operation];
}
