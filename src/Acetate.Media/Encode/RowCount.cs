namespace Acetate.Media.Encode;

/// <summary>Counts the rows that a writer is given, and stands at its door.</summary>
internal sealed class RowCount(int width, int height)
{
    private bool isComplete;

    /// <summary>Rows that were given.</summary>
    public int Given { get; private set; }

    /// <summary>Takes note of a row and returns its number.</summary>
    public int Next(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        if (red.Length != width || green.Length != width || blue.Length != width)
            throw new ArgumentException($"A row of {width} pixels was given {red.Length}, {green.Length} and {blue.Length} values.");
        if (Given == height) throw new InvalidOperationException($"All {height} rows were given already.");
        return Given++;
    }

    /// <summary>Says that no row is missing.</summary>
    public void Complete()
    {
        if (Given < height) throw new InvalidOperationException($"Only {Given} of {height} rows were given.");
        if (isComplete) throw new InvalidOperationException("The frame is complete already.");
        isComplete = true;
    }
}
