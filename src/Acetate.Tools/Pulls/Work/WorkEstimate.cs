using System.Collections.Immutable;
using Acetate.Library.Pulls;

namespace Acetate.Tools.Pulls.Work;

/// <summary>The work that making a pull takes, by what the same work took here before. What was never done is not guessed.</summary>
public sealed record WorkEstimate
{
    /// <summary>The work by its kinds.</summary>
    public required ImmutableArray<WorkLine> Lines { get; init; }

    /// <summary>Cores that are held, times hours, for all that was measured before; 0 where nothing was.</summary>
    public required double CoreHours { get; init; }

    /// <summary>Cores of this machine's workers; 0 where it does no work itself.</summary>
    public required double Cores { get; init; }

    /// <summary>Seconds from the first step to the last, when these workers have nothing else to do; null where this machine does no work itself.</summary>
    public double? Seconds { get; init; }

    /// <summary>What a core-hour costs, as the order states it, else as the show does; null where neither does, and then nothing is said of money.</summary>
    public CoreHourPrice? Price { get; init; }

    /// <summary>What it costs to keep the package; null where nobody states a rate.</summary>
    public StorageCost? Storage { get; init; }

    /// <summary>Whether all of it was measured before; otherwise core-hours, time and money are those of a part.</summary>
    public bool IsWhole => Lines.All(line => line.CoreSeconds is not null);

    /// <summary>Whether some of it was measured before.</summary>
    public bool IsKnown => Lines.Any(line => line.CoreSeconds is not null);

    /// <summary>What it costs, for what was measured before; null where no price is stated or nothing was measured.</summary>
    public decimal? Cost => IsKnown ? Price?.Of(CoreHours) : null;

    /// <summary>All of this in sentences.</summary>
    public ImmutableArray<string> Sentences => WorkWords.Of(this);
}

/// <summary>Work of one kind.</summary>
/// <param name="Task">What is done.</param>
/// <param name="Source">To what: the codec and size of clips; empty where that does not matter.</param>
/// <param name="Made">What comes of it: format and size; empty where that does not matter.</param>
/// <param name="Amount">How much of it, in the unit of its task: frames, bytes or events.</param>
public sealed record WorkLine(PullTask Task, string Source, string Made, long Amount)
{
    /// <summary>By how many steps, about.</summary>
    public long Steps { get; init; }

    /// <summary>Cores that are held, times seconds; null where such work was never measured here.</summary>
    public double? CoreSeconds { get; init; }

    /// <summary>Of these, what the steps take however short they are; 0 where that was not measured.</summary>
    public double FixedCoreSeconds { get; init; }

    /// <summary>How much of such work it was measured on.</summary>
    public long MeasuredAmount { get; init; }

    /// <summary>In how many pulls.</summary>
    public int MeasuredPulls { get; init; }
}

/// <summary>What a core-hour costs.</summary>
/// <param name="Amount">Units of the currency, 0 to 1,000,000.</param>
/// <param name="Currency">The currency's code: one to eight letters.</param>
public sealed record CoreHourPrice(decimal Amount, string Currency)
{
    /// <summary>What so many core-hours cost, to the hundredth.</summary>
    public decimal Of(double coreHours) => Math.Round(Amount * (decimal)Math.Clamp(coreHours, 0, 1e12), 2, MidpointRounding.AwayFromZero);

    /// <summary>Refuses a price that cannot be one.</summary>
    /// <exception cref="PullException">It cannot.</exception>
    internal void ThrowIfImpossible()
    {
        if (Amount is < 0 or > 1_000_000) throw new PullException("A core-hour costs 0 to 1,000,000 units of a currency.");
        if (Currency is not { Length: >= 1 and <= 8 } || !Currency.All(char.IsLetter)) throw new PullException("A currency has one to eight letters, such as EUR.");
    }
}

/// <summary>What it costs to keep something.</summary>
/// <param name="Bytes">How much it is.</param>
/// <param name="Monthly">What that costs a month, in units of the currency.</param>
/// <param name="TebibyteMonth">What a tebibyte costs a month.</param>
/// <param name="Currency">The currency's word.</param>
public sealed record StorageCost(long Bytes, decimal Monthly, decimal TebibyteMonth, string Currency);

/// <summary>The work that a pull took, of all attempts at its steps.</summary>
public sealed record WorkActual
{
    /// <summary>Cores that were held, times hours; what failed and was tried again is in it.</summary>
    public required double CoreHours { get; init; }

    /// <summary>Seconds from the first step's beginning to the last one's end, or until now; waiting for a person is in it.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether its work has come to its end.</summary>
    public required bool IsOver { get; init; }

    /// <summary>What that cost; null where no price is stated.</summary>
    public decimal? Cost { get; init; }

    /// <summary>What it should have taken; null where nobody could say all of it.</summary>
    public double? EstimatedCoreHours { get; init; }

    /// <summary>The currency of <see cref="Cost"/>; empty without one.</summary>
    public string Currency { get; init; } = "";

    /// <summary>All of this in a sentence.</summary>
    public string Sentence => WorkWords.Of(this);
}
