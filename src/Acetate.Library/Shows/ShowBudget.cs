namespace Acetate.Library.Shows;

/// <summary>What a show may use. People are warned; where an owner says so, new work waits. Nothing is deleted, and what keeps footage safe is never stopped.</summary>
public sealed record ShowBudget
{
    /// <summary>Bytes of everything that is kept, copies and archive included; null for no budget.</summary>
    public long? Bytes { get; init; }

    /// <summary>Core-hours of all work since the show began; null for no budget.</summary>
    public double? CoreHours { get; init; }

    /// <summary>From which part of a budget on people are warned, in per cent, 1 to 100; 80 unless said otherwise.</summary>
    public int WarnPercent { get; init; } = 80;

    /// <summary>From which part of the budget of bytes on no new work begins, in per cent, 1 to 1000; null, the default, stops nothing.</summary>
    public int? BytesStopPercent { get; init; }

    /// <summary>The same of the budget of core-hours.</summary>
    public int? CoreHoursStopPercent { get; init; }

    /// <summary>Whether one of the budgets can stop work.</summary>
    public bool Stops() => (Bytes is not null && BytesStopPercent is not null) || (CoreHours is not null && CoreHoursStopPercent is not null);

    /// <summary>What is wrong with it: sentences, none when all is right.</summary>
    public IEnumerable<string> Problems()
    {
        if (Bytes is <= 0) yield return "A storage budget must be more than 0 bytes, or not be set.";
        if (CoreHours is { } hours && !(hours > 0 && double.IsFinite(hours))) yield return "A budget of core-hours must be more than 0, or not be set.";
        if (WarnPercent is < 1 or > 100) yield return "People are warned of a budget from 1 to 100 per cent of it on.";
        if (BytesStopPercent is < 1 or > 1000 || CoreHoursStopPercent is < 1 or > 1000) yield return "A budget stops new work from 1 to 1000 per cent of it on, or does not stop it.";
    }
}

/// <summary>What work and storage cost a show, as somebody states it; nothing is said of money where nothing is stated.</summary>
public sealed record ShowRates
{
    private const decimal Most = 1_000_000;

    /// <summary>The currency's word: one to eight letters, such as EUR; empty while no rate is stated.</summary>
    public string Currency { get; init; } = "";

    /// <summary>What a core-hour costs, in units of the currency; null where nobody says.</summary>
    public decimal? CoreHour { get; init; }

    /// <summary>What a tebibyte (2^40 bytes) costs that is kept for a month; null where nobody says.</summary>
    public decimal? TebibyteMonth { get; init; }

    /// <summary>What so much work costs, to the hundredth; null without a rate.</summary>
    /// <param name="coreHours">Core-hours.</param>
    public decimal? OfWork(double coreHours) => CoreHour is { } each ? Math.Round(each * (decimal)Math.Clamp(coreHours, 0, 1e12), 2, MidpointRounding.AwayFromZero) : null;

    /// <summary>What it costs a month to keep so many bytes, to the hundredth; null without a rate.</summary>
    /// <param name="bytes">Bytes.</param>
    public decimal? OfStorage(long bytes) => TebibyteMonth is { } each ? Math.Round(each * Math.Max(0, bytes) / (1L << 40), 2, MidpointRounding.AwayFromZero) : null;

    /// <summary>What is wrong with them: sentences, none when all is right.</summary>
    public IEnumerable<string> Problems()
    {
        if (CoreHour is < 0 or > Most || TebibyteMonth is < 0 or > Most) yield return "A rate is 0 to 1,000,000 units of a currency, or not set.";
        if (Currency.Length > 8 || !Currency.All(char.IsLetter)) yield return "A currency has one to eight letters, such as EUR.";
        else if (Currency.Length == 0 && (CoreHour ?? TebibyteMonth) is not null) yield return "A rate needs its currency, such as EUR.";
    }
}
