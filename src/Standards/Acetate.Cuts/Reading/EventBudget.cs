namespace Acetate.Cuts.Reading;

/// <summary>How many events a file may unfold into: a few hundred bytes of sequences that nest each other twice could otherwise become billions.</summary>
internal sealed class EventBudget(string document)
{
    /// <summary>The most events of a cut, with those of nested sequences.</summary>
    public const int MostEvents = 1_000_000;

    /// <summary>The most sequences within each other.</summary>
    public const int MostNesting = 32;

    private const long MostLooks = 100_000_000;
    private int taken;
    private long looked;

    /// <summary>Counts one more.</summary>
    /// <exception cref="CutException">There are too many.</exception>
    public void Take(int line)
    {
        if (++taken > MostEvents) throw TooMany(line);
    }

    /// <summary>Counts events that were looked at for what a nested sequence shows.</summary>
    /// <exception cref="CutException">There are too many.</exception>
    public void Look(int events, int line)
    {
        if ((looked += events) > MostLooks) throw TooMany(line);
    }

    private CutException TooMany(int line) =>
        new($"The cut unfolds into more than {MostEvents:N0} events. Write its nested sequences as cuts of their own.", document, line);
}
