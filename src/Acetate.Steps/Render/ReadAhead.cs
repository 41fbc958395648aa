namespace Acetate.Steps.Render;

/// <summary>How many files are fetched ahead of their turn: more when the reader had to wait for one, fewer when all of them lay ready.</summary>
/// <remarks>It doubles and falls by one: waiting costs processors, and lying ready no more than room in the scratch folder.</remarks>
internal sealed class ReadAhead
{
    /// <summary>The fewest.</summary>
    public const int Least = 2;

    /// <summary>The most, however short they are.</summary>
    public const int Most = 16;

    // What may lie in the scratch folder before its turn.
    private const long MostBytes = 1L << 30;

    private readonly int most;

    /// <param name="fileBytes">Bytes of the longest of them.</param>
    public ReadAhead(long fileBytes)
    {
        most = (int)Math.Clamp(MostBytes / Math.Max(1, fileBytes), Least, Most);
        Files = Math.Min(4, most);
    }

    /// <summary>How many files are under way or lie ready at most.</summary>
    public int Files { get; private set; }

    /// <summary>Takes note of a file whose turn came.</summary>
    /// <param name="hadToWait">Whether it was not there yet.</param>
    /// <param name="allLieReady">Whether it and all that were asked for ahead of their turn were there.</param>
    public void Note(bool hadToWait, bool allLieReady)
    {
        if (hadToWait) Files = Math.Min(most, 2 * Files);
        else if (allLieReady) Files = Math.Max(Least, Files - 1);
    }
}
