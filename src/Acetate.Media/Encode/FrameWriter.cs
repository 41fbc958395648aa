namespace Acetate.Media.Encode;

/// <summary>Takes one picture, row by row from the top, and writes it.</summary>
/// <remarks>One thread at a time. The same rows give the same bytes. Without <see cref="Complete"/> what was written is of no use.</remarks>
public abstract class FrameWriter : IDisposable
{
    /// <summary>Takes the next row.</summary>
    /// <param name="red">As many values as the picture is wide; 0 is black and 1 white for integer files, light for OpenEXR.</param>
    /// <param name="green">As many.</param>
    /// <param name="blue">As many.</param>
    public abstract void Row(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue);

    /// <summary>Says that the last row was given.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public abstract void Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what it holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
